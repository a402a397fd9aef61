/** The requests that the driver makes, and what it reads from their answers (RFC 8011). */
import { type Attribute, attributesOf, boolean, charset, encodeMessage, GROUP, integer, keyword, type Message, mimeType, nameAttribute, naturalLanguage, numberOf, textsOf, uri } from './ipp.ts';

/** Operation ids (RFC 8011, 5.4.15). */
export const OPERATION = { printJob: 0x02, cancelJob: 0x08, getJobAttributes: 0x09, getJobs: 0x0a, getPrinterAttributes: 0x0b } as const;
export type Operation = keyof typeof OPERATION;
export const OPERATION_NAMES: { readonly [O in Operation]: string } = {
  printJob: 'Print-Job', cancelJob: 'Cancel-Job', getJobAttributes: 'Get-Job-Attributes', getJobs: 'Get-Jobs', getPrinterAttributes: 'Get-Printer-Attributes',
};

/** Status codes (RFC 8011, appendix B) that are told apart. */
export const STATUS = { forbidden: 0x0401, notAuthenticated: 0x0402, notAuthorized: 0x0403, notPossible: 0x0404, notFound: 0x0406, formatNotSupported: 0x040a, notAccepting: 0x0506, busy: 0x0507 } as const;
export const succeeded = (message: Message): boolean => message.code < 0x0100;

/** job-state (RFC 8011, 5.3.7). */
export const JOB_STATE = { pending: 3, held: 4, processing: 5, stopped: 6, canceled: 7, aborted: 8, completed: 9 } as const;
export const JOB_STATE_NAMES: Readonly<Record<number, string>> = Object.fromEntries(Object.entries(JOB_STATE).map(([name, state]) => [state, name]));

/** By this name the terminal knows its jobs again; nothing of a visit is in it. */
export const USER = 'foyer';
export const A4 = 'iso_a4_210x297mm';

export function ippRequest(operation: Operation, id: number, printer: string, attributes: readonly Attribute[], template: readonly Attribute[] = []): Uint8Array {
  return encodeMessage({
    version: 0x0200, code: OPERATION[operation], id, data: new Uint8Array(),
    groups: [
      { tag: GROUP.operation, attributes: [charset('attributes-charset', 'utf-8'), naturalLanguage('attributes-natural-language', 'en'), uri('printer-uri', printer), ...attributes] },
      ...(template.length === 0 ? [] : [{ tag: GROUP.job, attributes: template }]),
    ],
  });
}

const WANTED = [
  'printer-state', 'printer-state-reasons', 'printer-is-accepting-jobs', 'printer-make-and-model', 'printer-firmware-string-version', 'printer-serial-number', 'printer-device-id', 'operations-supported', 'document-format-supported',
  'media-supported', 'media-ready', 'media-col-ready', 'printer-input-tray', 'sides-supported', 'queued-job-count',
];
export const lookAttributes = (): Attribute[] => [nameAttribute('requesting-user-name', USER), keyword('requested-attributes', ...WANTED)];

export interface JobWish { readonly name: string; readonly sides: string; readonly tray: string | undefined }
export const printAttributes = ({ name }: JobWish): Attribute[] => [
  nameAttribute('requesting-user-name', USER), nameAttribute('job-name', name), mimeType('document-format', 'application/pdf'),
];
export const printTemplate = ({ sides, tray }: JobWish): Attribute[] => [
  integer('copies', 1), keyword('sides', sides), keyword('print-color-mode', 'auto'),
  // One of the two only (PWG 5100.7, 6.3): with a tray, the size goes along inside.
  ...(tray === undefined ? [keyword('media', A4)] : [mediaFrom(tray)]),
];
const mediaFrom = (tray: string): Attribute => ({
  name: 'media-col', values: [{ tag: 0x34, value: [{ name: 'media-size', values: [{ tag: 0x34, value: [integer('x-dimension', 21_000), integer('y-dimension', 29_700)] }] }, keyword('media-source', tray)] }],
});

export const jobAttributes = (job: number, ...requested: readonly string[]): Attribute[] => [
  integer('job-id', job), nameAttribute('requesting-user-name', USER), ...(requested.length === 0 ? [] : [keyword('requested-attributes', ...requested)]),
];
export const ownJobs = (which: 'completed' | 'not-completed'): Attribute[] => [
  nameAttribute('requesting-user-name', USER), integer('limit', 100), keyword('requested-attributes', 'job-id', 'job-name', 'job-state'), keyword('which-jobs', which), boolean('my-jobs', true),
];

export interface JobReport {
  readonly state: number;
  /** Sides printed; null where the printer does not count them. */
  readonly impressions: number | null;
  readonly sheets: number | null;
  readonly reasons: readonly string[];
}
export const JOB_REPORT = ['job-id', 'job-state', 'job-state-reasons', 'job-impressions-completed', 'job-media-sheets-completed'];

/** Of a Print-Job's or Get-Job-Attributes' answer; null where it does not say in which state the job is. */
export function jobReport(message: Message): (JobReport & { readonly id: number | null }) | null {
  const job = attributesOf(message, GROUP.job);
  const state = numberOf(job.get('job-state'));
  if (state === null) return null;
  return {
    id: numberOf(job.get('job-id')), state, impressions: numberOf(job.get('job-impressions-completed')), sheets: numberOf(job.get('job-media-sheets-completed')), reasons: textsOf(job.get('job-state-reasons')),
  };
}

/** Jobs of a Get-Jobs answer: one group each. */
export function listedJobs(message: Message): { readonly id: number; readonly name: string | null }[] {
  return message.groups.filter(({ tag }) => tag === GROUP.job).flatMap(({ attributes }) => {
    const id = numberOf(attributes.find(({ name }) => name === 'job-id')?.values);
    return id === null ? [] : [{ id, name: textsOf(attributes.find(({ name }) => name === 'job-name')?.values)[0] ?? null }];
  });
}
