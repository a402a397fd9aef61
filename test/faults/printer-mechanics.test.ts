import { afterEach, describe, expect, it } from 'vitest';
import { bench, type Bench, LINES, marked, missing, originals, SLIP, whole } from './printer-bench.ts';

describe.each(LINES)('blade and head, %s', (line) => {
  let at: Bench;
  afterEach(() => at.stop());

  it.skipIf(missing(line))('the blade jams once: recovered, and the slip is printed again with its mark', async () => {
    at = await bench(line);
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'cutter' });
    expect(await at.printer.print(SLIP)).toEqual({ ok: true, value: { by: 'process-id', attempts: 2 } });
    expect(originals(at.tray().filter((slip) => !marked(slip)))).toHaveLength(1);
    expect(at.tray().filter((slip) => whole(slip) && marked(slip))).toHaveLength(1);
    await at.reached('ready');
    expect((await at.printer.print(SLIP)).ok).toBe(true);
  });

  it.skipIf(missing(line))(
    'the blade jams again and again: fails as unknown, needs staff, and is ready when it is free',
    async () => {
      at = await bench(line, { staff: 500 });
      await at.reached('ready');
      at.simulator.faults.failAlways({ kind: 'cutter' });
      const result = await at.printer.print(SLIP);
      expect(result).toMatchObject({ ok: false, error: { paper: 'unknown' } });
      at.simulator.faults.clear();
      await at.reached('ready');
      expect((await at.printer.print(SLIP)).ok).toBe(true);
    },
  );
});

// Whatever the line: cooling takes the simulated head eight seconds, so this is played once.
describe('the print head', () => {
  let at: Bench;
  afterEach(() => at.stop());

  it('gets hot: the job waits and is printed once', async () => {
    at = await bench('tcp', { staff: 20_000 });
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'head-hot' });
    const printing = at.printer.print(SLIP);
    await at.reached('busy', 'self');
    expect(await printing).toEqual({ ok: true, value: { by: 'process-id', attempts: 1 } });
    expect(originals(at.tray())).toHaveLength(1);
    expect(at.tray()).toHaveLength(1);
  }, 20_000);
});
