/** What Musterstadt's resident system changes, each once per key. SQLite does one after the other. */
import { randomUUID } from 'node:crypto';
import { plusDays } from '../../../base/calendar-day.ts';
import type { Change } from '../../resident-system/contract.ts';
import { personRow, type AnswerOf, type RequestOf } from './answers.ts';
import type { SystemTables } from './tables.ts';
import { ContractProblem, refuse } from './problem.ts';

interface HomeRow {
  readonly kind: string;
  readonly since: string | null;
  readonly street: string;
  readonly house_number: string;
  readonly postal_code: string;
}

export function makeChange(
  db: SystemTables,
  { key, id, version, change }: RequestOf<'change'>,
  today: string,
): AnswerOf<'change'> {
  const request = JSON.stringify([id, version, change]);
  const first = db.prepare('select request, version from made where key = ?').get(key) as
    | { request: string; version: number }
    | undefined;
  if (first !== undefined) {
    if (first.request !== request) throw new ContractProblem('key-reused');
    return { version: first.version };
  }
  if (personRow(db, id).version !== version) throw new ContractProblem('changed-meanwhile');
  db.exec('begin');
  try {
    db.prepare('insert into made values (?, ?, ?)').run(key, request, version + 1);
    db.prepare('update person set version = version + 1 where id = ?').run(id);
    apply(db, id, change, today);
    db.exec('commit');
  } catch (error) {
    db.exec('rollback');
    throw error;
  }
  return { version: version + 1 };
}

function apply(db: SystemTables, person: string, change: Change, today: string): void {
  if (change.kind === 'give-up-secondary-home') {
    if (change.movedOut > plusDays(today, 7)) refuse('day-too-far');
    const home = homeOf(db, person, change.home);
    if (home.kind !== 'secondary') refuse('not-secondary');
    end(db, change.home, home, change.movedOut);
  } else if (change.kind === 'blocks') {
    for (const { id, set } of change.changes) {
      const kind = db.prepare('select valid_until as "until" from block_kind where id = ?').get(id) as
        | { until: string | null }
        | undefined;
      if (kind === undefined) refuse('no-such-block');
      if (set && kind?.until !== null && (kind?.until ?? '') < today) refuse('block-abolished');
      if (set) db.prepare('insert or ignore into block values (?, ?)').run(person, id);
      else db.prepare('delete from block where person = ? and kind = ?').run(person, id);
    }
  } else move(db, person, change, today);
}

function homeOf(db: SystemTables, person: string, id: string): HomeRow {
  const home = db
    .prepare('select * from home where id = ? and person = ? and until is null')
    .get(id, person) as unknown as HomeRow | undefined;
  return home ?? refuse('no-such-home');
}

function end(db: SystemTables, id: string, { since }: HomeRow, day: string): void {
  if (since !== null && day < since) refuse('day-before-moving-in');
  db.prepare('update home set until = ? where id = ?').run(day, id);
}

function move(
  db: SystemTables,
  person: string,
  { to, movedIn, as, from, with: others }: Extract<Change, { kind: 'move' }>,
  today: string,
): void {
  if (movedIn > today) refuse('day-too-far');
  const left = from === null ? null : homeOf(db, person, from);
  const moveOne = (id: string, home: string | null): void => {
    if (home !== null) {
      const ended = homeOf(db, id, home);
      if (ended.kind === 'main' && as === 'secondary') refuse('office-only');
      end(db, home, ended, movedIn);
    }
    if (as === 'main')
      db.prepare(`update home set kind = 'secondary' where person = ? and kind = 'main' and until is null`).run(id);
    db.prepare('insert into home values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)').run(
      randomUUID(),
      id,
      as,
      to.street,
      to.houseNumber,
      to.addition,
      to.postalCode,
      to.city,
      movedIn,
    );
  };
  moveOne(person, from);
  for (const id of new Set(others)) {
    if (db.prepare('select 1 from relative where person = ? and relative = ?').get(person, id) === undefined)
      refuse('not-family');
    const same =
      left === null
        ? undefined
        : (db
            .prepare(
              'select id from home where person = ? and street = ? and house_number = ? and postal_code = ? and until is null',
            )
            .get(id, left.street, left.house_number, left.postal_code) as { id: string } | undefined);
    moveOne(id, same?.id ?? null);
    db.prepare('update person set version = version + 1 where id = ?').run(id);
  }
}
