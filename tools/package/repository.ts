/**
 * `npm run repository -- --out FOLDER --url URL --key FINGERPRINT [--for-trial] PACKAGE.deb …`: puts packages into an
 * apt repository whose list is signed with the operator's key, beside what is in it already. The list is valid for 30
 * days, so that an attacker cannot show a terminal an old one for longer; the same command without packages signs it
 * anew. The secret key stays in the operator's GnuPG.
 *
 * `FOLDER/public/` is what a web server hands out, with the public key and the entry for a machine's sources;
 * `FOLDER/state/` is reprepro's own and stays at home.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { UNSET_MAINTAINER } from './origin/publisher.ts';

const run = promisify(execFile);
const USAGE = 'usage: npm run repository -- --out FOLDER --url URL --key FINGERPRINT [--for-trial] PACKAGE.deb …';
/** Debian's words for a repository's parts. */
const SUITE = 'foyer';
const COMPONENT = 'main';
const ARCHITECTURES = ['amd64', 'arm64'];
const VALID_DAYS = 30;

/** What the operator can mend, in one sentence. */
export class RepositoryRefusal extends Error {}

export interface RepositoryOptions {
  readonly out: string;
  /** Where machines will find `public/`, without a slash at its end. */
  readonly url: string;
  /** Of the key that signs, 40 hexadecimal digits; its secret half is in the operator's GnuPG. */
  readonly key: string;
  readonly packages: readonly string[];
  /** Takes also packages on the stand-in runtime and without a publisher: nothing for terminals that visitors use. */
  readonly forTrial?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Answers the folder to hand out. Throws a RepositoryRefusal; what was in the repository stays as it was then. */
export async function publish({
  out,
  url,
  key,
  packages,
  forTrial = false,
  env = process.env,
}: RepositoryOptions): Promise<string> {
  if (!/^[0-9A-F]{40}$/i.test(key))
    throw new RepositoryRefusal(
      '--key wants a whole fingerprint, 40 hexadecimal digits: shorter ones can be imitated. See: gpg --list-secret-keys',
    );
  if (!/^https?:\/\/[^\s"]+[^/\s"]$/.test(url))
    throw new RepositoryRefusal(
      '--url wants an address that begins with https:// (or http://: apt compares signatures either way) and does not end with a slash',
    );
  for (const file of packages) await examine(file, forTrial);
  const [state, folder] = [join(resolve(out), 'state'), join(resolve(out), 'public')];
  mkdirSync(join(state, 'conf'), { recursive: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(state, 'conf/distributions'),
    `Origin: Foyer
Label: Foyer
Suite: ${SUITE}
Codename: ${SUITE}
Architectures: ${ARCHITECTURES.join(' ')}
Components: ${COMPONENT}
Description: terminals and register of Foyer
SignWith: ${key}
ValidFor: ${VALID_DAYS}d
`,
  );
  const reprepro = (...args: string[]): Promise<unknown> =>
    command('reprepro', ['--silent', '--basedir', state, '--outdir', folder, ...args], env);
  // Of packages that are there already under the same version, the bytes must be the same: reprepro refuses others.
  if (packages.length > 0) await reprepro('includedeb', SUITE, ...packages.map((file) => resolve(file)));
  await reprepro('export', SUITE);
  await command(
    'gpg',
    ['--batch', '--yes', '--export', '--output', join(folder, 'foyer-archive-keyring.gpg'), key],
    env,
  );
  writeFileSync(join(folder, 'foyer.sources'), sources(url));
  return folder;
}

/** sources.list(5), in the format deb822. */
export const sources = (url: string, keyring = '/usr/share/keyrings/foyer-archive-keyring.gpg'): string => `Types: deb
URIs: ${url}
Suites: ${SUITE}
Components: ${COMPONENT}
Signed-By: ${keyring}
`;

async function examine(file: string, forTrial: boolean): Promise<void> {
  const { stdout } = await run('dpkg-deb', ['--show', '--showformat=${Package}\n${Version}\n${Maintainer}', file], {
    encoding: 'utf8',
  }).catch((error: { stderr?: string }) => {
    throw new RepositoryRefusal(`${file} is no Debian package: ${error.stderr?.trim().split('\n').at(-1) ?? ''}`);
  });
  const [name = '', version = '', maintainer = ''] = stdout.split('\n');
  if (!/^foyer(-[a-z]+)*$/.test(name))
    throw new RepositoryRefusal(`${file} is the package ${name}, and none of Foyer's`);
  if (forTrial) return;
  if (version.includes('~development'))
    throw new RepositoryRefusal(
      `${file} was made on the stand-in runtime, which gets no security fixes: make it with FOYER_RUNTIME=official npm run make, or add --for-trial`,
    );
  if (maintainer === UNSET_MAINTAINER)
    throw new RepositoryRefusal(
      `${file} names no publisher: fill in tools/package/publisher.json (or a file that FOYER_PUBLISHER names) and make it again, or add --for-trial`,
    );
}

async function command(name: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  await run(name, args, { env, encoding: 'utf8' }).catch((error: { code?: unknown; stderr?: string }) => {
    if (error.code === 'ENOENT') throw new RepositoryRefusal(`${name} is not installed: apt install reprepro gnupg`);
    throw new RepositoryRefusal(`${name} refused:\n${(error.stderr ?? '').trim()}`);
  });
}

if (process.argv[1] === import.meta.filename) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        url: { type: 'string' },
        key: { type: 'string' },
        'for-trial': { type: 'boolean' },
      },
    });
    const { out, url, key } = values;
    if (out === undefined || url === undefined || key === undefined) throw new RepositoryRefusal(USAGE);
    process.umask(0o022);
    process.stdout.write(
      `${await publish({ out, url, key, packages: positionals, forTrial: values['for-trial'] === true })}\n`,
    );
  } catch (error) {
    if (!(error instanceof RepositoryRefusal) && !(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
