/** A terminal's sign of life, and what it is answered with: the clock, the edition, the audit's heads, its orders. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import type { TimeSource } from '../../../base/clock.ts';
import { HeartbeatRequest, HeartbeatResponse, ROUTES } from '../../contract/contract.ts';
import { createSignedHeads } from '../audit/signed-heads.ts';
import type { CatalogueStore } from '../catalogue/catalogue.ts';
import type { Tables } from '../database/tables.ts';
import { checkedBody } from '../http/http.ts';
import type { RegisterSigner } from '../keys/signing.ts';
import type { ResidentSystem } from '../ports/resident-system.ts';
import { watchResidents } from '../residents/watch.ts';
import { openOrders } from './orders.ts';
import type { Terminal, Terminals } from './terminals.ts';

export interface HeartbeatRouteDeps {
  readonly app: FastifyInstance;
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly signer: RegisterSigner;
  readonly terminals: Terminals;
  readonly catalogue: CatalogueStore;
  readonly residents: ResidentSystem;
  /** `version`: of the contract. */
  callerOf(request: FastifyRequest): { readonly terminal: Terminal; readonly version: number };
  /** Done with each sign of life, also where nobody signs in for days. */
  purgeExpired(): Promise<unknown>;
}

export function addHeartbeatRoute(deps: HeartbeatRouteDeps): void {
  const { app, db, clock, terminals, catalogue, callerOf } = deps;
  const watch = watchResidents(deps.residents, clock);
  const heads = createSignedHeads(db, deps.signer, clock);
  app.post(ROUTES.heartbeat.path, async (request) => {
    const { terminal, version } = callerOf(request);
    const { taken = [], ...heartbeat } = checkedBody(HeartbeatRequest, request);
    const {
      catalogue: { version: edition },
    } = await catalogue.current();
    const { hasOrders } = await terminals.heartbeat(terminal, heartbeat, edition);
    const orders = hasOrders && version >= 3 ? await openOrders(db, clock, terminal, taken) : [];
    await deps.purgeExpired();
    const residents = watch.state();
    return HeartbeatResponse.parse({
      now: new Date(clock.now()).toISOString(),
      catalogue: edition,
      ...(version < 3 ? {} : { audit: await heads(), ...(residents === undefined ? {} : { residents }) }),
      ...(orders.length === 0 ? {} : { orders }),
    });
  });
}
