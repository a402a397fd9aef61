import type {
  DocumentFailure,
  DocumentPrinterStatus,
  DocumentProof,
  PrintDocument,
} from '../../devices/document-printer/document-printer.ts';
import type { DocumentPrinterHandle } from '../../devices/document-printer/handle.ts';
import type {
  Booking,
  Captured,
  JournalEntry,
  PaymentOutcome,
  PaymentProgress,
  PaymentRequest,
  PaymentTerminalStatus,
} from '../../devices/payment-terminal/payment-terminal.ts';
import type { PaymentTerminalHandle } from '../../devices/payment-terminal/handle.ts';
import { err, ok, type Result } from '../../base/result.ts';

const handle = {
  identity: () => null,
  frames: async () => [],
  restart: async () => true,
  loopBack: async () => false,
} as const;

/** The terminal's receipt for the customer, line by line, with what no other text has. */
export const SLIP = ['** KUNDENBELEG **', 'Terminal-ID 52000001', 'Beleg-Nr. 0017', '>>> Zahlung erfolgt <<<'] as const;

/**
 * A payment terminal with a book of its own, which answers what a test says; where it says nothing, it takes the money.
 */
export class ScriptedPayment implements PaymentTerminalHandle {
  readonly class = 'payment-terminal';
  readonly name = 'zvt';
  readonly identity = handle.identity;
  readonly frames = handle.frames;
  readonly restart = handle.restart;
  readonly loopBack = handle.loopBack;
  readonly asked: PaymentRequest[] = [];
  readonly book: (Booking & { state: 'stored' | 'reversed' })[] = [];
  /** The next answers. */
  readonly outcomes: (PaymentOutcome | Promise<PaymentOutcome>)[] = [];
  aborted = 0;
  reversible = true;
  #status: PaymentTerminalStatus = { state: 'ready' };
  #keep: (entry: JournalEntry) => Promise<boolean> = async () => false;
  readonly #statusListeners = new Set<(status: PaymentTerminalStatus) => void>();
  readonly #progress = new Set<(progress: PaymentProgress) => void>();

  status = (): PaymentTerminalStatus => this.#status;
  onStatus(listener: (status: PaymentTerminalStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => void this.#statusListeners.delete(listener);
  }
  become(status: PaymentTerminalStatus): void {
    this.#status = status;
    for (const listener of [...this.#statusListeners]) listener(status);
  }
  onProgress(listener: (progress: PaymentProgress) => void): () => void {
    this.#progress.add(listener);
    return () => void this.#progress.delete(listener);
  }
  progress(progress: PaymentProgress): void {
    for (const listener of [...this.#progress]) listener(progress);
  }
  onAppendToJournal(keep: (entry: JournalEntry) => Promise<boolean>): void {
    this.#keep = keep;
  }

  /** Books it; for outcomes that a test resolves later. */
  capture(amountCents: number): Captured {
    const booking = {
      receipt: this.book.length + 17,
      trace: this.book.length + 1,
      terminalId: '52000001',
      date: null,
      time: null,
      amountCents,
    };
    this.book.push({ ...booking, state: 'stored' });
    return {
      outcome: 'captured',
      ...booking,
      cardName: 'girocard',
      maskedPan: '############1234',
      customerReceipt: SLIP,
      merchantReceipt: ['** HÄNDLERBELEG **'],
    };
  }

  async authorize(request: PaymentRequest): Promise<PaymentOutcome> {
    this.asked.push(request);
    const { id, amountCents } = request;
    if (
      !(await this.#keep({ step: 'intent', payment: { id, amountCents, before: null, terminalId: '52000001' } })) ||
      !(await this.#keep({ step: 'sent', id }))
    )
      return { outcome: 'declined', reason: 'not-ready', code: null };
    return this.outcomes.shift() ?? this.capture(amountCents);
  }
  async resolve(): Promise<PaymentOutcome> {
    return this.outcomes.shift() ?? { outcome: 'unknown' };
  }
  async reverse({
    receipt,
  }: Pick<Booking, 'receipt' | 'amountCents'>): Promise<
    Result<'reversed' | 'already', { status: PaymentTerminalStatus; code: null }>
  > {
    const sale = this.book.find((one) => one.receipt === receipt);
    if (sale === undefined || !this.reversible) return err({ status: this.#status, code: null });
    const before = sale.state;
    sale.state = 'reversed';
    return ok(before === 'reversed' ? 'already' : 'reversed');
  }
  async abort(): Promise<void> {
    this.aborted += 1;
  }
  endOfDay = async () => ok({ totals: null, receipt: [] });
  diagnose = async () => ok(undefined);

  /** In cents, what was taken and not given back. */
  taken(): number {
    return this.book.filter(({ state }) => state === 'stored').reduce((sum, { amountCents }) => sum + amountCents, 0);
  }
}

/** A document printer that answers what a test says; where it says nothing, it prints. */
export class ScriptedDocumentPrinter implements DocumentPrinterHandle {
  readonly class = 'document-printer';
  readonly name = 'a4';
  readonly identity = handle.identity;
  readonly frames = handle.frames;
  readonly restart = handle.restart;
  readonly loopBack = handle.loopBack;
  readonly printed: PrintDocument[] = [];
  readonly outcomes: (DocumentFailure['paper'] | Promise<Result<DocumentProof, DocumentFailure>>)[] = [];
  #status: DocumentPrinterStatus = { state: 'ready' };
  readonly #listeners = new Set<(status: DocumentPrinterStatus) => void>();

  status = (): DocumentPrinterStatus => this.#status;
  onStatus(listener: (status: DocumentPrinterStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  become(status: DocumentPrinterStatus): void {
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }
  async print(document: PrintDocument): Promise<Result<DocumentProof, DocumentFailure>> {
    this.printed.push(document);
    const next = this.outcomes.shift();
    if (typeof next === 'string') return err({ status: this.#status, paper: next, pages: 0 });
    return next ?? ok({ by: 'counted' });
  }
  check = async () => ok(undefined);
  purge = async () => true;
}
