/**
 * The package `foyer-training` from outside, as a trainer gets it: unpacked without installing, looked through, and
 * started.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { createServer, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { attributesOf, decodeMessage, GROUP, textsOf } from '../../../devices/document-printer/ipp.ts';
import { ippRequest, lookAttributes } from '../../../devices/document-printer/operations.ts';
import { loadConfig } from '../../../electron/kiosk/terminal/config.ts';
import { makeTrainingPackage } from '../../../tools/package/training.ts';
import { runtime } from '../../../tools/run/account.ts';
import { ROOT, RUNTIME_RECORD } from '../../../tools/setup/paths.mjs';
import { connect as connectEid } from '../../interop/eid-simulator/client.ts';
import { flat, readCopyright, readSbom } from '../../harness/package-documents.ts';
import { listen } from '../simulator/desk-events.ts';

/** Devices on the network, each with a port of its own. */
const PORTS = 9;
const folder = mkdtempSync(join(tmpdir(), 'foyer-training-test-'));
const root = join(folder, 'root');
const program = join(root, 'usr/lib/foyer-training/foyer-training.mjs');
const snippet = join(root, 'usr/share/foyer-training/foyer.d/50-training.yaml');
let deb: string;

beforeAll(async () => {
  ({ deb } = await makeTrainingPackage({ out: join(folder, 'out'), compression: 'light' }));
  execFileSync('dpkg-deb', ['-x', deb, root]);
  execFileSync('dpkg-deb', ['-e', deb, join(folder, 'control')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Node by which the program is started: ours, and where it is the stand-in runtime's, Debian 12's version. */
const standIn = existsSync(RUNTIME_RECORD) ? runtime() : null;
const NODES = [
  { name: 'this Node', executable: process.execPath, env: {} },
  ...(standIn?.kind === 'stand-in'
    ? [{ name: 'Node 18, of the stand-in runtime', executable: standIn.executable, env: { ELECTRON_RUN_AS_NODE: '1' } }]
    : []),
];

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly printed: string;
  readonly complaints: () => string;
  readonly ended: Promise<number | null>;
}

/** Resolves when the whole configuration was printed. */
function start(executable: string, env: NodeJS.ProcessEnv): Promise<Started> {
  const child = spawn(executable, [program], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [printed, complaints] = ['', ''];
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`ended with code ${code}: ${complaints}`)));
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString();
      const url = /http:\S+/.exec(printed)?.[0];
      if (url !== undefined && printed.endsWith('\n\n'))
        resolve({ child, url, printed, complaints: () => complaints, ended });
    });
  });
}

const listening = (port: number): Promise<Server | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null)).listen(port, '127.0.0.1', () => resolve(server));
  });

/** The first of as many free ports as the devices need. */
async function freeRow(): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const servers = await Promise.all(Array.from({ length: PORTS }, (_, at) => listening(first + at)));
    await Promise.all(
      servers.map((server) => new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)))),
    );
    if (!servers.includes(null)) return first;
  }
}

/** What came back until `enough` bytes were there, as hexadecimal digits. */
function answerOf(port: number, request: string, enough: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(request, 'hex')));
    let got = Buffer.alloc(0);
    socket.once('error', reject).on('data', (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      if (got.length < enough) return;
      socket.destroy();
      resolve(got.toString('hex'));
    });
  });
}

/** Resolves when the folder is empty. A link that leads nowhere still lies in it. */
function emptied(path: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (readdirSync(path).length > 0) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(path, look);
    look();
  });
}

const field = (name: string): string => execFileSync('dpkg-deb', ['-f', deb, name], { encoding: 'utf8' }).trim();

test("the training package's control file says what it is and what it needs", () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(field('Package')).toBe('foyer-training');
  expect(field('Version')).toBe(version);
  expect(field('Architecture')).toBe(execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim());
  expect(field('Depends').split(', ')).toEqual(expect.arrayContaining(['nodejs (>= 18)', 'socat']));
  // It starts nothing by itself, so it needs no scripts.
  expect(readdirSync(join(folder, 'control')).sort()).toEqual(['control', 'md5sums']);
});

test("the training package's files belong to root, with the rights of programs and texts, and match the check sums", () => {
  const lines = execFileSync('dpkg-deb', ['-c', deb], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
  expect(
    lines.filter(([mode, owner]) => owner !== 'root/root' || !/^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x)$/.test(mode ?? '')),
  ).toEqual([]);
  expect(lines.filter(([mode]) => mode === '-rwxr-xr-x').map((line) => line[5])).toEqual(['./usr/bin/foyer-training']);
  const names = lines.map((line) => line[5] ?? '');
  expect(
    names.filter(
      (name) => /\.(ts|map)$/.test(name) || name.startsWith('./usr/lib/foyer/') || name.startsWith('./etc/'),
    ),
  ).toEqual([]);
  for (const name of ['copyright', 'README.md']) expect(names).toContain(`./usr/share/doc/foyer-training/${name}`);
  const sums = join(folder, 'control/md5sums');
  expect(spawnSync('md5sum', ['--check', '--quiet', '--strict', sums], { cwd: root, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stdout: '',
  });
  expect(readFileSync(sums, 'utf8').trim().split('\n')).toHaveLength(
    names.filter((name) => !name.endsWith('/')).length,
  );
  expect(readFileSync(program, 'utf8')).not.toContain(ROOT);
});

test('the training package names the licence of everything in it, and what it needs of Debian', async () => {
  const patterns = readCopyright(root, 'foyer-training').flatMap(({ Files = '' }) => Files.split('\n'));
  for (const name of ['zod', 'yaml', 'iconv-lite', '@napi-rs/canvas', '@expo-google-fonts/noto-sans-mono'])
    expect(patterns).toContain(`node_modules/${name}/*`);
  const { faults, document } = await readSbom(root, 'foyer-training');
  expect(faults).toBeNull();
  expect(document.components.find(({ purl }) => purl.startsWith('pkg:deb/debian/nodejs'))).toMatchObject({
    scope: 'required',
    description: 'version >= 18',
  });
  expect(flat(document.components).find(({ name }) => name === 'Skia')?.licenses).toMatchObject([
    { expression: 'BSD-3-Clause' },
  ]);
});

test('the training package is not made anew while nothing changed', async () => {
  expect(await makeTrainingPackage({ out: join(folder, 'out'), compression: 'light' })).toEqual({ deb, reused: true });
  expect(readdirSync(join(folder, 'out')).sort()).toEqual([deb.split('/').at(-1), 'foyer-training.made'].sort());
});

test("the training package's configuration over a terminal's own is accepted by the terminal", () => {
  const loaded = loadConfig([join(ROOT, 'tools/package/tree/etc/foyer/foyer.yaml.example'), snippet]);
  expect(loaded).toMatchObject({ ok: true, value: { terminal: { name: 'T01', onLowBattery: 'stay' } } });
});

describe.each(NODES)("the training package's simulator console with $name", ({ executable, env }) => {
  test('has devices at their ports, shows them, prints paper, and leaves nothing behind', async () => {
    const firstPort = await freeRow();
    const line = join(mkdtempSync(join(folder, 'line-')), 'receipt-printer');
    const { child, url, printed, complaints, ended } = await start(executable, {
      ...env,
      FOYER_DEVICE_PORT: String(firstPort),
      FOYER_DESK_PORT: '0',
      FOYER_RECEIPT_PRINTER: line,
    });

    // What it prints is what lies in the package, but for this test's ports and folder.
    const packaged = readFileSync(snippet, 'utf8')
      .replaceAll(/\b850\d\b/g, (port) => String(Number(port) - 8_500 + firstPort))
      .replace('/run/foyer-training/receipt-printer', line);
    expect(parse(printed)).toEqual(parse(packaged));

    // ZVT registration (PA00P015, 2.1) with password 000000 and the configuration byte BE: 80 00 00, then completion 06
    // 0F.
    expect(await answerOf(firstPort, '060004000000be', 5)).toMatch(/^800000060f/);
    const uri = `ipp://127.0.0.1:${firstPort + 1}/ipp/print`;
    const answer = await fetch(uri.replace('ipp', 'http'), {
      method: 'POST',
      headers: { 'content-type': 'application/ipp' },
      body: Buffer.from(ippRequest('getPrinterAttributes', 1, uri, lookAttributes())),
    });
    const told = decodeMessage(new Uint8Array(await answer.arrayBuffer()));
    expect(told?.code).toBe(0);
    expect(textsOf(attributesOf(told!, GROUP.printer).get('document-format-supported'))).toContain('application/pdf');

    const ausweis = await connectEid(`ws://127.0.0.1:${firstPort + 8}/eID-Kernel`);
    ausweis.send({ cmd: 'GET_API_LEVEL' });
    expect(await ausweis.next('API_LEVEL')).toMatchObject({ available: [1, 2, 3] });
    ausweis.close();

    expect(await (await fetch(url)).text()).toContain('<script type="module" src="desk.js">');
    for (const [file, type] of [
      ['desk.js', 'text/javascript'],
      ['desk.css', 'text/css'],
      ['icon.svg', 'image/svg+xml'],
    ] as const) {
      const got = await fetch(new URL(file, url));
      expect([file, got.status, got.headers.get('content-type')?.split(';')[0]]).toEqual([file, 200, type]);
      // Types would mean that it was not compiled.
      expect(await got.text()).not.toContain('import type');
    }
    {
      await using events = await listen(url);
      // ESC @, a line, full cut.
      writeFileSync(line, Buffer.concat([Buffer.from('\x1b@Zum Üben\n\n\n', 'latin1'), Buffer.of(0x1d, 0x56, 0x00)]));
      const { papers, devices } = await events.state((state) => state.papers.length > 0);
      const picture = Buffer.from(await (await fetch(new URL(`papers/${papers[0]?.number}.png`, url))).arrayBuffer());
      expect(picture.subarray(1, 4).toString()).toBe('PNG');

      // Every label that the instructions name in bold stands on the page.
      const script = readFileSync(join(root, 'usr/lib/foyer-training/page/desk.js'), 'utf8');
      const labels = new Set(devices.flatMap(({ hands, faults }) => [...hands, ...faults.map(({ label }) => label)]));
      const named = [
        ...readFileSync(join(root, 'usr/share/doc/foyer-training/README.md'), 'utf8').matchAll(/\*\*([^*]+)\*\*/g),
      ].map(([, label = '']) => label);
      expect(named.length).toBeGreaterThan(40);
      expect(named.filter((label) => !labels.has(label) && !script.includes(label))).toEqual([]);
    }
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(readdirSync(dirname(line))).toEqual([]);
    expect(complaints()).toBe('');
  });

  test('names a port that is taken, and ends what had begun', async () => {
    const firstPort = await freeRow();
    const other = await listening(firstPort + 3);
    onTestFinished(() => void other?.close());
    const line = join(mkdtempSync(join(folder, 'line-')), 'receipt-printer');
    const failed = await start(executable, {
      ...env,
      FOYER_DEVICE_PORT: String(firstPort),
      FOYER_DESK_PORT: '0',
      FOYER_RECEIPT_PRINTER: line,
    }).catch((error: unknown) => String(error));
    expect(failed).toMatch(new RegExp(`code 1: Anschluss ${firstPort + 3} ist belegt`));
    await emptied(dirname(line));
  });

  test.each([
    ['FOYER_DEVICE_PORT', '65530'],
    ['FOYER_DESK_PORT', 'acht'],
  ])('refuses %s %s in one sentence', async (name, value) => {
    const failed = await start(executable, {
      ...env,
      FOYER_RECEIPT_PRINTER: join(folder, 'none'),
      [name]: value,
    }).catch((error: unknown) => String(error));
    expect(failed).toMatch(new RegExp(`code 1: ${name}: eine Zahl von 0 bis \\d+\n$`));
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

describe("the training package's command", () => {
  /** Runs it with stand-ins for what it calls, each of which says how it was called. */
  function run(
    uid: number,
    account: boolean,
    env: NodeJS.ProcessEnv,
  ): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    const tools = mkdtempSync(join(folder, 'tools-'));
    const stand = (name: string, script: string): void =>
      writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    stand('id', `echo ${uid}`);
    stand('getent', account ? 'exit 0' : 'exit 2');
    for (const name of ['install', 'setpriv', 'node'])
      stand(name, `echo "${name} $*"; echo "at $FOYER_RECEIPT_PRINTER"`);
    return spawnSync('/bin/sh', [join(root, 'usr/bin/foyer-training')], {
      env: { PATH: tools, ...env },
      encoding: 'utf8',
    });
  }

  test('runs as an ordinary account, with the serial line where only that account has access', () => {
    expect(run(1000, false, { XDG_RUNTIME_DIR: '/run/user/7' })).toMatchObject({
      status: 0,
      stdout: 'node /usr/lib/foyer-training/foyer-training.mjs\nat /run/user/7/foyer-training/receipt-printer\n',
    });
    expect(run(1000, true, {}).stdout).toContain('at /run/user/1000/foyer-training/receipt-printer\n');
    expect(run(1000, true, { FOYER_RECEIPT_PRINTER: '/tmp/line' }).stdout).toContain('at /tmp/line\n');
  });

  test("run by root, runs as the terminal's account, with the serial line where the configuration says", () => {
    const { status, stdout } = run(0, true, { XDG_RUNTIME_DIR: '/run/user/0' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^install -d -o foyer -g foyer -m 0750 \/run\/foyer-training\n/);
    expect(stdout).toContain(
      'setpriv --reuid=foyer --regid=foyer --init-groups -- node /usr/lib/foyer-training/foyer-training.mjs\nat /run/foyer-training/receipt-printer\n',
    );
    expect(readFileSync(snippet, 'utf8')).toContain('/run/foyer-training/receipt-printer');
  });

  test('run by root without that account, refuses', () => {
    const { status, stdout, stderr } = run(0, false, {});
    expect([status, stdout]).toEqual([77, '']);
    expect(stderr).toContain('not as root');
  });
});
