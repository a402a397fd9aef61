/**
 * Open311 GeoReport v2: our server and a small one from the specification answer the same checks, and our client gets
 * along with both.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOpen311Client } from '../../../register/server/forwarding/open311/client.ts';
import { createOpen311 } from '../../../register/server/forwarding/open311/forwarder.ts';
import { Open311Service } from '../../../register/server/open311/settings.ts';
import { startPublic } from '../../../register/server/public/server.ts';
import { startRegister } from '../../unit/register/server/set-up.ts';
import { NOON, aCase, storedState } from '../fit-connect/bench.ts';
import { geoReportChecks } from './checks.ts';
import type { Subject } from './checks.ts';
import { startOpen311 } from './server.ts';

const KEY = 'schlüssel-0123456789';
const JURISDICTION = 'musterstadt.example';
const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['wo'],
  properties: {
    text: { type: 'string', maxLength: 500 },
    kontakt: { type: 'string', maxLength: 100 },
    art: { enum: ['ast', 'faul'] },
    hoehe: { type: 'number' },
    wo: {
      type: 'object',
      additionalProperties: false,
      properties: { lat: { type: 'number' }, long: { type: 'number' }, adresse: { type: 'string' } },
    },
  },
};
const FIELDS = {
  description: '/text',
  lat: '/wo/lat',
  long: '/wo/long',
  address_string: '/wo/adresse',
  email: '/kontakt',
} as const;

let register: Awaited<ReturnType<typeof startRegister>>;
let open: { url: string; stop(): Promise<void> };
let ours: Subject;
let other: Awaited<ReturnType<typeof startOpen311>>;
const clock = { now: () => NOON };

beforeAll(async () => {
  register = await startRegister({ repetition: () => () => {} });
  await register.server.caseSchemas.put('meldung', SCHEMA);
  const [first = '', second = ''] = (await register.server.catalogue.current()).catalogue.services.map(({ id }) => id);
  const services = [
    {
      code: '001',
      service: first,
      schema: 'meldung',
      fields: FIELDS,
      public: ['description', 'lat', 'long', 'address_string'],
    },
    {
      code: '002',
      service: second,
      schema: 'meldung',
      fields: FIELDS,
      attributes: [
        {
          code: 'ART',
          description: 'Welcher Schaden?',
          datatype: 'singlevaluelist',
          required: true,
          at: '/art',
          values: [
            { key: 'ast', name: 'Ast ab' },
            { key: 'faul', name: 'Faul <innen>' },
          ],
        },
        { code: 'HOEHE', description: 'Höhe', datatype: 'number', at: '/hoehe' },
      ],
    },
  ].map((one) => Open311Service.parse(one));
  const big = { capacity: 1e9, refillPerSecond: 1e9 };
  open = await startPublic({
    host: '127.0.0.1',
    port: 0,
    url: 'https://x.example',
    deliveries: register.server.deliveries,
    seals: [],
    log: (event) => void register.events.push(event),
    limits: { perAddress: big, overall: big },
    open311: register.server.open311({ services, keys: [KEY, 'noch-ein-schlüssel'], jurisdiction: JURISDICTION }),
  });
  const close = async (id: string) => {
    await register.database.db.updateTable('case_record').set({ stage: 'done' }).where('reference', '=', id).execute();
  };
  ours = { url: `${open.url}/open311/v2`, apiKey: KEY, jurisdiction: JURISDICTION, now: clock.now, close };
  other = await startOpen311({ apiKey: KEY, jurisdiction: JURISDICTION, now: clock.now });
}, 60_000);
afterAll(async () => {
  await open?.stop();
  await register?.close();
  await other?.stop();
});

geoReportChecks('the register', () => ours);
geoReportChecks('a server from the specification', () => ({
  url: other.url,
  apiKey: KEY,
  jurisdiction: JURISDICTION,
  now: clock.now,
  close: other.close,
}));

describe('the register’s own', () => {
  const send = (form: Record<string, string>) =>
    fetch(`${ours.url}/requests.json`, { method: 'POST', body: new URLSearchParams({ api_key: KEY, ...form }) });
  const idOf = async (response: Response) =>
    ((await response.json()) as { service_request_id: string }[])[0]?.service_request_id ?? '';

  test('makes a case that fits the schema of a request, and shows only what the town made public', async () => {
    const id = await idOf(
      await send({ service_code: '001', description: 'Loch', lat: '52.5', long: '13.25', email: 'hanna@example.org' }),
    );
    const row = await register.database.db
      .selectFrom('case_record')
      .selectAll()
      .where('reference', '=', id)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      terminal: null,
      stage: 'received',
      schema_id: 'meldung',
      body: { text: 'Loch', kontakt: 'hanna@example.org', wo: { lat: 52.5, long: 13.25 } },
    });
    const shown = await (await fetch(`${ours.url}/requests/${id}.json`)).text();
    expect([shown.includes('Loch'), shown.includes('hanna')]).toEqual([true, false]);
    const closed = await idOf(
      await send({ service_code: '002', description: 'Privat', 'attribute[ART]': 'ast', address_string: 'Am Markt 1' }),
    );
    expect(await (await fetch(`${ours.url}/requests/${closed}.xml`)).text()).not.toMatch(/Privat|Markt/);
  });

  test('refuses what the schema refuses by the argument’s name, without its value', async () => {
    const response = await send({ service_code: '001', description: 'Geheim'.repeat(200), lat: '1', long: '1' });
    const text = await response.text();
    expect([response.status, text.includes('description'), text.includes('Geheim')]).toEqual([400, true, false]);
  });

  test.each([[{ lat: 'x', long: '1' }], [{ lat: '91', long: '1' }], [{ lat: '1' }], [{ address_string: 'a\u0000b' }]])(
    '%j is refused',
    async (place: Record<string, string>) => {
      expect((await send({ service_code: '001', ...place })).status).toBe(400);
    },
  );

  test('does not list cases of other services, nor those that were only announced', async () => {
    const id = await idOf(await send({ service_code: '001', address_string: 'x' }));
    const find = async () => (await fetch(`${ours.url}/requests/${id}.json`)).status;
    await register.database.db
      .updateTable('case_record')
      .set({ kind: 'feedback' })
      .where('reference', '=', id)
      .execute();
    expect(await find()).toBe(404);
  });

  test('refuses another body type, an address without a format, and broken input', async () => {
    const wrong = await fetch(`${ours.url}/requests.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(wrong.status).toBe(415);
    expect((await fetch(`${ours.url}/services`)).status).toBe(404);
    expect((await fetch(`${ours.url}/services/%ff.json`)).status).toBe(400);
  });
});

describe.each(['json', 'xml'] as const)('the client in %s', (format) => {
  describe.each(['the register', 'a server from the specification'])('with %s', (which) => {
    const client = () =>
      createOpen311Client({
        url: which === 'the register' ? ours.url : other.url,
        apiKey: KEY,
        jurisdiction: JURISDICTION,
        format,
        clock,
      });
    test('asks for everything', async () => {
      const services = await client().services();
      expect(services).toMatchObject({
        ok: true,
        value: [
          { service_code: '001', metadata: 'false' },
          { service_code: '002', metadata: 'true' },
        ],
      });
      expect(await client().definition('002')).toMatchObject({
        ok: true,
        value: {
          code: '002',
          attributes: [
            {
              code: 'ART',
              required: true,
              values: [
                { key: 'ast', name: 'Ast ab' },
                { key: 'faul', name: 'Faul <innen>' },
              ],
            },
            { code: 'HOEHE', datatype: 'number', required: false, values: [] },
          ],
        },
      });
      const created = await client().create({
        service_code: '001',
        description: 'Größe & Maß',
        lat: '52.5',
        long: '13.25',
      });
      if (!created.ok) throw new Error(created.error);
      const id = created.value.service_request_id ?? '';
      expect(await client().request(id)).toMatchObject({
        ok: true,
        value: { service_request_id: id, status: 'open', description: 'Größe & Maß' },
      });
      expect(await client().token(id)).toMatchObject({ ok: true, value: { service_request_id: id } });
      expect(await client().requests({ service_request_id: id })).toMatchObject({
        ok: true,
        value: [{ service_request_id: id }],
      });
    });
    test('gets the reason of each refusal', async () => {
      expect(await client().request('nichts')).toEqual({ ok: false, error: 'gone' });
      expect(await client().create({ service_code: '001' })).toEqual({ ok: false, error: 'refused' });
      const stranger = createOpen311Client({
        url: which === 'the register' ? ours.url : other.url,
        apiKey: 'falsch',
        format,
        clock,
      });
      expect(await stranger.create({ service_code: '001', address_string: 'x' })).toEqual({
        ok: false,
        error: 'forbidden',
      });
    });
  });
});

describe('a case goes to another system', () => {
  const target = {
    code: '002',
    fields: { description: '/text', address_string: '/wo', email: '/fehlt' },
    attributes: { ART: '/art' },
  };
  const troubles: string[] = [];
  const forwarder = (more: { apiKey?: string } = {}) =>
    createOpen311({
      name: 'melder',
      url: other.url,
      apiKey: KEY,
      jurisdiction: JURISDICTION,
      clock,
      targets: new Map([['baum', target]]),
      trouble: (code) => void troubles.push(code),
      ...more,
    });
  const DATA = { text: 'Ast liegt da', wo: 'Am Markt 1', art: 'ast', geheim: 'nein' };
  const mine = (reference: string) => other.stored.filter(({ description }) => description.includes(reference));
  let count = 0;
  const fresh = (data: unknown = DATA) =>
    aCase(storedState(), { data, attachments: [], reference: `VG-2026-00010${(count += 1)}-0` });

  test('with the fields that the settings name only, and with our reference', async () => {
    const one = fresh();
    const answer = await forwarder().forward(one);
    const [stored] = mine(one.reference);
    expect(answer).toEqual({ ok: true, value: { reference: stored?.id } });
    expect(Object.fromEntries(stored?.form ?? [])).toEqual({
      jurisdiction_id: JURISDICTION,
      api_key: KEY,
      service_code: '002',
      address_string: 'Am Markt 1',
      'attribute[ART]': 'ast',
      description: `Ast liegt da\n\n[${one.reference}]`,
    });
    expect(await forwarder().forward(one)).toEqual(answer);
    expect(mine(one.reference)).toHaveLength(1);
  });

  test('when the answer is lost: it is searched for and found', async () => {
    other.faults.push('lost');
    const one = fresh();
    expect(await forwarder().forward(one)).toEqual({ ok: false, error: 'later' });
    expect(await forwarder().forward(one)).toEqual({ ok: true, value: { reference: mine(one.reference)[0]?.id } });
    expect(mine(one.reference)).toHaveLength(1);
  });

  test('when it never arrived, or the server lists nothing: it is sent again', async () => {
    other.faults.push('cut', undefined, 'server');
    const one = fresh();
    expect([await forwarder().forward(one), await forwarder().forward(one)]).toMatchObject([
      { ok: false },
      { ok: true },
    ]);
    other.listed(false);
    const two = fresh();
    expect([await forwarder().forward(two), await forwarder().forward(two)]).toMatchObject([
      { ok: false },
      { ok: true },
    ]);
    other.listed(true);
    expect([mine(one.reference).length, mine(two.reference).length]).toEqual([1, 1]);
  });

  test('rejected where it can never succeed, later with a wrong key, and after the pause that the server asks for', async () => {
    expect(await forwarder().forward(fresh({ ...DATA, art: 'blitz' }))).toEqual({ ok: false, error: 'rejected' });
    expect(await forwarder({ apiKey: 'falsch' }).forward(fresh())).toEqual({ ok: false, error: 'later' });
    other.faults.push('rate-limited');
    const patient = forwarder();
    const one = fresh();
    expect([await patient.forward(one), await patient.forward(one)]).toEqual([
      { ok: false, error: 'later' },
      { ok: false, error: 'later' },
    ]);
    expect(troubles.slice(-4)).toEqual(['refused', 'forbidden', 'rate-limited', 'rate-limited']);
  });

  test('closed there becomes done here, once', async () => {
    const one = fresh();
    await forwarder().forward(one);
    expect(await forwarder().news?.(one)).toEqual({ ok: true, value: { news: [], over: false } });
    const id = mine(one.reference)[0]?.id ?? '';
    other.close(id);
    expect(await forwarder().news?.(one)).toEqual({
      ok: true,
      value: { news: [{ id: `closed ${id}`, type: 'finish', at: new Date(NOON) }], over: true },
    });
  });

  test('answered with a token: it is handed over, and asked after by its token until it has an id', async () => {
    other.tokensFirst(true);
    const one = fresh();
    expect(await forwarder().forward(one)).toMatchObject({
      ok: true,
      value: { reference: expect.stringMatching(/^t-/) },
    });
    other.tokensFirst(false);
    expect(await forwarder().news?.(one)).toEqual({ ok: true, value: { news: [], over: false } });
    other.resolve();
    other.close(mine(one.reference)[0]?.id ?? '');
    expect(await forwarder().news?.(one)).toMatchObject({
      ok: true,
      value: { news: [{ type: 'finish' }], over: true },
    });
  });
});
