/**
 * The register's own lines: TLS where it listens for others, a town's own authority at the terminal, and a sentence for
 * everything else.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { fetchByAuthority } from '../../../../../electron/shell/register-line.ts';
import { createRegisterClient } from '../../../../../register/client/client.ts';
import { makeTlsIdentity, type TlsIdentity } from '../../../../../register/demo/eid-server/tls.ts';
import {
  LINES,
  checkLines,
  isPrivateDatabase,
  readTls,
  readUnprotected,
} from '../../../../../register/server/http/line.ts';
import type { Line } from '../../../../../register/server/http/line.ts';
import { startRegister } from '../set-up.ts';

const folder = mkdtempSync(join(tmpdir(), 'foyer-line-'));
const file = (name: string, text: string, mode = 0o600): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
let own: TlsIdentity;
let other: TlsIdentity;
beforeAll(async () => {
  [own, other] = await Promise.all([
    makeTlsIdentity('127.0.0.1', Date.now()),
    makeTlsIdentity('127.0.0.1', Date.now()),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CLOSED = {
  databases: [],
  listener: { host: '127.0.0.1', tls: false },
  publicListener: undefined,
  addresses: [],
};
test.each<[string, Line, Partial<Parameters<typeof checkLines>[0]>, string]>([
  ['a listener for others', 'listener', { listener: { host: '0.0.0.0', tls: false } }, 'FOYER_REGISTER_HOST'],
  ['a name that may be anybody’s', 'listener', { listener: { host: 'register', tls: false } }, 'FOYER_REGISTER_HOST'],
  ['the public listener', 'public-listener', { publicListener: { host: '::', tls: false } }, 'FOYER_PUBLIC_HOST'],
  [
    'a database elsewhere',
    'database',
    { databases: ['postgres://foyer@db.musterstadt.example/foyer'] },
    'DATABASE_URL',
  ],
  [
    'an address in clear',
    'address',
    { addresses: ['https://register.example', 'http://register.example'] },
    'FOYER_REGISTER_URL: http://register.example',
  ],
])('an unencrypted %s is refused by its setting, or allowed explicitly', (_, line, lines, setting) => {
  expect(() => checkLines({ ...CLOSED, ...lines }, new Set())).toThrow(setting);
  expect(() => checkLines({ ...CLOSED, ...lines }, new Set(LINES.filter((one) => one !== line)))).toThrow(setting);
  expect(checkLines({ ...CLOSED, ...lines }, new Set([line]))).toEqual([line]);
});
test('a private connection needs no permission', () => {
  expect(
    checkLines(
      {
        databases: ['postgres://foyer@db.musterstadt.example/foyer?sslmode=verify-full'],
        listener: { host: '0.0.0.0', tls: true },
        publicListener: { host: '::', tls: true },
        addresses: ['https://register.example', 'http://localhost:8480'],
      },
      new Set(),
    ),
  ).toEqual([]);
  expect(() => readUnprotected('database, printers')).toThrow('"printers" is none of');
  expect([...readUnprotected(' database,listener ')]).toEqual(['database', 'listener']);
});
test.each([
  ['postgres://foyer@127.0.0.1/foyer', true],
  ['postgres:///foyer?host=/var/run/postgresql', true],
  ['postgres://%2Fvar%2Frun%2Fpostgresql/foyer', true],
  ['postgresql://foyer:x@[::1]:5432/foyer', true],
  ['postgres://foyer@localhost/foyer?host=db.example', false],
  ['postgres://foyer@db.example/foyer?sslmode=require', false],
  ['postgres://foyer@db.example/foyer?sslmode=no-verify', false],
  ['postgres://foyer@db.example/foyer?sslmode=verify-ca', false],
  ['postgres://foyer@db.example/foyer?sslmode=verify-full&sslmode=disable', false],
  ['nonsense', false],
])('the database %s is private: %s', (url, expected) => expect(isPrivateDatabase(url)).toBe(expected));

describe('the register’s own TLS', () => {
  test('is read from two matching files, or refused by name', () => {
    const [key, cert] = [file('a.key', own.key), file('a.pem', own.certificate)];
    const env = (more: Record<string, string>) => ({
      FOYER_REGISTER_TLS_KEY: key,
      FOYER_REGISTER_TLS_CERTIFICATE: cert,
      ...more,
    });
    expect(readTls({}, 'FOYER_REGISTER')).toBeUndefined();
    expect(readTls(env({}), 'FOYER_REGISTER')).toEqual({ key: own.key, cert: own.certificate });
    expect(() => readTls({ FOYER_REGISTER_TLS_KEY: key }, 'FOYER_REGISTER')).toThrow(
      'FOYER_REGISTER_TLS_CERTIFICATE is missing',
    );
    expect(() => readTls(env({ FOYER_REGISTER_TLS_KEY: '/nowhere' }), 'FOYER_REGISTER')).toThrow(
      '/nowhere cannot be read (ENOENT)',
    );
    expect(() =>
      readTls(env({ FOYER_REGISTER_TLS_CERTIFICATE: file('b.pem', other.certificate) }), 'FOYER_REGISTER'),
    ).toThrow('does not belong to the key');
    expect(() => readTls(env({ FOYER_REGISTER_TLS_CERTIFICATE: key }), 'FOYER_REGISTER')).toThrow(
      'is no PEM file of its kind',
    );
    expect(() => readTls(env({ FOYER_REGISTER_TLS_KEY: file('open.key', own.key, 0o644) }), 'FOYER_REGISTER')).toThrow(
      'Its mode must be 0600',
    );
  });

  test('is accepted by a terminal that knows its authority, and by no other', async () => {
    const register = await startRegister({ tls: { key: own.key, cert: own.certificate } });
    try {
      expect(register.url).toMatch(/^https:/);
      const reach = (authority: string | null) =>
        register.client(authority === null ? {} : { fetch: fetchByAuthority(authority) });
      const known = await reach(own.certificate).catalogue({ version: null, etag: null } as never);
      expect(known.ok).toBe(true);
      expect(await reach(own.certificate).documentStatus({ type: 'passport', number: 'C4HX0N2P7' })).toMatchObject({
        ok: true,
      });
      for (const stranger of [other.certificate, null])
        expect(await reach(stranger).documentStatus({ type: 'passport', number: 'C4HX0N2P7' })).toEqual({
          ok: false,
          error: { kind: 'unreachable', reason: 'connection' },
        });
      // For another name than the certificate's.
      const elsewhere = createRegisterClient({
        baseUrl: register.url.replace('127.0.0.1', 'localhost'),
        key: register.key,
        timeoutMs: 5_000,
        fetch: fetchByAuthority(own.certificate),
      });
      expect(await elsewhere.documentStatus({ type: 'passport', number: 'C4HX0N2P7' })).toMatchObject({ ok: false });
      // Refusals, bodies and what has none come through as by the runtime's own.
      const line = fetchByAuthority(own.certificate);
      const etag =
        (
          await line(`${register.url}/v1/catalogue`, {
            headers: { authorization: `Bearer ${register.key}`, 'foyer-contract': '3' },
          })
        ).headers.get('etag') ?? '';
      const same = await line(`${register.url}/v1/catalogue`, {
        headers: { authorization: `Bearer ${register.key}`, 'foyer-contract': '3', 'if-none-match': etag },
      });
      expect([same.status, await same.text()]).toEqual([304, '']);
      const controller = new AbortController();
      controller.abort();
      await expect(line(`${register.url}/health`, { signal: controller.signal })).rejects.toThrow();
    } finally {
      await register.close();
    }
  });
});
