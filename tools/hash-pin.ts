/**
 * `npm run hash-pin`: reads a PIN without showing it and prints what belongs into `staff.pins[].hash`. With `-- --badge` it reads a
 * badge's number instead, for `staff.pins[].badge`: as the reader tells it, hexadecimal digits in capitals, or the characters of a
 * magnetic stripe.
 */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { hashPin } from '../electron/kiosk/sign-in.ts';

// sysexits.h, EX_USAGE.
const EX_USAGE = 64;
const badge = process.argv.includes('--badge');
const wanted = badge
  ? { ask: 'Number of the badge (not shown): ', fits: /^[\x21-\x7e]{4,128}$/, wrong: 'a badge has a number of 4 to 128 characters without blanks' }
  : { ask: 'PIN (at least 4 digits, not shown): ', fits: /^\d{4,12}$/, wrong: 'a PIN has 4 to 12 digits' };
const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
const input = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY === true });
process.stderr.write(wanted.ask);
input.once('line', (line) => {
  input.close();
  process.stderr.write('\n');
  const text = badge ? line.replaceAll(/[\s:]/g, '').toUpperCase() : line;
  if (!wanted.fits.test(text)) {
    process.stderr.write(`${wanted.wrong}\n`);
    process.exitCode = EX_USAGE;
    return;
  }
  void hashPin(text).then((hash) => process.stdout.write(`${hash}\n`));
});
