/** Requests that no terminal would send. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SERVICE_EXCHANGES, SERVICE_ROUTES } from '../../../../../register/contract/contract.ts';
import type { ServiceRoute } from '../../../../../register/contract/contract.ts';
import type { ApplicationKey } from '../../../../../services/kit/services.ts';
import { applications, startTown, value } from './town.ts';
import type { Town } from './town.ts';

let town: Town;
let sample: Record<string, Record<string, unknown>>;
beforeAll(async () => {
  town = await startTown();
  const visit = await town.signIn('erika');
  const { document } = await town.issue(visit);
  const { session } = value(await town.client.call('eidSession', { language: 'de' }));
  const { code } = value(await town.client.call('pickUp', { document, visit }));
  const key = randomUUID();
  const payment = { amountCents: 1300, receipt: 1, terminalId: '54123456' };
  const others = {
    eidSession: { language: 'de' },
    eidOutcome: { session, nonce: town.eid.nonce() },
    signOut: { visit: 'A'.repeat(43) },
    resident: { visit },
    certificate: { visit, key, order: { kind: 'extended', fields: ['birth-name'], delivery: 'printed' }, payment },
    document: { document, visit },
    downloadLink: { document, visit },
    linkState: { visit, link: visit },
    pickUp: { document, visit },
    handOver: { document: 'A'.repeat(43) },
    redeem: { code },
    order: { key, visit },
    reprint: { key },
    secondaryHome: { visit, key, version: 0, residence: 'a', movedOut: '2026-11-20' },
    blocks: { visit, key, version: 0, changes: [{ id: 'parties', set: true }] },
    criminalRecord: {
      visit,
      key,
      order: {
        type: 'O',
        authority: { name: 'Amt', street: 'Weg 1', postalCode: '12345', city: 'Ort' },
        purpose: 'Ehrenamt',
      },
      payment,
    },
  } satisfies Record<Exclude<ServiceRoute, ApplicationKey>, Record<string, unknown>>;
  sample = { ...applications(visit), ...others };
}, 60_000);
afterAll(() => town?.close());

/** A value somewhere in the request by another one, kind and size of any sort; or a field gone. */
function mutated(value: unknown): fc.Arbitrary<unknown> {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('\0', '\ud800', '', -1, 0.5, 2 ** 31, 2 ** 53, '0000-01-01', '9999-12-31', 'nul\0', null, [], {}),
    fc.integer(),
  );
  if (typeof value !== 'object' || value === null)
    return fc.oneof({ weight: 2, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: odd });
  const parts = Array.isArray(value)
    ? fc.tuple(...value.map(mutated))
    : fc.record(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mutated(part)])), {
        requiredKeys: [],
      });
  return fc.oneof({ weight: 6, arbitrary: parts }, { weight: 1, arbitrary: odd });
}

test.each(Object.keys(SERVICE_ROUTES) as ServiceRoute[])(
  'any request to %s gets an answer without a 5xx',
  async (route) => {
    await fc.assert(
      fc.asyncProperty(mutated(sample[route]), fc.boolean(), async (body, fresh) => {
        const sent =
          fresh && typeof body === 'object' && body !== null && 'key' in body ? { ...body, key: randomUUID() } : body;
        const response = await town.send(SERVICE_ROUTES[route].path, { body: JSON.stringify(sent) });
        expect(response.status).toBeLessThan(500);
        if (response.status === 200) SERVICE_EXCHANGES[route].answer.parse(await response.json());
        else expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      }),
      { numRuns: 60 },
    );
  },
);
