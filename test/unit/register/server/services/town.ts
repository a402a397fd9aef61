/** A register with its services: a scripted eID-Server, and certificates that are quick to make. */
import { openDemoDatabase } from '../demo-database.ts';
import { createHash, createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CompactEncrypt, importJWK } from 'jose';
import { expect, onTestFinished } from 'vitest';
import { createRegisterClient } from '../../../../../register/client/client.ts';
import type { RegisterClient } from '../../../../../register/client/client.ts';
import { Problem, type OrderReport } from '../../../../../register/contract/contract.ts';
import { DEMO_LETTERHEAD } from '../../../../../register/demo/authority/letterhead.ts';
import type { RegisterDatabase } from '../../../../../register/server/database/database.ts';
import type { CertificateContent } from '../../../../../register/server/documents/document-signer.ts';
import { withNonce } from '../../../../../register/server/ports/eid-server.ts';
import type { EidData, EidServer, EidSessionState } from '../../../../../register/server/ports/eid-server.ts';
import type { ResidentSystem } from '../../../../../register/server/ports/resident-system.ts';
import { createSealingKeys } from '../../../../../register/server/keys/sealing/keys.ts';
import type { SealingKeys } from '../../../../../register/server/keys/sealing/keys.ts';
import type { ServiceParts } from '../../../../../register/server/services/routes.ts';
import { err, ok } from '../../../../../base/result.ts';
import { APPLICATIONS, keyOf, type Service } from '../../../../../services/kit/services.ts';
import { startRegister } from '../set-up.ts';
import { CARDS } from './cards.ts';
import type { Card } from './cards.ts';

export const PUBLIC = 'https://dokumente.musterstadt.example';

/** Implements the port: sessions that end as scripted, and give their outcome once. */
export function scriptedEidServer(clock: { now(): number }) {
  const states = new Map<string, EidSessionState>();
  /** As the AusweisApp would bring them back, in the order of the sessions. */
  const nonces: string[] = [];
  const asked: Parameters<EidServer['createSession']>[0][] = [];
  let away = false;
  let gate: Promise<void> | undefined;
  const server: EidServer = {
    async createSession(request) {
      if (away) return err('unavailable');
      asked.push(request);
      nonces.push(request.nonce);
      const sessionId = `server-session-${states.size + 1}`;
      states.set(sessionId, { state: 'pending' });
      return ok({
        sessionId,
        tcTokenUrl: `https://eid.musterstadt.example/tctoken?session=${sessionId}`,
        refreshUrl: withNonce('https://eid.musterstadt.example/refresh', request.nonce),
        expiresAt: clock.now() + 600_000,
      });
    },
    async result(sessionId) {
      if (away) return err('unavailable');
      const state = states.get(sessionId) ?? { state: 'failed', reason: 'expired' };
      if (state.state !== 'pending') states.delete(sessionId);
      const held = gate;
      gate = undefined;
      await held;
      return ok(state);
    },
  };
  const end = (state: EidSessionState): void => {
    const last = [...states.keys()].at(-1);
    if (last === undefined) throw new Error('No session was begun.');
    states.set(last, state);
  };
  return {
    server,
    asked,
    /** What the session that was begun last brings back to the device where the card is read. */
    nonce: (): string => nonces.at(-1) ?? '',
    /** The session that was begun last ends with this card's data. */
    lay: (card: EidData) =>
      end({ state: 'authenticated', data: card, levelOfAssurance: 'http://bsi.bund.de/eID/LoA/hoch' }),
    fail: (reason: 'cancelled' | 'client' | 'card' | 'expired') => end({ state: 'failed', reason }),
    /** The next outcome is on its way until the function is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    away: (is: boolean) => void (away = is),
  };
}

/** Every document another one, and all that was asked for. */
export function scriptedDocuments() {
  const made: CertificateContent[] = [];
  let hold: Promise<void> = Promise.resolve();
  return {
    made,
    /** Until the function is called, certificates are begun and not done. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      hold = promise;
      return resolve;
    },
    maker: {
      async certificate(content: CertificateContent) {
        made.push(content);
        const pdf = Buffer.from(`%PDF-1.7 ${content.reference} ${made.length}`);
        await hold;
        return { pdf, pages: 1, sha256: createHash('sha256').update(pdf).digest('hex') };
      },
    },
  };
}

/** Documents are sealed with it while they wait. */
export const SEALING = createSealingKeys([
  createPrivateKey(readFileSync(new URL('../cases/keys/own.pem', import.meta.url))),
]);

export const NO_BUDGET = { capacity: 1e9, refillPerSecond: 1e9 };

export type Town = Awaited<ReturnType<typeof startTown>>;

/** Musterstadt with services; ended by `close`. `parts`: instead of the scripted ones. */
export async function startTown(
  parts: ServiceParts = {},
  open: () => Promise<RegisterDatabase & { readonly demoKey?: string }> = openDemoDatabase,
  more: {
    readonly sealing?: SealingKeys | undefined;
    readonly before?: (own: ResidentSystem) => ResidentSystem;
  } = { sealing: SEALING },
) {
  let now = (): number => 0;
  let reports = 0;
  const eid = scriptedEidServer({ now: () => now() });
  const documents = scriptedDocuments();
  const register = await startRegister(
    {
      // What a terminal may ask for in a time is tested elsewhere: here, one plays all of a town's.
      terminalBudget: NO_BUDGET,
      ...(more.sealing === undefined ? {} : { sealing: more.sealing }),
      services: {
        eidServer: eid.server,
        documents: documents.maker,
        letterhead: DEMO_LETTERHEAD,
        publicUrl: PUBLIC,
        ...parts,
      },
    },
    open,
    more.before,
  );
  now = register.clock.now;
  const client = register.client();

  /** Signs in as whose card it is; gives the token. */
  const signIn = async (card: Card, at: RegisterClient = client): Promise<string> => {
    const { session } = value(await at.call('eidSession', { language: 'de' }));
    eid.lay(CARDS[card]);
    const outcome = value(await at.call('eidOutcome', { session, nonce: eid.nonce() }));
    if (outcome.state !== 'signed-in') throw new Error(`${card}: ${outcome.state}`);
    return outcome.visit;
  };
  return {
    ...register,
    client,
    eid,
    documents,
    signIn,
    /** Another terminal's client. */
    async terminal(name: string, baseUrl = register.url): Promise<RegisterClient> {
      const added = await register.server.terminals.add(name);
      if (!added.ok) throw new Error('taken');
      return createRegisterClient({ baseUrl, key: added.value.key, timeoutMs: 10_000 });
    },
    /** Issues a certificate and gives its token and reference. */
    async issue(
      visit: string,
      { key = randomUUID() as string, kind = 'simple' as 'simple' | 'extended', printed = false } = {},
    ) {
      const payment = printed ? { amountCents: kind === 'simple' ? 900 : 1200, receipt: 47, terminalId: null } : null;
      return value(
        await client.call('certificate', {
          visit,
          key,
          order: { kind, fields: [], delivery: printed ? 'printed' : 'electronic' },
          payment,
        }),
      );
    },
    /** What a terminal reports of an order, sealed as it sends it. */
    async report(key: string, event: OrderReport['event'], at: RegisterClient = client): Promise<void> {
      const [publicKey] = SEALING.publicKeys;
      if (publicKey === undefined) throw new Error('no key');
      const content: OrderReport = {
        order: key,
        event,
        reference: null,
        amountCents: 0,
        at: new Date(register.clock.now()).toISOString(),
      };
      const sealed = await new CompactEncrypt(Buffer.from(JSON.stringify(content)))
        .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: publicKey.kid, cty: 'application/json' })
        .encrypt(await importJWK({ kty: 'RSA', n: publicKey.n, e: publicKey.e }, 'RSA-OAEP-256'));
      value(await at.inbox(randomUUID(), { kind: 'report', sequence: (reports += 1), at: content.at, sealed }));
    },
  };
}

/** What a terminal sends for each service that asks nothing, by its route. */
export const applications = (visit: string): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    APPLICATIONS.map((service) => {
      const amountCents = usualDueOf(service);
      const payment = amountCents === 0 ? null : { amountCents, receipt: 1, terminalId: null };
      return [keyOf(service.id), { visit, key: randomUUID(), order: {}, payment }];
    }),
  );
/** Cents that all fees of a service usually are. */
export const usualDueOf = ({ fees }: Service): number => fees.reduce((sum, { cents }) => sum + cents, 0);

/** The same, closed at the end of the test. */
export async function useTown(parts?: ServiceParts): Promise<Town> {
  const town = await startTown(parts);
  onTestFinished(town.close);
  return town;
}

/** The value of an answer that must be there. */
export function value<T>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  expect(answer).toMatchObject({ ok: true });
  if (!answer.ok) throw new Error('no value');
  return answer.value;
}

/** What a refused answer looks like at the client. */
export const declined = (reason: string) => ({ ok: false, error: { kind: 'declined', reason } });

/** Code and fields of a problem document. */
export async function problemOf(response: Response): Promise<{ code: string; fields: string[] }> {
  const { type, errors = [] } = Problem.parse(await response.json());
  return { code: type.replace('urn:foyer:problem:', ''), fields: errors.map(({ field }) => field) };
}
