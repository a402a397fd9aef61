/**
 * The signed repository, judged by apt itself: it takes what was published, and nothing that was changed afterwards.
 */
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { UNSET_MAINTAINER } from '../../tools/package/origin/publisher.ts';
import { publish, sources } from '../../tools/package/repository.ts';

const missing = ['apt-get', 'dpkg-deb', 'gpg', 'reprepro'].filter(
  (name) => spawnSync(name, ['--version']).error !== undefined,
);
if (missing.length > 0) process.stdout.write(`skipped: the signed repository: ${missing.join(', ')} not installed\n`);
const PUBLISHER = 'Stadt Musterstadt <it@musterstadt.example>';

describe.skipIf(missing.length > 0)('the signed repository', () => {
  const work = mkdtempSync(join(tmpdir(), 'foyer-apt-'));
  // Short: GnuPG's socket lies in it.
  const env = { PATH: process.env.PATH, HOME: work, GNUPGHOME: mkdtempSync(join(tmpdir(), 'gpg-')), LANG: 'C.UTF-8' };
  let key: string;
  let otherKey: string;
  /** As it was published; tests change copies. */
  let published: string;
  let deb: string;

  const call = (program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}, cwd = work) =>
    new Promise<{ code: number; said: string }>((resolve) => {
      execFile(program, args, { env: { ...env, ...more }, cwd, encoding: 'utf8', timeout: 60_000 }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), said: `${out}${err}` }),
      );
    });
  async function makeKey(name: string): Promise<string> {
    await call('gpg', [
      '--batch',
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      '',
      '--quick-generate-key',
      `${name} <${name}@musterstadt.example>`,
      'ed25519',
      'sign',
      '1d',
    ]);
    return (
      /^fpr:+([0-9A-F]{40}):/m.exec(
        (await call('gpg', ['--batch', '--with-colons', '--list-secret-keys', name])).said,
      )?.[1] ?? ''
    );
  }
  async function makeDeb(
    name: string,
    { version = '1.0.0', maintainer = PUBLISHER, content = 'as published' } = {},
  ): Promise<string> {
    const tree = mkdtempSync(join(work, 'tree-'));
    mkdirSync(join(tree, 'DEBIAN'));
    mkdirSync(join(tree, 'usr/share', name), { recursive: true });
    writeFileSync(join(tree, 'usr/share', name, 'text'), content);
    writeFileSync(
      join(tree, 'DEBIAN/control'),
      `Package: ${name}\nVersion: ${version}\nSection: misc\nPriority: optional\nArchitecture: amd64\nMaintainer: ${maintainer}\nDescription: for a test\n`,
    );
    chmodSync(tree, 0o755);
    const file = join(tree, `${name}_${version}_amd64.deb`);
    expect((await call('dpkg-deb', ['--root-owner-group', '--build', tree, file])).code).toBe(0);
    return file;
  }

  beforeAll(async () => {
    [key, otherKey] = [await makeKey('operator'), await makeKey('somebody')];
    deb = await makeDeb('foyer');
    published = await publish({
      out: join(work, 'repository'),
      url: 'https://packages.musterstadt.example',
      key,
      packages: [deb, await makeDeb('foyer-register')],
      env,
    });
  }, 60_000);
  afterAll(() => {
    spawnSync('gpgconf', ['--kill', 'all'], { env });
    for (const folder of [work, env.GNUPGHOME]) rmSync(folder, { recursive: true, force: true });
  });

  /** A copy behind a web server, and an apt of its own that knows nothing else. Both as root and as anybody. */
  async function machine(change: (folder: string) => unknown = () => undefined) {
    const home = mkdtempSync(join(work, 'machine-'));
    const folder = join(home, 'public');
    cpSync(published, folder, { recursive: true });
    await change(folder);
    const server: Server = createServer((request, response) => {
      const file = join(folder, normalize(decodeURIComponent(request.url ?? '/')));
      if (!existsSync(file)) return void response.writeHead(404).end();
      response.end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    for (const name of ['state/lists/partial', 'cache/archives/partial', 'parts', 'preferences'])
      mkdirSync(join(home, name), { recursive: true });
    writeFileSync(join(home, 'status'), '');
    const { port } = server.address() as AddressInfo;
    writeFileSync(
      join(home, 'parts/foyer.sources'),
      sources(`http://127.0.0.1:${port}`, join(published, 'foyer-archive-keyring.gpg')),
    );
    const config = join(home, 'apt.conf');
    writeFileSync(
      config,
      `Dir::State "${home}/state"; Dir::State::status "${home}/status"; Dir::Cache "${home}/cache"; Dir::Etc::main "/dev/null"; Dir::Etc::parts "/nowhere";
Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "${home}/parts"; Dir::Etc::trusted "/dev/null"; Dir::Etc::trustedparts "/nowhere"; Dir::Etc::preferencesparts "${home}/preferences";
APT::Architecture "amd64"; APT::Architectures { "amd64"; }; APT::Sandbox::User ""; Acquire::Languages "none"; Acquire::Retries "0"; Acquire::http::Proxy "DIRECT"; Debug::NoLocking "1";`,
    );
    const apt = (...args: string[]) => call('apt-get', args, { APT_CONFIG: config }, home);
    return { home, apt, update: () => apt('update', '-o', 'APT::Update::Error-Mode=any') };
  }
  const packagesFiles = (folder: string): string[] =>
    readdirSync(join(folder, 'dists/foyer/main/binary-amd64'))
      .filter((name) => name.startsWith('Packages'))
      .map((name) => join(folder, 'dists/foyer/main/binary-amd64', name));
  const poolFile = (folder: string): string => join(folder, 'pool/main/f/foyer/foyer_1.0.0_amd64.deb');

  test('is accepted by apt, and gives the package that was published', async () => {
    const { home, apt, update } = await machine();
    expect(await update()).toMatchObject({ code: 0 });
    expect(await apt('download', 'foyer', 'foyer-register')).toMatchObject({ code: 0 });
    expect(readFileSync(join(home, 'foyer_1.0.0_amd64.deb')).equals(readFileSync(deb))).toBe(true);
  });

  test('publishes its public key and the entry for a machine, and nothing of its own state', () => {
    expect(readdirSync(published).sort()).toEqual(['dists', 'foyer-archive-keyring.gpg', 'foyer.sources', 'pool']);
    expect(readFileSync(join(published, 'foyer.sources'), 'utf8')).toContain(
      'URIs: https://packages.musterstadt.example\n',
    );
    expect(readFileSync(join(published, 'dists/foyer/Release'), 'utf8')).toMatch(/^Valid-Until: /m);
  });

  test("fits the example for unattended-upgrades, which apt reads with the repository's origin", async () => {
    const example = join(import.meta.dirname, '../../tools/package/tree/usr/share/doc/foyer/examples/52foyer');
    const { code, said } = await call('apt-config', [
      '--config-file',
      example,
      'dump',
      'Unattended-Upgrade::Origins-Pattern',
    ]);
    const [, origin, codename] = /"origin=([^,"]+),codename=([^,"]+)"/.exec(said) ?? [];
    expect(code).toBe(0);
    const release = readFileSync(join(published, 'dists/foyer/Release'), 'utf8');
    expect(release).toContain(`Origin: ${origin}\n`);
    expect(release).toContain(`Codename: ${codename}\n`);
  });

  test('is refused with a changed list of packages', async () => {
    const { update } = await machine((folder) => {
      for (const file of packagesFiles(folder)) {
        const bytes = readFileSync(file);
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      }
    });
    const { code, said } = await update();
    expect(code).not.toBe(0);
    expect(said).toContain('Hash Sum mismatch');
  });

  test('is refused with a changed package', async () => {
    const { home, apt, update } = await machine((folder) => {
      const bytes = readFileSync(poolFile(folder));
      bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
      writeFileSync(poolFile(folder), bytes);
    });
    expect(await update()).toMatchObject({ code: 0 });
    const { code, said } = await apt('download', 'foyer');
    expect(code).not.toBe(0);
    expect(said).toContain('Hash Sum mismatch');
    expect(existsSync(join(home, 'foyer_1.0.0_amd64.deb'))).toBe(false);
  });

  test('is refused without a signature', async () => {
    const { update } = await machine((folder) => {
      for (const name of ['InRelease', 'Release.gpg']) rmSync(join(folder, 'dists/foyer', name));
    });
    const { code, said } = await update();
    expect(code).not.toBe(0);
    expect(said).toContain('is not signed');
  });

  /** Signs what `change` makes of the list. */
  const signedAnew = (by: () => string, change: (release: string) => string) =>
    machine(async (folder) => {
      const [release, signed] = ['Release', 'InRelease'].map((name) => join(folder, 'dists/foyer', name)) as [
        string,
        string,
      ];
      writeFileSync(release, change(readFileSync(release, 'utf8')));
      rmSync(join(folder, 'dists/foyer/Release.gpg'));
      expect(
        (await call('gpg', ['--batch', '--yes', '--local-user', by(), '--clearsign', '--output', signed, release]))
          .code,
      ).toBe(0);
    });

  test('is refused with a list signed by another key', async () => {
    const { update } = await signedAnew(
      () => otherKey,
      (release) => release,
    );
    const { code, said } = await update();
    expect(code).not.toBe(0);
    expect(said).toContain('NO_PUBKEY');
  });

  test("is refused when the list's 30 days are over", async () => {
    const { update } = await signedAnew(
      () => key,
      (release) =>
        release
          .replace(/^Date: .*$/m, 'Date: Mon, 01 Jun 2026 08:00:00 UTC')
          .replace(/^Valid-Until: .*$/m, 'Valid-Until: Wed, 01 Jul 2026 08:00:00 UTC'),
    );
    const { code, said } = await update();
    expect(code).not.toBe(0);
    expect(said).toMatch(/expired/);
  });

  test('offers an update beside the former package, and can be signed anew without one', async () => {
    const out = join(work, 'growing');
    const to = { out, url: 'https://packages.musterstadt.example', key, env };
    await publish({ ...to, packages: [deb] });
    await publish({
      ...to,
      packages: [await makeDeb('foyer', { version: '1.0.1', content: 'newer' }), await makeDeb('foyer-training')],
    });
    const folder = await publish({ ...to, packages: [] });
    const list = readFileSync(join(folder, 'dists/foyer/main/binary-amd64/Packages'), 'utf8');
    expect([...list.matchAll(/^(?:Package|Version): (.*)$/gm)].map(([, value]) => value)).toEqual([
      'foyer',
      '1.0.1',
      'foyer-training',
      '1.0.0',
    ]);
    expect(
      (
        await call('gpgv', [
          '--keyring',
          join(folder, 'foyer-archive-keyring.gpg'),
          join(folder, 'dists/foyer/InRelease'),
        ])
      ).code,
    ).toBe(0);
  });

  test('refuses a package that must not reach a terminal in one sentence, and stays as it was', async () => {
    const to = { out: join(work, 'repository'), url: 'https://packages.musterstadt.example', key, env };
    const before = readFileSync(join(published, 'dists/foyer/InRelease'), 'utf8');
    await expect(
      publish({ ...to, packages: [await makeDeb('foyer', { version: '1.0.1~development' })] }),
    ).rejects.toThrow('made on the stand-in runtime');
    await expect(
      publish({ ...to, packages: [await makeDeb('foyer', { maintainer: UNSET_MAINTAINER, version: '1.0.2' })] }),
    ).rejects.toThrow('names no publisher');
    await expect(publish({ ...to, packages: [await makeDeb('somebody-elses')] })).rejects.toThrow("none of Foyer's");
    await expect(publish({ ...to, packages: [join(work, 'none.deb')] })).rejects.toThrow('is no Debian package');
    // The same version with other contents.
    await expect(publish({ ...to, packages: [await makeDeb('foyer', { content: 'something else' })] })).rejects.toThrow(
      'reprepro refused',
    );
    await expect(publish({ ...to, key: key.slice(-16), packages: [] })).rejects.toThrow('a whole fingerprint');
    await expect(publish({ ...to, url: 'packages.musterstadt.example/', packages: [] })).rejects.toThrow(
      '--url wants an address',
    );
    expect(readFileSync(join(published, 'dists/foyer/InRelease'), 'utf8')).toBe(before);
  });
});
