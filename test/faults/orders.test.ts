/**
 * An order that is paid for, with each part going away at each moment. In the end the money is taken if and only if the
 * document is in the visitor's hands, or staff have the order on their list; the register issued one document at most,
 * and the terminal booked once.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Town } from '../unit/register/server/services/town.ts';
import { MOMENTS, type Moment, OrderBench, openTown } from './support/orders-bench.ts';
import { sample } from '../harness/chance.ts';

/** `late`: back when the visit is over. `soon`: back after a moment, while the visitor still waits. */
const FATES = [
  'kiosk',
  'store',
  'staff end the visit',
  'register away, late',
  'register away, soon',
  'residents away, late',
  'residents away, soon',
  'answers lost, late',
  'answers lost, soon',
  'terminal away, late',
  'terminal away, soon',
  'printer away, late',
  'printer away, soon',
  'kiosk, register away',
  'kiosk, terminal away',
  'register and terminal away, late',
] as const;
type Fate = (typeof FATES)[number];
interface Cell {
  readonly moment: Moment;
  readonly fate: Fate;
}
const CELLS: readonly Cell[] = MOMENTS.flatMap((moment) => FATES.map((fate): Cell => ({ moment, fate })));

const SAMPLE = 6;
const all = process.env.FOYER_FAULTS === 'all' || process.env.CI === 'true';
const seed = Number(process.env.FOYER_SEED ?? 40_711);
const only = process.env.FOYER_CELL;
const cells =
  only !== undefined
    ? CELLS.filter(({ moment, fate }) => `${moment} · ${fate}`.includes(only))
    : all
      ? CELLS
      : sample(CELLS, SAMPLE, seed);
console.info(
  `faults of an order: ${cells.length} of ${CELLS.length} cells${all ? '' : `, FOYER_SEED=${seed}; all of them with FOYER_FAULTS=all or CI=true`}`,
);

/** Milliseconds that something is away for a moment. */
const SOON = 150;

let town: Town;
beforeAll(async () => {
  town = await openTown();
}, 120_000);
afterAll(() => town.close());

describe('an order under faults', { timeout: 240_000, concurrent: true }, () => {
  it.each(cells.map((cell) => [`${cell.moment} · ${cell.fate}`, cell] as const))(
    '%s',
    async (_name, { moment, fate }) => {
      const bench = await OrderBench.start(town);
      try {
        let struck = false;
        const strike = async (): Promise<void> => {
          if (struck) return;
          struck = true;
          await befall(bench, fate);
        };
        bench.at = (now) => (now === moment && fate !== 'store' ? strike() : Promise.resolve());
        // A store's end is worst between the disk and the answer.
        if (fate === 'store') {
          bench.written = (now, kill) => {
            if (now !== moment || struck) return;
            struck = true;
            kill();
          };
          bench.at = async (now) => {
            if (now !== moment || struck) return;
            struck = true;
            bench.killStore();
          };
        }
        await bench.visit();
        expect(struck, 'the moment came').toBe(true);
        const rested = await bench.comesToRest();
        expect(rested ? 'at rest' : bench.journal()).toBe('at rest');

        const delivered = bench.tray.sheets.length > 0 || bench.coded;
        const listed = await bench.list();
        const issued = await bench.issued();
        expect(issued, 'documents').toBeLessThanOrEqual(1);
        expect(bench.tray.sheets.length, 'sheets').toBeLessThanOrEqual(1);
        expect(bench.simulator.sales().length, 'bookings, also reversed ones').toBeLessThanOrEqual(1);
        expect(bench.sold(), 'paid for').toBe(delivered || listed.length > 0 ? 1 : 0);
        if (delivered) expect(issued).toBe(1);
        expect(await bench.unknownToEachOther()).toEqual([]);
        expect(listed.length).toBeLessThanOrEqual(1);
        expect(bench.simulator.violations().map(({ what }) => what)).toEqual([]);
        // The register gets reports of what really happened.
        const reports = await bench.reports();
        expect(
          reports.filter((event) => event === 'captured').length -
            reports.filter((event) => event === 'reversed').length,
          'captured and not reversed',
        ).toBe(bench.sold());
        expect(reports.includes('handed-over'), 'handed over').toBe(delivered && listed.length === 0);
        expect(bench.logs()).not.toMatch(/Muster(mann)?\b|Erika|Heidestra|"bug"/i);
      } finally {
        await bench.stop();
      }
    },
  );
});

async function befall(bench: OrderBench, fate: Fate): Promise<void> {
  const soon = fate.endsWith('soon');
  if (fate.includes('register')) bench.register = 'away';
  if (fate.startsWith('residents')) bench.residents = 'away';
  if (fate.startsWith('answers')) bench.register = 'mute';
  if (fate.includes('terminal')) await bench.simulator.actions.powerOff();
  if (fate.startsWith('printer')) bench.tray.be(true);
  if (fate.startsWith('kiosk')) return bench.crash();
  if (fate === 'staff end the visit') return bench.reset();
  if (soon) {
    setTimeout(() => {
      bench.register = 'answers';
      bench.residents = 'answers';
      if (bench.tray.away) bench.tray.be(false);
      void bench.simulator.actions.powerOn();
    }, SOON);
  }
}
