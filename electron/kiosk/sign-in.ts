import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../devices/clock.ts';
import type { Config } from './config.ts';
import type { AsyncStore } from './store/client.ts';
import type { SignInGuard } from './store/store.ts';

/** scrypt's cost, RFC 7914: N 2^15, r 8, p 1: about 0.1 s and 32 MiB on the terminal's processor. */
const COST = { N: 32_768, r: 8, p: 1 };
const MAXMEM = 128 * 1024 * 1024;
const FREE_FAILURES = 2;
const FIRST_WAIT_S = 15;
const LONGEST_WAIT_S = 3_600;
const LONGEST_PIN = 12;

export type Role = 'staff' | 'technician';
export type SignInResult = { readonly ok: true; readonly role: Role } | { readonly ok: false; readonly failures: number; readonly waitSeconds: number };

/** scrypt$N$r$p$salt$hash, salt and hash in base64. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(pin, salt, COST, 32);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

async function matches(pin: string, stored: string): Promise<boolean> {
  const [, n = '', r = '', p = '', salt = '', hash = ''] = stored.split('$');
  const expected = Buffer.from(hash, 'base64');
  const found = await derive(pin, Buffer.from(salt, 'base64'), { N: Number(n), r: Number(r), p: Number(p) }, expected.length);
  return timingSafeEqual(found, expected);
}

const derive = (pin: string, salt: Buffer, cost: typeof COST, length: number): Promise<Buffer> =>
  new Promise((resolve, reject) => scrypt(pin, salt, length, { ...cost, maxmem: MAXMEM }, (error, key) => (error ? reject(error) : resolve(key))));

/**
 * The staff's PIN: typed digit by digit, kept here and nowhere else, compared with every hash of the configuration. After two
 * wrong ones each further one doubles the waiting time, also over a restart. Whoever has a badge needs both: a badge's number is a
 * name that can be copied, and a PIN alone can be looked over somebody's shoulder.
 */
export function createSignIn(pins: Config['staff']['pins'], store: Pick<AsyncStore, 'signInGuard' | 'keepSignInGuard'>, clock: Clock) {
  let digits = '';
  let problem: 'none' | 'wrong' | 'locked' = 'none';
  let busy = false;
  /** Whose badge was shown: positions in the list of PINs; null where none was. */
  let shown: ReadonlySet<number> | null = null;
  let found: ReadonlySet<number> = new Set();
  let looking = false;
  let guard: SignInGuard = { failures: 0, until: 0 };
  const waitSeconds = () => Math.max(0, Math.ceil((guard.until - clock.now()) / 1_000));
  // A journal that fails opens no door and closes none: what was last known counts on.
  const read = async () => void (guard = await store.signInGuard().catch(() => guard));
  const keep = async (next: SignInGuard) => {
    guard = next;
    await store.keepSignInGuard(next).catch(() => undefined);
  };

  return {
    facts() {
      const wait = waitSeconds();
      return { digits: digits.length, problem: wait > 0 ? ('locked' as const) : problem === 'locked' ? ('none' as const) : problem, waitSeconds: wait, busy, badge: shown === null ? ('none' as const) : shown.size > 0 ? ('known' as const) : ('unknown' as const) };
    },
    /** Whether somebody has this badge; null while another one is looked up: each costs as much as a PIN. */
    async knows(id: string): Promise<boolean | null> {
      if (looking) return null;
      looking = true;
      try {
        const fits = await Promise.all(pins.map(async (one, at) => (one.badge !== undefined && (await matches(id, one.badge)) ? at : null)));
        found = new Set(fits.filter((at) => at !== null));
        return found.size > 0;
      } finally {
        looking = false;
      }
    },
    /** The badge that was looked up last counts with the PIN. It alone opens nothing. */
    show(): void { shown = found; },
    type(digit: string) {
      problem = 'none';
      if (digits.length < LONGEST_PIN) digits += digit;
    },
    erase() { digits = digits.slice(0, -1); },
    clear() { digits = ''; problem = 'none'; },
    /** Reads the waiting time that an earlier run left. */
    async begin() {
      digits = '';
      problem = 'none';
      shown = null;
      await read();
    },
    async submit(): Promise<SignInResult> {
      const pin = digits;
      digits = '';
      // From here on, so that a second touch is none.
      busy = true;
      try {
        await read();
        if (waitSeconds() > 0) return { ok: false, failures: guard.failures, waitSeconds: waitSeconds() };
        // All are tried, so that the time says nothing about which one was close.
        const found = await Promise.all(pins.map(async (one, at) => ((await matches(pin, one.hash)) && (one.badge === undefined || shown?.has(at) === true) ? one.role : null)));
        const role = found.includes('technician') ? 'technician' : found.find((one) => one !== null);
        if (role) {
          await keep({ failures: 0, until: 0 });
          problem = 'none';
          return { ok: true, role };
        }
        const failures = guard.failures + 1;
        const wait = failures <= FREE_FAILURES ? 0 : Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (failures - FREE_FAILURES - 1));
        await keep({ failures, until: wait === 0 ? 0 : clock.now() + wait * 1_000 });
        problem = wait === 0 ? 'wrong' : 'locked';
        return { ok: false, failures, waitSeconds: wait };
      } finally {
        busy = false;
      }
    },
  };
}
