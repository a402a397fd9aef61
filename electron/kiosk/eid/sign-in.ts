import { readAddress } from '../../../base/address.ts';
import type { Clock } from '../../../base/clock.ts';
import { REFRESH_NONCE } from '../../../register/contract/contract.ts';
import type { EidSession, Language, ServiceRoute } from '../../../register/contract/contract.ts';
import type {
  RegisterClient,
  RegisterFailure,
  ServiceAnswer,
  ServiceRequest,
} from '../../../register/client/client.ts';
import type { Answer, ServiceFailure, SignInOutcome } from '../../../state-machines/services/ports.ts';

export interface SignInDeps {
  readonly register: RegisterClient;
  readonly clock: Clock;
  language(): Language;
  /** Every answer says whether the register is there. */
  note(failure: RegisterFailure | null, request: string): void;
}

/** Requests that a sign-in goes with. */
type Signed = { [R in ServiceRoute]: ServiceRequest<R> extends { visit: string } ? R : never }[ServiceRoute];

/** Who is signed in, as far as the terminal has to know: a token, in memory, until the visit ends. */
export interface SignIn {
  /** Asks the register for a session with the eID-Server; null where there is none now. */
  begin(): Promise<EidSession | null>;
  /**
   * The AusweisApp was sent where the register said, and brought what the register gave it on its way: that alone shows
   * that the card was read here. Kept for {@link outcome}.
   */
  leadsHome(refreshUrl: string | null): boolean;
  outcome(): Promise<SignInOutcome | 'unreachable'>;
  /** The person's name, for the greeting; null without a sign-in. */
  name(): string | null;
  /** One exchange with the register as the one who is signed in. */
  ask<R extends Signed>(route: R, request: Omit<ServiceRequest<R>, 'visit'>): Promise<Answer<ServiceAnswer<R>>>;
  /** For exchanges with an optional sign-in; empty without one. */
  shown(): { readonly visit?: string };
  /** One exchange that needs no sign-in. */
  askFor<R extends Exclude<ServiceRoute, Signed>>(
    route: R,
    request: ServiceRequest<R>,
  ): Promise<Answer<ServiceAnswer<R>>>;
  /** Ends the sign-in, here and at the register. */
  end(): Promise<void>;
}

/**
 * Milliseconds between two questions, and how many: the eID-Server's result may come a moment after the AusweisApp's.
 */
const POLL = { every: 500, times: 20 } as const;

export function createSignIn({ register, clock, language, note }: SignInDeps): SignIn {
  let session: EidSession | null = null;
  /** What the refresh address of this session brought. */
  let nonce: string | null = null;
  let visit: { readonly token: string; readonly name: string } | null = null;
  /** Counts the visits that ended, so that an answer to a question of an earlier visit is dropped. */
  let visits = 0;

  async function call<R extends ServiceRoute>(route: R, request: ServiceRequest<R>): Promise<Answer<ServiceAnswer<R>>> {
    const answer = await register.call(route, request);
    note(answer.ok ? null : answer.error, route);
    return answer.ok ? answer : { ok: false, error: failureOf(answer.error) };
  }

  return {
    async begin() {
      session = null;
      nonce = null;
      const during = visits;
      const answer = await call('eidSession', { language: language() });
      if (!answer.ok || during !== visits) return null;
      session = answer.value;
      return session;
    },
    leadsHome(refreshUrl) {
      const address = session === null || refreshUrl === null ? null : readAddress(refreshUrl);
      if (session === null || address === null) return false;
      const { origin, searchParams } = address;
      if (origin !== new URL(session.refreshOrigin).origin) return false;
      nonce = searchParams.get(REFRESH_NONCE);
      return nonce !== null;
    },
    async outcome() {
      const asked = session;
      const brought = nonce;
      const during = visits;
      session = null;
      nonce = null;
      if (asked === null || brought === null) return 'failed';
      for (let time = 0; time < POLL.times; time += 1) {
        const answer = await call('eidOutcome', { session: asked.session, nonce: brought });
        if (!answer.ok)
          return ['unreachable', 'residents-away', 'maintenance'].includes(answer.error) ? 'unreachable' : 'failed';
        if (answer.value.state === 'signed-in' && during !== visits)
          await call('signOut', { visit: answer.value.visit });
        if (during !== visits) return 'failed';
        if (answer.value.state === 'signed-in') {
          visit = { token: answer.value.visit, name: answer.value.name };
          return 'signed-in';
        }
        if (answer.value.state !== 'pending') return answer.value.state;
        await new Promise<void>((resolve) => void clock.after(POLL.every, resolve));
        if (during !== visits) return 'failed';
      }
      return 'failed';
    },
    name: () => visit?.name ?? null,
    async ask(route, request) {
      if (visit === null) return { ok: false, error: 'signed-out' };
      const { token } = visit;
      const answer = await call(route, { ...request, visit: token } as never);
      if (!answer.ok && answer.error === 'signed-out' && visit?.token === token) visit = null;
      return answer as never;
    },
    shown: () => (visit === null ? {} : { visit: visit.token }),
    askFor: (route, request) => call(route, request),
    async end() {
      const ended = visit;
      visits += 1;
      visit = null;
      session = null;
      nonce = null;
      if (ended !== null) await call('signOut', { visit: ended.token });
    },
  };
}

function failureOf(failure: RegisterFailure): ServiceFailure {
  switch (failure.kind) {
    case 'declined':
      switch (failure.reason) {
        case 'signed-out':
        case 'conflict':
        case 'not-possible':
        case 'fee-differs':
          return failure.reason;
        case 'key-reused':
        case 'void':
        case 'not-found':
        case 'key-missing':
        case 'not-decipherable':
        case 'precondition-failed':
          return 'refused';
        case 'in-progress':
          return 'unreachable';
      }
    // falls through: every reason above returns.
    case 'maintenance':
      return 'maintenance';
    case 'refused':
    case 'clock-skew':
    case 'contract-unsupported':
    case 'invalid-request':
      return 'refused';
    case 'unavailable':
      return failure.part === 'residents' ? 'residents-away' : 'unreachable';
    case 'unreachable':
    case 'protocol':
    case 'rate-limited':
      return 'unreachable';
  }
}
