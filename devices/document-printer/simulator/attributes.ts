import type { Engine, Job } from './engine.ts';
import { JOB_STATE } from './engine.ts';
import { type Attribute, boolean, charset, collection, dateTime, enumeration, integer, keyword, language, mime, nameOf, noValue, octets, range, resolution, text, uri } from './ipp.ts';

/** Operations that it offers, by their numbers (RFC 8011, 5.4.15; PWG 5100.11 for Cancel-My-Jobs). */
export const OPERATION = {
  printJob: 0x02, validateJob: 0x04, createJob: 0x05, sendDocument: 0x06, cancelJob: 0x08, getJobAttributes: 0x09, getJobs: 0x0a, getPrinterAttributes: 0x0b,
  holdJob: 0x0c, releaseJob: 0x0d, cancelMyJobs: 0x39, identifyPrinter: 0x3c,
} as const;

export const FORMATS = ['application/octet-stream', 'application/pdf', 'image/jpeg', 'image/pwg-raster', 'image/urf'];
const A4: readonly Attribute[] = [integer('x-dimension', 21_000), integer('y-dimension', 29_700)];
const media = (extra: readonly Attribute[] = []): Attribute[] => [
  collection('media-size', A4), keyword('media-source', 'main'), keyword('media-type', 'stationery'),
  ...['bottom', 'left', 'right', 'top'].map((edge) => integer(`media-${edge}-margin`, 423)), ...extra,
];

export interface PrinterFacts {
  readonly uri: string;
  readonly httpUri: string;
  readonly uuid: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly now: number;
}

/** Description and status of the printer: an A4 laser printer with one tray, two-sided, black and white. */
export function printerAttributes(engine: Engine, { uri: address, httpUri, uuid, started, now }: PrinterFacts): Attribute[] {
  const up = Math.max(1, Math.floor((now - started) / 1_000));
  const { toner, sheets } = engine.condition;
  return [
    uri('printer-uri-supported', address), keyword('uri-authentication-supported', 'none'), keyword('uri-security-supported', 'none'),
    nameOf('printer-name', 'dokumente'), text('printer-info', 'Dokumentendrucker'), text('printer-location', 'Rathaus'), text('printer-make-and-model', 'Foyer Übungsdrucker A4'),
    uri('printer-more-info', httpUri), uri('printer-supply-info-uri', httpUri), uri('printer-icons', `${httpUri}icon.png`), uri('printer-uuid', `urn:uuid:${uuid}`),
    text('printer-device-id', 'MFG:Foyer;MDL:Uebungsdrucker A4;CMD:PDF,PWG,URF;'), text('printer-organization', ''), text('printer-organizational-unit', ''), uri('printer-geo-location', 'geo:52.5,13.4'),
    text('printer-firmware-name', 'Foyer'), text('printer-firmware-string-version', '1.0'), octets('printer-firmware-version', '\u0001\u0000'), text('printer-serial-number', 'FOYER-A4-1'),
    enumeration('printer-state', engine.state), keyword('printer-state-reasons', ...engine.reasons()), text('printer-state-message', ''),
    integer('printer-state-change-time', 1), dateTime('printer-state-change-date-time', started), integer('printer-config-change-time', 1), dateTime('printer-config-change-date-time', started),
    boolean('printer-is-accepting-jobs', true), integer('queued-job-count', engine.jobs.filter(({ completed }) => completed === null).length), integer('printer-up-time', up), dateTime('printer-current-time', now),
    keyword('ipp-versions-supported', '1.1', '2.0'), keyword('ipp-features-supported', 'ipp-everywhere'), enumeration('operations-supported', ...Object.values(OPERATION)),
    charset('charset-configured', 'utf-8'), charset('charset-supported', 'utf-8', 'us-ascii'), language('natural-language-configured', 'en'), language('generated-natural-language-supported', 'en'),
    mime('document-format-default', 'application/octet-stream'), mime('document-format-supported', ...FORMATS), keyword('pdl-override-supported', 'attempted'), keyword('compression-supported', 'none'),
    keyword('pdf-versions-supported', 'iso-32000-1_2008'), range('pdf-k-octets-supported', 0, 65_536), range('jpeg-k-octets-supported', 0, 65_536), range('jpeg-x-dimension-supported', 0, 16_384), range('jpeg-y-dimension-supported', 1, 16_384),
    boolean('color-supported', false), integer('pages-per-minute', 60), boolean('page-ranges-supported', false), boolean('multiple-document-jobs-supported', false), integer('multiple-operation-time-out', 60), keyword('multiple-operation-time-out-action', 'abort-job'),
    keyword('multiple-document-handling-supported', 'separate-documents-uncollated-copies', 'separate-documents-collated-copies'), keyword('multiple-document-handling-default', 'separate-documents-collated-copies'),
    integer('copies-default', 1), range('copies-supported', 1, 99), enumeration('finishings-default', 3), enumeration('finishings-supported', 3),
    keyword('media-default', 'iso_a4_210x297mm'), keyword('media-supported', 'iso_a4_210x297mm'), ...(sheets > 0 ? [keyword('media-ready', 'iso_a4_210x297mm'), collection('media-col-ready', media())] : []),
    collection('media-col-default', media()), collection('media-col-database', media()), collection('media-size-supported', A4),
    keyword('media-col-supported', 'media-size', 'media-source', 'media-type', 'media-bottom-margin', 'media-left-margin', 'media-right-margin', 'media-top-margin'),
    ...['bottom', 'left', 'right', 'top'].map((edge) => integer(`media-${edge}-margin-supported`, 423)), keyword('media-source-supported', 'main'), keyword('media-type-supported', 'stationery'),
    keyword('sides-default', 'one-sided'), keyword('sides-supported', 'one-sided', 'two-sided-long-edge', 'two-sided-short-edge'), noValue('orientation-requested-default'), enumeration('orientation-requested-supported', 3, 4),
    keyword('output-bin-default', 'face-down'), keyword('output-bin-supported', 'face-down'), keyword('overrides-supported', 'document-numbers', 'pages'), enumeration('print-quality-default', 4), enumeration('print-quality-supported', 3, 4, 5),
    keyword('print-color-mode-default', 'monochrome'), keyword('print-color-mode-supported', 'monochrome', 'auto'), keyword('print-content-optimize-default', 'auto'), keyword('print-content-optimize-supported', 'auto'),
    keyword('print-rendering-intent-default', 'auto'), keyword('print-rendering-intent-supported', 'auto'), resolution('printer-resolution-default', 600), resolution('printer-resolution-supported', 600), resolution('pwg-raster-document-resolution-supported', 600),
    keyword('pwg-raster-document-sheet-back', 'normal'), keyword('pwg-raster-document-type-supported', 'sgray_8', 'black_1'), keyword('urf-supported', 'V1.4', 'W8', 'RS600'),
    keyword('job-hold-until-default', 'no-hold'), keyword('job-hold-until-supported', 'no-hold', 'indefinite'), integer('job-priority-default', 50), integer('job-priority-supported', 1), keyword('job-sheets-default', 'none'), keyword('job-sheets-supported', 'none'),
    integer('number-up-default', 1), integer('number-up-supported', 1), boolean('job-ids-supported', true), boolean('preferred-attributes-supported', false), keyword('which-jobs-supported', 'completed', 'not-completed'),
    keyword('job-creation-attributes-supported', 'copies', 'finishings', 'media', 'media-col', 'multiple-document-handling', 'orientation-requested', 'output-bin', 'overrides', 'print-color-mode', 'print-content-optimize', 'print-quality', 'print-rendering-intent', 'printer-resolution', 'sides', 'job-hold-until', 'ipp-attribute-fidelity', 'job-name'),
    keyword('identify-actions-default', 'sound'), keyword('identify-actions-supported', 'sound'), keyword('printer-get-attributes-supported', 'document-format'), keyword('printer-kind', 'document'),
    { name: 'printer-supply', values: octets('printer-supply', `type=toner;maxcapacity=100;level=${Math.round(toner)};index=1;class=supplyThatIsConsumed;unit=percent;colorantname=black;`).values }, text('printer-supply-description', 'Toner schwarz'),
    { name: 'printer-input-tray', values: octets('printer-input-tray', `type=sheetFeedAutoRemovableTray;mediafeed=29700;mediaxfeed=21000;maxcapacity=500;level=${sheets};status=0;name=main;`).values },
    nameOf('marker-names', 'Toner schwarz'), keyword('marker-types', 'toner'), nameOf('marker-colors', '#000000'), integer('marker-levels', Math.round(toner)), integer('marker-low-levels', 10), integer('marker-high-levels', 100),
  ].filter(({ name }, at, all) => all.findIndex((other) => other.name === name) === at);
}

export function jobAttributes(job: Job, facts: PrinterFacts): Attribute[] {
  const seconds = (at: number | null): number | null => (at === null ? null : Math.max(1, Math.floor((at - facts.started) / 1_000)));
  const when = (name: string, at: number | null): Attribute[] => [
    seconds(at) === null ? noValue(`time-at-${name}`) : integer(`time-at-${name}`, seconds(at) ?? 0), at === null ? noValue(`date-time-at-${name}`) : dateTime(`date-time-at-${name}`, at),
  ];
  const sheets = job.sides === 'one-sided' ? job.impressions : Math.ceil(job.impressions / 2);
  return [
    integer('job-id', job.id), uri('job-uri', `${facts.uri}/${job.id}`), uri('job-uuid', `urn:uuid:${facts.uuid.slice(0, -4)}${job.id.toString(16).padStart(4, '0')}`), uri('job-printer-uri', facts.uri),
    nameOf('job-name', job.name), nameOf('job-originating-user-name', job.user), enumeration('job-state', JOB_STATE[job.state]), keyword('job-state-reasons', ...job.reasons), text('job-state-message', ''),
    ...when('creation', job.created), ...when('processing', job.processing), ...when('completed', job.completed), integer('job-printer-up-time', Math.max(1, Math.floor((facts.now - facts.started) / 1_000))),
    integer('job-impressions', job.pages * job.copies), integer('job-impressions-completed', job.impressions), integer('job-media-sheets-completed', sheets), integer('job-k-octets', Math.ceil((job.document?.length ?? 0) / 1024)),
    integer('copies', job.copies), keyword('sides', job.sides), charset('attributes-charset', 'utf-8'), language('attributes-natural-language', 'en'), integer('number-of-documents', job.document === null ? 0 : 1),
  ].filter(({ name }) => name !== 'attributes-charset' && name !== 'attributes-natural-language');
}
