import { useNow } from '../context.tsx';
import type { Client } from '../data/client.ts';
import { left, timeOf } from './time.ts';
import { w } from '../words.ts';

/** A code that somebody else types in: readable across the room, and read aloud letter by letter. */
export function Code({ client, code, expiresAt }: { client: Client; code: string; expiresAt: string }) {
  const now = useNow(client, 1_000);
  const end = Date.parse(expiresAt);
  return (
    <div className="code">
      <p className="code__letters" aria-label={[...code].join(' ')} role="img">
        {code}
      </p>
      <p className="code__end">
        {now < end ? w('code.valid', { time: timeOf(end), left: left(end - now) }) : w('code.over')}
      </p>
    </div>
  );
}
