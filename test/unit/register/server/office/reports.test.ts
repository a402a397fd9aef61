/** Readiness reports: the office asks, the terminal sends a signed one, the office reads it. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { publicJwk } from '../../../../../electron/kiosk/identity/assertion.ts';
import { signFile } from '../../../../../electron/kiosk/staff/report-signature.ts';
import type { ReadinessContent } from '../../../../../register/contract/contract.ts';
import type { OfficeReport } from '../../../../../register/contract/office-terminals.ts';
import { REPORTS_KEPT } from '../../../../../register/server/terminals/readiness.ts';
import { NOON } from '../set-up.ts';
import { type Desk, heartbeat, useDesk, value } from './desk.ts';

const content = (change: Partial<ReadinessContent> = {}): ReadinessContent => ({
  type: 'foyer-readiness-1',
  town: 'Musterstadt',
  terminal: 'hof',
  place: 'Hof',
  software: '1.0.0',
  runtime: 'electron 30 (official)',
  at: NOON,
  result: 'untested',
  devices: [
    {
      name: 'bon',
      class: 'receipt-printer',
      state: 'ready',
      reasons: [],
      identity: { maker: 'Muster', model: 'M1', firmware: null, serial: null },
      works: true,
      steps: [
        { id: 'answers', result: 'passed' },
        { id: 'test-slip', result: 'needs-somebody' },
      ],
      tested: NOON,
    },
  ],
  ...change,
});
const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

async function bench() {
  const desk = await useDesk();
  const terminal = await desk.terminal('hof');
  const operator = await desk.person(['operator']);
  const key = newKey();
  await enrol(desk, terminal.id, key);
  const asks = () => operator.ask('orderTerminal', { id: terminal.id, order: { order: 'readiness-report' } });
  return {
    desk,
    terminal,
    operator,
    key,
    asks,
    /** Asks for one, and returns the order's number. */
    async ordered(): Promise<number> {
      await asks();
      return value(await terminal.heartbeat(heartbeat())).orders?.at(-1)?.id ?? 0;
    },
    reports: async (): Promise<OfficeReport[]> =>
      (await operator.ask('terminalReports', { id: terminal.id })).body as OfficeReport[],
  };
}

async function enrol({ database }: Desk, id: string, key: KeyObject): Promise<void> {
  await database.db
    .updateTable('terminal')
    .set({ public_key: JSON.stringify(publicJwk(key)) })
    .where('id', '=', id)
    .execute();
}

describe('a report', () => {
  test('that was asked for arrives, ends its order, and open pages are told', async () => {
    const { desk, terminal, operator, key, ordered, reports } = await bench();
    const page = await operator.page();
    const order = await ordered();
    expect(await reports()).toMatchObject([{ order, state: 'asked', askedBy: operator.id, content: null }]);
    value(await terminal.readinessReport({ order, report: signFile(content(), key) }));
    expect(await reports()).toMatchObject([{ order, state: 'arrived', signature: 'by-terminal', content: content() }]);
    expect(value(await terminal.heartbeat(heartbeat())).orders).toBeUndefined();
    await page.event((event) => event.type === 'terminal' && event.terminal.pending.length === 0);
    expect(desk.events).toContainEqual({ event: 'readiness-reported', terminal: 'hof', order });
  });

  test('is said to wait or to run as the terminal tells it', async () => {
    const { terminal, ordered, reports } = await bench();
    const order = await ordered();
    for (const state of ['waiting', 'running'] as const) {
      value(await terminal.heartbeat(heartbeat({ reporting: { order, state } })));
      expect(await reports()).toMatchObject([{ state }]);
    }
  });

  test('is asked for once while one is open', async () => {
    const { asks, reports } = await bench();
    await Promise.all([asks(), asks()]);
    expect(await reports()).toHaveLength(1);
  });

  test('sent again is answered as the first time, and kept once', async () => {
    const { desk, terminal, key, ordered, reports } = await bench();
    const order = await ordered();
    const first = value(await terminal.readinessReport({ order, report: signFile(content(), key) }));
    desk.advance(60_000);
    const other = signFile(content({ result: 'ready' }), key);
    expect(value(await terminal.readinessReport({ order, report: other }))).toEqual(first);
    expect(await reports()).toMatchObject([{ content: { result: 'untested' } }]);
  });

  test('of another terminal, of another kind of order or of none is declined', async () => {
    const { desk, terminal, operator, key, ordered } = await bench();
    const other = await desk.terminal('eingang');
    const report = signFile(content(), key);
    const order = await ordered();
    await operator.ask('orderTerminal', { id: terminal.id, order: { order: 'unblock' } });
    const unblock = value(await terminal.heartbeat(heartbeat())).orders?.at(-1)?.id ?? 0;
    const declined = { ok: false, error: { kind: 'declined', reason: 'not-found' } };
    expect(await other.readinessReport({ order, report })).toEqual(declined);
    expect(await terminal.readinessReport({ order: unblock, report })).toEqual(declined);
    expect(await terminal.readinessReport({ order: 9_999, report })).toEqual(declined);
  });

  test('that is none is refused, and its order stays', async () => {
    const { terminal, key, ordered, reports } = await bench();
    const order = await ordered();
    for (const wrong of [{ type: 'other' }, 'text', content({ devices: [{}] as never })])
      expect(await terminal.readinessReport({ order, report: signFile(wrong, key) })).toMatchObject({
        error: { kind: 'invalid-request', fields: ['report.payload'] },
      });
    expect(await reports()).toMatchObject([{ state: 'asked' }]);
  });

  test('of the largest terminal is taken', async () => {
    const { terminal, key, ordered } = await bench();
    const [device] = content().devices;
    if (device === undefined) throw new Error('no device');
    const steps = Array.from({ length: 8 }, (_, at) => ({ id: `step-${at}`, result: 'needs-somebody' as const }));
    const devices = Array.from({ length: 64 }, (_, at) => ({ ...device, name: `device-${at}`, steps }));
    const order = await ordered();
    value(await terminal.readinessReport({ order, report: signFile(content({ devices }), key) }));
  });

  test('is kept with the newest ten of its terminal', async () => {
    const { terminal, key, ordered, reports } = await bench();
    const orders: number[] = [];
    for (let times = 0; times < REPORTS_KEPT + 2; times += 1) {
      const order = await ordered();
      orders.push(order);
      value(await terminal.readinessReport({ order, report: signFile(content(), key) }));
    }
    expect((await reports()).map(({ order }) => order)).toEqual(orders.slice(2).reverse());
  });

  test('that did not come within a day is too late, and one that was taken without is refused', async () => {
    const { desk, terminal, ordered, operator } = await bench();
    const taken = await ordered();
    value(await terminal.heartbeat(heartbeat({ taken: [taken] })));
    await ordered();
    desk.advance(24 * 3_600_000);
    // The session of the one who asked is over by then.
    const other = await desk.person(['technician']);
    expect((await operator.ask('terminalReports', { id: terminal.id })).status).toBe(401);
    const found = (await other.ask('terminalReports', { id: terminal.id })).body as OfficeReport[];
    expect(found.map(({ state }) => state)).toEqual(['too-late', 'refused']);
  });
});

describe('its signature', () => {
  test.each([
    ['of the key by which the terminal is known', 'by-terminal'],
    ['of another key', 'by-another-key'],
    ['of a terminal that has no key here', 'no-key'],
    ['over something else', 'broken'],
    ['under a header that is none', 'broken'],
  ] as const)('%s is told as it is', async (_what, wanted) => {
    const { desk, terminal, key, ordered, reports } = await bench();
    if (wanted === 'no-key')
      await desk.database.db.updateTable('terminal').set({ public_key: null }).where('id', '=', terminal.id).execute();
    const signed = signFile(content(), wanted === 'by-another-key' ? newKey() : key);
    const report =
      _what === 'over something else'
        ? { ...signed, payload: signFile(content({ result: 'ready' }), key).payload }
        : _what === 'under a header that is none'
          ? { ...signed, protected: 'AAAA' }
          : signed;
    value(await terminal.readinessReport({ order: await ordered(), report }));
    expect(await reports()).toMatchObject([{ signature: wanted }]);
  });

  test('can be checked elsewhere: the file is as the terminal signed it', async () => {
    const { terminal, operator, key, ordered } = await bench();
    const order = await ordered();
    const report = signFile(content(), key);
    value(await terminal.readinessReport({ order, report }));
    expect((await operator.ask('reportFile', { order: String(order) })).body).toEqual(report);
    expect((await operator.ask('reportFile', { order: '9999' })).status).toBe(404);
  });

  test('holds by the key of its time, also when the terminal gets another one', async () => {
    const { desk, terminal, key, ordered, reports } = await bench();
    value(await terminal.readinessReport({ order: await ordered(), report: signFile(content(), key) }));
    await enrol(desk, terminal.id, newKey());
    expect(await reports()).toMatchObject([{ signature: 'by-terminal' }]);
  });
});
