import { common, type DeviceCalls, hostStatus, type RemoteDevice } from '../terminal/handle.ts';
import { err, type Result } from '../../base/result.ts';
import type { DocumentFailure, DocumentPrinter, DocumentPrinterStatus, DocumentProof } from './document-printer.ts';

/** An A4 printer in another process. */
export interface RemoteDocumentPrinter
  extends RemoteDevice<DocumentPrinterStatus>, Pick<DocumentPrinter, 'check' | 'print' | 'purge'> {
  readonly class: 'document-printer';
}

/** Milliseconds. Longer than any job's own limits: 200 pages of a slow printer, and staff on the way. */
const PRINT_LIMIT = 1_800_000;
const CHECK_LIMIT = 30_000;

export function remoteDocumentPrinter(device: DeviceCalls): RemoteDocumentPrinter {
  const status = (): DocumentPrinterStatus => hostStatus(device) as DocumentPrinterStatus;
  return {
    class: 'document-printer',
    ...common<DocumentPrinterStatus>(device),
    async check(sheets) {
      const called = await device.call<Result<void, DocumentPrinterStatus>>('check', [sheets], { limit: CHECK_LIMIT });
      return called.ok ? called.value : err(status());
    },
    async print(document) {
      const called = await device.call<Result<DocumentProof, DocumentFailure>>('print', [document], {
        limit: PRINT_LIMIT,
        owes: true,
      });
      return called.ok
        ? called.value
        : err({ status: status(), paper: called.error === 'lost' ? 'unknown' : 'none', pages: 0 });
    },
    async purge() {
      const called = await device.call<boolean>('purge', [], { limit: CHECK_LIMIT });
      return called.ok && called.value;
    },
  };
}
