/** What a terminal asks before it has a token: to be enrolled, and the token itself. */
import type { z } from 'zod';
import { err, type Result } from '../../base/result.ts';
import { ASSERTION_TYPE, Enrolment, ROUTES, TokenAnswer, type EnrolmentRequest } from '../contract/contract.ts';
import { codeOf, toFailure, type RegisterFailure } from './failure.ts';
import { createSender, parse, prefixOf, type SenderOptions } from './send.ts';

/** Bytes of an answer's body at most. */
const ANSWER_LIMIT = 64 * 1024;

export interface TerminalAccessOptions extends SenderOptions {
  /** Milliseconds since the epoch; default: this machine's clock. */
  readonly now?: () => number;
}

/** What a terminal asks before it has a token. */
export interface TerminalAccess {
  /** Where assertions go: what they are for. */
  readonly audience: string;
  /** The same code with the same key gives the same answer again. */
  enrol(
    request: z.input<typeof EnrolmentRequest>,
  ): Promise<Result<Enrolment, RegisterFailure | { readonly kind: 'enrolment-refused' }>>;
  token(assertion: string): Promise<Result<TokenAnswer, RegisterFailure>>;
}

/** Throws a `RangeError` or `TypeError` for options that can never work. */
export function createTerminalAccess({ now = Date.now, ...options }: TerminalAccessOptions): TerminalAccess {
  const send = createSender(options);
  return {
    audience: prefixOf(options.baseUrl) + ROUTES.token.path,
    async enrol(request) {
      const answer = await send(
        ROUTES.enrolment,
        ANSWER_LIMIT,
        { 'content-type': 'application/json' },
        JSON.stringify(request),
      );
      if (!answer.ok) return answer;
      if (answer.value.status === 200) return parse(answer.value, Enrolment);
      return codeOf(answer.value) === 'enrolment-refused'
        ? err({ kind: 'enrolment-refused' })
        : err(toFailure(answer.value, now));
    },
    async token(assertion) {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: assertion,
      });
      const answer = await send(
        ROUTES.token,
        ANSWER_LIMIT,
        { 'content-type': 'application/x-www-form-urlencoded' },
        form.toString(),
      );
      if (!answer.ok) return answer;
      return answer.value.status === 200 ? parse(answer.value, TokenAnswer) : err(toFailure(answer.value, now));
    },
  };
}
