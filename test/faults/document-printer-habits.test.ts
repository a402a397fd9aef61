/**
 * Printers as people have them: jobs renamed, hidden or forgotten, one version of IPP, an attribute that breaks the
 * answer. What was not proved is not claimed: a wrong "no sheet came out" is a second certificate in the tray, a wrong
 * "printed" a fee for nothing.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { DocumentPrinterConfig } from '../../devices/document-printer/config.ts';
import { createDocumentPrinter } from '../../devices/document-printer/create.ts';
import type { DocumentPrinter, DocumentPrinterStatus } from '../../devices/document-printer/document-printer.ts';
import { collection, integer, keyword, text } from '../../devices/document-printer/simulator/ipp.ts';
import { pdfOf } from '../harness/pdf.ts';
import { type Habits, oddPrinter } from './support/odd-printer.ts';

const TIMING = { poll: 1_000, pollHindered: 500, follow: 100, answer: 600, turn: 1_000, staff: 1_500, stall: 5_000 };
const COUNTED = { ok: true, value: { by: 'counted' } };
const UNCOUNTED = { ok: true, value: { by: 'uncounted' } };

async function bench(habits: Habits = {}, terminals: readonly string[] = ['T01'], extra: Record<string, unknown> = {}) {
  const peer = await oddPrinter(habits);
  const drivers = terminals.map((terminal) =>
    createDocumentPrinter(
      DocumentPrinterConfig.parse({
        class: 'document-printer',
        name: 'a4',
        uri: peer.uri,
        terminal,
        timing: TIMING,
        ...extra,
      }),
      { clock: systemClock, random: () => 0 },
    ),
  );
  onTestFinished(async () => {
    await Promise.all(drivers.map((driver) => driver.close()));
    await peer.stop();
  });
  const [printer] = drivers as [DocumentPrinter, ...DocumentPrinter[]];
  for (const driver of drivers) await reached(driver, 'ready');
  const print = (pages = habits.pages ?? 1, sides: 'one-sided' | 'two-sided-long-edge' = 'one-sided') =>
    printer.print({ pdf: pdfOf(pages), pages, sides });
  return { peer, printer, drivers, print };
}

const reached = (driver: DocumentPrinter, state: DocumentPrinterStatus['state']): Promise<void> =>
  new Promise((resolve) => {
    if (driver.status().state === state) return resolve();
    const stop = driver.onStatus((status) => {
      if (status.state === state) {
        stop();
        resolve();
      }
    });
  });

describe('a job whose answer was lost', { timeout: 20_000 }, () => {
  it.each([
    ['renames every job', { names: 'rewritten', user: 'Guest' }],
    ['renames jobs and tells all of them', { names: 'rewritten', user: 'Guest', tellsAll: true }],
    ['hides jobs under way', { lists: { active: false, ended: true } }],
    ['cuts names off and keeps no user', { names: 5, user: 'Guest' }],
    ['lists none', { lists: { active: false, ended: false } }],
  ] as readonly [string, Habits][])(
    'at a printer that %s: may come out, and nothing is printed beside it',
    async (_what, habits) => {
      const at = await bench({ ...habits, pageMs: 1_000 });
      expect(await at.print()).toEqual(COUNTED);
      at.peer.habits.loses = true;
      expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'unknown' } });
      at.peer.habits.loses = false;
      // Until the printer has printed all that it has, nothing is laid between its sheets.
      expect(await at.printer.purge()).toBe(false);
      expect(at.printer.status()).toEqual({ state: 'busy', reason: 'self' });
      expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'none' } });
      await reached(at.printer, 'ready');
      expect(at.peer.jobs.every(({ state }) => state === 9)).toBe(true);
      expect(await at.printer.purge()).toBe(true);
      expect(await at.print()).toEqual(COUNTED);
    },
  );

  it('at a printer that keeps no ended jobs: is found while it is under way, and is unknown afterwards', async () => {
    const at = await bench({ lists: { active: true, ended: false }, pageMs: 1_000 });
    at.peer.habits.loses = true;
    expect(await at.print()).toEqual(COUNTED);
    at.peer.habits.pageMs = 1;
    at.peer.habits.lists = { active: false, ended: false };
    expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'unknown' } });
  });

  it.each([
    ['half of its own part', 18, COUNTED],
    ['hardly more than the terminal', 12, { ok: false, error: { paper: 'unknown' } }],
  ] as const)(
    'at a printer that cuts names to %s: the next begins only when it is cancelled or out',
    async (_what, names, expected) => {
      const at = await bench({ names, pageMs: 1_000, loses: true });
      expect(await at.print()).toMatchObject(expected);
      expect(await at.printer.purge()).toBe(true);
      expect(at.peer.jobs.every(({ state }) => state >= 7)).toBe(true);
    },
  );

  it('and that the printer holds under another name: staff are sent to it, and a restart ends the wait', async () => {
    const at = await bench({ names: 'rewritten', user: 'Guest', loses: true, waits: true });
    expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'unknown' } });
    expect(await at.printer.purge()).toBe(false);
    expect(at.printer.status()).toEqual({ state: 'needs-staff', reason: 'paused' });
    at.peer.habits.waits = false;
    await reached(at.printer, 'ready');
    at.peer.habits.waits = true;
    expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'unknown' } });
    await at.printer.restart();
    await reached(at.printer, 'ready');
  });

  it('is unknown at a printer whose lists of jobs were never seen', async () => {
    const at = await bench({ names: 'rewritten', loses: true });
    expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'unknown', pages: 0 } });
  });

  it('and that the printer accepted without a number: is found by its name', async () => {
    const at = await bench({ namesNoJob: true });
    expect(await at.print()).toEqual(COUNTED);
  });

  it('and that the printer accepted without a number under another name: is unknown', async () => {
    const at = await bench({ namesNoJob: true, names: 'rewritten' });
    expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'unknown' } });
  });

  // RFC 8011, appendix B.1.4, B.1.5: errors that a printer meets while it prints what comes in.
  it.each(['0x0408', '0x0410', '0x0411', '0x0500', '0x0504', '0x0505', '0x0508', '0x04ff'])(
    'with status %s while pages came out: is unknown',
    async (status) => {
      const at = await bench({ printJobStatus: Number(status), names: 'rewritten' });
      expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'unknown' } });
    },
  );

  it('is not looked for where the request was refused', async () => {
    const at = await bench({ printJobStatus: 0x0506 });
    expect(await at.print()).toMatchObject({
      ok: false,
      error: { status: { state: 'faulted', reason: 'queue' }, paper: 'none' },
    });
  });
});

describe('a queue that terminals share', { timeout: 20_000 }, () => {
  it('a purge by one leaves the jobs of the others alone, also where the printer lists all of them', async () => {
    const at = await bench({ waits: true, tellsAll: true, neverBegun: true }, ['T01', 'T010']);
    const [first, second] = at.drivers as [DocumentPrinter, DocumentPrinter];
    at.peer.add('Bericht', 'kollege');
    const printed = first.print({ pdf: pdfOf(1), pages: 1, sides: 'one-sided' });
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (at.peer.jobs.length === 2) resolve();
        else setImmediate(look);
      };
      look();
    });
    expect(await second.purge()).toBe(true);
    expect(at.peer.jobs.map(({ state }) => state)).toEqual([3, 3]);
    expect(await first.purge()).toBe(true);
    expect(await printed).toMatchObject({ ok: false });
    expect(at.peer.jobs.map(({ state }) => state)).toEqual([3, 7]);
  });

  it('a job that the printer renamed is cancelled by its number', async () => {
    const at = await bench({ waits: true, names: 'rewritten', user: 'Guest' });
    expect(await at.print()).toMatchObject({ ok: false });
    expect(at.peer.jobs.map(({ state }) => state)).toEqual([7]);
    expect(await at.printer.purge()).toBe(true);
  });
});

describe('a job under way', { timeout: 20_000 }, () => {
  it.each(['0x0404', '0x0406', '0x0407'])(
    'that the printer forgets at its end (%s): counts with what was heard last',
    async (status) => {
      const at = await bench({ pages: 2, forgets: { after: 2, status: Number(status) } });
      expect(await at.print()).toEqual(COUNTED);
      // A page too few was heard of.
      at.peer.habits.impressions = () => 1;
      expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'unknown', pages: 1 } });
    },
  );

  it.each([
    [
      'completed with errors, nothing counted',
      { end: { state: 9, reasons: ['job-completed-with-errors'] }, impressions: () => 0 },
      { ok: false, error: { paper: 'unknown', pages: 0 } },
    ],
    ['completed with errors, all counted', { end: { state: 9, reasons: ['job-completed-with-errors'] } }, UNCOUNTED],
    [
      'completed, and cancelled at the device',
      { end: { state: 9, reasons: ['job-canceled-at-device'] }, impressions: () => null },
      { ok: false, error: { paper: 'unknown' } },
    ],
    ['completed, with nothing counted', { impressions: () => null }, UNCOUNTED],
    ['completed with warnings', { end: { state: 9, reasons: ['job-completed-with-warnings'] } }, COUNTED],
    [
      'aborted, with nothing counted',
      { end: { state: 8, reasons: ['aborted-by-system'] }, impressions: () => 0 },
      { ok: false, error: { paper: 'unknown', pages: 0 } },
    ],
    [
      'aborted, with a page counted',
      { pages: 2, end: { state: 8, reasons: ['aborted-by-system'] }, impressions: () => 1 },
      { ok: false, error: { paper: 'some', pages: 1 } },
    ],
    [
      'cancelled at its panel',
      { end: { state: 7, reasons: ['job-canceled-at-device'] }, impressions: () => null },
      { ok: false, error: { paper: 'unknown' } },
    ],
  ] as readonly [string, Habits, object][])('%s', async (_what, habits, expected) => {
    const at = await bench(habits);
    expect(await at.print()).toMatchObject(expected);
  });

  it('on both sides of a sheet, where the printer counts sheets as impressions: a person looks', async () => {
    const at = await bench({ pages: 2, impressions: (printed) => Math.ceil(printed / 2) });
    expect(await at.print(2, 'two-sided-long-edge')).toEqual(UNCOUNTED);
    expect(await at.print(2, 'one-sided')).toMatchObject({ ok: false, error: { paper: 'some', pages: 1 } });
  });

  it('cancelled by us is unknown unless the printer says that it had not begun', async () => {
    const at = await bench({ waits: true, neverBegun: false }, ['T01'], { timing: { ...TIMING, stall: 5_000 } });
    const printed = at.print();
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (at.peer.jobs.length === 1) resolve();
        else setImmediate(look);
      };
      look();
    });
    await at.printer.purge();
    expect(await printed).toMatchObject({ ok: false, error: { paper: 'unknown' } });
  });
});

describe('a page count by a print server', { timeout: 20_000 }, () => {
  it.each([
    ['cups-version', { attributes: [text('cups-version', '2.4.2')] }, {}],
    ['printer-type', { attributes: [integer('printer-type', 4)] }, {}],
    ['the configuration', {}, { spooler: true }],
  ] as readonly [string, Habits, Record<string, unknown>][])(
    'is no proof (print server known by %s)',
    async (_what, habits, extra) => {
      const at = await bench({ ...habits, pages: 2 }, ['T01'], extra);
      expect(await at.print()).toEqual(UNCOUNTED);
      at.peer.habits.end = { state: 8, reasons: ['processing-to-stop-point'] };
      expect(await at.print()).toMatchObject({ ok: false, error: { paper: 'unknown', pages: 0 } });
      at.peer.habits.end = { state: 4, reasons: ['resources-are-not-ready'] };
      // The print server tries again by itself: there is no panel at which to release the job.
      expect(await at.print()).toMatchObject({
        ok: false,
        error: { status: { state: 'needs-staff', reason: 'offline' } },
      });
      at.peer.habits.end = { state: 4, reasons: ['job-hold-until-specified'] };
      expect(await at.print()).toMatchObject({
        ok: false,
        error: { status: { state: 'needs-staff', reason: 'paused' } },
      });
    },
  );
});

describe('a printer', { timeout: 20_000 }, () => {
  it('that speaks only IPP/1.1 is asked in 1.1 after the first refusal, and prints', async () => {
    const at = await bench({ versions: [0x0101] });
    expect(await at.print()).toEqual(COUNTED);
    expect(at.peer.asked.filter(({ version }) => version === 0x0200)).toHaveLength(1);
  });

  it('whose new firmware speaks the other IPP version: goes on, and each document is printed once', async () => {
    const at = await bench({ versions: [0x0101, 0x0200] });
    for (const versions of [[0x0101], [0x0200], [0x0101]]) {
      at.peer.habits.versions = versions;
      expect(await at.print()).toEqual(COUNTED);
    }
    expect(at.peer.jobs).toHaveLength(3);
  });

  it.each([['media-col-ready'], ['printer-input-tray'], ['printer-state-reasons', 'printer-device-id']])(
    'that breaks its answer with %s is asked without it',
    async (...breaks) => {
      const at = await bench({
        breaks,
        attributes: [collection('media-col-ready', [keyword('media-source', 'main')])],
      });
      expect(await at.print()).toEqual(COUNTED);
      const last = at.peer.asked.findLast(({ operation }) => operation === 0x0b)?.requested ?? [];
      expect(breaks.filter((name) => last.includes(name))).toEqual([]);
      expect(last).toContain('printer-state');
      expect(last.length).toBeGreaterThan(10);
    },
  );
});
