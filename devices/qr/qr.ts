/**
 * QR codes to be drawn, on the screen and on paper (ISO/IEC 18004): error correction M, byte mode, versions 1 to 40.
 * Our own, as what can be had in this size knows no ECI, without which readers take umlauts for Japanese.
 */
import { dataCapacity, dataCodewords, VERSIONS, withCorrection } from './codewords.ts';
import { Matrix } from './matrix.ts';

/**
 * Rows of modules, true for dark, without the quiet zone. Throws a `RangeError` where the text does not fit: beyond
 * 2,331 bytes of ASCII.
 */
export function qrCode(text: string): boolean[][] {
  for (let version = 1; version <= VERSIONS; version++) {
    const matrix = new Matrix(version);
    const total = matrix.codewords;
    const data = dataCodewords(text, version, dataCapacity(version, total));
    if (data === null) continue;
    matrix.fill(withCorrection(data, version, total));
    matrix.mask();
    return matrix.rows();
  }
  throw new RangeError('the text is too long for a QR code');
}

/** A printer's own command for QR codes has no ECI: only what is ASCII is read rightly from one. */
export const needsNoEci = (text: string): boolean => /^[\u0000-\u007f]*$/u.test(text);
