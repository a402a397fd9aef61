/** `npm run register`. */
import { join } from 'node:path';
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2), {
  program: 'npm run register',
  demo: () => import('../demo/begin.ts'),
  database: 'any',
  hoursProgram: join(import.meta.dirname, '../opening-hours/program.ts'),
  // Built by `npm start` and by the tests; the routes answer without it.
  officePage: join(import.meta.dirname, '../../.build/office'),
});
