/** What the core is made with, and what it offers to the shell that shows it. */
import type { Clock } from '../../base/clock.ts';
import type { KeypadKey } from '../../devices/keypad/keypad.ts';
import type { DeviceHandle } from '../../devices/terminal/handles.ts';
import type { RegisterClient } from '../../register/client/client.ts';
import type { View } from '../ipc/view.ts';
import type { HoursEvaluator } from './catalogue/office-hours.ts';
import type { Config } from './terminal/config.ts';
import type { ConfigOrigins } from './terminal/config-origin.ts';
import type { Identity } from './identity/identity.ts';
import type { LogHistory } from './log/history.ts';
import type { Log } from './log/log.ts';
import type { AppState } from './app-state.ts';
import type { PaperMaker } from './print/document.ts';
import type { AsyncStore } from './store/client.ts';
import type { ReportKeeping } from './staff/report-file.ts';
import type { MachineWatch } from './host-machine/watch.ts';
import type { HostActions } from './staff/device-check.ts';

export interface KioskOptions {
  readonly config: Config;
  /** Where it comes from; without it nothing is said of that. */
  readonly origins?: () => ConfigOrigins;
  /** The town's coat of arms as SVG, read from the configured file. */
  readonly arms: string | null;
  readonly store: AsyncStore;
  readonly devices: readonly DeviceHandle[];
  readonly register: RegisterClient;
  /** Who the terminal is to the register; without it there is nothing to enrol here. */
  readonly identity?: Identity;
  /** Evaluates opening hours, beside the thread that draws. */
  readonly hours: HoursEvaluator;
  readonly clock: Clock;
  readonly log: Log;
  /** What stands in it already, of today and newest. */
  readonly history: LogHistory;
  readonly runtime: AppState['runtime'];
  /** Measures the machine; without it nothing is said of it. */
  readonly machine?: Pick<MachineWatch, 'points' | 'onChange'>;
  readonly hosts: HostActions;
  /** Stores the signed heads of the register's audit; not given, they are not stored. */
  readonly keepHeads?: (signed: string, now: number) => void;
  readonly reports: ReportKeeping;
  readonly papers: PaperMaker;
  /** Presses a key in the page, as the keypad's. */
  press(key: KeypadKey): void;
  /** Ends the program in good order; whoever started it starts it anew. */
  restart(): void;
  /** Ends the machine in good order. */
  powerOff(): void;
  /** The first page stands: the register is asked for nothing before. Not given, at once. */
  readonly shown?: Promise<void>;
  /** Forgets what the screen and the system may still hold of the visit. */
  purge(): Promise<void>;
}

export interface Kiosk {
  start(): void;
  view(): View;
  onView(listener: (view: View) => void): () => void;
  /** Takes what came over the bridge; anything but an Intent that the current View offers is refused and logged. */
  intent(message: unknown): void;
  stop(): Promise<void>;
}
