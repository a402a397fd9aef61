import type { MachinePoint } from './host-machine/points.ts';
import type { DeviceIdentity } from '../../devices/driver/driver.ts';
import type { DeviceHandle } from '../../devices/terminal/handles.ts';
import { works } from '../../devices/driver/status.ts';
import type { Catalogue, Office, ResidentsState, ServiceInfo } from '../../register/contract/contract.ts';
import type { OfficeHours } from '../../register/opening-hours/evaluate.ts';
import type { Search } from './catalogue/search.ts';
import type { Config } from './terminal/config.ts';
import type { ConfigOrigins } from './terminal/config-origin.ts';
import type { SurroundingFacts } from './terminal/device-events.ts';
import type { HelpCall } from './staff/help-calls.ts';
import type { EnrollingFacts } from './staff/enrolment.ts';
import type { IdentityFacts } from './identity/identity.ts';
import type { FrameReplayFacts } from './staff/frame-replay.ts';
import type { LogReadingFacts } from './staff/log-reading.ts';
import type { ModeSwitchFacts } from './staff/mode-switch.ts';
import type { PaymentFacts } from './orders/payments.ts';
import type { CounterFacts } from './staff/pick-up.ts';
import type { OpenOrder } from './store/orders.ts';
import type { JournalTrouble } from './store/trouble.ts';
import type { RegisterLinkFacts } from './register-link/link.ts';
import type { OutboxAdminFacts } from './staff/outbox-admin.ts';
import type { DeviceCheckFacts } from './staff/device-check.ts';
import type { Block, Obligation } from './store/store.ts';
import type { Use } from './store/use.ts';

/** The catalogue as it is used: looked up by id, searched, counted. Made once for each version. */
export interface CatalogueIndex {
  readonly catalogue: Catalogue;
  readonly services: ReadonlyMap<string, ServiceInfo>;
  readonly offices: ReadonlyMap<string, Office>;
  readonly search: Search;
  readonly searchOffices: Search;
}

/** What is known of one device, with its class's own status. */
export type DeviceFacts = DeviceHandle extends infer R
  ? R extends DeviceHandle
    ? {
        readonly class: R['class'];
        readonly name: string;
        readonly status: ReturnType<R['status']>;
        readonly identity: DeviceIdentity | null;
        /** Is at a serial port of its own. */
        readonly serial: boolean;
      }
    : never
  : never;
export type FactsOf<C extends DeviceHandle['class']> = Extract<DeviceFacts, { readonly class: C }>;

/** A device's facts keep its class and its status together. */
export const deviceFacts = (device: DeviceHandle, serial: boolean): DeviceFacts =>
  ({
    class: device.class,
    name: device.name,
    status: device.status(),
    identity: device.identity(),
    serial,
  }) as DeviceFacts;

/** Everything outside the machines that a View may depend on. */
export interface AppState {
  readonly config: Config;
  readonly arms: string | null;
  readonly now: Date;
  readonly known: CatalogueIndex | null;
  /** What an office's text of opening hours means; null where that is not known. */
  readonly hours: (openingHours: string | undefined) => OfficeHours | null;
  readonly register: 'reached' | 'failed' | 'unknown';
  /** How the town's resident system stands, as the register last said; null where it said nothing. */
  readonly residents: ResidentsState | null;
  readonly devices: readonly DeviceFacts[];
  readonly unfinished: readonly Obligation[];
  readonly block: Block;
  /** How often each service was begun here. */
  readonly use: Use['counts'];
  /** What staff choose the terminal to do, before they confirm it. */
  readonly modeSwitch: ModeSwitchFacts;
  readonly signIn: {
    readonly digits: number;
    readonly badge: 'none' | 'known' | 'unknown';
    readonly problem: 'wrong' | 'locked' | 'none';
    readonly waitSeconds: number;
    readonly busy: boolean;
  };
  readonly logReading: LogReadingFacts;
  /** A device's frames that are stepped through; null where none are. */
  readonly replay: FrameReplayFacts | null;
  origins(): ConfigOrigins;
  /** Calls from here, the newest first. */
  readonly help: readonly HelpCall[];
  readonly deviceCheck: DeviceCheckFacts;
  readonly registerLink: RegisterLinkFacts;
  /** Why nothing can be written down now; null where it can. */
  readonly journal: JournalTrouble | null;
  readonly outboxAdmin: OutboxAdminFacts;
  readonly payments: PaymentFacts;
  /** A payment can begin now. */
  readonly paymentPossible: boolean;
  /** Issued in earlier visits and not handed over. */
  readonly undelivered: readonly OpenOrder[];
  readonly counter: CounterFacts;
  /** Name of who is signed in. */
  readonly signedIn: string | null;
  /** Who the terminal is to the register; null where that is nothing that can be changed here. */
  readonly identity: (IdentityFacts & { readonly enrolling: EnrollingFacts }) | null;
  readonly around: SurroundingFacts;
  /** What was measured of the machine last, without its key; empty before the first time. */
  readonly machine: readonly MachinePoint[];
  readonly runtime: {
    readonly software: string;
    readonly electron: string;
    readonly kind: string;
    /** Libraries that are not as delivered, with the SHA-256 of what is loaded instead; null where nothing is. */
    readonly exchanged?: readonly { readonly name: string; readonly sha256: string | null }[];
  };
  /** When the running countdown ends, milliseconds since the epoch. */
  readonly deadline: number | null;
}

export const factsOf = <C extends DeviceHandle['class']>(appState: AppState, wanted: C): FactsOf<C> | undefined =>
  appState.devices.find((device): device is FactsOf<C> => device.class === wanted);
/** The register takes sealed requests, and says what became of them: one of contract version 2 does neither. */
export const takesRequests = ({ known }: AppState): boolean => (known?.catalogue.sealingKeys.length ?? 0) > 0;
/** Any device of the class works now. */
export const someWorks = (appState: AppState, wanted: DeviceHandle['class']): boolean =>
  appState.devices.some((device) => device.class === wanted && works(device.status));
export const printerOf = (appState: AppState): FactsOf<'receipt-printer'> | undefined =>
  factsOf(appState, 'receipt-printer');
export const printerReady = (appState: AppState): boolean => {
  const status = printerOf(appState)?.status;
  return status !== undefined && works(status);
};
