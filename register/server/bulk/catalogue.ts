/** A whole catalogue from a file, or to one. */
import type { Transaction } from 'kysely';
import type { CatalogueFile } from '../admin/contract-data.ts';
import { putClosure, putMaintenance, replaceContent } from '../catalogue/catalogue.ts';
import type { Tables } from '../database/tables.ts';

/** What the fields alone do not show: ids that are there twice, and ones that lead nowhere. */
export function catalogueFaults(file: CatalogueFile): { field: string; message: string }[] {
  const faults: { field: string; message: string }[] = [];
  const lists = ['categories', 'services', 'offices', 'closures', 'maintenance', 'offers', 'blockKinds'] as const;
  const known = Object.fromEntries(lists.map((name) => [name, new Set<string>()])) as Record<
    (typeof lists)[number],
    Set<string>
  >;
  for (const [index, { id }] of (file.legal ?? []).entries())
    if (file.legal?.findIndex((text) => text.id === id) !== index)
      faults.push({ field: `legal.${index}.id`, message: 'is there twice' });
  for (const name of lists) {
    for (const [index, { id }] of file[name].entries()) {
      if (known[name].has(id)) faults.push({ field: `${name}.${index}.id`, message: 'is there twice' });
      known[name].add(id);
    }
  }
  const leads = (to: Set<string>, id: string, field: string): void => {
    if (!to.has(id)) faults.push({ field, message: 'leads nowhere' });
  };
  for (const [index, { offices, categories }] of file.services.entries()) {
    for (const [at, { office }] of offices.entries())
      leads(known.offices, office, `services.${index}.offices.${at}.office`);
    for (const [at, category] of categories.entries())
      leads(known.categories, category, `services.${index}.categories.${at}`);
  }
  for (const [index, { office, from, to }] of file.closures.entries()) {
    leads(known.offices, office, `closures.${index}.office`);
    if (to < from) faults.push({ field: `closures.${index}.to`, message: 'is before the first closed day' });
  }
  for (const [index, { service, from, to }] of file.maintenance.entries()) {
    // Beside the catalogue's services, services of the terminal itself can be under maintenance.
    if (service !== 'document-status') leads(known.services, service, `maintenance.${index}.service`);
    if (Date.parse(to) <= Date.parse(from))
      faults.push({ field: `maintenance.${index}.to`, message: 'is not after the beginning' });
  }
  return faults;
}

/** Replaces everything, within the caller's transaction. */
export async function replaceCatalogue(tx: Transaction<Tables>, file: CatalogueFile): Promise<void> {
  await tx.deleteFrom('closure').execute();
  await tx.deleteFrom('maintenance').execute();
  await replaceContent(tx, {
    categories: file.categories,
    services: file.services,
    offices: file.offices,
    offers: file.offers,
    blockKinds: file.blockKinds,
    ...(file.legal === undefined ? {} : { legal: file.legal }),
  });
  for (const closure of file.closures) await putClosure(tx, closure);
  for (const maintenance of file.maintenance) await putMaintenance(tx, maintenance);
}
