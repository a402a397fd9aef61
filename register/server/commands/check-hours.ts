/** Opening hours of a catalogue's file, checked before the register gets it and read back to who typed them. */
import { checkHours } from '../../opening-hours/check.ts';

export interface HoursReport {
  /** Why the file cannot be published, with the field's path: `offices.0.openingHours …`. */
  readonly faults: readonly string[];
  /** A line an office with its week, and what is probably not meant. */
  readonly lines: readonly string[];
}

/**
 * `file` is what was read and nothing is known of its shape: what is no office with hours is the register's to refuse.
 */
export function checkOfficeHours(file: unknown, now: number): HoursReport {
  const offices: unknown = typeof file === 'object' && file !== null && 'offices' in file ? file.offices : [];
  const faults: string[] = [];
  const lines: string[] = [];
  for (const [index, office] of (Array.isArray(offices) ? (offices as unknown[]) : []).entries()) {
    const { id, openingHours } = (typeof office === 'object' ? (office ?? {}) : {}) as {
      id?: unknown;
      openingHours?: unknown;
    };
    if (typeof openingHours !== 'string') continue;
    const field = `offices.${index}.openingHours`;
    const checked = checkHours(openingHours, now);
    faults.push(...checked.faults.map((fault) => `${field} (${String(id)}): ${fault}`));
    lines.push(
      ...(checked.week.length === 0 ? [] : [`${String(id)}: ${checked.week.join('; ')}`]),
      ...checked.notes.map((note) => `${field} (${String(id)}): ${note}`),
    );
  }
  return { faults, lines };
}
