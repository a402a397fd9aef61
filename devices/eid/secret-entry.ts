import type { EidStep, Secret } from './eid.ts';
import type { SecretCommand } from './sdk.ts';
import { CLEAR, DIGIT_0, ENTER, ERASE, REFUSED, SECRET_LENGTH, SecretBuffer, secretFrame } from './secrets.ts';

const COMMANDS: Readonly<Record<Exclude<Secret, 'new-pin'>, SecretCommand>> = {
  pin: 'SET_PIN',
  'transport-pin': 'SET_PIN',
  'repeat-new-pin': 'SET_NEW_PIN',
  can: 'SET_CAN',
  puk: 'SET_PUK',
};

/**
 * What a key came to. `reply` goes back over the port. `frame`: complete, and to be sent; the digits are in it alone,
 * and the sender overwrites it.
 */
export interface KeyResult {
  readonly reply: number;
  readonly outcome:
    | 'typing'
    | 'refused'
    | 'too-short'
    | 'repeat'
    | 'mismatch'
    | { readonly command: SecretCommand; readonly frame: Uint8Array };
}

/** Takes a secret key by key, only while one is asked. */
export class SecretEntry {
  readonly #typed = new SecretBuffer();
  /** The new PIN, while it is typed once more. */
  readonly #first = new SecretBuffer();
  #asked: Secret | null = null;

  /** Follows what is asked. True when an entry has begun, or ended: then nothing is typed. */
  follow(step: EidStep | null): boolean {
    const asked = step?.step === 'secret' && !step.keypad ? step.secret : null;
    // Too short: what is typed stays, so that the missing digit can be added.
    if (step?.step === 'secret' && step.wrong === 'length' && asked === this.#asked) return false;
    if (asked !== 'repeat-new-pin') this.#first.clear();
    const changed = asked !== null || this.#asked !== null;
    this.#typed.clear();
    this.#asked = asked;
    return changed;
  }

  key(byte: number): KeyResult {
    const asked = this.#asked;
    if (asked === null) return { reply: REFUSED, outcome: 'refused' };
    if (byte === ENTER) return this.#enter(asked);
    if (byte === ERASE) this.#typed.erase();
    else if (byte === CLEAR) this.#typed.clear();
    // One too many changes nothing; the count says so.
    else if (byte >= DIGIT_0 && byte <= DIGIT_0 + 9) {
      if (this.#typed.length < SECRET_LENGTH[asked]) this.#typed.push(byte);
    } else return { reply: REFUSED, outcome: 'refused' };
    return { reply: this.#typed.length, outcome: 'typing' };
  }

  /** Nothing is left of any digit. */
  get blank(): boolean {
    return this.#typed.blank && this.#first.blank;
  }

  #enter(asked: Secret): KeyResult {
    if (this.#typed.length !== SECRET_LENGTH[asked]) return { reply: this.#typed.length, outcome: 'too-short' };
    if (asked === 'new-pin') {
      this.#first.take(this.#typed);
      return { reply: 0, outcome: 'repeat' };
    }
    if (asked === 'repeat-new-pin' && !this.#typed.equals(this.#first)) {
      this.#forget();
      return { reply: 0, outcome: 'mismatch' };
    }
    const command = COMMANDS[asked];
    const frame = secretFrame(command, this.#typed);
    this.#forget();
    return { reply: 0, outcome: { command, frame } };
  }

  #forget(): void {
    this.#typed.clear();
    this.#first.clear();
    this.#asked = null;
  }
}
