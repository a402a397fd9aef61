/** The register as a town installs it: on a PostgreSQL server, and without the demonstration. */
import { join } from 'node:path';
import { main } from '../server/main.ts';

process.exitCode = await main(process.argv.slice(2), {
  program: 'foyer-register',
  database: 'postgresql',
  hoursProgram: join(import.meta.dirname, 'opening-hours.mjs'),
  importThread: join(import.meta.dirname, 'import-thread.mjs'),
  officePage: join(import.meta.dirname, 'office'),
});
