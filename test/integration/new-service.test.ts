/** A service made by the tool, in a copy of the checkout: it type-checks, and passes what every service passes. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filesOf, newService, withLine } from '../../tools/commands/new-service.ts';
import { ROOT } from '../../tools/setup/paths.mjs';

const PARTS = [
  'base',
  'devices',
  'electron',
  'locales',
  'register',
  'renderer',
  'office',
  'services',
  'state-machines',
  'test',
  'tools',
  'forge.config.ts',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];

/** What is checked in; programs beside it are linked. */
function copyOfCheckout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'foyer-new-service-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Every file with what is in it, but of the folders that the tool may write to. */
const contentsOf = (root: string): Map<string, string> =>
  new Map(
    PARTS.flatMap((part) =>
      /\./.test(part)
        ? [part]
        : readdirSync(join(root, part), { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
    ).map((file) => [file, readFileSync(join(root, file), 'latin1')]),
  );

function run(cwd: string, program: string, ...args: string[]): void {
  const ended = spawnSync(join(cwd, 'node_modules/.bin', program), args, { cwd, encoding: 'utf8' });
  expect(ended.status, `${ended.stdout}${ended.stderr}`).toBe(0);
}

describe('a new service', () => {
  it('consists of a folder and its lines in one list; it type-checks, conforms, and is offered from tile to receipt', () => {
    const copy = copyOfCheckout();
    const before = contentsOf(copy);
    const made = newService('dog-tax', copy);
    expect(made).toEqual({
      ok: true,
      value: [...Object.keys(filesOf('dog-tax')).map((name) => `services/dog-tax/${name}`), 'services/index.ts'],
    });
    const after = contentsOf(copy);
    const changed = [...after.keys()].filter(
      (file) => !file.startsWith('services/dog-tax/') && before.get(file) !== after.get(file),
    );
    expect(changed).toEqual(['services/index.ts']);
    run(copy, 'tsc', '--noEmit', '-p', '.');
    run(copy, 'vitest', 'run', '--project', 'services', 'services/dog-tax');
  }, 600_000);

  it.each([
    ['Dog', 'name'],
    ['dog_tax', 'name'],
    ['../dog', 'name'],
    ['dog-', 'name'],
    ['', 'name'],
    ['a'.repeat(65), 'name'],
    ['certificate', 'exists'],
    ['kit', 'exists'],
  ])('is not made under the name %j', (name, error) => {
    const before = readFileSync(join(ROOT, 'services/index.ts'), 'utf8');
    expect(newService(name, ROOT)).toEqual({ ok: false, error });
    expect(readFileSync(join(ROOT, 'services/index.ts'), 'utf8')).toBe(before);
  });

  it('is not made where the list has another form', () => {
    expect(withLine('export const SERVICES = [];\n', 'dog-tax')).toBeUndefined();
    expect(existsSync(join(ROOT, 'services/dog-tax'))).toBe(false);
  });
});
