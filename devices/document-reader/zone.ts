import { parse } from 'mrz';
import type { ReadEvent } from './document-reader.ts';
import { kindOfDocument } from './german-documents.ts';

/** Lengths of the lines of TD1, TD2 and TD3 (ICAO 9303, parts 5, 6 and 4). */
const SHAPES = [
  [30, 30, 30],
  [36, 36],
  [44, 44],
];

/**
 * The document's number from a machine-readable zone; `unreadable` where a check digit does not fit. Letters and digits
 * that look alike are put right only where the check digits prove it.
 */
export function readZone(lines: readonly string[]): ReadEvent {
  const zone = lines.map((line) => line.trim().toUpperCase());
  if (!SHAPES.some((shape) => shape.length === zone.length && shape.every((length, at) => zone[at]?.length === length)))
    return { type: 'unreadable' };
  try {
    const { fields, details } = parse(zone, { autocorrect: true });
    const check = fields.documentNumberCheckDigit;
    const sound = details.every(
      ({ field, valid }) =>
        valid ||
        (field !== 'documentNumber' && field !== 'documentNumberCheckDigit' && field !== 'compositeCheckDigit'),
    );
    if (!sound || typeof fields.documentNumber !== 'string' || typeof check !== 'string' || !/^\d$/.test(check))
      return { type: 'unreadable' };
    const [head = ''] = zone;
    // As they stand there: the library knows neither all codes nor all states.
    const kind = kindOfDocument(head.slice(0, 2), head.slice(2, 5), fields.documentNumber);
    return { type: 'document', kind, number: `${fields.documentNumber}${check}` };
  } catch {
    // The library throws at what is no zone at all.
    return { type: 'unreadable' };
  }
}
