import { encode } from 'uqr';

/** QR code, error correction M (ISO/IEC 18004), as rows of '1' and '0' without quiet zone. */
export const qrOf = (data: string): string[] => encode(data, { ecc: 'M', border: 0 }).data.map((row) => row.map((dark) => (dark ? '1' : '0')).join(''));
