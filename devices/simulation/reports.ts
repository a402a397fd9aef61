/**
 * HID reports over a byte stream, for simulators of devices that have no serial port: every report, in both directions,
 * follows its length as two bytes, most significant first. A report begins with its report id where the device numbers
 * its reports.
 */
export function frameReport(report: Uint8Array): Uint8Array {
  return Uint8Array.of(report.length >> 8, report.length & 0xff, ...report);
}

/** Takes the reports of one connection out of its bytes, however they are cut. A report is at most 65535 bytes long. */
export class ReportReader {
  #pending: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): Uint8Array[] {
    const reports: Uint8Array[] = [];
    let rest = Buffer.concat([this.#pending, bytes]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      reports.push(Uint8Array.from(rest.subarray(2, end)));
      rest = rest.subarray(end);
    }
    this.#pending = Uint8Array.from(rest);
    return reports;
  }

  reset(): void {
    this.#pending = new Uint8Array(0);
  }
}
