import type { Clock } from '../../base/clock.ts';
import type { DriverSurroundings } from '../driver/driver.ts';
import type { FrameRing } from '../driver/frames.ts';
import { createLink } from '../link/create.ts';
import { keptFromDisplay } from '../link/kept-from-display.ts';
import { createReportLink } from '../link/reports.ts';
import { EventDevice } from '../driver/event-device.ts';
import { scanOf } from './aim.ts';
import type { ScannerConfig } from './config.ts';
import { HidPosReports } from './hid-pos.ts';
import { ScannedLines } from './lines.ts';
import type { Scan, Scanner, ScannerStatus } from './scanner.ts';
import { TypedCodes } from './wedge.ts';

/** Milliseconds for the feature report that sets a scanner to HID POS. */
const POS_MODE_LIMIT = 2_000;
const ENTER_POS_MODE = Uint8Array.of(0xfe, 0x01);

function dropped(ring: FrameRing, clock: Clock, length: number): void {
  if (length > 0) ring.redacted(clock.now(), 'in', length, 'code without its end: dropped');
}

/** What a code says may be anybody's: of scans, only their length is kept in the frames. */
export function createScanner(config: ScannerConfig, around: DriverSurroundings): Scanner {
  const { clock } = around;
  const { pos, stream, wedge } = config;
  if (pos !== undefined) {
    return new EventDevice<ScannerStatus, Scan>({
      ...around,
      link: () => createReportLink(pos, clock),
      createProtocol({ link, ring, tell }) {
        const reports = new HidPosReports();
        return {
          async begin() {
            if (!config.enterPosMode) return null;
            ring.out(clock.now(), ENTER_POS_MODE, 'feature report FE 01: HID POS');
            const entered = await (link as ReturnType<typeof createReportLink>).feature(ENTER_POS_MODE, POS_MODE_LIMIT);
            return entered.ok ? null : 'protocol';
          },
          receive(report) {
            const scan = reports.push(report);
            ring.redacted(
              clock.now(),
              'in',
              report.length,
              scan === 'damaged'
                ? 'report that does not fit: dropped'
                : scan === null
                  ? 'report'
                  : `report: code complete, ${scan.text.length} characters, ${scan.symbology ?? 'kind unknown'}`,
            );
            if (scan !== null && scan !== 'damaged') tell(scan);
          },
          quiet: () => dropped(ring, clock, reports.forget()),
          end: () => void reports.forget(),
        };
      },
    });
  }
  if (wedge !== undefined) {
    const { hid } = wedge;
    return new EventDevice<ScannerStatus, Scan>({
      ...around,
      link: () => createReportLink(wedge, clock),
      ...(hid === undefined
        ? {}
        : {
            blockedBy: async () =>
              (await keptFromDisplay(hid.vendor, hid.product))
                ? null
                : { state: 'faulted', reason: 'shown-to-display' },
          }),
      createProtocol({ ring, tell }) {
        const codes = new TypedCodes(config.layout);
        return {
          receive(report) {
            const code = codes.push(report);
            if (code === null) return;
            ring.redacted(clock.now(), 'in', code.length, 'typed code');
            tell(scanOf(code));
          },
          quiet: () => dropped(ring, clock, codes.giveUp()),
          end: () => codes.forget(),
        };
      },
    });
  }
  if (stream === undefined) throw new Error('a scanner is of one kind; the configuration schema sees to it');
  return new EventDevice<ScannerStatus, Scan>({
    ...around,
    link: () => createLink(stream, clock),
    createProtocol({ ring, tell }) {
      const lines = new ScannedLines();
      return {
        receive(bytes) {
          for (const line of lines.push(bytes)) {
            if (typeof line !== 'string') ring.redacted(clock.now(), 'in', 0, 'line that is no text: dropped');
            else {
              ring.redacted(clock.now(), 'in', line.length, 'line');
              tell(scanOf(line));
            }
          }
        },
        quiet: () => dropped(ring, clock, lines.forget()),
        end: () => void lines.forget(),
      };
    },
  });
}
