/**
 * Says whether an implementation of {@link ResidentSystem} fits. Runs in vitest: call it in a test file with a way to
 * set a system up that holds the test town (`test-town.json`).
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DocumentStatus, DocumentType } from '../contract/contract.ts';
import { findPerson } from '../server/residents/identity/find-person.ts';
import { searchKey } from '../server/residents/identity/search-form.ts';
import type { ResidentSystem } from '../server/ports/resident-system.ts';
import { NOBODY, changing, type Make, type Read } from './conformance-changes.ts';
import { Candidates, Family, ResidentRecord } from './contract.ts';
import { testTown, type TestPerson } from './test-town.ts';

export interface ConformanceSubject {
  readonly system: ResidentSystem;
  /** Takes the system away, so that it cannot be asked. Called once, last. */
  interrupt(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds within which every answer must come, also while the system is away. */
const ANSWER_MS = 10_000;
const TOWN = testTown();

const person = (id: string): TestPerson => {
  const found = TOWN.people.find((one) => one.id === id);
  if (found === undefined) throw new Error(`The test town has no ${id}.`);
  return found;
};
const livedIn = ({ homes }: TestPerson) =>
  homes.filter(({ until }) => until === null).map(({ until: _, ...home }) => home);
/** Who has no letter in the family name is found by no search: the register does not ask without one. */
const isNamed = ({ familyName }: TestPerson): boolean => searchKey(familyName) !== '';

/** `more`: further tests of the same subject, before it is taken away. */
export function residentSystemConformance<S extends ConformanceSubject>(
  name: string,
  setUp: () => Promise<S>,
  more: (subject: () => S) => void = () => {},
): void {
  describe(`resident system: ${name}`, () => {
    let subject: S;
    vi.setConfig({ testTimeout: 6 * ANSWER_MS });
    beforeAll(async () => {
      subject = await setUp();
    }, 120_000);
    afterAll(() => subject?.close());
    const of = (): ResidentSystem => subject.system;
    const record = async (id: string) => {
      const found = await of().resident(id, 'own-data');
      if (!found.ok) throw new Error(`${id}: ${found.error.kind}`);
      return found.value;
    };
    const change: Make = (id, version, what, key = randomUUID()) => of().change({ key, id, version, change: what });

    searching(of);
    knowing(of, record);
    changing(record, change);
    documents(of);
    more(() => subject);

    describe('when it is away', () => {
      test('says so to every question, in time, and throws nothing', async () => {
        await subject.interrupt();
        const away = { ok: false, error: expect.objectContaining({ kind: 'unavailable' }) };
        expect(await of().candidates({ familyName: 'MUSTERMANN', birthYear: '1964' })).toEqual(away);
        expect(await of().resident('t-1', 'own-data')).toEqual(away);
        expect(await of().family('t-1')).toEqual(away);
        expect(await change('t-1', 0, { kind: 'blocks', changes: [{ id: 'parties', set: true }] })).toEqual(away);
        expect(await of().documentStatus('passport', 'C4HX9Z9Z9')).toEqual(away);
        expect(await of().health()).toEqual(away);
      });
    });
  });
}

function searching(of: () => ResidentSystem): void {
  describe('of people', () => {
    test('is healthy', async () =>
      expect(await of().health()).toMatchObject({ ok: true, value: { takesChanges: true, asOf: null } }));

    test('finds everyone with a family name’s search form and a year of birth, and nobody else', async () => {
      for (const { familyName, birthDate } of TOWN.people.filter(isNamed)) {
        const search = { familyName: searchKey(familyName), birthYear: birthDate.slice(0, 4) };
        const found = await of().candidates(search);
        if (!found.ok) throw new Error(found.error.kind);
        const { spoken: _, ...answer } = found.value;
        expect(Candidates.parse(answer)).toEqual(answer);
        const expected = TOWN.people.filter(
          (one) => searchKey(one.familyName) === search.familyName && one.birthDate.startsWith(search.birthYear),
        );
        expect(answer.complete).toBe(true);
        expect({ familyName, found: answer.candidates.map(({ id }) => id).sort() }).toEqual({
          familyName,
          found: expected.map(({ id }) => id).sort(),
        });
        for (const { id, homes, ...candidate } of answer.candidates) {
          const known = person(id);
          expect(candidate).toEqual({
            familyName: known.familyName,
            givenNames: known.givenNames,
            birthDate: known.birthDate,
          });
          // Homes that were given up would let a stranger in who lives there now.
          const addresses = livedIn(known).map(({ street, houseNumber, addition, postalCode }) =>
            [street, houseNumber, addition, postalCode].join('|'),
          );
          expect(
            homes
              .map(({ street, houseNumber, addition, postalCode }) =>
                [street, houseNumber, addition, postalCode].join('|'),
              )
              .sort(),
          ).toEqual(addresses.sort());
        }
      }
      expect(await of().candidates({ familyName: 'MUSTERMANN', birthYear: '1901' })).toMatchObject({
        ok: true,
        value: { complete: true, candidates: [] },
      });
    });

    test('leads from a card to its holder, and from two people that are alike to nobody', async () => {
      const card = (familyNames: string, givenNames: string, dateOfBirth: string, street: string) => ({
        familyNames,
        givenNames,
        dateOfBirth,
        address: { street, zipCode: '12345' },
      });
      expect(await findPerson(of(), card('MUSTERMANN', 'ERIKA JOHANNA', '19640812', 'HEIDESTRASSE 17'))).toEqual({
        ok: true,
        value: { id: 't-1' },
      });
      expect(await findPerson(of(), card('MUSTERMANN', 'ERIKA JOHANNA', '19640812', 'ALTMARKT 9'))).toEqual({
        ok: true,
        value: 'none',
      });
      for (const none of ['', '-', '---'])
        expect(await findPerson(of(), card(none, 'OHNENAME', '1970    ', 'RINGSTRASSE'))).toEqual({
          ok: true,
          value: 'none',
        });
      expect(await findPerson(of(), card('ZWILLING', 'KIM', '19990909', 'DOPPELWEG 1'))).toEqual({
        ok: true,
        value: 'several',
      });
    });
  });
}

function knowing(of: () => ResidentSystem, record: Read): void {
  describe('of a person', () => {
    test('knows all, in the letters of the register', async () => {
      for (const known of TOWN.people) {
        const {
          spoken,
          version: _,
          homes,
          blocks,
          ...answer
        } = await (async () => {
          const found = await of().resident(known.id, 'own-data');
          if (!found.ok) throw new Error(found.error.kind);
          return found.value;
        })();
        expect(spoken.asOf).toBeNull();
        const { id: _id, homes: _homes, blocks: set, family: _family, ...rest } = known;
        expect(answer).toEqual(rest);
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        expect([...homes].sort(byId)).toEqual(livedIn(known).sort(byId));
        expect([...blocks].sort()).toEqual([...set].sort());
        expect(ResidentRecord.safeParse(await record(known.id)).success).toBe(true);
      }
    });

    test('names the family as it is linked', async () => {
      for (const { id, family } of TOWN.people) {
        const found = await of().family(id);
        if (!found.ok) throw new Error(found.error.kind);
        const { spoken: _, ...answer } = found.value;
        expect(Family.parse(answer)).toEqual(answer);
        const told = answer.relatives.map((one) => `${one.relation} ${one.id} ${one.birthDate}`);
        expect(told.sort()).toEqual(
          family.map((one) => `${one.relation} ${one.id} ${person(one.id).birthDate}`).sort(),
        );
      }
    });

    test('says of an id that it does not know, or of a text that is none, that there is nobody', async () => {
      const nobody = { ok: false, error: { kind: 'unknown-resident' } };
      for (const id of [NOBODY, 't-', "t-1';--", '%', 't_1', 'T-1']) {
        if (!/^[A-Za-z0-9._:/-]+$/.test(id)) continue;
        expect(await of().resident(id, 'own-data')).toEqual(nobody);
        expect(await of().family(id)).toEqual(nobody);
      }
    });
  });
}

/** An answer may say this and nothing else: above all nothing that names a person. */
const ALLOWED = new Set(Object.keys(DocumentStatus.shape));
/** Of the right format, and known to nobody. */
const UNKNOWN_NUMBER = 'C4HX9Z9Z9';

function documents(of: () => ResidentSystem): void {
  const ask = (type: DocumentType, number: string) => of().documentStatus(type, number);
  const unknown = { ok: true, value: { stage: 'unknown' } };

  describe('of ID documents', () => {
    test('knows the state of every one, and names no person', async () => {
      for (const { type, number, ...status } of TOWN.documents) {
        const answer = await ask(type, number);
        expect(answer).toEqual({ ok: true, value: status });
        if (answer.ok) expect(Object.keys(answer.value).filter((key) => !ALLOWED.has(key))).toEqual([]);
      }
    });

    test('answers an unknown number with `unknown` and nothing else, also under another type', async () => {
      for (const type of DocumentType.options) expect(await ask(type, UNKNOWN_NUMBER)).toEqual(unknown);
      for (const { type, number } of TOWN.documents)
        for (const other of DocumentType.options.filter((one) => one !== type))
          expect(await ask(other, number)).toEqual(unknown);
    });

    test('takes every text as a number, never as anything else', async () => {
      for (const number of ["'; drop table document_status; --", '%', '_________', '\\', '', 'ÄÖÜ', '0'.repeat(64)])
        expect(await ask('passport', number)).toEqual(unknown);
      const [first] = TOWN.documents;
      if (first !== undefined)
        expect(await ask(first.type, first.number)).toMatchObject({ value: { stage: first.stage } });
    });

    test('answers many at once, each its own', async () => {
      const asked = Array.from({ length: 10 }, () => TOWN.documents).flat();
      const answers = await Promise.all(asked.map(({ type, number }) => ask(type, number)));
      expect(answers.map((answer) => answer.ok && answer.value.stage)).toEqual(asked.map(({ stage }) => stage));
    });
  });
}
