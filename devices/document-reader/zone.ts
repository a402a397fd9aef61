import { parse } from 'mrz';
import type { ReadDocumentKind, ReadEvent } from './document-reader.ts';

/** Lengths of the lines of TD1, TD2 and TD3 (ICAO 9303, parts 5, 6 and 4). */
const SHAPES = [[30, 30, 30], [36, 36], [44, 44]];

/**
 * The document's number from a machine-readable zone; `unreadable` where a check digit does not fit. Letters and digits that look
 * alike are put right only where the check digits prove it.
 */
export function readZone(lines: readonly string[]): ReadEvent {
  const zone = lines.map(line => line.trim().toUpperCase());
  if (!SHAPES.some(shape => shape.length === zone.length && shape.every((length, at) => zone[at]?.length === length))) return { type: 'unreadable' };
  try {
    const { fields, details } = parse(zone, { autocorrect: true });
    const check = fields.documentNumberCheckDigit;
    const sound = details.every(({ field, valid }) => valid || (field !== 'documentNumber' && field !== 'documentNumberCheckDigit' && field !== 'compositeCheckDigit'));
    if (!sound || typeof fields.documentNumber !== 'string' || typeof check !== 'string' || !/^\d$/.test(check)) return { type: 'unreadable' };
    return { type: 'document', kind: kindOf(fields.documentCode ?? '', fields.issuingState ?? ''), number: `${fields.documentNumber}${check}` };
  } catch {
    // The library throws at what is no zone at all.
    return { type: 'unreadable' };
  }
}

/** Document code and issuing state (ICAO 9303-3, 4.1; in Germany `D`): ID and IDD, P, AR and its relatives. */
function kindOf(code: string, state: string): ReadDocumentKind {
  if (state !== 'D') return 'other';
  if (code.startsWith('P')) return 'passport';
  if (code.startsWith('AR') || code.startsWith('AF') || code.startsWith('AS')) return 'residence-permit';
  return code.startsWith('I') ? 'identity-card' : 'other';
}
