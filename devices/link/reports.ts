import type { Clock } from '../../base/clock.ts';
import type { DeviceIdentity } from '../driver/driver.ts';
import type { Result } from '../../base/result.ts';
import type { ReportLinkConfig } from './config.ts';
import { hidReports } from './hid.ts';
import type { Link, LinkFailure } from './link.ts';
import { networkReports } from './network-reports.ts';

/**
 * A link that carries HID reports: `onData` gives one whole report at a time, its report id first where the device
 * numbers them.
 */
export interface ReportLink extends Link {
  /** Of the open device, from its USB strings; null where it has none. */
  identity(): DeviceIdentity | null;
  /** Set_Report of a feature report, its report id first. `deadline` in milliseconds. */
  feature(report: Uint8Array, deadline: number): Promise<Result<void, LinkFailure>>;
}

/** A fresh link, not yet open. */
export const createReportLink = (config: ReportLinkConfig, clock: Clock): ReportLink =>
  config.hid === undefined ? networkReports(config.tcp ?? { host: '', port: 0 }, clock) : hidReports(config.hid, clock);
