/**
 * Both documents that say where a package comes from, written beside each other; nothing ships whose licence was not
 * decided.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyrightFile } from './copyright.ts';
import { ALLOWED, conclude } from './licences.ts';
import { flattened, type Part } from './parts.ts';
import { publisher } from './publisher.ts';
import { sbom, type DebianNeeds } from './sbom.ts';

export interface Shipment {
  readonly package: string;
  readonly version: string;
  readonly arch: string;
  readonly description: string;
  readonly debian: DebianNeeds;
  readonly parts: readonly Part[];
  /** Where long texts lie, by the part's name. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** Throws with every part that may not ship as it does, by name. */
export function writeDocuments(root: string, shipment: Shipment): void {
  const refused = refusals(shipment.parts);
  if (refused.length > 0)
    throw new Error(
      `${shipment.package} would ship what may not be shipped:\n${refused.map((line) => `  ${line}`).join('\n')}`,
    );
  const head = { ...shipment, publisher: publisher() };
  const folder = join(root, 'usr/share/doc', shipment.package);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'copyright'),
    copyrightFile(shipment.parts, { ...head, elsewhere: shipment.elsewhere ?? {} }),
  );
  writeFileSync(join(folder, 'sbom.cdx.json'), sbom(shipment.parts, head));
}

/** One sentence for each part that may not ship, or not in this way. */
export function refusals(parts: readonly Part[]): string[] {
  return flattened(parts).flatMap((part) => {
    const concluded = conclude(part);
    if (!concluded.ok) return [concluded.error];
    const exchangeable = concluded.ids.filter((id) => ALLOWED[id] === 'exchangeable');
    const inside = part.places.filter((place) => !isFileOfItsOwn(place));
    return exchangeable.length === 0 || inside.length === 0
      ? []
      : [
          `${part.name}: ${exchangeable.join(', ')} asks for files that can be exchanged; it lies in ${inside.join(', ')}`,
        ];
  });
}

/** A folder or shared object that is loaded when the program runs: nothing of it is in a bundle or an archive. */
const isFileOfItsOwn = (place: string): boolean =>
  !place.includes('.asar/') && (/\/node_modules\/(@[^/]+\/)?[^/]+$/.test(place) || /\.so(\.\d+)*$/.test(place));
