/**
 * The event log: Security Event Tokens (RFC 8417) about one submission, believed only where the one who may say so
 * signed them.
 */
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { err, ok } from '../../../../base/result.ts';
import type { Result } from '../../../../base/result.ts';
import type { X509Certificate } from '@peculiar/x509';
import type { TimeSource } from '../../../../base/clock.ts';
import type { FitConnectApi } from './api.ts';
import type { FitConnectFault } from './faults.ts';
import { fitKey, trustedKey } from './keys.ts';

const EVENTS = 'https://schema.fitko.de/fit-connect/events/';
const EventName = z.enum([
  'create-submission',
  'submit-submission',
  'notify-submission',
  'forward-submission',
  'reject-submission',
  'accept-submission',
  'delete-submission',
]);
export type EventName = z.infer<typeof EventName>;

const Tags = z.object({
  metadata: z.string(),
  data: z.string(),
  attachments: z.record(z.string(), z.string()).optional(),
});
/** Authentication tags of what a submission is made of: the last part of each JWE. */
export type Tags = z.infer<typeof Tags>;

const Claims = z.object({
  jti: z.string().min(1).max(200),
  iss: z.string().min(1).max(500),
  iat: z.number().positive().max(8_000_000_000),
  sub: z.string(),
  txn: z.string(),
  events: z
    .record(z.string(), z.object({ authenticationTags: Tags.optional() }))
    .refine((events) => Object.keys(events).length === 1, 'has not one event'),
});

export interface SubmissionEvent {
  readonly jti: string;
  readonly name: EventName;
  readonly at: Date;
  readonly by: 'service' | 'destination';
  readonly tags: Tags | undefined;
}

/**
 * Why a token says nothing. `malformed`: no token of this kind. `other-case`: it is about another submission. `issuer`:
 * its signer may not say this. `signature`: the signature cannot be verified. `future`: later than now by more than
 * five minutes. `asked`: its key could not be had.
 */
export type EventFault = 'malformed' | 'other-case' | 'issuer' | 'signature' | 'future' | 'asked';

export interface About {
  readonly destinationId: string;
  readonly submissionId: string;
  readonly caseId: string;
}

/** Who may say what (documentation of the event log). The delivery service says that it was not fetched in time. */
const SAID_BY: Readonly<Record<EventName, readonly SubmissionEvent['by'][]>> = {
  'create-submission': ['service'],
  'submit-submission': ['service'],
  'notify-submission': ['service'],
  'delete-submission': ['service'],
  'forward-submission': ['service', 'destination'],
  'reject-submission': ['service', 'destination'],
  'accept-submission': ['destination'],
};
/** Milliseconds by which clocks may differ. */
const SKEW = 5 * 60_000;

export interface EventsDeps {
  readonly api: FitConnectApi;
  readonly clock: TimeSource;
  /** Whom the service says it is: the address in its tokens. */
  readonly issuer: string;
  readonly roots: readonly X509Certificate[];
}

/** Events in their order; those that are not believed are counted by why. */
export async function readEvents(
  deps: EventsDeps,
  about: About,
  signal?: AbortSignal,
): Promise<
  Result<{ readonly events: readonly SubmissionEvent[]; readonly refused: readonly EventFault[] }, FitConnectFault>
> {
  const log = await deps.api.events(about.submissionId, signal);
  if (!log.ok) return log;
  const events: SubmissionEvent[] = [];
  const refused: EventFault[] = [];
  const keys = keyring(deps, signal);
  for (const token of log.value) {
    const event = await readEvent(token, about, { ...deps, keys });
    if (!event.ok) refused.push(event.error);
    else if (!events.some(({ jti }) => jti === event.value.jti)) events.push(event.value);
  }
  return ok({ events, refused });
}

type Keyring = ReturnType<typeof keyring>;

async function readEvent(
  token: string,
  about: About,
  { clock, issuer, keys }: EventsDeps & { readonly keys: Keyring },
): Promise<Result<SubmissionEvent, EventFault>> {
  let kid: string;
  let claims: z.infer<typeof Claims>;
  try {
    const header = decodeProtectedHeader(token);
    if (header.typ !== 'secevent+jwt' || header.alg !== 'PS512' || typeof header.kid !== 'string')
      return err('malformed');
    kid = header.kid;
    claims = Claims.parse(decodeJwt(token));
  } catch {
    return err('malformed');
  }
  if (claims.sub !== `submission:${about.submissionId}` || claims.txn !== `case:${about.caseId}`)
    return err('other-case');
  const by =
    claims.iss === about.destinationId
      ? 'destination'
      : claims.iss.replace(/\/+$/, '') === issuer
        ? 'service'
        : undefined;
  const [[type, payload] = ['', {}]] = Object.entries(claims.events);
  const name = EventName.safeParse(type.startsWith(EVENTS) ? type.slice(EVENTS.length) : '');
  if (!name.success) return err('malformed');
  if (by === undefined || !SAID_BY[name.data].includes(by)) return err('issuer');
  const key = by === 'service' ? await keys.service(kid) : await keys.destination(about.destinationId, kid);
  if (!key.ok) return key;
  try {
    await compactVerify(token, key.value, { algorithms: ['PS512'] });
  } catch {
    return err('signature');
  }
  const at = claims.iat * 1000;
  if (at > clock.now() + SKEW) return err('future');
  return ok({
    jti: claims.jti,
    name: name.data,
    at: new Date(at),
    by,
    tags: (payload as { authenticationTags?: Tags }).authenticationTags,
  });
}

/**
 * Keys for one look at a log: each is asked for once. The service's stand by its address and its line alone (TLS); a
 * destination's by its certificates.
 */
function keyring({ api, clock, roots }: EventsDeps, signal: AbortSignal | undefined) {
  let service: ReturnType<FitConnectApi['serviceKeys']> | undefined;
  const destination = new Map<string, ReturnType<FitConnectApi['key']>>();
  const asked = (error: FitConnectFault): EventFault => (error === 'gone' ? 'signature' : 'asked');
  return {
    async service(kid: string): Promise<Result<CryptoKeyLike, EventFault>> {
      const answer = await (service ??= api.serviceKeys(signal));
      if (!answer.ok) return err(asked(answer.error));
      const jwk = answer.value.find((one) => one.kid === kid);
      const key = jwk === undefined ? undefined : fitKey(jwk, 'verify');
      return key?.ok === true ? ok(key.value) : err('signature');
    },
    async destination(id: string, kid: string): Promise<Result<CryptoKeyLike, EventFault>> {
      let answer = destination.get(kid);
      if (answer === undefined) destination.set(kid, (answer = api.key(id, kid, signal)));
      const jwk = await answer;
      if (!jwk.ok) return err(asked(jwk.error));
      const key =
        jwk.value.kid === kid ? await trustedKey(jwk.value, { purpose: 'verify', roots, now: clock.now() }) : undefined;
      return key?.ok === true ? ok(key.value) : err('signature');
    },
  };
}
type CryptoKeyLike = Parameters<typeof compactVerify>[1] & object;
