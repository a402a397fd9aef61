/**
 * The demonstration's register for a bench: one terminal plays a whole lobby's day in a minute, which no terminal's
 * budget has.
 */
import { join } from 'node:path';
import { main } from '../../register/server/main.ts';

process.exitCode = await main(process.argv.slice(2), {
  program: 'npm run register',
  demo: () => import('../../register/demo/begin.ts'),
  database: 'any',
  hoursProgram: join(import.meta.dirname, '../../register/opening-hours/program.ts'),
  terminalBudget: { capacity: 1e9, refillPerSecond: 1e9 },
});
