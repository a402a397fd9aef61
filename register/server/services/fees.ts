import type { Catalogue, FeeId, Payment } from '../../contract/contract.ts';
import { HttpProblem } from '../http/problems.ts';

/** Cents; 0 where the town asks nothing. */
export const feeOf = (catalogue: Catalogue, id: FeeId): number =>
  catalogue.offers.flatMap(({ fees }) => fees).find((fee) => fee.id === id)?.cents ?? 0;

/** Throws {@link Refused} where another amount was paid than is due. */
export function checkPayment(due: number, payment: Payment | null): void {
  if ((payment?.amountCents ?? 0) !== due) throw new HttpProblem({ code: 'fee-differs' });
}
