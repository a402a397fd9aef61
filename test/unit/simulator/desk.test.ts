import http from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type ReceiptPrinterSimulator,
  startReceiptPrinterSimulator,
} from '../../../devices/receipt-printer/simulator/simulator.ts';
import { type Desk, startDesk } from '../../../tools/simulator-console/server.ts';
import { connect } from './host.ts';
import { listen } from './desk-events.ts';

let printer: ReceiptPrinterSimulator;
let desk: Desk;

beforeEach(async () => {
  printer = await startReceiptPrinterSimulator({ link: { tcp: { port: 0 } } });
  desk = await startDesk({ port: 0, simulators: { receiptPrinter: printer } });
});
afterEach(async () => {
  await desk.stop();
  await printer.stop();
});

const origin = (): string => new URL(desk.url).origin;
const act = (body: unknown, from = origin()): Promise<Response> =>
  fetch(new URL('act', desk.url), {
    method: 'POST',
    headers: { origin: from, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** As a page elsewhere would: fetch does not let a caller choose its Host. */
function statusWithHost(host: string): Promise<number | undefined> {
  const { port, pathname } = new URL(desk.url);
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path: pathname, headers: { host }, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', reject);
  });
}

describe('access to the simulator console', () => {
  test('is by a loopback address with a token', () => {
    expect(desk.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\/$/);
  });

  test.each(['', 'desk.js', 'events', 'screen.jpg', 'papers/1.png'])('without the token gives no %s', async (path) => {
    expect((await fetch(`${origin()}/${path}`)).status).toBe(403);
    expect((await fetch(`${origin()}/${'A'.repeat(24)}/${path}`)).status).toBe(403);
  });

  test('is refused by a name that was made to point here', async () => {
    expect(await statusWithHost('attacker.example')).toBe(421);
    expect(await statusWithHost(new URL(desk.url).host)).toBe(200);
  });

  test('is refused to a page of another origin, even with the address', async () => {
    expect((await act({ do: 'hand', hand: 'openCover' }, 'http://attacker.example')).status).toBe(403);
    expect((await act({ do: 'hand', hand: 'openCover' }, 'null')).status).toBe(403);
    expect(printer.snapshot().condition.coverOpen).toBe(false);
  });

  test('gives a page that runs its own code only', async () => {
    const page = await fetch(desk.url);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(await page.text()).not.toMatch(/<script(?! type="module" src=)|style=|https?:/);
    const script = await (await fetch(new URL('desk.js', desk.url))).text();
    expect(script).not.toMatch(/^import/m);
  });

  test.each([
    { do: 'hand', hand: 'explode' },
    { do: 'fault', fault: 'paper-out-mid-job', always: false, lines: 0 },
    { do: 'pointer', kind: 'down', x: -1, y: 0 },
    7,
  ])('is refused with an invalid request: %j', async (body) => {
    expect((await act(body)).status).toBe(400);
  });
});

describe('operating the printer on the simulator console', () => {
  test('shows its condition and faults at once and on each change', async () => {
    await using events = await listen(desk.url);
    expect(await events.state((state) => state.printer.condition.coverOpen === false)).toMatchObject({
      display: null,
      papers: [],
    });
    expect((await act({ do: 'hand', hand: 'openCover' })).status).toBe(204);
    await events.state((state) => state.printer.condition.coverOpen);
    await act({ do: 'fault', fault: 'cutter', always: true });
    const { printer: told } = await events.state((state) => state.printer.faults.length > 0);
    expect(told.faults).toEqual([{ kind: 'cutter', always: true }]);
    await act({ do: 'clear-faults' });
    await events.state((state) => state.printer.faults.length === 0 && !state.printer.condition.coverOpen);
  });

  test('shows what was printed as text and as a picture', async () => {
    await using events = await listen(desk.url);
    const host = await connect(printer.address);
    host.send(Buffer.from('Guten Tag\n\x1dVB\x00', 'latin1'));
    const { papers } = await events.state((state) => state.papers.length === 1);
    expect(papers[0]).toMatchObject({ number: 1, text: 'Guten Tag\n' });
    const picture = await fetch(new URL('papers/1.png', desk.url));
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect((await fetch(new URL('papers/2.png', desk.url))).status).toBe(404);
    host.end();
  });

  test('shows what the printer did not understand', async () => {
    await using events = await listen(desk.url);
    const host = await connect(printer.address);
    host.send(Uint8Array.of(0x1b, 0x07));
    const { printer: told } = await events.state((state) => state.printer.violations.length > 0);
    expect(told.violations[0]).toMatchObject({ kind: 'unknown-command', detail: '1b07' });
    host.end();
  });
});
