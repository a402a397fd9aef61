import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unprotectedLines } from '../terminal/config.ts';
import { keyPoint } from '../host-machine/key-point.ts';
import { verdictOf, type MachinePoint, type Verdict } from '../host-machine/points.ts';
import type { KeyStore } from '../identity/key-store.ts';
import type { Log } from '../log/log.ts';
import type { AppState } from '../app-state.ts';
import { readiness, type Readiness } from './report.ts';
import { fingerprint, signFile, terminalKey, type SignedFile } from './report-signature.ts';
import type { DeviceCheck } from './device-check.ts';

/** What a signed readiness report says. Nothing in it is about a visitor. */
export interface ReadinessFile extends Readiness {
  readonly type: 'foyer-readiness-1';
  readonly town: string;
  readonly terminal: string;
  readonly place: string;
  readonly software: string;
  readonly runtime: string;
  /** Lines that go to another machine in clear, by the configuration's key; absent in reports of older software. */
  readonly unprotected?: readonly string[];
  /** Libraries that are not as delivered; absent in reports of older software. */
  readonly exchanged?: readonly { readonly name: string; readonly sha256: string | null }[];
  /** What was measured of the machine; absent in reports of older software. */
  readonly machine?: readonly ReportedPoint[];
}

/** A point of the machine, with what it means, for reading the file without this software. */
export type ReportedPoint = MachinePoint & { readonly verdict: Verdict };

export interface ReportKeeping {
  /** Stores the report as a signed file; the file's name, or null where it could not be written. */
  save(content: ReadinessFile): Promise<string | null>;
  /** The same for a request that the register will not have; only the register can open what is in it. */
  saveItem(content: OutboxFile): Promise<string | null>;
  /** Signs a report that is sent instead of stored; null where the key cannot be read, or not be made. */
  sign(content: ReadinessFile): SignedFile | null;
}

/** A sealed request with what stands around it on its way. */
export interface OutboxFile {
  readonly type: 'foyer-outbox-1';
  readonly terminal: string;
  /** Its key at the register. */
  readonly id: string;
  readonly sequence: number;
  readonly kind: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string | null;
  /** JWE, compact serialization. */
  readonly sealed: string;
}

/** `found`: what the technician's checks found, unless other ones were made. */
export const readinessFile = (
  appState: AppState,
  found: Readiness = readiness(appState.devices, appState.deviceCheck.records, appState.now.getTime()),
): ReadinessFile => ({
  type: 'foyer-readiness-1',
  town: appState.config.town.name,
  terminal: appState.config.terminal.name,
  place: appState.config.terminal.place,
  software: appState.runtime.software,
  runtime: `electron ${appState.runtime.electron} (${appState.runtime.kind})`,
  unprotected: unprotectedLines(appState.config),
  exchanged: appState.runtime.exchanged ?? [],
  machine: [...keyPoint(appState.identity), ...appState.machine].map((point) => ({
    ...point,
    verdict: verdictOf(point),
  })),
  ...found,
});

export interface KeepReportsOptions {
  /** The best first. Without any, the key's file is all that guards it. */
  readonly stores?: readonly KeyStore[];
  /** Where the old key of the reports was lost with the machine's. */
  readonly onNewKey?: (fingerprint: string) => void;
}

/** Stores reports in the terminal's data folder, `reports/`, with the key beside the journal. */
export function keepReports(
  data: string,
  { stores, onNewKey }: KeepReportsOptions = {},
): ReportKeeping & { fingerprint(): string | null } {
  const keyFile = join(data, 'terminal-key.pem');
  const key = () => terminalKey(keyFile, stores, (made) => onNewKey?.(fingerprint(made)));
  // A key in clear moves into a better store at once, not with the next report, which may never come.
  if (existsSync(keyFile)) attempt(key);
  const folder = join(data, 'reports');
  function keep(name: string, content: unknown): string | null {
    const file = join(folder, `${name}.json`);
    try {
      const signer = key();
      if (signer === null) return null;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(file, JSON.stringify(signFile(content, signer), null, 2), { mode: 0o600 });
      return file;
    } catch {
      return null;
    }
  }
  return {
    save: async (content) =>
      keep(`${content.terminal}-${new Date(content.at).toISOString().slice(0, 19).replaceAll(':', '')}`, content),
    saveItem: async (content) => keep(`${content.terminal}-outbox-${content.sequence}`, content),
    sign(content) {
      const signer = attempt(key);
      return signer === null ? null : signFile(content, signer);
    },
    fingerprint() {
      const known = key();
      return known === null ? null : fingerprint(known);
    },
  };
}

/** Null where the disk is full or damaged: the journal says so. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

export interface ReportMakerDeps {
  readonly deviceCheck: DeviceCheck;
  readonly reports: ReportKeeping;
  readonly log: Log;
  appState(): AppState;
  /** The report as it is now, on A4; false where it was not printed. */
  print(): Promise<boolean>;
}

/** Makes the report that the technician gets, as a signed file or on paper. */
export function reportMaker({
  deviceCheck,
  reports,
  log,
  appState,
  print,
}: ReportMakerDeps): (kind: 'save' | 'print') => Promise<void> {
  return async (kind) => {
    const content = readinessFile(appState());
    await deviceCheck.makeReport(kind, async () => {
      const made = await (kind === 'save' ? reports.save(content) : print().then((printed) => (printed ? '' : null)));
      log.write('technician.report', { kind, result: made === null ? 'failed' : content.result });
      return made;
    });
  };
}
