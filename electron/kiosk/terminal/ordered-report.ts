/**
 * The readiness report that the office asks for: made when nobody is at the terminal, signed, and sent at once. The
 * register tells its order with each answer until the report is there: so nothing is kept on disk, and a report that
 * did not get through, or was cut off by an end of the program, is made anew and is as young as its arrival.
 */
import type { Cancel } from '../../../base/clock.ts';
import { noteBug } from '../log/bug.ts';
import type { DeviceHandle } from '../../../devices/terminal/handles.ts';
import type { RegisterClient, RegisterFailure } from '../../../register/client/client.ts';
import type { HeartbeatRequest } from '../../../register/contract/contract.ts';
import type { AppState } from '../app-state.ts';
import type { KioskOptions } from '../options.ts';
import { readinessFile } from '../staff/report-file.ts';
import { judged } from '../staff/report.ts';
import { testUnattended } from '../staff/unattended-test.ts';
import { deviceSays } from '../views/device-words.ts';

export interface OrderedReport {
  /** The register tells of this order. True: what is being done about it has changed. `ageMs`: of the order. */
  look(order: number, ageMs: number): boolean;
  toTell(): Pick<HeartbeatRequest, 'reporting'>;
  stop(): void;
}

export interface OrderedReportDeps {
  readonly options: Pick<KioskOptions, 'clock' | 'log' | 'identity' | 'reports'> & {
    readonly devices: readonly DeviceHandle[];
    readonly register: Pick<RegisterClient, 'readinessReport'>;
  };
  appState(): AppState;
  /** Nobody is at the terminal, and no device works. */
  free(): boolean;
  note(failure: RegisterFailure | null, request: string): void;
  /** The register has the report, or will never have it: the order is to be told no more. */
  onOver(order: number): void;
}

/** Milliseconds, as long as the register tells of it. */
const LONGEST_MS = 24 * 3_600_000;
/** Milliseconds between two attempts: an answer that tells of the order may come at once. */
const PAUSE_MS = 60_000;

export function createOrderedReport({ options, appState, free, note, onOver }: OrderedReportDeps): OrderedReport {
  const { clock, log, identity, reports, devices, register } = options;
  let current: HeartbeatRequest['reporting'] = undefined;
  let stopped = false;
  let cancelPause: Cancel | null = null;
  const mayGoOn = (): boolean => !stopped && free();

  async function make(order: number): Promise<void> {
    const tests = await testUnattended(devices, clock, mayGoOn);
    // Somebody has come: the next answer of the register begins it anew.
    if (tests === null) return;
    const now = appState();
    const found = judged(now.devices, clock.now(), ({ name }) => tests.get(name) ?? { steps: [], tested: null });
    const says = new Map(now.devices.map((device) => [device.name, deviceSays(device)]));
    const content = {
      ...readinessFile(now, found),
      devices: found.devices.map((device) => ({ ...device, says: says.get(device.name) })),
    };
    const report = identity?.sign(content) ?? reports.sign(content);
    if (report === null) return log.write('office.report', { outcome: 'not-signed', result: content.result });
    const sent = await register.readinessReport({ order, report });
    const isRefused = !sent.ok && (sent.error.kind === 'declined' || sent.error.kind === 'invalid-request');
    note(sent.ok || isRefused ? null : sent.error, 'readiness-report');
    const outcome = sent.ok ? 'sent' : isRefused ? 'refused' : 'not-sent';
    log.write('office.report', { outcome, result: content.result });
    if (sent.ok || isRefused) onOver(order);
  }

  return {
    look(order, ageMs) {
      if (current?.state === 'running' || cancelPause !== null) return false;
      if (ageMs > LONGEST_MS) {
        onOver(order);
        return true;
      }
      const was = current;
      current = { order, state: mayGoOn() ? 'running' : 'waiting' };
      if (current.state === 'running')
        void make(order)
          .catch((error: unknown) => noteBug(log, 'office-report', error))
          .finally(() => {
            current = undefined;
            if (!stopped) cancelPause = clock.after(PAUSE_MS, () => (cancelPause = null));
          });
      return was?.order !== order || was.state !== current.state;
    },
    toTell: () => (current === undefined ? {} : { reporting: current }),
    stop() {
      stopped = true;
      cancelPause?.();
    },
  };
}
