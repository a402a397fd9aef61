/** A library that is not as delivered is shown to technicians: on the page, on paper and in the signed report. */
import { expect, test } from 'vitest';
import { reportScreen } from '../../../../electron/kiosk/views/technician.ts';
import type { AppState } from '../../../../electron/kiosk/app-state.ts';
import { readinessFile } from '../../../../electron/kiosk/staff/report-file.ts';
import { demoWorld } from '../../../harness/paths.ts';

const SHA256 = 'ab'.repeat(32);
const appState = (exchanged: NonNullable<AppState['runtime']['exchanged']>): AppState =>
  demoWorld({ runtime: { software: '0', electron: '0', kind: 'node', exchanged } });

test.each([true, false])('another build of a library is named in the readiness report (on paper: %s)', (paper) => {
  const exchanged = [{ name: 'opening_hours', sha256: SHA256 }];
  const fact = { label: { key: 'technician.libraryExchanged' }, value: `opening_hours, SHA-256 ${SHA256}` };
  expect(reportScreen(appState(exchanged), paper).facts).toContainEqual(fact);
  expect(readinessFile(appState(exchanged))).toMatchObject({ exchanged });
});

test('a missing library is named in the readiness report', () => {
  const fact = { label: { key: 'technician.libraryMissing' }, value: 'opening_hours' };
  expect(reportScreen(appState([{ name: 'opening_hours', sha256: null }]), false).facts).toContainEqual(fact);
});

test('libraries as delivered are mentioned neither on the page nor in the report', () => {
  const keys = reportScreen(appState([]), false).facts.map(({ label }) =>
    typeof label === 'object' ? label.key : label,
  );
  expect(keys.filter((key) => String(key).startsWith('technician.library'))).toEqual([]);
  expect(readinessFile(appState([]))).toMatchObject({ exchanged: [] });
});
