/** Six digits from an app: RFC 6238, each step once. */
import { describe, expect, test } from 'vitest';
import { newTotpSecret, shownTotp, totpStep } from '../../../../../../register/server/office/accounts/totp.ts';

const SECRET = Buffer.from('12345678901234567890');
/** RFC 6238, appendix B, SHA-1; six digits are the last of its eight. */
const VECTORS = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const;

describe('a code', () => {
  test.each(VECTORS)('of second %i is the one of the RFC', (second, digits) => {
    expect(totpStep(SECRET, digits.slice(-6), second * 1000, null)).toBe(Math.floor(second / 30));
  });
  test('counts one step to each side, and no further', () => {
    const [second, digits] = VECTORS[3];
    const step = Math.floor(second / 30);
    const begin = step * 30_000;
    const at = (ms: number) => totpStep(SECRET, digits.slice(-6), begin + ms, null);
    expect([at(-30_001), at(-30_000), at(0), at(59_999), at(60_000)]).toEqual([null, step, step, step, null]);
  });
  test('counts once, and those before it never after it', () => {
    const [second, digits] = VECTORS[3];
    const step = Math.floor(second / 30);
    const after = (last: number | null) => totpStep(SECRET, digits.slice(-6), second * 1000, last);
    expect([after(step - 1), after(step), after(step + 1)]).toEqual([step, null, null]);
  });
  test.each(['', '12345', '1234567', 'abcdef'])('that is none, "%s", does not count', (code) => {
    expect(totpStep(SECRET, code, 0, null)).toBeNull();
  });
});

test('a secret has 160 bits, is never the same, and an app can read its address', () => {
  const [one, two] = [newTotpSecret(), newTotpSecret()];
  expect(one.length).toBe(20);
  expect(Buffer.from(one).equals(two)).toBe(false);
  const { secret, uri } = shownTotp(one, { issuer: 'Foyer Musterstadt', account: 'k.beispiel' });
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const address = new URL(uri);
  expect([address.protocol, address.host, decodeURIComponent(address.pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Foyer Musterstadt:k.beispiel',
  ]);
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    secret,
    issuer: 'Foyer Musterstadt',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
