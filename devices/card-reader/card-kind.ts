import { parseAtr } from './atr.ts';
import type { CardKind } from './card-reader.ts';

/**
 * What a card is, by its answer to reset alone: nothing is asked of it, so nothing of a visitor's card is read. Only
 * what a source names stands here. The answer names a chip and its operating system rather than an issuer, so this is
 * for a sentence on the screen (»this is your health card; it is not needed here«) and never for a decision about
 * rights.
 *
 * [L] list of known answers to reset of pcsc-tools (`smartcard_list.txt`). [O] OpenSC, `card-npa.c`. [P] PC/SC part 3,
 * rev. 2.01.09, 3.1.3.2.3, and its supplement of card names. [I] ICAO Doc 9303-10, 8th edition, type B: AFI E1, CRC_B
 * of the application id F3 5E.
 */
interface Known {
  readonly kind: CardKind;
  /**
   * Hexadecimal; `..` is any byte. `whole`: the entire answer. `historical`: all the historical bytes; `begins`: the
   * first of them.
   */
  readonly match: 'whole' | 'historical' | 'begins';
  readonly pattern: string;
}

const KNOWN: readonly Known[] = [
  // nPA and the residence permit of the same making, type A [O, L].
  { kind: 'id-card', match: 'historical', pattern: '80 31 f8 73 f7 41 e0 82 90 00' },
  // Personalausweis [L].
  { kind: 'id-card', match: 'historical', pattern: '80 31 b8 73 84 01 e0 82 90 00' },
  // Type B: three applications, where a passport has one (11 in place of 13) [L, I]; the second, shifted by a byte, as
  // in [O].
  { kind: 'id-card', match: 'historical', pattern: 'e1 f3 5e 13 77 83 .. ..' },
  { kind: 'id-card', match: 'historical', pattern: '.. e1 f3 5e 13 77 83 00' },
  // eGK of generation 2 [L]. Its operating system is that of the other cards of the health telematics, which a visitor
  // seldom has.
  { kind: 'health-card', match: 'whole', pattern: '3b d3 96 ff 81 b1 fe 45 1f 07 80 81 05 2d' },
  { kind: 'health-card', match: 'whole', pattern: '3b d0 97 ff 81 b1 fe 45 1f 07 2b' },
  { kind: 'health-card', match: 'whole', pattern: '3b d0 96 ff 81 b1 fe 45 1f 07 2a' },
  { kind: 'health-card', match: 'whole', pattern: '3b d0 96 ff 81 b1 fe 45 1f 03 2e' },
  // »ec« in ASCII begins the historical bytes of the German banks' own operating system, SECCOS and before it [L].
  // Cards of Visa and Mastercard on other chips have nothing in common and stay unknown.
  { kind: 'bank-card', match: 'begins', pattern: '65 63' },
  // girogo, the contactless GeldKarte [L].
  { kind: 'bank-card', match: 'historical', pattern: '80 31 c0 73 d6 21 c0' },
  // A memory card as the reader describes it: MIFARE Classic, Ultralight, iCODE and the like [P].
  { kind: 'badge', match: 'historical', pattern: '80 4f 0c a0 00 00 03 06 .. .. .. 00 00 00 00' },
  // MIFARE DESFire: the reader knows its ATS and no more than that; then with the ATS of EV1; MIFARE Plus [L].
  { kind: 'badge', match: 'whole', pattern: '3b 81 80 01 80 80' },
  { kind: 'badge', match: 'historical', pattern: '06 75 77 81 02 80' },
  { kind: 'badge', match: 'historical', pattern: 'c1 05 2f 2f 01 bc d6' },
];

export function cardKind(atr: Uint8Array): CardKind {
  const parsed = parseAtr(atr);
  if (!parsed.ok) return 'unknown';
  const { historical } = parsed.value;
  return (
    KNOWN.find(({ match, pattern }) => fits(match === 'whole' ? atr : historical, pattern, match === 'begins'))?.kind ??
    'unknown'
  );
}

function fits(bytes: Uint8Array, pattern: string, begins: boolean): boolean {
  const wanted = pattern.split(' ');
  if (begins ? bytes.length < wanted.length : bytes.length !== wanted.length) return false;
  return wanted.every((two, at) => two === '..' || Number.parseInt(two, 16) === bytes[at]);
}
