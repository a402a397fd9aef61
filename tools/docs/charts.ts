/** State charts of all machines as SVG, made from the machines themselves. The same machines give the same bytes. */
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StateMachine, type AnyStateMachine } from 'xstate';
import { chartOf } from './chart.ts';
import { ROOM, dotOf } from './dot.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Rooms that hold machines. */
const MACHINES = ['state-machines', 'services'].map((room) => join(ROOT, room));
export const CHARTS = join(ROOT, 'docs/machines');

/** In the rooms, by its path; tests hold none, and run where they are imported. */
const sourcesOf = (rooms: readonly string[]): string[] =>
  rooms
    .flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)))
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\/conforms\.ts$/.test(file))
    .toSorted();

/** Every machine that some file of the rooms exports, by its id; an id stands for one machine only. */
export async function machinesOf(rooms: readonly string[]): Promise<Map<string, AnyStateMachine>> {
  const machines = new Map<string, AnyStateMachine>();
  for (const file of sourcesOf(rooms)) {
    const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    for (const value of Object.values(exported)) {
      if (!(value instanceof StateMachine)) continue;
      const known = machines.get(value.id);
      if (known !== undefined && known !== value) throw new Error(`two machines have the id ${value.id}: see ${file}`);
      machines.set(value.id, value as AnyStateMachine);
    }
  }
  return machines;
}

/** `changePin` is drawn in `change-pin.svg`. */
export const fileOf = (id: string): string => `${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.svg`;

export async function drawing(): Promise<(machine: AnyStateMachine) => string> {
  const graphviz = await Graphviz.load();
  return (machine) =>
    graphviz
      .layout(dotOf(chartOf(machine)), 'svg', 'dot')
      .replace(/<!--[\s\S]*?-->\n?/g, '')
      .replace(/font-size="([\d.]+)"/g, (_, size: string) => `font-size="${Number((Number(size) / ROOM).toFixed(1))}"`)
      .replaceAll('font-family="Helvetica,sans-Serif"', 'font-family="Helvetica, Arial, Liberation Sans, sans-serif"');
}

/** How many there are now; a machine that is gone leaves no chart behind. */
export async function writeCharts(out: string): Promise<number> {
  const machines = await machinesOf(MACHINES);
  const draw = await drawing();
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) if (name.endsWith('.svg')) rmSync(join(out, name));
  for (const [id, machine] of machines) writeFileSync(join(out, fileOf(id)), draw(machine));
  return machines.size;
}
