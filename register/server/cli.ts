/** `npm run register`. */
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2), {
  program: 'npm run register',
  demo: () => import('../demo/begin.ts'),
  database: 'any',
});
