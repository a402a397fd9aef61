/**
 * The part of the wire contract that begins with a sign-in by eID. The register owns the session with the eID-Server,
 * the person and every document; the terminal shows what it is given and passes on what the visitor decides. Every
 * request names the sign-in by its token in the body, and whatever changes something carries a key of the terminal's (a
 * UUID): asked again with the same key and the same content, the first answer comes again.
 */
import { z } from 'zod';
import { codePattern } from '../../base/typed-code.ts';
import { FEE_IDS, OFFER_IDS } from '../../services/kit/services.ts';
import { Language } from './language.ts';
import { Cents, Day, Id, Instant, IssuedDocument, Key, Token } from './parts.ts';
import { isPartialDate } from './partial-date.ts';
import { EXCHANGES_OF_SERVICES, ROUTES_OF_SERVICES } from './service-exchanges.ts';

export { CaseReceipt, IssuedDocument, Payment, Receipt } from './parts.ts';

/** Births are known to the year or month only for some people: 1950, 1950-07 or 1950-07-31. */
export const PartialDate = z
  .string()
  .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
  .refine(isPartialDate);

const localized = z.object({ de: z.string().min(1), en: z.string().optional(), ar: z.string().optional() });

/** What visitors can get done at a terminal, by name. */
export const OfferId = z.enum(OFFER_IDS);
export type OfferId = z.infer<typeof OfferId>;

/** Names of the fees that an offer may have; what it costs is the town's to say. */
export const FeeId = z.enum(FEE_IDS);
export type FeeId = z.infer<typeof FeeId>;

/** What a terminal does for its visitors at once: what is offered with the ID card, and what needs none. */
export const TerminalService = z.enum([...OfferId.options, 'document-status', 'case-status', 'feedback']);
export type TerminalService = z.infer<typeof TerminalService>;
/** Part of the catalogue: what this town offers at its terminals, what it costs and how long it takes. */
export const Offer = z.object({
  id: OfferId,
  minutes: z.number().int().positive(),
  fees: z.array(z.object({ id: FeeId, cents: Cents })),
});
export type Offer = z.infer<typeof Offer>;

/** Part of the catalogue: a transmission block (Übermittlungssperre) as the law has it now. */
export const BlockKind = z.object({
  id: Id,
  name: localized,
  line: localized,
  /** As it is cited: "§ 42 Abs. 3 Satz 2 BMG". */
  law: z.string().min(1),
  /** Last day on which it could be set; one that is set stays shown. */
  validUntil: Day.optional(),
  /** Concerns both spouses. */
  spouses: z.boolean(),
});
export type BlockKind = z.infer<typeof BlockKind>;

/**
 * Name of the parameter in the refresh address with which the AusweisApp comes back. Its value is made for one sign-in
 * and reaches only the device on which the card was read, so that no person can be signed in at a terminal without
 * standing there (RFC 8628, 5.4; TR-03124-1, 2.7).
 */
export const REFRESH_NONCE = 'nonce';

export const EidSessionRequest = z.object({ language: Language });
export const EidSession = z.object({
  session: Token,
  tcTokenUrl: z.url({ protocol: /^https$/ }),
  /** Origin of the address that the AusweisApp names at the end; any other is ignored. */
  refreshOrigin: z.url({ protocol: /^https$/ }),
  expiresAt: Instant,
});
export type EidSession = z.infer<typeof EidSession>;

/**
 * `nonce`: as the refresh address brought it. Without it, or with another one, the authentication has failed for good.
 */
export const EidOutcomeRequest = z.object({ session: Token, nonce: Token.optional() });
/** `no-match`: no person, or more than one, is registered with these data; which is not said. */
export const EidOutcome = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pending') }),
  z.object({ state: z.literal('failed') }),
  z.object({ state: z.literal('no-match') }),
  z.object({ state: z.literal('signed-in'), visit: Token, expiresAt: Instant, name: z.string() }),
]);
export type EidOutcome = z.infer<typeof EidOutcome>;

/** A sign-in, in every request after it. */
export const VisitRequest = z.object({ visit: Token });

export const Residence = z.object({
  id: Id,
  kind: z.enum(['main', 'secondary']),
  street: z.string(),
  houseNumber: z.string(),
  addition: z.string().nullable(),
  postalCode: z.string(),
  city: z.string(),
  /** Day of moving in. */
  since: Day.nullable(),
});
export type Residence = z.infer<typeof Residence>;
export const MaritalStatus = z.enum(['single', 'married', 'widowed', 'divorced', 'partnership', 'unknown']);

/** What the register has of the person: § 10 BMG. */
export const Resident = z.object({
  /** Grows with every change; a change names the version it was made from. */
  version: z.number().int().nonnegative(),
  familyName: z.string(),
  givenNames: z.array(z.string()),
  usualGivenName: z.string().nullable(),
  doctorate: z.string().nullable(),
  birthName: z.string().nullable(),
  birthDate: PartialDate,
  birthPlace: z.string().nullable(),
  nationalities: z.array(z.string()),
  maritalStatus: MaritalStatus,
  residences: z.array(Residence),
  /** Ids of the transmission blocks that are set. */
  blocks: z.array(Id),
  /** Whole years today; the least possible where the birth date is not known to the day. */
  age: z.number().int().nonnegative(),
  /** The data are a copy's, of this instant: the town's resident system is away. Since contract version 3. */
  asOf: Instant.optional(),
});
export type Resident = z.infer<typeof Resident>;

/**
 * With the token that an order gave, and the sign-in that it belongs to, until that ends or the hand-over is reported.
 * Without a sign-in: with the token that a pick-up code or a reprint gave.
 */
export const DocumentRequest = z.object({ document: Token, visit: Token.optional() });
/** What only a person who signed in may ask for. */
export const OwnDocumentRequest = z.object({ document: Token, visit: Token });
/** The PDF, base64. */
export const DocumentContent = z.object({ pdf: z.base64(), pages: z.number().int().positive(), reference: z.string() });
export type DocumentContent = z.infer<typeof DocumentContent>;

/** An address that gives the document once. The key to read it stands behind the `#` and never reaches a server. */
export const DownloadLink = z.object({
  url: z.url({ protocol: /^https?$/ }),
  expiresAt: Instant,
  /** By which the terminal asks whether it was used. */
  link: Token,
});
export type DownloadLink = z.infer<typeof DownloadLink>;
export const LinkRequest = z.object({ visit: Token, link: Token });
/** `over`: it expired, another one took its place, or there never was such a link of this terminal's. */
export const LinkState = z.object({ state: z.enum(['waiting', 'fetched', 'over']) });
export type LinkState = z.infer<typeof LinkState>;
/** What the visitor shows at the counter: twelve characters in groups of four. */
export const PickUpCode = z.string().regex(codePattern(3));
export const PickUp = z.object({ code: PickUpCode, expiresAt: Instant });
export type PickUp = z.infer<typeof PickUp>;
export const RedeemRequest = z.object({ code: PickUpCode });
export const Redeemed = IssuedDocument.extend({ issuedAt: Instant });
export type Redeemed = z.infer<typeof Redeemed>;

/**
 * What became of an order whose answer is missing. Asked about, a key that issued nothing never will: `void`. The
 * document is named only to the person who ordered it, by the sign-in, and only while the order is open.
 */
export const OrderRequest = z.object({ key: Key, visit: Token.optional() });
export const OrderState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('void') }),
  z.object({ state: z.literal('issued'), document: Token.nullable(), reference: z.string() }),
]);
export type OrderState = z.infer<typeof OrderState>;
/**
 * For staff, when a visit ended between issue and hand-over: the printed document of an order that is open, at the
 * terminal that ordered it. It is open until that terminal reports what became of it.
 */
export const ReprintRequest = z.object({ key: Key });

export const Done = z.object({ done: z.literal(true) });

export const SERVICE_ROUTES = {
  eidSession: { method: 'POST', path: '/v1/eid/sessions' },
  eidOutcome: { method: 'POST', path: '/v1/eid/outcome' },
  signOut: { method: 'POST', path: '/v1/sign-out' },
  resident: { method: 'POST', path: '/v1/resident' },
  ...ROUTES_OF_SERVICES,
  document: { method: 'POST', path: '/v1/documents' },
  downloadLink: { method: 'POST', path: '/v1/documents/links' },
  linkState: { method: 'POST', path: '/v1/documents/links/states' },
  pickUp: { method: 'POST', path: '/v1/documents/pick-ups' },
  handOver: { method: 'POST', path: '/v1/documents/hand-overs' },
  redeem: { method: 'POST', path: '/v1/pick-ups/redemptions' },
  order: { method: 'POST', path: '/v1/orders' },
  reprint: { method: 'POST', path: '/v1/orders/reprints' },
} as const;

/** Request and answer of each route, once: for the server's checks, the client's, and the OpenAPI document. */
export const SERVICE_EXCHANGES = {
  eidSession: { summary: 'Begins an online authentication.', request: EidSessionRequest, answer: EidSession },
  eidOutcome: {
    summary: 'What became of it; signs in when the person is known.',
    request: EidOutcomeRequest,
    answer: EidOutcome,
  },
  signOut: { summary: 'Ends a sign-in.', request: VisitRequest, answer: Done },
  resident: { summary: 'What the register has of the person.', request: VisitRequest, answer: Resident },
  ...EXCHANGES_OF_SERVICES,
  document: { summary: 'An issued document.', request: DocumentRequest, answer: DocumentContent },
  downloadLink: {
    summary: 'An address that gives a document once.',
    request: OwnDocumentRequest,
    answer: DownloadLink,
  },
  linkState: { summary: 'Whether such an address was used.', request: LinkRequest, answer: LinkState },
  pickUp: {
    summary: 'A code with which the counter hands a document out.',
    request: OwnDocumentRequest,
    answer: PickUp,
  },
  handOver: {
    summary: 'The document is in its holder’s hands: it is removed here.',
    request: DocumentRequest,
    answer: Done,
  },
  redeem: { summary: 'Redeems such a code, once.', request: RedeemRequest, answer: Redeemed },
  order: {
    summary: 'What became of an order; one that issued nothing becomes void.',
    request: OrderRequest,
    answer: OrderState,
  },
  reprint: { summary: 'The document of an open order, for staff.', request: ReprintRequest, answer: IssuedDocument },
} as const satisfies Record<keyof typeof SERVICE_ROUTES, { summary: string; request: z.ZodType; answer: z.ZodType }>;
export type ServiceRoute = keyof typeof SERVICE_ROUTES;
