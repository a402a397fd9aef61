import { describeError } from '../../../base/describe-error.ts';
import type { Log } from './log.ts';

/** A mistake of this program: its class, its code and where it came from, never its message, which may be personal. */
export function noteBug(log: Log, where: string, error: unknown): void {
  const { name, code, at } = describeError(error);
  log.write('bug', {
    where: where.slice(0, 64),
    name: name.slice(0, 64),
    ...(code === undefined ? {} : { code: code.slice(0, 64) }),
    at: at.map((place) => place.slice(0, 300)),
  });
}
