import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepReports, type ReadinessFile } from '../../../../../electron/kiosk/staff/report-file.ts';
import { readSigned, type SignedFile } from '../../../../../electron/kiosk/staff/report-signature.ts';

const REPORT: ReadinessFile = {
  type: 'foyer-readiness-1',
  town: 'Musterstadt',
  terminal: 'T01',
  place: 'Rathaus',
  software: '0',
  runtime: 'node',
  at: Date.UTC(2026, 10, 21, 9, 30),
  result: 'ready',
  devices: [],
};

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'foyer-report-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}
const read = (file: string): SignedFile => JSON.parse(readFileSync(file, 'utf8')) as SignedFile;

describe('a signed readiness report', () => {
  it('is stored with its signature, by a key that is made once and readable by its owner only', async () => {
    const data = folder();
    const first = await keepReports(data).save(REPORT);
    const second = await keepReports(data).save({ ...REPORT, at: REPORT.at + 1_000 });
    expect(readdirSync(join(data, 'reports'))).toEqual(['T01-2026-11-21T093000.json', 'T01-2026-11-21T093001.json']);
    expect(statSync(join(data, 'terminal-key.pem')).mode & 0o777).toBe(0o600);
    const [one, two] = [first, second].map((file) => readSigned(read(file ?? '')));
    expect(one?.content).toEqual(REPORT);
    expect(one?.fingerprint).toBe(two?.fingerprint);
    expect(one?.fingerprint).toBe(keepReports(data).fingerprint());
    expect(one?.fingerprint).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){3}$/);
  });

  it('is not verified when a byte was changed, or as another kind of signature', async () => {
    const file = (await keepReports(folder()).save(REPORT)) ?? '';
    const good = read(file);
    const payload = Buffer.from(JSON.stringify({ ...REPORT, result: 'not-ready' })).toString('base64url');
    expect(readSigned({ ...good, payload })).toBeNull();
    expect(readSigned({ ...good, signature: `${good.signature.slice(0, -4)}AAAA` })).toBeNull();
    expect(
      readSigned({ ...good, protected: Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url') }),
    ).toBeNull();
    expect(readSigned({ ...good, protected: '?' })).toBeNull();
  });

  it('is reported as not stored when the folder cannot be written', async () => {
    const data = folder();
    writeFileSync(join(data, 'reports'), '');
    expect(await keepReports(data).save(REPORT)).toBeNull();
  });
});
