import type { Clock } from '../../../base/clock.ts';
import type { DocumentPrinterHandle } from '../../../devices/document-printer/handle.ts';
import type { EndOfVisit } from '../../../state-machines/kiosk.ts';
import type { Log } from '../log/log.ts';
import { withinLimit } from './machine-clock.ts';

export interface PurgeDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly documentPrinter: DocumentPrinterHandle | undefined;
  /** Forgets what the screen and the system may still hold of the visit. */
  purge(): Promise<void>;
}

/** A page that does not go within this time is taken out of the visitor's sight. */
const PURGE_LIMIT_MS = 15_000;

/**
 * The end of a visit: nothing of it is left for the next one, on the display or in a printer. `began`: milliseconds
 * since the epoch.
 */
export async function purgeVisit(
  { clock, log, documentPrinter, purge }: PurgeDeps,
  by: EndOfVisit,
  began: number,
): Promise<void> {
  const ended = clock.now();
  log.write('visit.ended', { by, seconds: Math.round((ended - began) / 1_000) });
  // Not awaited: a printer that is away must not delay the next visit, and its driver clears it before anything else is
  // printed.
  void documentPrinter?.purge().then((clean) => {
    if (!clean) log.write('document.not-purged', { device: documentPrinter.name });
  });
  try {
    await withinLimit(purge(), PURGE_LIMIT_MS, clock);
  } catch (error) {
    log.write('visit.purge-failed', {});
    throw error;
  }
  log.write('visit.purged', { milliseconds: clock.now() - ended });
}
