/** The three routes that need no token: the register's signing key, enrolment, and the tokens themselves. */
import type { FastifyInstance } from 'fastify';
import {
  Enrolment,
  EnrolmentRequest,
  ShownSigningKey,
  TERMINAL_ROUTES,
  TokenAnswer,
  TokenRequest,
} from '../../contract/contract.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { RegisterDatabase } from '../database/database.ts';
import { enrol, readTerminalKey } from './enrolment.ts';
import { checkedBody } from '../http/http.ts';
import type { RegisterLog } from '../log.ts';
import { HttpProblem } from '../http/problems.ts';
import type { RegisterSigner } from '../keys/signing.ts';
import type { Terminals } from './terminals.ts';
import { createTokenIssuer, issuerOf } from './tokens.ts';
import type { TokenRefusal } from './tokens.ts';
import { RateLimit, networkOf } from '../http/rate-limit.ts';
import type { BucketSize } from '../../../base/token-bucket.ts';

export interface TerminalLimits {
  readonly perAddress: BucketSize;
  readonly overall: BucketSize;
}
export interface TerminalRoutesDeps {
  readonly app: FastifyInstance;
  readonly database: RegisterDatabase;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly terminals: Terminals;
  readonly signer: RegisterSigner;
  addresses(): readonly string[];
  readonly enrolments?: TerminalLimits | undefined;
}

/**
 * Counts wrong codes only: a right one is let through, however many wrong ones others send. A code has 60 bits and
 * lives for minutes.
 */
const ENROLMENTS: TerminalLimits = {
  perAddress: { capacity: 5, refillPerSecond: 1 / 12 },
  overall: { capacity: 30, refillPerSecond: 1 / 2 },
};
/** For each terminal that there is, from each address; and for all of them, which come at once after a power cut. */
const TOKENS: TerminalLimits = {
  perAddress: { capacity: 20, refillPerSecond: 1 },
  overall: { capacity: 2_000, refillPerSecond: 200 },
};
/** For requests that name no existing terminal, so that strangers do not use up what terminals need. */
const STRANGERS: TerminalLimits = {
  perAddress: { capacity: 20, refillPerSecond: 1 },
  overall: { capacity: 100, refillPerSecond: 10 },
};

export const isOpenTerminalRoute = (url: string | undefined): boolean =>
  Object.values(TERMINAL_ROUTES).some(({ path }) => path === url);

export function addTerminalRoutes({
  app,
  database: { db },
  clock,
  log,
  terminals,
  signer,
  addresses,
  enrolments = ENROLMENTS,
}: TerminalRoutesDeps): void {
  const issuer = createTokenIssuer({ db, clock, addresses });
  const now = (): string => new Date(clock.now()).toISOString();

  app.get(TERMINAL_ROUTES.signingKey.path, (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .send(ShownSigningKey.parse({ ...signer.publicKey, succession: signer.succession })),
  );

  const [wrongCodes, terminalsLimit, strangers] = [enrolments, TOKENS, STRANGERS].map(
    ({ perAddress, overall }) => new RateLimit(perAddress, overall, clock),
  ) as [RateLimit, RateLimit, RateLimit];
  const limited = (wait: number): void => {
    if (wait > 0) throw new HttpProblem({ code: 'rate-limited', retryAfterSeconds: wait });
  };

  app.post(TERMINAL_ROUTES.enrolment.path, async (request, reply) => {
    const { code, key } = checkedBody(EnrolmentRequest, request);
    if (readTerminalKey(key) === null)
      throw new HttpProblem({
        code: 'invalid-request',
        errors: [{ field: 'key', message: 'is no point of its curve' }],
      });
    const enrolled = await enrol(db, clock, terminals, { code, key });
    if (!enrolled.ok) {
      limited(wrongCodes.take(networkOf(request.ip)));
      throw new HttpProblem({ code: 'enrolment-refused' });
    }
    const { id, name, again } = enrolled.value;
    if (!again) log({ event: 'enrolled', terminal: name });
    reply.header('cache-control', 'no-store');
    return Enrolment.parse({ terminal: id, name, signingKey: signer.publicKey, now: now() });
  });

  // Apart, because nothing else here is sent as a form.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, readForm(String(body))),
    );
    scope.addContentTypeParser('*', (_request, _body, done) =>
      done(
        new HttpProblem({
          code: 'invalid-request',
          status: 415,
          errors: [{ field: '(body)', message: 'is not application/x-www-form-urlencoded' }],
        }),
      ),
    );
    scope.post(TERMINAL_ROUTES.token.path, async (request, reply) => {
      const { client_assertion: assertion } = checkedBody(TokenRequest, request);
      const terminal = issuerOf(assertion);
      // The claimed id is believed for counting only: an attacker with a terminal's id uses up only what it has at the
      // attacker's own address.
      limited(
        terminal !== null && (await terminals.isKnown(terminal))
          ? terminalsLimit.take(`${terminal} ${networkOf(request.ip)}`)
          : strangers.take(networkOf(request.ip)),
      );
      const issued = await issuer.issue(assertion);
      if (!issued.ok && issued.error.kind === 'clock-skew' && terminal !== null) await terminals.noteClock(terminal);
      if (!issued.ok) throw refusedToken(issued.error, now());
      // RFC 6749, 5.1.
      reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
      return TokenAnswer.parse({
        access_token: issued.value.token,
        token_type: 'Bearer',
        expires_in: issued.value.seconds,
      });
    });
  });
}

function refusedToken(refusal: TokenRefusal, now: string): HttpProblem {
  switch (refusal.kind) {
    case 'terminal-unknown':
    case 'terminal-revoked':
      return new HttpProblem({ code: refusal.kind });
    case 'clock-skew':
      return new HttpProblem({ code: 'clock-skew', now });
    case 'assertion':
      return new HttpProblem({
        code: 'invalid-request',
        errors: [{ field: `client_assertion.${refusal.claim}`, message: refusal.message }],
      });
  }
}

/** RFC 6749, 3.2: a parameter stands there once, and one without a value is as good as none. */
function readForm(body: string): Record<string, string> {
  const form: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    if (Object.hasOwn(form, name))
      throw new HttpProblem({
        code: 'invalid-request',
        errors: [{ field: '(body)', message: 'names a parameter twice' }],
      });
    if (value !== '') form[name] = value;
  }
  return form;
}
