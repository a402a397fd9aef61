import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { Paper } from '../../../devices/receipt-printer/paper.ts';
import type { ReceiptPrinterHandle } from '../../../devices/receipt-printer/handle.ts';
import type { PrintOutcome } from '../../../state-machines/ports.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import type { PrintKind } from '../store/store.ts';

export interface PrintJobSurroundings {
  readonly printer: ReceiptPrinterHandle | undefined;
  readonly store: AsyncStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Writes to the journal after the fact; never rejects. */
  journal(operation: string, write: () => Promise<void>): Promise<void>;
  onUnfinished(): Promise<void>;
}

/** Journaled before the first byte goes to the printer, settled only by what the printer proved. */
export async function runPrintJob(
  { printer, store, clock, log, journal, onUnfinished }: PrintJobSurroundings,
  paper: Paper,
  kind: PrintKind,
  gone?: AbortSignal,
): Promise<PrintOutcome> {
  if (printer === undefined) return 'nothing';
  const id = randomUUID();
  try {
    await store.begin(id, kind, clock.now());
  } catch {
    log.write('store.failed', { operation: 'begin' });
    return 'nothing';
  }
  // A slip of a visitor who left would come out in front of the next one.
  const abandon = (): void => void printer.abandon();
  gone?.addEventListener('abort', abandon);
  const printed = await printer.print(paper).finally(() => gone?.removeEventListener('abort', abandon));
  const now = clock.now();
  if (printed.ok) {
    log.write('print.finished', {
      device: printer.name,
      job: id,
      attempts: printed.value.attempts,
      by: printed.value.by,
    });
    await journal('settle', () => store.settle(id, 'printed', now));
    return 'printed';
  }
  const { status, paper: onPaper } = printed.error;
  log.write('print.failed', { device: printer.name, job: id, state: status.state, paper: onPaper });
  if (onPaper === 'none') {
    await journal('settle', () => store.settle(id, 'nothing', now));
    return 'nothing';
  }
  await journal('leaveUnfinished', () =>
    store.leaveUnfinished(id, status.state === 'back-off' && status.reason === 'host' ? 'host-gone' : 'printer', now),
  );
  await onUnfinished();
  return 'unknown';
}
