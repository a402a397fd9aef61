/** Invented calls, terminals and accounts for the office's page. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { OfficeResidents } from '../../../register/contract/office-residents.ts';
import { OfficeAccount, OfficeHelpCall, OfficeTerminal } from '../../../register/contract/office.ts';

export type Account = z.infer<typeof OfficeAccount>;

/** Instants before now. */
export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

export const aCall = (change: Partial<OfficeHelpCall> = {}): OfficeHelpCall =>
  OfficeHelpCall.parse({
    key: randomUUID(),
    terminal: 'foyer-01',
    place: 'Bürgeramt, Erdgeschoss',
    screen: 'document-status',
    acceptedAt: minutesAgo(0),
    state: 'open',
    answeredAt: null,
    answeredBy: null,
    ...change,
  });

const DEVICES = [
  { name: 'bon', class: 'receipt-printer', state: 'ready', says: null },
  { name: 'a4', class: 'document-printer', state: 'ready', says: null },
  { name: 'kasse', class: 'payment-terminal', state: 'ready', says: null },
  { name: 'ausweis', class: 'eid', state: 'ready', says: null },
];

export const aTerminal = (change: Partial<OfficeTerminal> = {}): OfficeTerminal =>
  OfficeTerminal.parse({
    id: 't-01',
    name: 'foyer-01',
    place: 'Bürgeramt, Erdgeschoss',
    condition: 'well',
    mode: 'in-service',
    lastSeenAt: minutesAgo(1),
    enrolledAt: '2026-03-02T08:00:00.000Z',
    revokedAt: null,
    version: '0.1.0',
    edition: '4711',
    isCurrentEdition: true,
    unfinished: 0,
    queue: { waiting: 0, refused: 0, oldestAt: null },
    devices: DEVICES,
    pending: [],
    reporting: null,
    ...change,
  });

const withDevice = (name: string, state: string) =>
  DEVICES.map((device) => (device.name === name ? { ...device, state } : device));

/** One of each condition, and some more. */
export const someTerminals = (): OfficeTerminal[] => [
  aTerminal(),
  aTerminal({
    id: 't-02',
    name: 'foyer-02',
    place: 'Bürgeramt, Wartebereich',
    condition: 'attention',
    devices: withDevice('bon', 'needs-staff'),
    unfinished: 2,
    queue: { waiting: 3, refused: 1, oldestAt: minutesAgo(95) },
  }),
  aTerminal({
    id: 't-03',
    name: 'sozial-01',
    place: 'Sozialamt, 1. Stock',
    condition: 'silent',
    lastSeenAt: minutesAgo(47),
    isCurrentEdition: null,
  }),
  aTerminal({
    id: 't-04',
    name: 'standesamt-01',
    place: 'Standesamt, Foyer mit einem ziemlich langen Namen für einen Ort',
    condition: 'attention',
    mode: 'out-of-order',
    devices: withDevice('kasse', 'faulted'),
  }),
  aTerminal({
    id: 't-05',
    name: 'foyer-05',
    place: null,
    condition: 'not-enrolled',
    mode: null,
    lastSeenAt: null,
    enrolledAt: null,
    version: null,
    edition: null,
    isCurrentEdition: null,
    unfinished: null,
    queue: null,
    devices: [],
  }),
  aTerminal({
    id: 't-06',
    name: 'altes-rathaus-01',
    place: 'Altes Rathaus',
    condition: 'revoked',
    revokedAt: minutesAgo(60 * 24 * 3),
    lastSeenAt: minutesAgo(60 * 24 * 4),
  }),
  aTerminal({
    id: 't-07',
    name: 'foyer-07',
    place: 'Bibliothek',
    devices: withDevice('a4', 'degraded'),
    condition: 'attention',
  }),
];

/** As many as a country's: for how long a list takes. */
export const manyTerminals = (count: number): OfficeTerminal[] =>
  Array.from({ length: count }, (_, at) =>
    aTerminal({
      id: `t-${at}`,
      name: `terminal-${String(at).padStart(5, '0')}`,
      place: `Rathaus ${at % 400}`,
      condition: at % 97 === 0 ? 'silent' : at % 31 === 0 ? 'attention' : 'well',
    }),
  );

export const anAccount = (change: Partial<Account> = {}): Account =>
  OfficeAccount.parse({
    id: 'a-1',
    name: 'Martina Muster',
    login: 'm.muster',
    roles: ['office', 'operator'],
    source: 'local',
    hasPassword: true,
    passkeys: 1,
    createdAt: '2026-02-01T09:00:00.000Z',
    disabledAt: null,
    lastSeenAt: minutesAgo(2),
    ...change,
  });

export const someAccounts = (): Account[] => [
  anAccount(),
  anAccount({
    id: 'a-2',
    name: 'Ali Beispiel',
    login: 'a.beispiel',
    roles: ['office'],
    passkeys: 0,
    lastSeenAt: minutesAgo(60 * 26),
  }),
  anAccount({
    id: 'a-3',
    name: 'Jana Probe',
    login: 'j.probe',
    roles: ['technician'],
    hasPassword: false,
    passkeys: 2,
  }),
  anAccount({
    id: 'a-4',
    name: 'Kim Vorbild',
    login: null,
    source: 'oidc',
    roles: ['office', 'editor'],
    hasPassword: false,
    passkeys: 0,
    lastSeenAt: null,
  }),
  anAccount({
    id: 'a-5',
    name: 'Robin Ehemals',
    login: 'r.ehemals',
    roles: ['auditor'],
    disabledAt: minutesAgo(60 * 24 * 40),
    lastSeenAt: minutesAgo(60 * 24 * 41),
  }),
];

/** A town's own system answers; deliveries in each state. */
export const someResidents = (): OfficeResidents =>
  OfficeResidents.parse({
    state: 'live',
    source: 'meso',
    product: 'Einwohnerverfahren 5.2',
    asOf: null,
    until: null,
    deliveries: (['waiting', 'refused', 'applied', 'dismissed'] as const).map((state, index) => ({
      id: 40 - index,
      kind: index === 0 ? 'complete' : 'delta',
      sequence: 118 - index,
      asOf: minutesAgo(600 + 1440 * index),
      receivedAt: minutesAgo(580 + 1440 * index),
      state,
      counts: {
        read: 41_203,
        new: 12,
        changed: 340,
        removed: state === 'waiting' ? 2_911 : 1,
        refused: state === 'refused' ? 1 : 0,
      },
      places: state === 'refused' ? [{ line: 17, column: 'birth_date' }] : [],
      decidedBy: null,
    })),
    changes: { made: 3, handed: 1 },
  });
