/** A register and its office's page on one database: terminals that ask, people who answer. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createRegisterClient, type RegisterClient } from '../../../../../register/client/client.ts';
import type { HeartbeatRequest } from '../../../../../register/contract/contract.ts';
import { OfficeEvent, type OfficeRole } from '../../../../../register/contract/office.ts';
import { startOffice } from '../../../../../register/server/office/office.ts';
import { SESSION_COOKIE, createSessions } from '../../../../../register/server/office/sessions.ts';
import { createBrowser } from '../../../../harness/office.ts';
import { useRegister } from '../set-up.ts';

export const METRICS_TOKEN = 'a-token-of-the-scraper';
export type Desk = Awaited<ReturnType<typeof useDesk>>;

export async function useDesk() {
  const at = await useRegister();
  const folder = mkdtempSync(join(tmpdir(), 'foyer-office-'));
  const { database, server, clock, residents } = at;
  const log = (event: Parameters<typeof at.events.push>[0]): void => void at.events.push(event);
  const office = await startOffice({
    register: { database, server, clock, log, folder, residents },
    address: { host: '127.0.0.1', port: 0, url: null },
    settings: { local: true, metricsToken: METRICS_TOKEN },
    town: { name: 'Musterstadt', arms: null, accent: null },
    page: null,
  });
  const sessions = createSessions(database.db, clock);
  const lines: AbortController[] = [];
  onTestFinished(async () => {
    for (const line of lines) line.abort();
    await office.stop();
    rmSync(folder, { recursive: true });
  });
  return {
    ...at,
    office,
    sessions,
    /** Somebody who is signed in. */
    async person(roles: readonly OfficeRole[], name = 'Kim Beispiel') {
      const id = randomUUID();
      await database.db
        .insertInto('office_account')
        .values({
          id,
          name,
          login: `konto-${id.slice(0, 8)}`,
          subject: null,
          roles: JSON.stringify(roles),
          created_at: new Date(clock.now()),
        })
        .execute();
      const browser = createBrowser(office.url);
      await browser.takeSession(await sessions.begin(id));
      return { id, ...browser, ask: browser.ask, page: () => openPage(browser.cookies.get(SESSION_COOKIE) ?? '') };
    },
    async terminal(name: string): Promise<RegisterClient & { readonly id: string }> {
      const added = await server.terminals.add(name);
      if (!added.ok) throw new Error('the name is taken');
      return {
        ...createRegisterClient({ baseUrl: at.url, key: added.value.key, timeoutMs: 10_000 }),
        id: added.value.terminal.id,
      };
    },
  };

  /** An open page: what it is told. */
  async function openPage(token: string) {
    const line = new AbortController();
    lines.push(line);
    const answer = await fetch(`${office.url}/api/events`, {
      headers: { cookie: `${SESSION_COOKIE}=${token}` },
      signal: line.signal,
    });
    const told: OfficeEvent[] = [];
    let wake = (): void => undefined;
    let isOver = false;
    const over = (async () => {
      const decoder = new TextDecoder();
      let text = '';
      for await (const bytes of answer.body ?? []) {
        text += decoder.decode(bytes as Uint8Array, { stream: true });
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const [, data] = /^data: (.*)$/m.exec(part) ?? [];
          if (data !== undefined) told.push(OfficeEvent.parse(JSON.parse(data)));
        }
        wake();
      }
    })()
      .catch(() => undefined)
      .then(() => {
        isOver = true;
        wake();
      });
    return {
      status: answer.status,
      told,
      over,
      close: () => line.abort(),
      /** The next event for which this holds, also one that was told already. */
      async event(is: (event: OfficeEvent) => boolean): Promise<OfficeEvent> {
        for (;;) {
          const found = told.find(is);
          if (found !== undefined) return found;
          if (isOver) throw new Error('the line ended before');
          await new Promise<void>((resolve) => (wake = resolve));
        }
      },
    };
  }
}

export const value = <T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; error: unknown },
): T => {
  if (!result.ok) throw new Error(`failed: ${JSON.stringify(result.error)}`);
  return result.value;
};

export const heartbeat = (more: Partial<HeartbeatRequest> = {}): HeartbeatRequest => ({
  software: '1.0.0',
  mode: 'in-service',
  catalogue: null,
  unfinished: 0,
  devices: [{ name: 'printer', state: 'ready' }],
  ...more,
});
