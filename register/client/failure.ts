/** Why an exchange with the register did not do what it should, and how that is read from an answer. */
import { Problem } from '../contract/contract.ts';
import type { Answer } from './send.ts';

export type RegisterFailure =
  /** No answer in time, no connection, no such host, connection lost. */
  | { readonly kind: 'unreachable'; readonly reason: 'timeout' | 'connection' }
  /** This terminal has no key yet, or its key is unknown there, or was revoked: staff must enrol the terminal. */
  | { readonly kind: 'refused'; readonly reason: 'terminal-unknown' | 'terminal-revoked' | 'not-enrolled' }
  /**
   * No token, because the clocks differ. `seconds`: by which the register's is ahead of ours; negative where it is
   * behind.
   */
  | { readonly kind: 'clock-skew'; readonly seconds: number }
  /** The register does not speak this terminal's version of the contract: the terminal must be updated. */
  | { readonly kind: 'contract-unsupported' }
  | { readonly kind: 'invalid-request'; readonly fields: readonly string[] }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  /** `until`: when it is planned to end, ISO 8601, where the register said so. */
  | { readonly kind: 'maintenance'; readonly until?: string; readonly part?: 'residents' }
  /** The register works, but cannot answer now: its database or the town's system is away, or it made a mistake. */
  | {
      readonly kind: 'unavailable';
      /** It failed at this very request (500): another one may get through. */ readonly mistake?: true;
      /** The register answers, and the town's resident system does not. */ readonly part?: 'residents';
    }
  /** The register understood, and will not do it. */
  | { readonly kind: 'declined'; readonly reason: DeclinedReason }
  /** What came back is not an answer of the contract. */
  | { readonly kind: 'protocol'; readonly reason: 'status' | 'content-type' | 'too-large' | 'not-json' | 'schema' };

const DECLINED = [
  'signed-out',
  'conflict',
  'key-reused',
  'void',
  'not-possible',
  'fee-differs',
  'not-found',
  'key-missing',
  'in-progress',
  'not-decipherable',
  'precondition-failed',
] as const;
export type DeclinedReason = (typeof DECLINED)[number];

/**
 * What an answer other than 200 means. One that is no problem document of ours came from something between: a proxy,
 * another server.
 */
export function toFailure({ status, headers, body }: Answer, now: () => number = Date.now): RegisterFailure {
  const problem = readProblem(headers, body);
  if (!problem)
    return status === 502 || status === 503 || status === 504
      ? { kind: 'unavailable' }
      : { kind: 'protocol', reason: 'status' };
  const code = problem.type.slice('urn:foyer:problem:'.length);
  const part = problem.part === undefined ? {} : { part: problem.part };
  switch (code) {
    case 'terminal-unknown':
    case 'terminal-revoked':
      return { kind: 'refused', reason: code };
    // A token that is over is asked for anew; one that is over at once comes from a register that does not know its
    // terminal.
    case 'token-expired':
      return { kind: 'refused', reason: 'terminal-unknown' };
    case 'clock-skew':
      return problem.now === undefined
        ? { kind: 'protocol', reason: 'schema' }
        : { kind: code, seconds: Math.round((Date.parse(problem.now) - now()) / 1_000) };
    case 'contract-unsupported':
      return { kind: code };
    case 'invalid-request':
      return { kind: code, fields: (problem.errors ?? []).map((error) => error.field) };
    case 'rate-limited':
      return { kind: code, retryAfterSeconds: retryAfter(headers) };
    case 'maintenance':
      return { kind: code, ...(problem.until === undefined ? {} : { until: problem.until }), ...part };
    case 'unavailable':
      return { kind: code, ...part };
    case 'internal':
      return { kind: 'unavailable', mistake: true };
    default:
      return { kind: 'protocol', reason: 'status' };
  }
}

/** What is for the services only. */
export function toDeclined({ headers, body }: Answer): RegisterFailure | undefined {
  const reason = readProblem(headers, body)?.type.slice('urn:foyer:problem:'.length);
  const known = DECLINED.find((one) => one === reason);
  return known === undefined ? undefined : { kind: 'declined', reason: known };
}

export const codeOf = ({ headers, body }: Answer): string | undefined =>
  readProblem(headers, body)?.type.slice('urn:foyer:problem:'.length);

/** Not `signed-out`, which is a 401 too. */
export const isTokenRefused = (answer: Answer): boolean =>
  answer.status === 401 && ['token-expired', 'terminal-unknown'].includes(codeOf(answer) ?? '');

function readProblem(headers: Headers, body: string): Problem | undefined {
  if (!/^application\/problem\+json\b/i.test(headers.get('content-type') ?? '')) return undefined;
  try {
    const parsed = Problem.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds, 1 to 86,400; 60 where the header is missing or no number. */
function retryAfter(headers: Headers): number {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(text) ? Math.min(86_400, Math.max(1, Number(text))) : 60;
}
