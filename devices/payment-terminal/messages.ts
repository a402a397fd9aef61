import type { Apdu } from './apdu.ts';
import { bcd, decodeBitmaps, toBcd, varLength } from './bmp.ts';
import { type CharacterSet, namedBy, USUAL } from './character-set.ts';
import { textIn } from './decode.ts';
import type { Booking, Totals } from './payment-terminal.ts';
import { decodeTlv, encodeTlv, findTlv, TAG, type Tlv, tlvLength } from './tlv.ts';

/** Commands and messages by class and instruction (PA00P015, 2 and 3). */
export const CODE = {
  registration: 0x0600,
  authorization: 0x0601,
  logOff: 0x0602,
  totals: 0x0610,
  repeatReceipt: 0x0620,
  reversal: 0x0630,
  endOfDay: 0x0650,
  diagnosis: 0x0670,
  initialisation: 0x0693,
  abortByUs: 0x06b0,
  statusEnquiry: 0x0501,
  completion: 0x060f,
  abort: 0x061e,
  statusInformation: 0x040f,
  intermediateStatus: 0x04ff,
  printLine: 0x06d1,
  printBlock: 0x06d3,
  acknowledge: 0x8000,
} as const;

/** 06 0F and 06 1E end what we began. */
export const ends = (code: number): boolean => code === CODE.completion || code === CODE.abort;
/** 80 00, or 84 xx: refused, and the xx says why. */
export const isAnswer = (code: number): boolean => code === CODE.acknowledge || code >> 8 === 0x84;

const EURO = [0x09, 0x78];
/** We print receipts and administrative ones, want intermediate status, lock its own menus, and get texts from it. */
const CONFIG_BYTE = 0xbe;

export const password = (digits: string): number[] => toBcd(Number(digits), 3);

/** 06 00: also asks for texts as blocks (06 D3). */
export const registration = (secret: string): number[] => [
  ...password(secret),
  CONFIG_BYTE,
  ...EURO,
  0x06,
  ...lengthOf(encodeTlv(TAG.permittedCommands, encodeTlv(TAG.command, [0x06, 0xd3]))),
];
/** 06 01: bitmap 04 amount, 49 currency. */
export const authorization = (amountCents: number): number[] => [0x04, ...toBcd(amountCents, 6), 0x49, ...EURO];
/** 06 20 with service byte 03: send the status information, print nothing. */
export const repeatReceipt = (secret: string): number[] => [...password(secret), 0x03, 0x03];
export const reversal = (secret: string, receipt: number, amountCents: number): number[] => [
  ...password(secret),
  0x87,
  ...toBcd(receipt, 2),
  0x04,
  ...toBcd(amountCents, 6),
  0x49,
  ...EURO,
];

const lengthOf = (bytes: readonly number[]): number[] => encodeTlv(0x06, bytes).slice(1);

export interface StatusInformation {
  /** Bitmap 27; null where the terminal sent none. */
  readonly code: number | null;
  readonly booking: Booking | null;
  readonly cardName: string | null;
  readonly maskedPan: string | null;
  readonly totals: Totals | null;
  readonly unreadable: number | null;
}

/** 04 0F. */
export function statusInformation({ data }: Apdu, usual: CharacterSet = USUAL): StatusInformation {
  const bitmaps = decodeBitmaps(data);
  const { fields } = bitmaps;
  const receipt = bcd(fields.get(0x87));
  const amount = bcd(fields.get(0x04));
  const booking =
    receipt === null || amount === null
      ? null
      : {
          receipt,
          amountCents: amount,
          trace: bcd(fields.get(0x0b)),
          terminalId: digits(fields.get(0x29)),
          date: digits(fields.get(0x0d)),
          time: digits(fields.get(0x0c)),
        };
  const set = characterSet(bitmaps.tlv) ?? usual;
  const name = fields.get(0x8b);
  return {
    code: fields.get(0x27)?.[0] ?? null,
    booking,
    totals: totalsOf(fields.get(0x60)),
    unreadable: bitmaps.unreadable,
    cardName: name === undefined ? null : textIn(name, set).replaceAll('\0', '').trim() || null,
    maskedPan: panText(fields.get(0x22)),
  };
}

/** The first bitmap that a refusal or completion carries is its bare result code. */
export const codeOf = ({ data }: Apdu): number | null => data[0] ?? null;

/** 84 xx: why. Behind 84 1E, an abort in place of an answer, the code stands as it does in 06 1E. */
export function refusalCode({ code, data }: Apdu): number {
  const named = code & 0xff;
  return named === (CODE.abort & 0xff) ? (data[0] ?? named) : named;
}

/**
 * 06 0F after a registration: bitmap 19 is a status byte, 29 the terminal id; TLV tag 14 the character set that it
 * will speak in.
 */
export function registered({ data }: Apdu): {
  readonly status: number;
  readonly terminalId: string | null;
  readonly characters: CharacterSet | null;
} {
  const { fields, tlv } = decodeBitmaps(data);
  return { status: fields.get(0x19)?.[0] ?? 0, terminalId: digits(fields.get(0x29)), characters: characterSet(tlv) };
}

const characterSet = (tlv: readonly Tlv[]): CharacterSet | null => namedBy(findTlv(tlv, TAG.characterSet)?.value[0]);

/** 06 0F after a status enquiry: LLLVAR version of its software, then the status byte without a bitmap. */
export function enquired({ data }: Apdu): { readonly version: string | null; readonly status: number } {
  const length = varLength(data, 0, 3);
  if (length === null) return { version: null, status: data[0] ?? 0 };
  return {
    version:
      Buffer.from(data.slice(3, 3 + length))
        .toString('latin1')
        .replaceAll('\0', '')
        .trim() || null,
    status: data[3 + length] ?? 0,
  };
}

/** 04 FF: its code, a new T4 in minutes, and its words. */
export function intermediateStatus(
  { data }: Apdu,
  usual: CharacterSet = USUAL,
): {
  readonly code: number;
  readonly minutes: number | null;
  readonly text: string | null;
} {
  const timed = hasT4(data);
  const minutes = timed ? bcd(data.slice(1, 2)) : null;
  const rest = decodeBitmaps(data.slice(timed ? 2 : 1));
  const text = findTlv(rest.tlv, TAG.displayText);
  const set = characterSet(rest.tlv) ?? usual;
  const lines =
    text === null ? [] : text.inside.filter(({ tag }) => tag === TAG.line).map(({ value }) => textIn(value, set));
  return { code: data[0] ?? 0, minutes: minutes === 0 ? null : minutes, text: lines.join(' ').trim() || null };
}

/**
 * 06 behind the code is a T4 of six minutes or the container's bitmap: it is the container where one fills the message,
 * unless another does behind it.
 */
function hasT4(data: Uint8Array): boolean {
  if (data.length < 2) return false;
  return data[1] !== 0x06 || data.length === 2 || isContainer(data.subarray(2)) || !isContainer(data.subarray(1));
}

function isContainer(bytes: Uint8Array): boolean {
  const size = bytes[0] === 0x06 ? tlvLength(bytes, 1) : null;
  return size !== null && size.start + size.length === bytes.length && decodeTlv(bytes.subarray(size.start)) !== null;
}

/** Whose receipt a text is of. */
export type ReceiptOf = 'merchant' | 'customer' | 'administration';

/**
 * 06 D1: attribute, then the text, then with some terminals a container (bitmap 06) that says whose receipt it is. FF
 * xx in place of a text are empty lines. `of`: null where nothing says whose it is. `last`: bit 80 of the attribute,
 * the paper is cut.
 */
export function printLine(
  { data }: Apdu,
  usual: CharacterSet = USUAL,
): {
  readonly text: string;
  readonly of: ReceiptOf | null;
  readonly last: boolean;
} {
  const feed = data[0] === 0xff;
  const body = data.subarray(1);
  const at = containerAt(body);
  const { tlv } = decodeBitmaps(at === null ? new Uint8Array(0) : body.subarray(at));
  const text = feed ? '' : textIn(body.subarray(0, at ?? body.length), characterSet(tlv) ?? usual).trimEnd();
  return { text, of: receiptOf(tlv), last: !feed && ((data[0] ?? 0) & 0x80) !== 0 };
}

/** Where a container begins that fills the message to its end; 06 is no character of a text. */
function containerAt(body: Uint8Array): number | null {
  for (let at = body.indexOf(0x06); at >= 0; at = body.indexOf(0x06, at + 1)) {
    if (isContainer(body.subarray(at))) return at;
  }
  return null;
}

/** Tag 1F07. */
function receiptOf(tlv: readonly Tlv[]): ReceiptOf | null {
  const type = findTlv(tlv, TAG.receiptType)?.value[0];
  return type === 1 ? 'merchant' : type === 2 ? 'customer' : type === 3 ? 'administration' : null;
}

/** 06 D3: whose receipt it is, and its lines. A block that does not say belongs to neither receipt. */
export function printBlock(
  { data }: Apdu,
  usual: CharacterSet = USUAL,
): {
  readonly type: ReceiptOf;
  readonly lines: readonly string[];
} {
  const { tlv } = decodeBitmaps(data);
  const set = characterSet(tlv) ?? usual;
  const lines = (findTlv(tlv, TAG.lines)?.inside ?? []).filter(({ tag }: Tlv) => tag === TAG.line);
  return { type: receiptOf(tlv) ?? 'administration', lines: lines.map(({ value }) => textIn(value, set).trimEnd()) };
}

/** Packed digits as they are. */
function digits(bytes: Uint8Array | undefined): string | null {
  const text = bytes === undefined ? '' : Buffer.from(bytes).toString('hex');
  return /^\d+$/.test(text) ? text : null;
}

function panText(pan: Uint8Array | undefined): string | null {
  if (pan === undefined) return null;
  const text = Buffer.from(pan).toString('hex').replace(/f$/, '').replaceAll('e', '•');
  return text === '' ? null : text;
}

/** Bitmap 60: first and last receipt, then seven kinds of cards, each a count (binary) and an amount of six bytes. */
function totalsOf(bytes: Uint8Array | undefined): Totals | null {
  const [first, last] = [bcd(bytes?.slice(0, 2)), bcd(bytes?.slice(2, 4))];
  if (bytes === undefined || bytes.length < 11 || first === null || last === null) return null;
  let count = 0;
  let amountCents = 0;
  for (let at = 4; at + 7 <= bytes.length; at += 7) {
    const amount = bcd(bytes.slice(at + 1, at + 7));
    // A sum that leaves out what it could not read would be a wrong one.
    if (amount === null) return null;
    count += bytes[at] ?? 0;
    amountCents += amount;
  }
  return { firstReceipt: first, lastReceipt: last, count, amountCents };
}

/** What a technician reads of a message. Data that can hold a card's number are not in it. */
export function describe(apdu: Apdu): { readonly meaning: string; readonly secret: boolean } {
  const name = Object.entries(CODE).find(([, code]) => code === apdu.code)?.[0];
  if (apdu.code >> 8 === 0x84)
    return { meaning: `refused: ${(apdu.code & 0xff).toString(16).padStart(2, '0').toUpperCase()}`, secret: false };
  switch (apdu.code) {
    case CODE.statusInformation: {
      const { code, booking, unreadable } = statusInformation(apdu);
      return {
        meaning: `status information, result ${code === null ? '–' : code.toString(16).padStart(2, '0').toUpperCase()}${booking === null ? '' : `, receipt ${booking.receipt}`}${unreadable === null ? '' : `, bitmap ${unreadable.toString(16)} not read`}`,
        secret: true,
      };
    }
    case CODE.intermediateStatus:
      return {
        meaning: `intermediate status ${(apdu.data[0] ?? 0).toString(16).padStart(2, '0').toUpperCase()}`,
        secret: false,
      };
    case CODE.abort:
      return {
        meaning: `abort, result ${(apdu.data[0] ?? 0).toString(16).padStart(2, '0').toUpperCase()}`,
        secret: true,
      };
    // Passwords go out with these, texts with a card's number come in.
    case CODE.registration:
    case CODE.repeatReceipt:
    case CODE.reversal:
    case CODE.endOfDay:
    case CODE.initialisation:
    case CODE.statusEnquiry:
    case CODE.printLine:
    case CODE.printBlock:
    case CODE.completion:
      return { meaning: name ?? '', secret: true };
    default:
      return { meaning: name ?? `command ${apdu.code.toString(16).padStart(4, '0')}`, secret: name === undefined };
  }
}
