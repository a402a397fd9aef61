import { noteBug } from '../log/bug.ts';
import type { Clock } from '../../../base/clock.ts';
import type { EidFailure, EidRequest } from '../../../devices/eid/eid.ts';
import type { EidReaderHandle } from '../../../devices/eid/handle.ts';
import { works } from '../../../devices/driver/status.ts';
import { DELAYS } from '../../../state-machines/delays.ts';
import type { EidTask } from '../../../state-machines/services/eid.ts';
import type { EidCommand, EidEvent, EidOutcome } from '../../../state-machines/services/ports.ts';
import type { HelpLine } from '../register-link/help-line.ts';
import type { Log } from '../log/log.ts';
import type { SignIn } from './sign-in.ts';

export interface CardDeps {
  readonly reader: EidReaderHandle | undefined;
  readonly signIn: SignIn;
  readonly log: Log;
  readonly clock: Clock;
}

const failed = ({ kind, code }: EidFailure): EidOutcome => ({ ok: false, failure: kind, code });

/**
 * One conversation with the card: begins it, passes its steps to the machine and the machine's answers to it. Ends the
 * conversation when it is stopped.
 */
export function createProtocol(
  { reader, signIn, log }: CardDeps,
  task: EidTask,
  tell: (event: EidEvent) => void,
): { answer(command: EidCommand): void; stop(): void } {
  let workflow: number | null = null;
  let over = false;
  let forget = (): void => undefined;

  function end(outcome: EidOutcome): void {
    if (over) return;
    over = true;
    forget();
    log.write('eid.ended', {
      task: task.kind,
      outcome: outcome.ok ? 'done' : outcome.failure,
      ...(outcome.ok || outcome.code === null ? {} : { code: outcome.code.slice(-64) }),
    });
    tell({ type: 'eid-ended', outcome });
  }

  async function begin(): Promise<void> {
    if (reader === undefined) return end({ ok: false, failure: 'client', code: null });
    let request: EidRequest;
    if (task.kind === 'change-pin') request = task;
    else {
      const session = await signIn.begin();
      if (session === null) return end({ ok: false, failure: 'network', code: null });
      request = { kind: 'auth', tcTokenUrl: session.tcTokenUrl };
    }
    if (over) return;
    // The first step can come before the answer to `begin`.
    forget = reader.onEvent((event) => {
      if (event.event !== 'step' || (workflow !== null && event.workflow !== workflow)) return;
      const { step } = event;
      if (step.step !== 'ended') return tell({ type: 'eid-step', step });
      if (!step.outcome.ok) return end(failed(step.outcome.failure));
      // Where the AusweisApp was sent elsewhere than the register said, nothing of it counts.
      end(
        task.kind === 'change-pin' || signIn.leadsHome(step.outcome.refreshUrl)
          ? { ok: true }
          : { ok: false, failure: 'provider', code: 'refresh-origin' },
      );
    });
    const begun = await reader.begin(request);
    // It was stopped before it had begun.
    if (over) return void (begun.ok && reader.cancel());
    if (begun.ok) workflow = begun.value;
    else end({ ok: false, failure: begun.error.state === 'busy' ? 'busy' : 'client', code: null });
  }
  void begin();

  return {
    answer(command) {
      if (command.type === 'accept') void reader?.accept(command.optional as Parameters<typeof reader.accept>[0]);
      else if (command.type === 'enter') void reader?.enter();
      else if (workflow === null) end({ ok: false, failure: 'cancelled', code: null });
      else void reader?.cancel();
    },
    stop() {
      if (over) return;
      over = true;
      forget();
      void reader?.cancel();
    },
  };
}

/** Resolves when no card lies on the reader, or when that cannot be determined. */
export function removed(reader: EidReaderHandle | undefined): { gone: Promise<void>; stop(): void } {
  let stop = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    const lies = (): boolean => reader !== undefined && works(reader.status()) && reader.cardPresent() === true;
    if (!lies()) return resolve();
    const look = (): void => {
      if (!lies()) {
        stop();
        resolve();
      }
    };
    const offs = [reader?.onEvent(look), reader?.onStatus(look)];
    stop = () => {
      for (const off of offs) off?.();
    };
  });
  return { gone, stop: () => stop() };
}

/** Calls somebody to a card that was forgotten, once for each time it lies there. */
export interface CardCall {
  call(): void;
  /**
   * The visit is over: the visitor may still take the card; after `cardForgotten` the terminal calls for it to be
   * taken.
   */
  watch(): void;
}

export function createCardCall({
  reader,
  clock,
  log,
  help,
  onTaken,
}: Pick<CardDeps, 'reader' | 'clock' | 'log'> & {
  readonly help: Pick<HelpLine, 'call' | 'end'>;
  onTaken(): void;
}): CardCall {
  let called = false;
  const call = (): void => {
    if (called) return;
    called = true;
    log.write('eid.card-forgotten', {});
    const calling = help.call('card-forgotten').catch((error: unknown) => {
      noteBug(log, 'card-forgotten', error);
      return { key: '', accepted: false };
    });
    const { gone } = removed(reader);
    // The next card that is forgotten is called for, also while the call for this one is still on its way.
    void gone.then(() => {
      called = false;
    });
    void Promise.all([gone, calling]).then(([, { key, accepted }]) => {
      if (accepted) help.end(key);
      onTaken();
    });
  };
  return {
    call,
    watch() {
      const { gone, stop } = removed(reader);
      const cancel = clock.after(DELAYS.cardForgotten, () => {
        stop();
        call();
      });
      void gone.then(cancel);
    },
  };
}
