/**
 * Reads the public catalogue JSON that German cities publish for D115 and their service portals ("dldb"): `{ data: […],
 * meta }`, one file with services, one with locations, and where there is one, one with topics, which are the groups
 * then. What cannot be understood is left out and reported; nothing is guessed.
 */
import { z } from 'zod';
import { Office, ServiceInfo } from '../../contract/contract.ts';
import type { CatalogueContent } from '../catalogue/catalogue.ts';
import { RULES, guess } from './categories.ts';
import { feeKind } from './fees.ts';
import { plainText, richTextFromHtml, webAddress } from './html.ts';
import { count, createReport } from './report.ts';
import type { ImportReport } from './report.ts';
import { followTopics, readTopics } from './topics.ts';
import type { Topic } from './topics.ts';

export interface DldbOutcome {
  readonly content: CatalogueContent;
  readonly report: ImportReport;
}

type Note = (field: string, note: string) => void;
type Record_ = Record<string, unknown>;

const isRecord = (value: unknown): value is Record_ =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Fields that have a place in the catalogue, are looked at otherwise, or repeat what another field says. */
const USED = {
  services: new Set([
    'id',
    'name',
    'description',
    'fees',
    'meta',
    'leika',
    'duration',
    'forms',
    'links',
    'locations',
    'public',
    'appointment',
    'relation',
  ]),
  // The services of a location repeat the locations of the services.
  locations: new Set([
    'id',
    'name',
    'displayName',
    'organization',
    'organizationUnit',
    'meta',
    'address',
    'contact',
    'services',
    'public',
  ]),
  topics: new Set(['id', 'name', 'path', 'relation', 'meta', 'rank']),
};

/** `publicOnly` leaves out records that the source itself does not show to the public. */
export function readDldb(files: readonly { name: string; text: string }[], { publicOnly = false } = {}): DldbOutcome {
  const report = createReport();
  const services = new Map<string, ServiceInfo>();
  const offices = new Map<string, Office>();
  const topics = new Map<string, Topic>();
  /** By service: the root topic that it names, or ''. */
  const rootTopics = new Map<string, string>();
  const kinds = new Set<string>();
  for (const file of files) {
    const records = readRecords(file, report);
    const kind = records === undefined ? 'unknown' : kindOf(records);
    let imported = 0;
    if (records !== undefined && kind === 'unknown')
      report.findings.push({
        file: file.name,
        record: '(file)',
        field: 'data',
        note: 'neither services nor locations',
      });
    for (const [index, record] of (records ?? []).entries()) {
      if (kind === 'unknown') break;
      kinds.add(kind);
      const id = text(record.id) || `#${index}`;
      const note: Note = (field, what) => report.findings.push({ file: file.name, record: id, field, note: what });
      for (const field of Object.keys(record)) if (!USED[kind].has(field)) count(report.unused, `${kind}.${field}`);
      if (record.public === false) {
        count(report.counts, `${kind} that the source marks as not public${publicOnly ? ', left out' : ''}`);
        if (publicOnly) continue;
      }
      const known: Map<string, ServiceInfo | Office | Topic> = { services, locations: offices, topics }[kind];
      const entry =
        kind === 'services'
          ? readService(record, note, report)
          : kind === 'locations'
            ? readOffice(record, note)
            : readTopic(record, note, index);
      if (!entry) continue;
      if (known.has(entry.id)) note('id', 'occurs twice: the later record counts');
      known.set(entry.id, entry);
      if (kind === 'services')
        rootTopics.set(entry.id, isRecord(record.relation) ? text(record.relation.root_topic) : '');
      imported += 1;
    }
    report.files.push({ file: file.name, kind, records: records?.length ?? 0, imported });
  }
  return {
    content: {
      ...(kinds.has('services') ? placeServices([...services.values()], rootTopics, topics, report) : {}),
      ...(kinds.has('locations') ? { offices: [...offices.values()] } : {}),
    },
    report,
  };
}

const UNNAMED =
  'the services name topics whose list was not given: groups are by words; ' +
  'import the file of topics along with them';

/** Into the feed's own topics where it lists them, otherwise into groups by words. */
function placeServices(
  services: readonly ServiceInfo[],
  rootTopics: ReadonlyMap<string, string>,
  topics: ReadonlyMap<string, Topic>,
  report: ImportReport,
): Pick<CatalogueContent, 'services' | 'categories'> {
  const topicOf = (id: string): string => rootTopics.get(id) ?? '';
  const read = readTopics(topics, new Map(services.map(({ id }) => [id, topicOf(id)])));
  const guessed = services.map(({ id, name, keywords }) => ({
    rootTopic: topicOf(id),
    placed: guess(name.de, keywords),
  }));
  const followed = followTopics(guessed);
  const place = (id: string, at: number): readonly string[] =>
    topics.size > 0
      ? read.of(id, topicOf(id))
      : [guessed[at]?.placed ?? followed.get(topicOf(id)) ?? RULES.at(-1)?.category.id ?? ''];
  if (topics.size === 0 && guessed.some(({ rootTopic }) => rootTopic !== '')) count(report.counts, UNNAMED);
  const placed = services.map((service, at) => ({ ...service, categories: [...place(service.id, at)] }));
  for (const { categories } of placed) for (const category of categories) count(report.counts, `category ${category}`);
  return { services: placed, categories: topics.size > 0 ? [...read.categories] : RULES.map((rule) => rule.category) };
}

function readRecords(file: { name: string; text: string }, report: ImportReport): Record_[] | undefined {
  const fail = (note: string) =>
    void report.findings.push({ file: file.name, record: '(file)', field: '(file)', note });
  let parsed: unknown;
  try {
    parsed = JSON.parse(file.text);
  } catch {
    return fail('is not JSON');
  }
  if (!isRecord(parsed) || !Array.isArray(parsed.data)) return fail('has no list "data"');
  const announced = isRecord(parsed.meta) ? parsed.meta.datacount : undefined;
  if (typeof announced === 'number' && announced !== parsed.data.length) {
    report.findings.push({
      file: file.name,
      record: '(file)',
      field: 'meta.datacount',
      note: `says ${announced}, there are ${parsed.data.length}`,
    });
  }
  return parsed.data.filter((record, index): record is Record_ => {
    if (!isRecord(record))
      report.findings.push({ file: file.name, record: `#${index}`, field: '(record)', note: 'is no object' });
    return isRecord(record);
  });
}

function kindOf(records: readonly Record_[]): 'services' | 'locations' | 'topics' | 'unknown' {
  const [first] = records;
  if (!first) return 'unknown';
  if (isRecord(first.relation) && ('services' in first.relation || 'childs' in first.relation)) return 'topics';
  if ('address' in first || 'contact' in first) return 'locations';
  return 'description' in first || 'locations' in first ? 'services' : 'unknown';
}

function readService(record: Record_, note: Note, report: ImportReport): ServiceInfo | undefined {
  const id = text(record.id);
  const name = plainText(text(record.name), (what) => note('name', what));
  const rich = (field: string) => richTextFromHtml(text(record[field]), (what) => note(field, what));
  const meta = isRecord(record.meta) ? record.meta : {};
  const keywords = [
    ...new Set(
      plainText(text(meta.keywords), (what) => note('meta.keywords', what))
        .split(/[,;]/)
        .map((word) => word.trim())
        .filter(Boolean),
    ),
  ];
  const description = rich('description');
  if (description.length === 0) note('description', 'is empty');
  const fees = rich('fees');
  const kind = feeKind(fees.map((block) => JSON.stringify(block)).join(' '));
  if (fees.length === 0) count(report.counts, 'services without a word about fees');
  else if (kind === 'unknown') note('fees', 'does not say clearly whether there is a fee');
  const url = serviceUrl(record, meta, id);
  const leika = readLeika(record.leika, note);
  const duration = record.duration;
  const hasDuration = typeof duration === 'number' && Number.isInteger(duration) && duration > 0;
  if (duration !== undefined && !hasDuration) note('duration', 'is no number of minutes');
  const service = check(
    ServiceInfo,
    {
      id,
      name: { de: name },
      description: { de: description },
      fee: { kind, ...(fees.length > 0 ? { text: { de: fees } } : {}) },
      forms: readForms(record, note),
      ...(url === undefined ? {} : { url }),
      ...(hasDuration ? { durationMinutes: duration } : {}),
      offices: readPlaces(record, note),
      categories: [],
      keywords,
      ...(leika === undefined ? {} : { leika }),
    },
    note,
  );
  if (service) count(report.counts, `fee ${kind}`);
  return service;
}

/** `index`: its place in the file, where it has no rank. */
function readTopic(record: Record_, note: Note, index: number): Topic | undefined {
  const [id, name] = [text(record.id), plainText(text(record.name), (what) => note('name', what))];
  if (!/^[A-Za-z0-9._-]{1,50}$/.test(id) || name === '') {
    note(name === '' ? 'name' : 'id', name === '' ? 'record left out: is empty' : 'record left out: is none');
    return undefined;
  }
  const relation = isRecord(record.relation) ? record.relation : {};
  const rank = Number(text(relation.rank) || text(record.rank));
  const ids = (field: string): string[] =>
    list(relation[field])
      .map((entry) => text(isRecord(entry) ? entry.id : entry))
      .filter(Boolean);
  return {
    id,
    name,
    rank: Number.isFinite(rank) && rank > 0 ? rank : 1_000 + index,
    services: ids('services'),
    children: ids('childs'),
  };
}

function serviceUrl(record: Record_, meta: Record_, id: string): string | undefined {
  const appointment = isRecord(record.appointment) ? record.appointment : {};
  const template = text(meta.url) || text(appointment.link);
  return webAddress(template.replaceAll('{serviceId}', encodeURIComponent(id)));
}

/** LeiKa key: 99 and twelve digits. Where several stand in one field, none of them is the service's. */
function readLeika(value: unknown, note: Note): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const key = text(value).trim();
  if (/^99\d{12}$/.test(key)) return key;
  note('leika', key.split(/[,;]/).length > 1 ? 'holds several keys' : 'is no LeiKa key');
  return undefined;
}

/** Forms and links: the source repeats one list in the other. */
function readForms(record: Record_, note: Note): ServiceInfo['forms'] {
  const forms = new Map<string, { name: string; url: string }>();
  for (const field of ['forms', 'links']) {
    for (const [index, entry] of list(record[field]).entries()) {
      const url = isRecord(entry) ? webAddress(text(entry.link)) : undefined;
      const name = isRecord(entry) ? plainText(text(entry.name), (what) => note(`${field}.${index}.name`, what)) : '';
      if (url === undefined) note(`${field}.${index}.link`, 'is no address of the web');
      else if (!forms.has(`${url} ${name}`)) forms.set(`${url} ${name}`, { name: name || new URL(url).hostname, url });
    }
  }
  return [...forms.values()];
}

function readPlaces(record: Record_, note: Note): ServiceInfo['offices'] {
  const places = new Map<string, ServiceInfo['offices'][number]>();
  for (const [index, entry] of list(record.locations).entries()) {
    const office = isRecord(entry) ? text(entry.location) : '';
    if (office === '') note(`locations.${index}.location`, 'is missing');
    const appointment = isRecord(entry) && isRecord(entry.appointment) ? entry.appointment.allowed : undefined;
    if (office !== '')
      places.set(office, {
        office,
        appointment: appointment === true ? 'possible' : appointment === false ? 'none' : 'unknown',
      });
  }
  return [...places.values()];
}

function readOffice(record: Record_, note: Note): Office | undefined {
  const plain = (field: string, value: unknown) => plainText(text(value), (what) => note(field, what));
  const meta = isRecord(record.meta) ? record.meta : {};
  const source = isRecord(record.address) ? record.address : {};
  const contact = isRecord(record.contact) ? record.contact : {};
  const id = text(record.id);
  const address = {
    street: plain('address.street', source.street),
    houseNumber: plain('address.house_number', source.house_number),
    postalCode: plain('address.postal_code', source.postal_code),
    city: plain('address.city', source.city),
  };
  const hint = plain('address.hint', source.hint);
  const hasAddress = address.street !== '' && address.city !== '';
  if (!hasAddress) note('address', 'has no street or city');
  const unit = plain('organizationUnit', record.organizationUnit) || plain('organization', record.organization);
  const phone = plain('contact.phone', contact.phone);
  if (phone === '') note('contact.phone', 'is empty');
  else if (!/^[0-9 +()/.-]+$/.test(phone)) note('contact.phone', 'is no telephone number, kept as text');
  const email = plain('contact.email', contact.email);
  const hasEmail = z.email().safeParse(email).success;
  if (!hasEmail) note('contact.email', email === '' ? 'is empty' : 'is no address');
  const url =
    webAddress(text(contact.webinfo)) ?? webAddress(text(meta.url).replaceAll('{locationId}', encodeURIComponent(id)));
  // Many offices share the name that is shown to the public; the sign in brackets of the full name tells them apart.
  const fullName = plain('name', record.name);
  const name = plain('displayName', record.displayName) || fullName;
  const [, sign] = /\(([^()]{2,40})\)$/.exec(fullName) ?? [];
  return check(
    Office,
    {
      id,
      name: { de: name },
      ...(unit === '' && sign === undefined ? {} : { unit: [unit, sign].filter(Boolean).join(' · ') }),
      ...(hasAddress ? { address: { ...address, ...(hint === '' ? {} : { note: hint }) } } : {}),
      ...(phone === '' ? {} : { phone }),
      ...(hasEmail ? { email } : {}),
      ...(url === undefined ? {} : { url }),
    },
    note,
  );
}

/** What does not fit the wire contract is not imported. */
function check<T extends z.ZodType>(schema: T, value: unknown, note: Note): z.output<T> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    note(issue.path.map(String).join('.') || '(record)', `record left out: ${issue.message}`);
  return undefined;
}
