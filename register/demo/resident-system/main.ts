/**
 * Musterstadt's resident system as a process of its own:
 *
 *   node register/demo/resident-system/main.ts --port 8443 --tls FOLDER [--town FILE]
 *
 * FOLDER holds `server.key`, `server.pem` and `clients.pem`. Says `listening on ADDRESS` when it can be asked. With
 * `--with-stdin` it ends with its input: with who started it, also where that one is killed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dayIn } from '../../../base/calendar-day.ts';
import { TEST_TOWN_FILE, readTown } from '../../resident-system/test-town.ts';
import { startResidentSystem } from './server.ts';

const {
  port,
  tls,
  town,
  'with-stdin': withStdin,
} = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    tls: { type: 'string' },
    town: { type: 'string', default: TEST_TOWN_FILE },
    'with-stdin': { type: 'boolean', default: false },
  },
}).values;
if (tls === undefined) throw new Error('--tls names no folder.');
const pem = (name: string): string => readFileSync(join(tls, name), 'utf8');
const system = await startResidentSystem({
  town: readTown(town),
  port: Number(port),
  tls: { key: pem('server.key'), certificate: pem('server.pem'), clients: pem('clients.pem') },
  today: () => dayIn('Europe/Berlin', Date.now()),
});
process.stdout.write(`listening on ${system.url}\n`);
let stopped: Promise<void> | null = null;
// The signal and the end of the input come together where the register ends.
const stop = (): void => void (stopped ??= system.stop());
process.once('SIGTERM', stop);
if (withStdin) process.stdin.resume().once('end', stop);
