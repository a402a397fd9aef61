import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createDocuments } from '../../../../register/server/documents/document-signer.ts';
import { CLOCK, CONTENT, demoAuthority } from '../server/documents/sample.ts';

const TOOL = fileURLToPath(new URL('../../../../tools/commands/verify-seal.ts', import.meta.url));

function run(args: readonly string[], input?: Uint8Array): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...args], {
    encoding: 'utf8',
    ...(input === undefined ? {} : { input: Buffer.from(input) }),
  });
  return { code: status, out: stdout, err: stderr };
}

test('verify-seal prints what a seal says, and whether it is valid', async () => {
  const { authority, folder } = await demoAuthority();
  const { seal } = await createDocuments({ authority, clock: CLOCK }).certificate(CONTENT);
  const certificate = ['--certificate', join(folder, 'seal.pem')];
  const file = join(folder, 'seal.bin');
  await writeFile(file, seal);
  const valid = run([...certificate, file]);
  expect(valid).toMatchObject({ code: 0, err: '' });
  expect(valid.out).toMatch(/^GÜLTIG\n/);
  expect(valid.out).toContain('Familienname:           Ḵam̀-Ḻem̂-Ṁim̆ von Çelik');
  expect(valid.out).toContain('Geburtsdatum:           07.1950');
  expect(valid.out).toContain('Hauptwohnung:           Am Alten Stadtgraben 12 a, 12345 Musterstadt');
  for (const args of [
    ['--hex', Buffer.from(seal).toString('hex')],
    ['--base64', Buffer.from(seal).toString('base64')],
  ])
    expect(run([...certificate, ...args])).toEqual(valid);
  expect(run([...certificate, '-'], seal)).toEqual(valid);

  const forged = seal.slice();
  const name = Buffer.from(forged).indexOf('von');
  forged.set(Buffer.from('Von'), name);
  const invalid = run([...certificate, '--hex', Buffer.from(forged).toString('hex')]);
  expect(invalid).toMatchObject({ code: 1, err: '' });
  expect(invalid.out).toMatch(/^NICHT GÜLTIG\nDie Signatur passt nicht/);
  // What is not verified must not be shown as if it were.
  expect(invalid.out).not.toContain('Çelik');

  const other = await demoAuthority();
  expect(run(['--certificate', join(other.folder, 'seal.pem'), file]).out).toContain('mit einem anderen Zertifikat');
});

test('verify-seal reports what is wrong with a call', async () => {
  const { folder } = await demoAuthority();
  const certificate = ['--certificate', join(folder, 'seal.pem')];
  for (const args of [
    [],
    ['--hex', 'dc'],
    certificate,
    [...certificate, '--hex', 'dc0'],
    [...certificate, '--base64', '***'],
    [...certificate, '--hex', 'dc', '--base64', 'AA=='],
    [...certificate, join(folder, 'missing')],
    ['--certificate', join(folder, 'seal.key'), '--hex', 'dc'],
    ['--certificate', join(folder, 'ca.pem'), '--hex', 'dc'],
    [...certificate, '--what'],
  ]) {
    const { code, out, err } = run(args);
    expect({ code, out }, args.join(' ')).toEqual({ code: 64, out: '' });
    expect(err).toContain('Aufruf:');
  }
});
