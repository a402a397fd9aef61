/** Requests that are refused before there is a route for them: by the router, by Fastify, by Node's parser. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '../../../../../register/contract/contract.ts';
import type { RegisterEvent } from '../../../../../register/server/log.ts';
import { Open311Service } from '../../../../../register/server/open311/settings.ts';
import { startPublic } from '../../../../../register/server/public/server.ts';
import { startRegister } from '../set-up.ts';

let register: Awaited<ReturnType<typeof startRegister>>;
let open: { url: string; stop(): Promise<void> };
let few: { url: string; stop(): Promise<void> };
const events: RegisterEvent[] = [];
beforeAll(async () => {
  register = await startRegister();
  const [{ id: service } = { id: '' }] = (await register.server.catalogue.current()).catalogue.services;
  await register.server.caseSchemas.put('x', { type: 'object' });
  const services = [Open311Service.parse({ code: '001', service, schema: 'x', fields: {} })];
  const options = (capacity: number) => ({
    host: '127.0.0.1',
    port: 0,
    url: 'https://x.example',
    deliveries: register.server.deliveries,
    seals: [],
    log: (event: RegisterEvent) => void events.push(event),
    limits: { perAddress: { capacity, refillPerSecond: 0.001 }, overall: { capacity: 1e9, refillPerSecond: 1e9 } },
    open311: register.server.open311({ services, keys: ['schlüssel-0123456789'] }),
  });
  open = await startPublic(options(1e9));
  few = await startPublic(options(2));
}, 60_000);
afterAll(async () => {
  await open?.stop();
  await few?.stop();
  await register?.close();
});

/** As it stands: no client library makes an address better. */
async function raw(
  url: string,
  request: string,
): Promise<{
  status: number;
  headers: Record<string, string>;
  body: string;
}> {
  const { port } = new URL(url);
  const text = await new Promise<string>((resolve, reject) => {
    let answer = '';
    connect(Number(port), '127.0.0.1', function (this: ReturnType<typeof connect>) {
      this.write(request);
    })
      .on('data', (part) => (answer += part.toString('utf8')))
      .on('end', () => resolve(answer))
      .on('close', () => resolve(answer))
      .on('error', reject);
  });
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  return {
    status: Number(status.split(' ')[1]),
    headers: Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    ),
    body,
  };
}
const of = (method: string, path: string, more = '') =>
  `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${more}\r\n`;
const HUGE = `x-a: ${'geheim'.repeat(4_000)}\r\n`;

describe('a malformed request at the terminals’ listener', () => {
  const auth = () => `authorization: Bearer ${register.key}\r\nfoyer-contract: 3\r\n`;
  test.each<[string, () => string, number]>([
    ['an address that is none', () => of('GET', '/v1/%C0geheim', auth()), 400],
    ['the same without a key', () => of('GET', '/v1/%ZZgeheim'), 400],
    ['a part of an address that is too long', () => of('GET', `/v1/cases/${'geheim'.repeat(100)}`, auth()), 414],
    ['headers that are too long', () => of('GET', '/v1/catalogue', HUGE), 431],
    ['no HTTP', () => 'geheim\r\n\r\n', 400],
    ['an unknown method', () => of('GEHEIM', '/v1/catalogue', auth()), 400],
    ['a method that no route has', () => of('QUERY', '/v1/catalogue', `${auth()}content-length: 0\r\n`), 404],
    [
      'the same with a body',
      () => of('QUERY', '/v1/catalogue', `${auth()}content-type: application/json\r\ncontent-length: 2\r\n`) + '{}',
      404,
    ],
    [
      'a body of another kind',
      () => of('POST', '/v1/heartbeat', `${auth()}content-type: geheim\r\ncontent-length: 2\r\n`) + '{}',
      415,
    ],
  ])('gets a problem, and one line `refused`: %s', async (_what, request, status) => {
    register.events.length = 0;
    const answer = await raw(register.url, request());
    expect([answer.status, answer.headers['content-type']]).toEqual([
      status,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(Problem.parse(JSON.parse(answer.body)).status).toBe(status);
    expect(answer.body).not.toContain('geheim');
    const logged = register.events.filter(({ event }) => event === 'refused' || event === 'failed');
    expect(logged).toEqual([expect.objectContaining({ event: 'refused', status })]);
    expect(JSON.stringify(logged)).not.toContain('geheim');
  });
});

describe('a malformed request at the public listener', () => {
  test.each<[string, string, number]>([
    ['an address that is none', of('GET', '/d/%ZZgeheim'), 400],
    ['one that is too long', of('GET', `/d/${'geheim'.repeat(100)}`), 414],
    ['headers that are too long', of('GET', '/v', HUGE), 431],
    ['no HTTP', 'geheim\r\n\r\n', 400],
    ['a method that no route has', of('QUERY', '/v', 'content-length: 0\r\n'), 404],
    ['a body of another kind', `${of('POST', '/v', 'content-type: text/geheim\r\ncontent-length: 1\r\n')}x`, 415],
  ])('gets an empty answer with the usual headers, and one line `refused`: %s', async (_what, request, status) => {
    events.length = 0;
    const answer = await raw(open.url, request);
    expect([answer.status, answer.body]).toEqual([status, '']);
    for (const name of [
      'content-security-policy',
      'referrer-policy',
      'x-content-type-options',
      'cache-control',
      'strict-transport-security',
      'cross-origin-opener-policy',
      'permissions-policy',
    ])
      expect(answer.headers, name).toHaveProperty(name);
    // What a route refuses is in no log: a visitor's phone sends many things.
    expect(events).toEqual(
      status === 404 || status === 415
        ? []
        : [{ event: 'refused', route: '(unreadable)', code: 'invalid-request', status }],
    );
    expect(JSON.stringify(events)).not.toContain('geheim');
  });

  test.each([
    ['json', /^\[\{"code":400,"description":".+"\}\]$/],
    ['xml', /^<\?xml .*<errors><error><code>400<\/code><description>.+<\/description><\/error><\/errors>$/s],
  ] as const)('below Open311 gets an error by the specification, in %s', async (format, body) => {
    const answer = await raw(open.url, of('GET', `/open311/v2/requests/%ZZ.${format}`));
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
      400,
      expect.stringContaining(format),
      expect.stringMatching(body),
    ]);
    expect(answer.headers).toHaveProperty('content-security-policy');
  });

  test('counts against the limit of its address', async () => {
    events.length = 0;
    const answers = [];
    for (let at = 0; at < 3; at += 1) answers.push(await raw(few.url, of('GET', '/d/%ZZ')));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 429]);
    expect(Number(answers[2]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await fetch(`${few.url}/v`, { method: 'POST', body: new URLSearchParams({ siegel: 'x' }) })).status).toBe(
      429,
    );
    expect(events.map((event) => event.event === 'refused' && event.code)).toEqual([
      'invalid-request',
      'invalid-request',
    ]);
  });
});
