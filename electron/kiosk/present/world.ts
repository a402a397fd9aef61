import type { ReceiptPrinterStatus, Frame, PrinterIdentity } from '../../../devices/receipt-printer/receipt-printer.ts';
import type { Catalogue, Office, ServiceInfo } from '../../../register/contract.ts';
import type { ServiceSearch } from '../catalogue/search.ts';
import type { Config } from '../config.ts';
import type { Block, Obligation } from '../store/store.ts';

/** The catalogue as it is used: looked up by id, searched, counted. Made once for each version. */
export interface KnownCatalogue {
  readonly catalogue: Catalogue;
  readonly services: ReadonlyMap<string, ServiceInfo>;
  readonly offices: ReadonlyMap<string, Office>;
  readonly search: ServiceSearch;
}

export interface DeviceFacts {
  readonly name: string;
  readonly status: ReceiptPrinterStatus;
  readonly identity: PrinterIdentity | null;
  readonly frames: readonly Frame[];
}

/** Everything outside the machines that a View may depend on. */
export interface World {
  readonly config: Config;
  readonly arms: string | null;
  readonly now: Date;
  readonly known: KnownCatalogue | null;
  readonly register: 'reached' | 'failed' | 'unknown';
  readonly devices: readonly DeviceFacts[];
  readonly unfinished: readonly Obligation[];
  readonly block: Block;
  readonly signIn: { readonly digits: number; readonly problem: 'wrong' | 'locked' | 'none'; readonly waitSeconds: number; readonly busy: boolean };
  readonly help: readonly { readonly id: string; readonly at: number; readonly screen: string }[];
  readonly test: { readonly state: 'idle' | 'running' | 'passed' | 'failed' };
  readonly runtime: { readonly software: string; readonly electron: string; readonly kind: string };
  /** When the running countdown ends, milliseconds since the epoch. */
  readonly deadline: number | null;
}

export const printerOf = (world: World): DeviceFacts | undefined => world.devices[0];
export const printerReady = (world: World): boolean => {
  const state = printerOf(world)?.status.state;
  return state === 'ready' || state === 'busy';
};
