/** The specimens of ICAO 9303 (parts 4, 5 and 6), and those of the German identity card and passport. Nobody's documents. */
export const icaoTd1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'] as const;
export const icaoTd2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'] as const;
export const icaoTd3 = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'] as const;
export const germanCard = ['IDD<<T220001293<<<<<<<<<<<<<<<', '6408125<2010315D<<<<<<<<<<<<<4', 'MUSTERMANN<<ERIKA<<<<<<<<<<<<<'] as const;
export const germanPassport = ['P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<', 'C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4'] as const;

/** Weights 7, 3, 1 over the values of the characters (ICAO 9303-3, 4.9). */
function checkDigit(text: string): string {
  const value = (sign: string): number => (sign === '<' ? 0 : Number.parseInt(sign, 36));
  return String([...text].reduce((sum, sign, at) => sum + value(sign) * ([7, 3, 1][at % 3] ?? 0), 0) % 10);
}

/** A German identity card (TD1) of somebody invented, with the check digits that belong to it. `number` has nine characters. */
export function withCheckDigits({ number, surname, given }: { readonly number: string; readonly surname: string; readonly given: string }): [string, string, string] {
  const first = `IDD<<${number}${checkDigit(number)}`.padEnd(30, '<');
  const [birth, expiry] = ['640812', '311031'];
  const second = `${birth}${checkDigit(birth)}<${expiry}${checkDigit(expiry)}D`.padEnd(29, '<');
  const composite = checkDigit(`${first.slice(5, 30)}${second.slice(0, 7)}${second.slice(8, 15)}${second.slice(18, 29)}`);
  return [first, `${second}${composite}`, `${surname}<<${given}`.padEnd(30, '<').slice(0, 30)];
}
