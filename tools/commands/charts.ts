/** `npm run charts`: the state charts into docs/machines, or with `--out FOLDER` elsewhere. */
import { resolve } from 'node:path';
import { CHARTS, writeCharts } from '../docs/charts.ts';

const at = process.argv.indexOf('--out');
const out = at === -1 ? CHARTS : resolve(process.argv[at + 1] ?? CHARTS);
process.stdout.write(`${await writeCharts(out)} charts in ${out}\n`);
