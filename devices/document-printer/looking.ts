/** A look at the printer that survives one attribute which it cannot send as it should. */
import type { Result } from '../../base/result.ts';
import type { IppFailure } from './client.ts';
import type { Message } from './ipp.ts';
import { succeeded, WANTED } from './operations.ts';

export type Look = (wanted: readonly string[]) => Promise<Result<Message, IppFailure>>;

/**
 * Printers send collections without their end, members under a wrong name, texts without their length
 * (OpenPrinting/cups#1149, apple/cups#4079): then the whole answer cannot be read. The attributes are requested in
 * halves until the broken one is found, and that one is left out of later requests. The status is made of the others,
 * and claims nothing that only the missing one could show.
 */
export class Looking {
  readonly #look: Look;
  #broken: ReadonlySet<string> = new Set();

  constructor(look: Look) {
    this.#look = look;
  }

  /** Attributes that this printer does not send as it should. */
  get broken(): readonly string[] {
    return [...this.#broken];
  }

  async look(): Promise<Result<Message, IppFailure>> {
    const wanted = WANTED.filter((name) => !this.#broken.has(name));
    const answer = await this.#look(wanted);
    if (answer.ok || answer.error !== 'protocol') return answer;
    // Not even one enum: the cause is no single attribute, the address does not speak IPP.
    const least = await this.#look(['printer-state']);
    if (!least.ok) return answer;
    const readable = await this.#readable(wanted);
    if (readable === null) return answer;
    const again = await this.#look(readable);
    if (again.ok) this.#broken = new Set(WANTED.filter((name) => !readable.includes(name)));
    return again;
  }

  /** Forgets what it learned: the printer may be another one, or have been updated. */
  forget(): void {
    this.#broken = new Set();
  }

  /** Those of the names that can be read; null where the printer stopped answering. */
  async #readable(names: readonly string[]): Promise<readonly string[] | null> {
    const middle = Math.ceil(names.length / 2);
    const found: string[] = [];
    for (const half of [names.slice(0, middle), names.slice(middle)]) {
      if (half.length === 0) continue;
      const answer = await this.#look(half);
      if (answer.ok && !succeeded(answer.value)) return null;
      if (answer.ok) found.push(...half);
      else if (answer.error !== 'protocol') return null;
      else if (half.length > 1) {
        const readable = await this.#readable(half);
        if (readable === null) return null;
        found.push(...readable);
      }
    }
    return found;
  }
}
