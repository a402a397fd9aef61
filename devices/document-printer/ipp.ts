/** IPP messages on the wire (RFC 8010): requests out, responses in. Nothing here throws; what is no IPP is null. */

/**
 * Value tags (RFC 8010, 3.5.2), out-of-band ones first: of a value that there is none, or that the printer does not
 * know it.
 */
export const TAG = {
  unsupported: 0x10,
  unknown: 0x12,
  noValue: 0x13,
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  octetString: 0x30,
  dateTime: 0x31,
  resolution: 0x32,
  rangeOfInteger: 0x33,
  begCollection: 0x34,
  textWithLanguage: 0x35,
  nameWithLanguage: 0x36,
  endCollection: 0x37,
  text: 0x41,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  uriScheme: 0x46,
  charset: 0x47,
  naturalLanguage: 0x48,
  mimeMediaType: 0x49,
  memberAttrName: 0x4a,
} as const;

/** Delimiter tags (RFC 8010, 3.5.1). */
export const GROUP = { operation: 0x01, job: 0x02, end: 0x03, printer: 0x04, unsupported: 0x05 } as const;

export interface Range {
  readonly lower: number;
  readonly upper: number;
}
export interface Resolution {
  readonly across: number;
  readonly along: number;
  readonly unit: number;
}
export interface Attribute {
  readonly name: string;
  readonly values: readonly Value[];
}
export interface Value {
  readonly tag: number;
  /**
   * By its tag: number, boolean, text, range, resolution, members of a collection; bytes where the tag has no other
   * form here; null for the out-of-band tags 0x10 to 0x1f (unsupported, unknown, no-value …).
   */
  readonly value: number | boolean | string | Range | Resolution | readonly Attribute[] | Uint8Array | null;
}
export interface Group {
  readonly tag: number;
  readonly attributes: readonly Attribute[];
}
export interface Message {
  /** 0x0101 is IPP/1.1, 0x0200 IPP/2.0. */
  readonly version: number;
  /** Operation of a request, status of a response. */
  readonly code: number;
  /** 1 to 2³¹ − 1. */
  readonly id: number;
  readonly groups: readonly Group[];
  /** What follows the attributes: the document. */
  readonly data: Uint8Array;
}

/** No attribute that is read needs more; a deeper collection is an attempt to exhaust the stack. */
const DEEPEST = 8;
/** Attributes and values of one message; a printer with every media size in its database has about 4,000. */
const MOST_VALUES = 50_000;

export function encodeMessage({ version, code, id, groups, data }: Message): Uint8Array {
  const out: number[] = [version >> 8, version & 0xff, code >> 8, code & 0xff, ...int32(id)];
  for (const { tag, attributes } of groups) {
    out.push(tag);
    for (const attribute of attributes) pushAttribute(out, attribute.name, attribute.values);
  }
  out.push(GROUP.end);
  const message = new Uint8Array(out.length + data.length);
  message.set(out);
  message.set(data, out.length);
  return message;
}

function pushAttribute(out: number[], name: string, values: readonly Value[]): void {
  for (const [at, value] of values.entries()) pushValue(out, at === 0 ? name : '', value);
}

function pushValue(out: number[], name: string, { tag, value }: Value): void {
  out.push(tag);
  pushCounted(out, new TextEncoder().encode(name));
  if (tag === TAG.begCollection) {
    pushCounted(out, []);
    for (const member of isMembers(value) ? value : []) {
      out.push(TAG.memberAttrName);
      pushCounted(out, []);
      pushCounted(out, new TextEncoder().encode(member.name));
      pushAttribute(out, '', member.values);
    }
    out.push(TAG.endCollection, 0, 0, 0, 0);
  } else pushCounted(out, valueBytes(value));
}

function pushCounted(out: number[], bytes: Iterable<number> & { readonly length: number }): void {
  out.push(bytes.length >> 8, bytes.length & 0xff, ...bytes);
}

function valueBytes(value: Value['value']): number[] {
  if (value === null) return [];
  if (typeof value === 'boolean') return [value ? 1 : 0];
  if (typeof value === 'number') return int32(value);
  if (typeof value === 'string') return [...new TextEncoder().encode(value)];
  if (value instanceof Uint8Array) return [...value];
  if ('lower' in value) return [...int32(value.lower), ...int32(value.upper)];
  return 'unit' in value ? [...int32(value.across), ...int32(value.along), value.unit] : [];
}

const int32 = (value: number): number[] => [
  (value >> 24) & 0xff,
  (value >> 16) & 0xff,
  (value >> 8) & 0xff,
  value & 0xff,
];
const isMembers = (value: Value['value']): value is readonly Attribute[] => Array.isArray(value);

const words =
  (tag: number) =>
  (name: string, ...values: readonly string[]): Attribute => ({
    name,
    values: values.map((value) => ({ tag, value })),
  });
export const keyword = words(TAG.keyword);
export const uri = words(TAG.uri);
export const nameAttribute = words(TAG.name);
export const mimeType = words(TAG.mimeMediaType);
export const charset = words(TAG.charset);
export const naturalLanguage = words(TAG.naturalLanguage);
export const integer = (name: string, value: number): Attribute => ({ name, values: [{ tag: TAG.integer, value }] });
export const boolean = (name: string, value: boolean): Attribute => ({ name, values: [{ tag: TAG.boolean, value }] });

/** The message, or null: cut off, too deep, or not IPP at all. */
export function decodeMessage(bytes: Uint8Array): Message | null {
  if (bytes.length < 9) return null;
  const reader = new Reader(bytes);
  const version = reader.uint16();
  const code = reader.uint16();
  const id = reader.int32();
  const groups: { tag: number; attributes: { name: string; values: Value[] }[] }[] = [];
  for (;;) {
    const tag = reader.uint8();
    if (reader.failed) return null;
    if (tag === GROUP.end) break;
    // Reserved (RFC 8010, 3.5.1): read here, it shows that the bytes before were miscounted.
    if (tag === 0) return null;
    if (tag < 0x10) {
      groups.push({ tag, attributes: [] });
      continue;
    }
    const group = groups.at(-1);
    const name = reader.text();
    const value = reader.value(tag, 0);
    if (reader.failed || value === null || group === undefined) return null;
    if (name !== '') group.attributes.push({ name, values: [value] });
    else if (group.attributes.length > 0) group.attributes.at(-1)?.values.push(value);
    else return null;
  }
  return { version, code, id, groups, data: reader.rest() };
}

/** Reads on from where it is; after the first read beyond the end it has failed, and everything it gives is empty. */
class Reader {
  failed = false;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #values = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(): number {
    return this.#take(1) ? this.#view.getUint8(this.#at - 1) : 0;
  }

  uint16(): number {
    return this.#take(2) ? this.#view.getUint16(this.#at - 2) : 0;
  }

  int32(): number {
    return this.#take(4) ? this.#view.getInt32(this.#at - 4) : 0;
  }

  counted(): Uint8Array {
    const length = this.uint16();
    return this.#take(length) ? this.#bytes.subarray(this.#at - length, this.#at) : new Uint8Array();
  }

  text(): string {
    return new TextDecoder().decode(this.counted());
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  value(tag: number, depth: number): Value | null {
    this.#values += 1;
    if (this.#values > MOST_VALUES) return null;
    const bytes = this.counted();
    if (this.failed) return null;
    if (tag === TAG.textWithLanguage || tag === TAG.nameWithLanguage) return languageValue(tag, bytes);
    if (tag !== TAG.begCollection) return { tag, value: plain(tag, bytes) };
    return depth === DEEPEST ? null : this.#collection(tag, depth);
  }

  /** RFC 8010, 3.1.6: each member by its name and its values, until endCollection. */
  #collection(tag: number, depth: number): Value | null {
    const members: { name: string; values: Value[] }[] = [];
    for (;;) {
      const next = this.uint8();
      this.counted();
      if (this.failed) return null;
      if (next === TAG.endCollection) {
        this.counted();
        return this.failed ? null : { tag, value: members };
      }
      if (next === TAG.memberAttrName) members.push({ name: this.text(), values: [] });
      else {
        const value = this.value(next, depth + 1);
        const member = members.at(-1);
        if (value === null || member === undefined) return null;
        member.values.push(value);
      }
    }
  }

  #take(length: number): boolean {
    if (this.failed || this.#at + length > this.#bytes.length) {
      this.failed = true;
      return false;
    }
    this.#at += length;
    return true;
  }
}

/**
 * A value of the wrong length for its tag is kept as bytes: one attribute that a printer gets wrong is no reason to
 * hear nothing of it.
 */
function plain(tag: number, bytes: Uint8Array): Value['value'] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tag >= 0x10 && tag <= 0x1f) return null;
  switch (tag) {
    case TAG.integer:
    case TAG.enum:
      return bytes.length === 4 ? view.getInt32(0) : bytes;
    case TAG.boolean:
      return bytes.length === 1 ? view.getUint8(0) !== 0 : bytes;
    case TAG.rangeOfInteger:
      return bytes.length === 8 ? { lower: view.getInt32(0), upper: view.getInt32(4) } : bytes;
    case TAG.resolution:
      return bytes.length === 9 ? { across: view.getInt32(0), along: view.getInt32(4), unit: view.getUint8(8) } : bytes;
    case TAG.octetString:
    case TAG.dateTime:
      return bytes;
    default:
      return new TextDecoder().decode(bytes);
  }
}

/**
 * RFC 8010, 3.9: language and text, each with its length; only the text is of interest. Null where the lengths do not
 * fit: printers leave out the length of the whole, and then the text and all that follows would be read from the wrong
 * byte on.
 */
function languageValue(tag: number, bytes: Uint8Array): Value | null {
  if (bytes.length < 4) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const language = view.getUint16(0);
  if (language + 4 > bytes.length || view.getUint16(language + 2) !== bytes.length - language - 4) return null;
  return { tag, value: new TextDecoder().decode(bytes.subarray(language + 4)) };
}

/** All attributes of the groups of one kind, the first of each name. */
export function attributesOf(message: Message, tag: number): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, readonly Value[]>();
  for (const { name, values } of message.groups
    .filter((group) => group.tag === tag)
    .flatMap(({ attributes }) => attributes))
    if (!found.has(name)) found.set(name, values);
  return found;
}

export const textsOf = (values: readonly Value[] | undefined): string[] =>
  (values ?? []).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
export const numberOf = (values: readonly Value[] | undefined): number | null =>
  typeof values?.[0]?.value === 'number' ? values[0].value : null;
