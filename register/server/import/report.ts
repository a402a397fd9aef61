/** What an import could not understand: per file, record and field, with counts. */

export interface Finding {
  readonly file: string;
  /** Id of the record, or its place in the file. */
  readonly record: string;
  readonly field: string;
  /** What was done with it. */
  readonly note: string;
}

export interface FileReport {
  readonly file: string;
  readonly kind: 'services' | 'locations' | 'unknown';
  readonly records: number;
  readonly imported: number;
}

export interface ImportReport {
  readonly files: FileReport[];
  readonly findings: Finding[];
  /** Fields that occur and have no place in the catalogue: "services.combinable" → number of records. */
  readonly unused: Map<string, number>;
  /** Records by category and by kind of fee, to be looked at by a person. */
  readonly counts: Map<string, number>;
}

export const createReport = (): ImportReport => ({ files: [], findings: [], unused: new Map(), counts: new Map() });

export const count = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

export function formatReport({ files, findings, unused, counts }: ImportReport): string[] {
  const lines = findings.map(({ file, record, field, note }) => `${file}: ${record}: ${field}: ${note}`);
  for (const [name, records] of [...unused].sort()) lines.push(`not used: ${name} (${records})`);
  for (const [name, records] of [...counts].sort()) lines.push(`${name}: ${records}`);
  for (const { file, kind, records, imported } of files) lines.push(`${file}: ${kind}, ${imported} of ${records} records read`);
  lines.push(`not understood: ${findings.length} fields in ${new Set(findings.map(({ file, record }) => `${file}\0${record}`)).size} records`);
  return lines;
}
