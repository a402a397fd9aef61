import type { Driver } from '../driver/driver.ts';
import type { Result } from '../../base/result.ts';
import type { DeviceStatus } from '../driver/status.ts';
import type { Paper } from './paper.ts';

/**
 * What a receipt printer is for the rest of the application. Methods fail with the status that explains why; nothing
 * here says "printed" without the printer's own proof. `exit-jam`: a ticket sticks in the presenter. `near-end`: the
 * roll's near-end sensor reports (DLE EOT 4, bits 2 and 3).
 */
export type ReceiptPrinterStatus = DeviceStatus<
  'cover-open' | 'paper-out' | 'cutter' | 'offline' | 'exit-jam',
  'near-end',
  'unrecoverable'
>;

/**
 * What became of a ticket in the presenter, after it was printed. `left`: it cannot be taken back, and lies in the
 * slot.
 */
export type TicketEvent = { readonly type: 'ticket'; readonly fate: 'presented' | 'taken' | 'retracted' | 'left' };

export interface PrintProof {
  /** `process-id`: GS ( H function 48 answered after the paper moved; `gs-r`: the queued GS r 1 was answered. */
  readonly by: 'process-id' | 'gs-r';
  /** How often the whole job had to be printed; 1 is the ordinary case. */
  readonly attempts: number;
}

export interface PrintFailure {
  readonly status: ReceiptPrinterStatus;
  /** `none`: nothing of the job can be on paper. `unknown`: part or all of it may be. */
  readonly paper: 'none' | 'unknown';
}

export interface ReceiptPrinter extends Driver<ReceiptPrinterStatus> {
  /** Prints the whole paper once, or says why not. One job at a time; a second call waits for the first. */
  print(paper: Paper): Promise<Result<PrintProof, PrintFailure>>;
  /**
   * The caller of the running job stops waiting for it: a job that waits for staff or for its link is given up, with
   * unknown paper, and what is left of it is cleared. A job that is coming out ends as usual. Without a job, nothing
   * happens.
   */
  abandon(): Promise<void>;
  /** Only of printers with a presenter. A next job waits until the ticket before it is gone. */
  onTicket(listener: (event: TicketEvent) => void): () => void;
}
