import type { SimulationClock } from '../../simulation/clock.ts';
import { FaultBox, type Faults } from '../../simulation/faults.ts';
import { bytesOf, type Code } from './code.ts';
import type { HidScannerFault, SerialScannerFault } from './faults.ts';
import { type Layout, noiseReports, reportsOf } from './hid-pos.ts';
import { Plug, pullOnFault, type SimulatorPort, type Violation } from '../../simulation/plug.ts';
import { frameReport, ReportReader } from '../../simulation/reports.ts';

interface ScannerSimulator<F extends { readonly kind: string }> {
  /** `tcp://HOST:PORT` or the path of the serial device. */
  readonly address: string;
  readonly faults: Faults<F>;
  /** What a person does at the scanner. */
  readonly actions: {
    scan(code: Code): void;
    unplug(): Promise<void>;
    plugIn(): Promise<void>;
  };
  violations(): readonly Violation[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

export interface SerialScannerOptions {
  readonly link: SimulatorPort;
  readonly clock?: SimulationClock;
  /** Bytes after each code; CR by default. */
  readonly suffix?: Uint8Array;
  /** Whether the AIM identifier stands before the data, as the scanner can be programmed to. */
  readonly aim?: boolean;
}

export interface SerialScannerSimulator extends ScannerSimulator<SerialScannerFault> {
  snapshot(): { readonly plugged: boolean; readonly scans: number };
}

/** Neither printable nor a usual suffix. */
const noise = Uint8Array.of(0xff, 0x00, 0x9c, 0x1b, 0xfe);

/** A scanner programmed to a serial port: each code with its suffix, and no answers. */
export async function startSerialScannerSimulator(options: SerialScannerOptions): Promise<SerialScannerSimulator> {
  const suffix = options.suffix ?? Uint8Array.of(0x0d);
  let scans = 0;
  const plug = await Plug.start(options.link, options.clock, {
    bytes: (bytes) => plug.violate(`${bytes.length} bytes to a scanner that takes no commands`),
    powerLost: () => undefined,
  });
  const faults = new FaultBox<SerialScannerFault>(
    (armed) => pullOnFault(plug, faults, armed),
    () => void plug.plugIn(),
  );
  const scan = (code: Code): void => {
    scans += 1;
    if (faults.take('noise') !== null) plug.send(noise);
    const data = Buffer.concat([Buffer.from(options.aim === true ? code.aim : '', 'latin1'), bytesOf(code)]);
    plug.send(
      faults.take('cut-off') === null ? Buffer.concat([data, suffix]) : data.subarray(0, Math.floor(data.length / 2)),
    );
    plug.changed();
  };
  return {
    address: plug.address,
    faults,
    actions: { scan, unplug: plug.unplug, plugIn: plug.plugIn },
    snapshot: () => ({ plugged: plug.inside, scans }),
    violations: () => plug.violations(),
    onChange: (listener) => plug.onChange(listener),
    stop: () => plug.stop(),
  };
}

export interface HidScannerOptions {
  /** Reports over TCP, each behind its length: see `reports.ts`. */
  readonly link: { readonly tcp: { readonly port: number; readonly host?: string } };
  readonly clock?: SimulationClock;
  readonly layout?: Layout;
  /** Reports nothing until the feature report `FE 01` came, as Honeywell and Youjie; after unplugging again. */
  readonly needsPosMode?: boolean;
}

export interface HidScannerSimulator extends ScannerSimulator<HidScannerFault> {
  snapshot(): { readonly plugged: boolean; readonly posMode: boolean; readonly scans: number };
}

/** A scanner in HID-POS mode. */
export async function startHidScannerSimulator(options: HidScannerOptions): Promise<HidScannerSimulator> {
  const reader = new ReportReader();
  const initially = options.needsPosMode !== true;
  let posMode = initially;
  let scans = 0;
  const receive = (bytes: Uint8Array): void => {
    for (const report of reader.push(bytes)) {
      if (report.length === 2 && report[0] === 0xfe && report[1] === 0x01) posMode = true;
      else plug.violate(`a report of ${report.length} bytes with id ${report[0] ?? 'none'}`);
    }
    plug.changed();
  };
  const plug = await Plug.start(options.link, options.clock, {
    bytes: receive,
    powerLost: () => {
      posMode = initially;
      reader.reset();
    },
    hungUp: () => reader.reset(),
  });
  const faults = new FaultBox<HidScannerFault>(
    (armed) => pullOnFault(plug, faults, armed),
    () => void plug.plugIn(),
  );
  const scan = (code: Code): void => {
    scans += 1;
    if (posMode) {
      if (faults.take('noise') !== null) for (const report of noiseReports) plug.send(frameReport(report));
      for (const report of spoilt(reportsOf(code, options.layout ?? 'usual'))) plug.send(frameReport(report));
    }
    plug.changed();
  };
  const spoilt = (reports: Uint8Array[]): Uint8Array[] => {
    const [first] = reports;
    if (first !== undefined && faults.take('length-too-large') !== null) first[1] = 0xff;
    return reports.length > 1 && faults.take('lost-continuation') !== null ? reports.slice(0, 1) : reports;
  };
  return {
    address: plug.address,
    faults,
    actions: { scan, unplug: plug.unplug, plugIn: plug.plugIn },
    snapshot: () => ({ plugged: plug.inside, posMode, scans }),
    violations: () => plug.violations(),
    onChange: (listener) => plug.onChange(listener),
    stop: () => plug.stop(),
  };
}
