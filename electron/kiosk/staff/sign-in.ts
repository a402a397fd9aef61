import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { Config } from '../terminal/config.ts';
import type { AsyncStore } from '../store/client.ts';
import { PIN_LENGTH } from './pin-rules.ts';
import { createGuard, type Guesser } from './sign-in-guard.ts';

/** scrypt's cost, RFC 7914: N 2^15, r 8, p 1: about 0.1 s and 32 MiB on the terminal's processor. */
const COST = { N: 32_768, r: 8, p: 1 };
const MAXMEM = 128 * 1024 * 1024;

export type Role = 'staff' | 'technician';
export type SignInResult =
  | { readonly ok: true; readonly role: Role; /** Who, without a name: {@link staffId}. */ readonly staff: string }
  | { readonly ok: false; readonly failures: number; readonly waitSeconds: number };

/**
 * Who it was, for log and audit: eight digits of the PIN's stored hash, which the configuration puts a name to, and
 * which changes with the PIN.
 */
export const staffId = ({ hash }: { readonly hash: string }): string =>
  createHash('sha256').update(hash).digest('hex').slice(0, 8);

/** scrypt$N$r$p$salt$hash, salt and hash in base64. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(pin, salt, COST, 32);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

async function matches(pin: string, stored: string): Promise<boolean> {
  const [, n = '', r = '', p = '', salt = '', hash = ''] = stored.split('$');
  const expected = Buffer.from(hash, 'base64');
  const found = await derive(
    pin,
    Buffer.from(salt, 'base64'),
    { N: Number(n), r: Number(r), p: Number(p) },
    expected.length,
  );
  return timingSafeEqual(found, expected);
}

const derive = (pin: string, salt: Buffer, cost: typeof COST, length: number): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(pin, salt, length, { ...cost, maxmem: MAXMEM }, (error, key) => (error ? reject(error) : resolve(key))),
  );

/**
 * The staff's PIN: typed digit by digit, kept here and nowhere else, compared with every hash of the configuration.
 * After two wrong ones there is a waiting time, also over a restart ({@link createGuard}). Staff with a badge need
 * both: a badge's number is a name that can be copied, and a PIN alone can be watched over a shoulder.
 */
export function createSignIn(
  pins: Config['staff']['pins'],
  store: Pick<AsyncStore, 'signInGuard' | 'keepSignInGuard'>,
  clock: Clock,
) {
  let digits = '';
  let problem: 'none' | 'wrong' | 'locked' = 'none';
  let busy = false;
  /** Whose badge was shown: positions in the list of PINs; null where none was. */
  let shown: ReadonlySet<number> | null = null;
  let found: ReadonlySet<number> = new Set();
  let looking = false;
  const guard = createGuard(store, clock);
  /** Whose badge lies there counts for himself, also when he mistypes. */
  const guesser = (): Guesser => {
    const [own] = shown ?? [];
    const pin = own === undefined ? undefined : pins[own];
    return pin === undefined ? 'nobody' : { badge: staffId(pin) };
  };
  const waitSeconds = () => Math.ceil(guard.waitMs(guesser()) / 1_000);

  return {
    facts() {
      const wait = waitSeconds();
      return {
        digits: digits.length,
        problem: wait > 0 ? ('locked' as const) : problem === 'locked' ? ('none' as const) : problem,
        waitSeconds: wait,
        busy,
        badge: shown === null ? ('none' as const) : shown.size > 0 ? ('known' as const) : ('unknown' as const),
      };
    },
    /** Whether somebody has this badge; null while another one is looked up: each costs as much as a PIN. */
    async knows(id: string): Promise<boolean | null> {
      if (looking) return null;
      looking = true;
      try {
        const fits = await Promise.all(
          pins.map(async (one, at) => (one.badge !== undefined && (await matches(id, one.badge)) ? at : null)),
        );
        found = new Set(fits.filter((at) => at !== null));
        return found.size > 0;
      } finally {
        looking = false;
      }
    },
    /** The badge that was looked up last counts with the PIN. It alone opens nothing. */
    show(): void {
      shown = found;
    },
    type(digit: string) {
      problem = 'none';
      if (digits.length < PIN_LENGTH.longest) digits += digit;
    },
    erase() {
      digits = digits.slice(0, -1);
    },
    clear() {
      digits = '';
      problem = 'none';
    },
    /** Reads the waiting time that an earlier run left. */
    async begin() {
      digits = '';
      problem = 'none';
      shown = null;
      await guard.begin();
    },
    async submit(): Promise<SignInResult> {
      const pin = digits;
      digits = '';
      // From here on, so that a second touch is none.
      busy = true;
      try {
        await guard.begin();
        const who = guesser();
        if (waitSeconds() > 0) return { ok: false, failures: 0, waitSeconds: waitSeconds() };
        // All are tried, so that the time says nothing about which one was close.
        const found = (
          await Promise.all(
            pins.map(async (one, at) =>
              (await matches(pin, one.hash)) && (one.badge === undefined || shown?.has(at) === true) ? one : null,
            ),
          )
        ).filter((one) => one !== null);
        const one = found.find(({ role }) => role === 'technician') ?? found[0];
        if (one !== undefined) {
          await guard.passed(who);
          problem = 'none';
          return { ok: true, role: one.role, staff: staffId(one) };
        }
        const failures = await guard.failed(who);
        problem = waitSeconds() === 0 ? 'wrong' : 'locked';
        return { ok: false, failures, waitSeconds: waitSeconds() };
      } finally {
        busy = false;
      }
    },
  };
}
export type StaffSignIn = ReturnType<typeof createSignIn>;
