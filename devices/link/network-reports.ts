import type { Clock } from '../clock.ts';
import type { TcpConfig } from './config.ts';
import type { ReportLink } from './reports.ts';
import { tcpLink } from './tcp.ts';

/** HID reports have at most 64 bytes at full speed and 1024 at high speed; what claims more is no report. */
const LONGEST = 4096;

/**
 * Reports over TCP, each after its length in two bytes, the higher first, both ways: for devices behind a network bridge, and for
 * training without a device.
 */
export function networkReports(config: TcpConfig, clock: Clock): ReportLink {
  const link = tcpLink(config, clock);
  let listener: (report: Uint8Array) => void = () => undefined;
  let buffer: number[] = [];
  link.onData(bytes => {
    buffer.push(...bytes);
    while (buffer.length >= 2) {
      const length = ((buffer[0] ?? 0) << 8) | (buffer[1] ?? 0);
      if (length > LONGEST) return void link.close();
      if (buffer.length < length + 2) return;
      const report = Uint8Array.from(buffer.slice(2, length + 2));
      buffer = buffer.slice(length + 2);
      listener(report);
    }
  });
  const framed = (report: Uint8Array): Uint8Array => Uint8Array.from([report.length >> 8, report.length & 0xff, ...report]);
  return {
    open: () => link.open(),
    write: (report, deadline) => link.write(framed(report), deadline),
    feature: (report, deadline) => link.write(framed(report), deadline),
    onData(next) {
      listener = next;
    },
    onClose: next => link.onClose(next),
    close: () => link.close(),
    identity: () => null,
  };
}
