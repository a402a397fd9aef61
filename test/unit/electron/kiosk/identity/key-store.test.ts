/** The terminal's keys, encrypted with the key that the machine's TPM gives out. */
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  fileKeyStore,
  machineKeyStore,
  protectSurely,
  type KeyStore,
} from '../../../../../electron/kiosk/identity/key-store.ts';
import { readMachineKey } from '../../../../../electron/kiosk/identity/machine-key.ts';
import { keepReports, type ReadinessFile } from '../../../../../electron/kiosk/staff/report-file.ts';
import { err, ok } from '../../../../../base/result.ts';

const REPORT: ReadinessFile = {
  type: 'foyer-readiness-1',
  town: 'Musterstadt',
  terminal: 'T01',
  place: 'Rathaus',
  software: '0',
  runtime: 'node',
  at: Date.UTC(2026, 10, 21, 9, 30),
  result: 'ready',
  devices: [],
};
const store = (): KeyStore => machineKeyStore(randomBytes(32));
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'foyer-keys-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('the key store of the machine', () => {
  test('decrypts what it encrypted, under a new nonce each time, and not with another key', () => {
    const [own, other] = [store(), store()];
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (secret) => {
        const [once, again] = [own.protect(secret), own.protect(secret)];
        if (!once.ok || !again.ok) throw new Error('not protected');
        expect(once.value).not.toBe(again.value);
        expect(own.unprotect(once.value)).toEqual(ok(secret));
        expect(other.unprotect(once.value)).toEqual(err('locked'));
      }),
    );
  });

  test('refuses what was changed in any byte, cut short, or encrypted elsewhere', () => {
    const own = store();
    const kept = own.protect('secret');
    const bytes = Buffer.from(kept.ok ? kept.value : '', 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(own.unprotect(changed.toString('base64')), `byte ${at}`).toEqual(err('locked'));
      expect(own.unprotect(bytes.subarray(0, at).toString('base64')), `${at} bytes`).toEqual(err('locked'));
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(own.unprotect(text)).toEqual(err('locked'));
      }),
    );
  });

  test('counts as failed when it does not give back what it took', () => {
    const forgetful: KeyStore = { kind: 'system', protect: () => ok('x'), unprotect: () => ok('y') };
    expect(protectSurely(forgetful, 'secret')).toEqual(err('locked'));
    expect(protectSurely(fileKeyStore, '-----BEGIN x')).toMatchObject({ ok: true });
  });
});

describe('the credential of the unit', () => {
  test("is the machine's key, and missing where there is none", () => {
    const credentials = folder();
    expect(readMachineKey({})).toEqual(ok(null));
    expect(readMachineKey({ CREDENTIALS_DIRECTORY: credentials })).toEqual(ok(null));
    writeFileSync(join(credentials, 'foyer-machine-key'), randomBytes(32));
    expect(readMachineKey({ CREDENTIALS_DIRECTORY: credentials })).toMatchObject({
      ok: true,
      value: { kind: 'machine' },
    });
  });

  test.each([0, 31, 33])('with %i bytes is rejected', (length) => {
    const credentials = folder();
    writeFileSync(join(credentials, 'foyer-machine-key'), randomBytes(length));
    expect(readMachineKey({ CREDENTIALS_DIRECTORY: credentials })).toEqual(err('damaged'));
  });

  test('that cannot be read is damaged, not missing', () => {
    const credentials = folder();
    mkdirSync(join(credentials, 'foyer-machine-key'));
    expect(readMachineKey({ CREDENTIALS_DIRECTORY: credentials })).toEqual(err('damaged'));
  });
});

describe('the key that signs reports', () => {
  const keyFile = (data: string): string => readFileSync(join(data, 'terminal-key.pem'), 'utf8');

  test('is never in clear where the machine has a key, and stays the same', async () => {
    const [data, machine] = [folder(), store()];
    const reports = keepReports(data, { stores: [machine, fileKeyStore] });
    expect(await reports.save(REPORT)).not.toBeNull();
    expect(keyFile(data)).not.toContain('PRIVATE');
    expect(statSync(join(data, 'terminal-key.pem')).mode & 0o777).toBe(0o600);
    expect(keepReports(data, { stores: [machine, fileKeyStore] }).fingerprint()).toBe(reports.fingerprint());
  });

  test('that lay in clear is encrypted at the next start, before any report, and stays the same', async () => {
    const [data, machine] = [folder(), store()];
    await keepReports(data).save(REPORT);
    const before = keepReports(data).fingerprint();
    expect(keyFile(data)).toContain('PRIVATE');
    const later = keepReports(data, { stores: [machine, fileKeyStore] });
    expect(keyFile(data)).not.toContain('PRIVATE');
    expect(later.fingerprint()).toBe(before);
  });

  test('is not replaced while the TPM does not answer: reports are not stored until it does', async () => {
    const [data, machine] = [folder(), store()];
    const before = keepReports(data, { stores: [machine, fileKeyStore] }).fingerprint();
    const without = keepReports(data);
    expect([without.fingerprint(), await without.save(REPORT)]).toEqual([null, null]);
    expect(keepReports(data, { stores: [machine, fileKeyStore] }).fingerprint()).toBe(before);
  });

  test('is replaced and reported where the machine has another key', () => {
    const data = folder();
    const before = keepReports(data, { stores: [store(), fileKeyStore] }).fingerprint();
    const told: string[] = [];
    const next = store();
    const reports = keepReports(data, {
      stores: [next, fileKeyStore],
      onNewKey: (fingerprint) => told.push(fingerprint),
    });
    expect(told).toEqual([reports.fingerprint()]);
    expect(told).not.toContain(before);
    expect(keepReports(data, { stores: [next, fileKeyStore] }).fingerprint()).toBe(told[0]);
  });
});
