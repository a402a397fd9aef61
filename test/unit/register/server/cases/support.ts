/** A register with a sealing key of its own, and requests as a terminal would send them, or would not. */
import { createHash, createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CompactEncrypt } from 'jose';
import { onTestFinished } from 'vitest';
import { CONTRACT_HEADER, Problem } from '../../../../../register/contract/contract.ts';
import { openPglite } from '../../../../../register/server/database/database.ts';
import type { RegisterDatabase } from '../../../../../register/server/database/database.ts';
import { createSealingKeys } from '../../../../../register/server/keys/sealing/keys.ts';
import type { SealingKeys } from '../../../../../register/server/keys/sealing/keys.ts';
import { createRegisterServer } from '../../../../../register/server/server.ts';
import type { RegisterServerOptions } from '../../../../../register/server/server.ts';
import { startRegister } from '../set-up.ts';

/** Keys that seal nothing but tests: making one of 4096 bits takes seconds on a busy machine. */
function fixture(name: string): () => { readonly key: KeyObject; readonly keys: SealingKeys } {
  const key = createPrivateKey(readFileSync(new URL(`keys/${name}.pem`, import.meta.url)));
  const keys = createSealingKeys([key]);
  return () => ({ key, keys });
}
/** The register's key, and one that is not. */
export const ownKey = fixture('own');
export const otherKey = fixture('other');

export interface SealedFor {
  readonly key?: KeyObject;
  readonly header?: Readonly<Record<string, string>>;
}
/** As a terminal seals it; `header` changes what it says it did, and does. */
export function seal(content: unknown, { key = ownKey().key, header = {} }: SealedFor = {}): Promise<string> {
  const bytes =
    content instanceof Uint8Array
      ? content
      : new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
  const kid = createSealingKeys([key]).publicKeys[0]?.kid ?? '';
  return new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid, cty: 'application/json', ...header })
    .encrypt(createPublicKey(key));
}
export const sha512 = (content: unknown): string =>
  createHash('sha512')
    .update(content instanceof Uint8Array || typeof content === 'string' ? content : JSON.stringify(content))
    .digest('hex');

const NO_LIMIT = { capacity: 1e9, refillPerSecond: 1e9 };
export type Office = Awaited<ReturnType<typeof startOffice>>;

export interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the demonstration's. */
  readonly terminal?: string;
}

export async function startOffice(
  options: Partial<RegisterServerOptions> = {},
  open: () => Promise<RegisterDatabase> = openPglite,
) {
  const register = await startRegister(
    {
      sealing: ownKey().keys,
      caseStatusLimits: { perTerminal: NO_LIMIT, overall: NO_LIMIT },
      terminalBudget: NO_LIMIT,
      ...options,
    },
    open,
  );
  const ask = (
    method: string,
    path: string,
    { body, headers = {}, terminal = register.key }: Sent = {},
    base = register.url,
  ): Promise<Response> =>
    fetch(base + path, {
      method,
      headers: {
        authorization: `Bearer ${terminal}`,
        [CONTRACT_HEADER]: '3',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
    });
  return {
    ...register,
    ask,
    db: register.database.db,
    /** With a key of its own, unless the headers have one. */
    post: (path: string, body: unknown, { headers = {}, ...more }: Sent = {}, base?: string) =>
      ask('POST', path, { body, headers: { 'idempotency-key': randomUUID(), ...headers }, ...more }, base),
    /** Address of another server on the same database, stopped at the end of the test. */
    async beside(more: Partial<RegisterServerOptions>): Promise<string> {
      const server = createRegisterServer({
        database: register.database,
        residents: register.residents,
        clock: register.clock,
        log: (event) => void register.events.push(event),
        sealing: ownKey().keys,
        terminalBudget: NO_LIMIT,
        ...options,
        ...more,
      });
      onTestFinished(() => server.stop());
      return (await server.start()).url;
    },
    /** Key of another terminal. */
    async otherTerminal(name = `t-${randomUUID().slice(0, 8)}`): Promise<string> {
      const added = await register.server.terminals.add(name);
      if (!added.ok) throw new Error('taken');
      return added.value.key;
    },
  };
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly string[];
}
export async function refusal(response: Response): Promise<Refusal> {
  const { type, status, errors = [] } = Problem.parse(await response.json());
  return { status, code: type.replace('urn:foyer:problem:', ''), fields: errors.map(({ field }) => field) };
}
export const refused = (status: number, code: string, fields: readonly string[] = []): Refusal => ({
  status,
  code,
  fields,
});

/** Answers of a kind, checked. */
export async function answer<T>(response: Response, schema: { parse(value: unknown): T }): Promise<T> {
  const body: unknown = await response.json();
  if (response.status >= 300) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return schema.parse(body);
}

/** Sealing keys that hold each request until they are released. */
export function held(keys: SealingKeys) {
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const open: SealingKeys['open'] = async (jwe) => {
    reached.resolve();
    await gate.promise;
    return keys.open(jwe);
  };
  return { keys: { ...keys, open }, reached: reached.promise, release: gate.resolve };
}
