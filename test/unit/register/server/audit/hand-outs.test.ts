/**
 * Every hand-out of personal data leaves an entry in the audit. Every route of the contract stands in one of two lists
 * here; one that is new is in neither, and fails until somebody has said which.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ROUTES } from '../../../../../register/contract/contract.ts';
import type { AuditAction } from '../../../../../register/server/audit/entry.ts';
import { CARDS } from '../services/cards.ts';
import { APPLICATIONS, keyOf, type ApplicationKey } from '../../../../../services/kit/services.ts';
import { applications, useTown, value } from '../services/town.ts';
import type { Town } from '../services/town.ts';

type Route = keyof typeof ROUTES;

/** Nothing of a person is in their answers; why. */
const NOTHING = {
  health: 'whether it works',
  openapi: 'the contract',
  catalogue: 'what the town offers',
  heartbeat: 'the register’s clock',
  helpCall: 'when a call arrived',
  signingKey: 'a public key',
  token: 'for the terminal itself',
  enrolment: 'for the terminal itself; has an entry of its own',
  documentStatus: 'a stage under a number that the register cannot tie to a person (PAuswG § 16, § 20 (3))',
  statusPage: 'stages under hashes; its keys have an entry',
  eidSession: 'a session that nobody has used yet',
  signOut: 'that it is over',
  helpAnswer: 'whether somebody comes; who said so stands in the audit',
  endHelp: 'the same',
  readinessReport: 'when a report arrived; that it was asked for has an entry',
  linkState: 'whether an address was used; that it was, has an entry',
  inbox: 'a reference for what this terminal sent; a case has an entry of its own',
  announceCase: 'an id',
  attachToCase: 'nothing',
  submitCase: 'a reference for what this terminal sent; has an entry of its own',
  case: 'the stage of what this terminal sent itself',
  cases: 'the same',
  caseEvents: 'the same',
} as const satisfies Partial<Record<Route, string>>;

interface Bench {
  readonly town: Town;
  readonly visit: string;
  readonly document: string;
  readonly key: string;
}
interface Trace {
  readonly action: AuditAction;
  readonly subject: RegExp;
  perform(bench: Bench): Promise<unknown>;
}

const PERSON = /^person:musterstadt-\d+$/;
const CERTIFICATE = /^MB-\d{4}-\d{6}-\d$/;
const payment = { amountCents: 1300, receipt: 1, terminalId: null };

/** What each of the others writes, and how it is asked. */
const OWN: Record<Exclude<Route, keyof typeof NOTHING | ApplicationKey>, Trace> = {
  eidOutcome: { action: 'sign-in', subject: PERSON, perform: ({ town }) => town.signIn('oneName') },
  resident: {
    action: 'resident-read',
    subject: PERSON,
    perform: ({ town, visit }) => town.client.call('resident', { visit }),
  },
  certificate: { action: 'certificate-issued', subject: CERTIFICATE, perform: ({ town, visit }) => town.issue(visit) },
  document: {
    action: 'document-read',
    subject: CERTIFICATE,
    perform: ({ town, visit, document }) => town.client.call('document', { document, visit }),
  },
  downloadLink: {
    action: 'link-made',
    subject: CERTIFICATE,
    perform: ({ town, visit, document }) => town.client.call('downloadLink', { document, visit }),
  },
  pickUp: {
    action: 'pick-up-made',
    subject: CERTIFICATE,
    perform: ({ town, visit, document }) => town.client.call('pickUp', { document, visit }),
  },
  redeem: {
    action: 'redemption',
    subject: CERTIFICATE,
    perform: async ({ town, visit, document }) =>
      town.client.call('redeem', { code: value(await town.client.call('pickUp', { document, visit })).code }),
  },
  handOver: {
    action: 'handed-over',
    subject: CERTIFICATE,
    perform: ({ town, visit, document }) => town.client.call('handOver', { document, visit }),
  },
  order: {
    action: 'order-asked',
    subject: CERTIFICATE,
    perform: ({ town, key }) => town.client.call('order', { key }),
  },
  reprint: {
    action: 'document-reprinted',
    subject: CERTIFICATE,
    perform: ({ town, key }) => town.client.call('reprint', { key }),
  },
  secondaryHome: {
    action: 'change',
    subject: /^NW-\S+ person:musterstadt-\d+$/,
    async perform({ town, visit }) {
      const { version, residences } = value(await town.client.call('resident', { visit }));
      const residence = residences.find(({ kind }) => kind === 'secondary')?.id ?? '';
      return town.client.call('secondaryHome', {
        visit,
        key: randomUUID(),
        version,
        residence,
        movedOut: '2026-11-20',
      });
    },
  },
  blocks: {
    action: 'change',
    subject: /^US-\S+ person:musterstadt-\d+$/,
    perform: ({ town, visit }) =>
      town.client.call('blocks', { visit, key: randomUUID(), version: 0, changes: [{ id: 'parties', set: true }] }),
  },
  criminalRecord: {
    action: 'case-accepted',
    subject: /^FZ-/,
    perform: ({ town, visit }) =>
      town.client.call('criminalRecord', { visit, key: randomUUID(), order: { type: 'N' }, payment }),
  },
  caseStatus: {
    action: 'case-status-read',
    subject: /^FZ-/,
    async perform({ town, visit }) {
      const { reference, secret } = value(
        await town.client.call('criminalRecord', { visit, key: randomUUID(), order: { type: 'N' }, payment }),
      );
      return town.client.caseStatus({ reference, secret });
    },
  },
  statusKeys: { action: 'status-keys', subject: /^epoch:/, perform: ({ town }) => town.client.statusKeys() },
};

/** A service that asks nothing begins a case. */
const TRACED: Readonly<Record<string, Trace>> = {
  ...OWN,
  ...Object.fromEntries(
    APPLICATIONS.map(({ id, follows }): [string, Trace] => [
      keyOf(id),
      {
        action: 'case-accepted',
        subject: new RegExp(`^${follows.reference}-`),
        perform: ({ town, visit }) => town.send(follows.path, { body: JSON.stringify(applications(visit)[keyOf(id)]) }),
      },
    ]),
  ),
};

async function bench(): Promise<Bench> {
  const town = await useTown();
  const visit = await town.signIn('erika');
  const key = randomUUID();
  const { document } = await town.issue(visit, { key, printed: true });
  return { town, visit, document, key };
}
const entries = (town: Town) => town.database.db.selectFrom('audit').select(['actor', 'action', 'subject']).execute();

test('every route of the contract is on one of the two lists', () => {
  expect([...Object.keys(NOTHING), ...Object.keys(TRACED)].sort()).toEqual(Object.keys(ROUTES).sort());
});

describe('a hand-out of personal data leaves an entry', () => {
  test.each(Object.entries(TRACED))('by %s', async (_route, { action, subject, perform }) => {
    const at = await bench();
    const before = await entries(at.town);
    await perform(at);
    const { id } = await at.town.database.db
      .selectFrom('terminal')
      .select('id')
      .where('name', '=', 'demo')
      .executeTakeFirstOrThrow();
    const written = await entries(at.town);
    expect(written.length).toBeGreaterThan(before.length);
    const count = (all: typeof written): number =>
      all.filter((one) => one.action === action && one.actor === `terminal:${id}` && subject.test(one.subject)).length;
    expect(count(written)).toBe(count(before) + 1);
    expect(JSON.stringify(written)).not.toMatch(/Muster|Erika|Ćosić|1964|Heidestra/);
  });

  test('to the phone that fetches a link', async () => {
    const { town, visit, document } = await bench();
    const { link } = value(await town.client.call('downloadLink', { document, visit }));
    expect(await town.server.deliveries.fetchOnce(link)).not.toBeNull();
    expect(await town.server.deliveries.fetchOnce(link)).toBeNull();
    expect((await entries(town)).filter(({ action }) => action === 'link-fetched')).toEqual([
      { actor: 'visitor', action: 'link-fetched', subject: expect.stringMatching(CERTIFICATE) },
    ]);
  });

  test('also for a question after an unknown order, by its key', async () => {
    const { town } = await bench();
    const key = randomUUID();
    value(await town.client.call('order', { key }));
    expect((await entries(town)).filter(({ subject }) => subject === `order:${key}`)).toHaveLength(1);
  });

  test('but not for a refused request', async () => {
    const { town, document } = await bench();
    const before = (await entries(town)).length;
    for (const route of ['document', 'downloadLink', 'pickUp'] as const)
      expect((await town.client.call(route, { document, visit: 'A'.repeat(43) })).ok).toBe(false);
    expect((await town.client.call('resident', { visit: 'A'.repeat(43) })).ok).toBe(false);
    const { session } = value(await town.client.call('eidSession', { language: 'de' }));
    town.eid.lay(CARDS.erika);
    expect(value(await town.client.call('eidOutcome', { session })).state).toBe('failed');
    expect((await entries(town)).length).toBe(before);
  });

  test('and for an invalid pick-up code, without what was typed', async () => {
    const { town } = await bench();
    expect((await town.client.call('redeem', { code: 'AAAA-AAAA-AAAA' })).ok).toBe(false);
    expect((await entries(town)).at(-1)).toMatchObject({ action: 'redemption-refused', subject: 'pick-up' });
  });
});
