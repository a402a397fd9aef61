/** A register in memory with Musterstadt's data, on a real port, with a clock that stands still until it is moved. */
import { onTestFinished, vi } from 'vitest';
import { loadDemo } from '../../../../register/demo/demo.ts';
import { createRegisterClient } from '../../../../register/client/client.ts';
import type { RegisterClientOptions } from '../../../../register/client/client.ts';
import { CONTRACT_HEADER } from '../../../../register/contract/contract.ts';
import { openPglite } from '../../../../register/server/database/database.ts';
import type { RegisterDatabase } from '../../../../register/server/database/database.ts';
import type { RegisterEvent } from '../../../../register/server/log.ts';
import { createOwnResidents } from '../../../../register/server/residents/own-residents.ts';
import { createDocumentKey } from '../../../../register/server/keys/secrets.ts';
import { DOCUMENT_KEY, NOON, openDemoDatabase } from './demo-database.ts';
import type { ResidentSystem } from '../../../../register/server/ports/resident-system.ts';
import { createRegisterServer } from '../../../../register/server/server.ts';
import type { RegisterServerOptions } from '../../../../register/server/server.ts';

export { NOON };

// The first PGlite of a file takes seconds, on a busy machine many.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

export async function startRegister(
  options: Partial<RegisterServerOptions> = {},
  open: () => Promise<RegisterDatabase & { readonly demoKey?: string }> = openPglite,
  /** What stands before our own tables. */
  before: (own: ResidentSystem) => ResidentSystem = (own) => own,
) {
  let now = NOON;
  const clock = { now: () => now };
  const events: RegisterEvent[] = [];
  const log = (event: RegisterEvent) => void events.push(event);
  const { demoKey, ...database } = await open();
  const documentKey = createDocumentKey(DOCUMENT_KEY);
  const residents = before(createOwnResidents(database, documentKey, { clock }));
  const server = createRegisterServer({ database, residents, documentKey, statusCost: 4, clock, log, ...options });
  const key = demoKey ?? (await loadDemo({ database, server, documentKey, clock, log }))?.key ?? '';
  const { url } = await server.start();
  const close = async () => {
    await server.stop();
    await database.close();
  };
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
  const register = await startRegister(options, openDemoDatabase);
  onTestFinished(register.close);
  return register;
}
