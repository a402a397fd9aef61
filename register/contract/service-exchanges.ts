/** Route, request and answer of each service that has one at the register, as its description says. */
import { z } from 'zod';
import {
  isChanging,
  keyOf,
  ROUTED,
  type CaseService,
  type Changing,
  type DocumentService,
  type KeyOf,
  type Ordered,
  type Routed,
} from '../../services/kit/services.ts';
import { orderSchema, type OrderSchema } from '../../services/orders.ts';
import { CaseReceipt, IssuedDocument, Key, Payment, Receipt, Token } from './parts.ts';

type RoutesOfServices = {
  readonly [S in Routed as KeyOf<S['id']>]: { readonly method: 'POST'; readonly path: S['follows']['path'] };
};
export const ROUTES_OF_SERVICES = Object.fromEntries(
  ROUTED.map(({ id, follows }) => [keyOf(id), { method: 'POST', path: follows.path }]),
) as RoutesOfServices;

const Version = z.number().int().nonnegative();
const Paid = Payment.nullable();
type OrderRequest<S extends Ordered> = z.ZodObject<{
  visit: typeof Token;
  key: typeof Key;
  order: OrderSchema<S>;
  payment: typeof Paid;
}>;
type ChangeRequest<S extends Changing> =
  OrderSchema<S> extends z.ZodObject<infer Shape>
    ? z.ZodObject<{ visit: typeof Token; key: typeof Key; version: typeof Version } & Shape>
    : never;
type Exchange<S extends Routed> = { readonly summary: string } & (S extends DocumentService
  ? { readonly request: OrderRequest<S>; readonly answer: typeof IssuedDocument }
  : S extends CaseService
    ? { readonly request: OrderRequest<S>; readonly answer: typeof CaseReceipt }
    : S extends Changing
      ? { readonly request: ChangeRequest<S>; readonly answer: typeof Receipt }
      : never);

function exchangeOf(service: Routed): { summary: string; request: z.ZodType; answer: z.ZodType } {
  const { summary, kind } = service.follows;
  if (isChanging(service))
    return {
      summary,
      request: z.object({ visit: Token, key: Key, version: Version, ...orderSchema(service).shape }),
      answer: Receipt,
    };
  return {
    summary,
    request: z.object({ visit: Token, key: Key, order: orderSchema(service), payment: Paid }),
    answer: kind === 'document' ? IssuedDocument : CaseReceipt,
  };
}

export const EXCHANGES_OF_SERVICES = Object.fromEntries(
  ROUTED.map((service) => [keyOf(service.id), exchangeOf(service)]),
) as unknown as { readonly [S in Routed as KeyOf<S['id']>]: Exchange<S> };
