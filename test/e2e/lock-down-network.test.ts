/**
 * Nothing leaves the terminal through the page: every way out that the platform has is tried, in the real Electron,
 * against listeners that must see nothing.
 */
import { expect, test, type Page } from '@playwright/test';
import { NETWORK_PROBES, REACH } from '../harness/platform/reach.ts';
import { unknownNames } from '../harness/platform/walk.ts';
import { startListeners, type Listeners } from './support/listeners.ts';
import { NETWORK } from './support/network-probes.ts';
import { SESSIONS } from './support/processes.ts';
import { oneTerminal } from './support/one-terminal.ts';
import type { TestTerminal } from './support/terminal.ts';
import { reloaded } from './support/visit.ts';

let terminal: TestTerminal;
let page: Page;
let listeners: Listeners;
oneTerminal((started, shown) => {
  terminal = started;
  page = shown;
});
test.beforeAll(async () => {
  listeners = await startListeners();
});
test.afterAll(() => listeners.stop());

/** Members of the page's own globals, inherited ones included. */
const walked = () =>
  page.evaluate(() => {
    const members = (of: object): string[] => {
      const names = new Set<string>();
      for (let at: object | null = of; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
        for (const name of Object.getOwnPropertyNames(at)) names.add(name);
      }
      return [...names];
    };
    const named = (of: object, as: string): string[] => members(of).map((name) => `${as}.${name}`);
    return [...members(globalThis), ...named(navigator, 'navigator'), ...named(document, 'document')];
  });

test.describe('the platform', () => {
  test('has no interface that is on neither list, and none that was to be removed', async () => {
    const names = await walked();
    expect(names.length).toBeGreaterThan(1_000);
    expect(unknownNames(names)).toEqual([]);
    expect(names.filter((name) => REACH.get(name) === 'removed')).toEqual([]);
  });

  test('allows the document none of the features that it can refuse', async () => {
    const allowed = await page.evaluate(() => {
      const list = document as unknown as Record<string, { allowedFeatures(): string[] } | undefined>;
      return (list.permissionsPolicy ?? list.featurePolicy)?.allowedFeatures() ?? ['the runtime has no list'];
    });
    // Client hints, which a server may ask for with each request; there are none.
    expect(allowed.filter((name) => !name.startsWith('ch-'))).toEqual([]);
  });
});

for (const name of NETWORK_PROBES) {
  test(`${name} makes no connection`, async () => {
    const before = { ...listeners.arrived };
    const limit = 8_000;
    // What navigates away loses the page that would answer; its window shows the kiosk's own again.
    const { host } = listeners;
    await Promise.race([
      page.evaluate(NETWORK[name] as (target: unknown) => Promise<void>, { host }).catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, limit)),
    ]);
    await listeners.control();
    expect(listeners.arrived).toEqual({ tcp: before.tcp + 1, udp: before.udp + 1 });
    expect(terminal.app.windows()).toHaveLength(1);
    await reloaded(terminal, page);
  });
}

test('the network stack itself resolves no host and finds no route', async () => {
  const before = listeners.arrived.tcp;
  const ask = (name: string) =>
    terminal.app.evaluate(
      async ({ session }, [partition = '', url = '']) => {
        const made = session.fromPartition(partition);
        return [
          await made.resolveProxy(url),
          await made.fetch(url).then(
            () => 'reached',
            () => 'refused',
          ),
        ];
      },
      [name, `http://${listeners.host}/`],
    );
  for (const name of SESSIONS) expect(await ask(name), name).toEqual(['SOCKS5 127.0.0.1:0', 'refused']);
  expect(listeners.arrived.tcp).toBe(before);
});
