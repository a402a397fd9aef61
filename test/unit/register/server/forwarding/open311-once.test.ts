/** What another system took is never sent to it again, whatever its answer looks like; and lists arrive whole. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createOpen311 } from '../../../../../register/server/forwarding/open311/forwarder.ts';
import { aCase, storedState } from '../../../../interop/fit-connect/bench.ts';

const NOON = Date.parse('2026-11-21T12:00:00+01:00');
const HOUR = 3_600_000;

/** A system that takes every request, answers as scripted, and lists what it took once somebody there has seen it. */
async function startPeer(answer: { status: number; body: string; cut?: boolean }) {
  const sent: string[] = [];
  let listed = false;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('utf8')));
    request.on('end', () => {
      if (request.method !== 'POST') {
        const found = sent.map((form, at) => ({
          request: { service_request_id: `${at + 1}-2026`, description: new URLSearchParams(form).get('description') },
        }));
        return void (listed ? response.end(JSON.stringify(found)) : response.writeHead(404).end());
      }
      sent.push(body);
      if (answer.cut !== true) return void response.writeHead(answer.status).end(answer.body);
      // The head of an answer arrives, and its rest never does.
      response.writeHead(answer.status, { 'content-length': '500' });
      response.write('[{', () => request.socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent, show: () => void (listed = true) };
}
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

let now = NOON;
const forwarderTo = (url: string, format: 'json' | 'xml' = 'json') => {
  const troubles: string[] = [];
  const forwarder = createOpen311({
    name: 'melder',
    url,
    format,
    clock: { now: () => now },
    trouble: (code) => void troubles.push(code),
    targets: new Map([
      ['baum', { code: '001', fields: { description: '/text' }, attributes: { ART: '/art', HOEHE: '/hoehe' } }],
    ]),
  });
  return { troubles, forward: forwarder.forward };
};
const kase = (data: unknown = { text: 'Loch' }) =>
  aCase(storedState(), { data, attachments: [], reference: 'VG-2026-000100-0' });

describe.each<[string, { status: number; body: string; cut?: boolean }]>([
  ['without a body', { status: 201, body: '' }],
  ['in HTML', { status: 200, body: '<html><body>Danke!</body></html>' }],
  ['without an id', { status: 200, body: '[{"service_notice":"Danke"}]' }],
  ['as an empty list', { status: 201, body: '[]' }],
  ['as a text', { status: 202, body: '"ok"' }],
  ['cut off', { status: 200, body: '', cut: true }],
])('a positive answer to a request, %s', (_what, answer) => {
  test('does not cause a second request: the first is found once it is listed', async () => {
    now = NOON;
    const peer = await startPeer(answer);
    const { forward, troubles } = forwarderTo(peer.url);
    const one = kase();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect(await forward(one)).toEqual({ ok: false, error: 'later' });
      now += HOUR;
    }
    expect(troubles).toEqual(Array(10).fill('unnamed'));
    peer.show();
    expect(await forward(one)).toEqual({ ok: true, value: { reference: '1-2026' } });
    expect(peer.sent).toHaveLength(1);
  });

  test('gives the case to the office when it is not listed for three days', async () => {
    now = NOON;
    const peer = await startPeer(answer);
    const { forward } = forwarderTo(peer.url);
    const one = kase();
    expect(await forward(one)).toEqual({ ok: false, error: 'later' });
    now += 72 * HOUR - 1;
    expect(await forward(one)).toEqual({ ok: false, error: 'later' });
    now += 1;
    expect(await forward(one)).toEqual({ ok: false, error: 'unconfirmed' });
    expect(peer.sent).toHaveLength(1);
  });
});

test.each<[string, string, 'json' | 'xml']>([
  ['JSON like XML', '{"service_requests":{"request":{"service_request_id":"123-2026"}}}', 'json'],
  ['a bare object', '{"service_request_id":"123-2026"}', 'json'],
  ['values in lists', '[{"service_request_id":["123-2026"]}]', 'json'],
  [
    'XML in ASCII',
    '<service_requests><request><service_request_id>123&#45;2026</service_request_id></request></service_requests>',
    'xml',
  ],
])('%s gives the id of the request at once', async (_what, body, format) => {
  now = NOON;
  const peer = await startPeer({ status: 201, body });
  const { forward } = forwarderTo(peer.url, format);
  const one = kase();
  expect(await forward(one)).toEqual({ ok: true, value: { reference: '123-2026' } });
  expect(await forward(one)).toEqual({ ok: true, value: { reference: '123-2026' } });
  expect(peer.sent).toHaveLength(1);
});

test('a list arrives whole, and one of one value as a list', async () => {
  now = NOON;
  const peer = await startPeer({ status: 201, body: '[{"service_request_id":"1"}]' });
  await forwarderTo(peer.url).forward(kase({ text: 'Loch', art: ['gross', 'tief', 'nass'], hoehe: 3 }));
  await forwarderTo(peer.url).forward(kase({ text: 'Loch', art: ['tief'] }));
  const attributes = peer.sent.map((form) =>
    [...new URLSearchParams(form)].filter(([name]) => name.startsWith('attribute')),
  );
  expect(attributes).toEqual([
    [
      ['attribute[ART][]', 'gross'],
      ['attribute[ART][]', 'tief'],
      ['attribute[ART][]', 'nass'],
      ['attribute[HOEHE]', '3'],
    ],
    [['attribute[ART][]', 'tief']],
  ]);
});
