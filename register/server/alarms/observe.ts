/** What is wrong now, from what terminals said last, from calls for help, and from what the servers hold. */
import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { AlarmDetail, AlarmKind } from '../../contract/alarms.ts';
import { ASSERTION, HeartbeatRequest } from '../../contract/contract.ts';
import type { Tables } from '../database/tables.ts';
import { SHOWN_MS } from '../office/help.ts';
import { SILENT_MS, WELL_DEVICES } from '../terminals/condition.ts';
import { sayCertificates, type HeldCertificate } from './certificates.ts';

export interface Observed {
  readonly kind: AlarmKind;
  /** Id; null where it is the register's own. */
  readonly terminal: string | null;
  /** Which of its kind there: a device's name, a certificate's, a call's key. */
  readonly part: string;
  readonly detail: AlarmDetail;
  /** Milliseconds since the epoch; null where it is not known how long it has been so. */
  readonly since: number | null;
  /**
   * False where it cannot be seen, or somebody stands there and sees to it: what was told stays so, and nothing begins.
   */
  readonly begins: boolean;
}

export interface Observation {
  readonly found: readonly Observed[];
  /** Of these terminals nothing is known at present: what was told of them stays so. */
  readonly unseen: ReadonlySet<string>;
  /** Those that are admitted. */
  readonly admitted: ReadonlySet<string>;
}

export interface ObserveDeps {
  readonly db: Kysely<Tables>;
  readonly now: number;
  /** When this server began to listen: before that it could hear nobody. */
  readonly listeningSince: number;
  /** Milliseconds. */
  readonly silentMs: number;
  /** Id of this start. */
  readonly server: string;
  readonly held: readonly HeldCertificate[];
}

const OUTBOX_MS = 60 * 60_000;
const HELP_MS = 60_000;
const LOT = 500;
const DAY_MS = 86_400_000;
const CERTIFICATE_DAYS = { certificate: 30, 'certificate-urgent': 7 } as const;

const PAPER_OUT = new Set(['device.receiptPrinter.paperOut', 'device.documentPrinter.paper']);
const PAPER_LOW = new Set(['device.receiptPrinter.nearEnd', 'device.documentPrinter.paperLow']);
/** On the way to another state, which is not known yet. */
const BETWEEN = new Set(['opening', 'identifying']);
const OF_DEVICES = ['payment', 'paper-out', 'paper-low', 'device'] as const;
/** Somebody stands at it, or it has not seen its devices yet. */
const ATTENDED = new Set<HeartbeatRequest['mode']>(['starting', 'staff', 'technician']);

export async function observe(deps: ObserveDeps): Promise<Observation> {
  const { db, now } = deps;
  const found: Observed[] = [...(await unansweredCalls(db, now)), ...(await endingCertificates(deps))];
  const unseen = new Set<string>();
  const admitted = new Set<string>();
  for await (const { id, last_seen_at, heartbeat, clock_refused_at } of admittedTerminals(db)) {
    admitted.add(id);
    const seen = last_seen_at?.getTime() ?? null;
    const refused = clock_refused_at?.getTime() ?? null;
    const isRefused = refused !== null && (seen === null || refused > seen) && now - refused <= deps.silentMs;
    if (isRefused) found.push(ofTerminal(id, 'clock', '', {}, { since: seen }));
    if (seen !== null && now - seen > deps.silentMs)
      found.push(ofTerminal(id, 'silent', '', {}, { since: seen, begins: now - deps.listeningSince > deps.silentMs }));
    // What was said long ago says nothing of now.
    const word = seen === null || now - seen > SILENT_MS ? undefined : HeartbeatRequest.safeParse(heartbeat).data;
    if (word === undefined || seen === null) unseen.add(id);
    else found.push(...ofWord(id, word, seen));
  }
  return { found, unseen, admitted };
}

/** Some at a time: between two lots, terminals that ask something are answered. */
async function* admittedTerminals(db: Kysely<Tables>) {
  const rows = await db
    .selectFrom('terminal')
    .select(['id', 'last_seen_at', 'heartbeat', 'clock_refused_at'])
    .where('revoked_at', 'is', null)
    .where(({ or, eb }) => or([eb('public_key', 'is not', null), eb('key_hash', 'is not', null)]))
    .execute();
  for (let at = 0; at < rows.length; at += LOT) {
    if (at > 0) await setImmediate();
    yield* rows.slice(at, at + LOT);
  }
}

function ofTerminal(
  terminal: string,
  kind: AlarmKind,
  part: string,
  detail: AlarmDetail,
  { since = null, begins = true }: { readonly since?: number | null; readonly begins?: boolean } = {},
): Observed {
  return { kind, terminal, part, detail, since, begins };
}

/** `seen`: when it said so. */
function ofWord(id: string, word: HeartbeatRequest, seen: number): Observed[] {
  const found: Observed[] = [];
  const begins = !ATTENDED.has(word.mode);
  // Locked is what the office ordered. Whoever stands at a terminal that is out of order has not mended it yet.
  if (word.mode === 'out-of-order' || !begins) found.push(ofTerminal(id, 'out-of-order', '', {}, { begins }));
  for (const { name, state, class: kind = null, says = null } of word.devices) {
    const detail = { device: { name, class: kind, says } };
    const kindNow = WELL_DEVICES.has(state) ? null : deviceKind(kind, state, says);
    if (kindNow !== null) found.push(ofTerminal(id, kindNow, name, detail, { begins }));
    // An open cover does not mean that there is paper again: what was told of it holds until it works.
    if (BETWEEN.has(state) || (kindNow !== null && state !== 'degraded'))
      for (const each of OF_DEVICES)
        if (each !== kindNow) found.push(ofTerminal(id, each, name, detail, { begins: false }));
  }
  const { outbox } = word;
  if (outbox !== undefined && outbox.quarantined > 0)
    found.push(ofTerminal(id, 'outbox-refused', '', { requests: outbox.quarantined }, { begins }));
  const oldest = outbox?.oldestAt == null ? null : Date.parse(outbox.oldestAt);
  if (outbox !== undefined && oldest !== null && seen - oldest > OUTBOX_MS)
    found.push(ofTerminal(id, 'outbox-waiting', '', { requests: outbox.waiting }, { since: oldest, begins }));
  // The run that sent this word began by the terminal's clock when the register heard it by its own.
  const sentAt = word.jobs?.find(({ name }) => name === 'heartbeat')?.lastAt ?? null;
  const clockAhead = sentAt === null ? 0 : Math.round((Date.parse(sentAt) - seen) / 1000);
  if (Math.abs(clockAhead) > ASSERTION.skew) found.push(ofTerminal(id, 'clock', '', { clockAhead }));
  return found;
}

function deviceKind(kind: string | null, state: string, says: string | null): AlarmKind {
  if (says !== null && PAPER_OUT.has(says)) return 'paper-out';
  if (says !== null && PAPER_LOW.has(says)) return 'paper-low';
  return kind === 'payment-terminal' && state !== 'degraded' ? 'payment' : 'device';
}

async function unansweredCalls(db: Kysely<Tables>, now: number): Promise<Observed[]> {
  const rows = await db
    .selectFrom('help_call')
    .select(['key', 'terminal', 'screen', 'accepted_at'])
    .where('state', '=', 'open')
    .where('ended_at', 'is', null)
    .where('accepted_at', '>', new Date(now - SHOWN_MS))
    .where('accepted_at', '<=', new Date(now - HELP_MS))
    .execute();
  return rows.map(({ key, terminal, screen, accepted_at }) =>
    ofTerminal(terminal, 'help', key, { help: { screen } }, { since: accepted_at.getTime() }),
  );
}

/** Whether anybody called a short time ago: of older calls nothing is told at once. */
export async function hasCalls(db: Kysely<Tables>, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('help_call')
    .select('key')
    .where('accepted_at', '>', new Date(now - 2 * SHOWN_MS))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether somebody had answered a call that is over. */
export async function wasAnswered(db: Kysely<Tables>, key: string): Promise<boolean> {
  const row = await db.selectFrom('help_call').select('answered_at').where('key', '=', key).executeTakeFirst();
  return row?.answered_at != null;
}

async function endingCertificates({ db, now, server, held }: ObserveDeps): Promise<Observed[]> {
  const found: Observed[] = [];
  for (const { name, endsAt } of await sayCertificates(db, { server, held, now }))
    for (const kind of ['certificate', 'certificate-urgent'] as const) {
      const from = endsAt - CERTIFICATE_DAYS[kind] * DAY_MS;
      const detail = { certificate: { name, endsAt: new Date(endsAt).toISOString() } };
      if (now >= from) found.push({ kind, terminal: null, part: name, detail, since: from, begins: true });
    }
  return found;
}
