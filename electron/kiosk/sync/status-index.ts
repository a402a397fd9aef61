/**
 * The states of ID documents while the register is away. What is kept on disk are keyed hashes; the keys come from the register after the
 * terminal showed who it is, and live in this process's memory only.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '../../../devices/clock.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client.ts';
import { type DocumentStage, type DocumentStatus, type DocumentStatusRequest, STAGE_LETTERS, STATUS_ID_BYTES, type StatusKeys } from '../../../register/contract.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import type { StatusEntry, StatusMark } from '../store/status-index.ts';

export interface StatusIndex {
  /** Reads what changed since the last time; true when everything was read. */
  run(): Promise<boolean>;
  /** What was known at `asOf`, milliseconds since the epoch. Null where nothing can be said: no keys, or never read to the end, or too long ago. */
  lookUp(request: DocumentStatusRequest): Promise<{ readonly status: DocumentStatus; readonly asOf: number } | null>;
  /** `asOf`: what {@link lookUp} would tell now; null where it could tell nothing. */
  facts(): { readonly keys: boolean; readonly asOf: number | null };
}

export interface StatusIndexDeps {
  readonly register: Pick<RegisterClient, 'statusKeys' | 'statusPage'>;
  readonly store: Pick<AsyncStore, 'statusMarks' | 'keepStatusPage' | 'statusEntry' | 'dropStatusEpochs'>;
  readonly clock: Clock;
  readonly log: Log;
  note(failure: RegisterFailure | null, request: string): void;
}

/** Entries of a page: some 25 ms of the store's time, in which nothing else is written. */
const PAGE = 2_000;
/** Milliseconds. What is older helps nobody who waits for a passport. */
export const TOO_OLD = 7 * 86_400_000;
const DAY_MS = 86_400_000;
const STAGES = Object.fromEntries(Object.entries(STAGE_LETTERS).map(([stage, letter]) => [letter, stage])) as Record<string, DocumentStage>;

export function createStatusIndex({ register, store, clock, log, note }: StatusIndexDeps): StatusIndex {
  let keys: StatusKeys | null = null;
  let marks: readonly StatusMark[] = [];
  const markOf = (epoch: number): StatusMark | undefined => marks.find((one) => one.epoch === epoch);
  /** The newest epoch that was read to the end, and whose key is known. */
  const asked = (): { readonly key: string; readonly mark: StatusMark } | null => {
    for (const { epoch, key } of keys?.epochs ?? []) {
      const mark = markOf(epoch);
      if (mark?.complete === true && mark.asOf !== null && clock.now() - mark.asOf <= TOO_OLD) return { key, mark };
    }
    return null;
  };

  async function drop(except: readonly number[]): Promise<void> {
    while (await store.dropStatusEpochs(except));
    marks = await store.statusMarks();
  }

  async function readEpoch(epoch: number): Promise<boolean> {
    const begun = markOf(epoch)?.complete !== true;
    for (;;) {
      const from = markOf(epoch)?.mark ?? 0;
      const page = await register.statusPage({ epoch, after: from, limit: PAGE });
      note(page.ok ? null : page.error, 'status-index');
      if (!page.ok) return false;
      const { ids, stages, since, offices, office, flags, next, more, asOf } = page.value;
      const mark = await store.keepStatusPage(epoch, from, { ids, stages, since, offices, office, flags }, next, more ? null : Date.parse(asOf));
      marks = [...marks.filter((one) => one.epoch !== epoch), mark];
      if (more && (next > from || mark.mark > from)) continue;
      if (begun && !more) log.write('status-index.complete', { epoch });
      return !more;
    }
  }

  return {
    async run() {
      try {
        const answer = await register.statusKeys();
        if (!answer.ok) {
          // A register without an index is there all the same.
          const none = answer.error.kind === 'declined';
          note(none ? null : answer.error, 'status-keys');
          // A terminal that was shut out knows nothing any more; one that only lost its line goes on with what it knows.
          if (none || answer.error.kind === 'refused') {
            keys = null;
            await drop([]);
          }
          return none;
        }
        note(null, 'status-keys');
        keys = answer.value;
        marks = await store.statusMarks();
        const [newest, ...former] = keys.epochs;
        if (newest === undefined) return false;
        // While the new epoch is read, the former one stays what visitors are told from.
        const needed = markOf(newest.epoch)?.complete === true ? [] : former.filter(({ epoch }) => markOf(epoch)?.complete === true).slice(0, 1);
        for (const { epoch } of needed) if (!(await readEpoch(epoch))) return false;
        if (!(await readEpoch(newest.epoch))) return false;
        if (marks.some(({ epoch }) => epoch !== newest.epoch)) await drop([newest.epoch]);
        return true;
      } catch {
        // A disk that is full or broken: what was read stays, and it is tried again.
        log.write('store.failed', { operation: 'keepStatusPage' });
        return false;
      }
    },
    async lookUp({ type, number }) {
      const from = asked();
      if (keys === null || from === null || from.mark.asOf === null) return null;
      const first = createHmac('sha256', Buffer.from(keys.documentKey, 'base64url')).update(`document\0${type}\0${number}`, 'utf8').digest();
      const id = createHmac('sha256', Buffer.from(from.key, 'base64url')).update(first).digest().subarray(0, STATUS_ID_BYTES).toString('hex');
      try {
        const entry = await store.statusEntry(from.mark.epoch, id);
        return { status: statusOf(entry), asOf: from.mark.asOf };
      } catch {
        log.write('store.failed', { operation: 'statusEntry' });
        return null;
      }
    },
    facts: () => ({ keys: keys !== null, asOf: asked()?.mark.asOf ?? null }),
  };
}

function statusOf(entry: StatusEntry | null): DocumentStatus {
  const stage = entry === null ? 'unknown' : STAGES[entry.stage] ?? 'unknown';
  if (entry === null || stage === 'unknown') return { stage: 'unknown' };
  const { flags } = entry;
  return {
    stage, since: new Date(entry.since * DAY_MS).toISOString().slice(0, 10),
    ...(entry.office === null ? {} : { office: entry.office }),
    ...((flags & 1) === 0 ? {} : { pinLetter: (flags & 2) !== 0 }),
    ...((flags & 4) === 0 ? {} : { bringOldDocument: (flags & 8) !== 0 }),
  };
}
