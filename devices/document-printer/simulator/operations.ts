import type { Engine, Job } from './engine.ts';
import { isFinished } from './engine.ts';
import { FORMATS, jobAttributes, OPERATION, printerAttributes, type PrinterFacts } from './attributes.ts';
import {
  type Attribute,
  charset,
  GROUP,
  type Group,
  integer,
  intOf,
  keyword,
  language,
  type Message,
  TAG,
  wordsOf,
} from './ipp.ts';
import { pageCount } from './pdf.ts';

/** Status codes, RFC 8011, appendix B. */
export const STATUS = {
  ok: 0x0000,
  ignored: 0x0001,
  badRequest: 0x0400,
  notPossible: 0x0404,
  notFound: 0x0406,
  formatNotSupported: 0x040a,
  valuesNotSupported: 0x040b,
  charsetNotSupported: 0x040d,
  operationNotSupported: 0x0501,
  versionNotSupported: 0x0503,
  busy: 0x0507,
} as const;

export interface Answer {
  readonly status: number;
  readonly groups: readonly Group[];
  readonly violation?: string;
}

const fail = (status: number, violation?: string, groups: readonly Group[] = []): Answer => ({
  status,
  groups,
  ...(violation === undefined ? {} : { violation }),
});

/** One request, checked as RFC 8011, 4.1 demands, and done. */
export function answer(request: Message, engine: Engine, facts: PrinterFacts): Answer {
  const operation = request.groups[0];
  if (request.id === 0) return fail(STATUS.badRequest, 'request-id 0');
  const major = request.version >> 8;
  if (major !== 1 && major !== 2) return fail(STATUS.versionNotSupported);
  const [first, second] = operation?.attributes ?? [];
  if (
    operation?.tag !== GROUP.operation ||
    first?.name !== 'attributes-charset' ||
    second?.name !== 'attributes-natural-language'
  )
    return fail(STATUS.badRequest, 'charset and language must come first');
  if (!['utf-8', 'us-ascii'].includes(wordsOf(first)[0] ?? '')) return fail(STATUS.charsetNotSupported);
  const named = (name: string): Attribute | undefined => operation.attributes.find((one) => one.name === name);
  const target = wordsOf(named('printer-uri'))[0] ?? wordsOf(named('job-uri'))[0];
  if (target === undefined) return fail(STATUS.badRequest, 'no printer-uri');
  const of = { named, job: request.groups.find(({ tag }) => tag === GROUP.job)?.attributes ?? [], data: request.data };
  switch (request.code) {
    case OPERATION.getPrinterAttributes:
      return {
        status: STATUS.ok,
        groups: [
          {
            tag: GROUP.printer,
            attributes: chosen(printerAttributes(engine, facts), named('requested-attributes'), isPrinterTemplate),
          },
        ],
      };
    case OPERATION.validateJob:
      return validate(of) ?? { status: STATUS.ok, groups: [] };
    case OPERATION.printJob:
      return printJob(of, engine, facts);
    case OPERATION.createJob:
      return createJob(of, engine, facts);
    case OPERATION.getJobs:
      return getJobs(of, engine, facts);
    case OPERATION.cancelMyJobs:
      return cancelMyJobs(of, engine);
    case OPERATION.identifyPrinter:
      return { status: STATUS.ok, groups: [] };
    case OPERATION.sendDocument:
    case OPERATION.getJobAttributes:
    case OPERATION.cancelJob:
    case OPERATION.holdJob:
    case OPERATION.releaseJob: {
      const job = findJob(named, engine);
      return job === undefined ? fail(STATUS.notFound) : onJob(request.code, job, of, engine, facts);
    }
    default:
      return fail(STATUS.operationNotSupported);
  }
}

interface Parts {
  readonly named: (name: string) => Attribute | undefined;
  readonly job: readonly Attribute[];
  readonly data: Buffer;
}

function findJob(named: Parts['named'], engine: Engine): Job | undefined {
  const id = intOf(named('job-id')) ?? Number(wordsOf(named('job-uri'))[0]?.split('/').at(-1));
  return engine.jobs.find((job) => job.id === id);
}

function onJob(code: number, job: Job, of: Parts, engine: Engine, facts: PrinterFacts): Answer {
  switch (code) {
    case OPERATION.getJobAttributes:
      return {
        status: STATUS.ok,
        groups: [{ tag: GROUP.job, attributes: chosen(jobAttributes(job, facts), of.named('requested-attributes')) }],
      };
    case OPERATION.cancelJob:
      return engine.cancel(job) ? { status: STATUS.ok, groups: [] } : fail(STATUS.notPossible);
    case OPERATION.releaseJob:
      return engine.release(job) ? { status: STATUS.ok, groups: [] } : fail(STATUS.notPossible);
    case OPERATION.holdJob:
      if (job.state !== 'pending') return fail(STATUS.notPossible);
      job.state = 'held';
      job.reasons = ['job-hold-until-specified'];
      return { status: STATUS.ok, groups: [] };
    default: {
      const last = of.named('last-document');
      if (last === undefined) return fail(STATUS.badRequest, 'Send-Document without last-document');
      if (isFinished(job) || job.document !== null) return fail(STATUS.notPossible);
      const wrong = validate(of);
      if (wrong !== null) return wrong;
      if (of.data.length > 0) engine.supply(job, Buffer.from(of.data), formatOf(of), pageCount(of.data) ?? 1);
      return jobAnswer(job, facts);
    }
  }
}

const formatOf = ({ named }: Parts): string => wordsOf(named('document-format'))[0] ?? 'application/octet-stream';

/** Null where the request can be met. */
function validate(of: Parts): Answer | null {
  const format = formatOf(of);
  if (!FORMATS.includes(format))
    return fail(STATUS.formatNotSupported, undefined, [
      {
        tag: GROUP.unsupported,
        attributes: [{ name: 'document-format', values: [{ tag: TAG.mimeMediaType, bytes: Buffer.from(format) }] }],
      },
    ]);
  const compression = wordsOf(of.named('compression'))[0];
  const unsupported = of.job.filter((attribute) => !canDo(attribute));
  if (of.named('ipp-attribute-fidelity')?.values[0]?.bytes[0] === 1 && unsupported.length > 0)
    return fail(STATUS.valuesNotSupported, undefined, [{ tag: GROUP.unsupported, attributes: unsupported }]);
  return compression !== undefined && compression !== 'none' ? fail(0x040f) : null;
}

function canDo(attribute: Attribute): boolean {
  const [word] = wordsOf(attribute);
  switch (attribute.name) {
    case 'media':
      return word === 'iso_a4_210x297mm';
    case 'sides':
      return ['one-sided', 'two-sided-long-edge', 'two-sided-short-edge'].includes(word ?? '');
    case 'copies': {
      const copies = intOf(attribute) ?? 0;
      return copies >= 1 && copies <= 99;
    }
    case 'print-color-mode':
      return ['monochrome', 'auto'].includes(word ?? '');
    default:
      return true;
  }
}

function newJob({ named, job }: Parts, engine: Engine): Job {
  const template = (name: string): Attribute | undefined => job.find((one) => one.name === name);
  const sides = wordsOf(template('sides'))[0] ?? 'one-sided';
  const hold = wordsOf(template('job-hold-until'))[0];
  return engine.create(
    wordsOf(named('job-name'))[0] ?? 'Untitled',
    wordsOf(named('requesting-user-name'))[0] ?? 'anonymous',
    intOf(template('copies')) ?? 1,
    sides,
    hold !== undefined && hold !== 'no-hold',
  );
}

function printJob(of: Parts, engine: Engine, facts: PrinterFacts): Answer {
  const wrong = validate(of);
  if (wrong !== null) return wrong;
  if (engine.faults.take('busy') !== null) return fail(STATUS.busy);
  const job = newJob(of, engine);
  engine.supply(job, Buffer.from(of.data), formatOf(of), pageCount(of.data) ?? 1);
  return jobAnswer(job, facts);
}

function createJob(of: Parts, engine: Engine, facts: PrinterFacts): Answer {
  const wrong = validate(of);
  if (wrong !== null) return wrong;
  if (engine.faults.take('busy') !== null) return fail(STATUS.busy);
  return jobAnswer(newJob(of, engine), facts);
}

function jobAnswer(job: Job, facts: PrinterFacts): Answer {
  const shown = new Set(['job-id', 'job-uri', 'job-uuid', 'job-state', 'job-state-reasons', 'job-state-message']);
  return {
    status: STATUS.ok,
    groups: [{ tag: GROUP.job, attributes: jobAttributes(job, facts).filter(({ name }) => shown.has(name)) }],
  };
}

function getJobs({ named }: Parts, engine: Engine, facts: PrinterFacts): Answer {
  const which = wordsOf(named('which-jobs'))[0] ?? 'not-completed';
  if (which !== 'completed' && which !== 'not-completed')
    return fail(STATUS.valuesNotSupported, undefined, [
      { tag: GROUP.unsupported, attributes: [keyword('which-jobs', which)] },
    ]);
  const mine = named('my-jobs')?.values[0]?.bytes[0] === 1;
  const user = wordsOf(named('requesting-user-name'))[0] ?? 'anonymous';
  const limit = intOf(named('limit')) ?? Number.POSITIVE_INFINITY;
  const found = engine.jobs.filter(
    (job) => isFinished(job) === (which === 'completed') && (!mine || job.user === user),
  );
  const requested = named('requested-attributes') ?? keyword('requested-attributes', 'job-id', 'job-uri');
  return {
    status: STATUS.ok,
    groups: (which === 'completed' ? found.reverse() : found)
      .slice(0, limit)
      .map((job) => ({ tag: GROUP.job, attributes: chosen(jobAttributes(job, facts), requested) })),
  };
}

function cancelMyJobs({ named }: Parts, engine: Engine): Answer {
  const user = wordsOf(named('requesting-user-name'))[0] ?? 'anonymous';
  const ids = (named('job-ids')?.values ?? []).map(({ bytes }) => bytes.readInt32BE());
  const mine = engine.jobs.filter((job) => job.user === user && !isFinished(job));
  if (ids.some((id) => !mine.some((job) => job.id === id)))
    return fail(STATUS.notPossible, undefined, [{ tag: GROUP.unsupported, attributes: [integer('job-ids', ...ids)] }]);
  for (const job of mine.filter(({ id }) => ids.length === 0 || ids.includes(id))) engine.cancel(job);
  return { status: STATUS.ok, groups: [] };
}

const isPrinterTemplate = (name: string): boolean =>
  /^(copies|finishings|job-hold-until|job-priority|job-sheets|media|multiple-document-handling|number-up|orientation-requested|output-bin|page-ranges|print-color-mode|print-content-optimize|print-quality|print-rendering-intent|printer-resolution|sides|overrides)(-col)?(-.*)?-?(default|ready|supported)$/.test(
    name,
  );

/** requested-attributes, RFC 8011, 4.2.5.1: names and groups of names. */
function chosen(
  all: Attribute[],
  requested: Attribute | undefined,
  isTemplate: (name: string) => boolean = () => false,
): Attribute[] {
  const words = new Set(wordsOf(requested));
  // The database of media comes only when it is asked for (PWG 5100.7).
  if (words.size === 0 || words.has('all'))
    return all.filter(({ name }) => name !== 'media-col-database' || words.has(name));
  return all.filter(
    ({ name }) =>
      words.has(name) ||
      (words.has('job-template') && isTemplate(name)) ||
      ((words.has('printer-description') || words.has('job-description')) &&
        !isTemplate(name) &&
        name !== 'media-col-database'),
  );
}

/** Every answer begins with these two. */
export const operationGroup = (): Group => ({
  tag: GROUP.operation,
  attributes: [charset('attributes-charset', 'utf-8'), language('attributes-natural-language', 'en')],
});
