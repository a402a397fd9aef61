/**
 * The test suites of the Printer Working Group's reference tool against our simulated printer: what the driver is
 * tested with speaks real IPP.
 */
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDocumentPrinterSimulator } from '../../../devices/document-printer/simulator/simulator.ts';
import { pdfOf } from '../../harness/pdf.ts';

const SUITES = '/usr/share/cups/ipptool';
const missing =
  spawnSync('ipptool', ['--version'], { stdio: 'ignore' }).error !== undefined ||
  !existsSync(join(SUITES, 'ipp-1.1.test'));
if (missing)
  console.warn(
    'ipptool and its suites (cups-ipp-utils) are not installed: the simulated document printer is not compared with them',
  );

describe.skipIf(missing)('the simulated document printer', () => {
  it.each(['ipp-1.1.test', 'ipp-2.0.test'])('passes %s', async (suite) => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-ipptool-'));
    const printer = await startDocumentPrinterSimulator({ pageMs: 5 });
    onTestFinished(async () => {
      await printer.stop();
      rmSync(folder, { recursive: true });
    });
    // The suites read their documents from their own folder, which Debian leaves empty.
    for (const name of ['ipp-1.1.test', 'ipp-2.0.test']) copyFileSync(join(SUITES, name), join(folder, name));
    for (const name of [
      'document-a4.pdf',
      'document-letter.pdf',
      'document-a4.ps',
      'document-letter.ps',
      'color.jpg',
      'gray.jpg',
    ])
      writeFileSync(join(folder, name), pdfOf(2));
    const said = await new Promise<string>((resolve) =>
      execFile(
        'ipptool',
        ['-tI', '-f', 'document-a4.pdf', printer.uri, suite],
        { cwd: folder, timeout: 60_000 },
        (_error, out, err) => resolve(out + err),
      ),
    );
    const failed = said.split('\n').filter((line) => /\[FAIL\]|cannot be read|EXPECTED/.test(line));
    expect(failed).toEqual([]);
    expect(said.match(/\[PASS\]/g)?.length ?? 0, said.slice(-500)).toBeGreaterThan(30);
    // The suite of version 2 includes the one of 1.1, and ends without a summary.
    expect(said).toContain(suite === 'ipp-1.1.test' ? '0 failed' : 'Required Printer Description Attributes    [PASS]');
  });
});
