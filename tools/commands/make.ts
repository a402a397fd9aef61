/**
 * `npm run make`: builds the application and its Debian package into `out/package/make/`, and beside it the one of the
 * simulated devices, `foyer-training`; does nothing when nothing changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { api } from '@electron-forge/core';
import { build } from '../build.ts';
import { makeTrainingPackage } from '../package/training.ts';
import { runtime } from '../run/account.ts';
import { ROOT } from '../setup/paths.mjs';

const OUT = join(ROOT, 'out/package');
const RECORD = join(OUT, 'made.json');
/** All that a package depends on: what is in it, how it is made, which packages and which runtime. */
const INPUTS = ['.build', 'tools/package', 'forge.config.ts', 'package.json', 'package-lock.json'];

export interface Made {
  readonly deb: string;
  readonly key: string;
}

/** Packages what lies in `.build/`. Answers the earlier package where nothing has changed since. */
export async function makePackage(): Promise<Made & { readonly reused: boolean }> {
  const key = inputsKey();
  const known = readRecord();
  if (known !== null && known.key === key && existsSync(known.deb)) return { ...known, reused: true };
  process.umask(0o022);
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const results = await api.make({ dir: ROOT, interactive: false, platform: 'linux', arch: process.arch as 'x64' });
  rmSync(join(tmpdir(), `foyer-package-${process.pid}`), { recursive: true, force: true });
  const deb = results.flatMap(({ artifacts }) => artifacts).find((file) => file.endsWith('.deb'));
  if (deb === undefined) throw new Error('Forge made no package');
  const made = { deb, key };
  writeFileSync(RECORD, JSON.stringify(made));
  return { ...made, reused: false };
}

function inputsKey(): string {
  const hash = createHash('sha256');
  const { kind, version } = runtime();
  hash.update(`${kind} ${version} ${process.arch}`);
  for (const input of INPUTS.map((name) => join(ROOT, name))) {
    const files = statSync(input).isDirectory()
      ? readdirSync(input, { recursive: true, encoding: 'utf8' })
          .sort()
          .map((name) => join(input, name))
      : [input];
    for (const file of files) if (statSync(file).isFile()) hash.update(`\n${file}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function readRecord(): Made | null {
  try {
    return JSON.parse(readFileSync(RECORD, 'utf8')) as Made;
  } catch {
    return null;
  }
}

if (process.argv[1] === import.meta.filename) {
  const began = Date.now();
  await build();
  const { deb, reused } = await makePackage();
  process.stdout.write(
    `${deb}\n${(statSync(deb).size / 1e6).toFixed(0)} MB, ${reused ? 'unchanged' : `made in ${((Date.now() - began) / 1_000).toFixed(0)} s`}, on ${runtime().kind === 'official' ? 'the official runtime' : 'the stand-in runtime, for development only'}\n`,
  );
  const training = await makeTrainingPackage({
    out: dirname(deb),
    compression: runtime().kind === 'official' ? 'small' : 'light',
  });
  process.stdout.write(
    `${training.deb}\n${(statSync(training.deb).size / 1e6).toFixed(0)} MB, ${training.reused ? 'unchanged' : 'made'}\n`,
  );
}
