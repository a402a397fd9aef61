/**
 * Asks each register the whole time, past the terminals' client: what it says while its database is away must be a
 * problem that names when to come again, within its own time-outs.
 */
import { CONTRACT_HEADER, CONTRACT_VERSION, ROUTES } from '../../register/contract/contract.ts';

/** Milliseconds between two questions; a register answers each terminal so many. */
const PACE_MS = 500;
/** Milliseconds: connecting and a statement have five seconds each, twice where who asks is looked up first. */
const LONGEST_MS = 21_000;

export interface Answer {
  readonly at: number;
  readonly ms: number;
  /** `gone`: there was no register. `not-told`: it answered otherwise than it may. */
  readonly kind: 'answered' | 'unavailable' | 'gone' | 'not-told';
  readonly detail?: string;
}

export class Prober {
  readonly answers: Answer[] = [];
  readonly #ended: Promise<void>[];
  #isOver = false;

  /** `port`: where the register listens now. `key`: of a terminal. */
  constructor(registers: readonly { readonly port: number }[], key: string) {
    this.#ended = registers.map((register) => this.#ask(register, key));
  }

  async #ask(register: { readonly port: number }, key: string): Promise<void> {
    while (!this.#isOver) {
      const at = Date.now();
      const kind = await this.#once(register.port, key);
      this.answers.push({ at, ms: Date.now() - at, ...kind });
      await new Promise((next) => setTimeout(next, PACE_MS));
    }
  }

  async #once(port: number, key: string): Promise<Pick<Answer, 'kind' | 'detail'>> {
    const answer = await fetch(`http://127.0.0.1:${port}${ROUTES.catalogue.path}`, {
      headers: { authorization: `Bearer ${key}`, [CONTRACT_HEADER]: String(CONTRACT_VERSION), 'if-none-match': '*' },
      signal: AbortSignal.timeout(LONGEST_MS),
    }).catch((error: Error) => error);
    if (answer instanceof Error)
      return answer.name === 'TimeoutError' ? { kind: 'not-told', detail: 'no answer' } : { kind: 'gone' };
    const text = await answer.text().catch(() => null);
    if (text === null) return { kind: 'gone' };
    if (answer.status === 304) return { kind: 'answered' };
    const isProblem =
      answer.status === 503 &&
      /^application\/problem\+json\b/.test(answer.headers.get('content-type') ?? '') &&
      /^[1-9]\d*$/.test(answer.headers.get('retry-after') ?? '') &&
      (JSON.parse(text) as { type?: string }).type === 'urn:foyer:problem:unavailable';
    return isProblem ? { kind: 'unavailable' } : { kind: 'not-told', detail: `${answer.status} ${text.slice(0, 200)}` };
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#ended);
  }
}
