/**
 * `npm run test:hardware`: the real drivers on a real Linux with USB and HID devices that are plugged in and pulled, in
 * a machine under emulation. One line a check; ends with the line `N passed, N failed`. Not part of `npm test`: it
 * needs a kernel package of 70 MB.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { fail, Obstacle, say } from '../setup/say.mjs';
import { installSystemPackages } from '../setup/system-packages.mjs';
import { guestKernel } from './kernel.ts';
import { runMachine } from './machine.ts';
import { type GuestLine, guestLine } from './guest-line.ts';

const began = Date.now();
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const tally = { passed: 0, failed: 0 };
let ended: number | null = null;
let obstacle: string | null = null;
/** sysexits.h, EX_UNAVAILABLE: the machine could not be set up, so that nothing was checked. */
const EX_UNAVAILABLE = 69;
let begun = false;

function take(line: GuestLine): void {
  if ('obstacle' in line) obstacle = line.obstacle;
  else if ('ended' in line) ended = line.ended;
  else {
    const passed = line.problem === null;
    tally[passed ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${passed ? 'pass' : 'FAIL'}  ${line.check} (${seconds(line.ms)})\n`);
    for (const part of line.problem?.split('\n') ?? []) process.stdout.write(`      ${part}\n`);
  }
}

try {
  installSystemPackages('hardware');
  const kernel = guestKernel();
  const out = join(ROOT, 'out/hardware');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const console = join(out, 'console.log');
  say('starting the machine …');
  begun = true;
  await runMachine({
    kernel,
    console,
    checks: join(ROOT, 'test/hardware/checks.ts'),
    line(text) {
      const read = guestLine(text);
      if (read !== null) take(read);
    },
  });
  if (obstacle === null && ended !== 0)
    obstacle = `the checks ended ${ended === null ? 'without a word' : `with code ${ended}`}; what they said is in ${console}`;
} catch (error) {
  if (!(error instanceof Obstacle) || begun) fail(error);
  process.stderr.write(`set-up: ${error.message}\n`);
  process.exit(EX_UNAVAILABLE);
}
if (obstacle !== null) process.stdout.write(`FAIL  ${obstacle}\n`);
process.stdout.write(`\n${seconds(Date.now() - began)} in all\n${tally.passed} passed, ${tally.failed} failed\n`);
process.exitCode = obstacle === null && tally.failed === 0 && tally.passed > 0 ? 0 : 1;
