/**
 * Malformed requests at every route: what fits the contract nearly, what does not at all, and one terminal's requests
 * with what belongs to another. Whatever comes, the register makes no mistake (5xx), and says nothing of another
 * terminal or another person.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CONTRACT_HEADER, Problem, ROUTES } from '../../../../register/contract/contract.ts';
import { useTown, value } from './services/town.ts';

const RUNS = process.env.CI === 'true' ? 5_000 : 600;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every place in a value, from the outside in. */
function places(of: Json, path: readonly (string | number)[] = []): (string | number)[][] {
  const inner = Array.isArray(of)
    ? of.map((item, index) => places(item, [...path, index]))
    : of !== null && typeof of === 'object'
      ? Object.entries(of).map(([key, item]) => places(item, [...path, key]))
      : [];
  return [[...path], ...inner.flat()];
}

type Change = { readonly at: number; readonly how: 'replace' | 'remove' | 'double' | 'add'; readonly by: Json };

function changed(sample: Json, changes: readonly Change[]): Json {
  const root: { body: Json } = { body: structuredClone(sample) };
  for (const { at, how, by } of changes) {
    const all = places(root.body);
    const path = ['body', ...(all[at % all.length] ?? [])];
    const last = path.pop() as string;
    const holder = path.reduce<Json>(
      (value, key) => (value as { [key: string]: Json })[key] as Json,
      root as never,
    ) as { [key: string]: Json };
    if (how === 'replace' || last === 'body') holder[last] = structuredClone(by);
    else if (how === 'remove') delete holder[last];
    else if (how === 'double')
      holder[last] = [structuredClone(holder[last] as Json), structuredClone(holder[last] as Json)];
    else if (Array.isArray(holder)) holder.push(structuredClone(by));
    else holder[String(by).slice(0, 20)] = structuredClone(by);
  }
  return root.body;
}

it("every malformed request gets an answer without a 5xx or another's data", async () => {
  const town = await useTown();
  const own = await town.signIn('erika');
  const neighbour = await town.terminal('neighbour');
  const theirs = await town.signIn('oneName', neighbour);
  const issue = (at: typeof neighbour, visit: string) =>
    at.call('certificate', {
      visit,
      key: randomUUID(),
      order: { kind: 'extended', fields: ['birth-place'], delivery: 'electronic' },
      payment: null,
    });
  const [ownDocument, theirDocument] = [value(await issue(town.client, own)), value(await issue(neighbour, theirs))];
  const code = value(await neighbour.call('pickUp', { document: theirDocument.document, visit: theirs })).code;
  const ownResident = value(await town.client.call('resident', { visit: own }));
  const theirResident = value(await neighbour.call('resident', { visit: theirs }));
  const residence =
    ownResident.residences.find(({ kind }) => kind === 'secondary')?.id ?? ownResident.residences[0]?.id ?? '';

  /** What only the other terminal and its visitor may see. */
  const secret = [
    theirResident.familyName,
    ...theirResident.residences.map(({ street }) => street),
    theirDocument.reference,
    theirDocument.document,
    code,
  ].filter((text) => text.length > 3);
  const pool: Json[] = [
    theirs,
    theirDocument.document,
    theirDocument.reference,
    own,
    ownDocument.document,
    randomUUID(),
    residence,
    ...theirResident.residences.map(({ id }) => id),
    0,
    -1,
    1e308,
    '',
    '\u0000',
    '\ud800',
    'a'.repeat(5_000),
    [],
    {},
    null,
    true,
    '2026-02-30',
    '9999-12-31',
    '__proto__',
    '../..',
  ];

  const samples: Partial<Record<keyof typeof ROUTES, Json>> = {
    documentStatus: { type: 'passport', number: 'C4HX1R4M9' },
    heartbeat: {
      software: '1',
      mode: 'in-service',
      catalogue: null,
      unfinished: 0,
      devices: [{ name: 'receipt', state: 'ready' }],
    },
    helpCall: { key: randomUUID(), screen: 'home' },
    eidSession: { language: 'de' },
    eidOutcome: { session: own },
    resident: { visit: own },
    certificate: {
      visit: own,
      key: randomUUID(),
      order: { kind: 'simple', fields: [], delivery: 'electronic' },
      payment: null,
    },
    document: {
      document: ownDocument.document,
      visit: own,
    },
    downloadLink: { document: ownDocument.document, visit: own },
    pickUp: {
      document: ownDocument.document,
      visit: own,
    },
    linkState: { visit: own, link: own },
    handOver: { document: theirDocument.document },
    reprint: { key: randomUUID() },
    redeem: { code: 'AAAA-BBBB-CCCC' },
    order: { key: randomUUID() },
    secondaryHome: { visit: own, key: randomUUID(), version: ownResident.version, residence, movedOut: '2026-11-20' },
    blocks: { visit: own, key: randomUUID(), version: ownResident.version, changes: [{ id: 'parties', set: true }] },
    criminalRecord: {
      visit: own,
      key: randomUUID(),
      order: {
        type: 'O',
        authority: { name: 'Amt', street: 'Weg 1', postalCode: '12345', city: 'Ort' },
        purpose: 'Zweck',
      },
      payment: { amountCents: 1_300, receipt: 1, terminalId: null },
    },
    inbox: { kind: 'feedback', sequence: 1, at: '2026-11-21T12:00:00+01:00', sealed: 'e30.e30.e30.e30.e30' },
    caseStatus: { reference: 'RM-2026-000001', secret: 'AAAA-BBBB-CCCC' },
    announceCase: { service: 'hund', schema: 'hund', attachments: [randomUUID()] },
    submitCase: { sealed: 'e30.e30.e30.e30.e30', sha512: '0'.repeat(128), attachments: [] },
    statusKeys: {},
    statusPage: { epoch: 1, after: 0, limit: 10 },
    enrolment: { code: 'AAAA-BBBB-CCCC', key: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } },
  };
  const routes = Object.entries(ROUTES).filter(([name]) => name !== 'signOut') as [
    keyof typeof ROUTES,
    { method: string; path: string },
  ][];
  const leaf = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...pool) },
    fc.jsonValue() as fc.Arbitrary<Json>,
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.double(),
  );
  const header = fc.oneof(
    fc.uuid(),
    fc.constantFrom('"1"', '*', '""', 'W/"1"', '0', '-1'),
    fc.stringMatching(/^[ -~]{0,60}$/),
  );

  const request = fc.constantFrom(...routes).chain(([name, route]) =>
    fc.record({
      name: fc.constant(name),
      route: fc.constant(route),
      body: fc.oneof(
        {
          weight: 6,
          arbitrary: fc
            .array(
              fc.record({
                at: fc.nat(),
                how: fc.constantFrom('replace' as const, 'remove' as const, 'double' as const, 'add' as const),
                by: leaf,
              }),
              { maxLength: 3 },
            )
            .map((changes) => JSON.stringify(changed(samples[name] ?? {}, changes))),
        },
        fc.json(),
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constant('{"a":'.repeat(3_000)),
      ),
      type: fc.oneof(
        { weight: 8, arbitrary: fc.constant('application/json') },
        fc.constantFrom(
          'application/jose',
          'application/x-www-form-urlencoded',
          'text/plain',
          'application/json; charset=utf-16',
        ),
      ),
      place: fc.oneof(
        fc.uuid(),
        fc.constantFrom('x', '%00', '..', theirDocument.reference),
        fc.string({ maxLength: 30 }).map((text) => encodeURIComponent(text.toWellFormed())),
      ),
      query: fc.oneof(
        { weight: 4, arbitrary: fc.constant('') },
        fc.constantFrom('?limit=0', '?limit=x&after=y', '?after=1&after=2', '?since=%00', '?limit=1e9'),
        fc.webQueryParameters().map((text) => `?${text}`),
      ),
      key: header,
      match: header,
      version: fc.oneof({ weight: 8, arbitrary: fc.constant('3') }, fc.constantFrom('2', '1', '', '3.0', '99999999')),
    }),
  );

  await fc.assert(
    fc.asyncProperty(request, async ({ name, route, body, type, place, query, key, match, version }) => {
      // Limits are tested elsewhere; here they would hide what lies behind them.
      town.advance(60_000);
      const response = await fetch(town.url + route.path.replaceAll(/\{\w+\}/g, place) + query, {
        method: route.method,
        headers: {
          authorization: `Bearer ${town.key}`,
          [CONTRACT_HEADER]: version,
          'idempotency-key': key,
          'if-match': match,
          ...(route.method === 'GET' ? {} : { 'content-type': type }),
        },
        ...(route.method === 'GET' ? {} : { body: Buffer.from(body, 'utf8') }),
      });
      const text = await response.text();
      const problem = response.ok || response.status === 304 ? null : Problem.parse(JSON.parse(text));
      expect(
        response.status < 500 ||
          problem?.type === 'urn:foyer:problem:unavailable' ||
          problem?.type === 'urn:foyer:problem:maintenance',
        `${name}: ${response.status} ${problem?.type}`,
      ).toBe(true);
      for (const one of secret) expect(text.includes(one), `${name} tells what is another's`).toBe(false);
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 150_000, markInterruptAsFailure: false },
  );
  expect(town.events.filter(({ event }) => event === 'failed')).toEqual([]);
}, 240_000);
