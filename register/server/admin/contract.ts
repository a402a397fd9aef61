/** What the operator's commands ask of the running register, over the local socket in its folder. Not for terminals. */
import { z } from 'zod';
import {
  CASE_LIMITS,
  CaseEvent,
  CaseStage,
  Category,
  Closure,
  Maintenance,
  Office,
  ServiceInfo,
} from '../../contract/contract.ts';
import { AlarmEntry } from '../../contract/alarms.ts';
import { OfficeAccount, OfficeLogin, OfficeName, OfficeRole } from '../../contract/office.ts';
import { FAULT_CODES } from '../alarms/way.ts';
import { CODE_MINUTES } from '../terminals/enrolment.ts';
import { KEY_DAYS } from '../terminals/terminals.ts';
import { LONGEST_PLACE } from '../services/sign-ins.ts';
import { ADMIN_DATA } from './contract-data.ts';
import { ADMIN_RESIDENTS } from './contract-residents.ts';

export const SOCKET_FILE = 'admin.sock';

export const ImportRequest = z.object({
  categories: z.array(Category).optional(),
  services: z.array(ServiceInfo).optional(),
  offices: z.array(Office).optional(),
});
export const ImportAnswer = z.object({
  version: z.string(),
  services: z.number(),
  offices: z.number(),
  unknownOffices: z.array(z.string()),
  droppedClosures: z.array(z.string()),
});

export const CloseOffice = Closure.omit({ id: true })
  .refine((closure) => closure.to >= closure.from, { path: ['to'], message: 'is before the first closed day' })
  .refine((closure) => closure.cutOff === undefined || closure.cutOff <= closure.from, {
    path: ['cutOff'],
    message: 'is after the first closed day',
  })
  .refine((closure) => closure.restrictedFrom === undefined || closure.restrictedFrom <= closure.from, {
    path: ['restrictedFrom'],
    message: 'is after the first closed day',
  });
export const ReopenOffice = z.object({ office: z.string().min(1) });
export const PlanMaintenance = Maintenance.omit({ id: true }).refine(
  (one) => Date.parse(one.to) > Date.parse(one.from),
  { path: ['to'], message: 'is not after the beginning' },
);
export const EndMaintenance = z.object({ service: z.string().min(1) });
export const TerminalName = z.object({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, hyphens'),
});

export const AddTerminal = TerminalName.extend({
  days: z.number().int().min(KEY_DAYS.shortest).max(KEY_DAYS.longest).default(KEY_DAYS.usual),
});
export const EnrolTerminal = TerminalName.extend({
  /** Until the code ends. */
  minutes: z.number().int().min(CODE_MINUTES.shortest).max(CODE_MINUTES.longest).default(CODE_MINUTES.usual),
  /** Shown to the person who is asked to sign in there. */
  place: z
    .string()
    .trim()
    .min(1)
    .max(LONGEST_PLACE)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'must be one line')
    .optional(),
});

export const Removed = z.object({ removed: z.array(z.string()) });
export const NewTerminal = z.object({ id: z.string(), name: z.string(), key: z.string(), until: z.string() });
export const NewCode = z.object({ id: z.string(), name: z.string(), code: z.string(), expiresAt: z.string() });
export const TerminalList = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    createdAt: z.string(),
    revokedAt: z.string().nullable(),
    lastSeenAt: z.string().nullable(),
    heartbeat: z.unknown(),
    enrolledAt: z.string().nullable(),
    place: z.string().nullable(),
    keyUntil: z.string().nullable(),
    offlineStates: z.boolean(),
    limited: z.number(),
    state: z.enum(['active', 'revoked', 'not-enrolled']),
  }),
);
export const HelpCallList = z.array(
  z.object({ key: z.string(), terminal: z.string(), screen: z.string(), acceptedAt: z.string() }),
);
export const Status = z.object({
  url: z.string().nullable(),
  pid: z.number(),
  database: z.enum(['pglite', 'postgresql']),
  /** `away`: the resident system cannot be asked; `copy`: what it delivered answers. */
  residents: z.object({
    state: z.enum(['live', 'copy', 'away']),
    source: z.string().optional(),
    product: z.string().optional(),
    asOf: z.string().optional(),
    until: z.string().optional(),
  }),
  health: z.enum(['ok', 'degraded']),
  catalogue: z.object({
    version: z.string(),
    services: z.number(),
    offices: z.number(),
    closures: z.array(Closure),
    maintenance: z.array(Maintenance),
  }),
  terminals: z.number(),
  /** Lines that leave the machine in clear, because the operator allowed it. */
  unprotected: z.array(z.string()),
});

const Words = z.string().trim().min(1).max(1_000);
export const ListCases = z.object({
  after: z.string().optional(),
  limit: z.number().int().min(1).max(CASE_LIMITS.page).default(50),
});
export const CaseReference = z.object({ reference: z.string().trim().min(1).max(40) });
export const SetCase = CaseReference.extend({
  version: z.number().int().positive(),
  stage: CaseStage,
  note: Words.nullable(),
  missing: z.array(Words).max(20),
})
  .refine(({ stage, missing }) => stage !== 'query' || missing.length > 0, {
    path: ['missing'],
    message: 'is empty: say what the visitor has to bring',
  })
  .refine(({ stage, missing }) => stage === 'query' || missing.length === 0, {
    path: ['missing'],
    message: 'goes with the stage query only',
  });
export const CaseLines = z.object({
  cases: z.array(
    z.object({
      reference: z.string(),
      kind: z.string(),
      stage: z.string(),
      acceptedAt: z.string(),
      version: z.number(),
    }),
  ),
  more: z.boolean(),
});
export const WholeCase = z.object({
  reference: z.string(),
  number: z.string().nullable(),
  kind: z.string(),
  stage: z.string(),
  since: z.string(),
  acceptedAt: z.string(),
  version: z.number(),
  note: z.unknown(),
  missing: z.unknown(),
  content: z.unknown(),
  /** `away`: the resident system cannot be asked now. */
  person: z
    .union([z.object({ familyName: z.string(), givenNames: z.string(), birthDate: z.string() }), z.literal('away')])
    .nullable(),
  attachments: z.array(z.object({ attachment: z.string(), mimeType: z.string(), sha512: z.string() })),
  events: z.array(CaseEvent),
  forwarding: z.array(z.object({ system: z.string(), state: z.string(), attempts: z.number(), nextAt: z.string() })),
});
export const ReadAttachment = CaseReference.extend({ attachment: z.uuid() });
export const PutSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens'),
  body: z.unknown(),
});

const GoingAlarm = AlarmEntry.pick({ alarm: true, kind: true, terminal: true, detail: true, since: true });

const Login = z.object({ login: OfficeLogin });
const OfficeCode = z.object({ code: z.string(), expiresAt: z.string() });
/** Accounts of the office's page. */
export const ADMIN_OFFICE = {
  addOfficeAccount: {
    path: '/office/add',
    request: Login.extend({ name: OfficeName, roles: z.array(OfficeRole).min(1, 'name no role') }),
    answer: OfficeCode,
  },
  officeCode: { path: '/office/code', request: Login, answer: OfficeCode },
  officeAccounts: { path: '/office/list', request: z.object({}), answer: z.array(OfficeAccount) },
  disableOfficeAccount: {
    path: '/office/disable',
    /** By its login, or by its id where the identity provider knows it. */
    request: z.object({ account: z.string().min(1).max(64), disabled: z.boolean() }),
    answer: z.object({}),
  },
} as const;

/** What is wrong now, and whether it would reach anybody. */
export const ADMIN_ALARMS = {
  alarms: { path: '/alarms/list', request: z.object({}), answer: z.array(GoingAlarm) },
  testAlarms: {
    path: '/alarms/test',
    request: z.object({}),
    answer: z.array(
      z.object({
        way: z.enum(['mail', 'webhook']),
        recipient: z.number().int().positive().nullable(),
        /** Null where it was taken. */
        fault: z
          .object({
            outcome: z.enum(['later', 'rejected']),
            code: z.enum(FAULT_CODES),
            status: z.number().int().nullable(),
          })
          .nullable(),
      }),
    ),
  },
} as const;

/** Every command once: the path it is sent to, what it sends and what comes back. */
export const ADMIN = {
  import: { path: '/import', request: ImportRequest, answer: ImportAnswer },
  closeOffice: { path: '/close-office', request: CloseOffice, answer: Closure },
  reopenOffice: { path: '/reopen-office', request: ReopenOffice, answer: Removed },
  planMaintenance: { path: '/maintenance', request: PlanMaintenance, answer: Maintenance },
  endMaintenance: { path: '/end-maintenance', request: EndMaintenance, answer: Removed },
  addTerminal: { path: '/terminals/add', request: AddTerminal, answer: NewTerminal },
  enrolTerminal: { path: '/terminals/enrol', request: EnrolTerminal, answer: NewCode },
  revokeTerminal: { path: '/terminals/revoke', request: TerminalName, answer: z.object({}) },
  setOfflineStates: {
    path: '/terminals/offline-states',
    request: TerminalName.extend({ on: z.boolean() }),
    answer: z.object({}),
  },
  terminals: { path: '/terminals', request: z.object({}), answer: TerminalList },
  helpCalls: { path: '/help-calls', request: z.object({}), answer: HelpCallList },
  cases: { path: '/cases', request: ListCases, answer: CaseLines },
  case: { path: '/cases/show', request: CaseReference, answer: WholeCase },
  setCase: { path: '/cases/set', request: SetCase, answer: z.object({ version: z.number() }) },
  caseAttachment: {
    path: '/cases/attachment',
    request: ReadAttachment,
    answer: z.object({ mimeType: z.string(), content: z.base64() }),
  },
  putSchema: {
    path: '/schemas/put',
    request: PutSchema,
    answer: z.object({ version: z.number(), isNew: z.boolean() }),
  },
  ...ADMIN_DATA,
  ...ADMIN_RESIDENTS,
  ...ADMIN_OFFICE,
  ...ADMIN_ALARMS,
  status: { path: '/status', request: z.object({}), answer: Status },
} as const;
