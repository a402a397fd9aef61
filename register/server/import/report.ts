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
  readonly kind: 'services' | 'locations' | 'topics' | 'unknown';
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

export const count = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);

/** Findings of one kind that are printed one by one; more are one line. */
const EACH = 3;

/** What excludes a file or a record comes first, what is merely missing last; within a kind the most frequent first. */
function weightOf({ record, field, note }: Finding): number {
  if (record === '(file)' || field === '(record)') return 0;
  if (/left out|occurs twice/.test(note)) return 1;
  return note === 'is empty' ? 3 : 2;
}

/** Which of a list's entries it is makes no kind of its own. */
const kindOf = ({ field }: Finding): string => field.replaceAll(/\.\d+(?=\.|$)/g, '.*');

function formatFindings(findings: readonly Finding[]): string[] {
  const kinds = Map.groupBy(findings, (finding) => JSON.stringify([finding.file, kindOf(finding), finding.note]));
  const weighed = [...kinds.values()]
    .map((all) => ({ all, weight: Math.min(...all.map(weightOf)) }))
    .sort((a, b) => a.weight - b.weight || b.all.length - a.all.length);
  return weighed.flatMap(({ all }) => {
    const [first] = all;
    if (first === undefined || all.length <= EACH) {
      return all.map(({ file, record, field, note }) => `${file}: ${record}: ${field}: ${note}`);
    }
    const records = [...new Set(all.map(({ record }) => record))];
    const some = records.slice(0, EACH).join(', ');
    return [`${first.file}: ${records.length} records, as ${some}: ${kindOf(first)}: ${first.note}`];
  });
}

export function formatReport({ files, findings, unused, counts }: ImportReport): string[] {
  const lines = formatFindings(findings);
  for (const [name, records] of [...unused].sort()) lines.push(`not used: ${name} (${records})`);
  for (const [name, records] of [...counts].sort()) lines.push(`${name}: ${records}`);
  for (const { file, kind, records, imported } of files)
    lines.push(`${file}: ${kind}, ${imported} of ${records} records read`);
  lines.push(
    `not understood: ${findings.length} fields in ${new Set(findings.map(({ file, record }) => `${file}\0${record}`)).size} records`,
  );
  return lines;
}
