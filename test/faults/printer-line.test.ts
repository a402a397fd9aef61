import { afterEach, describe, expect, it } from 'vitest';
import { bench, type Bench, LINES, LONG, marked, missing, originals, SLIP, until, whole } from './printer-bench.ts';

describe.each(LINES)('the line to the printer, %s', (line) => {
  let at: Bench;
  afterEach(() => at.stop());

  it.skipIf(missing(line))('garbage before every answer: slips are printed and proved all the same', async () => {
    at = await bench(line);
    at.simulator.faults.failAlways({ kind: 'garbage' });
    await at.reached('ready');
    expect((await at.printer.print(SLIP)).ok).toBe(true);
    expect(originals(at.tray())).toHaveLength(1);
    expect(at.printer.frames().some((frame) => frame.meaning.startsWith('discarded'))).toBe(true);
  });

  it.skipIf(missing(line))(
    'garbage with GS r as proof: asked again until the answer stands alone, otherwise unknown',
    async () => {
      at = await bench(line, { confirm: 'gs-r' });
      await at.reached('ready');
      at.simulator.faults.failNext({ kind: 'garbage' });
      expect(await at.printer.print(SLIP)).toMatchObject({ ok: true, value: { by: 'gs-r' } });
      expect(at.tray()).toHaveLength(1);
    },
  );

  it.skipIf(missing(line))('one lost answer is asked for again', async () => {
    at = await bench(line);
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'silence' });
    expect(await at.printer.print(SLIP)).toEqual({ ok: true, value: { by: 'process-id', attempts: 1 } });
    expect(at.tray()).toHaveLength(1);
  });

  it.skipIf(missing(line))(
    'a status answer that is lost amid a job is no silence: the next job prints as well',
    async () => {
      at = await bench(line);
      await at.reached('ready');
      const printing = at.printer.print(SLIP);
      await until(() => at.simulator.snapshot().uncutLines >= 1);
      at.simulator.faults.failNext({ kind: 'silence' });
      // The answer to the question amid the job, not the proof, is what gets lost.
      await until(() => at.simulator.faults.active().length === 0);
      expect(await printing).toEqual({ ok: true, value: { by: 'process-id', attempts: 1 } });
      expect(await at.printer.print(SLIP)).toEqual({ ok: true, value: { by: 'process-id', attempts: 1 } });
      expect(originals(at.tray())).toHaveLength(2);
    },
  );

  it.skipIf(missing(line))(
    'silence while idle: reconnects with back-off, and is ready again when it answers',
    async () => {
      at = await bench(line);
      await at.reached('ready');
      at.simulator.faults.failAlways({ kind: 'silence' });
      await at.reached('back-off', 'silent');
      expect(await at.printer.print(SLIP)).toMatchObject({ ok: false, error: { paper: 'none' } });
      at.simulator.faults.clear();
      await at.reached('ready');
      expect((await at.printer.print(SLIP)).ok).toBe(true);
      expect(at.tray()).toHaveLength(1);
    },
  );

  it.skipIf(missing(line))('silence when the proof is due: unknown, and nothing is printed twice', async () => {
    at = await bench(line);
    await at.reached('ready');
    const printing = at.printer.print(SLIP);
    await until(() => at.simulator.snapshot().uncutLines >= 3);
    at.simulator.faults.failAlways({ kind: 'silence' });
    expect(await printing).toMatchObject({ ok: false, error: { paper: 'unknown', status: { state: 'back-off' } } });
    at.simulator.faults.clear();
    await at.reached('ready');
    expect(at.tray().filter(whole)).toHaveLength(1);
    expect(at.tray().filter(marked)).toEqual([]);
  });

  it.skipIf(missing(line))('unplugged while idle and plugged in again: ready, and prints', async () => {
    at = await bench(line);
    await at.reached('ready');
    await at.simulator.actions.unplug();
    await Promise.race([at.reached('absent'), at.reached('back-off')]);
    expect(await at.printer.print(SLIP)).toMatchObject({ ok: false, error: { paper: 'none' } });
    await at.simulator.actions.plugIn();
    await at.reached('ready');
    expect((await at.printer.print(SLIP)).ok).toBe(true);
    expect(at.tray()).toHaveLength(1);
  });

  it.skipIf(missing(line))(
    'unplugged during a slip: it is never printed twice without a mark, nor onto the next one',
    async () => {
      at = await bench(line);
      await at.reached('ready');
      const printing = at.printer.print(SLIP);
      await until(() => at.simulator.snapshot().uncutLines >= 3);
      await at.simulator.actions.unplug();
      await at.simulator.actions.plugIn();
      const result = await printing;
      if (!result.ok) expect(result.error.paper).toBe('unknown');
      await at.reached('ready');
      expect(originals(at.tray()).length).toBeLessThanOrEqual(1);
      expect((await at.printer.print(SLIP)).ok).toBe(true);
      expect((at.tray().at(-1) ?? '').trimStart().startsWith('BEGIN')).toBe(true);
    },
  );

  it.skipIf(missing(line))(
    'switched off and on during a slip: what the printer forgot is not reported as printed',
    async () => {
      at = await bench(line);
      await at.reached('ready');
      // Long enough that its middle is not over in the turn in which it is seen.
      const printing = at.printer.print(LONG);
      await until(() => at.simulator.snapshot().uncutLines >= 3);
      at.simulator.actions.powerOff();
      at.simulator.actions.powerOn();
      expect(await printing).toMatchObject({ ok: false, error: { paper: 'unknown' } });
      await at.reached('ready');
      expect(at.simulator.snapshot().uncutLines).toBe(0);
      expect((await at.printer.print(SLIP)).ok).toBe(true);
      expect((at.tray().at(-1) ?? '').trimStart().startsWith('BEGIN')).toBe(true);
    },
  );
});
