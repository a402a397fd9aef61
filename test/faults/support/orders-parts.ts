/**
 * What stands around a kiosk that takes orders: each part real or with a memory of its own, and each can go away and
 * come back.
 */
import { type Clock, systemClock } from '../../../base/clock.ts';
import type {
  DocumentFailure,
  DocumentPrinterStatus,
  DocumentProof,
  PrintDocument,
} from '../../../devices/document-printer/document-printer.ts';
import type { DocumentPrinterHandle } from '../../../devices/document-printer/handle.ts';
import type { EidEvent } from '../../../devices/eid/eid.ts';
import type { EidReaderHandle } from '../../../devices/eid/handle.ts';
import type { JournalEntry, PaymentTerminal } from '../../../devices/payment-terminal/payment-terminal.ts';
import type { PaymentTerminalHandle } from '../../../devices/payment-terminal/handle.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { StoreProcess } from '../../../electron/kiosk/store/client.ts';
import { withNonce } from '../../../register/server/ports/eid-server.ts';
import type { EidServer } from '../../../register/server/ports/eid-server.ts';
import { CARDS } from '../../unit/register/server/services/cards.ts';
import { mortalStore } from './mortal-store.ts';

/** The kiosk's own waiting, shortened: nothing of it is what is tested here. */
const FASTER = 8;
export const fastClock: Clock = { now: () => systemClock.now(), after: (ms, fn) => systemClock.after(ms / FASTER, fn) };

/** What a TcToken would name as its refresh address, by the address of the TcToken. */
const refreshes = new Map<string, string>();

/** Everybody who begins a session is Erika Mustermann. */
export function openDoor(): EidServer {
  let sessions = 0;
  return {
    async createSession({ nonce }) {
      sessions += 1;
      const tcTokenUrl = `https://eid.musterstadt.example/tctoken?session=${sessions}`;
      const refreshUrl = withNonce('https://eid.musterstadt.example/refresh', nonce);
      refreshes.set(tcTokenUrl, refreshUrl);
      return ok({ sessionId: `session-${sessions}`, tcTokenUrl, refreshUrl, expiresAt: systemClock.now() + 600_000 });
    },
    result: async () =>
      ok({ state: 'authenticated', data: CARDS.erika, levelOfAssurance: 'http://bsi.bund.de/eID/LoA/hoch' }),
  };
}

const handle = {
  identity: () => null,
  frames: async () => [],
  restart: async () => true,
  loopBack: async () => false,
} as const;

/** Reads every card at once, and every card is taken away again. */
export function quickReader(): EidReaderHandle {
  const listeners = new Set<(event: EidEvent) => void>();
  return {
    class: 'eid',
    name: 'eid',
    ...handle,
    status: () => ({ state: 'ready' }),
    onStatus: () => () => undefined,
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async begin(request) {
      const refreshUrl = request.kind === 'auth' ? (refreshes.get(request.tcTokenUrl) ?? null) : null;
      setImmediate(() => {
        for (const listener of [...listeners])
          listener({ event: 'step', workflow: 1, step: { step: 'ended', outcome: { ok: true, refreshUrl } } });
      });
      return ok(1);
    },
    accept: async () => undefined,
    enter: async () => undefined,
    cancel: async () => undefined,
    cardPresent: () => false,
  };
}

/** The real driver, as the kiosk sees it. */
export function paymentHandle(
  driver: PaymentTerminal,
  journal: { keep: (entry: JournalEntry) => Promise<boolean> },
): PaymentTerminalHandle {
  return {
    class: 'payment-terminal',
    name: 'zvt',
    ...handle,
    status: () => driver.status(),
    identity: () => driver.identity(),
    onStatus: (listener) => driver.onStatus(listener),
    authorize: (request) => driver.authorize(request),
    resolve: (open) => driver.resolve(open),
    reverse: (booking) => driver.reverse(booking),
    endOfDay: () => driver.endOfDay(),
    diagnose: () => driver.diagnose(),
    abort: async () => driver.abort(),
    onProgress: (listener) => driver.onProgress(listener),
    onAppendToJournal: (keep) => void (journal.keep = keep),
  };
}

/**
 * Records what it printed. Away before the job, it prints nothing; away after it, the paper is out but not reported.
 */
export class PaperTray {
  readonly sheets: string[] = [];
  away = false;
  readonly #listeners = new Set<(status: DocumentPrinterStatus) => void>();

  status = (): DocumentPrinterStatus => (this.away ? { state: 'back-off', reason: 'silent' } : { state: 'ready' });

  be(away: boolean): void {
    this.away = away;
    for (const listener of [...this.#listeners]) listener(this.status());
  }

  /** For one kiosk; `reached` is called before and after the paper. */
  handle(reached: (moment: 'printing' | 'printed') => Promise<void>): DocumentPrinterHandle {
    return {
      class: 'document-printer',
      name: 'a4',
      ...handle,
      status: this.status,
      onStatus: (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
      check: async () => (this.away ? err(this.status()) : ok(undefined)),
      purge: async () => !this.away,
      print: async ({ pdf }: PrintDocument): Promise<Result<DocumentProof, DocumentFailure>> => {
        await reached('printing');
        if (this.away) return err({ status: this.status(), paper: 'none', pages: 0 });
        this.sheets.push(Buffer.from(pdf).toString('latin1'));
        await reached('printed');
        return this.away ? err({ status: this.status(), paper: 'unknown', pages: 0 }) : ok({ by: 'counted' });
      },
    };
  }
}

/**
 * The real store on its file, spoken to as a process; `written` is called when an entry is on disk and the call has not
 * been answered yet.
 */
export function storeProcess(
  file: string,
  written: (verb: 'keepOrder' | 'appendToJournal', step: string, kill: () => void) => void,
): StoreProcess {
  return mortalStore(file, (store, kill) => ({
    keepOrder(entry, at) {
      store.keepOrder(entry, at);
      written('keepOrder', entry.step, kill);
    },
    appendToJournal(entry, at) {
      store.appendToJournal(entry, at);
      written('appendToJournal', entry.step, kill);
    },
  }));
}
