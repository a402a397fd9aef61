/**
 * The Debian package, from outside, as a town gets it: unpacked without installing, looked through, and started. Its
 * fuses forbid a debugger, so the running terminal is judged by its log and by the picture on its display.
 */
import { expect, test } from '@playwright/test';
import { extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { createCanvas } from '@napi-rs/canvas';
import { execFile, execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startReceiptPrinterSimulator } from '../../../devices/receipt-printer/simulator/simulator.ts';
import { loadConfig } from '../../../electron/kiosk/terminal/config.ts';
import { build } from '../../../tools/build.ts';
import { readXwdHeader, toRgba } from '../../../tools/simulator-console/xwd.ts';
import { makePackage } from '../../../tools/commands/make.ts';
import { EXCHANGEABLE } from '../../../tools/package/exchangeable.ts';
import { FUSES } from '../../../tools/package/fuses.ts';
import { maintainer } from '../../../tools/package/origin/publisher.ts';
import { asAccount, runtime } from '../../../tools/run/account.ts';
import { Children, firstLine, json } from '../../../tools/run/children.ts';
import { startDisplay } from '../../../tools/run/display.ts';
import { startRegister } from '../../../tools/run/register.ts';
import { demoConfiguration, terminalCommand } from '../../../tools/run/terminal.ts';
import { ACCOUNT } from '../../../tools/setup/account.mjs';
import { ROOT, isRoot } from '../../../tools/setup/paths.mjs';
import { flat, readCopyright, readSbom, type SbomComponent } from '../../harness/package-documents.ts';
import { noSystemd } from '../../harness/own-systemd.ts';
import { markers, sentences } from './markers.ts';
import { runUnderItsUnit } from './under-its-unit.ts';

const development = runtime().kind !== 'official';
let deb: string;
let folder: string;
/** What dpkg would put under `/`. */
let root: string;
/** What dpkg would keep for itself: control file and scripts. */
let control: string;
let program: string;
let archive: string;

test.beforeAll(async () => {
  // The package is made anew where anything in it has changed; most of that time is copying.
  test.setTimeout(240_000);
  if (!existsSync(join(ROOT, '.build/main.cjs'))) await build();
  ({ deb } = await makePackage());
  folder = mkdtempSync(join(tmpdir(), 'foyer-package-test-'));
  chmodSync(folder, 0o755);
  [root, control] = [join(folder, 'root'), join(folder, 'control')];
  execFileSync('dpkg-deb', ['-x', deb, root]);
  execFileSync('dpkg-deb', ['-e', deb, control]);
  program = join(root, 'usr/lib/foyer/foyer');
  archive = join(root, 'usr/lib/foyer/resources/app.asar');
});
test.afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const field = (name: string): string => execFileSync('dpkg-deb', ['-f', deb, name], { encoding: 'utf8' }).trim();
const shippedFile = (path: string): string => readFileSync(join(root, path), 'utf8');

test('the control file names the package, what it needs, and whether it is for development', () => {
  expect(field('Package')).toBe('foyer');
  expect(field('Section')).toBe('misc');
  // The maintainer is the configured publisher, never an invented one.
  expect(field('Maintainer')).toBe(maintainer());
  expect(field('Description')).toContain('Selbstbedienungsterminal');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(field('Version')).toBe(development ? `${version}~development` : version);
  expect(deb.includes('development')).toBe(development);
  expect(field('Depends').split(', ')).toEqual(
    expect.arrayContaining(['cage', 'xwayland', 'libgtk-3-0', 'libnss3', 'adduser']),
  );
  // A development package must not count as newer than the release.
  expect(spawnSync('dpkg', ['--compare-versions', `${version}~development`, 'lt', version]).status).toBe(0);
});

test('files belong to root, give no other account rights, and configuration files are marked', () => {
  const lines = execFileSync('dpkg-deb', ['-c', deb], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
  expect(lines.filter(([, owner]) => owner !== 'root/root')).toEqual([]);
  expect(lines.filter(([mode = '']) => !/^[d-]rw(x|-)r-(x|-)r-(x|-)$/.test(mode))).toEqual([]);
  const names = lines.map((line) => line[5] ?? '');
  for (const name of [
    'etc/foyer/foyer.yaml.example',
    'etc/pam.d/foyer',
    'etc/udev/rules.d/60-foyer.rules',
    'usr/lib/udev/rules.d/61-foyer-access.rules',
    'usr/lib/systemd/system/foyer.service',
    'usr/share/polkit-1/rules.d/50-foyer.rules',
    'usr/share/doc/foyer/copyright',
    'usr/share/doc/foyer/README.md',
    'usr/share/doc/foyer/LOBBY.md',
    'usr/lib/systemd/system/foyer-seal-key.service',
    'usr/lib/sysctl.d/60-foyer.conf',
    'usr/share/doc/foyer/examples/network.conf',
    'usr/share/doc/foyer/examples/nftables.conf',
  ])
    expect(names).toContain(`./${name}`);
  expect(names.filter((name) => /chrome-sandbox|\/usr\/bin\/|\.desktop$/.test(name))).toEqual([]);
  const conffiles = readFileSync(join(control, 'conffiles'), 'utf8').trim().split('\n');
  expect(conffiles).toEqual(
    names
      .filter((name) => /^\.\/etc\/.*[^/]$/.test(name))
      .map((name) => name.slice(1))
      .sort(),
  );
  // What `dpkg --verify` compares with.
  expect(
    spawnSync('md5sum', ['--check', '--quiet', '--strict', join(control, 'md5sums')], { cwd: root, encoding: 'utf8' }),
  ).toMatchObject({ status: 0, stdout: '' });
});

test('contains the application, and nothing of simulators, demonstration, register server, simulator console, tools or tests', () => {
  const files = listPackage(archive, { isPack: false });
  expect(files.filter((file) => /^\/[^/]+$/.test(file)).sort()).toEqual(['/.build', '/node_modules', '/package.json']);
  expect(files.filter((file) => /^\/\.build\/[^/]+$/.test(file)).sort()).toEqual(
    [
      'device-host.cjs',
      'fonts',
      'hours.cjs',
      'main.cjs',
      'preload.cjs',
      'renderer',
      'store.cjs',
      'terminal.cjs',
      'watchdog.cjs',
    ].map((name) => `/.build/${name}`),
  );
  expect(files.filter((file) => /\.(map|ts|tsx)$/.test(file))).toEqual([]);
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: object;
    devDependencies: object;
  };
  const packages = files.flatMap((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/@][^/]*)$/.exec(file)?.[1] ?? []);
  expect(packages).toEqual(
    expect.arrayContaining(Object.keys(own.dependencies).filter((name) => !(name in EXCHANGEABLE))),
  );
  // Beside the archive, not in it.
  expect(packages.filter((name) => name in EXCHANGEABLE)).toEqual([]);
  for (const [name, parts] of Object.entries(EXCHANGEABLE))
    expect(readdirSync(join(root, 'usr/lib/foyer/resources/node_modules', name), { recursive: true })).toEqual(
      expect.arrayContaining(parts.slice()),
    );
  expect(packages.filter((name) => name in own.devDependencies)).toEqual([]);
  expect(JSON.parse(extractFile(archive, 'package.json').toString()) as object).not.toHaveProperty('devDependencies');

  const code = files
    .filter((file) => file.startsWith('/.build/') && /\.(c?js|css|html)$/.test(file))
    .map((file) => extractFile(archive, file.slice(1)).toString())
    .join('\n');
  expect(code).not.toContain('sourceMappingURL');
  expect(code).not.toContain(ROOT);
  // The search finds what is there …
  for (const file of [
    'electron/kiosk/terminal/config.ts',
    'devices/receipt-printer/driver.ts',
    'devices/host/host.ts',
    'electron/kiosk/store/process.ts',
  ]) {
    const known = sentences(file);
    expect(known.length, file).toBeGreaterThan(0);
    expect(
      known.filter((text) => !code.includes(text)),
      file,
    ).toEqual([]);
  }
  // … and nothing of what must not be.
  for (const [part, texts] of Object.entries(markers())) {
    expect(texts.length, `sentences of: ${part}`).toBeGreaterThanOrEqual(10);
    expect(
      texts.filter((text) => code.includes(text)),
      part,
    ).toEqual([]);
  }
});

test('says of everything in it under which licence and from where', async () => {
  const { faults, document } = await readSbom(root, 'foyer');
  expect(faults).toBeNull();
  expect(document.metadata.component).toMatchObject({ name: 'foyer', version: field('Version') });
  const components = flat(document.components);
  const named = (name: string): SbomComponent | undefined => components.find((one) => one.name === name);
  expect(named('Electron')).toMatchObject({ version: runtime().version, cpe: expect.stringContaining(':electron:') });
  expect(named('Chromium')?.version).toMatch(/^\d+\.0\.\d+\.\d+$/);
  expect(named('FFmpeg')).toMatchObject({
    licenses: [{ expression: 'LGPL-2.1-or-later' }],
    evidence: { occurrences: [{ location: 'usr/lib/foyer/libffmpeg.so' }] },
  });
  expect(named('@kern-ux/native')).toMatchObject({
    licenses: [{ expression: 'EUPL-1.2' }],
    evidence: { occurrences: [{ location: 'usr/lib/foyer/resources/app.asar/.build/renderer' }] },
  });
  expect(named('opening_hours')).toMatchObject({
    licenses: [{ expression: 'LGPL-3.0-only' }],
    evidence: { occurrences: [{ location: 'usr/lib/foyer/resources/node_modules/opening_hours' }] },
  });
  const debian = (scope: string): string[] =>
    document.components.filter((one) => one.scope === scope).map(({ name }) => name);
  expect(debian('required')).toEqual(
    field('Depends')
      .split(', ')
      .map((one) => one.replace(/ .*/, '')),
  );
  expect(debian('optional')).toEqual([...field('Recommends').split(', '), ...field('Suggests').split(', ')]);
  // Every npm package in the archive is named by its place; so is every library beside it.
  const places = new Set(
    components.flatMap(({ evidence }) => evidence?.occurrences.map(({ location }) => location) ?? []),
  );
  const archived = listPackage(archive, { isPack: false })
    .filter((file) => /\/node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/.test(file))
    .map((file) => `usr/lib/foyer/resources/app.asar${file.replace(/\/package\.json$/, '')}`);
  expect(archived.length).toBeGreaterThan(15);
  expect(archived.filter((place) => !places.has(place))).toEqual([]);

  const paragraphs = readCopyright(root, 'foyer');
  expect(
    paragraphs
      .slice(1)
      .filter(
        ({ Files, Copyright, License }) =>
          Files === undefined || Copyright === undefined || License === undefined || !License.includes('\n'),
      ),
  ).toEqual([]);
  const told = paragraphs.map(({ Comment = '' }) => Comment).join('\n');
  expect(components.filter(({ purl, name }) => !purl.startsWith('pkg:deb/') && !told.includes(name))).toEqual([]);
  // What it points to is there.
  expect(existsSync(join(root, 'usr/lib/foyer/LICENSES.chromium.html'))).toBe(true);
});

test('the fuses rule out a Node interpreter, a debugger, and any application but the archive', async () => {
  const wire = (await getCurrentFuseWire(program)) as unknown as Record<FuseV1Options, FuseState | undefined>;
  for (const [name, wanted] of Object.entries(FUSES)) {
    const state = wire[Number(name) as FuseV1Options];
    // The stand-in lacks the newest.
    if (state === undefined && development && Number(name) >= FuseV1Options.GrantFileProtocolExtraPrivileges) continue;
    expect(state, FuseV1Options[Number(name)]).toBe(wanted ? FuseState.ENABLE : FuseState.DISABLE);
  }
});

test('the example is a configuration that the terminal accepts, its devices too', () => {
  const example = join(root, 'etc/foyer/foyer.yaml.example');
  expect(loadConfig([example])).toMatchObject({ ok: true, value: { terminal: { data: '/var/lib/foyer' } } });
  const whole = join(folder, 'whole.yaml');
  const [before = '', devices = ''] = readFileSync(example, 'utf8').split('devices: []\n');
  writeFileSync(whole, `${before}devices:\n${devices.replaceAll(/^# ?/gm, '')}`);
  expect(loadConfig([whole])).toMatchObject({
    ok: true,
    value: {
      devices: [
        { class: 'receipt-printer', link: { serial: { path: '/dev/foyer/receipt-printer' } } },
        { class: 'eid', app: { home: '/var/lib/foyer/ausweisapp' } },
      ],
    },
  });
});

for (const name of ['foyer.service', 'foyer-seal-key.service'])
  test(`the systemd unit ${name} is right`, () => {
    test.skip(spawnSync('systemd-analyze', ['--version']).status !== 0, 'systemd-analyze is not installed');
    // The commands as they lie here; the compositor may be missing on this machine.
    const unit = join(folder, name);
    writeFileSync(
      unit,
      shippedFile(`usr/lib/systemd/system/${name}`)
        .replaceAll(/^(Exec\w+=)(\/usr\/lib\S*)/gm, `$1${root}$2`)
        .replace('/usr/bin/cage', '/bin/true'),
    );
    const done = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    expect(done.stderr.split('\n').filter((line) => line.includes('foyer'))).toEqual([]);
    expect(done.status).toBe(0);
  });

test("the terminal's unit runs without rights, comes back by itself and leaves no memory behind", () => {
  for (const line of ['LimitCORE=0', 'User=foyer', 'NoNewPrivileges=yes', 'Restart=always'])
    expect(shippedFile('usr/lib/systemd/system/foyer.service')).toContain(`\n${line}\n`);
});

test('the udev rules are right, the examples in them too', () => {
  const rules = ['etc/udev/rules.d/60-foyer.rules', 'usr/lib/udev/rules.d/61-foyer-access.rules'];
  // udev(7): a rule is a list of key, operator and quoted value; an example is a rule behind a bare #.
  const rule = /^(?:[A-Z]+(?:\{[^}]+\})?(?:==|!=|=|\+=|-=|:=)"[^"]*"(?:, |$))+$/;
  const lines = rules
    .flatMap((file) => shippedFile(file).split('\n'))
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => line.replace(/^#/, ''));
  expect(lines.length).toBeGreaterThanOrEqual(6);
  expect(lines.filter((line) => !rule.test(line))).toEqual([]);
  expect(lines.filter((line) => line.includes('ID_MM_DEVICE_IGNORE')).length).toBeGreaterThanOrEqual(2);
  // `udevadm verify` came with version 254.
  if (Number(spawnSync('udevadm', ['--version'], { encoding: 'utf8' }).stdout ?? 0) >= 254) {
    const examples = join(folder, '60-foyer.rules');
    writeFileSync(examples, `${lines.join('\n')}\n`);
    expect(
      spawnSync('udevadm', ['verify', '--resolve-names=never', '--no-style', examples], { encoding: 'utf8' }),
    ).toMatchObject({ status: 0 });
  }
});

test('a package for development refuses to install unless that is allowed explicitly', () => {
  const script = join(control, 'preinst');
  expect(existsSync(script)).toBe(development);
  test.skip(!development, 'this package is made on the official runtime and has nothing to refuse');
  // dpkg's own variable for an installation into another root; the script does nothing but look.
  const elsewhere = join(folder, 'elsewhere');
  mkdirSync(join(elsewhere, 'etc/foyer'), { recursive: true });
  const install = (): SpawnSyncReturns<string> =>
    spawnSync(script, ['install'], { env: { PATH: process.env.PATH, DPKG_ROOT: elsewhere }, encoding: 'utf8' });
  const refused = install();
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('/etc/foyer/allow-development-runtime');
  writeFileSync(join(elsewhere, 'etc/foyer/allow-development-runtime'), '');
  expect(install()).toMatchObject({ status: 0, stderr: '' });
});

test('a terminal that keeps failing is restarted after growing pauses, a minute at most', () => {
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  // Says how long it was asked to wait.
  writeFileSync(join(tools, 'sleep'), '#!/bin/sh\necho "$1"\n', { mode: 0o755 });
  const starts = join(folder, 'starts');
  const pause = (): string =>
    execFileSync(join(root, 'usr/libexec/foyer/pause-before-start'), {
      env: { PATH: `${tools}:${process.env.PATH}`, RUNTIME_DIRECTORY: folder },
      encoding: 'utf8',
    }).trim();
  expect(Array.from({ length: 9 }, pause)).toEqual(['', '1', '2', '4', '8', '16', '32', '60', '60']);
  // Ten minutes without a failure, and it is as new.
  writeFileSync(
    starts,
    readFileSync(starts, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `${Number(line) - 601}\n`)
      .join(''),
  );
  expect(pause()).toBe('');
});

test('an update waits until the visit is over, up to a limit', () => {
  const tools = join(folder, 'waiting-tools');
  const log = join(folder, 'waiting-log');
  for (const made of [tools, log]) mkdirSync(made);
  const line = (event: string): string =>
    `${JSON.stringify({ time: '2026-11-21T09:30:00.000Z', level: 'info', event })}\n`;
  const write = (day: string, ...events: string[]): void =>
    writeFileSync(join(log, `foyer-${day}.jsonl`), events.map(line).join(''));
  // The third time that it waits, the visitor goes.
  const goes = (leaves: boolean): void => {
    const after = `[ "$(wc -l < '${log}/waits')" -lt 3 ] || echo '${line('visit.ended').trim()}' >> '${log}/foyer-2026-11-21.jsonl'`;
    writeFileSync(join(tools, 'sleep'), `#!/bin/sh\necho waited >> '${log}/waits'\n${leaves ? after : ':'}\n`, {
      mode: 0o755,
    });
  };
  const run = (): { status: number | null; waits: number; said: string } => {
    rmSync(join(log, 'waits'), { force: true });
    const done = spawnSync(join(root, 'usr/libexec/foyer/wait-for-visit'), {
      env: { PATH: `${tools}:${process.env.PATH}`, FOYER_LOG: log },
      encoding: 'utf8',
    });
    return {
      status: done.status,
      waits: existsSync(join(log, 'waits')) ? readFileSync(join(log, 'waits'), 'utf8').trim().split('\n').length : 0,
      said: done.stderr,
    };
  };
  goes(false);
  expect(run()).toEqual({ status: 0, waits: 0, said: '' });
  write('2026-11-21', 'kiosk.started', 'visit.began', 'visit.ended', 'hours.evaluated');
  expect(run()).toMatchObject({ status: 0, waits: 0 });
  // A terminal that crashed during a visit and was started again has no visitor.
  write('2026-11-21', 'visit.began', 'kiosk.started');
  expect(run()).toMatchObject({ status: 0, waits: 0 });
  // A visit that began before midnight.
  write('2026-11-20', 'kiosk.started', 'visit.began');
  write('2026-11-21', 'hours.evaluated');
  expect(run()).toMatchObject({
    status: 75,
    waits: 180,
    said: expect.stringContaining('somebody still uses the terminal'),
  });
  write('2026-11-21', 'visit.began', 'payment.outcome');
  goes(true);
  expect(run()).toMatchObject({ status: 0, waits: 3 });

  const script = readFileSync(join(control, 'prerm'), 'utf8');
  // Before the terminal is stopped, also where dpkg asks the new package because the old one said no.
  expect(script.indexOf('wait-for-visit')).toBeLessThan(script.indexOf('stop foyer.service'));
  expect(script).toMatch(/^ {2}upgrade\|failed-upgrade\)$/m);
});

test('it refuses to run as root', () => {
  test.skip(!isRoot, 'only root can try');
  const asRoot = (...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(program, args, {
      env: { PATH: process.env.PATH, HOME: folder, FOYER_CONFIG: join(folder, 'none.yaml') },
      encoding: 'utf8',
      timeout: 20_000,
    });
  // Chromium refuses by itself; where a switch turns that off, Foyer refuses.
  expect(asRoot().status).not.toBe(0);
  const insisting = asRoot('--no-sandbox', '--headless');
  expect(insisting.stderr).toContain('Foyer does not run as root');
  expect(insisting.status).toBe(77);
});

test('the executable cannot be used as a Node interpreter', async () => {
  const children = new Children();
  const display = await startDisplay(children, 640, 480);
  try {
    const script = join(folder, 'script.cjs');
    writeFileSync(script, "require('fs').writeSync(1, 'NODE ' + 'RUNS')");
    const env = { ...terminalCommand(join(folder, 'none.yaml'), display.name, folder).env, ELECTRON_RUN_AS_NODE: '1' };
    const run = (executable: string): SpawnSyncReturns<string> => {
      const [command = '', ...args] = [...asAccount(), executable, script];
      return spawnSync(command, args, { env, encoding: 'utf8', timeout: 20_000 });
    };
    // The runtime before its fuses were turned does: the question is a real one.
    expect(run(runtime().executable).stdout).toContain('NODE RUNS');
    const done = run(program);
    expect(done.stdout).not.toContain('NODE RUNS');
    // It is the terminal, and misses its configuration (EX_CONFIG).
    expect(done.status).toBe(78);
    expect(done.stderr).toContain('none.yaml: cannot be read');
  } finally {
    await display.stop();
    await children.end();
  }
});

test('unpacked, it reaches the attract screen, opens no debugger, reaches its printer, and ends in order', async () => {
  const children = new Children();
  const display = await startDisplay(children);
  const home = join(folder, 'terminal');
  const serial = join(folder, 'devices', 'receipt-printer');
  const printer = await startReceiptPrinterSimulator({
    widthDots: 512,
    link: { pty: { path: serial, ...(isRoot ? { owner: ACCOUNT } : {}) } },
  });
  try {
    const register = await startRegister(children, join(folder, 'register'), 0);
    const config = await demoConfiguration(home, register, [
      { name: 'receipt-printer', class: 'receipt-printer', link: { serial: { path: serial } } },
    ]);
    const [byArgument, byEnvironment] = [await freePort(), await freePort()];
    const env = {
      ...terminalCommand(config, display.name, home).env,
      NODE_OPTIONS: `--inspect=127.0.0.1:${byEnvironment}`,
    };
    // A shell in the compositor's place: the application is its child.
    const [command = '', ...args] = [
      ...asAccount(),
      'sh',
      '-c',
      '"$@"; exit $?',
      'compositor',
      program,
      '--ozone-platform=x11',
      `--inspect=127.0.0.1:${byArgument}`,
    ];
    const seen: Record<string, unknown>[] = [];
    let errors = '';
    const shell = children.start(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    shell.stderr?.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    await firstLine(
      shell,
      'the packaged terminal',
      (line) => (json(line)?.event === 'kiosk.ready' ? true : undefined),
      40_000,
      (line) => {
        const event = json(line);
        if (event !== undefined) seen.push(event);
      },
    );
    expect(seen).toContainEqual(expect.objectContaining({ event: 'kiosk.started', runtimeKind: runtime().kind }));
    expect(seen.filter(({ event }) => event === 'library.exchanged')).toEqual([]);

    // The device host, its native modules and its fonts work from the package: the printer is asked, and answers.
    await expect
      .poll(() => seen.filter(({ event, state }) => event === 'device.status' && state === 'ready').length, {
        timeout: 20_000,
      })
      .toBeGreaterThan(0);
    expect(printer.violations()).toEqual([]);
    // So do the threads beside main: one evaluates opening hours, one watches.
    await expect
      .poll(() => seen.filter(({ event }) => event === 'hours.evaluated').length, { timeout: 20_000 })
      .toBe(1);
    expect(seen.filter(({ event }) => event === 'hours.not-told' || event === 'process.gone')).toEqual([]);

    expect(await answers(byArgument)).toBe(false);
    expect(await answers(byEnvironment)).toBe(false);
    expect(errors).not.toContain('Debugger listening');

    // The attract screen: more than a sheet of one colour, over the whole height.
    await expect
      .poll(() => colours(display.framebuffer), { timeout: 15_000 })
      .toEqual({ top: true, middle: true, bottom: true });
    keep(display.framebuffer, 'package-attract');

    // ExecStop, as the unit calls it.
    const [stop = '', ...stopArgs] = [...asAccount(), join(root, 'usr/libexec/foyer/end-in-order')];
    // When its output is read to the end: its last word may come after its exit.
    const gone = new Promise<number | null>((resolve) => shell.once('close', (code) => resolve(code)));
    // Not synchronously: the shell must be reaped for the script to see that it is gone.
    await promisify(execFile)(stop, stopArgs, {
      env: { PATH: process.env.PATH, MAINPID: String(shell.pid) },
      timeout: 20_000,
    });
    expect(await gone).toBe(0);
    expect(seen.at(-1)).toMatchObject({ event: 'kiosk.stopped' });
    // The store was not taken away from under it.
    expect(seen.filter(({ event, process: name }) => event === 'process.gone' && name === 'store')).toEqual([]);
    expect(readdirSync(join(home, 'data'))).toEqual(expect.arrayContaining(['journal.sqlite', 'log']));
  } finally {
    await children.end();
    await display.stop();
    await printer.stop();
  }
});

test("the terminal starts under its unit's restrictions, binds its keys to the machine, and reaches nothing that it need not", async () => {
  const obstacle = noSystemd();
  test.skip(obstacle !== null, `the unit under systemd: ${obstacle}`);
  test.setTimeout(180_000);
  await runUnderItsUnit(deb);
});

test('another build of the library for opening hours is loaded where the operator puts it, and the log says so', async () => {
  const library = join(root, 'usr/lib/foyer/resources/node_modules/opening_hours/build/opening_hours.js');
  const delivered = readFileSync(library);
  // A build that understands no text at all: that it is this one which runs can be seen from outside.
  writeFileSync(library, 'module.exports = class { constructor() { throw new Error("exchanged"); } };');
  const children = new Children();
  const display = await startDisplay(children);
  const home = join(folder, 'exchanged');
  try {
    const register = await startRegister(children, join(folder, 'register-exchanged'), 0);
    const config = await demoConfiguration(home, register, []);
    const seen: Record<string, unknown>[] = [];
    const [command = '', ...args] = [...asAccount(), program, '--ozone-platform=x11'];
    const terminal = children.start(command, args, {
      env: terminalCommand(config, display.name, home).env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await firstLine(
      terminal,
      'the packaged terminal',
      (line) => (json(line)?.event === 'hours.not-told' ? true : undefined),
      40_000,
      (line) => {
        const event = json(line);
        if (event !== undefined) seen.push(event);
      },
    );
    expect(seen).toContainEqual(
      expect.objectContaining({
        event: 'library.exchanged',
        name: 'opening_hours',
        sha256: createHash('sha256').update(readFileSync(library)).digest('hex'),
      }),
    );
    expect(seen.filter(({ event, name }) => event === 'library.exchanged' && name !== 'opening_hours')).toEqual([]);
    expect(seen).toContainEqual(expect.objectContaining({ event: 'hours.not-told', reason: 'unreadable' }));
  } finally {
    await children.end();
    await display.stop();
    writeFileSync(library, delivered);
  }
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() =>
          address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
        );
      });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(2_000, () => resolve(false));
    socket
      .once('connect', () => resolve(true))
      .once('error', () => resolve(false))
      .once('close', () => socket.destroy());
  });
}

/** Whether each third of the display shows more than three colours. */
function colours(framebuffer: string): { top: boolean; middle: boolean; bottom: boolean } {
  const file = readFileSync(framebuffer);
  const layout = readXwdHeader(file);
  if (!layout.ok) throw new Error(layout.error);
  const pixels = new Uint32Array(toRgba(file, layout.value).buffer);
  const third = Math.floor(layout.value.height / 3) * layout.value.width;
  const rich = (part: number): boolean => new Set(pixels.subarray(part * third, (part + 1) * third)).size > 3;
  return { top: rich(0), middle: rich(1), bottom: rich(2) };
}

function keep(framebuffer: string, name: string): void {
  const file = readFileSync(framebuffer);
  const layout = readXwdHeader(file);
  if (!layout.ok) throw new Error(layout.error);
  const { width, height } = layout.value;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  image.data.set(toRgba(file, layout.value));
  context.putImageData(image, 0, 0);
  mkdirSync(join(ROOT, 'out/e2e'), { recursive: true });
  writeFileSync(join(ROOT, 'out/e2e', `${name}.png`), canvas.toBuffer('image/png'));
}
