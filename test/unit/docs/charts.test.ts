/** The state charts in docs/machines: drawn from the machines as they are now, and each with a line in the index. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assign, createMachine, fromPromise, setup } from 'xstate';
import { chartOf, type Chart, type State } from '../../../tools/docs/chart.ts';
import { dotOf } from '../../../tools/docs/dot.ts';
import { drawing } from '../../../tools/docs/charts.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CHARTS = join(ROOT, 'docs/machines');
const svgs = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.svg'));

describe('the charts in docs/machines', () => {
  let fresh = '';
  beforeAll(() => {
    fresh = mkdtempSync(join(tmpdir(), 'foyer-charts-'));
    // A process of its own: guards without a name are drawn by their source text, which the test runner rewrites.
    execFileSync(process.execPath, [join(ROOT, 'tools/commands/charts.ts'), '--out', fresh]);
  });
  afterAll(() => rmSync(fresh, { recursive: true, force: true }));

  test('exist for each machine and no other', () => {
    expect(svgs(CHARTS).toSorted()).toEqual(svgs(fresh).toSorted());
    expect(svgs(fresh).length).toBeGreaterThan(10);
  });

  test('match their machines (if not: npm run charts)', () => {
    const stale = svgs(fresh).filter(
      (name) => readFileSync(join(fresh, name), 'utf8') !== readFileSync(join(CHARTS, name), 'utf8'),
    );
    expect(stale).toEqual([]);
  });

  test('have one line each in the index', () => {
    const linked = [...readFileSync(join(CHARTS, 'README.md'), 'utf8').matchAll(/\]\(([\w-]+\.svg)\)/g)].map(
      ([, name]) => name,
    );
    expect(linked.toSorted()).toEqual(svgs(CHARTS).toSorted());
  });
});

const door = setup({
  types: { context: {} as { tries: number }, events: {} as { type: 'knock' | 'leave' | 'look' } },
  actors: { unlock: fromPromise<boolean>(async () => true) },
  delays: { patience: 4_500 },
  actions: { ring: () => undefined },
  guards: { known: () => true },
}).createMachine({
  id: 'frontDoor',
  context: { tries: 0 },
  initial: 'closed',
  states: {
    closed: {
      on: {
        knock: [{ guard: 'known', target: 'opening', actions: 'ring' }, { target: 'ignored' }],
        look: { actions: 'ring' },
      },
    },
    opening: {
      tags: 'at-work',
      initial: 'quiet',
      invoke: {
        src: 'unlock',
        onSnapshot: { actions: assign({ tries: 1 }) },
        onDone: [{ guard: ({ event }) => event.output, target: 'open' }, { target: 'closed' }],
        onError: 'closed',
      },
      states: { quiet: { after: { patience: 'loud' } }, loud: {} },
    },
    ignored: { after: { 2_000: 'closed' } },
    open: { type: 'final' },
  },
});

describe('a chart', () => {
  const chart = chartOf(door);
  const state = (path: string): State => {
    const all = (one: State): State[] => [one, ...one.children.flatMap(all)];
    const found = all(chart.root).find((one) => one.path === path);
    if (found === undefined) throw new Error(`no state ${path}`);
    return found;
  };
  const arrow = (from: string, to: string, of: Chart = chart): readonly string[] | undefined =>
    of.arrows.find((one) => one.from === from && one.to === to)?.labels.map(({ cause, text }) => `${cause}: ${text}`);

  test('has all states, with their kinds, first children, tags and actors', () => {
    expect(chart.root).toMatchObject({ kind: 'compound', initial: 'frontDoor.closed' });
    expect(state('frontDoor.opening')).toMatchObject({
      kind: 'compound',
      initial: 'frontDoor.opening.quiet',
      tags: ['at-work'],
      invokes: ['unlock'],
    });
    expect(state('frontDoor.open')).toMatchObject({ kind: 'final', children: [] });
  });

  test('names events, guards and actions on its arrows', () => {
    expect(arrow('frontDoor.closed', 'frontDoor.opening')).toEqual(['event: knock [known] / ring']);
    expect(arrow('frontDoor.closed', 'frontDoor.ignored')).toEqual(['event: knock']);
  });

  test("distinguishes an actor's result from its failure, and shows an unnamed guard by its condition", () => {
    expect(arrow('frontDoor.opening', 'frontDoor.open')).toEqual(['done: onDone [output]']);
    expect(arrow('frontDoor.opening', 'frontDoor.closed')).toEqual(['done: onDone', 'error: onError']);
  });

  test('gives delays their names and their seconds', () => {
    expect(arrow('frontDoor.opening.quiet', 'frontDoor.opening.loud')).toEqual(['time: after patience (4.5 s)']);
    expect(arrow('frontDoor.ignored', 'frontDoor.closed')).toEqual(['time: after 2 s']);
  });

  test('keeps what changes no state inside the state, and assignments from snapshots out', () => {
    expect(state('frontDoor.closed').inside).toEqual(['look / ring']);
    expect(state('frontDoor.opening').inside).toEqual([]);
  });

  test('draws an arrow to a state within its own as a line in its box', () => {
    const machine = createMachine({
      id: 'outer',
      initial: 'a',
      states: { a: { initial: 'b', on: { again: '.c' }, states: { b: {}, c: {} } } },
    });
    expect(dotOf(chartOf(machine))).toContain('again → c');
    expect(dotOf(chartOf(machine))).not.toContain('"outer.a.c" -> ');
  });

  test('is the same bytes each time, whatever characters its texts have', async () => {
    const draw = await drawing();
    const odd = createMachine({ id: 'odd', initial: 'a', states: { a: { on: { '<"&>\\': 'b' } }, b: {} } });
    expect(draw(odd)).toBe(draw(odd));
    expect(draw(odd)).toContain('&lt;&quot;&amp;&gt;\\');
    expect(draw(door)).toMatch(/^<\?xml [\s\S]*<svg [\s\S]*<\/svg>\s*$/);
  });
});
