/** One request to another system, and what it may answer. */
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { exchange } from '../../../../../register/server/forwarding/http.ts';

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const NOW = Date.parse('2026-11-21T12:00:00Z');

test('an answer of any status is returned', async () => {
  const url = await serving((_request, response) => response.writeHead(418, { 'content-type': 'text/plain' }).end('ä'));
  expect(await exchange(url, {}, NOW)).toEqual({
    ok: true,
    value: { status: 418, type: 'text/plain', text: 'ä', retryAfter: undefined },
  });
});

test.each([
  ['30', 30],
  ['Sat, 21 Nov 2026 12:01:00 GMT', 60],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['999999', 3600],
  ['bald', undefined],
  ['-1', undefined],
])('Retry-After is read: %s', async (header, seconds) => {
  const url = await serving((_request, response) => response.writeHead(429, { 'retry-after': header }).end());
  expect(await exchange(url, {}, NOW)).toMatchObject({ ok: true, value: { retryAfter: seconds } });
});

test('an answer fails when too long, redirecting the sent data, cut off, or missing', async () => {
  let led = 0;
  const url = await serving((request, response) => {
    if (request.url === '/long') return void response.end(Buffer.alloc(5 * 1024 * 1024));
    if (request.url === '/led') return void ((led += 1), response.end());
    if (request.url === '/cut')
      return void response.writeHead(200, { 'content-length': '100' }).write('a', () => response.destroy());
    return void response.writeHead(307, { location: '/led' }).end();
  });
  expect(await exchange(`${url}long`, {}, NOW)).toEqual({ ok: false, error: 'answer' });
  expect([await exchange(url, { method: 'POST', body: 'geheim' }, NOW), led]).toEqual([
    { ok: false, error: 'answer' },
    0,
  ]);
  expect(await exchange(`${url}cut`, {}, NOW)).toEqual({ ok: false, error: 'connection' });
  expect(await exchange('http://127.0.0.1:1/', {}, NOW)).toEqual({ ok: false, error: 'connection' });
});

test('an answer fails when it does not come in time', async () => {
  const arrived = Promise.withResolvers<void>();
  const url = await serving(() => arrived.resolve());
  const end = new AbortController();
  const asked = exchange(url, { signal: end.signal }, NOW);
  await arrived.promise;
  end.abort();
  expect(await asked).toEqual({ ok: false, error: 'timeout' });
});
