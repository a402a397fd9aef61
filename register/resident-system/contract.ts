/**
 * What the register says and hears over HTTP when the town's own resident system stands in its place. A vendor's
 * adapter serves these six routes; the OpenAPI document (`openapi.json`) is made from these schemas. Every question
 * about people is a POST, so that nothing of a person ever stands in an address.
 */
import { z } from 'zod';
import { DocumentStatus, DocumentStatusRequest, MaritalStatus, PartialDate } from '../contract/contract.ts';

/** Of this contract. An adapter names it in its health. */
export const RESIDENT_SYSTEM_CONTRACT = 1;

const Day = z.iso.date();
const Instant = z.iso.datetime({ offset: true });
/** 1 to 64 characters. Opaque here, and written to the audit: never a tax number or another one that has a meaning. */
export const ResidentId = z.string().regex(/^[A-Za-z0-9._:/-]{1,64}$/);
const HomeId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/);
/** Another one after every change; a system that counts none gives the first 31 bits of a SHA-256 over its answer. */
export const Version = z.number().int().min(0).max(2_147_483_646);
const Text = z.string().max(500);

export const Home = z.object({
  id: HomeId,
  /** `secondary`: § 21 (3) BMG. */
  kind: z.enum(['main', 'secondary']),
  street: Text,
  /** Empty for a house without one. */
  houseNumber: Text,
  addition: Text.nullable(),
  postalCode: z.string().max(10),
  city: Text,
  /** Day of moving in, where it is known. */
  since: Day.nullable(),
});
export type Home = z.infer<typeof Home>;

/**
 * Everyone whose family name has this search form and whose year of birth is this one; the register decides who of them
 * it is. With `birthYear` alone nobody is searched for.
 */
export const CandidatesRequest = z.object({
  /** Search form of DIN 91379 without blanks: A to Z and digits. */
  familyName: z.string().regex(/^[A-Z0-9]{1,200}$/),
  birthYear: z.string().regex(/^\d{4}$/),
});
export type CandidatesRequest = z.infer<typeof CandidatesRequest>;
/** As many as one answer may hold; where there are more, none is given, and `complete` is false. */
export const MOST_CANDIDATES = 500;
export const Candidate = z.object({
  id: ResidentId,
  familyName: Text,
  /** In their order; none for who has none. */
  givenNames: z.array(Text),
  birthDate: PartialDate,
  homes: z.array(Home.omit({ id: true, since: true, city: true, kind: true })),
});
export type Candidate = z.infer<typeof Candidate>;
export const Candidates = z.object({
  complete: z.boolean(),
  candidates: z.array(Candidate).max(MOST_CANDIDATES),
});
export type Candidates = z.infer<typeof Candidates>;

/** What the data are asked for: the system's own log of retrievals needs it. */
export const PURPOSES = ['sign-in', 'own-data', 'certificate', 'application', 'change', 'case'] as const;
export type Purpose = (typeof PURPOSES)[number];
export const ResidentRequest = z.object({ id: ResidentId, purpose: z.enum(PURPOSES) });
export type ResidentRequest = z.infer<typeof ResidentRequest>;
/** § 3 BMG. Homes are those that are lived in now. */
export const ResidentRecord = z.object({
  version: Version,
  familyName: Text,
  givenNames: z.array(Text),
  /** The given name that is used, where one is marked. */
  usualGivenName: Text.nullable(),
  doctorate: Text.nullable(),
  birthName: Text.nullable(),
  birthDate: PartialDate,
  birthPlace: Text.nullable(),
  /** In German, as a certificate writes them. */
  nationalities: z.array(Text),
  maritalStatus: MaritalStatus,
  homes: z.array(Home),
  /** Transmission blocks that are set, by their ids in the town's catalogue. */
  blocks: z.array(z.string().max(64)),
});
export type ResidentRecord = z.infer<typeof ResidentRecord>;

export const FamilyRequest = z.object({ id: ResidentId });
/** Spouse or partner, and children under 18 years who live with them (§ 3 (1) no. 15 and 16 BMG). */
export const RELATIONS = ['spouse', 'partner', 'child', 'parent'] as const;
export const Relative = z.object({
  id: ResidentId,
  relation: z.enum(RELATIONS),
  familyName: Text,
  givenNames: z.array(Text),
  birthDate: PartialDate,
});
export type Relative = z.infer<typeof Relative>;
export const Family = z.object({ relatives: z.array(Relative).max(100) });
export type Family = z.infer<typeof Family>;

export const Address = Home.omit({ id: true, kind: true, since: true });
/** What a person may change at a terminal. */
export const Change = z.discriminatedUnion('kind', [
  /** § 17 (2), § 21 (4) BMG. */
  z.object({ kind: z.literal('give-up-secondary-home'), home: HomeId, movedOut: Day }),
  z.object({
    kind: z.literal('blocks'),
    changes: z
      .array(z.object({ id: z.string().max(64), set: z.boolean() }))
      .min(1)
      .max(20),
  }),
  /** § 17 (1) BMG: within the town. `with`: members of the family who move with the person. */
  z.object({
    kind: z.literal('move'),
    to: Address,
    movedIn: Day,
    as: z.enum(['main', 'secondary']),
    /** The home that is given up with it; null where none is. */
    from: HomeId.nullable(),
    with: z.array(ResidentId).max(20),
  }),
]);
export type Change = z.infer<typeof Change>;
/**
 * `key`: asked again with the same key, the change is not made again, and the answer is the first one. `version`: the
 * one that the person saw.
 */
export const ChangeRequest = z.object({ key: z.uuid(), id: ResidentId, version: Version, change: Change });
export type ChangeRequest = z.infer<typeof ChangeRequest>;
export const Changed = z.object({ version: Version });
export type Changed = z.infer<typeof Changed>;

/** Why a change is refused: closed, because each has a sentence for the visitor. */
export const REFUSALS = [
  /** There is no such home of this person, or it was given up. */
  'no-such-home',
  'not-secondary',
  /** More than a week from now. */
  'day-too-far',
  'day-before-moving-in',
  'no-such-block',
  /** The law has abolished it: it can be lifted, not set. */
  'block-abolished',
  'not-family',
  'address-unknown',
  /** The system wants a clerk for this one. */
  'office-only',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const SystemHealth = z.object({
  status: z.literal('ok'),
  /** Name and version of the product: shown to staff. */
  product: z.string().min(1).max(100),
  contract: z.literal(RESIDENT_SYSTEM_CONTRACT),
});

/** RFC 9457, with the members of this contract. `type`: `urn:foyer:resident-system:` and one of {@link PROBLEMS}. */
export const PROBLEMS = {
  'invalid-request': 400,
  'unknown-resident': 404,
  'changed-meanwhile': 409,
  'key-reused': 422,
  refused: 422,
  unavailable: 503,
  maintenance: 503,
} as const;
export type ProblemName = keyof typeof PROBLEMS;
export const PROBLEM_TYPE = 'urn:foyer:resident-system:';
/** `until`: with `maintenance`. `reason`: with `refused`. Nothing of a person. */
export const SystemProblem = z.object({
  type: z.string().max(200),
  title: z.string().max(500),
  status: z.number().int(),
  until: Instant.optional(),
  reason: z.enum(REFUSALS).optional(),
});
export type SystemProblem = z.infer<typeof SystemProblem>;

export { DocumentStatus, DocumentStatusRequest };

/** Each route with what goes in and comes out. */
export const SYSTEM_ROUTES = {
  candidates: {
    path: '/v1/candidates',
    summary: 'Who may be the holder of a card: the register decides.',
    request: CandidatesRequest,
    answer: Candidates,
    problems: ['invalid-request', 'unavailable', 'maintenance'],
  },
  resident: {
    path: '/v1/residents',
    summary: 'What is known of one person.',
    request: ResidentRequest,
    answer: ResidentRecord,
    problems: ['invalid-request', 'unknown-resident', 'unavailable', 'maintenance'],
  },
  family: {
    path: '/v1/families',
    summary: 'Family of one person, as the system links it.',
    request: FamilyRequest,
    answer: Family,
    problems: ['invalid-request', 'unknown-resident', 'unavailable', 'maintenance'],
  },
  change: {
    path: '/v1/changes',
    summary: 'Changes something, once per key.',
    request: ChangeRequest,
    answer: Changed,
    problems: [
      'invalid-request',
      'unknown-resident',
      'changed-meanwhile',
      'key-reused',
      'refused',
      'unavailable',
      'maintenance',
    ],
  },
  documentStatus: {
    path: '/v1/document-states',
    summary: 'State of an ID document, by its serial number; names no person.',
    request: DocumentStatusRequest,
    answer: DocumentStatus,
    problems: ['invalid-request', 'unavailable', 'maintenance'],
  },
} as const satisfies Record<
  string,
  {
    readonly path: string;
    readonly summary: string;
    readonly request: z.ZodType;
    readonly answer: z.ZodType;
    readonly problems: readonly ProblemName[];
  }
>;
export type SystemRoute = keyof typeof SYSTEM_ROUTES;
export const HEALTH_PATH = '/v1/health';
