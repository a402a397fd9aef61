/**
 * IPP on the wire (RFC 8010), as far as a printer needs it: requests in, responses out. Throws nothing; null where it
 * is no IPP.
 */

/** Value tags, RFC 8010, 3.5.2. */
export const TAG = {
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  octetString: 0x30,
  dateTime: 0x31,
  resolution: 0x32,
  rangeOfInteger: 0x33,
  begCollection: 0x34,
  endCollection: 0x37,
  text: 0x41,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  uriScheme: 0x46,
  charset: 0x47,
  naturalLanguage: 0x48,
  mimeMediaType: 0x49,
  memberName: 0x4a,
  unsupported: 0x10,
  noValue: 0x13,
} as const;
export const GROUP = { operation: 0x01, job: 0x02, end: 0x03, printer: 0x04, unsupported: 0x05 } as const;

export interface Value {
  readonly tag: number;
  readonly bytes: Buffer;
}
export interface Attribute {
  readonly name: string;
  readonly values: readonly Value[];
}
export interface Group {
  readonly tag: number;
  readonly attributes: readonly Attribute[];
}
export interface Message {
  /** 0x0200 is IPP/2.0. */
  readonly version: number;
  /** Operation of a request, status of a response. */
  readonly code: number;
  readonly id: number;
  readonly groups: readonly Group[];
  readonly data: Buffer;
}

export function decode(body: Buffer): Message | null {
  if (body.length < 9) return null;
  const groups: { tag: number; attributes: { name: string; values: Value[] }[] }[] = [];
  let at = 8;
  for (;;) {
    const tag = body[at];
    if (tag === undefined) return null;
    at += 1;
    if (tag === GROUP.end) break;
    if (tag < 0x10) {
      groups.push({ tag, attributes: [] });
      continue;
    }
    if (at + 2 > body.length) return null;
    const nameEnd = at + 2 + body.readUInt16BE(at);
    if (nameEnd + 2 > body.length) return null;
    const valueEnd = nameEnd + 2 + body.readUInt16BE(nameEnd);
    if (valueEnd > body.length) return null;
    const name = body.toString('utf8', at + 2, nameEnd);
    const value = { tag, bytes: body.subarray(nameEnd + 2, valueEnd) };
    const group = groups.at(-1);
    if (group === undefined) return null;
    if (name === '') group.attributes.at(-1)?.values.push(value);
    else group.attributes.push({ name, values: [value] });
    at = valueEnd;
  }
  return {
    version: body.readUInt16BE(0),
    code: body.readUInt16BE(2),
    id: body.readUInt32BE(4),
    groups,
    data: body.subarray(at),
  };
}

export function encode({ version, code, id, groups }: Omit<Message, 'data'>): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(version, 0);
  head.writeUInt16BE(code, 2);
  head.writeUInt32BE(id, 4);
  return Buffer.concat([
    head,
    ...groups.flatMap(({ tag, attributes }) => [Buffer.of(tag), ...attributes.map(encodeAttribute)]),
    Buffer.of(GROUP.end),
  ]);
}

const encodeAttribute = ({ name, values }: Attribute): Buffer =>
  Buffer.concat(values.map((value, at) => encodeValue(at === 0 ? name : '', value)));

function encodeValue(name: string, { tag, bytes }: Value): Buffer {
  const title = Buffer.from(name, 'utf8');
  const head = Buffer.alloc(3);
  head[0] = tag;
  head.writeUInt16BE(title.length, 1);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([head, title, length, bytes]);
}

const int32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeInt32BE(value, at * 4);
  return bytes;
};
const of =
  (tag: number) =>
  (name: string, ...words: string[]): Attribute => ({
    name,
    values: words.map((word) => ({ tag, bytes: Buffer.from(word, 'utf8') })),
  });

export const keyword = of(TAG.keyword);
export const uri = of(TAG.uri);
export const text = of(TAG.text);
export const nameOf = of(TAG.name);
export const mime = of(TAG.mimeMediaType);
export const charset = of(TAG.charset);
export const language = of(TAG.naturalLanguage);
export const octets = of(TAG.octetString);
export const integer = (name: string, ...values: number[]): Attribute => ({
  name,
  values: values.map((value) => ({ tag: TAG.integer, bytes: int32(value) })),
});
export const enumeration = (name: string, ...values: number[]): Attribute => ({
  name,
  values: values.map((value) => ({ tag: TAG.enum, bytes: int32(value) })),
});
export const boolean = (name: string, value: boolean): Attribute => ({
  name,
  values: [{ tag: TAG.boolean, bytes: Buffer.of(value ? 1 : 0) }],
});
export const range = (name: string, low: number, high: number): Attribute => ({
  name,
  values: [{ tag: TAG.rangeOfInteger, bytes: int32(low, high) }],
});
/** Dots per inch, both ways; 3 is the unit. */
export const resolution = (name: string, dpi: number): Attribute => ({
  name,
  values: [{ tag: TAG.resolution, bytes: Buffer.concat([int32(dpi, dpi), Buffer.of(3)]) }],
});
export const noValue = (name: string): Attribute => ({ name, values: [{ tag: TAG.noValue, bytes: Buffer.alloc(0) }] });

/** Milliseconds since the epoch as RFC 2579's DateAndTime, in UTC. */
export function dateTime(name: string, at: number): Attribute {
  const date = new Date(at);
  const bytes = Buffer.alloc(11);
  bytes.writeUInt16BE(date.getUTCFullYear(), 0);
  bytes.set(
    [
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
      Math.floor(date.getUTCMilliseconds() / 100),
      0x2b,
      0,
      0,
    ],
    2,
  );
  return { name, values: [{ tag: TAG.dateTime, bytes }] };
}

/**
 * RFC 8010, 3.1.6: begCollection, then memberAttrName and value in turn, then endCollection; all but the first without
 * a name.
 */
export function collection(name: string, ...all: readonly (readonly Attribute[])[]): Attribute {
  return {
    name,
    values: all.flatMap((members) => [
      { tag: TAG.begCollection, bytes: Buffer.alloc(0) },
      ...members.flatMap((member) => [{ tag: TAG.memberName, bytes: Buffer.from(member.name) }, ...member.values]),
      { tag: TAG.endCollection, bytes: Buffer.alloc(0) },
    ]),
  };
}

export const wordsOf = (attribute: Attribute | undefined): string[] =>
  (attribute?.values ?? []).map(({ bytes }) => bytes.toString('utf8'));
export const intOf = (attribute: Attribute | undefined): number | null => {
  const bytes = attribute?.values[0]?.bytes;
  return bytes?.length === 4 ? bytes.readInt32BE() : null;
};
