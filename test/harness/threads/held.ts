/**
 * A program with the watchdog beside it, for the test of it: `hold` keeps its thread for ever, `work` for less than the
 * limit, over and over.
 */
import { startWatchdog } from '../../../electron/shell/watchdog.ts';

const [what = '', data = '', limit = ''] = process.argv.slice(2);
const limitMs = Number(limit);
const stop = startWatchdog({
  script: new URL('../../../electron/shell/watchdog-thread.ts', import.meta.url),
  data,
  limitMs,
  onLost: () => process.exit(9),
});
const hold = (ms: number): void => {
  for (const until = performance.now() + ms; performance.now() < until;);
};

process.stdout.write('ready\n');
process.on('message', () => {
  if (what === 'hold') hold(Number.MAX_SAFE_INTEGER);
  let left = 6;
  const work = (): void => {
    hold(limitMs / 2);
    if ((left -= 1) > 0) setTimeout(work, limitMs / 5);
    else void stop().then(() => process.exit(0));
  };
  work();
});
