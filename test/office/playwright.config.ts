import { defineConfig } from '@playwright/test';
import { join } from 'node:path';
import { ROOT, isRoot } from '../../tools/setup/paths.mjs';

/** Debian's, as on the desks of many town halls. */
const CHROMIUM = '/usr/bin/chromium';

export default defineConfig({
  testDir: '.',
  globalSetup: join(ROOT, 'tools/run/ready.ts'),
  testMatch: '**/*.test.ts',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  outputDir: join(ROOT, 'out/office/failures'),
  reporter: [['list'], ['json']],
  forbidOnly: true,
  use: {
    viewport: { width: 1366, height: 768 },
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    // Root has no sandbox; what is drawn is this checkout's own page, and it reaches nothing.
    launchOptions: { executablePath: CHROMIUM, chromiumSandbox: !isRoot },
  },
});
