/** What coming in needs. */
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../../base/clock.ts';
import type { BucketSize } from '../../../../base/token-bucket.ts';
import type { Tables } from '../../database/tables.ts';
import type { RegisterLog } from '../../log.ts';
import type { Sessions } from '../sessions.ts';
import type { Town } from '../town.ts';
import type { OidcSettings } from './settings.ts';

export interface AccountsDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly sessions: Sessions;
  /** The office's origin, as browsers reach it. */
  readonly url: string;
  /** 32 bytes, from `openOfficeKey`. */
  readonly sealingKey: Uint8Array;
  /** Whether accounts of the register's own may come in. Default: yes. */
  readonly local?: boolean;
  readonly oidc?: OidcSettings | undefined;
  readonly town?: string | null;
  /** How it looks. Default: no coat of arms, the page's own colour. */
  readonly look?: Pick<Town, 'arms' | 'accent'>;
  /** What a password's hash costs. Default: `PASSWORD_LN`; less is for tests. */
  readonly passwordLn?: number;
  /** Requests to come in, right or wrong. Default {@link SIGN_IN_LIMITS}. */
  readonly limits?: SignInLimits;
}

export interface SignInLimits {
  readonly perNetwork: BucketSize;
  readonly overall: BucketSize;
}

/** In the morning a whole office comes in from behind one address. */
export const SIGN_IN_LIMITS: SignInLimits = {
  perNetwork: { capacity: 60, refillPerSecond: 1 },
  overall: { capacity: 120, refillPerSecond: 5 },
};
