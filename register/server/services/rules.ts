/** What a service decides at the register beyond its description; each rule lies in its folder, in `register.ts`. */
import type { CaseService, Changing, DocumentService, KeyOf } from '../../../services/kit/services.ts';
import type { OrderSchema } from '../../../services/orders.ts';
import type { z } from 'zod';
import type { FeeId, Resident } from '../../contract/contract.ts';
import type { AuditAction } from '../audit/entry.ts';
import type { Change } from '../../resident-system/contract.ts';
import type { TownLetterhead } from '../documents/document-signer.ts';
import type { DocumentMaker, NewDocument } from './certificates.ts';

/** Each rule may throw `HttpProblem`; then nothing was changed, and what was paid goes back. */
export interface CaseRule<Order> {
  /** Before anything is paid attention to but the sign-in. */
  mayOrder(given: { readonly order: Order; readonly resident: Resident }): void;
}

export interface ChangeRule<Order> {
  /** What the resident system is asked to change. */
  changeOf(order: Order): Change;
}

export interface DocumentRule<Order> {
  /** Which fee it costs; null where it is free. */
  feeOf(order: Order): FeeId | null;
  /** As the audit and the table of documents name it. */
  readonly audit: AuditAction;
  kindOf(order: Order): string;
  deliveryOf(order: Order): NewDocument['delivery'];
  make(
    maker: DocumentMaker,
    given: {
      readonly order: Order;
      readonly resident: Resident;
      readonly reference: string;
      readonly issuedOn: string;
      /** Day of the resident's data, where it is another one. */
      readonly dataOf?: string;
      readonly letterhead: TownLetterhead;
      readonly feeCents: number;
      /** Address at which its seal can be checked; empty where the register has no public one. */
      readonly verifyUrl: string;
    },
  ): ReturnType<DocumentMaker['certificate']>;
}

/** A case needs no rule: what its order must look like, its schema says. */
export type ServiceRules = {
  readonly [S in CaseService as KeyOf<S['id']>]?: CaseRule<z.output<OrderSchema<S>>>;
} & {
  readonly [S in Changing as KeyOf<S['id']>]: ChangeRule<z.output<OrderSchema<S>>>;
} & {
  readonly [S in DocumentService as KeyOf<S['id']>]: DocumentRule<z.output<OrderSchema<S>>>;
};
