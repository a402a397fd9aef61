/**
 * The wire contract between a terminal and the central register. Both sides validate with these schemas, and the
 * OpenAPI document at `/openapi.json` is made from them.
 */
import { z } from 'zod';
import { CASE_ROUTES, SealingKey } from './cases.ts';
import { READINESS_ROUTES, Reporting } from './readiness.ts';
import { BlockKind, Offer, SERVICE_ROUTES, TerminalService } from './services.ts';
import { STATUS_ROUTES } from './status-index.ts';
import { TERMINAL_ROUTES } from './terminals.ts';
import { Language } from './language.ts';

export { Language };
export * from './cases.ts';
export * from './readiness.ts';
export * from './services.ts';
export * from './status-index.ts';
export * from './terminals.ts';

/** The register speaks this version and the one before it, so that terminals can be updated one after the other. */
export const CONTRACT_VERSION = 3;
/** Request header with the terminal's contract version, a decimal integer. */
export const CONTRACT_HEADER = 'foyer-contract';
/**
 * Answer header with the register's signature of the body: JWS with detached payload, EdDSA. Since contract version 3.
 */
export const SIGNATURE_HEADER = 'foyer-signature';
/** Answer header of the catalogue, see {@link EditionStatement}. Since contract version 3. */
export const EDITION_HEADER = 'foyer-edition';

/** Text that the town wrote: always in German, in other languages where somebody translated it. */
const localized = <T extends z.ZodType>(schema: T) =>
  z.object({ de: schema, en: schema.optional(), ar: schema.optional() });

/** A calendar day, ISO 8601: 2026-11-21. */
const Day = z.iso.date();
/** An instant with offset, ISO 8601. */
const Instant = z.iso.datetime({ offset: true });
const Id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._-]+$/);

const Run = z.object({
  text: z.string(),
  bold: z.boolean().optional(),
  link: z.url({ protocol: /^https?$/ }).optional(),
});
/** Formatted text as data, so that neither the screen nor the paper ever interprets foreign HTML. */
export type RichBlock =
  | { kind: 'paragraph' | 'heading'; runs: z.infer<typeof Run>[] }
  | { kind: 'list'; ordered: boolean; items: RichBlock[][] };
export const RichBlock: z.ZodType<RichBlock> = z.lazy(() =>
  z.union([
    z.object({ kind: z.enum(['paragraph', 'heading']), runs: z.array(Run) }),
    z.object({ kind: z.literal('list'), ordered: z.boolean(), items: z.array(z.array(RichBlock)) }),
  ]),
);
export const RichText = z.array(RichBlock);
export type RichText = z.infer<typeof RichText>;

export const Category = z.object({
  id: Id,
  name: localized(z.string().min(1)),
  /** Name of one of the bundled icons; an unknown one is drawn as the general icon. */
  icon: z.string().min(1),
});
export type Category = z.infer<typeof Category>;

export const ServiceInfo = z.object({
  id: Id,
  /** Up to 160 characters in practice. */
  name: localized(z.string().min(1)),
  summary: localized(z.string()).optional(),
  description: localized(RichText),
  /** What the visitor must bring or fulfil. */
  requirements: localized(RichText).optional(),
  fee: z.object({
    /** `unknown` where the town's text does not say it in a form that can be read by a program. */
    kind: z.enum(['free', 'fee', 'unknown']),
    text: localized(RichText).optional(),
  }),
  forms: z.array(z.object({ name: z.string(), url: z.url({ protocol: /^https?$/ }) })),
  /** The town's own page about it, for the QR code to take away. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Expected time at the counter, minutes. */
  durationMinutes: z.number().int().positive().optional(),
  offices: z.array(z.object({ office: Id, appointment: z.enum(['required', 'possible', 'none', 'unknown']) })),
  categories: z.array(Id),
  keywords: z.array(z.string()),
  /** LeiKa key, 14 digits; only where it is confirmed. */
  leika: z
    .string()
    .regex(/^99\d{12}$/)
    .optional(),
  /** With which of its own services a terminal gets this one done at once. Since contract version 3. */
  atTerminal: TerminalService.optional(),
});
export type ServiceInfo = z.infer<typeof ServiceInfo>;

export const Office = z.object({
  id: Id,
  name: localized(z.string().min(1)),
  unit: z.string().optional(),
  address: z
    .object({
      street: z.string(),
      houseNumber: z.string(),
      postalCode: z.string(),
      city: z.string(),
      /** Room, floor, entrance. */
      note: z.string().optional(),
    })
    .optional(),
  phone: z.string().optional(),
  email: z.string().optional(),
  /** OpenStreetMap `opening_hours` syntax; evaluated with the holidays of the terminal's Land. */
  openingHours: z.string().optional(),
  hoursNote: localized(z.string()).optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
});
export type Office = z.infer<typeof Office>;

export const Closure = z.object({
  id: Id,
  office: Id,
  /** First and last closed day, both included. */
  from: Day,
  to: Day,
  reason: localized(z.string()),
  /** The phone that works meanwhile. */
  phone: z.string().optional(),
  /** Last day on which requests are still worked on before the closure. */
  cutOff: Day.optional(),
  /** From this day on service is restricted; visitors are warned from here. */
  restrictedFrom: Day.optional(),
  /** Where urgent matters go. */
  urgent: localized(z.string()).optional(),
});
export type Closure = z.infer<typeof Closure>;

export const Maintenance = z.object({
  id: Id,
  /** What does not work meanwhile: a service of the terminal such as `document-status`, or a service's id. */
  service: Id,
  from: Instant,
  to: Instant,
  reason: localized(z.string()),
});
export type Maintenance = z.infer<typeof Maintenance>;

/**
 * What the law wants to be readable at every screen, in the town's own words: what is processed (DSGVO Art. 13), who
 * answers for it (imprint, § 5 DDG), and how accessible it is (BITV 2.0 § 7, EU 2018/1523).
 */
export const LEGAL_TEXTS = ['privacy', 'imprint', 'accessibility'] as const;
export const LegalNotice = z.object({ id: z.enum(LEGAL_TEXTS), text: localized(RichText) });
export type LegalNotice = z.infer<typeof LegalNotice>;

export const Catalogue = z.object({
  /** Changes with every change of content; also the ETag. */
  version: z.string().min(1),
  categories: z.array(Category),
  services: z.array(ServiceInfo),
  offices: z.array(Office),
  closures: z.array(Closure),
  /** Since contract version 2. */
  maintenance: z.array(Maintenance),
  /** What can be got done at the terminals. */
  offers: z.array(Offer).default([]),
  blockKinds: z.array(BlockKind).default([]),
  /** Since contract version 3; at most one of each kind. */
  legal: z.array(LegalNotice).default([]),
  /** Since contract version 3: whom sealed requests are for; the first one is used, the others are still understood. */
  sealingKeys: z.array(SealingKey).default([]),
});
export type Catalogue = z.infer<typeof Catalogue>;
/**
 * `since`: version of the edition that the terminal has; where the register still knows it, it answers with what
 * changed (`catalogue-delta.ts`). Since contract version 3.
 */
export const CatalogueQuery = z.object({
  since: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
});
/** What a terminal of contract version 2 gets. */
export const CatalogueV2 = Catalogue.omit({ legal: true, sealingKeys: true });

export const DocumentType = z.enum([
  'identity-card',
  'passport',
  'provisional',
  'residence-permit',
  'travel-document',
  'eid-card',
]);
export type DocumentType = z.infer<typeof DocumentType>;

/** `unknown`: no such number. `query`: the office needs something from the applicant. */
export const DocumentStage = z.enum(['applied', 'sent', 'in-production', 'ready', 'handed-over', 'query', 'unknown']);
export type DocumentStage = z.infer<typeof DocumentStage>;

export const DocumentStatusRequest = z.object({
  type: DocumentType,
  /**
   * Nine characters, upper case, of `0-9 CFGHJKLMNPRTVWXYZ`, without check digit; provisional ones: a letter and seven
   * digits.
   */
  number: z.string().regex(/^[0-9A-Z]{8,9}$/),
});
export type DocumentStatusRequest = z.infer<typeof DocumentStatusRequest>;

/** Never a name: PAuswG § 16, § 20 (3), PassG § 16 (4). */
export const DocumentStatus = z.object({
  stage: DocumentStage,
  /** Day of the last change of stage. */
  since: Day.optional(),
  office: Id.optional(),
  /** The PIN letter must have arrived before the pick-up: holders from 16 years. */
  pinLetter: z.boolean().optional(),
  bringOldDocument: z.boolean().optional(),
});
export type DocumentStatus = z.infer<typeof DocumentStatus>;

export const HeartbeatRequest = z.object({
  /** Version of the terminal's software. */
  software: z.string().max(64),
  mode: z.enum(['starting', 'in-service', 'out-of-order', 'staff', 'technician', 'locked']),
  catalogue: z.string().nullable(),
  unfinished: z.number().int().nonnegative(),
  devices: z
    .array(
      z.object({
        name: Id,
        state: z.string().max(40),
        /** Its class, and the key of the sentence with which staff read how it is. Since contract version 3. */
        class: z.string().max(40).optional(),
        says: z
          .string()
          .regex(/^device(\.\w+){1,3}$/)
          .optional(),
      }),
    )
    .max(64),
  /** Sealed requests that the register does not have yet. This and what follows: since contract version 3. */
  outbox: z
    .object({
      waiting: z.number().int().nonnegative(),
      quarantined: z.number().int().nonnegative(),
      oldestAt: Instant.nullable(),
    })
    .optional(),
  /** What the terminal does again and again. `ok`: of the last run that ended. */
  jobs: z
    .array(z.object({ name: Id, lastAt: Instant.nullable(), ok: z.boolean().nullable(), nextAt: Instant.nullable() }))
    .max(32)
    .optional(),
  versions: z.object({ contract: z.number().int().positive(), runtime: z.string().max(64) }).optional(),
  /** Orders of the office that it has taken up: they are not told again. */
  taken: z.array(z.number().int().positive()).max(20).optional(),
  /** What it does about the order for a readiness report that it was told last. */
  reporting: Reporting.optional(),
});
export type HeartbeatRequest = z.infer<typeof HeartbeatRequest>;
/**
 * How the town's resident system stands. `copy`: it is away, and what it delivered answers, which takes no changes.
 * `away`: nothing answers. Since contract version 3.
 */
export const ResidentsState = z.object({
  state: z.enum(['live', 'copy', 'away']),
  /** Instant of the copy's data. */
  asOf: Instant.optional(),
  /** When a maintenance is planned to end. */
  until: Instant.optional(),
});
export type ResidentsState = z.infer<typeof ResidentsState>;
export const HeartbeatResponse = z.object({
  now: Instant,
  catalogue: z.string(),
  /**
   * Where the chains of the audit end, as a JWS in compact form (payload: `SignedHeads`); to be kept, a terminal need
   * not read it. Since contract version 3.
   */
  audit: z.string().max(16_000).optional(),
  /** Not there: the register does not know it yet. */
  residents: ResidentsState.optional(),
  /** What the office wants of this terminal, the oldest first. */
  orders: z
    .array(z.object({ id: z.number().int().positive(), givenAt: Instant, body: z.unknown() }))
    .max(20)
    .optional(),
});
export type HeartbeatResponse = z.infer<typeof HeartbeatResponse>;

export const HelpCallRequest = z.object({
  /** Made by the terminal; asking again with the same key calls once. */
  key: z.uuid(),
  /** Kind of screen from which help was asked; no personal data. */
  screen: Id,
});
export type HelpCallRequest = z.infer<typeof HelpCallRequest>;
export const HelpCallResponse = z.object({ key: z.uuid(), acceptedAt: Instant });

/**
 * What the office says of a call. `open`: nothing yet. `coming`, `cannot`: somebody answered. `ended`: it is over.
 * These exchanges are since contract version 3; a register without them answers `not-found`.
 */
export const HELP_STATES = ['open', 'coming', 'cannot', 'ended'] as const;
export const HelpState = z.enum(HELP_STATES);
export type HelpState = z.infer<typeof HelpState>;
/** Answered as soon as the state is another than `known`, and after `waitSeconds` in any case. */
export const HelpAnswerRequest = z.object({
  key: z.uuid(),
  known: HelpState,
  waitSeconds: z.number().int().min(0).max(25),
});
export type HelpAnswerRequest = z.infer<typeof HelpAnswerRequest>;
export const HelpAnswer = z.object({ key: z.uuid(), state: HelpState });
/** The visitor waits no longer. */
export const EndHelpRequest = z.object({ key: z.uuid() });

/**
 * What the office wants of a terminal, with the answer to its heartbeat until it says `taken`. `block` and `unblock`:
 * locked with words for visitors. `end-visit`: only where it comes within two minutes. `restart-tonight`: when nobody
 * is at it. `readiness-report`: as soon as nobody is at it; it counts as taken when the report arrives.
 */
export const TerminalOrder = z.discriminatedUnion('order', [
  z.object({ order: z.literal('block'), text: z.string().trim().max(200) }),
  z.object({ order: z.literal('unblock') }),
  z.object({ order: z.literal('end-visit'), reason: z.string().trim().min(1).max(200) }),
  z.object({ order: z.literal('restart-tonight') }),
  z.object({ order: z.literal('readiness-report') }),
]);
export type TerminalOrder = z.infer<typeof TerminalOrder>;
export const NumberedOrder = z.object({ id: z.number().int().positive(), givenAt: Instant, body: TerminalOrder });
export type NumberedOrder = z.infer<typeof NumberedOrder>;

/** RFC 9457; `type` is `urn:foyer:problem:<code>`. */
export const ProblemCode = z.enum([
  'terminal-unknown',
  'terminal-revoked',
  'forbidden',
  'contract-unsupported',
  'invalid-request',
  'rate-limited',
  'not-found',
  'maintenance',
  'unavailable',
  'internal',
  // The sign-in ended, or never was; somebody changed the data meanwhile; the key was used for something else; the
  // order is void; not possible for this person, or now; another fee is due.
  'signed-out',
  'conflict',
  'key-reused',
  'void',
  'not-possible',
  'fee-differs',
  // Since contract version 3. The token is over: ask for another. The code for enrolling is wrong, used or too old. The
  // clocks differ. What was encrypted cannot be read with the register's keys. A request without its `Idempotency-Key`;
  // the same key is being worked on just now. Another version than `If-Match` names; a request without `If-Match`.
  'token-expired',
  'enrolment-refused',
  'clock-skew',
  'not-decipherable',
  'key-missing',
  'in-progress',
  'precondition-failed',
  'precondition-required',
]);
export type ProblemCode = z.infer<typeof ProblemCode>;
export const Problem = z.object({
  type: z.string().startsWith('urn:foyer:problem:'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  /** With `maintenance`: when it is planned to end. */
  until: Instant.optional(),
  /** With `invalid-request`: which fields, as paths, and why. Never their values. */
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  /** With `clock-skew`: the register's clock. */
  now: Instant.optional(),
  /** With `unavailable` and `maintenance`: the register is there, and the town's resident system is not. */
  part: z.enum(['residents']).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const Health = z.object({
  status: z.enum(['ok', 'degraded']),
  database: z.enum(['pglite', 'postgresql']),
  contract: z.number().int(),
});

/**
 * Every route, once. All but `health` and `openapi` need `authorization: Bearer <key of the terminal>` and the contract
 * header. Requests that can name a person or a document carry it in the body, never in the address.
 */
export const ROUTES = {
  health: { method: 'GET', path: '/health' },
  openapi: { method: 'GET', path: '/openapi.json' },
  catalogue: { method: 'GET', path: '/v1/catalogue' },
  documentStatus: { method: 'POST', path: '/v1/document-status' },
  heartbeat: { method: 'POST', path: '/v1/heartbeat' },
  helpCall: { method: 'POST', path: '/v1/help-calls' },
  helpAnswer: { method: 'POST', path: '/v1/help-calls/answer' },
  endHelp: { method: 'POST', path: '/v1/help-calls/end' },
  ...SERVICE_ROUTES,
  ...CASE_ROUTES,
  ...STATUS_ROUTES,
  ...TERMINAL_ROUTES,
  ...READINESS_ROUTES,
} as const;
