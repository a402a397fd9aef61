/** The real driver on the simulated A4 printer, over real HTTP. */
import { systemClock } from '../../../base/clock.ts';
import { DocumentPrinterConfig } from '../../../devices/document-printer/config.ts';
import { createDocumentPrinter } from '../../../devices/document-printer/create.ts';
import type {
  DocumentFailure,
  DocumentPrinter,
  DocumentPrinterStatus,
  DocumentProof,
} from '../../../devices/document-printer/document-printer.ts';
import {
  type DocumentPrinterSimulator,
  startDocumentPrinterSimulator,
} from '../../../devices/document-printer/simulator/simulator.ts';
import type { Result } from '../../../base/result.ts';
import { pdfOf } from '../../harness/pdf.ts';

/** Real orders of magnitude, shortened. */
const TIMING = { poll: 1_000, pollHindered: 500, follow: 100, answer: 1_500, turn: 3_000, staff: 3_000, stall: 5_000 };

export interface DocumentBench {
  readonly printer: DocumentPrinter;
  readonly simulator: DocumentPrinterSimulator;
  print(pages?: number, sides?: 'one-sided' | 'two-sided-long-edge'): Promise<Result<DocumentProof, DocumentFailure>>;
  reached(state: DocumentPrinterStatus['state'], reason?: string): Promise<void>;
  /** When the simulated printer is as described. */
  seen(is: (simulator: DocumentPrinterSimulator) => boolean): Promise<void>;
  /** Every sheet that came out, of which job, and how many sides. */
  sides(): number[];
  stop(): Promise<void>;
}

export async function documentBench({
  pageMs = 30,
  timing = {},
  before,
}: {
  pageMs?: number;
  timing?: Partial<typeof TIMING>;
  before?: (simulator: DocumentPrinterSimulator) => Promise<void> | void;
} = {}): Promise<DocumentBench> {
  const simulator = await startDocumentPrinterSimulator({ pageMs });
  await before?.(simulator);
  const config = DocumentPrinterConfig.parse({
    class: 'document-printer',
    name: 'a4',
    uri: simulator.uri,
    timing: { ...TIMING, ...timing },
  });
  const printer = createDocumentPrinter(config, { clock: systemClock, random: () => 0 });
  return {
    printer,
    simulator,
    print: (pages = 2, sides = 'one-sided') => printer.print({ pdf: pdfOf(pages), pages, sides }),
    reached: (state, reason) =>
      new Promise((resolve) => {
        const fits = (status: DocumentPrinterStatus): boolean =>
          status.state === state &&
          (reason === undefined ||
            ('reason' in status && status.reason === reason) ||
            ('reasons' in status && (status.reasons as readonly string[]).includes(reason)));
        if (fits(printer.status())) return resolve();
        const stop = printer.onStatus((status) => {
          if (fits(status)) {
            stop();
            resolve();
          }
        });
      }),
    seen: (is) =>
      new Promise((resolve) => {
        if (is(simulator)) return resolve();
        const stop = simulator.onChange(() => {
          if (is(simulator)) {
            stop();
            resolve();
          }
        });
      }),
    sides: () => simulator.papers().map(({ pages }) => pages),
    async stop() {
      await printer.close();
      await simulator.stop();
    },
  };
}
