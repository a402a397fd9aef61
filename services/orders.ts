/** What goes to the register for each service that asks more than the kit's application does. */
import { z } from 'zod';
import { BlocksChange } from './blocks/order.ts';
import { CertificateOrder } from './certificate/order.ts';
import { CriminalRecordOrder } from './criminal-record/order.ts';
import { keyOf, type Changing, type KeyOf, type Ordered, type Routed } from './kit/services.ts';
import { SecondaryHomeChange } from './secondary-home/order.ts';

const OWN = {
  blocks: BlocksChange,
  certificate: CertificateOrder,
  criminalRecord: CriminalRecordOrder,
  secondaryHome: SecondaryHomeChange,
} as const satisfies Record<KeyOf<Extract<Routed, { readonly flow: 'own' }>['id']>, z.ZodType>;

/** The kit's application says nothing beyond that it is made. */
export const PlainOrder = z.object({});

type Own = typeof OWN;
export type OrderSchema<S extends Routed> = S extends Routed
  ? KeyOf<S['id']> extends keyof Own
    ? Own[KeyOf<S['id']>]
    : typeof PlainOrder
  : never;

export function orderSchema<S extends Routed>({ id }: S): OrderSchema<S> {
  const own: Partial<Record<string, z.ZodType>> = OWN;
  return (own[keyOf(id)] ?? PlainOrder) as OrderSchema<S>;
}

/** What is ordered, paid where due, issued and handed over. `cents`: what the visitor was told that it costs. */
export type OrderSpec = {
  [S in Ordered as S['id']]: {
    readonly kind: S['id'];
    readonly order: z.output<OrderSchema<S>>;
    readonly cents: number;
  };
}[Ordered['id']];

/**
 * What a visitor changes in the register, with the version it was made from: somebody else's change in between is
 * noticed, not overwritten.
 */
export type Change = {
  [S in Changing as S['id']]: { readonly kind: S['id']; readonly version: number } & Readonly<z.output<OrderSchema<S>>>;
}[Changing['id']];
