/** Watches the main thread from a thread of its own; see `watchdog.ts`. */
import { appendFileSync, writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { logFile } from '../kiosk/log/day.ts';
import type { WatchdogData } from './watchdog.ts';

const { beats, limitMs, everyMs, data } = workerData as WatchdogData;
const count = new Int32Array(beats);
/**
 * A look that comes so much too late shows that the whole machine stood still: that is no fault of the main thread's.
 */
const LATE = 3;

let seen = Atomics.load(count, 0);
/** Of the monotonic clock, milliseconds. */
let since = performance.now();
let looked = since;

setInterval(() => {
  const now = performance.now();
  const beat = Atomics.load(count, 0);
  if (beat !== seen || now - looked > LATE * everyMs) since = now;
  seen = beat;
  looked = now;
  if (now - since >= limitMs) end((now - since) / 1_000);
}, everyMs);

function end(seconds: number): void {
  const at = new Date();
  const line = `${JSON.stringify({ time: at.toISOString(), level: 'error', event: 'kiosk.held', seconds: Math.round(seconds) })}\n`;
  // To the file and the journal directly: the process's own streams are the main thread's.
  for (const write of [() => appendFileSync(logFile(data, at), line, { mode: 0o600 }), () => writeSync(1, line)]) {
    try {
      write();
    } catch {
      // A line that cannot be written is no reason to leave the visitor before a dead screen.
    }
  }
  process.kill(process.pid, 'SIGKILL');
}
