import { defineConfig } from 'vitest/config';

// Opening hours, closures and the clock are the town's own time; this must stand before the first Date is made, here
// and in the workers.
process.env.TZ = 'Europe/Berlin';

/**
 * One project a folder, so that `vitest run --project unit` runs one of them. Limits are for hangs: nothing here is
 * timed.
 */
const project = (name: string, testTimeout: number, folder = `test/${name}`, setupFiles: string[] = []) => ({
  test: {
    name,
    include: [`${folder}/**/*.test.ts`],
    environment: 'node' as const,
    env: { TZ: 'Europe/Berlin' },
    testTimeout,
    setupFiles,
    hookTimeout: 180_000,
    retry: 0,
  },
});

/** Whoever wants the Views that these tests walk through names a folder for them: the gallery draws them. */
const RECORDER = process.env.FOYER_RECORD_VIEWS === undefined ? [] : ['tools/gallery/recording.ts'];

export default defineConfig({
  test: {
    // Switched on for the unit tests by `npm test`. The floor is what they reach now, rounded down: it may only rise.
    // What only runs in Electron or a browser is walked by the tests of whole visits, and not counted here.
    coverage: {
      provider: 'v8',
      include: ['base', 'devices', 'electron/kiosk', 'electron/ipc', 'register', 'services', 'state-machines'].map(
        (room) => `${room}/**/*.{ts,tsx}`,
      ),
      exclude: ['**/*.test.ts', 'register/demo/**', '**/main.ts', '**/cli.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportOnFailure: true,
      thresholds: { statements: 75, branches: 65, functions: 70, lines: 77 },
      reportsDirectory: 'out/coverage',
    },
    projects: [
      // Counting what is covered makes some of them several times slower.
      project('unit', 180_000),
      // A service's own tests lie with it.
      project('services', 120_000, 'services'),
      project('integration', 240_000, 'test/integration', RECORDER),
      project('interop', 180_000),
      project('faults', 240_000),
      // A town's own adapter, where one is named: not part of `npm test`.
      project('adapter', 60_000),
    ],
    globalSetup: ['tools/run/ready.ts'],
    // A typo in a folder's name must not look like success.
    passWithNoTests: false,
  },
});
