import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dropAudit } from '../../../../../register/server/audit/drop.ts';
import type { NewAuditEntry } from '../../../../../register/server/audit/entry.ts';
import { addMonths, makePartitionsAhead, partitionMonths } from '../../../../../register/server/audit/partitions.ts';
import { auditHeads, verifyAudit } from '../../../../../register/server/audit/verify.ts';
import { writeAudit } from '../../../../../register/server/audit/write.ts';
import { openPglite } from '../../../../../register/server/database/database.ts';
import type { RegisterDatabase } from '../../../../../register/server/database/database.ts';

const NOON = Date.parse('2026-11-21T12:00:00+01:00');
const DAY_MS = 86_400_000;
let database: RegisterDatabase;
const write = (more: Partial<NewAuditEntry> = {}): Promise<void> =>
  database.db
    .transaction()
    .execute((tx) =>
      writeAudit(tx, { at: NOON, actor: 'terminal:t1', action: 'sign-in', subject: 'person:1', ...more }),
    );
const writeMany = async (
  count: number,
  more: (index: number) => Partial<NewAuditEntry> = () => ({}),
): Promise<void> => {
  for (let index = 0; index < count; index += 1) await write(more(index));
};
const entries = () => database.db.selectFrom('audit').selectAll().orderBy('lane').orderBy('position').execute();
/** A lane with at least so many entries. */
async function longLane(length: number): Promise<number> {
  for (;;) {
    const lane = (await auditHeads(database.db)).find(({ position }) => position >= length);
    if (lane !== undefined) return lane.lane;
    await write();
  }
}

beforeAll(async () => {
  database = await openPglite();
});
afterAll(() => database.close());
beforeEach(async () => {
  for (const month of await partitionMonths(database.db))
    await sql`drop table ${sql.table(`audit_${month.replace('-', '_')}`)}`.execute(database.db);
  await sql`delete from audit_lane`.execute(database.db);
  await sql`insert into audit_lane select lane, 0, timestamptz '2000-01-01T00:00:00Z', decode(repeat('00', 32), 'hex'), 0, decode(repeat('00', 32), 'hex') from generate_series(0, 15) as lane`.execute(
    database.db,
  );
});

describe('an entry of the audit', () => {
  test('is written together with the action, or neither is', async () => {
    await expect(
      database.db.transaction().execute(async (tx) => {
        await writeAudit(tx, { at: NOON, actor: 'admin', action: 'revocation', subject: 'terminal:x' });
        throw new Error('the action fails');
      }),
    ).rejects.toThrow('the action fails');
    expect(await entries()).toEqual([]);
    expect((await auditHeads(database.db)).every(({ position }) => position === 0)).toBe(true);
  });

  test('can be checked by its published recipe alone', async () => {
    await write({ subject: 'person:17' });
    const [row] = await entries();
    const text = JSON.stringify([row?.lane, 1, '2026-11-21T11:00:00.000Z', 'terminal:t1', 'sign-in', 'person:17']);
    expect(Buffer.from(row?.hash ?? [])).toEqual(createHash('sha256').update(Buffer.alloc(32)).update(text).digest());
  });

  test('creates the partition of its month where it is missing, and the job creates them ahead', async () => {
    await write();
    expect(await partitionMonths(database.db)).toEqual(['2026-11']);
    await makePartitionsAhead(database.db, NOON);
    await makePartitionsAhead(database.db, NOON);
    expect(await partitionMonths(database.db)).toEqual(['2026-11', '2026-12', '2027-01']);
    await write({ at: Date.parse('2026-12-31T23:59:59.999Z') });
    await write({ at: Date.parse('2027-01-01T00:00:00.000Z') });
    expect(
      (
        await sql<{
          months: string;
        }>`select string_agg(tableoid::regclass::text, ' ' order by at) as months from audit`.execute(database.db)
      ).rows,
    ).toEqual([{ months: 'audit_2026_11 audit_2026_12 audit_2027_01' }]);
  });

  test('is never dated before the one it follows, whatever a server’s clock says', async () => {
    await writeMany(64);
    const lane = await longLane(1);
    await writeMany(64, () => ({ at: NOON - 40 * DAY_MS }));
    const times = (await entries()).filter((row) => row.lane === lane).map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect((await verifyAudit(database.db)).findings).toEqual([]);
  });

  test.each(['', 'x'.repeat(201)])('has a subject of one to 200 characters', async (subject) => {
    await expect(write({ subject })).rejects.toThrow(RangeError);
  });
});

describe('a manipulation of the audit is found', () => {
  let lane: number;
  beforeEach(async () => {
    await writeMany(60, (index) => ({ at: NOON + index * 1000, subject: `person:${index}` }));
    lane = await longLane(5);
    expect(await verifyAudit(database.db)).toMatchObject({ findings: [], uncheckable: 0 });
  });
  const on = (position: number) => sql`lane = ${lane} and position = ${position}`;
  const findings = async (kept?: Awaited<ReturnType<typeof auditHeads>>) =>
    (await verifyAudit(database.db, kept)).findings;

  test.each(['actor', 'action', 'subject'])('a changed %s', async (column) => {
    await sql`update audit set ${sql.ref(column)} = 'other' where ${on(3)}`.execute(database.db);
    expect(await findings()).toEqual([{ lane, position: 3, kind: 'changed' }]);
  });
  test('a changed time', async () => {
    await sql`update audit set at = at + interval '1 millisecond' where ${on(2)}`.execute(database.db);
    expect(await findings()).toEqual([{ lane, position: 2, kind: 'changed' }]);
  });
  test('a change with a matching hash: the next entry does not fit', async () => {
    const {
      rows: [before],
    } = await sql<{
      hash: Uint8Array;
      at: Date;
    }>`select b.hash, a.at from audit a join audit b on b.lane = a.lane and b.position = 2 where a.lane = ${lane} and a.position = 3`.execute(
      database.db,
    );
    const forged = createHash('sha256')
      .update(before?.hash ?? '')
      .update(JSON.stringify([lane, 3, before?.at.toISOString(), 'terminal:t1', 'sign-in', 'nobody']))
      .digest();
    await sql`update audit set subject = 'nobody', hash = ${forged} where ${on(3)}`.execute(database.db);
    expect(await findings()).toEqual([{ lane, position: 4, kind: 'changed' }]);
  });
  test('a removed entry', async () => {
    await sql`delete from audit where ${on(3)}`.execute(database.db);
    expect(await findings()).toEqual([{ lane, position: 3, kind: 'removed' }]);
  });
  test('a removed first entry', async () => {
    await sql`delete from audit where ${on(1)}`.execute(database.db);
    expect(await findings()).toEqual([{ lane, position: 1, kind: 'removed' }]);
  });
  test('an inserted entry', async () => {
    await sql`insert into audit select lane, position, at + interval '1 second', actor, action, 'nobody', hash from audit where ${on(3)}`.execute(
      database.db,
    );
    expect(await findings()).toEqual([{ lane, position: 3, kind: 'inserted' }]);
  });
  test('an entry in an unknown lane', async () => {
    await sql`insert into audit select 99, position, at, actor, action, subject, hash from audit where ${on(3)}`.execute(
      database.db,
    );
    expect(await findings()).toEqual([{ lane: 99, position: 3, kind: 'lane' }]);
  });
  test('two exchanged entries', async () => {
    await sql`update audit set position = case position when 2 then 3 else 2 end where lane = ${lane} and position in (2, 3)`.execute(
      database.db,
    );
    expect((await findings()).map(({ position, kind }) => [position, kind])).toEqual([
      [2, 'changed'],
      [3, 'changed'],
      [4, 'changed'],
    ]);
  });
  test('a cut-off end: by the lane’s own head, and, where that was set back as well, by a saved head', async () => {
    const kept = await auditHeads(database.db);
    const end = kept.find((head) => head.lane === lane)?.position ?? 0;
    await sql`delete from audit where ${on(end)}`.execute(database.db);
    expect(await findings()).toEqual([{ lane, position: end, kind: 'end' }]);
    await sql`update audit_lane set position = ${end - 1}, hash = (select hash from audit where ${on(end - 1)}) where lane = ${lane}`.execute(
      database.db,
    );
    expect(await findings()).toEqual([]);
    expect(await findings(kept)).toEqual([{ lane, position: end, kind: 'head' }]);
  });
  test('a lane rewritten from its beginning, by a saved head', async () => {
    const kept = await auditHeads(database.db);
    await sql`delete from audit where lane = ${lane}`.execute(database.db);
    await sql`update audit_lane set position = 0, hash = anchor_hash where lane = ${lane}`.execute(database.db);
    const end = kept.find((head) => head.lane === lane)?.position ?? 0;
    await longLane(end + 1);
    while (((await auditHeads(database.db))[lane]?.position ?? 0) < end) await write();
    expect(await findings()).toEqual([]);
    expect(await findings(kept)).toEqual([{ lane, position: end, kind: 'head' }]);
  });
  test('a removed lane', async () => {
    await sql`delete from audit_lane where lane = ${lane}`.execute(database.db);
    expect(await findings()).toEqual([{ lane, position: 0, kind: 'lane' }]);
  });
  test('none is reported with saved heads of an intact audit, however much was written since', async () => {
    const kept = await auditHeads(database.db);
    await writeMany(30);
    expect(await verifyAudit(database.db, kept)).toMatchObject({ findings: [], uncheckable: 0 });
  });
});

describe('dropping months of the audit', () => {
  const month = (index: number): number => Date.parse(`${addMonths('2026-08', index)}-10T12:00:00Z`);
  test('goes from the oldest, and what is left verifies', async () => {
    for (const index of [0, 1, 2, 3]) await writeMany(25, () => ({ at: month(index) }));
    const kept = await auditHeads(database.db);
    expect(await dropAudit(database.db, '2026-10', NOON)).toEqual({
      ok: true,
      value: { months: ['2026-08', '2026-09'] },
    });
    expect(await partitionMonths(database.db)).toEqual(['2026-10', '2026-11']);
    expect(await verifyAudit(database.db, kept)).toMatchObject({ entries: 51, findings: [] });
    // The action itself is the last thing that stands there.
    expect((await entries()).filter(({ action }) => action === 'audit-dropped')).toMatchObject([
      { actor: 'admin', subject: '2026-10' },
    ]);
    await writeMany(20);
    expect((await verifyAudit(database.db)).findings).toEqual([]);
    // One that another follows in its lane: which lane an entry gets is chance, and a lane's last one would be missed
    // as its end.
    const first = (await entries()).find(({ lane }, index, all) => all[index + 1]?.lane === lane);
    await sql`delete from audit where lane = ${first?.lane} and position = ${first?.position}`.execute(database.db);
    expect((await verifyAudit(database.db)).findings).toEqual([
      { lane: first?.lane, position: Number(first?.position), kind: 'removed' },
    ]);
  });
  test('makes an older head useless, which is counted', async () => {
    await writeMany(64, () => ({ at: month(0) }));
    const kept = await auditHeads(database.db);
    await writeMany(64, () => ({ at: month(1) }));
    await dropAudit(database.db, '2026-10', NOON);
    const { findings, uncheckable } = await verifyAudit(database.db, kept);
    expect(findings).toEqual([]);
    expect(uncheckable).toBeGreaterThan(0);
  });
  test('never drops a month that is not over, or one that does not verify', async () => {
    await writeMany(5, () => ({ at: month(0) }));
    expect(await dropAudit(database.db, '2026-12', NOON)).toEqual({ ok: false, error: 'not-over' });
    await sql`update audit set subject = 'other' where position = 1`.execute(database.db);
    expect(await dropAudit(database.db, '2026-10', NOON)).toEqual({ ok: false, error: 'not-verified' });
    expect(await entries()).toHaveLength(5);
  });
});
