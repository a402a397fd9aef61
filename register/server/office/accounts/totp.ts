/** Six digits from an authenticator app (RFC 6238: SHA-1, steps of 30 s), as every such app can do. */
import { Secret, TOTP } from 'otpauth';

const STEP_MS = 30_000;
/** RFC 4226, 4: a secret of 160 bits is recommended. */
const SECRET_BYTES = 20;
/** RFC 6238, 5.2: one step to each side, for clocks that differ and people who type slowly. */
const WINDOW = 1;

export const newTotpSecret = (): Uint8Array => new Secret({ size: SECRET_BYTES }).bytes;

const totpOf = (secret: Uint8Array, label?: { readonly issuer: string; readonly account: string }): TOTP =>
  new TOTP({
    ...(label === undefined ? {} : { issuer: label.issuer, label: label.account }),
    algorithm: 'SHA1',
    digits: 6,
    period: STEP_MS / 1000,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });

/** For the app: to be typed in (base 32), and as an address for a QR code (`otpauth:`). */
export function shownTotp(
  secret: Uint8Array,
  label: { readonly issuer: string; readonly account: string },
): { secret: string; uri: string } {
  const totp = totpOf(secret, label);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/**
 * The time step that a code is of, or null where it is of none that counts now. `after`: the last step that was used;
 * RFC 6238, 5.2: a code counts once. `now`: milliseconds since 1970.
 */
export function totpStep(secret: Uint8Array, code: string, now: number, after: number | null): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: WINDOW });
  if (delta === null) return null;
  const step = Math.floor(now / STEP_MS) + delta;
  return after !== null && step <= after ? null : step;
}
