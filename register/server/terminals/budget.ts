/**
 * What one terminal may ask for in a time: an enrolled one that is in other hands fills no table and uses up no
 * contract with an eID-Server.
 */
import { ROUTES, SERVICE_ROUTES, STATUS_ROUTES } from '../../contract/contract.ts';
import { isChanging, ROUTED } from '../../../services/kit/services.ts';
import type { BucketSize } from '../../../base/token-bucket.ts';

/** A visit takes some dozen requests; the outbox of a day without the register comes as it may. */
export const TERMINAL_BUDGET: BucketSize = { capacity: 240, refillPerSecond: 4 };
/** No town has as many terminals as use this up honestly. */
export const TERMINALS_BUDGET: BucketSize = { capacity: 60_000, refillPerSecond: 2_000 };

/** By the route as the server names it; what is not here costs one where it writes, and nothing where it is a GET. */
const PRICES: ReadonlyMap<string, number> = new Map([
  // Each is a session at an eID-Server, of which a town has so many (TR-03130-1, `tooManyOpenSessions`).
  [SERVICE_ROUTES.eidSession.path, 40],
  // Staff are called.
  [ROUTES.helpCall.path, 40],
  // One is asked for at a time; it is verified and kept.
  [ROUTES.readinessReport.path, 10],
  // Asked again and again while somebody waits.
  [ROUTES.helpAnswer.path, 0.25],
  // A PDF is made, signed and kept; a case is sealed and kept.
  ...ROUTED.filter((service) => !isChanging(service)).map(({ follows: { kind, path } }): [string, number] => [
    path,
    kind === 'document' ? 20 : 10,
  ]),
  // A state's index has some thousand pages, read once.
  [STATUS_ROUTES.statusPage.path, 0.25],
]);

export const priceOf = (method: string, route: string | undefined): number =>
  route === undefined ? 1 : (PRICES.get(route) ?? (method === 'GET' || method === 'HEAD' ? 0 : 1));
