/** GET DATA for the UID, answered by the reader for the card (PC/SC part 3, 3.2.2.1.3). */
export const GET_UID = Uint8Array.of(0xff, 0xca, 0x00, 0x00, 0x00);

/** SW1 SW2 in hexadecimal; what it says is not secret. */
export const statusWord = (answer: Uint8Array): string =>
  Buffer.from(answer.subarray(-2)).toString('hex').toUpperCase();

/**
 * The number in the answer: 4, 7 or 10 bytes (ISO/IEC 14443-3, 6.4.4), 8 (ISO/IEC 15693). Null where there is none, and
 * for a number that the card makes up anew each time: one of four bytes that begins with 08. Passports and telephones
 * do that.
 */
export function badgeNumber(answer: Uint8Array): string | null {
  if (statusWord(answer) !== '9000') return null;
  const uid = answer.subarray(0, -2);
  if (![4, 7, 8, 10].includes(uid.length)) return null;
  if (uid.length === 4 && uid[0] === 0x08) return null;
  if (uid.every((byte) => byte === 0)) return null;
  return Buffer.from(uid).toString('hex').toUpperCase();
}
