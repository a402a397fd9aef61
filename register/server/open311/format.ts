/** JSON and XML as GeoReport v2 writes them: the same lists, with a name for each element in XML. */
import { XMLBuilder } from 'fast-xml-parser';

export type Format = 'json' | 'xml';
export const TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
};

type Flat = Readonly<Record<string, unknown>>;
const builder = new XMLBuilder({ format: false, suppressEmptyNode: true, processEntities: true });
/** Characters that XML 1.0 (2.2) has no place for. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** `list` and `item`: names of the elements. */
export function writeList(format: Format, list: string, item: string, items: readonly Flat[]): string {
  return format === 'json' ? JSON.stringify(items) : writeXml({ [list]: { [item]: items.map(bare) } });
}

/** A definition stands alone; within it `attributes` and `values` are lists. */
export function writeDefinition(
  format: Format,
  { attributes, ...rest }: Flat & { readonly attributes: readonly (Flat & { readonly values: readonly Flat[] })[] },
): string {
  if (format === 'json') return JSON.stringify({ ...rest, attributes });
  return writeXml({
    service_definition: {
      ...bare(rest),
      attributes: {
        attribute: attributes.map(({ values, ...one }) => ({ ...bare(one), values: { value: values.map(bare) } })),
      },
    },
  });
}

const writeXml = (tree: unknown): string => `<?xml version="1.0" encoding="utf-8"?>\n${builder.build(tree)}`;
const bare = (item: Flat): Flat =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value === null || value === undefined ? '' : String(value).replaceAll(IMPOSSIBLE, ''),
    ]),
  );
