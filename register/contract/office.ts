/**
 * What the office's page asks of the register's office listener: every route below `/api/`, what it sends, what comes
 * back, and who may. Errors are problems (RFC 9457), as on the terminals' listener.
 */
import { z } from 'zod';
import { HelpState, SignedReport, TerminalOrder } from './contract.ts';
import { OfficeResidents } from './office-residents.ts';
import { HistoryRequest, OfficeReport, TerminalHistory } from './office-terminals.ts';

/**
 * What a person of the office may do; least rights. `office`: help, cases, pick-up. `editor`: catalogue. `operator`:
 * terminals, accounts. `technician`: diagnosis. `auditor`: reads the audit, nothing else.
 */
export const OFFICE_ROLES = ['office', 'editor', 'operator', 'technician', 'auditor'] as const;
export const OfficeRole = z.enum(OFFICE_ROLES);
export type OfficeRole = z.infer<typeof OfficeRole>;

const Instant = z.iso.datetime();
export const OfficeLogin = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{1,31}$/, 'must be 2 to 32 small letters, digits, dots, hyphens, underscores');
export const OfficeName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'must be one line');
/** RFC 6238 with six digits. */
const TotpCode = z.string().regex(/^\d{6}$/, 'must be six digits');
const Password = z.string().min(1).max(200);

/** Who is signed in, and what the page needs to send with each request that changes something. */
export const OfficeSession = z.object({
  account: z.object({ id: z.string(), name: z.string(), roles: z.array(OfficeRole) }),
  /** To be sent back in {@link CSRF_HEADER}. */
  csrf: z.string(),
  /** The session ends then at the latest, and 30 minutes after the last request. */
  endsAt: Instant,
  /** A local account that has neither passkey nor TOTP yet: only the routes of its own set-up answer. */
  setUp: z.boolean(),
});
export type OfficeSession = z.infer<typeof OfficeSession>;
export const CSRF_HEADER = 'foyer-csrf';
/**
 * Header of what the page asks by itself, to stay current: nobody has done anything, and the session does not last any
 * longer for it.
 */
export const BY_ITSELF_HEADER = 'foyer-by-itself';

/** Ways to come in that this register offers. */
export const SignInWays = z.object({
  oidc: z.object({ label: z.string() }).nullable(),
  local: z.boolean(),
  /** The name of the town, for the page's head. */
  town: z.string().nullable(),
  /** Its coat of arms, an SVG document. */
  arms: z.string().nullable(),
  /** Its colour, on which white text can be read. */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .nullable(),
});

export const OfficeHelpCall = z.object({
  key: z.uuid(),
  terminal: z.string(),
  place: z.string().nullable(),
  /** Kind of screen from which help was asked. */
  screen: z.string(),
  acceptedAt: Instant,
  state: HelpState,
  answeredAt: Instant.nullable(),
  /** Name of who answered. */
  answeredBy: z.string().nullable(),
});
export type OfficeHelpCall = z.infer<typeof OfficeHelpCall>;
export const AnswerHelp = z.object({ key: z.uuid(), answer: z.enum(['coming', 'cannot', 'done']) });

/** `silent`: nothing was heard for longer than three heartbeats; it is not known how the terminal is. */
export const TERMINAL_CONDITIONS = ['well', 'attention', 'silent', 'not-enrolled', 'revoked'] as const;
export const TerminalCondition = z.enum(TERMINAL_CONDITIONS);
export type TerminalCondition = z.infer<typeof TerminalCondition>;
export const OfficeTerminal = z.object({
  id: z.string(),
  name: z.string(),
  place: z.string().nullable(),
  condition: TerminalCondition,
  /** As its last heartbeat said. */
  mode: z.string().nullable(),
  lastSeenAt: Instant.nullable(),
  enrolledAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  version: z.string().nullable(),
  /** Catalogue edition that it shows. */
  edition: z.string().nullable(),
  isCurrentEdition: z.boolean().nullable(),
  unfinished: z.number().int().nullable(),
  /** What visitors handed in and the register does not have yet, or would not have; null where it told nothing. */
  queue: z.object({ waiting: z.number().int(), refused: z.number().int(), oldestAt: Instant.nullable() }).nullable(),
  devices: z.array(
    z.object({
      name: z.string(),
      class: z.string().nullable(),
      state: z.string(),
      /** Key of the sentence with which staff read how it is; null where an older terminal told none. */
      says: z.string().nullable(),
    }),
  ),
  /** Orders that it has not taken yet. */
  pending: z.array(z.string()),
  /** What its last word said about an order for a readiness report. */
  reporting: z.enum(['waiting', 'running']).nullable(),
});
export type OfficeTerminal = z.infer<typeof OfficeTerminal>;

/** What the page is told as it happens: `text/event-stream`, each event's data as JSON. */
export const OfficeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('help'), call: OfficeHelpCall }),
  z.object({ type: z.literal('terminal'), terminal: OfficeTerminal }),
  /** The session is over: sign in again. */
  z.object({ type: z.literal('signed-out') }),
]);
export type OfficeEvent = z.infer<typeof OfficeEvent>;

export const OfficeAccount = z.object({
  id: z.string(),
  name: z.string(),
  login: z.string().nullable(),
  roles: z.array(OfficeRole),
  source: z.enum(['local', 'oidc']),
  hasPassword: z.boolean(),
  passkeys: z.number().int(),
  createdAt: Instant,
  disabledAt: Instant.nullable(),
  lastSeenAt: Instant.nullable(),
});
export type OfficeAccount = z.infer<typeof OfficeAccount>;
const Empty = z.object({});
const ANY = OFFICE_ROLES;

/**
 * Who may: `everybody` without a session; `set-up` with one, also before a second factor is there; `none` stands for no
 * role. Otherwise one of the roles.
 */
export type Permission = 'everybody' | 'set-up' | readonly OfficeRole[];
interface OfficeRoute {
  readonly method: 'GET' | 'POST';
  readonly path: `/api/${string}`;
  readonly may: Permission;
  readonly request: z.ZodType;
  readonly answer: z.ZodType;
}

/**
 * The role × route table. A route that is not here does not exist. Requests of GET are the query.
 */
export const OFFICE_API = {
  // ── coming in
  ways: { method: 'GET', path: '/api/sign-in', may: 'everybody', request: Empty, answer: SignInWays },
  session: { method: 'GET', path: '/api/session', may: 'set-up', request: Empty, answer: OfficeSession },
  signOut: {
    method: 'POST',
    path: '/api/sign-out',
    may: 'set-up',
    request: Empty,
    answer: z.object({ goTo: z.string().nullable() }),
  },
  /** With a password: `code` is the TOTP; asked for always, so that nothing tells whether the account has one. */
  signInPassword: {
    method: 'POST',
    path: '/api/sign-in/password',
    may: 'everybody',
    request: z.object({ login: OfficeLogin, password: Password, code: TotpCode }),
    answer: OfficeSession,
  },
  /** With the code that the command line or an operator gave: once, and then a factor is set up. */
  signInCode: {
    method: 'POST',
    path: '/api/sign-in/code',
    may: 'everybody',
    request: z.object({ code: z.string().min(1).max(40) }),
    answer: OfficeSession,
  },
  passkeyOptions: {
    method: 'POST',
    path: '/api/sign-in/passkey/options',
    may: 'everybody',
    request: Empty,
    answer: z.object({ id: z.string(), options: z.unknown() }),
  },
  signInPasskey: {
    method: 'POST',
    path: '/api/sign-in/passkey',
    may: 'everybody',
    request: z.object({ id: z.string(), response: z.unknown() }),
    answer: OfficeSession,
  },
  // ── one's own account
  newPasskey: {
    method: 'POST',
    path: '/api/account/passkey/options',
    may: 'set-up',
    request: Empty,
    answer: z.object({ options: z.unknown() }),
  },
  addPasskey: {
    method: 'POST',
    path: '/api/account/passkey',
    may: 'set-up',
    request: z.object({ response: z.unknown() }),
    answer: OfficeSession,
  },
  /** A secret for an authenticator app; it counts once {@link OFFICE_API.setPassword} has shown a code of it. */
  newTotp: {
    method: 'POST',
    path: '/api/account/totp',
    may: 'set-up',
    request: Empty,
    answer: z.object({ secret: z.string(), uri: z.string() }),
  },
  setPassword: {
    method: 'POST',
    path: '/api/account/password',
    may: 'set-up',
    request: z.object({ password: Password, code: TotpCode }),
    answer: OfficeSession,
  },
  // ── accounts
  accounts: {
    method: 'GET',
    path: '/api/accounts',
    may: ['operator'],
    request: Empty,
    answer: z.array(OfficeAccount),
  },
  addAccount: {
    method: 'POST',
    path: '/api/accounts',
    may: ['operator'],
    request: z.object({ login: OfficeLogin, name: OfficeName, roles: z.array(OfficeRole).min(1) }),
    answer: z.object({ account: OfficeAccount, code: z.string(), expiresAt: Instant }),
  },
  /** A fresh code for somebody who lost a factor; the old ones end with its use. */
  accountCode: {
    method: 'POST',
    path: '/api/accounts/code',
    may: ['operator'],
    request: z.object({ id: z.string() }),
    answer: z.object({ code: z.string(), expiresAt: Instant }),
  },
  setRoles: {
    method: 'POST',
    path: '/api/accounts/roles',
    may: ['operator'],
    request: z.object({ id: z.string(), roles: z.array(OfficeRole).min(1) }),
    answer: OfficeAccount,
  },
  /** Ends its sessions as well. */
  disableAccount: {
    method: 'POST',
    path: '/api/accounts/disable',
    may: ['operator'],
    request: z.object({ id: z.string(), disabled: z.boolean() }),
    answer: OfficeAccount,
  },
  // ── today
  helpCalls: {
    method: 'GET',
    path: '/api/help-calls',
    may: ['office'],
    request: Empty,
    answer: z.array(OfficeHelpCall),
  },
  /** The first answer counts: whoever is second gets that one. */
  answerHelp: {
    method: 'POST',
    path: '/api/help-calls/answer',
    may: ['office'],
    request: AnswerHelp,
    answer: OfficeHelpCall,
  },
  events: { method: 'GET', path: '/api/events', may: ANY, request: Empty, answer: OfficeEvent },
  // ── people
  residents: {
    method: 'GET',
    path: '/api/residents',
    may: ['office', 'operator', 'technician'],
    request: Empty,
    answer: OfficeResidents,
  },
  // ── terminals
  terminals: {
    method: 'GET',
    path: '/api/terminals',
    may: ['office', 'operator', 'technician'],
    request: Empty,
    answer: z.array(OfficeTerminal),
  },
  orderTerminal: {
    method: 'POST',
    path: '/api/terminals/order',
    may: ['operator', 'technician'],
    request: z.object({ id: z.string(), order: TerminalOrder }),
    answer: OfficeTerminal,
  },
  /** The newest first; what came of orders, with the reports that arrived. */
  terminalReports: {
    method: 'GET',
    path: '/api/terminals/reports',
    may: ['operator', 'technician'],
    request: z.object({ id: z.string() }),
    answer: z.array(OfficeReport),
  },
  /** A report as the terminal signed it, to be kept elsewhere. */
  reportFile: {
    method: 'GET',
    path: '/api/terminals/reports/file',
    may: ['operator', 'technician'],
    request: z.object({ order: z.string().regex(/^[1-9]\d{0,14}$/) }),
    answer: SignedReport,
  },
  terminalHistory: {
    method: 'GET',
    path: '/api/terminals/history',
    may: ['operator', 'technician'],
    request: HistoryRequest,
    answer: TerminalHistory,
  },
  enrolTerminal: {
    method: 'POST',
    path: '/api/terminals/enrol',
    may: ['operator'],
    request: z.object({
      name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, hyphens'),
      place: OfficeName.optional(),
    }),
    answer: z.object({ name: z.string(), code: z.string(), expiresAt: Instant }),
  },
  revokeTerminal: {
    method: 'POST',
    path: '/api/terminals/revoke',
    may: ['operator'],
    request: z.object({ id: z.string() }),
    answer: OfficeTerminal,
  },
} as const satisfies Record<string, OfficeRoute>;
export type OfficeApi = typeof OFFICE_API;
export type OfficeRouteName = keyof OfficeApi;
