import { defineConfig } from '@playwright/test';
import { join } from 'node:path';
import { ROOT } from '../../tools/setup/paths.mjs';

// Each file starts a whole terminal and mostly waits for it: two at a time fill two cores.
export default defineConfig({
  testDir: '.',
  globalSetup: join(ROOT, 'tools/run/ready.ts'),
  testMatch: '**/*.test.ts',
  workers: 2,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  outputDir: join(ROOT, 'out/e2e/failures'),
  reporter: [['list'], ['json']],
  forbidOnly: true,
});
