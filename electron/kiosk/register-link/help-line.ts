/** Calls for staff: made at the register, followed until somebody answers, and ended when nobody waits any more. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import type { HelpState } from '../../../register/contract/contract.ts';
import type { CalledHelp } from '../../../state-machines/ports.ts';
import { noteBug } from '../log/bug.ts';
import type { Log } from '../log/log.ts';

export interface HelpLine {
  call(screen: string): Promise<CalledHelp>;
  /**
   * Tells each new answer, of the office or of staff at the terminal; of a call that the register does not have, only
   * theirs. What it returns ends the call.
   */
  follow(key: string, onState: (state: HelpState) => void): () => void;
  /** Staff at the terminal answer a call: whoever called is told at once, with or without the register. */
  answer(key: string, state: 'coming' | 'ended'): void;
  end(key: string): void;
}

export interface HelpLineDeps {
  readonly register: Pick<RegisterClient, 'helpCall' | 'helpAnswer' | 'endHelp'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Every answer says whether the register is there. */
  note(failure: RegisterFailure | null, request: string): void;
  onHelp(id: string, screen: string): void;
  /** What the office says of a call. */
  onAnswer(id: string, state: HelpState): void;
  /** Somebody at the terminal waits for an answer to it, or no longer does. */
  onWaiting(id: string, waits: boolean): void;
}

/** How long the register holds a question open that it has nothing new to. */
const WAIT_SECONDS = 20;
/** Milliseconds until the next question where the one before failed. */
const RETRY = 2_000;
/** How often the end of a call is told; the register forgets it by itself later. */
const ENDINGS = 5;

/** One call that somebody at the terminal waits for. */
interface Waiting {
  readonly tell: (state: HelpState) => void;
  /** Staff at the terminal said so: what a clerk in the office says of coming is of no account after that. */
  isComing: boolean;
  isOver: boolean;
  cancel: () => void;
}

export function createHelpLine({ register, clock, log, note, ...on }: HelpLineDeps): HelpLine {
  /** Calls that the register took: only these are asked after there. */
  const taken = new Set<string>();
  const waiting = new Map<string, Waiting>();

  const end = async (key: string): Promise<void> => {
    for (let attempts = 0; attempts < ENDINGS; attempts += 1) {
      const ended = await register.endHelp(key);
      if (ended.ok || ended.error.kind === 'declined') return;
      await new Promise<void>((resolve) => void clock.after(RETRY, resolve));
    }
  };
  const endNow = (key: string): void => {
    taken.delete(key);
    void end(key).catch((error: unknown) => noteBug(log, 'help-call', error));
  };

  function takeAnswer(key: string, one: Waiting, state: HelpState): void {
    log.write('help.answered', { state });
    if (state === 'ended') taken.delete(key);
    if (one.isComing && state !== 'ended') return;
    on.onAnswer(key, state);
    one.tell(state);
  }

  async function ask(key: string, one: Waiting): Promise<void> {
    let known: HelpState = 'open';
    while (!one.isOver && taken.has(key)) {
      const asked = clock.now();
      const answer = await register.helpAnswer({ key, known, waitSeconds: WAIT_SECONDS });
      if (one.isOver) return;
      // Also where it declines, the register is there.
      note(answer.ok || answer.error.kind === 'declined' ? null : answer.error, 'help-answer');
      if (answer.ok && answer.value !== known) {
        known = answer.value;
        takeAnswer(key, one, known);
        continue;
      }
      // A register that gives no answers, or knows nothing of this call.
      if (!answer.ok && answer.error.kind === 'declined') return;
      // One that has too many who wait answers at once.
      if (!answer.ok || clock.now() - asked < RETRY)
        await new Promise<void>((resolve) => {
          const stop = clock.after(RETRY, resolve);
          one.cancel = () => {
            stop();
            resolve();
          };
        });
    }
  }

  return {
    async call(screen) {
      const key = randomUUID();
      const called = await register.helpCall({ key, screen });
      note(called.ok ? null : called.error, 'help-call');
      log.write('help.called', { screen, accepted: called.ok });
      on.onHelp(key, screen);
      if (called.ok) taken.add(key);
      // The visitor is told that it failed: where only the answer was lost, nobody is to come from the office.
      else endNow(key);
      return { key, accepted: called.ok };
    },
    follow(key, onState) {
      const one: Waiting = { tell: onState, isComing: false, isOver: false, cancel: () => undefined };
      waiting.set(key, one);
      on.onWaiting(key, true);
      void ask(key, one).catch((error: unknown) => noteBug(log, 'help-call', error));
      return () => {
        one.isOver = true;
        one.cancel();
        if (waiting.get(key) === one) waiting.delete(key);
        on.onWaiting(key, false);
        if (taken.has(key)) endNow(key);
      };
    },
    answer(key, state) {
      if (state === 'ended' && taken.has(key)) endNow(key);
      const one = waiting.get(key);
      if (one === undefined) return;
      one.isComing = state === 'coming';
      one.tell(state);
    },
    end: endNow,
  };
}
