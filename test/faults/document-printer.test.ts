/**
 * What can go wrong between a finished document and its sheets: each to its recovery, no page twice, none for the next
 * visitor.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDocumentPrinterSimulator } from '../../devices/document-printer/simulator/simulator.ts';
import { DocumentPrinterConfig } from '../../devices/document-printer/config.ts';
import { createDocumentPrinter } from '../../devices/document-printer/create.ts';
import { systemClock } from '../../base/clock.ts';
import { documentBench } from './support/document-bench.ts';

const bench: typeof documentBench = async (options) => {
  const made = await documentBench(options);
  onTestFinished(() => made.stop());
  return made;
};
const COUNTED = { ok: true, value: { by: 'counted' } };

describe('a document', { timeout: 30_000 }, () => {
  it('is printed when all its pages are counted', async () => {
    const at = await bench();
    await at.reached('ready');
    expect(at.printer.identity()).toMatchObject({ model: 'Foyer Übungsdrucker A4', serial: 'FOYER-A4-1' });
    expect(await at.print(3)).toEqual(COUNTED);
    expect(await at.print(3, 'two-sided-long-edge')).toEqual(COUNTED);
    expect(at.sides()).toEqual([3, 3]);
    expect(at.simulator.violations()).toEqual([]);
    expect(at.printer.status()).toEqual({ state: 'ready' });
  });

  it('is not offered when it needs more sheets than there are', async () => {
    const at = await bench({ before: ({ actions }) => actions.loadPaper(20) });
    await at.reached('ready');
    expect(await at.printer.check(20)).toEqual({ ok: true, value: undefined });
    at.simulator.actions.loadPaper(15);
    expect(await at.printer.check(16)).toEqual({ ok: false, error: { state: 'needs-staff', reason: 'paper' } });
  });

  it.each([
    ['the tray is empty', 'paper', (actions) => actions.emptyTray(), (actions) => actions.loadPaper()],
    ['paper is jammed', 'jam', (actions) => actions.jam(), (actions) => actions.clearJam()],
    ['the cover is open', 'cover', (actions) => actions.openCover(), (actions) => actions.closeCover()],
    ['the toner is empty', 'toner', (actions) => actions.setToner(0), (actions) => actions.setToner(90)],
    ['it is paused', 'paused', (actions) => actions.pause(), (actions) => actions.resume()],
  ] as readonly [string, string, (actions: Actions) => void, (actions: Actions) => void][])(
    'while %s: is not begun, fails with that reason, and is printed afterwards',
    async (_what, reason, bad, good) => {
      const at = await bench();
      await at.reached('ready');
      bad(at.simulator.actions);
      expect(await at.print()).toEqual({
        ok: false,
        error: { status: { state: 'needs-staff', reason }, paper: 'none', pages: 0 },
      });
      expect(at.simulator.snapshot().jobs).toEqual([]);
      good(at.simulator.actions);
      await at.reached('ready');
      expect(await at.print()).toEqual(COUNTED);
    },
  );

  it.each([
    ['the tray runs empty', 'paper', (actions) => actions.emptyTray(), (actions) => actions.loadPaper()],
    ['paper jams', 'jam', (actions) => actions.jam(), (actions) => actions.clearJam()],
    ['the cover is opened', 'cover', (actions) => actions.openCover(), (actions) => actions.closeCover()],
  ] as readonly [string, string, (actions: Actions) => void, (actions: Actions) => void][])(
    'when %s after the first page and staff come: goes on, every page once',
    async (_what, reason, bad, good) => {
      const at = await bench({ pageMs: 80 });
      await at.reached('ready');
      const printed = at.print(3);
      await at.seen(({ snapshot }) => (snapshot().jobs[0]?.impressions ?? 0) >= 1);
      bad(at.simulator.actions);
      await at.reached('needs-staff', reason);
      good(at.simulator.actions);
      expect(await printed).toEqual(COUNTED);
      expect(at.sides()).toEqual([3]);
    },
  );

  it('when no staff come: is cancelled, and nothing of it comes out later', async () => {
    const at = await bench({ pageMs: 80, timing: { staff: 700 } });
    await at.reached('ready');
    const printed = at.print(3);
    await at.seen(({ snapshot }) => (snapshot().jobs[0]?.impressions ?? 0) >= 1);
    at.simulator.actions.jam();
    expect(await printed).toEqual({
      ok: false,
      error: { status: { state: 'needs-staff', reason: 'jam' }, paper: 'some', pages: 1 },
    });
    expect(at.simulator.snapshot().jobs.map(({ state }) => state)).toEqual(['canceled']);
    at.simulator.actions.clearJam();
    await at.reached('ready');
    expect(await at.print(1)).toEqual(COUNTED);
    expect(at.sides()).toEqual([1, 1]);
  });

  it('aborted by the printer: reports how much came out, and is not printed again by itself', async () => {
    const at = await bench();
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'abort-job', afterPages: 1 });
    expect(await at.print(3)).toMatchObject({ ok: false, error: { paper: 'some', pages: 1 } });
    expect(at.simulator.snapshot().jobs).toHaveLength(1);
    expect(await at.print(1)).toEqual(COUNTED);
  });

  it('completed with a page too few: does not count as printed', async () => {
    const at = await bench();
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'short-count' });
    expect(await at.print(3)).toMatchObject({ ok: false, error: { paper: 'some', pages: 2 } });
  });

  it('held at the printer: waits until it is released', async () => {
    const at = await bench();
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'hold-job' });
    const printed = at.print(2);
    await at.seen(({ snapshot }) => snapshot().jobs[0]?.state === 'held');
    at.simulator.actions.release();
    expect(await printed).toEqual(COUNTED);
  });

  it('held at the printer and never released: is cancelled', async () => {
    const at = await bench({ timing: { staff: 500 } });
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'hold-job' });
    expect(await at.print(2)).toEqual({
      ok: false,
      error: { status: { state: 'needs-staff', reason: 'paused' }, paper: 'none', pages: 0 },
    });
    at.simulator.actions.release();
    expect(at.sides()).toEqual([]);
  });

  it('that a busy printer refuses is sent again, and printed once only', async () => {
    const at = await bench();
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'busy' });
    expect(await at.print(1)).toEqual(COUNTED);
    expect(at.sides()).toEqual([1]);
  });

  it('whose connection ends half-way: is known not to be printed, once the printer was seen to list our jobs', async () => {
    const at = await bench({ pageMs: 200 });
    await at.reached('ready');
    const cut = () => {
      at.simulator.faults.failNext({ kind: 'cut-in-body' });
      return at.printer.print({ pdf: new Uint8Array(500_000), pages: 1, sides: 'one-sided' });
    };
    expect(await cut()).toMatchObject({ ok: false, error: { paper: 'unknown' } });
    await at.reached('ready');
    expect(await at.print(1)).toEqual(COUNTED);
    expect(await cut()).toMatchObject({ ok: false, error: { paper: 'none' } });
    expect(await at.print(1)).toEqual(COUNTED);
    expect(at.sides()).toEqual([1, 1]);
  });

  it('whose answer is lost: is found by its name and followed, not sent twice', async () => {
    const at = await bench();
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'cut-before-answer' });
    expect(await at.print(2)).toEqual(COUNTED);
    expect(at.sides()).toEqual([2]);
  });

  it.each(['garbage', 'http-error'] as const)(
    'one answer that is no IPP (%s) while it prints changes nothing',
    async (kind) => {
      const at = await bench({ pageMs: 150 });
      await at.reached('ready');
      const printed = at.print(2);
      await at.seen(({ snapshot }) => (snapshot().jobs[0]?.impressions ?? 0) >= 1);
      at.simulator.faults.failNext({ kind });
      expect(await printed).toEqual(COUNTED);
      expect(at.sides()).toEqual([2]);
    },
  );

  it('whose printer is switched off in the middle: is unknown, and the printer comes back clean', async () => {
    const at = await bench({ pageMs: 100, timing: { staff: 800 } });
    await at.reached('ready');
    const printed = at.print(3);
    await at.seen(({ snapshot }) => (snapshot().jobs[0]?.impressions ?? 0) >= 1);
    await at.simulator.actions.powerOff();
    expect(await printed).toMatchObject({ ok: false, error: { paper: 'unknown' } });
    await at.simulator.actions.powerOn();
    await at.reached('ready');
    expect(await at.print(1)).toEqual(COUNTED);
  });
});

describe('a printer', { timeout: 30_000 }, () => {
  it('that is not there is absent, and ready once it appears', async () => {
    const at = await bench({ before: ({ actions }) => actions.powerOff() });
    await at.reached('absent');
    await at.simulator.actions.powerOn();
    await at.reached('ready');
  });

  it('that answers too late is reported as silent', async () => {
    const at = await bench({
      timing: { answer: 500 },
      before: ({ faults }) => faults.failAlways({ kind: 'slow', ms: 2_000 }),
    });
    await at.reached('back-off', 'silent');
    at.simulator.faults.clear();
    await at.reached('ready');
  });

  it('still holds a job of ours from before: it is cancelled first', async () => {
    const simulator = await startDocumentPrinterSimulator({ pageMs: 30 });
    onTestFinished(() => simulator.stop());
    const config = DocumentPrinterConfig.parse({
      class: 'document-printer',
      name: 'a4',
      uri: simulator.uri,
      timing: { follow: 100, staff: 60_000 },
    });
    const first = createDocumentPrinter(config, { clock: systemClock, random: () => 0 });
    await new Promise<void>((resolve) => {
      first.onStatus(({ state }) => {
        if (state === 'ready') resolve();
      });
    });
    simulator.faults.failNext({ kind: 'hold-job' });
    const { pdfOf } = await import('../harness/pdf.ts');
    // The process that sent it is gone before it is printed, so the answer is not awaited.
    void first.print({ pdf: pdfOf(1), pages: 1, sides: 'one-sided' });
    await new Promise<void>((resolve) => {
      simulator.onChange(() => {
        if (simulator.snapshot().jobs[0]?.state === 'held') resolve();
      });
    });
    const second = createDocumentPrinter(config, { clock: systemClock, random: () => 0 });
    onTestFinished(async () => {
      await Promise.all([first.close(), second.close()]);
    });
    await new Promise<void>((resolve) => {
      second.onStatus(({ state }) => {
        if (state === 'ready') resolve();
      });
    });
    expect(simulator.snapshot().jobs.map(({ state }) => state)).toEqual(['canceled']);
    simulator.actions.release();
    expect(simulator.papers()).toEqual([]);
  });

  it('low on paper or toner prints, and its status says so', async () => {
    const at = await bench({
      before: ({ actions }) => {
        actions.loadPaper(8);
        actions.setToner(5);
      },
    });
    await at.reached('degraded', 'paper-low');
    expect(at.printer.status()).toEqual({ state: 'degraded', reasons: ['paper-low', 'toner-low'] });
    expect(await at.print(1)).toEqual(COUNTED);
  });
});

type Actions = Awaited<ReturnType<typeof startDocumentPrinterSimulator>>['actions'];
