/** What the terminal says, byte by byte as PA00P015 describes it. */
import type { Sale } from './book.ts';

export const bcd = (value: number, bytes: number): number[] => {
  const digits = String(value)
    .padStart(bytes * 2, '0')
    .slice(-bytes * 2);
  return Array.from({ length: bytes }, (_, at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16));
};
export const fromBcd = (bytes: ArrayLike<number>): number =>
  Number(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));

const lengths = (digits: 2 | 3, size: number): number[] =>
  [...String(size).padStart(digits, '0')].map((digit) => 0xf0 | Number(digit));
const llvar = (bytes: readonly number[]): number[] => [...lengths(2, bytes.length), ...bytes];
const lllvar = (bytes: readonly number[]): number[] => [...lengths(3, bytes.length), ...bytes];

/** CP437 for German, as the terminals have it. */
const CP437: Record<string, number> = { ä: 0x84, ö: 0x94, ü: 0x81, Ä: 0x8e, Ö: 0x99, Ü: 0x9a, ß: 0xe1 };
export const words = (text: string): number[] =>
  [...text].map((letter) => CP437[letter] ?? (letter.charCodeAt(0) < 0x80 ? letter.charCodeAt(0) : 0x3f));

const tlv = (tag: number, value: readonly number[]): number[] => {
  const size =
    value.length < 0x80
      ? [value.length]
      : value.length < 0x100
        ? [0x81, value.length]
        : [0x82, value.length >> 8, value.length & 0xff];
  return [...(tag > 0xff ? [tag >> 8, tag & 0xff] : [tag]), ...size, ...value];
};
const container = (objects: readonly number[]): number[] => tlv(0x06, objects);

/** A terminal's clock shows the time of where it stands, whatever zone the simulator's machine is set to. */
const terminalClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Berlin',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Digits of a point in time, MMDD and hhmmss. */
function dateDigits(at: number): { readonly date: number; readonly time: number } {
  const parts = new Map(terminalClock.formatToParts(at).map(({ type, value }) => [type, value]));
  const number = (...of: readonly Intl.DateTimeFormatPartTypes[]): number =>
    Number(of.map((part) => parts.get(part)).join(''));
  return { date: number('month', 'day'), time: number('hour', 'minute', 'second') };
}

/** 04 0F of a sale. The card's number is masked by the terminal with E, as acquirers demand. */
export function statusOfSale(sale: Sale, code: number, amountCents: number): number[] {
  const { date, time } = dateDigits(sale.at);
  return [
    0x27,
    code,
    0x04,
    ...bcd(amountCents, 6),
    0x0b,
    ...bcd(sale.trace, 3),
    0x0c,
    ...bcd(time, 3),
    0x0d,
    ...bcd(date, 2),
    0x0e,
    0x28,
    0x12,
    0x17,
    0x00,
    0x01,
    0x19,
    0x70,
    0x22,
    ...llvar([0x67, 0x26, 0x72, 0xee, 0xee, 0xee, 0xee, 0xe1, 0x23, 0x4f]),
    0x29,
    ...bcd(sale.terminalId, 4),
    0x2a,
    ...words('123456789      '),
    0x3b,
    ...words('AB123456'),
    0x49,
    0x09,
    0x78,
    0x87,
    ...bcd(sale.receipt, 2),
    0x88,
    ...bcd(sale.trace, 3),
    0x8a,
    0x05,
    0x8b,
    ...llvar([...words('girocard'), 0x00]),
    0x3c,
    ...lllvar(words(code === 0 ? 'Zahlung erfolgt' : 'Vorgang nicht möglich')),
  ];
}

/** 04 0F without a card. */
export const statusOfResult = (code: number, terminalId: number): number[] => [0x27, code, 0x29, ...bcd(terminalId, 4)];

/** 04 FF: code, T4 in minutes, and the display's words. */
export const intermediate = (code: number, minutes: number, text: string | null): number[] => [
  code,
  ...bcd(minutes, 1),
  ...(text === null ? [] : container(tlv(0x24, tlv(0x07, words(text))))),
];

/** 06 0F of a registration. */
export const registered = (terminalId: number): number[] => [0x19, 0x00, 0x29, ...bcd(terminalId, 4), 0x49, 0x09, 0x78];

/** 06 0F of a status enquiry: version of the software, then the status byte. */
export const enquired = (version: string, status: number): number[] => [...lllvar(words(version)), status];

/** 06 D3: type 1 merchant, 2 customer, 3 administration. */
export const printBlock = (type: 1 | 2 | 3, lines: readonly string[]): number[] =>
  container([
    ...tlv(0x1f07, [type]),
    ...tlv(0x25, [...lines.flatMap((line) => tlv(0x07, words(line))), ...tlv(0x09, [0x80])]),
  ]);

/** 06 D1; bit 80 in the last line's attribute. */
export const printLine = (line: string, last: boolean): number[] => [last ? 0x80 : 0x00, ...words(line)];

/** Bitmap 60: from which receipt to which, then seven kinds of cards; all of ours are girocards. */
export function totals(sales: readonly Sale[]): number[] {
  const amount = sales.reduce((sum, sale) => sum + sale.amountCents, 0);
  const rest = Array.from({ length: 6 }, () => [0, ...bcd(0, 6)]).flat();
  return [
    0x27,
    0x00,
    0x60,
    ...lllvar([
      ...bcd(sales[0]?.receipt ?? 0, 2),
      ...bcd(sales.at(-1)?.receipt ?? 0, 2),
      sales.length,
      ...bcd(amount, 6),
      ...rest,
    ]),
  ];
}
