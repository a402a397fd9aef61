/**
 * Says whether an implementation of {@link ResidentSystem} fits. Runs in vitest: call it in a test file with a way to
 * set a system up that holds the test town (`test-town.json`).
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dayIn, plusDays } from '../../base/calendar-day.ts';
import { DocumentStatus, DocumentType } from '../contract/contract.ts';
import { findPerson } from '../server/residents/identity/find-person.ts';
import { searchKey } from '../server/residents/identity/search-form.ts';
import type { ResidentSystem } from '../server/ports/resident-system.ts';
import { Candidates, Family, ResidentRecord, type Change, type Refusal } from './contract.ts';
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
const TODAY = dayIn('Europe/Berlin', Date.now());

const person = (id: string): TestPerson => {
  const found = TOWN.people.find((one) => one.id === id);
  if (found === undefined) throw new Error(`The test town has no ${id}.`);
  return found;
};
const livedIn = ({ homes }: TestPerson) =>
  homes.filter(({ until }) => until === null).map(({ until: _, ...home }) => home);
const NOBODY = 'nobody-of-this-id';

export function residentSystemConformance(name: string, setUp: () => Promise<ConformanceSubject>): void {
  describe(`resident system: ${name}`, () => {
    let subject: ConformanceSubject;
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
    const change = (id: string, version: number, what: Change, key: string = randomUUID()) =>
      of().change({ key, id, version, change: what });

    searching(of);
    knowing(of, record);
    changing(record, change);
    atTheSameTime(of, record, change);
    documents(of);

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

type Read = (id: string) => Promise<ResidentRecord>;
type Make = (id: string, version: number, change: Change, key?: string) => ReturnType<ResidentSystem['change']>;

function searching(of: () => ResidentSystem): void {
  describe('of people', () => {
    test('is healthy', async () =>
      expect(await of().health()).toMatchObject({ ok: true, value: { takesChanges: true, asOf: null } }));

    test('finds everyone with a family name’s search form and a year of birth, and nobody else', async () => {
      for (const { familyName, birthDate } of TOWN.people) {
        const search = { familyName: searchKey(familyName), birthYear: birthDate.slice(0, 4) };
        const found = await of().candidates(search);
        if (!found.ok) throw new Error(found.error.kind);
        const { spoken: _, ...answer } = found.value;
        expect(Candidates.parse(answer)).toEqual(answer);
        const expected = TOWN.people.filter(
          (one) => searchKey(one.familyName) === search.familyName && one.birthDate.startsWith(search.birthYear),
        );
        expect(answer.complete).toBe(true);
        expect(answer.candidates.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
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

const giveUp = (home: string, movedOut: string): Change => ({ kind: 'give-up-secondary-home', home, movedOut });
const blocks = (...changes: readonly [string, boolean][]): Change => ({
  kind: 'blocks',
  changes: changes.map(([id, set]) => ({ id, set })),
});

function changing(record: Read, change: Make): void {
  const refused = async (id: string, what: Change, reason: Refusal) => {
    const before = await record(id);
    expect(await change(id, before.version, what)).toEqual({ ok: false, error: { kind: 'refused', reason } });
    expect(await record(id)).toEqual(before);
  };

  describe('of changes', () => {
    test('gives up a secondary home once per key', async () => {
      const before = await record('t-7');
      const key = randomUUID();
      const made = await change('t-7', before.version, giveUp('h-10', TODAY), key);
      expect(made).toMatchObject({ ok: true });
      const after = await record('t-7');
      expect(after.homes.map(({ id }) => id).sort()).toEqual(['h-11', 'h-9']);
      expect(after.version).not.toBe(before.version);
      // Asked again, also much later: the first answer, and nothing is done.
      expect(await change('t-7', before.version, giveUp('h-10', TODAY), key)).toEqual(made);
      expect(await record('t-7')).toEqual(after);
      // The key belongs to that one change.
      expect(await change('t-7', after.version, giveUp('h-11', TODAY), key)).toEqual({
        ok: false,
        error: { kind: 'key-reused' },
      });
      // Somebody saw the data before.
      expect(await change('t-7', before.version, giveUp('h-11', TODAY))).toEqual({
        ok: false,
        error: { kind: 'changed-meanwhile' },
      });
      expect(await record('t-7')).toEqual(after);
    });

    test('refuses what cannot be, with its reason, and leaves all as it is', async () => {
      await refused('t-1', giveUp('h-1', TODAY), 'not-secondary');
      await refused('t-1', giveUp('h-3', TODAY), 'no-such-home');
      await refused('t-1', giveUp('h-11', TODAY), 'no-such-home');
      await refused('t-1', giveUp('h-2', plusDays(TODAY, 8)), 'day-too-far');
      await refused('t-1', giveUp('h-2', '2018-06-14'), 'day-before-moving-in');
      await refused('t-8', blocks(['parties', true], ['no-such-one', true]), 'no-such-block');
      expect(await change(NOBODY, 0, giveUp('h-2', TODAY))).toEqual({
        ok: false,
        error: { kind: 'unknown-resident' },
      });
    });

    test('sets and lifts transmission blocks; one that the law has abolished can be lifted, not set', async () => {
      const first = await record('t-8');
      const set = await change('t-8', first.version, blocks(['parties', true], ['anniversaries', false]));
      expect(set).toMatchObject({ ok: true });
      const second = await record('t-8');
      expect(second.blocks).toEqual(['parties']);
      await refused('t-8', blocks(['anniversaries', true]), 'block-abolished');
      // What is so already is no mistake.
      expect(await change('t-8', second.version, blocks(['parties', true], ['address-books', false]))).toMatchObject({
        ok: true,
      });
      expect((await record('t-8')).blocks).toEqual(['parties']);
    });

    test('moves a person with the family, and nobody else', async () => {
      const before = await record('t-10');
      const move = (more: Partial<Extract<Change, { kind: 'move' }>> = {}): Change => ({
        kind: 'move',
        to: { street: 'Neuer Weg', houseNumber: '12', addition: null, postalCode: '12345', city: 'Musterstadt' },
        movedIn: TODAY,
        as: 'main',
        from: 'h-14',
        with: ['t-11'],
        ...more,
      });
      await refused('t-10', move({ with: ['t-9'] }), 'not-family');
      await refused('t-10', move({ movedIn: plusDays(TODAY, 1) }), 'day-too-far');
      await refused('t-10', move({ from: 'h-9' }), 'no-such-home');
      expect(await change('t-10', before.version, move())).toMatchObject({ ok: true });
      for (const id of ['t-10', 't-11'])
        expect((await record(id)).homes).toMatchObject([{ kind: 'main', street: 'Neuer Weg', since: TODAY }]);
      expect((await record('t-9')).homes).toMatchObject([{ street: 'Ringstraße' }]);
    });
  });
}

function atTheSameTime(of: () => ResidentSystem, record: Read, change: Make): void {
  describe('of changes at the same time', () => {
    test('makes one of many that come from one version', async () => {
      const { version } = await record('t-9');
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => change('t-9', version, blocks(['parties', index % 2 === 0]))),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      for (const answer of answers) if (!answer.ok) expect(answer.error).toEqual({ kind: 'changed-meanwhile' });
    });

    test('makes one once that comes many times', async () => {
      const { version } = await record('t-9');
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => change('t-9', version, blocks(['address-books', true]), key)),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      const after = await record('t-9');
      expect(answers[0]).toEqual({ ok: true, value: { version: after.version } });
      expect(after.blocks).toContain('address-books');
    });

    test('can still be asked for all of it', async () => expect((await of().health()).ok).toBe(true));
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
