/**
 * What changed between two editions of the catalogue, so that a corrected telephone number does not cost a megabyte at
 * each of a state's terminals.
 */
import { z } from 'zod';
import {
  BlockKind,
  type Catalogue,
  Category,
  Closure,
  LegalNotice,
  Maintenance,
  Offer,
  Office,
  SealingKey,
  ServiceInfo,
} from './contract.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

const list = <T extends z.ZodType>(item: T) =>
  z.object({
    /** All ids as they are now, in their order. */
    order: z.array(z.string()),
    /** Those that are new or other than before. */
    changed: z.array(item),
  });

export const CatalogueDelta = z.object({
  /** The version that it changes. */
  base: z.string().min(1),
  /** The version that comes out. */
  version: z.string().min(1),
  categories: list(Category),
  services: list(ServiceInfo),
  offices: list(Office),
  closures: list(Closure),
  maintenance: list(Maintenance),
  offers: list(Offer),
  blockKinds: list(BlockKind),
  legal: list(LegalNotice).default({ order: [], changed: [] }),
  sealingKeys: z.array(SealingKey),
});
export type CatalogueDelta = z.infer<typeof CatalogueDelta>;

interface Item {
  readonly id: string;
}
interface ListDelta<T> {
  order: string[];
  changed: T[];
}

function difference<T extends Item>(before: readonly T[], now: readonly T[]): ListDelta<T> {
  const known = new Map(before.map((item) => [item.id, JSON.stringify(item)]));
  return { order: now.map(({ id }) => id), changed: now.filter((item) => known.get(item.id) !== JSON.stringify(item)) };
}

export const deltaOf = (before: Catalogue, now: Catalogue): CatalogueDelta => ({
  base: before.version,
  version: now.version,
  categories: difference(before.categories, now.categories),
  services: difference(before.services, now.services),
  offices: difference(before.offices, now.offices),
  closures: difference(before.closures, now.closures),
  maintenance: difference(before.maintenance, now.maintenance),
  offers: difference(before.offers, now.offers),
  blockKinds: difference(before.blockKinds, now.blockKinds),
  legal: difference(before.legal, now.legal),
  sealingKeys: now.sealingKeys,
});

function merged<T extends Item>(before: readonly T[], { order, changed }: ListDelta<T>): T[] | null {
  const items = new Map([...before, ...changed].map((item) => [item.id, item]));
  const all = order.flatMap((id) => items.get(id) ?? []);
  return all.length === order.length ? all : null;
}

/**
 * `base`: made from another edition. `incomplete`: names something that neither it nor the edition holds. Then the
 * whole catalogue has to be asked for.
 */
export function applyDelta(before: Catalogue, delta: CatalogueDelta): Result<Catalogue, 'base' | 'incomplete'> {
  if (delta.base !== before.version) return err('base');
  const categories = merged(before.categories, delta.categories);
  const services = merged(before.services, delta.services);
  const offices = merged(before.offices, delta.offices);
  const closures = merged(before.closures, delta.closures);
  const maintenance = merged(before.maintenance, delta.maintenance);
  const offers = merged(before.offers, delta.offers);
  const blockKinds = merged(before.blockKinds, delta.blockKinds);
  const legal = merged(before.legal, delta.legal);
  if (
    categories === null ||
    services === null ||
    offices === null ||
    closures === null ||
    maintenance === null ||
    offers === null ||
    blockKinds === null ||
    legal === null
  )
    return err('incomplete');
  return ok({
    version: delta.version,
    categories,
    services,
    offices,
    closures,
    maintenance,
    offers,
    blockKinds,
    legal,
    sealingKeys: delta.sealingKeys,
  });
}
