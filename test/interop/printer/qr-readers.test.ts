/**
 * Codes with umlauts in an independent reader: ZBar takes bytes that do not say what they are for Japanese or
 * Chinese.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { qrCode } from '../../../devices/qr/qr.ts';
import { pixelsOf } from '../../unit/devices/qr/readers.ts';

const there = spawnSync('zbarimg', ['--version']).status === 0;
if (!there) console.warn('zbarimg (zbar-tools) is not installed: QR codes are not tried on ZBar');

function readWithZbar(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-zbar-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { grey, side } = pixelsOf(qrCode(text));
  const file = join(folder, 'code.pgm');
  writeFileSync(file, Buffer.concat([Buffer.from(`P5 ${side} ${side} 255\n`), grey]));
  return execFileSync('zbarimg', ['--quiet', '--raw', '--nodbus', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).replace(/\n$/, '');
}

describe.skipIf(!there)('a QR code in ZBar', () => {
  it.each([
    'Straßenverkehrsbehörde',
    'Müller',
    'Bürgerbüro, Größe XL',
    'Jürgen Groß',
    'Łódź, Čapek',
    'مرحبا',
    'Ihr Termin: 12.05., Zimmer 3 – bitte Ausweis mitbringen (€ 37,00)',
    'https://ort.example/#a1B2',
    `Ä${'x'.repeat(700)}ß`,
  ])('is read as it was given: %s', (text) => {
    expect(readWithZbar(text)).toBe(text);
  });
});
