/** Blocks of the serial line as published with other implementations of PA00P016 (ecrterm); check sums recomputed. */
export const PUBLISHED = [
  { what: 'registration', code: 0x0600, data: '123456ba0978', block: '1002060006123456ba0978100324c3' },
  { what: 'initialisation', code: 0x0693, data: '123456', block: '10020693031234561003caa4' },
  {
    what: 'authorization of 110.00, its 10 doubled',
    code: 0x0601,
    data: '04000000011000490978',
    block: '100206010a04000000011010004909781003f2ff',
  },
  { what: 'diagnosis', code: 0x0670, data: '', block: '10020670001003d9f9' },
  { what: 'positive acknowledgement', code: 0x8000, data: '', block: '10028000001003f51f' },
  { what: 'refusal, busy', code: 0x849c, data: '', block: '1002849c001003c341' },
  { what: 'status enquiry', code: 0x0501, data: '123456', block: '10020501031234561003e043' },
  { what: 'reset', code: 0x0618, data: '', block: '10020618001003563a' },
  {
    what: 'completion of a status enquiry',
    code: 0x060f,
    data: 'f0f0f7322e31342e313500',
    block: '1002060f0bf0f0f7322e31342e3135001003b111',
  },
] as const;

export const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
export const hex = (of: ArrayLike<number>): string => Buffer.from(Array.from(of)).toString('hex');

/** `of` cut at each of the points. */
export function cut(of: Uint8Array, points: readonly number[]): Uint8Array[] {
  const at = [0, ...points.map((point) => point % (of.length + 1)).sort((a, b) => a - b), of.length];
  return at.slice(1).map((end, index) => of.subarray(at[index], end));
}

export const numRuns = process.env['CI'] === undefined ? 500 : 10_000;
