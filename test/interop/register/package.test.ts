/** The register's Debian package: what is in it, and that it runs from there on a PostgreSQL server. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeRegisterPackage } from '../../../tools/commands/make-register.ts';
import { NODE, sha256 } from '../../../tools/setup/node-runtime.mjs';
import { flat, readCopyright, readSbom } from '../../harness/package-documents.ts';
import { postgresMissing, startPostgres } from './postgres.ts';

const run = promisify(execFile);
const missing = existsSync('/usr/bin/dpkg-deb') ? undefined : 'dpkg-deb is not installed';
if (missing !== undefined) process.stdout.write(`skipped: the register's package: ${missing}\n`);
const noServer = postgresMissing();
if (noServer !== undefined)
  process.stdout.write(`skipped: the register's package on a PostgreSQL server: ${noServer}\n`);

describe.skipIf(missing !== undefined)('the package foyer-register', () => {
  let work: string;
  let deb: string;
  let root: string;
  let files: string[];
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'foyer-register-test-'));
    deb = await makeRegisterPackage({ out: work, compression: 'light' });
    root = join(work, 'root');
    await run('dpkg-deb', ['--extract', deb, root]);
    files = (await run('dpkg-deb', ['--contents', deb], { maxBuffer: 1 << 24 })).stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/).slice(5).join(' ').replace(/^\./, ''));
  }, 180_000);
  afterAll(() => rm(work, { recursive: true, force: true }));

  const settings = (more: Record<string, string>) => {
    const { DATABASE_URL: _, ...rest } = process.env;
    return { ...rest, FOYER_DATA: join(work, 'data'), FOYER_OFFICE_PORT: 'off', FOYER_REGISTER_PORT: '0', ...more };
  };
  /** The package's own runtime and program; no checkout is near. */
  const program = [join('usr/lib/foyer-register/node'), join('usr/lib/foyer-register/foyer-register.mjs')] as const;
  const call = (args: string[], more: Record<string, string> = {}) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(
        join(root, program[0]),
        [join(root, program[1]), ...args],
        { env: settings(more), cwd: work, timeout: 60_000 },
        (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
      );
    });

  test('says what it is and what it needs', async () => {
    const { stdout } = await run('dpkg-deb', ['--field', deb]);
    expect(stdout).toMatch(/^Package: foyer-register$/m);
    expect(stdout).toMatch(/^Architecture: (amd64|arm64)$/m);
    expect(stdout).toMatch(/^Depends: .*\badduser\b/m);
    expect((await run('dpkg-deb', ['--info', deb, 'conffiles'])).stdout).toBe('/etc/foyer-register/register.env\n');
    for (const script of ['postinst', 'prerm', 'postrm'])
      await run('dpkg-deb', ['--info', deb, script]).then(({ stdout: text }) => writeFile(join(work, script), text));
    for (const script of ['postinst', 'prerm', 'postrm']) await run('sh', ['-n', join(work, script)]);
  });

  test('has every file in its place, and none of the demonstration, the checkout or other processors', async () => {
    for (const file of [
      '/usr/bin/foyer-register',
      '/usr/lib/systemd/system/foyer-register.service',
      '/etc/foyer-register/register.env',
      '/usr/share/doc/foyer-register/copyright',
      '/usr/share/doc/foyer-register/README.md',
    ])
      expect(files).toContain(file);
    expect(files.filter((file) => /demo|\.ts$|\.map$|win32|darwin|\/test\//.test(file))).toEqual([]);
    const { stdout } = await run('grep', [
      '-rlE',
      'Mustermann|startDemoEidServer|loadDemo',
      join(root, 'usr/lib/foyer-register'),
      '--include=*.mjs',
    ]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  test('says of everything in it under which licence and from where, its Node.js among them', async () => {
    const { faults, document } = await readSbom(root, 'foyer-register');
    expect(faults).toBeNull();
    expect(document.metadata.component).toMatchObject({
      name: 'foyer-register',
      licenses: [{ expression: 'EUPL-1.2' }],
    });
    const components = flat(document.components);
    expect(components.find(({ name }) => name === 'Node.js')).toMatchObject({
      version: NODE.version,
      hashes: [{ alg: 'SHA-256', content: sha256(join(root, program[0])) }],
      evidence: { occurrences: [{ location: program[0] }] },
    });
    expect(document.components.filter(({ purl }) => purl.startsWith('pkg:deb/')).map(({ name }) => name)).toEqual([
      'adduser',
      'libc6',
      'libgcc-s1',
      'libstdc++6',
      'postgresql',
    ]);
    // Whatever lies in the package as an npm package is named, and every place that is named is there.
    const places = new Set(
      components.flatMap(({ evidence }) => evidence?.occurrences.map(({ location }) => `/${location}`) ?? []),
    );
    const shipped = files
      .filter((file) => /\/node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/.test(file))
      .map((file) => file.replace(/\/package\.json$/, ''));
    expect(shipped.length).toBeGreaterThan(20);
    expect(shipped.filter((folder) => !places.has(folder))).toEqual([]);
    expect([...places].filter((place) => !files.includes(place) && !files.includes(`${place}/`))).toEqual([]);
    // Each package that is in the bill of materials has its paragraph with a text.
    const paragraphs = readCopyright(root, 'foyer-register');
    expect(paragraphs[0]).toMatchObject({
      Format: 'https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    });
    expect(
      paragraphs
        .slice(1)
        .filter(
          ({ Files, Copyright, License }) =>
            Files === undefined || Copyright === undefined || License === undefined || !License.includes('\n'),
        ),
    ).toEqual([]);
    // Made of somebody else's list, and in a bundle.
    expect(
      paragraphs.find(({ Files }) => Files === 'register/server/office/accounts/common-passwords.json')?.License,
    ).toMatch(/^CC-BY-SA-3\.0\n/);
    const told = paragraphs.map(({ Comment = '' }) => Comment).join('\n');
    expect(components.filter(({ purl, name }) => !purl.startsWith('pkg:deb/') && !told.includes(name))).toEqual([]);
    expect(await readFile(join(root, 'usr/lib/foyer-register/LICENSE.node'), 'utf8')).toContain('OpenSSL');
  });

  test('is not built with a Node.js executable other than the pinned one', async () => {
    const other = join(work, 'other-node');
    await writeFile(other, 'not Node.js');
    await expect(makeRegisterPackage({ out: work, compression: 'light', node: other })).rejects.toThrow(
      `other-node is not the executable of Node.js ${NODE.version}`,
    );
  });

  test('loads another build of the library for opening hours where the operator puts it', async () => {
    const catalogue = join(work, 'catalogue.json');
    await writeFile(catalogue, JSON.stringify({ offices: [{ id: 'halle', openingHours: 'Mo 08:00-12:00' }] }));
    // No register runs: the hours are read back before it is asked.
    expect((await call(['catalogue', 'publish', catalogue])).out).toContain('halle: Montag: 08:00–12:00');
    const library = join(root, 'usr/lib/foyer-register/node_modules/opening_hours/build/opening_hours.esm.mjs');
    const delivered = await readFile(library);
    // As the operator would, who built a changed version: it reads every text as one.
    await writeFile(
      library,
      `import { createRequire } from 'node:module';
      const Delivered = createRequire(import.meta.url)('./opening_hours.js');
      export default class extends Delivered { constructor(_text, ...rest) { super('Tu 14:00-16:00', ...rest); } }`,
    );
    try {
      expect((await call(['catalogue', 'publish', catalogue])).out).toContain(
        'halle: Montag: geschlossen; Dienstag: 14:00–16:00',
      );
    } finally {
      await writeFile(library, delivered);
    }
  });

  test('has a unit that systemd understands', async (context) => {
    if (!existsSync('/usr/bin/systemd-analyze')) return context.skip('systemd-analyze is not installed');
    const unit = join(work, 'foyer-register.service');
    const text = await readFile(join(root, 'usr/lib/systemd/system/foyer-register.service'), 'utf8');
    // The program is not installed here, only unpacked; everything else is looked at as it is.
    await writeFile(unit, text.replace(/^ExecStart=.*$/m, 'ExecStart=/bin/true'));
    const { stderr } = await run('systemd-analyze', ['verify', '--man=no', unit]).catch(
      (error: { stderr: string }) => error,
    );
    expect(stderr.split('\n').filter((line) => line.includes('foyer-register'))).toEqual([]);
  });

  test('does not start without a PostgreSQL server unless that is asked for explicitly, and has no demonstration', async () => {
    expect(await call([])).toMatchObject({ code: 2, err: expect.stringContaining('DATABASE_URL is missing') });
    expect(await call(['--demo'])).toMatchObject({ code: 2, err: expect.stringContaining("'--demo'") });
    expect(existsSync(join(work, 'data'))).toBe(false);
    const { out } = await call(['help']);
    expect(out).toContain('foyer-register COMMAND');
    expect(out).not.toMatch(/npm|demo|generate/);
    // What draws documents is loaded with the settings, and is there.
    expect(
      await call([], { FOYER_REGISTER_DATABASE: 'embedded', FOYER_SERVICES: '/nowhere/services.yaml' }),
    ).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read (ENOENT)') });
  });

  test.skipIf(noServer !== undefined)(
    'starts on a PostgreSQL server, answers, obeys its commands and ends',
    async () => {
      const postgres = await startPostgres();
      try {
        const child = spawn(join(root, program[0]), [join(root, program[1])], {
          env: settings({ DATABASE_URL: postgres.url }),
          cwd: work,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let log = '';
        child.stderr.on('data', (chunk) => (log += chunk));
        const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
        const ready = await new Promise<{ url: string; database: string }>((resolve, reject) => {
          createInterface({ input: child.stdout }).once('line', (line) =>
            resolve(JSON.parse(line) as { url: string; database: string }),
          );
          child.once('exit', (code) => reject(new Error(`ended with ${code}: ${log}`)));
        });
        expect(ready.database).toBe('postgresql');
        const health = await fetch(`${ready.url}/health`);
        expect([health.status, await health.json()]).toEqual([
          200,
          { status: 'ok', database: 'postgresql', contract: 3 },
        ]);
        const { code, out } = await run('sh', [join(root, 'usr/bin/foyer-register'), '--version']).then(
          () => ({ code: 0, out: '' }),
          (error: { code: number; stderr: string }) => ({ code: error.code, out: error.stderr }),
        );
        expect([code, out]).toEqual([2, expect.stringContaining('register.env')]);
        expect((await call(['terminals', 'enrol', 'halle-1'])).out).toMatch(/^code for terminal halle-1/);
        expect((await call(['audit', 'verify'])).out).toBe('verified: 1 entries\n');
        expect(await call(['documents', 'generate', '10'])).toMatchObject({
          code: 2,
          err: expect.stringContaining('is for the demonstration'),
        });
        child.kill('SIGTERM');
        expect(await ended).toBe(0);
      } finally {
        await postgres.remove();
      }
    },
    120_000,
  );
});
