/**
 * The Node.js that runs the checkout and ships with the register is the one that was pinned, and no package comes
 * unproven.
 */
import { copyFileSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NODE, sha256, verifiedNode } from '../../../tools/setup/node-runtime.mjs';
import { ROOT } from '../../../tools/setup/paths.mjs';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}
const read = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
const { optionalDependencies } = read('package.json') as { optionalDependencies: Record<string, string> };

test('the installed Node.js is the pinned one, and runs this test', () => {
  expect(verifiedNode()).toBe(join(ROOT, `node_modules/node-linux-${process.arch}/bin/node`));
  expect(process.version).toBe(`v${NODE.version}`);
  expect(sha256(process.execPath)).toBe(NODE.executable[process.arch]);
});

test('a Node.js executable with one changed bit is refused, with its path and both hashes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-node-'));
  try {
    const tampered = join(folder, 'node');
    copyFileSync(verifiedNode(), tampered);
    const file = openSync(tampered, 'r+');
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, 4_000_000);
    writeSync(file, Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, 4_000_000);
    closeSync(file);
    expect(() => verifiedNode(tampered)).toThrow(`${tampered} is not the executable of Node.js ${NODE.version}`);
    expect(() => verifiedNode(tampered)).toThrow(NODE.executable[process.arch]);
    expect(() => verifiedNode(join(folder, 'none'))).toThrow('brought no executable');
    expect(() => verifiedNode(tampered, 'mips')).toThrow('no Node.js is pinned for the processor mips');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('package.json asks for the pinned version for each processor, and each hash is a SHA-256', () => {
  expect(optionalDependencies).toEqual(
    Object.fromEntries(
      Object.keys(NODE.executable)
        .sort()
        .map((arch) => [`node-linux-${arch}`, NODE.version]),
    ),
  );
  for (const figure of [...Object.values(NODE.executable), ...Object.values(NODE.archive)])
    expect(figure).toMatch(/^[\da-f]{64}$/);
});

/**
 * Named by `pcsc-mini` 0.1.3 as optional and not in the registry: they cannot be installed, but npm wants them named in
 * the lock all the same.
 */
const NOT_PUBLISHED = [
  'linux-aarch64-gnu',
  'linux-aarch64-musl',
  'linux-x86-gnu',
  'linux-x86-musl',
  'macos-aarch64',
  'macos-x86_64',
  'windows-aarch64-bun',
  'windows-aarch64-node',
  'windows-x86_64-bun',
  'windows-x86_64-node',
].map((name) => `node_modules/@pcsc-mini/${name}`);

test('every package in the lock file has an integrity', () => {
  const locked = Object.entries(packages).filter(([path]) => path !== '');
  expect(locked.length).toBeGreaterThan(500);
  expect(
    locked.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? '')).map(([path]) => path),
  ).toEqual(NOT_PUBLISHED);
});
