import { createDecipheriv, createHash } from 'node:crypto';
import { Parser } from 'htmlparser2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROUTES } from '../../../../../register/contract/contract.ts';
import { RegisterStartError } from '../../../../../register/server/start-error.ts';
import { publicListener, startPublic } from '../../../../../register/server/public/server.ts';
import type { PublicOptions } from '../../../../../register/server/public/server.ts';
import { PUBLIC, useTown, value } from '../services/town.ts';
import type { Town } from '../services/town.ts';
import type { RegisterEvent } from '../../../../../register/server/log.ts';

const UNLIMITED = { perAddress: { capacity: 1e9, refillPerSecond: 1 }, overall: { capacity: 1e9, refillPerSecond: 1 } };

/** A town's register with its public listener. */
async function listening(options: Partial<PublicOptions> = {}, tcToken?: (name: string) => string | null) {
  const town = await useTown(tcToken === undefined ? {} : { tcToken });
  const events: RegisterEvent[] = [];
  const open = await startPublic({
    host: '127.0.0.1',
    port: 0,
    url: PUBLIC,
    deliveries: town.server.deliveries,
    seals: [],
    log: (event) => void events.push(event),
    clock: town.clock,
    limits: UNLIMITED,
    ...options,
  });
  onTestFinished(open.stop);
  return { town, events, at: (path: string, init?: RequestInit) => fetch(open.url + path, init) };
}

/** A document's address at the listener, and what stands behind the #. */
async function link(town: Town) {
  const visit = await town.signIn('erika');
  const { document, reference } = await town.issue(visit);
  const { pathname, hash } = new URL(value(await town.client.call('downloadLink', { document, visit })).url);
  return { path: pathname, key: Buffer.from(hash.slice(1), 'base64url'), reference };
}

describe('a download', () => {
  test('is fetched once and opened with the key that no server saw', async () => {
    const { town, at } = await listening();
    const { path, key, reference } = await link(town);
    const answer = await at(path, { method: 'POST' });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'application/octet-stream',
      'no-store',
    ]);
    const sealed = Buffer.from(await answer.arrayBuffer());
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(-16));
    expect(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString()).toContain(
      reference,
    );
    expect((await at(path, { method: 'POST' })).status).toBe(404);
  });

  test('is given to one of two simultaneous requests', async () => {
    const { town, at } = await listening();
    const { path } = await link(town);
    const answers = await Promise.all(Array.from({ length: 4 }, () => at(path, { method: 'POST' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404]);
  });

  test('is not used up by opening its address, which does not say whether it exists', async () => {
    const { town, at } = await listening();
    const { path } = await link(town);
    const seen = await Promise.all(['GET', 'HEAD', 'GET'].map((method) => at(path, { method })));
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await (await at(path)).text()).toBe(await (await at(`/d/${'x'.repeat(43)}`)).text());
    expect((await at(path, { method: 'OPTIONS' })).status).toBe(404);
    expect((await at(path, { method: 'POST' })).status).toBe(200);
  });

  test.each(['x'.repeat(43), 'short', 'x'.repeat(60), '%00', '..%2f..', "a'b"])('is not found as %j', async (id) => {
    const { at, events } = await listening();
    expect((await at(`/d/${id}`, { method: 'POST' })).status).toBe(404);
    expect(events).toEqual([]);
  });

  test('is not found after its time', async () => {
    const { town, at } = await listening();
    const { path } = await link(town);
    town.advance(30 * 60_000);
    expect((await at(path, { method: 'POST' })).status).toBe(404);
  });
});

describe('a TcToken', () => {
  test('is given once, and not used up by a HEAD request', async () => {
    const name = 't'.repeat(43);
    let left = 1;
    const { at } = await listening({}, (asked) => (asked === name && left-- > 0 ? '<TCTokenType/>' : null));
    expect((await at(`/eid/${name}`, { method: 'HEAD' })).status).toBe(404);
    expect((await at('/eid/other')).status).toBe(404);
    const answer = await at(`/eid/${name}`);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/xml; charset=utf-8',
      '<TCTokenType/>',
    ]);
    expect((await at(`/eid/${name}`)).status).toBe(404);
  });

  test('is not given where the eID-Server hands them out itself, and the return page says where to look', async () => {
    const { at } = await listening();
    expect((await at(`/eid/${'t'.repeat(43)}`)).status).toBe(404);
    for (const path of ['/eid/fertig?session=1', '/eid/fehler'])
      expect(await (await at(path)).text()).toContain('Bitte schauen Sie auf das Terminal.');
  });
});

describe('the public listener', () => {
  test('knows no other route of the register, with or without a terminal’s key', async () => {
    const { town, at } = await listening();
    for (const { path } of Object.values(ROUTES)) {
      for (const method of ['GET', 'POST']) {
        const answer = await at(path, {
          method,
          headers: { authorization: `Bearer ${town.key}`, 'foyer-contract': '2' },
        });
        expect([path, answer.status, await answer.text()]).toEqual([path, 404, '']);
      }
    }
  });

  test('sends its security headers with every answer', async () => {
    const { at } = await listening();
    for (const [path, method] of [
      ['/v', 'GET'],
      [`/d/${'x'.repeat(43)}`, 'GET'],
      [`/d/${'x'.repeat(43)}`, 'POST'],
      ['/download.js', 'GET'],
      ['/check.js', 'GET'],
      ['/nothing', 'GET'],
      ['/v/pdf', 'POST'],
    ] as const) {
      const { headers } = await at(path, { method });
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
      );
      expect([
        headers.get('referrer-policy'),
        headers.get('x-content-type-options'),
        headers.get('cache-control'),
        headers.get('x-robots-tag'),
        headers.get('strict-transport-security'),
      ]).toEqual(['no-referrer', 'nosniff', 'no-store', 'noindex', 'max-age=31536000']);
    }
  });

  test('asks browsers for https only where it is reached so', async () => {
    const { at } = await listening({ url: 'http://127.0.0.1:8481' });
    expect((await at('/v')).headers.get('strict-transport-security')).toBeNull();
  });

  test('serves pages that load nothing from elsewhere and run nothing inline', async () => {
    const { at } = await listening({ signers: [{} as never] });
    for (const path of ['/v', `/d/${'x'.repeat(43)}`, '/eid/fertig', '/t']) {
      const loads: string[] = [];
      let inline = '';
      let inScript = false;
      const parser = new Parser({
        onopentag(name, attributes) {
          inScript = name === 'script';
          for (const [attribute, text] of Object.entries(attributes)) {
            if (attribute === 'src' || attribute === 'href' || attribute === 'action') loads.push(text);
            if (attribute.startsWith('on')) inline += text;
          }
        },
        ontext: (text) => void (inline += inScript ? text : ''),
        onclosetag: () => void (inScript = false),
      });
      parser.end(await (await at(path)).text());
      expect(loads.filter((one) => !/^((\.\.\/)?(download\.js|check\.js|take-away\.js|v)$|data:)/.test(one))).toEqual(
        [],
      );
      expect(inline.trim()).toBe('');
    }
  });

  test('limits simultaneous requests from one address, but never pages', async () => {
    const { town, at } = await listening({
      limits: { perAddress: { capacity: 2, refillPerSecond: 0.5 }, overall: { capacity: 100, refillPerSecond: 1 } },
    });
    const post = () => at(`/d/${'x'.repeat(43)}`, { method: 'POST' });
    expect([(await post()).status, (await post()).status]).toEqual([404, 404]);
    const refused = await post();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await at('/v')).status).toBe(200);
    town.advance(2_000);
    expect((await post()).status).toBe(404);
  });

  test('counts the client that a known proxy names, and ignores the header from others', async () => {
    const limits = {
      perAddress: { capacity: 1, refillPerSecond: 0.01 },
      overall: { capacity: 100, refillPerSecond: 1 },
    };
    const ask = async (at: (path: string, init?: RequestInit) => Promise<Response>, from: string) =>
      (await at(`/d/${'x'.repeat(43)}`, { method: 'POST', headers: { 'x-forwarded-for': from } })).status;
    const behind = await listening({ limits, proxies: '127.0.0.1' });
    expect([
      await ask(behind.at, '203.0.113.1'),
      await ask(behind.at, '203.0.113.2'),
      await ask(behind.at, '203.0.113.1'),
    ]).toEqual([404, 404, 429]);
    const bare = await listening({ limits });
    expect([await ask(bare.at, '203.0.113.1'), await ask(bare.at, '203.0.113.2')]).toEqual([404, 429]);
  });

  test.each([
    ['/v', 'application/x-www-form-urlencoded', 17_000, 413],
    ['/v/pdf', 'application/pdf', 4 * 1024 * 1024 + 1, 413],
    [`/d/${'x'.repeat(43)}`, 'text/plain', 10, 415],
    ['/v', 'application/json', 10, 415],
  ])('at %s refuses a %s of %d bytes', async (path, type, size, status) => {
    const { at, events } = await listening({ signers: [{} as never] });
    expect((await at(path, { method: 'POST', headers: { 'content-type': type }, body: 'x'.repeat(size) })).status).toBe(
      status,
    );
    expect(events).toEqual([]);
  });

  test('logs an internal error without its message, and does not show it', async () => {
    const town = await useTown();
    const { at, events } = await listening({
      deliveries: { ...town.server.deliveries, fetchOnce: () => Promise.reject(new Error('Mustermann')) },
    });
    const answer = await at(`/d/${'x'.repeat(43)}`, { method: 'POST' });
    expect([answer.status, await answer.text()]).toEqual([500, '']);
    expect(events).toEqual([{ event: 'failed', route: '/d/:id', name: 'Error', at: expect.any(Array) }]);
    expect(JSON.stringify(events)).not.toContain('Mustermann');
  });
});

describe('the page behind a code to take along', () => {
  const town = {
    name: 'Musterstadt <b>&</b> "Umland"',
    arms: '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    accent: null,
  };

  test('is the same for everybody, and kept by browsers', async () => {
    const { at, events } = await listening({ town });
    const [page, again, script] = await Promise.all([at('/t'), at('/t?x=1'), at('/take-away.js')]);
    expect(await page.text()).toBe(await again.text());
    for (const { headers, status } of [page, script]) {
      expect([status, headers.get('cache-control'), headers.get('referrer-policy'), headers.get('set-cookie')]).toEqual(
        [200, 'public, max-age=3600', 'no-referrer', null],
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(events).toEqual([]);
  });

  test('may ask nobody for anything, and runs and styles only what is its own', async () => {
    const { at } = await listening({ town });
    const page = await at('/t');
    const policy = new Map(
      (page.headers.get('content-security-policy') ?? '').split('; ').map((one) => {
        const [name = '', ...values] = one.split(' ');
        return [name, values.join(' ')];
      }),
    );
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(await page.text()) ?? [];
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
      'img-src': 'data:',
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    });
  });

  test('has the town’s name and arms, as text and as a picture', async () => {
    const { at } = await listening({ town });
    const text = await (await at('/t')).text();
    expect(text).toContain('Musterstadt &lt;b&gt;&amp;&lt;/b&gt; &quot;Umland&quot;');
    expect(text).toContain(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(town.arms)}`);
    expect(text).not.toContain('<b>');
    const bare = await (await (await listening()).at('/t')).text();
    expect(bare).not.toContain('class="head"');
  });

  test('says in three languages that it needs JavaScript, and what to do with a code that it cannot read', async () => {
    const { at } = await listening();
    const text = await (await at('/t')).text();
    for (const part of [/<noscript>(.*?)<\/noscript>/, /<div id="broken"[^>]* hidden>(.*?)<\/div>/])
      expect(
        [...(part.exec(text)?.[1] ?? '').matchAll(/<p lang="(\w+)" dir="(\w+)">[^<]+<\/p>/g)].map(([, ...one]) => one),
      ).toEqual([
        ['de', 'ltr'],
        ['en', 'ltr'],
        ['ar', 'rtl'],
      ]);
  });
});

describe("the public listener's settings", () => {
  test('are absent without an address', () =>
    expect([publicListener({}), publicListener({ FOYER_PUBLIC_URL: '' })]).toEqual([undefined, undefined]));
  test('are read completely', () =>
    expect(
      publicListener({
        FOYER_PUBLIC_URL: 'https://dokumente.musterstadt.de/terminal/',
        FOYER_PUBLIC_HOST: '::',
        FOYER_PUBLIC_PORT: '9000',
        FOYER_PUBLIC_PROXIES: '10.0.0.0/8',
      }),
    ).toEqual({ host: '::', port: 9000, url: 'https://dokumente.musterstadt.de/terminal', proxies: '10.0.0.0/8' }));
  test.each([
    ['FOYER_PUBLIC_PORT', '-1'],
    ['FOYER_PUBLIC_PORT', 'x'],
    ['FOYER_PUBLIC_PORT', '70000'],
    ['FOYER_PUBLIC_URL', 'dokumente.musterstadt.de'],
    ['FOYER_PUBLIC_URL', 'ftp://x'],
    ['FOYER_PUBLIC_PROXIES', 'proxy.example'],
  ])('are refused by name: %s=%s', (name, text) => {
    const read = () => publicListener({ FOYER_PUBLIC_URL: 'https://x.example', [name]: text });
    expect(read).toThrow(RegisterStartError);
    expect(read).toThrow(name);
  });
});
