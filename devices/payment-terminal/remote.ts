import { common, type DeviceCalls, hostStatus, type RemoteDevice } from '../terminal/handle.ts';
import { err, type Result } from '../../base/result.ts';
import type {
  JournalEntry,
  NotDone,
  PaymentOutcome,
  PaymentProgress,
  PaymentTerminal,
  PaymentTerminalStatus,
} from './payment-terminal.ts';

/** A payment terminal in another process. A host that dies during a payment makes its outcome unknown. */
export interface RemotePaymentTerminal
  extends
    RemoteDevice<PaymentTerminalStatus>,
    Pick<PaymentTerminal, 'authorize' | 'resolve' | 'reverse' | 'endOfDay' | 'diagnose'> {
  readonly class: 'payment-terminal';
  abort(): Promise<void>;
  onProgress(listener: (progress: PaymentProgress) => void): () => void;
  /** Puts the entries of the payments' journal on disk; without it no payment is begun. */
  onAppendToJournal(append: (entry: JournalEntry) => Promise<boolean>): void;
}

/**
 * Milliseconds. The driver ends before: T4 can be extended by 99 minutes again and again, but no command takes longer
 * than `timing.total`, and the configuration keeps that and the asking after it below this limit.
 */
const PAYMENT_LIMIT = 900_000;
const ADMINISTRATION_LIMIT = 900_000;
const ABORT_LIMIT = 5_000;

export function remotePaymentTerminal(device: DeviceCalls): RemotePaymentTerminal {
  const paying = async (verb: 'authorize' | 'resolve', argument: unknown): Promise<PaymentOutcome> => {
    const called = await device.call<PaymentOutcome>(verb, [argument], { limit: PAYMENT_LIMIT, owes: true });
    if (called.ok) return called.value;
    // What was never sent cannot have been paid; but an open payment is not answered by a host that is down.
    return called.error === 'not-sent' && verb === 'authorize'
      ? { outcome: 'declined', reason: 'not-ready', code: null }
      : { outcome: 'unknown' };
  };
  const doing = async <T>(verb: string, ...args: readonly unknown[]): Promise<Result<T, NotDone>> => {
    const called = await device.call<Result<T, NotDone>>(verb, args, { limit: ADMINISTRATION_LIMIT, owes: true });
    return called.ok ? called.value : err({ status: hostStatus(device) as PaymentTerminalStatus, code: null });
  };
  return {
    class: 'payment-terminal',
    ...common<PaymentTerminalStatus>(device),
    authorize: (request) => paying('authorize', request),
    resolve: (open) => paying('resolve', open),
    reverse: (booking) => doing('reverse', booking),
    endOfDay: () => doing('endOfDay'),
    diagnose: () => doing('diagnose'),
    async abort() {
      await device.call('abort', [], { limit: ABORT_LIMIT });
    },
    onProgress: (listener) => device.onEvent((event) => listener(event as PaymentProgress)),
    onAppendToJournal: (append) => device.onAppendToJournal((entry) => append(entry as JournalEntry)),
  };
}
