/**
 * A systemd of its own, as first process of namespaces of its own: it knows no unit but those in one folder, and its
 * end is the end of all that it started. So units can be tried with everything that systemd does to them, on a machine
 * that runs none, and beside one that does. Needs root.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from '../../tools/run/children.ts';

/** Why it cannot be had here; null where it can. */
export function noSystemd(): string | null {
  if (process.getuid?.() !== 0) return 'needs root';
  if (!existsSync('/lib/systemd/systemd')) return 'systemd is not installed';
  return spawnSync('unshare', [...NAMESPACES, 'true']).status === 0 ? null : 'this machine gives out no namespaces';
}

/** Not the network: displays and registers of a test are reached by its loopback. */
const NAMESPACES = ['--pid', '--fork', '--kill-child=SIGKILL', '--mount', '--uts', '--ipc', '--cgroup'];

/** What every unit waits for by default (systemd.service(5), DEFAULT DEPENDENCIES). */
const DEFAULTS = ['sysinit.target', 'basic.target', 'shutdown.target', 'multi-user.target'];

export interface OwnSystemd {
  /** For units and their drop-ins; to be filled before the start. */
  readonly units: string;
  /** Where the machine's /run/credstore is looked for. */
  readonly credentials: string;
  /** File with what it says. */
  readonly said: string;
  /** `unit` is started with it. */
  start(children: Children, unit: string): void;
}

/** `folder`: an empty one, on a disk that units see. */
export function ownSystemd(folder: string): OwnSystemd {
  const [units, credentials, said] = [join(folder, 'units'), join(folder, 'credstore'), join(folder, 'systemd.log')];
  mkdirSync(units, { recursive: true });
  mkdirSync(credentials, { mode: 0o700 });
  for (const name of DEFAULTS) writeFileSync(join(units, name), '[Unit]\nDefaultDependencies=no\n');
  return {
    units,
    credentials,
    said,
    start(children, unit) {
      writeFileSync(join(units, 'default.target'), `[Unit]\nDefaultDependencies=no\nWants=${unit}\n`);
      const script = [
        // Nothing that is mounted here is seen outside; within, systemd passes credentials on by shared mounts.
        'mount --make-rprivate / && mount --make-rshared /',
        'mount -t tmpfs tmpfs /run && mount -t proc proc /proc',
        'mkdir -m 0700 /run/credstore && cp -a "$1"/. /run/credstore/',
        'exec /lib/systemd/systemd --system --unit=default.target --show-status=no < /dev/null >> "$2" 2>&1',
      ].join('\n');
      children.start('unshare', [...NAMESPACES, 'sh', '-e', '-c', script, 'systemd', credentials, said], {
        stdio: 'ignore',
        env: {
          PATH: process.env['PATH'],
          container: 'foyer-test',
          SYSTEMD_UNIT_PATH: units,
          SYSTEMD_LOG_TARGET: 'console',
          SYSTEMD_LOG_LEVEL: 'info',
        },
      });
    },
  };
}
