import { callsOf, common, type DeviceCalls, hostStatus, type BaseHandle } from '../terminal/handle.ts';
import { err, type Result } from '../../base/result.ts';
import type { Paper } from './paper.ts';
import type { PrintFailure, PrintProof, ReceiptPrinter, ReceiptPrinterStatus, TicketEvent } from './receipt-printer.ts';
import { VERBS } from './verbs.ts';

/** A receipt printer in another process. */
export interface ReceiptPrinterHandle
  extends BaseHandle<ReceiptPrinterStatus>, Pick<ReceiptPrinter, 'print' | 'abandon' | 'onTicket'> {
  readonly class: 'receipt-printer';
}

/** As the driver's method; a host that dies meanwhile makes it a failure with unknown paper. */
export function receiptPrinterHandle(device: DeviceCalls): ReceiptPrinterHandle {
  const calls = callsOf<ReceiptPrinter, typeof VERBS>(device, VERBS);
  return {
    class: 'receipt-printer',
    ...common<ReceiptPrinterStatus>(device),
    onTicket: (listener) => device.onEvent((event) => listener(event as TicketEvent)),
    async abandon() {
      // A host that is gone has nothing left to give up.
      await calls.abandon();
    },
    async print(paper: Paper): Promise<Result<PrintProof, PrintFailure>> {
      const before = device.interrupted;
      device.interrupted = true;
      const called = await calls.print(paper);
      if (!called.ok) {
        if (called.error === 'not-sent') device.interrupted = before;
        return err({
          status: hostStatus(device) as ReceiptPrinterStatus,
          paper: called.error === 'lost' ? 'unknown' : 'none',
        });
      }
      const printed = called.value;
      // No proof of this job or a later one has come yet: half a slip may be in the buffers.
      if (printed.ok) device.interrupted = false;
      else if (printed.error.paper === 'none') device.interrupted = before;
      return printed;
    },
  };
}
