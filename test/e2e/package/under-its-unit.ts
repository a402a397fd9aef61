/**
 * The package's unit under systemd itself: the terminal runs with everything that the unit forbids, Chromium's sandbox
 * on, and with the key that the machine gives out. Only the compositor, the session and the account are a test's.
 */
import { expect } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveToAccount } from '../../../tools/run/account.ts';
import { Children, json } from '../../../tools/run/children.ts';
import { startDisplay } from '../../../tools/run/display.ts';
import { startRegister } from '../../../tools/run/register.ts';
import { demoConfiguration, enrolDemoTerminal, terminalCommand } from '../../../tools/run/terminal.ts';
import { ACCOUNT } from '../../../tools/setup/account.mjs';
import { CACHE } from '../../../tools/setup/paths.mjs';
import { ownSystemd } from '../../harness/own-systemd.ts';

/** Throws where the terminal does not come up, or can do what its unit forbids. `deb`: the package. */
export async function runUnderItsUnit(deb: string): Promise<void> {
  // Not below /tmp, of which the unit has its own.
  const folder = mkdtempSync(join(CACHE, 'unit-test-'));
  chmodSync(folder, 0o755);
  const children = new Children();
  const display = await startDisplay(children);
  try {
    const root = join(folder, 'root');
    execFileSync('dpkg-deb', ['-x', deb, root]);
    const home = join(folder, 'terminal');
    const register = await startRegister(children, join(folder, 'register'), 0);
    const config = await demoConfiguration(home, { url: register.url }, []);
    await enrolDemoTerminal(home, register);
    const identity = join(home, 'data/identity.json');
    expect(readFileSync(identity, 'utf8')).toContain('"store": "file"');

    const systemd = ownSystemd(join(folder, 'systemd'));
    const out = join(folder, 'terminal.jsonl');
    const { env } = terminalCommand(config, display.name, home);
    giveToAccount(home);
    cpSync(join(root, 'usr/lib/systemd/system/foyer.service'), join(systemd.units, 'foyer.service'));
    mkdirSync(join(systemd.units, 'foyer.service.d'));
    writeFileSync(
      join(systemd.units, 'foyer.service.d/test.conf'),
      [
        '[Unit]',
        'ConditionPathExists=',
        '[Service]',
        `User=${ACCOUNT}`,
        `Group=${ACCOUNT}`,
        'SupplementaryGroups=',
        'PAMName=',
        'StandardInput=null',
        'TTYPath=',
        'TTYReset=no',
        'TTYVHangup=no',
        'TTYVTDisallocate=no',
        'UtmpIdentifier=',
        `StandardOutput=append:${out}`,
        `StandardError=append:${folder}/errors`,
        'ReadWritePaths=',
        `ReadWritePaths=${home}`,
        `WorkingDirectory=${home}`,
        'Environment=',
        ...Object.entries(env).map(([name, value]) => `Environment="${name}=${value}"`),
        'ExecStartPre=',
        `ExecStartPre=${root}/usr/libexec/foyer/pause-before-start`,
        // What is forbidden is seen by trying it from where the terminal runs.
        `ExecStartPre=-/bin/sh -c 'exec > ${home}/tried 2>&1; ${TRIALS.join('; ')}; true'`,
        'ExecStart=',
        `ExecStart=/bin/sh -c '"$0" "$@"; exit $?' ${root}/usr/lib/foyer/foyer --ozone-platform=x11`,
        'ExecStop=',
        `ExecStop=${root}/usr/libexec/foyer/end-in-order`,
        '',
      ].join('\n'),
    );
    writeFileSync(join(systemd.credentials, 'foyer-machine-key'), randomBytes(32), { mode: 0o600 });
    systemd.start(children, 'foyer.service');

    const seen = (): Record<string, unknown>[] =>
      existsSync(out)
        ? readFileSync(out, 'utf8')
            .split('\n')
            .map(json)
            .filter((line) => line !== undefined)
        : [];
    const events = (): unknown[] => seen().map(({ event }) => event);
    await expect.poll(events, { timeout: 60_000 }).toContain('kiosk.ready');
    expect(seen()).toContainEqual(expect.objectContaining({ event: 'identity.moved', keyStore: 'machine' }));
    expect(readFileSync(identity, 'utf8')).toContain('"store": "machine"');
    expect(readFileSync(identity, 'utf8')).not.toContain('"store": "file"');
    // The terminal is still enrolled: the register accepts what its key signs.
    await expect.poll(events, { timeout: 30_000 }).toContain('catalogue.updated');
    expect(
      events().filter(
        (event) => event === 'process.gone' || event === 'renderer.gone' || event === 'identity.unreadable',
      ),
    ).toEqual([]);
    expect(readFileSync(join(home, 'tried'), 'utf8').trim().split('\n')).toEqual(TRIALS.map(() => 'no'));
  } finally {
    await children.end();
    await display.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each says `no` where the unit holds. */
const TRIALS = [
  // The system's files, the kernel's settings, other processes, another namespace than Chromium's.
  'touch /etc/x 2>/dev/null && echo yes || echo no',
  'test -w /proc/sys/kernel/sysrq && echo yes || echo no',
  'test -e /proc/1/cmdline && echo yes || echo no',
  'unshare --user --uts true 2>/dev/null && echo yes || echo no',
  'ls /root >/dev/null 2>&1 && echo yes || echo no',
  'test "$(ulimit -c)" != 0 && echo yes || echo no',
];
