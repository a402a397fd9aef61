/** Calls for staff: made at the register, followed until somebody answers, and ended when nobody waits any more. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import type { HelpState } from '../../../register/contract/contract.ts';
import { noteBug } from '../log/bug.ts';
import type { Log } from '../log/log.ts';

export interface HelpLine {
  /** The call's key; null where the register does not have it. */
  call(screen: string): Promise<string | null>;
  /** Tells each new answer. What it returns ends the call. */
  follow(key: string, onState: (state: HelpState) => void): () => void;
  end(key: string): void;
}

export interface HelpLineDeps {
  readonly register: Pick<RegisterClient, 'helpCall' | 'helpAnswer' | 'endHelp'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Every answer says whether the register is there. */
  note(failure: RegisterFailure | null, request: string): void;
  onHelp(id: string, screen: string): void;
}

/** How long the register holds a question open that it has nothing new to. */
const WAIT_SECONDS = 20;
/** Milliseconds until the next question where the one before failed. */
const RETRY = 2_000;
/** How often the end of a call is told; the register forgets it by itself later. */
const ENDINGS = 5;

export function createHelpLine({ register, clock, log, note, onHelp }: HelpLineDeps): HelpLine {
  const end = async (key: string): Promise<void> => {
    for (let attempts = 0; attempts < ENDINGS; attempts += 1) {
      const ended = await register.endHelp(key);
      if (ended.ok || ended.error.kind === 'declined') return;
      await new Promise<void>((resolve) => void clock.after(RETRY, resolve));
    }
  };
  const endNow = (key: string): void => void end(key).catch((error: unknown) => noteBug(log, 'help-call', error));

  return {
    async call(screen) {
      const key = randomUUID();
      const called = await register.helpCall({ key, screen });
      note(called.ok ? null : called.error, 'help-call');
      log.write('help.called', { screen, accepted: called.ok });
      onHelp(key, screen);
      if (called.ok) return key;
      // The visitor is told that it failed: where only the answer was lost, nobody is to come for nothing.
      endNow(key);
      return null;
    },
    follow(key, onState) {
      let isOver = false;
      let known: HelpState = 'open';
      let cancel = (): void => undefined;
      const follow = async (): Promise<void> => {
        while (!isOver) {
          const asked = clock.now();
          const answer = await register.helpAnswer({ key, known, waitSeconds: WAIT_SECONDS });
          if (isOver) return;
          // Also where it declines, the register is there.
          note(answer.ok || answer.error.kind === 'declined' ? null : answer.error, 'help-answer');
          if (answer.ok && answer.value !== known) {
            known = answer.value;
            log.write('help.answered', { state: known });
            onState(known);
            continue;
          }
          // A register that gives no answers, or knows nothing of this call.
          if (!answer.ok && answer.error.kind === 'declined') return;
          // One that has too many who wait answers at once.
          if (!answer.ok || clock.now() - asked < RETRY)
            await new Promise<void>((resolve) => {
              const stop = clock.after(RETRY, resolve);
              cancel = () => {
                stop();
                resolve();
              };
            });
        }
      };
      void follow().catch((error: unknown) => noteBug(log, 'help-call', error));
      return () => {
        isOver = true;
        cancel();
        if (known !== 'ended') endNow(key);
      };
    },
    end: endNow,
  };
}
