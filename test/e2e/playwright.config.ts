import { defineConfig } from '@playwright/test';
import { join } from 'node:path';
import { ROOT } from '../../tools/setup/paths.mjs';

// One worker: each file starts a whole terminal, and two cores drive it.
export default defineConfig({
  testDir: '.', testMatch: '**/*.test.ts', workers: 1, retries: 0, timeout: 90_000, expect: { timeout: 10_000 },
  outputDir: join(ROOT, 'out/e2e/failures'), reporter: [['list'], ['json']], forbidOnly: true,
});
