/**
 * From the TPM to the terminal: the unit that opens the machine's key, and one that takes it as foyer.service does,
 * under systemd.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Children } from '../../../tools/run/children.ts';
import { ROOT } from '../../../tools/setup/paths.mjs';
import { noSystemd, ownSystemd } from '../../harness/own-systemd.ts';
import { startTpm } from './tpm.ts';

const TREE = join(ROOT, 'tools/package/tree');
const UNIT = 'foyer-seal-key.service';
const missing = ['swtpm', 'tpm2_pcrextend', 'systemd-creds'].filter(
  (name) => spawnSync(name, ['--version']).error !== undefined,
);
const obstacle = missing.length > 0 ? `${missing.join(', ')} not installed` : noSystemd();
if (obstacle !== null) process.stdout.write(`skipped: the unit that seals the key: ${obstacle}\n`);

/** What the terminal's unit says of the key, and nothing else of it. */
const taking = readFileSync(join(TREE, 'usr/lib/systemd/system/foyer.service'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('LoadCredential='));

async function machine() {
  const tpm = await startTpm();
  const folder = mkdtempSync(join(tmpdir(), 'foyer-seal-unit-'));
  onTestFinished(async () => {
    await tpm.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const store = join(folder, 'store');
  mkdirSync(store, { mode: 0o700 });
  /** One start of the machine: 64 hexadecimal digits, or that there was no key. */
  async function start(): Promise<string> {
    const run = mkdtempSync(join(folder, 'run-'));
    const systemd = ownSystemd(run);
    const told = join(run, 'told');
    cpSync(join(TREE, 'usr/lib/systemd/system', UNIT), join(systemd.units, UNIT));
    mkdirSync(join(systemd.units, `${UNIT}.d`));
    // The chip is reached over TCP here, and by no device; everything else is the unit's own.
    writeFileSync(
      join(systemd.units, `${UNIT}.d/test.conf`),
      [
        '[Unit]',
        'ConditionPathExists=',
        '[Service]',
        'PrivateNetwork=no',
        'IPAddressDeny=',
        'RestrictAddressFamilies=AF_UNIX AF_INET',
        'StateDirectory=',
        `ReadWritePaths=${store}`,
        'PrivateTmp=no',
        `Environment=STATE_DIRECTORY=${store} FOYER_TPM_DEVICE=${tpm.device} PATH=${tpm.path}:/usr/bin:/bin`,
        'ExecStart=',
        `ExecStart=${TREE}/usr/libexec/foyer/seal-key open`,
        '',
      ].join('\n'),
    );
    writeFileSync(
      join(systemd.units, 'terminal.service'),
      [
        '[Unit]',
        `Wants=${UNIT}`,
        `After=${UNIT}`,
        '[Service]',
        'Type=oneshot',
        ...taking,
        'ProtectSystem=strict',
        `ReadWritePaths=${run}`,
        `ExecStart=/bin/sh ${run}/look`,
        '',
      ].join('\n'),
    );
    writeFileSync(
      join(run, 'look'),
      [
        'key="$CREDENTIALS_DIRECTORY/foyer-machine-key"',
        `if [ -e "$key" ]; then od -An -tx1 "$key" | tr -d ' \\n'; else echo none; fi > ${run}/new`,
        `mv ${run}/new ${told}`,
      ].join('\n'),
    );
    const children = new Children();
    try {
      systemd.start(children, 'terminal.service');
      await vi.waitFor(() => expect(existsSync(told)).toBe(true), { timeout: 30_000, interval: 100 });
      return readFileSync(told, 'utf8').trim();
    } finally {
      await children.end();
    }
  }
  return { start, tpm, store };
}

test.skipIf(obstacle !== null)(
  'the terminal gets the same key at each start, and starts without one when the TPM does not open it',
  async () => {
    expect(taking).toHaveLength(1);
    const { start, tpm, store } = await machine();
    const first = await start();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await start()).toBe(first);
    expect(statSync(join(store, 'foyer-machine-key.cred')).mode & 0o777).toBe(0o600);
    tpm.extend(7);
    expect(await start()).toBe('none');
  },
);
