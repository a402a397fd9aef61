/** A register in memory with Musterstadt's data, on a real port, with a clock that stands still until it is moved. */
import { sql } from 'kysely';
import { onTestFinished, vi } from 'vitest';
import { loadDemo } from '../../../../register/demo/demo.ts';
import { createRegisterClient } from '../../../../register/client/client.ts';
import type { RegisterClientOptions } from '../../../../register/client/client.ts';
import { CONTRACT_HEADER } from '../../../../register/contract/contract.ts';
import { openPglite } from '../../../../register/server/database/database.ts';
import type { RegisterDatabase } from '../../../../register/server/database/database.ts';
import type { RegisterEvent } from '../../../../register/server/log.ts';
import { createPostgresResidents } from '../../../../register/server/residents/postgres-residents.ts';
import { createDocumentKey } from '../../../../register/server/keys/secrets.ts';
import { createRegisterServer } from '../../../../register/server/server.ts';
import type { RegisterServerOptions } from '../../../../register/server/server.ts';

export const NOON = Date.parse('2026-11-21T12:00:00+01:00');

// The first PGlite of a file takes seconds, on a busy machine many.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** A PGlite takes seconds to begin, so the registers of single tests share one, emptied in between. */
let shared: Promise<RegisterDatabase> | undefined;

async function emptyDatabase(): Promise<RegisterDatabase> {
  const database = await (shared ??= openPglite());
  await sql`truncate category, service, closure, office, maintenance, document_status, help_call, terminal, person, offer, block_kind, legal_text, setting, status_epoch, status_work, office_account, alarm_message, alarm_certificate cascade`.execute(
    database.db,
  );
  return { ...database, close: async () => {} };
}

export async function startRegister(
  options: Partial<RegisterServerOptions> = {},
  open: () => Promise<RegisterDatabase> = openPglite,
) {
  let now = NOON;
  const clock = { now: () => now };
  const events: RegisterEvent[] = [];
  const log = (event: RegisterEvent) => void events.push(event);
  const database = await open();
  const documentKey = createDocumentKey(new Uint8Array(32).fill(7));
  const residents = createPostgresResidents(database, documentKey);
  const server = createRegisterServer({ database, residents, documentKey, statusCost: 4, clock, log, ...options });
  const demo = await loadDemo({ database, server, documentKey, clock, log });
  const { url } = await server.start();
  const close = async () => {
    await server.stop();
    await database.close();
  };
  const key = demo?.key ?? '';
  return {
    url,
    key,
    server,
    database,
    documentKey,
    residents,
    events,
    clock,
    close,
    advance: (ms: number) => void (now += ms),
    client: (more: Partial<RegisterClientOptions> = {}) =>
      createRegisterClient({ baseUrl: url, key, timeoutMs: 10_000, ...more }),
    /** A request as it is, for what the client would never send. */
    send: (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
      fetch(url + path, {
        ...init,
        method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
        headers: {
          authorization: `Bearer ${key}`,
          [CONTRACT_HEADER]: '3',
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...init.headers,
        },
      }),
  };
}

/** The same, closed at the end of the test that asks for it. One at a time. */
export async function useRegister(options?: Partial<RegisterServerOptions>) {
  const register = await startRegister(options, emptyDatabase);
  onTestFinished(register.close);
  return register;
}
