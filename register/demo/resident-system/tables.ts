/**
 * The tables of Musterstadt's resident system: an application of its own, which the register only knows by the
 * contract. In memory: it begins anew with each start.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import type { TestTown } from '../../resident-system/test-town.ts';
import { searchKey } from '../../server/residents/identity/search-form.ts';

const TABLES = `
  create table person (
    id text primary key, search text not null, birth_date text not null, version integer not null default 1, body text not null);
  create index person_search on person (search, birth_date);
  create table home (
    id text primary key, person text not null, kind text not null, street text not null, house_number text not null, addition text,
    postal_code text not null, city text not null, since text, until text);
  create index home_person on home (person);
  create table block (person text not null, kind text not null, primary key (person, kind));
  create table relative (person text not null, relative text not null, relation text not null, primary key (person, relative));
  create table block_kind (id text primary key, valid_until text);
  create table document (type text not null, number text not null, body text not null, primary key (type, number));
  create table made (key text primary key, request text not null, version integer not null);`;

export type SystemTables = InstanceType<typeof DatabaseSync>;

export function openTables({ people, blockKinds, documents }: TestTown): SystemTables {
  const db = new DatabaseSync(':memory:');
  db.exec(TABLES);
  const into = (table: string, columns: number) =>
    db.prepare(`insert into ${table} values (${Array.from({ length: columns }, () => '?').join(', ')})`);
  const [person, home, block, relative, kind, document] = [
    into('person', 5),
    into('home', 10),
    into('block', 2),
    into('relative', 3),
    into('block_kind', 2),
    into('document', 3),
  ];
  db.exec('begin');
  for (const { id, homes, blocks, family, ...body } of people) {
    person.run(id, searchKey(body.familyName), body.birthDate, 1, JSON.stringify(body));
    for (const one of homes)
      home.run(
        one.id,
        id,
        one.kind,
        one.street,
        one.houseNumber,
        one.addition,
        one.postalCode,
        one.city,
        one.since,
        one.until,
      );
    for (const one of blocks) block.run(id, one);
    for (const one of family) relative.run(id, one.id, one.relation);
  }
  for (const { id, validUntil } of blockKinds) kind.run(id, validUntil ?? null);
  for (const { type, number, ...body } of documents) document.run(type, number, JSON.stringify(body));
  db.exec('commit');
  return db;
}
