/**
 * The specimens of ICAO 9303 (parts 4, 5 and 6), and those of the German identity card and passport. They belong to no
 * real person.
 */
export const icaoTd1 = [
  'I<UTOD231458907<<<<<<<<<<<<<<<',
  '7408122F1204159UTO<<<<<<<<<<<6',
  'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
] as const;
export const icaoTd2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'] as const;
export const icaoTd3 = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
] as const;
export const germanCard = [
  'IDD<<T220001293<<<<<<<<<<<<<<<',
  '6408125<2010315D<<<<<<<<<<<<<4',
  'MUSTERMANN<<ERIKA<<<<<<<<<<<<<',
] as const;
export const germanPassport = [
  'P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<',
  'C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4',
] as const;

/** Weights 7, 3, 1 over the values of the characters (ICAO 9303-3, 4.9). */
function checkDigit(text: string): string {
  const value = (sign: string): number => (sign === '<' ? 0 : Number.parseInt(sign, 36));
  return String([...text].reduce((sum, sign, at) => sum + value(sign) * ([7, 3, 1][at % 3] ?? 0), 0) % 10);
}

/**
 * A German identity card (TD1) of somebody invented, with the check digits that belong to it. `number` has nine
 * characters.
 */
export function withCheckDigits({
  number,
  surname,
  given,
}: {
  readonly number: string;
  readonly surname: string;
  readonly given: string;
}): [string, string, string] {
  const first = `IDD<<${number}${checkDigit(number)}`.padEnd(30, '<');
  const [birth, expiry] = ['640812', '311031'];
  const second = `${birth}${checkDigit(birth)}<${expiry}${checkDigit(expiry)}D`.padEnd(29, '<');
  const composite = checkDigit(
    `${first.slice(5, 30)}${second.slice(0, 7)}${second.slice(8, 15)}${second.slice(18, 29)}`,
  );
  return [first, `${second}${composite}`, `${surname}<<${given}`.padEnd(30, '<').slice(0, 30)];
}

/** Sizes of zones: lines and their lengths (ICAO 9303, parts 5, 6 and 4). */
export type ZoneShape = 'td1' | 'td2' | 'td3';

/**
 * A German document of somebody invented, with the check digits that belong to it. `number` has eight or nine
 * characters.
 */
export function germanZone({
  code,
  shape,
  number,
  nationality = 'D',
  birth = '850415',
  sex = 'F',
}: {
  readonly code: string;
  readonly shape: ZoneShape;
  readonly number: string;
  readonly nationality?: string;
  /** YYMMDD; what is not known of it is filled up with `<`. */
  readonly birth?: string;
  readonly sex?: string;
}): readonly string[] {
  const padded = number.padEnd(9, '<');
  const expiry = '330731';
  const dates = [`${birth}${checkDigit(birth)}`, `${expiry}${checkDigit(expiry)}`] as const;
  const head = `${code}D<<`;
  const name = 'BEISPIEL<<KIM';
  const state = nationality.padEnd(3, '<');
  if (shape === 'td1') {
    const first = `${head}${padded}${checkDigit(padded)}`.padEnd(30, '<');
    const second = `${dates[0]}${sex}${dates[1]}${state}`.padEnd(29, '<');
    return [
      first,
      `${second}${checkDigit(`${first.slice(5)}${dates[0]}${dates[1]}${second.slice(18)}`)}`,
      name.padEnd(30, '<'),
    ];
  }
  const body = `${padded}${checkDigit(padded)}${state}${dates[0]}${sex}${dates[1]}`.padEnd(
    shape === 'td2' ? 35 : 42,
    '<',
  );
  // The personal number is left out: its check digit may be a filler (ICAO 9303-4, 4.2.2.2).
  const line = shape === 'td2' ? body : `${body}<`;
  return [
    `${head}${name}`.padEnd(shape === 'td2' ? 36 : 44, '<'),
    `${line}${checkDigit(`${line.slice(0, 10)}${line.slice(13, 20)}${line.slice(21)}`)}`,
  ];
}
