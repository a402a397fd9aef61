/** `seal-key`, as the package brings it, with systemd's own `systemd-creds` and a TPM in software. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readMachineKey } from '../../../electron/kiosk/identity/machine-key.ts';
import { ROOT } from '../../../tools/setup/paths.mjs';
import { startTpm, type SoftwareTpm } from './tpm.ts';

const SCRIPT = join(ROOT, 'tools/package/tree/usr/libexec/foyer/seal-key');
const NAME = 'foyer-machine-key';

const missing = ['swtpm', 'tpm2_pcrextend', 'systemd-creds'].filter(
  (name) => spawnSync(name, ['--version']).error !== undefined,
);
if (missing.length > 0) process.stdout.write(`skipped: the key of the machine: ${missing.join(', ')} not installed\n`);

let tpm: SoftwareTpm;
beforeEach(async () => {
  tpm = await startTpm();
});
afterEach(() => tpm.stop());

function machine() {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-machine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [store, given] = [join(folder, 'store'), join(folder, 'given')];
  spawnSync('mkdir', [store]);
  const run = (command: 'open' | 'anew', more: Record<string, string> = {}) =>
    spawnSync(SCRIPT, [command], {
      encoding: 'utf8',
      env: {
        PATH: `${tpm.path}:/usr/bin:/bin`,
        STATE_DIRECTORY: store,
        FOYER_CREDSTORE: given,
        FOYER_SEAL_WORK: folder,
        FOYER_TPM_DEVICE: tpm.device,
        ...more,
      },
    });
  const sealed = join(store, `${NAME}.cred`);
  const opened = join(given, NAME);
  /** In the folder of the work lies nothing but what is meant to stay. */
  const left = (): string[] => readdirSync(folder).filter((name) => name.startsWith('foyer-seal-key'));
  /** What the unit gives is in memory: it is gone with the next start of the machine. */
  const restart = (): void => rmSync(given, { recursive: true, force: true });
  return { store, given, sealed, opened, left, run, restart };
}

describe.skipIf(missing.length > 0)('the key of the machine', () => {
  test('is made and sealed at the first start, and opened at every other one', () => {
    const { given, sealed, opened, left, run, restart } = machine();
    expect(run('open')).toMatchObject({ status: 0, stderr: expect.stringContaining('made a key') });
    const key = readFileSync(opened);
    expect(key).toHaveLength(32);
    expect([statSync(opened).mode & 0o777, statSync(given).mode & 0o777, statSync(sealed).mode & 0o777]).toEqual([
      0o600, 0o700, 0o600,
    ]);
    expect(readMachineKey({ CREDENTIALS_DIRECTORY: given })).toMatchObject({ ok: true, value: { kind: 'machine' } });
    // Neither as bytes nor in the base64 of the credential.
    expect(Buffer.from(readFileSync(sealed, 'utf8'), 'base64').includes(key)).toBe(false);
    const kept = readFileSync(sealed);
    restart();
    expect(run('open').status).toBe(0);
    expect(readFileSync(opened)).toEqual(key);
    expect(readFileSync(sealed)).toEqual(kept);
    expect(left()).toEqual([]);
  });

  test('differs between two machines', () => {
    const [one, other] = [machine(), machine()];
    one.run('open');
    other.run('open');
    expect(readFileSync(one.opened)).not.toEqual(readFileSync(other.opened));
  });

  test('cannot be opened by another TPM, and so not with the disk alone', async () => {
    const { sealed, opened, left, run, restart } = machine();
    run('open');
    const kept = readFileSync(sealed);
    restart();
    const other = await startTpm();
    onTestFinished(() => other.stop());
    expect(run('open', { FOYER_TPM_DEVICE: other.device })).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('does not open the key'),
    });
    expect([existsSync(opened), left()]).toEqual([false, []]);
    // The right one is not to blame for it.
    expect(readFileSync(sealed)).toEqual(kept);
    expect(run('open').status).toBe(0);
    expect(existsSync(opened)).toBe(true);
  });

  test('cannot be opened after Secure Boot changed, and a key handed out before is removed', () => {
    const { opened, run } = machine();
    run('open');
    tpm.extend(7);
    expect(run('open')).toMatchObject({ status: 0, stderr: expect.stringContaining('does not open the key') });
    expect(existsSync(opened)).toBe(false);
  });

  test('is not bound to Secure Boot where that is configured', () => {
    const { opened, run, restart } = machine();
    run('open', { FOYER_SEAL_PCRS: '23' });
    const key = readFileSync(opened);
    restart();
    tpm.extend(7);
    expect(run('open').status).toBe(0);
    expect(readFileSync(opened)).toEqual(key);
  });

  test('is not handed out where systemd does not open what it has just sealed', () => {
    const { opened, run, store } = machine();
    // Debian 12's systemd seals to an empty list of PCRs, and does not open that; a later one may.
    const { status, stderr } = run('open', { FOYER_SEAL_PCRS: '' });
    expect(status).toBe(0);
    if (stderr.includes('stay unbound')) expect([existsSync(opened), readdirSync(store)]).toEqual([false, []]);
    else expect(readFileSync(opened)).toHaveLength(32);
  });
});

describe.skipIf(missing.length > 0)('a machine', () => {
  test('whose TPM does not answer gets no key, and starts all the same', () => {
    const { opened, left, run, store } = machine();
    expect(run('open', { FOYER_TPM_DEVICE: 'swtpm:host=127.0.0.1,port=1' })).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('stay unbound'),
    });
    expect([existsSync(opened), readdirSync(store), left()]).toEqual([false, [], []]);
  });

  test.each([
    ['cut short', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['empty', () => Buffer.alloc(0)],
  ] as const)('whose sealed key is %s keeps it and hands out none', (_, damage) => {
    const { opened, run, sealed, restart } = machine();
    run('open');
    restart();
    const damaged = damage(readFileSync(sealed));
    writeFileSync(sealed, damaged);
    expect(run('open').status).toBe(0);
    expect([existsSync(opened), readFileSync(sealed).equals(damaged)]).toEqual([false, true]);
  });
});

describe.skipIf(missing.length > 0)('a new key', () => {
  test('is made where the TPM does not open the old one, which is put aside', () => {
    const { opened, run, store } = machine();
    run('open');
    const before = readFileSync(opened);
    tpm.extend(7);
    expect(run('anew')).toMatchObject({ status: 0, stderr: expect.stringContaining('enrol the terminal again') });
    expect(readFileSync(opened)).not.toEqual(before);
    expect(readdirSync(store).sort()).toEqual([
      `${NAME}.cred`,
      expect.stringMatching(/^foyer-machine-key\.cred\.\d{8}T\d{6}Z$/),
    ]);
  });

  test('is not made where the old one opens', () => {
    const { opened, run } = machine();
    run('open');
    const before = readFileSync(opened);
    expect(run('anew')).toMatchObject({ status: 0, stderr: expect.stringContaining('nothing was changed') });
    expect(readFileSync(opened)).toEqual(before);
  });
});
