import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../../base/clock.ts';
import { DeviceConfig } from '../../../../devices/config.ts';
import { type ForkedHost, forkHost } from '../../../../devices/terminal/spawn-node.ts';
import { type SupervisedHost, superviseHost } from '../../../../devices/terminal/supervisor.ts';
import { FONTS } from '../receipt-printer/papers.ts';

const ENTRY = fileURLToPath(new URL('../../../../devices/host/host.ts', import.meta.url));
/** Nothing listens there. */
const NOWHERE = { host: '127.0.0.1', port: 1 };
const CONFIGS = {
  payment: { class: 'payment-terminal', name: 'zvt', link: { tcp: NOWHERE }, password: '123456' },
  printer: { class: 'receipt-printer', name: 'beleg', link: { tcp: NOWHERE } },
};

let host: SupervisedHost | undefined;
afterEach(() => host?.stop());

/** Native modules that a host with this device has mapped when it serves it (Linux, proc(5), maps). */
async function nativeCodeOf(config: object): Promise<string[]> {
  const device = DeviceConfig.parse(config);
  let forked: ForkedHost | undefined;
  host = superviseHost({
    spawn: () => (forked = forkHost(ENTRY)),
    clock: systemClock,
    random: () => 0,
    config: { devices: [device], fonts: [...FONTS] },
    interrupted: [],
    budget: { ends: 3, within: 60_000 },
  });
  const up = host;
  await new Promise<void>((resolve) => void up.onState((state) => state === 'up' && resolve()));
  const maps = readFileSync(`/proc/${forked?.pid}/maps`, 'utf8');
  return [...new Set([...maps.matchAll(/\/([^/\n]+)\.node$/gm)].map(([, name = '']) => name))];
}

it('a host maps no native code of devices that it does not have', async () => {
  expect(await nativeCodeOf(CONFIGS.payment)).toEqual([]);
});

it('a host with a receipt printer can draw from the start', async () => {
  expect(await nativeCodeOf(CONFIGS.printer)).toEqual([expect.stringMatching(/^skia/)]);
});
