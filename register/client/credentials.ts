/** What a terminal shows the register who it is with. Runs in Node 18. */
import type { RegisterFailure } from './client.ts';
import type { TokenAnswer } from '../contract/contract.ts';
import { ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

export interface Credentials {
  /** What goes behind `Bearer` now, or why there is nothing. */
  token(): Promise<Result<string, RegisterFailure>>;
  /** The register did not take this one: it is not given out again, where there can be another. */
  refused(token: string): void;
}

/** A key that holds until it is revoked. Throws a `TypeError` where it cannot stand in a header. */
export function keyCredentials(key: string): Credentials {
  // A key from a file may end with a line break; any other strange character would make `fetch` throw.
  const token = key.trim();
  if (!/^[\x20-\x7e]+$/.test(token)) throw new TypeError('key must be printable ASCII.');
  return { token: async () => ok(token), refused: () => undefined };
}

export interface TokenCredentialsOptions {
  /** Asks the register for a token; in whatever way the terminal shows who it is. */
  ask(): Promise<Result<TokenAnswer, RegisterFailure>>;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface TokenCredentials extends Credentials {
  /** The terminal is somebody else now: no token of before is given out. */
  forget(): void;
}

/** Milliseconds before its end from which on a token is renewed; for short ones a fifth of its time. */
const RENEWAL = 60_000;

/** Tokens that expire: one request for a token at a time for all callers, and the next one before the last expires. */
export function tokenCredentials({ ask, now }: TokenCredentialsOptions): TokenCredentials {
  let held: { readonly token: string; readonly asked: number; readonly renew: number; readonly ends: number } | null =
    null;
  let asking: Promise<Result<string, RegisterFailure>> | null = null;
  /** Grows with every `forget`: an answer to a question of before is for somebody else. */
  let turn = 0;

  async function renew(): Promise<Result<string, RegisterFailure>> {
    const mine = turn;
    const asked = now();
    const answer = await ask();
    if (mine !== turn) return renew();
    if (answer.ok) {
      const span = answer.value.expires_in * 1_000;
      held = {
        token: answer.value.access_token,
        asked,
        renew: asked + span - Math.min(RENEWAL, span / 5),
        ends: asked + span,
      };
      return ok(held.token);
    }
    // What is still good is good enough.
    return isWithin(held, held?.ends) ? ok(held.token) : answer;
  }

  /** A clock that was set back makes nothing last longer. */
  const isWithin = (one: typeof held, end: number | undefined): one is NonNullable<typeof held> =>
    one !== null && now() >= one.asked && now() < (end ?? 0);

  return {
    async token() {
      if (isWithin(held, held?.renew)) return ok(held.token);
      const mine = (asking ??= renew());
      try {
        return await mine;
      } finally {
        if (asking === mine) asking = null;
      }
    },
    refused(token) {
      if (held?.token === token) held = null;
    },
    forget() {
      turn += 1;
      held = null;
      asking = null;
    },
  };
}
