import type { Result } from '../result.ts';
import type { Paper } from './paper.ts';

/**
 * What a receipt printer is for the rest of the house. Verbs fail with the status that explains why; nothing here says
 * "printed" without the printer's own proof.
 */
export type ReceiptPrinterStatus =
  /** No link: the port does not exist or nothing answers the connection. */
  | { readonly state: 'absent' }
  | { readonly state: 'opening' }
  /** Linked; asking for identity and status. */
  | { readonly state: 'identifying' }
  /** `nearEnd`: the roll's near-end sensor reports (DLE EOT 4, bits 2 and 3). */
  | { readonly state: 'ready'; readonly nearEnd: boolean }
  | { readonly state: 'busy' }
  | { readonly state: 'needs-staff'; readonly reason: 'cover-open' | 'paper-out' | 'cutter' | 'offline' }
  /** The head is hot or a similar error that ends by itself (DLE EOT 3, bit 6). */
  | { readonly state: 'recovering'; readonly reason: 'auto-recoverable' }
  /** `host`: the program that drives the devices ended too often and stays down. */
  | { readonly state: 'faulted'; readonly reason: 'unrecoverable' | 'silent' | 'protocol' | 'link' | 'host' }
  /** Linked no more; the next attempt comes by itself. */
  | { readonly state: 'back-off'; readonly reason: 'silent' | 'protocol' | 'link' | 'host' };

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

export interface PrinterIdentity {
  readonly maker: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
}

/** One frame on the wire, kept in a ring for the technician. Print data are not kept, only their length. */
export interface Frame {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly direction: 'out' | 'in';
  /** Hexadecimal; empty where the content is redacted. */
  readonly hex: string;
  readonly length: number;
  /** What it means, in the protocol's own terms: `DLE EOT 4 → paper end`. */
  readonly meaning: string;
}

export interface ReceiptPrinter {
  status(): ReceiptPrinterStatus;
  identity(): PrinterIdentity | null;
  frames(): readonly Frame[];
  onStatus(listener: (status: ReceiptPrinterStatus) => void): () => void;
  /** Prints the whole paper once, or says why not. One job at a time; a second call waits for the first. */
  print(paper: Paper): Promise<Result<PrintProof, PrintFailure>>;
  /** Frees the link and ends all waiting; the instance is not used again. */
  close(): Promise<void>;
}
