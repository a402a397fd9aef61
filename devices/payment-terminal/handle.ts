import { callsOf, common, type DeviceCalls, hostStatus, type BaseHandle } from '../terminal/handle.ts';
import { err, type Result } from '../../base/result.ts';
import type {
  JournalEntry,
  NotDone,
  PaymentProgress,
  PaymentTerminal,
  PaymentTerminalStatus,
} from './payment-terminal.ts';
import { VERBS } from './verbs.ts';

type Called<T> = Result<T, 'not-sent' | 'lost'>;

/** A payment terminal in another process. A host that dies during a payment makes its outcome unknown. */
export interface PaymentTerminalHandle
  extends
    BaseHandle<PaymentTerminalStatus>,
    Pick<PaymentTerminal, 'authorize' | 'resolve' | 'reverse' | 'endOfDay' | 'diagnose'> {
  readonly class: 'payment-terminal';
  abort(): Promise<void>;
  onProgress(listener: (progress: PaymentProgress) => void): () => void;
  /** Puts the entries of the payments' journal on disk; without it no payment is begun. */
  onAppendToJournal(append: (entry: JournalEntry) => Promise<boolean>): void;
}

export function paymentTerminalHandle(device: DeviceCalls): PaymentTerminalHandle {
  const calls = callsOf<PaymentTerminal, typeof VERBS>(device, VERBS);
  const done = async <T>(call: Promise<Called<Result<T, NotDone>>>): Promise<Result<T, NotDone>> => {
    const called = await call;
    return called.ok ? called.value : err({ status: hostStatus(device) as PaymentTerminalStatus, code: null });
  };
  return {
    class: 'payment-terminal',
    ...common<PaymentTerminalStatus>(device),
    async authorize(request) {
      const called = await calls.authorize(request);
      if (called.ok) return called.value;
      // What was never sent cannot have been paid.
      return called.error === 'not-sent'
        ? { outcome: 'declined', reason: 'not-ready', code: null }
        : { outcome: 'unknown' };
    },
    async resolve(open) {
      const called = await calls.resolve(open);
      // An open payment is not answered by a host that is down.
      return called.ok ? called.value : { outcome: 'unknown' };
    },
    reverse: (booking) => done(calls.reverse(booking)),
    endOfDay: () => done(calls.endOfDay()),
    diagnose: () => done(calls.diagnose()),
    abort: async () => void (await calls.abort()),
    onProgress: (listener) => device.onEvent((event) => listener(event as PaymentProgress)),
    onAppendToJournal: (append) => device.onAppendToJournal((entry) => append(entry as JournalEntry)),
  };
}
