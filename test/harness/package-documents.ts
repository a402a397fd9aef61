/** What every package's two documents must hold, whatever is in the package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

export interface SbomComponent {
  readonly name: string;
  readonly version?: string;
  readonly purl: string;
  readonly cpe?: string;
  readonly scope?: string;
  readonly licenses?: readonly { readonly expression: string }[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly evidence?: { readonly occurrences: readonly { readonly location: string }[] };
  readonly components?: readonly SbomComponent[];
}
export interface Sbom {
  readonly components: readonly SbomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
}

/** By the official schema. Answers what is wrong, and the document. */
export async function readSbom(
  root: string,
  name: string,
): Promise<{ readonly faults: unknown; readonly document: Sbom }> {
  const text = readFileSync(join(root, 'usr/share/doc', name, 'sbom.cdx.json'), 'utf8');
  return {
    faults: await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text),
    document: JSON.parse(text) as Sbom,
  };
}

export const flat = (components: readonly SbomComponent[]): SbomComponent[] =>
  components.flatMap((one) => [one, ...flat(one.components ?? [])]);

export interface Paragraph {
  readonly [field: string]: string;
}

/** DEP-5: paragraphs between empty lines, fields of one or more lines. Throws for a line that is neither. */
export function readCopyright(root: string, name: string): Paragraph[] {
  const text = readFileSync(join(root, 'usr/share/doc', name, 'copyright'), 'utf8');
  return text
    .trimEnd()
    .split(/\n\n+/)
    .map((paragraph) => {
      const fields: Record<string, string> = {};
      let last = '';
      for (const line of paragraph.split('\n')) {
        const [, field, value = ''] = /^([A-Z][A-Za-z-]*): ?(.*)$/.exec(line) ?? [];
        if (field !== undefined) fields[(last = field)] = value;
        else if (last !== '' && line.startsWith(' ')) fields[last] += `\n${line.slice(1)}`;
        else throw new Error(`no line of a paragraph: ${line}`);
      }
      return fields;
    });
}
