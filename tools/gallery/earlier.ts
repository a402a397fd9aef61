/** The terminal's page as another commit has it, built by that commit's own tools from its own files. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';

function run(command: string, args: readonly string[], cwd: string): string {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  if (done.status !== 0)
    throw new Error(`${command} ${args[0] ?? ''} fails: ${done.stderr.trim().split('\n').at(-1) ?? ''}`);
  return done.stdout.trim();
}

/**
 * Builds into this folder and answers the commit's short name and subject. The libraries are those that are installed
 * here. Throws where there is no such commit, or where it does not build.
 */
export function buildEarlier(ref: string, out: string): string {
  const found = spawnSync('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const commit = found.stdout.trim();
  if (found.status !== 0) throw new Error(`there is no commit "${ref}"`);
  const folder = mkdtempSync(join(tmpdir(), 'foyer-earlier-'));
  try {
    const archive = join(folder, 'tree.tar');
    run('git', ['archive', '--output', archive, commit], ROOT);
    run('tar', ['--extract', '--file', archive], folder);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const script = `const { page } = await import(${JSON.stringify(join(folder, 'tools/build.ts'))}); await page(${JSON.stringify(out)});`;
    run(process.execPath, ['--input-type=module', '--eval', script], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return run('git', ['log', '-1', '--format=%h %s', commit], ROOT);
}
