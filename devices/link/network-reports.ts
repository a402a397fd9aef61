import type { Clock } from '../../base/clock.ts';
import type { TcpConfig } from './config.ts';
import type { ReportLink } from './reports.ts';
import { tcpLink } from './tcp.ts';

/** HID reports have at most 64 bytes at full speed and 1024 at high speed; what claims more is no report. */
export const LONGEST = 4096;
/** Bytes of the length in front of each report. */
const HEAD = 2;

/** Takes reports out of a stream, each after its length in two bytes, the higher first. */
export class ReportFrames {
  #bytes = new Uint8Array(HEAD + LONGEST);
  #filled = 0;

  /**
   * Hands over the reports that these bytes complete. False: what comes is no report, and nothing after it can be
   * understood.
   */
  push(bytes: Uint8Array, take: (report: Uint8Array) => void): boolean {
    for (const byte of bytes) {
      this.#bytes[this.#filled++] = byte;
      if (this.#filled < HEAD) continue;
      const length = ((this.#bytes[0] ?? 0) << 8) | (this.#bytes[1] ?? 0);
      if (length > LONGEST) {
        this.forget();
        return false;
      }
      if (this.#filled < HEAD + length) continue;
      const report = this.#bytes.slice(HEAD, this.#filled);
      this.forget();
      take(report);
    }
    return true;
  }

  /** What is half received may be of a card or a code: it is overwritten. */
  forget(): void {
    this.#bytes.fill(0, 0, this.#filled);
    this.#filled = 0;
  }
}

/** A report with its length in front. */
export const framed = (report: Uint8Array): Uint8Array =>
  Uint8Array.from([report.length >> 8, report.length & 0xff, ...report]);

/**
 * Reports over TCP, each after its length, both ways: for devices behind a network bridge, and for training without a
 * device.
 */
export function networkReports(config: TcpConfig, clock: Clock): ReportLink {
  const link = tcpLink(config, clock);
  const frames = new ReportFrames();
  let listener: (report: Uint8Array) => void = () => undefined;
  link.onData((bytes) => {
    if (frames.push(bytes, (report) => listener(report))) return;
    void link.close();
  });
  link.onClose(() => frames.forget());
  return {
    open: () => link.open(),
    write: (report, deadline) => link.write(framed(report), deadline),
    feature: (report, deadline) => link.write(framed(report), deadline),
    onData(next) {
      listener = next;
    },
    onClose: (next) => link.onClose(next),
    close: () => link.close(),
    identity: () => null,
  };
}
