/** The office's key, and what is sealed under it. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPglite, type RegisterDatabase } from '../../../../../../register/server/database/database.ts';
import { OFFICE_KEY_FILE, openOfficeKey } from '../../../../../../register/server/keys/office-key.ts';
import {
  networkHash,
  openSecret,
  sealSecret,
} from '../../../../../../register/server/office/accounts/sealed-secret.ts';
import { RegisterStartError } from '../../../../../../register/server/start-error.ts';

const KEY = Buffer.alloc(32, 7);
const SECRET = Buffer.from('zwanzig Bytes lang..');

describe('a sealed secret', () => {
  const sealed = sealSecret(KEY, 'totp', 'konto-1', SECRET);
  test('is opened under its key, for its purpose and its owner only', () => {
    expect(openSecret(KEY, 'totp', 'konto-1', sealed)).toEqual(SECRET);
    expect(openSecret(Buffer.alloc(32, 8), 'totp', 'konto-1', sealed)).toBeNull();
    expect(openSecret(KEY, 'totp', 'konto-2', sealed)).toBeNull();
    expect(openSecret(KEY, 'id-token', 'konto-1', sealed)).toBeNull();
  });
  test('is never the same twice, and shows nothing of what is in it', () => {
    expect(sealSecret(KEY, 'totp', 'konto-1', SECRET).equals(sealed)).toBe(false);
    expect(sealed.includes(SECRET)).toBe(false);
  });
  test('that was changed at any byte, or cut, is none', () => {
    for (let at = 0; at < sealed.length; at += 1) {
      const other = Buffer.from(sealed);
      other.writeUInt8(other.readUInt8(at) ^ 1, at);
      expect(openSecret(KEY, 'totp', 'konto-1', other), `byte ${at}`).toBeNull();
      expect(openSecret(KEY, 'totp', 'konto-1', sealed.subarray(0, at)), `${at} bytes`).toBeNull();
    }
  });
  test('a network is recognised for one account only', () => {
    const one = networkHash(KEY, 'konto-1', '192.0.2.7');
    expect(networkHash(KEY, 'konto-1', '192.0.2.7')).toEqual(one);
    for (const other of [
      networkHash(KEY, 'konto-2', '192.0.2.7'),
      networkHash(KEY, 'konto-1', '192.0.2.8'),
      networkHash(Buffer.alloc(32, 8), 'konto-1', '192.0.2.7'),
    ])
      expect(other.equals(one)).toBe(false);
  });
});

describe('the key in the folder', () => {
  let database: RegisterDatabase;
  beforeAll(async () => {
    database = await openPglite();
  });
  afterAll(() => database?.close());
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'foyer-office-key-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  };

  test('is made once, for its owner only, and any other key is refused for this database', async () => {
    const place = folder();
    const key = await openOfficeKey(place, database.db);
    expect(key.length).toBe(32);
    expect(statSync(join(place, OFFICE_KEY_FILE)).mode & 0o777).toBe(0o600);
    expect(await openOfficeKey(place, database.db)).toEqual(key);
    await expect(openOfficeKey(folder(), database.db)).rejects.toThrow(/another key than .*office\.key/);
  });
  test.each(['', 'kein Schlüssel', 'ab'.repeat(31), 'AB'.repeat(32)])(
    'is none where the file says "%s"',
    async (text) => {
      const place = folder();
      writeFileSync(join(place, OFFICE_KEY_FILE), text, { mode: 0o600 });
      await expect(openOfficeKey(place, database.db)).rejects.toThrow(RegisterStartError);
      expect(readFileSync(join(place, OFFICE_KEY_FILE), 'utf8')).toBe(text);
    },
  );
  test('that others can read is refused with what to do', async () => {
    const place = folder();
    await openOfficeKey(place, database.db).catch(() => {});
    chmodSync(join(place, OFFICE_KEY_FILE), 0o640);
    await expect(openOfficeKey(place, database.db)).rejects.toThrow(/chmod 600/);
  });
});
