import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ROOT } from '../setup/paths.mjs';

// The town's own time, as in the tests' own configuration.
process.env.TZ = 'Europe/Berlin';

/** The tests that walk the machines, with the recorder in front of them. */
export default defineConfig({
  root: ROOT,
  test: {
    include: ['test/integration/**/*.test.ts'],
    setupFiles: [join(ROOT, 'tools/gallery/recording.ts')],
    environment: 'node',
    env: { TZ: 'Europe/Berlin' },
    // A hang, and nothing less: recording makes some steps slower.
    testTimeout: 600_000,
    retry: 0,
  },
});
