import { qrCode } from '../../../devices/qr/qr.ts';

/** A QR code as rows of '1' and '0' without quiet zone. Throws a `RangeError` where the text does not fit. */
export const qrOf = (data: string): string[] =>
  qrCode(data).map((row) => row.map((dark) => (dark ? '1' : '0')).join(''));
