/** What this terminal prints: slips, the test slip, a visitor's own data and the readiness report on A4. */
import type { Paper } from '../../../devices/receipt-printer/paper.ts';
import type { Language } from '../../../register/contract/contract.ts';
import type { PrintOutcome, SlipSubject } from '../../../state-machines/ports.ts';
import type { PrintedOutcome, Resident } from '../../../state-machines/services/ports.ts';
import type { View } from '../../ipc/view.ts';
import type { AppState } from '../app-state.ts';
import type { KioskOptions } from '../options.ts';
import type { Journal } from '../store/journal.ts';
import type { PrintKind } from '../store/store.ts';
import { ownDataOnPaper } from '../../../services/own-data/pages.ts';
import { reportScreen } from '../views/technician.ts';
import { onPaper, printPage, printView } from './document.ts';
import { runPrintJob } from './job.ts';
import { slip, testSlip } from './slip.ts';

export interface Printing {
  slip(subject: SlipSubject, gone?: AbortSignal): Promise<PrintOutcome>;
  /** True when it is out. */
  testSlip(): Promise<boolean>;
  ownData(resident: Resident): Promise<PrintedOutcome>;
  /** True when all its pages are out. */
  report(): Promise<boolean>;
}

export interface PrintingDeps extends Pick<KioskOptions, 'devices' | 'papers' | 'clock' | 'log'> {
  readonly journal: Journal;
  appState(): AppState;
  language(): Language;
  view(): View;
  /** Grows with every visit that ends: pages of a visit that is over are not printed. */
  visit(): number;
}

export function createPrinting({ devices, papers, clock, log, journal, ...of }: PrintingDeps): Printing {
  const printer = devices.find((one) => one.class === 'receipt-printer');
  const documentPrinter = devices.find((one) => one.class === 'document-printer');
  const run = (paper: Paper, kind: PrintKind, gone?: AbortSignal): Promise<PrintOutcome> =>
    runPrintJob(
      { printer, store: journal.store, clock, log, journal: journal.write, onUnfinished: journal.readUnfinished },
      paper,
      kind,
      gone,
    );
  return {
    slip: (subject, gone) => run(slip(subject, of.appState(), of.language()), subject.kind, gone),
    testSlip: async () => (await run(testSlip(of.appState()), 'test')) === 'printed',
    ownData(resident) {
      const visit = of.visit();
      const wanted = (): boolean => of.visit() === visit;
      return printPage(onPaper(of.view(), ownDataOnPaper(resident, of.appState())), {
        papers,
        printer: documentPrinter,
        log,
        wanted,
      });
    },
    report: () =>
      printView(onPaper(of.view(), reportScreen(of.appState(), true)), { papers, printer: documentPrinter, log }),
  };
}
