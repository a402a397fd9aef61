/** Swipe report of MagTek and ID TECH readers in MagTek mode: 337 bytes with up to three decoded tracks. */

/** Offsets: three decode states (bit 0 is an error), three lengths, the encoding, and 110 bytes for each track. */
const LENGTHS = 3;
const TRACKS = 7;
const ROOM = 110;
export const SWIPE_LENGTH = 337;

export type Swipe =
  | { readonly kind: 'badge'; readonly id: string }
  | { readonly kind: 'bank-card' }
  | { readonly kind: 'unreadable' };

/**
 * What was swiped; null where this is no swipe report. The report is overwritten, so that nothing else of the stripe
 * stays in our memory. Everything that could be a payment card is refused (PCI DSS, requirement 3.3: no track data are
 * kept).
 */
export function readSwipe(report: Uint8Array): Swipe | null {
  const body = report.length === SWIPE_LENGTH + 1 ? report.subarray(1) : report;
  if (body.length !== SWIPE_LENGTH) return null;
  const tracks = [0, 1, 2].map((at) => {
    const length = body[LENGTHS + at] ?? 0;
    const bad = ((body[at] ?? 0) & 1) !== 0 || length > ROOM;
    return bad
      ? null
      : new TextDecoder('latin1').decode(body.subarray(TRACKS + at * ROOM, TRACKS + at * ROOM + length));
  });
  body.fill(0);
  const texts = tracks.filter((track) => track !== null && track !== '').map((track) => track ?? '');
  if (texts.some(looksLikePayment)) return { kind: 'bank-card' };
  // Of a stripe with several tracks the second is the one for numbers (ISO/IEC 7811-2).
  const id = inside(tracks[1] ?? '') || inside(tracks[2] ?? '') || inside(tracks[0] ?? '');
  return id === '' ? { kind: 'unreadable' } : { kind: 'badge', id };
}

/** Without sentinels: `%` or `;` or `+` … `?`. */
const inside = (track: string): string => /^[%;+](.*)\?/.exec(track)?.[1] ?? '';

/**
 * ISO/IEC 7813: track 1 begins with format code B, track 2 with up to 19 digits and `=`; ISO/IEC 4909: track 3 with two
 * digits more, behind a start sentinel that some readers call `+`. Or, wherever it stands, a number of 12 to 19 digits
 * with a right check digit (ISO/IEC 7812-1). In doubt it is one.
 */
export function looksLikePayment(track: string): boolean {
  if (/^%B\d/.test(track) || /^[;+]\d{12,21}[=D]/.test(track)) return true;
  return (track.match(/\d{12,19}/g) ?? []).some(hasCheckDigit);
}

function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (const [at, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
