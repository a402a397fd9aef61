/** Alarms by webhook: the body is of the documented shape, and whoever has the secret can tell who sent it and when. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { AlarmMessage } from '../../../../../register/contract/alarms.ts';
import { HOUR, MINUTE, PAPER_OUT, SECOND, alarmBench } from './bench.ts';

const SECRET = '0123456789abcdef'.repeat(4);

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A system of the town's, which answers as `answer` says. */
async function startReceiver() {
  const received: Received[] = [];
  const answer = { status: 204, location: '' };
  const server = createServer((request, reply) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body });
      reply.writeHead(answer.status, answer.location === '' ? {} : { location: answer.location }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alarms`, received, answer };
}

/** As README says, in the words of a receiver. */
function isGenuine({ headers, body }: Received, secret: string): boolean {
  const [, time = '', given = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['foyer-signature'])) ?? [];
  const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest();
  return timingSafeEqual(expected, Buffer.from(given.padEnd(64, '0'), 'hex'));
}

async function bench() {
  const receiver = await startReceiver();
  const alarms = await alarmBench({ webhook: { url: receiver.url, secret: SECRET } });
  const terminal = await alarms.terminal('eingang', 'Rathaus, Eingangshalle');
  return { ...alarms, receiver, entrance: terminal };
}

test('a webhook is told once of the beginning and once of the end, signed, in the documented shape', async () => {
  const { pass, receiver, entrance } = await bench();
  await pass(3 * MINUTE, { says: () => entrance.says(PAPER_OUT), every: 15 * SECOND });
  await pass(3 * MINUTE, { says: () => entrance.says(), every: 15 * SECOND });
  const [began, over] = receiver.received;
  if (began === undefined || over === undefined) throw new Error('told twice');
  expect(receiver.received).toHaveLength(2);
  for (const one of [began, over]) {
    expect(isGenuine(one, SECRET)).toBe(true);
    expect(isGenuine(one, SECRET.replace('0', '1'))).toBe(false);
    expect(isGenuine({ ...one, body: one.body.replace('eingang', 'ausgang') }, SECRET)).toBe(false);
    expect(one.headers['content-type']).toBe('application/json');
  }
  const message = AlarmMessage.parse(JSON.parse(began.body));
  expect(message).toEqual({
    id: began.headers['idempotency-key'],
    at: '2026-11-21T11:02:00.000Z',
    type: 'alarms',
    entries: [
      {
        alarm: expect.any(String),
        change: 'began',
        kind: 'paper-out',
        terminal: { id: entrance.id, name: 'eingang', place: 'Rathaus, Eingangshalle' },
        detail: { device: { name: 'beleg', class: 'receipt-printer', says: 'device.receiptPrinter.paperOut' } },
        since: '2026-11-21T11:00:15.000Z',
        overAt: null,
        again: false,
      },
    ],
    more: 0,
  });
  expect(JSON.parse(over.body)).toMatchObject({
    entries: [{ alarm: message.entries[0]?.alarm, change: 'over', overAt: '2026-11-21T11:03:15.000Z' }],
  });
  expect(over.headers['idempotency-key']).not.toBe(began.headers['idempotency-key']);
});

test.each([503, 429, 400, 301])(
  'what a webhook answers with %i comes again under the same key, newly signed',
  async (status) => {
    const { pass, receiver, entrance, events } = await bench();
    receiver.answer.status = status;
    // A redirection is not followed: it would take the message to whom it is not meant for.
    receiver.answer.location = status === 301 ? 'http://127.0.0.1:9/' : '';
    await pass(4 * MINUTE, { says: () => entrance.says(PAPER_OUT) });
    receiver.answer.status = 200;
    receiver.answer.location = '';
    await pass(HOUR, { says: () => entrance.says(PAPER_OUT), every: 5 * MINUTE });
    const keys = receiver.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(receiver.received.every((one) => isGenuine(one, SECRET))).toBe(true);
    expect(new Set(receiver.received.map(({ headers }) => headers['foyer-signature'])).size).toBe(3);
    expect(events.filter(({ event }) => event === 'alarm-not-sent')).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain(receiver.url);
  },
);

test('a webhook that does not answer keeps no mail back', async () => {
  const { pass, receiver, entrance, subjects } = await bench();
  receiver.answer.status = 500;
  await pass(3 * MINUTE, { says: () => entrance.says(PAPER_OUT) });
  await pass(3 * MINUTE, { says: () => entrance.says() });
  expect(subjects()).toHaveLength(2);
});
