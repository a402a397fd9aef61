/** `npm run hash-pin`: reads a PIN without showing it and prints what belongs into `staff.pins[].hash`. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { hashPin } from '../electron/kiosk/sign-in.ts';

const SHORTEST = 4;
const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
const input = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY === true });
process.stderr.write(`PIN (at least ${SHORTEST} digits, not shown): `);
input.once('line', (pin) => {
  input.close();
  process.stderr.write('\n');
  if (!/^\d+$/.test(pin) || pin.length < SHORTEST || pin.length > 12) {
    process.stderr.write(`a PIN has ${SHORTEST} to 12 digits\n`);
    process.exitCode = 2;
    return;
  }
  void hashPin(pin).then((hash) => process.stdout.write(`${hash}\n`));
});
