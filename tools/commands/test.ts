/**
 * `npm test`: layering, format, lint, promises, types, unused, shape, then every suite, then every screen that the
 * integration tests came by, drawn and judged. Goes on after a failure, so
 * that one run says all; ends with the line `N passed, N failed, N skipped` and why something was skipped. With
 * `CI=true` also the full fault tables, the devices in an emulated machine, and the databases that are killed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, page } from '../build.ts';
import { functionLengthProblems } from '../checks/function-length.ts';
import { layeringProblems } from '../checks/layering.ts';
import { lineProblems } from '../checks/lines.ts';
import { roomProblems } from '../checks/rooms.ts';
import { RECORDING, beginRecording, chooseRecorded, forgetRecorded } from '../gallery/record.ts';
import makeReady from '../run/ready.ts';
import { ROOT } from '../setup/paths.mjs';

/** Most of a test's time is a device's or a process's own: more of them than cores wait beside each other. */
const WORKERS = 4;

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}
const total: Tally = { passed: 0, failed: 0, skipped: 0 };
const reasons: string[] = [];
const failures: string[] = [];
/** A test that fails may have shown half of what it would have. */
let recordedAll = true;
const only = process.argv.slice(2);
const OUT = join(ROOT, 'out/test');
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });

/**
 * The whole tables of faults start a process for nearly every cell and keep a device's own times: beside others they
 * would measure the machine.
 */
const TABLES = process.env.CI === 'true' || process.env.FOYER_FAULTS === 'all';
const WAITING = TABLES ? ['services', 'integration', 'interop'] : ['services', 'integration', 'interop', 'faults'];
const STEPS: Record<string, () => void | Promise<void>> = {
  layering: () => count('layering', layeringProblems()),
  format: () => command('format', 'oxfmt', ['--check', '.']),
  lint: () => command('lint', 'oxlint', ['--deny-warnings']),
  promises: () =>
    command('promises', 'oxlint', ['--type-aware', '-c', 'tools/checks/promises.oxlintrc.json', '--deny-warnings']),
  types: () => command('types', 'tsc', ['--noEmit', '-p', '.']),
  unused: () =>
    command('unused', 'knip', ['--no-progress', '--include', 'files,exports,types,duplicates,dependencies,unlisted']),
  shape: () => count('shape', [...lineProblems(), ...roomProblems(), ...functionLengthProblems()]),
  unit: () => vitest(['unit'], [`--maxWorkers=${WORKERS}`, '--coverage']),
  ...(TABLES && only.length === 0
    ? { faults: () => vitest(['faults'], ['--maxWorkers=2', '--maxConcurrency=3']) }
    : {}),
  // Peers wait for programs of others most of the time: the three fill the cores only beside each other. One of them
  // alone by its name.
  ...(only.length > 0
    ? Object.fromEntries(['services', 'integration', 'interop', 'faults'].map((name) => [name, () => vitest([name])]))
    : { [WAITING.join(', ')]: () => vitest(WAITING) }),
  gallery: () => gallery(),
  office: async () => {
    await page(join(ROOT, '.build/office'), 'office');
    playwright('office');
  },
  e2e: async () => {
    await build();
    playwright('e2e');
  },
  ...(process.env.CI === 'true' || only.includes('hardware') ? { hardware: () => hardware() } : {}),
  ...(process.env.CI === 'true' || only.includes('failover') ? { failover: () => failover() } : {}),
};

const began = Date.now();
await makeReady();
for (const [name, step] of Object.entries(STEPS)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const start = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  await step();
  process.stdout.write(`── ${name}: ${((Date.now() - start) / 1_000).toFixed(1)} s\n`);
}
if (!recordedAll) forgetRecorded();

process.stdout.write(`\n${((Date.now() - began) / 1_000).toFixed(0)} s in all\n`);
for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
for (const reason of new Set(reasons)) process.stdout.write(`skipped: ${reason}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/** A check counts as one test. */
function count(name: string, problems: readonly string[]): void {
  if (problems.length === 0) total.passed += 1;
  else {
    total.failed += 1;
    failures.push(name);
    for (const problem of problems) process.stdout.write(`${problem}\n`);
  }
}

function command(name: string, program: string, args: readonly string[]): void {
  const done = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' });
  count(name, done.status === 0 ? [] : [`${program} ended with code ${done.status}`]);
}

function hasTests(folder: string): boolean {
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((file) => file.endsWith('.test.ts'))
  );
}

function vitest(projects: readonly string[], pace: readonly string[] = [`--maxWorkers=${WORKERS}`]): void {
  const project = projects.join('-');
  for (const one of projects) {
    const folder = one === 'services' ? one : `test/${one}`;
    if (!hasTests(join(ROOT, folder))) return count(one, [`${folder} holds no test`]);
  }
  const file = join(OUT, `${project}.json`);
  // What these tests come by is drawn afterwards.
  const records = projects.includes('integration');
  if (records) beginRecording();
  const done = spawnSync(
    'vitest',
    [
      'run',
      ...projects.flatMap((one) => ['--project', one]),
      ...pace,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...(records ? { FOYER_RECORD_VIEWS: RECORDING } : {}) } },
  );
  if (records) {
    chooseRecorded();
    recordedAll = done.status === 0;
  }
  const report = read<{
    testResults: {
      name: string;
      status: string;
      assertionResults: { status: string; fullName: string; meta?: { reason?: string } }[];
    }[];
  }>(file);
  if (report === null) return count(project, [`vitest left no report (code ${done.status})`]);
  let failed = 0;
  for (const suite of report.testResults) {
    for (const test of suite.assertionResults) {
      if (test.status === 'passed') total.passed += 1;
      else if (test.status === 'failed') {
        failed += 1;
        failures.push(`${project}: ${test.fullName}`);
      } else {
        total.skipped += 1;
        // The reason stands in the test's own name or is printed where it was decided.
        reasons.push(test.fullName);
      }
    }
    if (suite.assertionResults.length === 0 && suite.status === 'failed') {
      failed += 1;
      failures.push(`${project}: ${suite.name.replace(`${ROOT}/`, '')}`);
    }
  }
  total.failed += failed;
  // An error outside of any test is one as well.
  if (done.status !== 0 && failed === 0)
    count(project, [`vitest ended with code ${done.status} without a failed test`]);
}

/** Where its kernel package cannot be had, that is the reason why nothing was checked. */
function hardware(): void {
  program('hardware', ['node', join(ROOT, 'tools/hardware/hardware.ts')]);
}
/** Where Patroni or another of its programs cannot be installed, the same. */
function failover(): void {
  program('failover', ['npm', 'run', '--silent', 'test:failover']);
}

/** A program whose last line is `N passed, N failed`; exit code 69 where it could not begin. */
function program(name: string, [command = '', ...args]: readonly string[]): void {
  const done = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 16 * 1024 * 1024,
  });
  process.stdout.write(`${done.stdout}${done.stderr}`);
  if (done.status === 69) {
    total.skipped += 1;
    reasons.push(`${name}: ${done.stderr.trim().split('\n').at(-1) ?? ''}`);
    return;
  }
  const [, passed = '0', failed = '0'] = /(\d+) passed, (\d+) failed\s*$/.exec(done.stdout) ?? [];
  total.passed += Number(passed);
  total.failed += Number(failed);
  if (done.status !== 0 && Number(failed) === 0) count(name, [`the checks ended with code ${done.status}`]);
  else if (Number(failed) > 0) failures.push(name);
}

/** Every screen in each pair of words, setting, size. Without a browser nothing is seen: with `CI=true` a failure. */
function gallery(): void {
  const done = spawnSync('node', [join(ROOT, 'tools/gallery/main.ts'), '--pairs', '--out', join(OUT, 'gallery')], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  process.stdout.write(`${done.stdout}${done.stderr}`);
  if (done.status === 69 && process.env.CI !== 'true') {
    total.skipped += 1;
    reasons.push(done.stderr.trim().split('\n').at(-1) ?? '');
    return;
  }
  const [, passed = '0', failed = '0'] = /(\d+) passed, (\d+) failed\s*$/.exec(done.stdout) ?? [];
  total.passed += Number(passed);
  total.failed += Number(failed);
  // Said again at the end of a long output: which, and what is wrong with them.
  const findings = done.stdout.trimEnd().split('\n').slice(0, -1);
  if (Number(failed) > 0) failures.push(`gallery: ${failed} pictures`, ...findings.slice(0, 5));
  else if (done.status !== 0) count('gallery', [`the gallery ended with code ${done.status}`]);
}

interface Suite {
  suites?: Suite[];
  specs?: { title: string; tests: { status: string; annotations: { type: string; description?: string }[] }[] }[];
}

function playwright(project: string): void {
  const file = join(OUT, `${project}.json`);
  const done = spawnSync('playwright', ['test', '-c', join(ROOT, 'test', project, 'playwright.config.ts')], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  });
  const report = read<Suite>(file);
  if (report === null) return count(project, [`playwright left no report (code ${done.status})`]);
  let seen = 0;
  const visit = (suite: Suite): void => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        seen += 1;
        if (test.status === 'expected') total.passed += 1;
        else if (test.status === 'skipped') {
          total.skipped += 1;
          reasons.push(
            `${spec.title}: ${test.annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given'}`,
          );
        } else {
          total.failed += 1;
          failures.push(`${project}: ${spec.title}`);
        }
      }
    }
    suite.suites?.forEach(visit);
  };
  visit(report);
  if (seen === 0) count(project, ['playwright ran no test']);
}

function read<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}
