import { spawnSync } from 'node:child_process';
import { isRoot } from './paths.mjs';
import { Obstacle, say } from './say.mjs';

/** Debian packages by what they are for. Names as in Debian 12. */
const RUNNING = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2', // Electron
  'unzip',
  'xvfb',
  'xauth',
  'xdotool', // the virtual display and the simulator console's touches
  'libusb-1.0-0',
  'libudev1',
  'libpcsclite1', // the HID and card readers' native modules
  'socat', // the simulated serial line
];
const PACKAGING = ['dpkg', 'fakeroot', 'zip'];
/** A signed repository of packages. */
const REPOSITORY = ['dpkg', 'gnupg', 'reprepro'];
const PEERS = [
  'postgresql',
  'locales',
  'strace', // locales: the source of the German collation, compiled for a test's cluster alone
  'cups',
  'cups-ipp-utils',
  'avahi-daemon',
  'dbus', // printers by others
  'pcscd',
  'vsmartcard-vpcd', // card readers
  'nut-server', // an uninterruptible power supply
  'ausweisapp2', // the eID client
  'systemd',
  'swtpm',
  'tpm2-tools',
  'libtss2-esys-3.0.2-0',
  'libtss2-rc0',
  'libtss2-mu0', // a TPM, and who seals keys to it
  'nftables', // the packet filter's own parser
  'poppler-utils',
  'libnss3-tools',
  'dmtx-utils',
  'zbar-tools',
  'libxml2-utils', // what others read in a document: its signature, its text, its seal, its metadata
];
/** The database, and who loads it. */
const LOAD = ['postgresql', 'wrk'];
/** A database that outlives its machines, and what leads to the one that is there. */
const FAILOVER = ['postgresql', 'patroni', 'etcd-server', 'python3-etcd', 'haproxy', 'pgbouncer', 'openssl', 'wrk'];
/** Draw the office's page, as at a desk. */
const BROWSERS = ['chromium', 'firefox-esr'];
/** A virtual machine with buses of its own, and what its guest runs. */
const HARDWARE = ['qemu-system-x86', 'busybox-static', 'cpio', 'kmod', 'socat', 'libusb-1.0-0', 'libudev1'];

const FOR = {
  start: RUNNING,
  make: [...RUNNING, ...PACKAGING],
  test: [...RUNNING, ...PACKAGING, ...REPOSITORY, ...PEERS, ...BROWSERS],
  hardware: HARDWARE,
  bench: [...RUNNING, ...LOAD],
  failover: FAILOVER,
  repository: REPOSITORY,
};

export function installSystemPackages(purpose) {
  const missing = missingOf(FOR[purpose] ?? RUNNING);
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  const sudo = isRoot ? [] : sudoWithoutQuestion() ? ['sudo', '-n'] : null;
  if (sudo === null) throw new Obstacle(`these system packages are missing; please run: sudo ${command}`);
  say(`installing system packages: ${missing.join(' ')} …`);
  run([...sudo, 'apt-get', 'update', '-qq'], command);
  run(
    [
      ...sudo,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      'install',
      '-y',
      '-qq',
      '--no-install-recommends',
      ...missing,
    ],
    command,
  );
}

function missingOf(packages) {
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...packages], {
    encoding: 'utf8',
  });
  if (query.error)
    throw new Obstacle(
      `this set-up knows Debian's packages only; please install what gives you: ${packages.join(' ')}`,
    );
  const installed = new Set(
    query.stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

const sudoWithoutQuestion = () => spawnSync('sudo', ['-n', 'true']).status === 0;

function run(argv, command) {
  const done = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (done.status !== 0)
    throw new Obstacle(
      `could not install the system packages (${(done.stderr ?? '').trim().split('\n').at(-1)}); please run: ${command}`,
    );
}
