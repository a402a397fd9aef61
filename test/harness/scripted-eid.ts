import type { EidEvent, EidFailureKind, EidProvider, EidRequest, EidStatus, EidStep } from '../../devices/eid/eid.ts';
import type { EidReaderHandle } from '../../devices/eid/handle.ts';
import type { AccessRight } from '../../devices/eid/sdk.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { settle } from './manual-clock.ts';
import { PROVIDER, REFRESH } from './services.ts';

/** An eID reader whose card does what a test says, step by step. */
export class ScriptedEid implements EidReaderHandle {
  readonly class = 'eid';
  readonly name = 'eid';
  readonly begun: EidRequest[] = [];
  /** What the visitor did at the screen. */
  readonly answers: (string | readonly AccessRight[])[] = [];
  /** Why the next conversation cannot begin. */
  refuses: EidStatus | null = null;
  /** The next conversation begins only after this. */
  slow: Promise<void> | null = null;
  #status: EidStatus = { state: 'ready' };
  #card: boolean | null = false;
  #workflow = 0;
  readonly #listeners = new Set<(event: EidEvent) => void>();
  readonly #statusListeners = new Set<(status: EidStatus) => void>();

  status = (): EidStatus => this.#status;
  identity = (): null => null;
  frames = async (): Promise<readonly []> => [];
  restart = async (): Promise<boolean> => true;
  loopBack = async (): Promise<boolean> => false;
  cardPresent = (): boolean | null => this.#card;

  onStatus(listener: (status: EidStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => void this.#statusListeners.delete(listener);
  }

  onEvent(listener: (event: EidEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async begin(request: EidRequest): Promise<Result<number, EidStatus>> {
    await this.slow;
    if (this.refuses !== null) return err(this.refuses);
    this.begun.push(request);
    this.#workflow += 1;
    return ok(this.#workflow);
  }

  async accept(optional: readonly AccessRight[]): Promise<void> {
    this.answers.push(optional);
  }

  async enter(): Promise<void> {
    this.answers.push('enter');
  }

  async cancel(): Promise<void> {
    this.answers.push('cancel');
    await this.fail('cancelled');
  }

  #tell(event: EidEvent): Promise<void> {
    for (const listener of [...this.#listeners]) listener(event);
    return settle();
  }

  become(status: EidStatus): Promise<void> {
    this.#status = status;
    for (const listener of [...this.#statusListeners]) listener(status);
    return settle();
  }

  step(step: EidStep): Promise<void> {
    return this.#tell({ event: 'step', workflow: this.#workflow, step });
  }

  /** A card is laid on, or taken away. */
  lay(present: boolean): Promise<void> {
    this.#card = present;
    return this.#tell({ event: 'card', present });
  }

  consent(optional: readonly AccessRight[] = [], provider: EidProvider = PROVIDER): Promise<void> {
    return this.step({
      step: 'consent',
      provider,
      required: ['FamilyName', 'GivenNames', 'DateOfBirth', 'Address'],
      optional,
      effective: [],
      transactionInfo: null,
    });
  }

  secret(more: Partial<Extract<EidStep, { step: 'secret' }>> = {}): Promise<void> {
    return this.step({ step: 'secret', secret: 'pin', keypad: false, tries: 3, wrong: null, lastTry: false, ...more });
  }

  /** It worked, and the AusweisApp was sent there. */
  succeed(refreshUrl: string | null = REFRESH): Promise<void> {
    return this.step({ step: 'ended', outcome: { ok: true, refreshUrl } });
  }

  fail(kind: EidFailureKind, code: string | null = null): Promise<void> {
    return this.step({ step: 'ended', outcome: { ok: false, failure: { kind, code } } });
  }
}
