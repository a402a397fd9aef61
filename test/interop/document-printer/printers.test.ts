/** Our driver on printers that others wrote. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { pdfOf } from '../../harness/pdf.ts';
import { oddPrinter } from '../../faults/support/odd-printer.ts';
import {
  cupsMissing,
  cupsServer,
  driverMissing,
  driverOf,
  loadPaper,
  PDF_DRIVER,
  referenceMissing,
  referencePrinter,
} from './support.ts';

if (referenceMissing)
  console.warn('ippeveprinter needs root, avahi-daemon and dbus: the driver is not tried on the reference printer');
if (cupsMissing) console.warn('cupsd needs root and is not installed: the driver is not tried on CUPS');

const document = (pages: number) => ({ pdf: pdfOf(pages), pages, sides: 'one-sided' as const });
const COUNTED = { ok: true, value: { by: 'counted' } };
const UNCOUNTED = { ok: true, value: { by: 'uncounted' } };

describe.skipIf(referenceMissing)('a document on the reference printer', { timeout: 15_000 }, () => {
  it('is printed, with the pages that the printer counted', async () => {
    const { uri } = await referencePrinter('echo "ATTR: job-impressions-completed=2" >&2');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(printer.identity()).toMatchObject({ model: 'Example Printer' });
    expect(await printer.print(document(2))).toEqual(COUNTED);
  });

  it('is not printed for a printer that counts fewer pages', async () => {
    const { uri } = await referencePrinter('echo "ATTR: job-impressions-completed=1" >&2');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(3))).toMatchObject({ ok: false, error: { paper: 'some', pages: 1 } });
  });

  it('is not sent while the tray is empty, and is printed once it was filled', async () => {
    const { uri, http } = await referencePrinter('exit 0');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    await loadPaper(http, 0);
    expect(await printer.print(document(1))).toMatchObject({
      ok: false,
      error: { status: { state: 'needs-staff', reason: 'paper' }, paper: 'none' },
    });
    await loadPaper(http, 250);
    await reached('ready');
  });

  it('is printed while the status reports low toner', async () => {
    const { uri, http } = await referencePrinter('exit 0');
    const { reached } = driverOf(uri);
    await reached('ready');
    await fetch(`${http}/supplies?supply0=0&supply1=2&supply2=50&supply3=50&supply4=50`);
    await reached('degraded', 'toner-low');
  });

  it('is cancelled at a jam that is not cleared', async () => {
    const { uri } = await referencePrinter('echo "STATE: +media-jam-error" >&2; sleep 30');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(1))).toMatchObject({
      ok: false,
      error: { status: { state: 'needs-staff', reason: 'jam' }, paper: 'unknown' },
    });
  });

  it('aborted by the printer is reported as such', async () => {
    const { uri } = await referencePrinter('exit 1');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(1))).toMatchObject({ ok: false, error: { paper: 'unknown' } });
  });

  it("waits while somebody else's job is printed", async () => {
    const { uri } = await referencePrinter('sleep 1; echo "ATTR: job-impressions-completed=1" >&2');
    const [one, other] = [driverOf(uri), driverOf(uri)];
    await Promise.all([one.reached('ready'), other.reached('ready')]);
    expect(await Promise.all([one.printer.print(document(1)), other.printer.print(document(1))])).toEqual([
      COUNTED,
      COUNTED,
    ]);
    expect(
      other.printer
        .frames()
        .concat(one.printer.frames())
        .some(({ meaning }) => meaning.includes('0x0507')),
    ).toBe(true);
  });
});

describe.skipIf(cupsMissing)('a document on a CUPS queue', { timeout: 30_000 }, () => {
  it('is printed, but a count by the back end is no proof', async () => {
    const { uri } = await cupsServer('echo "PAGE: 1 1" >&2; echo "PAGE: 2 1" >&2; exit 0');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(2))).toEqual(UNCOUNTED);
  });

  it('is uncounted where the back end does not count', async () => {
    const { uri } = await cupsServer('exit 0');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(2))).toEqual(UNCOUNTED);
  });

  it('whose back end fails: the job is aborted, the next one is printed', async () => {
    const { uri, behave } = await cupsServer('exit 1');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(1))).toMatchObject({ ok: false, error: { pages: 0 } });
    behave('echo "PAGE: 1 1" >&2; exit 0');
    await reached('ready');
    expect(await printer.print(document(1))).toEqual(UNCOUNTED);
  });

  it('that stops at an error: the job is removed, and does not come out when the queue goes on', async () => {
    const { uri, behave, enable } = await cupsServer('echo "PAGE: 1 1" >&2; exit 1', 'stop-printer');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(2))).toMatchObject({
      ok: false,
      error: { status: { state: 'needs-staff', reason: 'paused' } },
    });
    behave('echo "PAGE: 1 1" >&2; exit 0');
    enable();
    await reached('ready');
    expect(await printer.purge()).toBe(true);
    expect(await printer.print(document(1))).toEqual(UNCOUNTED);
  });

  it('that reports why it waits: the status has the reason for staff', async () => {
    const { uri } = await cupsServer('echo "STATE: +media-empty-error" >&2; sleep 30; exit 0');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(1))).toMatchObject({
      ok: false,
      error: { status: { state: 'needs-staff', reason: 'paper' } },
    });
  });

  it.skipIf(driverMissing)('whose filter counts pages while it rewrites the file: the count is no proof', async () => {
    const { uri } = await cupsServer('exit 0', 'abort-job', { driver: PDF_DRIVER });
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(3))).toEqual(UNCOUNTED);
    expect(
      printer.frames().some(({ meaning }) => meaning.includes('completed') && meaning.includes('3 impressions')),
    ).toBe(true);
  });

  it.each(['KILL', 'TERM', 'PIPE'])(
    'whose back end was ended by SIG%s, and which reports completed: is not counted as printed',
    async (signal) => {
      const { uri } = await cupsServer(`kill -${signal} $$`);
      const { printer, reached } = driverOf(uri);
      await reached('ready');
      expect(await printer.print(document(1))).toEqual(UNCOUNTED);
    },
  );

  // CUPS_BACKEND_RETRY (6) holds the job for a while, CUPS_BACKEND_RETRY_CURRENT (7) begins anew at once.
  const RETRIES = [
    [6, 'offline'],
    [7, 'attention'],
  ] as const;
  it.each(RETRIES)(
    'that retries by itself (exit code %i): nothing of the job comes out later',
    async (code, reason) => {
      const { uri } = await cupsServer(`exit ${code}`);
      const { printer, reached } = driverOf(uri, { stall: 5_000 });
      await reached('ready');
      expect(await printer.print(document(1))).toEqual({
        ok: false,
        error: { status: { state: 'needs-staff', reason }, paper: 'unknown', pages: 0 },
      });
      expect(await printer.purge()).toBe(true);
    },
  );

  it.each([
    ['lacks Validate-Job', [2, 8, 9, 10, 11], 'cups-ipp-missing-validate-job'],
    ['lacks Validate-Job and Cancel-Job', [2, 9, 10, 11], 'cups-ipp-missing-cancel-job'],
  ] as const)(
    'in front of a printer that %s: CUPS notes it and goes on printing, and so do we',
    async (_what, operations, note) => {
      const peer = await oddPrinter({ operations });
      onTestFinished(() => peer.stop());
      const { uri, reasons } = await cupsServer('exit 0', 'abort-job', { device: peer.uri });
      const { printer, reached } = driverOf(uri);
      await reached('ready');
      for (const _ of [1, 2]) {
        // One impression is what CUPS writes when the job is accepted.
        expect(await printer.print(document(1))).toEqual(UNCOUNTED);
        expect(reasons()).toContain(note);
      }
      await reached('ready');
      expect(peer.jobs).toHaveLength(2);
    },
  );

  it('in front of a printer that forgets its jobs: prints twice, and is ready', async () => {
    const peer = await oddPrinter({ forgets: { after: 0, status: 0x0406 }, operations: [2, 4, 8, 9, 10, 11] });
    onTestFinished(() => peer.stop());
    const { uri } = await cupsServer('exit 0', 'abort-job', { device: peer.uri });
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    for (const _ of [1, 2]) expect(await printer.print(document(1))).toEqual(UNCOUNTED);
    await reached('ready');
    expect(peer.jobs).toHaveLength(2);
  });

  it('in front of a printer that aborts: no page is reported as printed', async () => {
    const peer = await oddPrinter({
      end: { state: 8, reasons: ['aborted-by-system'] },
      impressions: () => 0,
      operations: [2, 4, 8, 9, 10, 11],
    });
    onTestFinished(() => peer.stop());
    const { uri } = await cupsServer('exit 0', 'abort-job', { device: peer.uri });
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    const printed = await printer.print(document(1));
    // CUPS calls the job aborted or, where it looked too late, completed: both are asked of a person.
    expect(printed.ok ? printed : { ok: false, paper: printed.error.paper, pages: printed.error.pages }).toEqual(
      printed.ok ? UNCOUNTED : { ok: false, paper: 'unknown', pages: 0 },
    );
  });
});
