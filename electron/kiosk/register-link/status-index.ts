/**
 * The states of ID documents while the register is away. What is kept on disk are slow hashes under a key; the keys
 * come from the register after the terminal showed who it is, and live in this process's memory only.
 */
import type { Clock } from '../../../base/clock.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import {
  type DocumentStage,
  type DocumentStatus,
  type DocumentStatusRequest,
  STAGE_LETTERS,
  type StatusKeys,
} from '../../../register/contract/contract.ts';
import { statusId } from '../../../register/contract/status-id.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import type { StatusEntry, StatusMark } from '../store/status-index.ts';

export interface StatusIndex {
  /** Reads what changed since the last time; true when everything was read. */
  run(): Promise<boolean>;
  /**
   * What was known at `asOf`, milliseconds since the epoch. Null where nothing can be said: no keys, or never read to
   * the end, or too long ago.
   */
  lookUp(request: DocumentStatusRequest): Promise<{ readonly status: DocumentStatus; readonly asOf: number } | null>;
  /** `asOf`: what {@link lookUp} would tell now; null where it could tell nothing. */
  /** `hashing`: the register had more to come when it was last asked. */
  facts(): { readonly keys: boolean; readonly asOf: number | null; readonly hashing: boolean };
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
/** Milliseconds. An older state does not help a visitor who waits for a passport. */
export const TOO_OLD = 7 * 86_400_000;
/** Milliseconds after which the keys are asked for again, also when no page says that there are others. */
const ASK_AGAIN = 6 * 3_600_000;
const DAY_MS = 86_400_000;
const STAGES = Object.fromEntries(Object.entries(STAGE_LETTERS).map(([stage, letter]) => [letter, stage])) as Record<
  string,
  DocumentStage
>;

export function createStatusIndex({ register, store, clock, log, note }: StatusIndexDeps): StatusIndex {
  let keys: StatusKeys | null = null;
  /** When the keys are asked for again; 0: with the next run. */
  let askAt = 0;
  let hashing = false;
  let marks: readonly StatusMark[] = [];
  const markOf = (epoch: number): StatusMark | undefined => marks.find((one) => one.epoch === epoch);
  /** The newest epoch that was read to the end, and whose key is known. */
  const asked = (): { readonly key: string; readonly cost: number; readonly mark: StatusMark } | null => {
    for (const { epoch, key, cost } of keys?.epochs ?? []) {
      const mark = markOf(epoch);
      if (mark?.complete === true && mark.asOf !== null && clock.now() - mark.asOf <= TOO_OLD)
        return { key, cost, mark };
    }
    return null;
  };

  async function drop(except: readonly number[]): Promise<void> {
    while (await store.dropStatusEpochs(except));
    marks = await store.statusMarks();
  }

  /** `over`: the register has ended this epoch, or has for this terminal. */
  async function readEpoch(epoch: number): Promise<'complete' | 'pending' | 'interrupted' | 'over' | 'shut-out'> {
    const begun = markOf(epoch)?.complete !== true;
    for (;;) {
      const from = markOf(epoch)?.mark ?? 0;
      const page = await register.statusPage({ epoch, after: from, limit: PAGE });
      const over = !page.ok && page.error.kind === 'declined';
      note(page.ok || over ? null : page.error, 'status-index');
      if (!page.ok) return over ? 'over' : page.error.kind === 'refused' ? 'shut-out' : 'interrupted';
      const { ids, stages, since, offices, office, flags, next, more, asOf, newest } = page.value;
      const mark = await store.keepStatusPage(
        epoch,
        from,
        { ids, stages, since, offices, office, flags },
        next,
        more ? null : Date.parse(asOf),
      );
      marks = [...marks.filter((one) => one.epoch !== epoch), mark];
      if (newest !== keys?.epochs[0]?.epoch) askAt = 0;
      if (more && (next > from || mark.mark > from)) continue;
      if (begun && !more) log.write('status-index.complete', { epoch });
      // More, and nothing of it yet: the register is still hashing.
      return more ? 'pending' : 'complete';
    }
  }

  /** A terminal that was shut out forgets everything; one that only lost its line goes on with what it knows. */
  async function forgetAll(): Promise<void> {
    keys = null;
    await drop([]);
  }

  /** True: there are keys. `none`: a register without an index, or not for this terminal, which is no failure. */
  async function askKeys(): Promise<boolean | 'none'> {
    if (keys !== null && clock.now() < askAt) return true;
    const answer = await register.statusKeys();
    const none = !answer.ok && answer.error.kind === 'declined';
    note(answer.ok || none ? null : answer.error, 'status-keys');
    if (!answer.ok) {
      if (none || answer.error.kind === 'refused') await forgetAll();
      return none ? 'none' : false;
    }
    keys = answer.value;
    askAt = clock.now() + ASK_AGAIN;
    marks = await store.statusMarks();
    return true;
  }

  async function read(): Promise<boolean> {
    hashing = false;
    const asking = await askKeys();
    if (asking !== true) return asking === 'none';
    const [newest, ...former] = keys?.epochs ?? [];
    if (newest === undefined) return false;
    // While the new epoch is read, visitors get their answers from the former one.
    const needed =
      markOf(newest.epoch)?.complete === true
        ? []
        : former.filter(({ epoch }) => markOf(epoch)?.complete === true).slice(0, 1);
    for (const { epoch } of [...needed, newest]) {
      const how = await readEpoch(epoch);
      if (how === 'shut-out') await forgetAll();
      if (how === 'over') askAt = 0;
      hashing = how === 'pending';
      if (hashing) return asked() !== null;
      if (how !== 'complete') return false;
    }
    if (marks.some(({ epoch }) => epoch !== newest.epoch)) await drop([newest.epoch]);
    return true;
  }

  return {
    async run() {
      try {
        const known = keys;
        const done = await read();
        // Keys of before were found to be over on the way: once more with those that are in force.
        return known !== null && askAt === 0 ? await read() : done;
      } catch {
        // A disk that is full or broken: what was read stays, and it is tried again.
        log.write('store.failed', { operation: 'keepStatusPage' });
        return false;
      }
    },
    async lookUp({ type, number }) {
      const from = asked();
      if (from === null || from.mark.asOf === null) return null;
      const id = (await statusId({ key: Buffer.from(from.key, 'base64url'), cost: from.cost }, type, number)).toString(
        'hex',
      );
      try {
        const entry = await store.statusEntry(from.mark.epoch, id);
        return { status: statusOf(entry), asOf: from.mark.asOf };
      } catch {
        log.write('store.failed', { operation: 'statusEntry' });
        return null;
      }
    },
    facts: () => ({ keys: keys !== null, asOf: asked()?.mark.asOf ?? null, hashing }),
  };
}

function statusOf(entry: StatusEntry | null): DocumentStatus {
  const stage = entry === null ? 'unknown' : (STAGES[entry.stage] ?? 'unknown');
  if (entry === null || stage === 'unknown') return { stage: 'unknown' };
  const { flags } = entry;
  return {
    stage,
    since: new Date(entry.since * DAY_MS).toISOString().slice(0, 10),
    ...(entry.office === null ? {} : { office: entry.office }),
    ...((flags & 1) === 0 ? {} : { pinLetter: (flags & 2) !== 0 }),
    ...((flags & 4) === 0 ? {} : { bringOldDocument: (flags & 8) !== 0 }),
  };
}
