import { describe, expect, test } from 'vitest';
import { LONGEST_PLACE, transactionInfo } from '../../../../../register/server/services/sign-ins.ts';
import { searchKey } from '../../../../../register/server/residents/identity/search-form.ts';
import { CARDS } from './cards.ts';
import type { Card } from './cards.ts';
import { declined, useTown, value } from './town.ts';
import type { Town } from './town.ts';

const MINUTE = 60_000;

const begin = async (town: Town): Promise<string> =>
  value(await town.client.call('eidSession', { language: 'de' })).session;
const outcome = (town: Town, session: string, nonce: string | undefined = town.eid.nonce()) =>
  town.client.call('eidOutcome', { session, nonce });

async function outcomeOf(town: Town, card: Card) {
  const session = await begin(town);
  town.eid.lay(CARDS[card]);
  return value(await outcome(town, session));
}

describe('a person who signs in', () => {
  test.each<[Card, string]>([
    ['erika', 'Erika Mustermann'],
    ['oneName', 'Ćosić'],
    ['yearOnly', 'Ağça Özm̂en'],
    ['young', 'Mia Jüngst'],
  ])('is found by the card: %s', async (card, name) => {
    const town = await useTown();
    const signedIn = await outcomeOf(town, card);
    expect(signedIn).toEqual({
      state: 'signed-in',
      visit: expect.any(String),
      name,
      expiresAt: new Date(town.clock.now() + 45 * MINUTE).toISOString(),
    });
    if (signedIn.state !== 'signed-in') return;
    expect(value(await town.client.call('resident', { visit: signedIn.visit })).familyName).toBe(
      name.split(' ').at(-1),
    );
  });

  test.each<Card>(['twins', 'stranger', 'abroad', 'movedAway'])(
    'is not found for %s, without a reason',
    async (card) => {
      expect(await outcomeOf(await useTown(), card)).toEqual({ state: 'no-match' });
    },
  );

  test('is found under a former address until the day of moving out, and not afterwards', async () => {
    const town = await useTown();
    const { id } = await town.database.db
      .selectFrom('person')
      .select('id')
      .where('family_search', '=', searchKey('Mustermann'))
      .executeTakeFirstOrThrow();
    const until = (day: string) =>
      town.database.db
        .updateTable('residence')
        .set({ until: day })
        .where('person', '=', id)
        .where('kind', '=', 'main')
        .execute();
    await until('2026-11-22');
    expect(await outcomeOf(town, 'erika')).toMatchObject({ state: 'signed-in' });
    await until('2026-11-21');
    expect(await outcomeOf(town, 'erika')).toEqual({ state: 'no-match' });
  });

  test.each(['cancelled', 'client', 'card', 'expired'] as const)(
    'is not signed in where the authentication failed: %s',
    async (reason) => {
      const town = await useTown();
      const session = await begin(town);
      town.eid.fail(reason);
      expect(value(await outcome(town, session))).toEqual({ state: 'failed' });
    },
  );
});

describe('an authentication', () => {
  test('asks the card for the data that find the person, and no more', async () => {
    const town = await useTown();
    const session = value(await town.client.call('eidSession', { language: 'en' }));
    expect(session).toEqual({
      session: expect.any(String),
      tcTokenUrl: expect.stringMatching(/^https:\/\/eid\.musterstadt\.example\/tctoken\?session=/),
      refreshOrigin: 'https://eid.musterstadt.example',
      expiresAt: new Date(town.clock.now() + 10 * MINUTE).toISOString(),
    });
    expect(town.eid.asked).toEqual([
      {
        attributes: ['FamilyNames', 'GivenNames', 'DateOfBirth', 'PlaceOfResidence'],
        optional: ['BirthName'],
        nonce: expect.stringMatching(/^[\w-]{43}$/),
        transactionInfo: 'Sign-in at the terminal: demo, 12:00',
      },
    ]);
    expect(JSON.stringify(session)).not.toContain(town.eid.nonce());
    expect(session.tcTokenUrl).not.toContain(session.session);
  });

  test('is pending until the eID-Server answers, and failed when its time is over', async () => {
    const town = await useTown();
    const session = await begin(town);
    expect(value(await outcome(town, session))).toEqual({ state: 'pending' });
    town.advance(10 * MINUTE - 1);
    expect(value(await outcome(town, session))).toEqual({ state: 'pending' });
    town.advance(1);
    expect(value(await outcome(town, session))).toEqual({ state: 'failed' });
  });

  test('signs in once, and is failed when asked again', async () => {
    const town = await useTown();
    const session = await begin(town);
    town.eid.lay(CARDS.erika);
    expect(value(await outcome(town, session)).state).toBe('signed-in');
    expect(value(await outcome(town, session))).toEqual({ state: 'failed' });
  });

  test('that finds no person gives the same answer again', async () => {
    const town = await useTown();
    const session = await begin(town);
    town.eid.lay(CARDS.stranger);
    for (let index = 0; index < 2; index += 1)
      expect(value(await outcome(town, session))).toEqual({ state: 'no-match' });
  });

  test('asked after twice at the same moment, signs in exactly once and is not lost', async () => {
    const town = await useTown();
    const session = await begin(town);
    town.eid.lay(CARDS.erika);
    const states = await Promise.all(Array.from({ length: 5 }, async () => value(await outcome(town, session)).state));
    expect(states.filter((state) => state === 'signed-in')).toHaveLength(1);
  });

  test('asked after again while the answer is on its way, is not lost', async () => {
    const town = await useTown();
    const session = await begin(town);
    town.eid.lay(CARDS.erika);
    const release = town.eid.hold();
    const first = outcome(town, session);
    const second = outcome(town, session);
    // Time enough for the second to have its own answer, if it asked.
    for (let index = 0; index < 5; index += 1) await town.client.catalogue();
    release();
    expect((await Promise.all([first, second])).map((answer) => value(answer).state).sort()).toEqual([
      'failed',
      'signed-in',
    ]);
  });

  test('can be asked after only by the terminal that began it', async () => {
    const town = await useTown();
    const session = await begin(town);
    town.eid.lay(CARDS.erika);
    const other = await town.terminal('other');
    expect(value(await other.call('eidOutcome', { session, nonce: town.eid.nonce() }))).toEqual({ state: 'failed' });
    expect(value(await outcome(town, session)).state).toBe('signed-in');
  });

  test('cannot begin while the eID-Server is away, and is not lost while it is', async () => {
    const town = await useTown();
    const session = await begin(town);
    town.eid.away(true);
    expect(await town.client.call('eidSession', { language: 'de' })).toEqual({
      ok: false,
      error: { kind: 'unavailable' },
    });
    expect(await outcome(town, session)).toEqual({ ok: false, error: { kind: 'unavailable' } });
    town.eid.away(false);
    town.eid.lay(CARDS.erika);
    expect(value(await outcome(town, session)).state).toBe('signed-in');
  });

  test('cannot begin without an eID-Server', async () => {
    const town = await useTown({ eidServer: undefined });
    const response = await town.send('/v1/eid/sessions', { body: JSON.stringify({ language: 'de' }) });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
  });
});

describe('the nonce in the refresh address', () => {
  test('signs in only with its own session, and once', async () => {
    const town = await useTown();
    const victims = await begin(town);
    const ofVictim = town.eid.nonce();
    const own = await begin(town);
    town.eid.lay(CARDS.erika);
    // The address was taken to another device: what comes back there is another session's here.
    expect(value(await outcome(town, own, ofVictim))).toEqual({ state: 'failed' });
    // That session is over, even for a later caller with the right one.
    expect(value(await outcome(town, own))).toEqual({ state: 'failed' });
    expect(value(await outcome(town, victims, ofVictim))).toEqual({ state: 'pending' });
    const last = await begin(town);
    const nonce = town.eid.nonce();
    town.eid.lay(CARDS.erika);
    expect(value(await outcome(town, last, nonce)).state).toBe('signed-in');
    expect(value(await outcome(town, last, nonce))).toEqual({ state: 'failed' });
    const replayed = await begin(town);
    town.eid.lay(CARDS.erika);
    expect(value(await outcome(town, replayed, nonce))).toEqual({ state: 'failed' });
    expect(await town.database.db.selectFrom('sign_in').selectAll().execute()).toHaveLength(1);
  });

  test.each<[string, Card]>([
    ['somebody who lives here', 'erika'],
    ['nobody who is known', 'stranger'],
  ])('when missing, reveals nothing of the card of %s', async (_name, card) => {
    const town = await useTown();
    const { session } = value(await town.client.call('eidSession', { language: 'de' }));
    town.eid.lay(CARDS[card]);
    expect(value(await town.client.call('eidOutcome', { session }))).toEqual({ state: 'failed' });
    expect(value(await outcome(town, session))).toEqual({ state: 'failed' });
    expect(await town.database.db.selectFrom('sign_in').selectAll().execute()).toEqual([]);
  });

  test('is not stored in the database', async () => {
    const town = await useTown();
    await begin(town);
    const row = await town.database.db.selectFrom('eid_session').selectAll().executeTakeFirstOrThrow();
    expect(Buffer.from(row.nonce_hash ?? []).toString('latin1')).not.toContain(town.eid.nonce());
    expect(JSON.stringify(row)).not.toContain(town.eid.nonce());
  });
});

describe('the text that the card’s holder is shown', () => {
  test.each([
    ['de', 'Anmeldung am Terminal: Rathaus, Eingangshalle, demo, 12:05'],
    ['en', 'Sign-in at the terminal: Rathaus, Eingangshalle, demo, 12:05'],
  ] as const)(
    'has in %s the place and the name of the terminal in the register, and the time',
    async (language, text) => {
      const town = await useTown();
      await town.database.db
        .updateTable('terminal')
        .set({ place: 'Rathaus, Eingangshalle' })
        .where('name', '=', 'demo')
        .execute();
      town.advance(5 * MINUTE);
      value(await town.client.call('eidSession', { language }));
      expect(town.eid.asked.at(-1)?.transactionInfo).toBe(text);
    },
  );

  test('fits a reader’s display with any length of place and name', () => {
    const longest = { place: 'x'.repeat(LONGEST_PLACE), name: 'x'.repeat(64), time: '14:05' };
    for (const language of ['de', 'en', 'ar'] as const)
      expect(transactionInfo(language, longest).length).toBeLessThanOrEqual(200);
  });
});

describe('a sign-in at the register', () => {
  const who = (town: Town, visit: string, client = town.client) => client.call('resident', { visit });

  test('ends when it is ended, and cannot be ended by another terminal', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const other = await town.terminal('other');
    await other.call('signOut', { visit });
    expect(await who(town, visit, other)).toEqual(declined('signed-out'));
    expect((await who(town, visit)).ok).toBe(true);
    expect(value(await town.client.call('signOut', { visit }))).toEqual({ done: true });
    expect(await who(town, visit)).toEqual(declined('signed-out'));
    expect(value(await town.client.call('signOut', { visit }))).toEqual({ done: true });
  });

  test('expires ten minutes after its last request', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    for (let index = 0; index < 3; index += 1) {
      town.advance(10 * MINUTE - 1);
      expect((await who(town, visit)).ok).toBe(true);
    }
    town.advance(10 * MINUTE);
    expect(await who(town, visit)).toEqual(declined('signed-out'));
  });

  test('expires after 45 minutes, whatever is asked', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    for (let index = 0; index < 5; index += 1) {
      town.advance(9 * MINUTE - (index === 4 ? 1 : 0));
      expect((await who(town, visit)).ok).toBe(true);
    }
    town.advance(1);
    expect(await who(town, visit)).toEqual(declined('signed-out'));
  });

  test('is refused with an invented token', async () => {
    const town = await useTown();
    const response = await town.send('/v1/resident', { body: JSON.stringify({ visit: 'A'.repeat(43) }) });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="foyer-register"']);
  });

  test('leaves no token in the database, and is removed when over', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const rows = async () =>
      JSON.stringify([
        await town.database.db.selectFrom('sign_in').selectAll().execute(),
        await town.database.db.selectFrom('eid_session').selectAll().execute(),
      ]);
    expect(await rows()).not.toContain(visit);
    town.advance(2 * 60 * MINUTE);
    await begin(town);
    expect(await town.database.db.selectFrom('sign_in').selectAll().execute()).toEqual([]);
    expect(await town.database.db.selectFrom('eid_session').selectAll().execute()).toHaveLength(1);
  });
});

test('own data are what the register has of the person', async () => {
  const town = await useTown();
  const visit = await town.signIn('erika');
  expect(value(await town.client.call('resident', { visit }))).toEqual({
    version: 0,
    familyName: 'Mustermann',
    givenNames: ['Erika', 'Johanna'],
    usualGivenName: 'Erika',
    doctorate: null,
    birthName: 'Gabler',
    birthDate: '1964-08-12',
    birthPlace: 'Berlin',
    nationalities: ['deutsch'],
    maritalStatus: 'married',
    age: 62,
    blocks: ['address-books'],
    residences: [
      {
        id: expect.any(String),
        kind: 'main',
        street: 'Heidestraße',
        houseNumber: '17',
        addition: null,
        postalCode: '12345',
        city: 'Musterstadt',
        since: '2009-04-01',
      },
      {
        id: expect.any(String),
        kind: 'secondary',
        street: 'Am Mühlenteich',
        houseNumber: '3',
        addition: null,
        postalCode: '12345',
        city: 'Musterstadt',
        since: '2018-06-15',
      },
    ],
  });
  expect(value(await town.client.call('resident', { visit: await town.signIn('oneName') }))).toMatchObject({
    givenNames: [],
    birthDate: '1994-09',
    age: 32,
  });
});
