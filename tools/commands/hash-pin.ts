/**
 * `npm run hash-pin`: reads a PIN without showing it and prints what belongs into `staff.pins[].hash`. With `--
 * --badge` it reads a badge's number instead, for `staff.pins[].badge`: as the reader tells it, hexadecimal digits in
 * capitals, or the characters of a magnetic stripe. With `-- --who` it lists which name of the configuration
 * (FOYER_CONFIG, or the system's) stands behind which id in the log.
 */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { configFiles, describeMistake, loadConfig } from '../../electron/kiosk/terminal/config.ts';
import { PIN_LENGTH, pinFault, type PinFault } from '../../electron/kiosk/staff/pin-rules.ts';
import { hashPin, staffId } from '../../electron/kiosk/staff/sign-in.ts';

// sysexits.h, EX_USAGE and EX_CONFIG.
const EX_USAGE = 64;
const EX_CONFIG = 78;
const FAULTS: Record<PinFault, string> = {
  form: `a PIN has ${PIN_LENGTH.shortest} to ${PIN_LENGTH.longest} digits`,
  'few-digits': 'it has fewer than three different digits',
  sequence: 'its digits are in a row',
  repeated: 'it is the same again and again',
  date: 'it is a day, as birthdays are',
};
const badge = process.argv.includes('--badge');
const ask = badge
  ? 'Number of the badge (not shown): '
  : `PIN (${PIN_LENGTH.shortest} to ${PIN_LENGTH.longest} digits, not shown): `;
/** Null where it can be taken. */
const wrong = (text: string): string | null => {
  if (badge)
    return /^[\x21-\x7e]{4,128}$/.test(text) ? null : 'a badge has a number of 4 to 128 characters without blanks';
  const fault = pinFault(text);
  return fault === null ? null : `This PIN is among the first that are tried: ${FAULTS[fault]}. Choose another one.`;
};
if (process.argv.includes('--who')) listStaff();
else read();

function listStaff(): void {
  const config = loadConfig(configFiles(process.env));
  if (!config.ok) {
    process.stderr.write(`${config.error.map(describeMistake).join('\n')}\n`);
    process.exitCode = EX_CONFIG;
    return;
  }
  for (const pin of config.value.staff.pins) process.stdout.write(`${staffId(pin)}\t${pin.role}\t${pin.name}\n`);
}

function read(): void {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const input = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY === true });
  process.stderr.write(ask);
  input.once('line', (line) => {
    input.close();
    process.stderr.write('\n');
    const text = badge ? line.replaceAll(/[\s:]/g, '').toUpperCase() : line;
    const fault = wrong(text);
    if (fault !== null) {
      process.stderr.write(`${fault}\n`);
      process.exitCode = EX_USAGE;
      return;
    }
    void hashPin(text).then((hash) => process.stdout.write(`${hash}\n`));
  });
}
