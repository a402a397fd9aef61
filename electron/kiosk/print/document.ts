import type { DocumentFailure, DocumentProof } from '../../../devices/document-printer/document-printer.ts';
import type { DocumentPrinterHandle } from '../../../devices/document-printer/handle.ts';
import type { Result } from '../../../base/result.ts';
import type { PrintedOutcome } from '../../../state-machines/services/ports.ts';
import { INITIAL_SETTINGS } from '../../../state-machines/visit.ts';
import type { View } from '../../ipc/view.ts';
import { NO_BAR } from '../views/bar.ts';
import type { Log } from '../log/log.ts';

/** Makes A4 pages of a screen that was made for paper; null where the page could not be drawn. */
export interface PaperMaker {
  pdf(view: View): Promise<{ readonly pdf: Uint8Array; readonly pages: number } | null>;
}

/** What came of a job. Completed and not counted is no proof: a person looks. */
export function outcomeOf(printed: Result<DocumentProof, DocumentFailure>): PrintedOutcome {
  if (printed.ok) return printed.value.by === 'counted' ? 'printed' : 'uncounted';
  return printed.error.paper === 'none' ? 'nothing' : 'unknown';
}

/**
 * The same screen as on the display, on A4 and without anything to touch, for a technician who then looks at it; false
 * where it failed.
 */
export async function printView(...about: Parameters<typeof printPage>): Promise<boolean> {
  const outcome = await printPage(...about);
  return outcome === 'printed' || outcome === 'uncounted';
}

/** The same, with what is known where they are not. */
export async function printPage(
  view: View,
  {
    papers,
    printer,
    log,
    wanted = () => true,
  }: {
    /** Asked when the pages are drawn; where it says no, nothing is printed. */
    readonly wanted?: () => boolean;
    readonly papers: PaperMaker;
    readonly printer: DocumentPrinterHandle | undefined;
    readonly log: Log;
  },
): Promise<PrintedOutcome> {
  if (printer === undefined) return 'nothing';
  const made = await papers.pdf(view);
  if (made === null || !wanted()) return 'nothing';
  const printed = await printer.print({ ...made, sides: 'two-sided-long-edge' });
  if (printed.ok) log.write('document.printed', { device: printer.name, pages: made.pages, by: printed.value.by });
  else
    log.write('document.failed', {
      device: printer.name,
      state: printed.error.status.state,
      paper: printed.error.paper,
      pages: printed.error.pages,
    });
  return outcomeOf(printed);
}

/** A View for paper: of its screen alone. */
export const onPaper = (view: View, screen: View['screen']): View => ({
  ...view,
  screen,
  // What the visitor set is of the display.
  settings: INITIAL_SETTINGS,
  overlay: undefined,
  spoken: [],
  bar: NO_BAR,
});
