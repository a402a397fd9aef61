import { callsOf, common, type DeviceCalls, hostStatus, type BaseHandle } from '../terminal/handle.ts';
import { err } from '../../base/result.ts';
import type { DocumentPrinter, DocumentPrinterStatus } from './document-printer.ts';
import { VERBS } from './verbs.ts';

/** An A4 printer in another process. */
export interface DocumentPrinterHandle
  extends BaseHandle<DocumentPrinterStatus>, Pick<DocumentPrinter, 'check' | 'print' | 'purge'> {
  readonly class: 'document-printer';
}

export function documentPrinterHandle(device: DeviceCalls): DocumentPrinterHandle {
  const status = (): DocumentPrinterStatus => hostStatus(device) as DocumentPrinterStatus;
  const calls = callsOf<DocumentPrinter, typeof VERBS>(device, VERBS);
  return {
    class: 'document-printer',
    ...common<DocumentPrinterStatus>(device),
    async check(sheets) {
      const called = await calls.check(sheets);
      return called.ok ? called.value : err(status());
    },
    async print(document) {
      const called = await calls.print(document);
      return called.ok
        ? called.value
        : err({ status: status(), paper: called.error === 'lost' ? 'unknown' : 'none', pages: 0 });
    },
    async purge() {
      const called = await calls.purge();
      return called.ok && called.value;
    },
  };
}
