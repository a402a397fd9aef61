import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import type { DiscardReason, OutboxEntry } from '../store/outbox.ts';
import type { Outbox } from '../register-link/outbox.ts';
import type { ReportKeeping } from './report-file.ts';

export interface OutboxAdminFacts {
  readonly entries: readonly OutboxEntry[];
  /** Is to be discarded; the reason is asked for. */
  readonly chosen: string | null;
  readonly busy: boolean;
  readonly message: {
    readonly kind: 'exported' | 'failed' | 'retried' | 'discarded';
    readonly file: string | null;
  } | null;
}

export interface OutboxAdminDeps {
  readonly store: Pick<
    AsyncStore,
    'outboxEntries' | 'outboxEntry' | 'sealedItem' | 'retryQuarantined' | 'discardQuarantined'
  >;
  readonly outbox: Pick<Outbox, 'wake' | 'refresh'>;
  readonly terminal: string;
  readonly reports: Pick<ReportKeeping, 'saveItem'>;
  readonly clock: Clock;
  readonly log: Log;
  changed(): void;
}

/** Entries on the page; there are more only where staff have not looked for long. */
const SHOWN = 100;

/**
 * What a technician does with requests that wait, or that the register will not have. Their content cannot be read
 * here.
 */
export function createOutboxAdmin({ store, outbox, terminal, reports, clock, log, changed }: OutboxAdminDeps) {
  let entries: readonly OutboxEntry[] = [];
  let open = false;
  let chosen: string | null = null;
  let busy = false;
  let message: OutboxAdminFacts['message'] = null;

  async function read(): Promise<void> {
    entries = await store.outboxEntries(SHOWN).catch(() => entries);
    changed();
  }

  /** One action at a time, and only on what is in quarantine. */
  async function perform(
    id: string,
    operation: string,
    work: () => Promise<OutboxAdminFacts['message']>,
  ): Promise<void> {
    if (busy || entries.find((one) => one.id === id)?.state !== 'quarantined') return;
    busy = true;
    changed();
    try {
      message = await work();
    } catch {
      log.write('store.failed', { operation });
      message = { kind: 'failed', file: null };
    }
    busy = false;
    chosen = null;
    await outbox.refresh();
    await read();
  }

  return {
    facts: (): OutboxAdminFacts => ({ entries, chosen, busy, message }),
    /** The page is opened or left. */
    show(on: boolean): void {
      open = on;
      chosen = null;
      message = null;
      if (on) void read();
    },
    /** Something happened to the outbox. */
    look(): void {
      if (open && !busy) void read();
    },
    choose(id: string): void {
      chosen = chosen === id ? null : id;
      changed();
    },
    retry: (id: string): void =>
      void perform(id, 'retryQuarantined', async () => {
        await store.retryQuarantined(id);
        log.write('outbox.retried', { item: id });
        outbox.wake('more');
        return { kind: 'retried', file: null };
      }),
    discard: (id: string, reason: DiscardReason): void =>
      void perform(id, 'discardQuarantined', async () => {
        await store.discardQuarantined(id, reason, 'technician', clock.now());
        log.write('outbox.discarded', { item: id, reason, by: 'technician' });
        return { kind: 'discarded', file: null };
      }),
    export: (id: string): void =>
      void perform(id, 'sealedItem', async () => {
        const [item, entry] = await Promise.all([store.sealedItem(id), store.outboxEntry(id)]);
        const file =
          item === null
            ? null
            : await reports.saveItem({
                type: 'foyer-outbox-1',
                terminal,
                id,
                sequence: item.sequence,
                kind: item.kind,
                at: new Date(item.at).toISOString(),
                reason: entry?.reason ?? null,
                sealed: item.sealed,
              });
        log.write('outbox.exported', { item: id, done: file !== null });
        return file === null ? { kind: 'failed', file: null } : { kind: 'exported', file };
      }),
  };
}
export type OutboxAdmin = ReturnType<typeof createOutboxAdmin>;
