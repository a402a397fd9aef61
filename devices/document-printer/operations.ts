/** The requests that the driver makes, and what it reads from their answers (RFC 8011). */
import {
  type Attribute,
  attributesOf,
  boolean,
  charset,
  encodeMessage,
  GROUP,
  integer,
  keyword,
  type Message,
  mimeType,
  nameAttribute,
  naturalLanguage,
  numberOf,
  TAG,
  textsOf,
  uri,
} from './ipp.ts';

/** Operation ids (RFC 8011, 5.4.15). */
export const OPERATION = {
  printJob: 0x02,
  cancelJob: 0x08,
  getJobAttributes: 0x09,
  getJobs: 0x0a,
  getPrinterAttributes: 0x0b,
} as const;
export type Operation = keyof typeof OPERATION;
export const OPERATION_NAMES: { readonly [O in Operation]: string } = {
  printJob: 'Print-Job',
  cancelJob: 'Cancel-Job',
  getJobAttributes: 'Get-Job-Attributes',
  getJobs: 'Get-Jobs',
  getPrinterAttributes: 'Get-Printer-Attributes',
};

/** Status codes (RFC 8011, appendix B) that the driver distinguishes. */
export const STATUS = {
  badRequest: 0x0400,
  forbidden: 0x0401,
  notAuthenticated: 0x0402,
  notAuthorized: 0x0403,
  notPossible: 0x0404,
  notFound: 0x0406,
  gone: 0x0407,
  valueTooLong: 0x0409,
  formatNotSupported: 0x040a,
  valuesNotSupported: 0x040b,
  schemeNotSupported: 0x040c,
  charsetNotSupported: 0x040d,
  conflicting: 0x040e,
  compressionNotSupported: 0x040f,
  operationNotSupported: 0x0501,
  unavailable: 0x0502,
  versionNotSupported: 0x0503,
  notAccepting: 0x0506,
  busy: 0x0507,
  multipleDocuments: 0x0509,
  deactivated: 0x050a,
} as const;
export const succeeded = (message: Message): boolean => message.code < 0x0100;

/**
 * Answers to Print-Job by which no job was made (RFC 8011, appendix B): the request itself was refused. After any other
 * failure (too large, document-format-error, internal-error, device-error, temporary-error, job-canceled, or what is
 * not listed) pages may have been printed while the document still came in.
 */
const REFUSALS: ReadonlySet<number> = new Set([
  STATUS.badRequest,
  STATUS.forbidden,
  STATUS.notAuthenticated,
  STATUS.notAuthorized,
  STATUS.notPossible,
  STATUS.notFound,
  STATUS.gone,
  STATUS.valueTooLong,
  STATUS.formatNotSupported,
  STATUS.valuesNotSupported,
  STATUS.schemeNotSupported,
  STATUS.charsetNotSupported,
  STATUS.conflicting,
  STATUS.compressionNotSupported,
  STATUS.operationNotSupported,
  STATUS.unavailable,
  STATUS.versionNotSupported,
  STATUS.notAccepting,
  STATUS.busy,
  STATUS.multipleDocuments,
  STATUS.deactivated,
]);
export const refused = ({ code }: Message): boolean => REFUSALS.has(code);

/** Whether the printer has forgotten the job. CUPS's own back end takes not-possible for the end of a job as well. */
export const forgotten = ({ code }: Message): boolean =>
  code === STATUS.notPossible || code === STATUS.notFound || code === STATUS.gone;

/** job-state (RFC 8011, 5.3.7). */
export const JOB_STATE = {
  pending: 3,
  held: 4,
  processing: 5,
  stopped: 6,
  canceled: 7,
  aborted: 8,
  completed: 9,
} as const;
export const JOB_STATE_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(JOB_STATE).map(([name, state]) => [state, name]),
);

export const A4 = 'iso_a4_210x297mm';

export type Version = 0x0101 | 0x0200;
export function ippRequest(
  operation: Operation,
  id: number,
  printer: string,
  attributes: readonly Attribute[],
  template: readonly Attribute[] = [],
  version: Version = 0x0200,
): Uint8Array {
  return encodeMessage({
    version,
    code: OPERATION[operation],
    id,
    data: new Uint8Array(),
    groups: [
      {
        tag: GROUP.operation,
        attributes: [
          charset('attributes-charset', 'utf-8'),
          naturalLanguage('attributes-natural-language', 'en'),
          uri('printer-uri', printer),
          ...attributes,
        ],
      },
      ...(template.length === 0 ? [] : [{ tag: GROUP.job, attributes: template }]),
    ],
  });
}

/** What a look asks for. Any of them may be the one that a printer cannot send as it should. */
export const WANTED: readonly string[] = [
  'printer-state',
  'printer-state-reasons',
  'printer-is-accepting-jobs',
  'operations-supported',
  'document-format-supported',
  'sides-supported',
  'queued-job-count',
  'media-supported',
  'media-ready',
  'cups-version',
  'printer-type',
  'printer-make-and-model',
  'printer-firmware-string-version',
  'printer-serial-number',
  'printer-device-id',
  'printer-input-tray',
  'media-col-ready',
];
export const lookAttributes = (user = 'foyer', wanted: readonly string[] = WANTED): Attribute[] => [
  nameAttribute('requesting-user-name', user),
  keyword('requested-attributes', ...wanted),
];

export interface JobWish {
  readonly user: string;
  readonly name: string;
  readonly sides: string;
  readonly tray: string | undefined;
}
export const printAttributes = ({ user, name }: JobWish): Attribute[] => [
  nameAttribute('requesting-user-name', user),
  nameAttribute('job-name', name),
  mimeType('document-format', 'application/pdf'),
];
export const printTemplate = ({ sides, tray }: JobWish): Attribute[] => [
  integer('copies', 1),
  keyword('sides', sides),
  keyword('print-color-mode', 'auto'),
  // One of the two only (PWG 5100.7, 6.3): with a tray, the size goes along inside.
  ...(tray === undefined ? [keyword('media', A4)] : [mediaFrom(tray)]),
];
const mediaFrom = (tray: string): Attribute => ({
  name: 'media-col',
  values: [
    {
      tag: 0x34,
      value: [
        {
          name: 'media-size',
          values: [{ tag: 0x34, value: [integer('x-dimension', 21_000), integer('y-dimension', 29_700)] }],
        },
        keyword('media-source', tray),
      ],
    },
  ],
});

export const jobAttributes = (user: string, job: number, ...requested: readonly string[]): Attribute[] => [
  integer('job-id', job),
  nameAttribute('requesting-user-name', user),
  ...(requested.length === 0 ? [] : [keyword('requested-attributes', ...requested)]),
];
export const ownJobs = (user: string, which: 'completed' | 'not-completed'): Attribute[] => [
  nameAttribute('requesting-user-name', user),
  integer('limit', 100),
  keyword('requested-attributes', 'job-id', 'job-name', 'job-state', 'job-originating-user-name'),
  keyword('which-jobs', which),
  boolean('my-jobs', true),
];

export interface JobReport {
  readonly state: number;
  /** Sides printed; null where the printer does not count them. */
  readonly impressions: number | null;
  readonly sheets: number | null;
  readonly reasons: readonly string[];
  /** The printer says that it never began with it: time-at-processing is no-value (RFC 8011, 5.3.14.2). */
  readonly neverBegun?: true;
}
export const JOB_REPORT = [
  'job-id',
  'job-state',
  'job-state-reasons',
  'job-impressions-completed',
  'job-media-sheets-completed',
  'time-at-processing',
];

/** Of a Print-Job's or Get-Job-Attributes' answer; null where it does not say in which state the job is. */
export function jobReport(message: Message): (JobReport & { readonly id: number | null }) | null {
  const job = attributesOf(message, GROUP.job);
  const state = numberOf(job.get('job-state'));
  if (state === null) return null;
  return {
    id: numberOf(job.get('job-id')),
    state,
    reasons: textsOf(job.get('job-state-reasons')),
    impressions: numberOf(job.get('job-impressions-completed')),
    sheets: numberOf(job.get('job-media-sheets-completed')),
    ...(job.get('time-at-processing')?.[0]?.tag === TAG.noValue ? { neverBegun: true as const } : {}),
  };
}

export interface ListedJob {
  readonly id: number;
  readonly name: string | null;
  readonly user?: string | undefined;
}
/** Jobs of a Get-Jobs answer: one group each. */
export function listedJobs(message: Message): ListedJob[] {
  return message.groups
    .filter(({ tag }) => tag === GROUP.job)
    .flatMap(({ attributes }) => {
      const text = (wanted: string): string | null =>
        textsOf(attributes.find(({ name }) => name === wanted)?.values)[0] ?? null;
      const id = numberOf(attributes.find(({ name }) => name === 'job-id')?.values);
      return id === null ? [] : [{ id, name: text('job-name'), user: text('job-originating-user-name') ?? undefined }];
    });
}
