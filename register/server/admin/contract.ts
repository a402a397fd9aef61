/** What the operator's commands ask of the running register, over the local socket in its folder. Not for terminals. */
import { z } from 'zod';
import { Category, Closure, Maintenance, Office, ServiceInfo } from '../../contract.ts';

export const SOCKET_FILE = 'admin.sock';

export const ImportRequest = z.object({
  categories: z.array(Category).optional(), services: z.array(ServiceInfo).optional(), offices: z.array(Office).optional(),
});
export const ImportAnswer = z.object({
  version: z.string(), services: z.number(), offices: z.number(), unknownOffices: z.array(z.string()), droppedClosures: z.array(z.string()),
});

export const CloseOffice = Closure.omit({ id: true })
  .refine((closure) => closure.to >= closure.from, { path: ['to'], message: 'is before the first closed day' })
  .refine((closure) => closure.cutOff === undefined || closure.cutOff <= closure.from, { path: ['cutOff'], message: 'is after the first closed day' })
  .refine((closure) => closure.restrictedFrom === undefined || closure.restrictedFrom <= closure.from, {
    path: ['restrictedFrom'], message: 'is after the first closed day',
  });
export const ReopenOffice = z.object({ office: z.string().min(1) });
export const PlanMaintenance = Maintenance.omit({ id: true })
  .refine((one) => Date.parse(one.to) > Date.parse(one.from), { path: ['to'], message: 'is not after the beginning' });
export const EndMaintenance = z.object({ service: z.string().min(1) });
export const TerminalName = z.object({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, hyphens') });

export const Removed = z.object({ removed: z.array(z.string()) });
export const NewTerminal = z.object({ id: z.string(), name: z.string(), key: z.string() });
export const TerminalList = z.array(z.object({
  id: z.string(), name: z.string(), createdAt: z.string(), revokedAt: z.string().nullable(), lastSeenAt: z.string().nullable(), heartbeat: z.unknown(),
}));
export const HelpCallList = z.array(z.object({ key: z.string(), terminal: z.string(), screen: z.string(), acceptedAt: z.string() }));
export const Status = z.object({
  url: z.string().nullable(), pid: z.number(), database: z.enum(['pglite', 'postgresql']), health: z.enum(['ok', 'degraded']),
  catalogue: z.object({
    version: z.string(), services: z.number(), offices: z.number(), closures: z.array(Closure), maintenance: z.array(Maintenance),
  }),
  terminals: z.number(),
});

/** Every command once: the path it is sent to, what it sends and what comes back. */
export const ADMIN = {
  import: { path: '/import', request: ImportRequest, answer: ImportAnswer },
  closeOffice: { path: '/close-office', request: CloseOffice, answer: Closure },
  reopenOffice: { path: '/reopen-office', request: ReopenOffice, answer: Removed },
  planMaintenance: { path: '/maintenance', request: PlanMaintenance, answer: Maintenance },
  endMaintenance: { path: '/end-maintenance', request: EndMaintenance, answer: Removed },
  addTerminal: { path: '/terminals/add', request: TerminalName, answer: NewTerminal },
  revokeTerminal: { path: '/terminals/revoke', request: TerminalName, answer: z.object({}) },
  terminals: { path: '/terminals', request: z.object({}), answer: TerminalList },
  helpCalls: { path: '/help-calls', request: z.object({}), answer: HelpCallList },
  status: { path: '/status', request: z.object({}), answer: Status },
} as const;
