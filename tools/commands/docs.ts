/** `npm run docs`: every page that is made from the code. Tests fail where one of them is stale. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { handbookPage } from '../../electron/kiosk/log/handbook.ts';
import { API_PAGE, apiReference } from '../docs/api-reference.ts';
import { CHARTS, writeCharts } from '../docs/charts.ts';
import { WORDS_PAGE, wordsPage } from '../docs/words-page.ts';
import {
  SYSTEM_OPENAPI,
  SYSTEM_SEARCH_FORMS,
  systemOpenApiText,
  systemSearchFormsText,
} from '../docs/resident-system.ts';
import { ROOT } from '../setup/paths.mjs';

const HANDBOOK = join(ROOT, 'electron/kiosk/log/HANDBUCH.md');

writeFileSync(API_PAGE, apiReference());
writeFileSync(SYSTEM_OPENAPI, systemOpenApiText());
writeFileSync(SYSTEM_SEARCH_FORMS, systemSearchFormsText());
writeFileSync(HANDBOOK, handbookPage());
writeFileSync(WORDS_PAGE, wordsPage());
process.stdout.write(
  `${API_PAGE}\n${SYSTEM_OPENAPI}\n${SYSTEM_SEARCH_FORMS}\n${HANDBOOK}\n${WORDS_PAGE}\n${await writeCharts(CHARTS)} charts in ${CHARTS}\n`,
);
