/** Our driver on printers that others wrote. */
import { describe, expect, it } from 'vitest';
import { pdfOf } from '../../support/pdf.ts';
import { cupsMissing, cupsServer, driverOf, loadPaper, referenceMissing, referencePrinter } from './support.ts';

if (referenceMissing) console.warn('ippeveprinter needs root, avahi-daemon and dbus: the driver is not tried on the reference printer');
if (cupsMissing) console.warn('cupsd needs root and is not installed: the driver is not tried on CUPS');

const document = (pages: number) => ({ pdf: pdfOf(pages), pages, sides: 'one-sided' as const });
const COUNTED = { ok: true, value: { by: 'counted' } };

describe.skipIf(referenceMissing)('on the reference printer', { timeout: 15_000 }, () => {
  it('prints, and counts what the printer counted', async () => {
    const { uri } = await referencePrinter('echo "ATTR: job-impressions-completed=2" >&2');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(printer.identity()).toMatchObject({ model: 'Example Printer' });
    expect(await printer.print(document(2))).toEqual(COUNTED);
  });

  it('does not believe a printer that counts fewer pages', async () => {
    const { uri } = await referencePrinter('echo "ATTR: job-impressions-completed=1" >&2');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(3))).toMatchObject({ ok: false, error: { paper: 'some', pages: 1 } });
  });

  it('sees an empty tray before anything is sent, and that it was filled', async () => {
    const { uri, http } = await referencePrinter('exit 0');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    await loadPaper(http, 0);
    expect(await printer.print(document(1))).toMatchObject({ ok: false, error: { status: { state: 'needs-staff', reason: 'paper' }, paper: 'none' } });
    await loadPaper(http, 250);
    await reached('ready');
  });

  it('says when the toner is low', async () => {
    const { uri, http } = await referencePrinter('exit 0');
    const { reached } = driverOf(uri);
    await reached('ready');
    await fetch(`${http}/supplies?supply0=0&supply1=2&supply2=50&supply3=50&supply4=50`);
    await reached('degraded', 'toner-low');
  });

  it('gives up at a jam that nobody clears, and the job is cancelled', async () => {
    const { uri } = await referencePrinter('echo "STATE: +media-jam-error" >&2; sleep 30');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(1))).toMatchObject({ ok: false, error: { status: { state: 'needs-staff', reason: 'jam' }, paper: 'unknown' } });
  });

  it('reports a job that the printer aborts', async () => {
    const { uri } = await referencePrinter('exit 1');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(1))).toMatchObject({ ok: false, error: { paper: 'unknown' } });
  });

  it('waits while somebody else prints', async () => {
    const { uri } = await referencePrinter('sleep 1; echo "ATTR: job-impressions-completed=1" >&2');
    const [one, other] = [driverOf(uri), driverOf(uri)];
    await Promise.all([one.reached('ready'), other.reached('ready')]);
    expect(await Promise.all([one.printer.print(document(1)), other.printer.print(document(1))])).toEqual([COUNTED, COUNTED]);
    expect(other.printer.frames().concat(one.printer.frames()).some(({ meaning }) => meaning.includes('0x0507'))).toBe(true);
  });
});

describe.skipIf(cupsMissing)('on a CUPS queue', { timeout: 15_000 }, () => {
  it('prints, and counts the pages of the back end', async () => {
    const { uri } = await cupsServer('echo "PAGE: 1 1" >&2; echo "PAGE: 2 1" >&2; exit 0');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(2))).toEqual(COUNTED);
  });

  it('says that nobody counted, where the back end does not', async () => {
    const { uri } = await cupsServer('exit 0');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(2))).toEqual({ ok: true, value: { by: 'uncounted' } });
  });

  it('whose back end fails: the job is aborted, the next one is printed', async () => {
    const { uri, behave } = await cupsServer('exit 1');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(1))).toMatchObject({ ok: false, error: { pages: 0 } });
    behave('echo "PAGE: 1 1" >&2; exit 0');
    await reached('ready');
    expect(await printer.print(document(1))).toEqual(COUNTED);
  });

  it('that stops at an error: the job is taken out of it, so that it does not come when the queue goes on', async () => {
    const { uri, behave, enable } = await cupsServer('echo "PAGE: 1 1" >&2; exit 1', 'stop-printer');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(2))).toMatchObject({ ok: false, error: { status: { state: 'needs-staff', reason: 'paused' } } });
    behave('echo "PAGE: 1 1" >&2; exit 0');
    enable();
    await reached('ready');
    expect(await printer.purge()).toBe(true);
    expect(await printer.print(document(1))).toEqual(COUNTED);
  });

  it('that says why it waits: staff get to read it', async () => {
    const { uri } = await cupsServer('echo "STATE: +media-empty-error" >&2; sleep 30; exit 0');
    const { printer, reached } = driverOf(uri);
    await reached('ready');
    expect(await printer.print(document(1))).toMatchObject({ ok: false, error: { status: { state: 'needs-staff', reason: 'paper' } } });
  });
});
