/** Home where there are more services than fit side by side, and what this terminal's own count makes of it. */
import { expect, it } from 'vitest';
import { bootKioskHarness, demoConfig } from '../harness/kiosk-harness.ts';
import { inProcess } from '../harness/scripted.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import { settle } from '../harness/manual-clock.ts';
import { ScriptedEid } from '../harness/scripted-eid.ts';

const boot = async (store = openStore(':memory:')) => {
  const config = demoConfig();
  return bootKioskHarness({
    config: { ...config, screen: { ...config.screen, servicesAtOnce: 4 } },
    devices: [new ScriptedEid()],
    store: inProcess({ ...store, close: () => undefined }),
  });
};

it('leads to every service in two touches: the most used at once, the others behind a door', async () => {
  const harness = await boot();
  await harness.enter();
  const home = harness.screen('home');
  expect(home.groups.map(({ title }) => title.key)).toEqual(['home.often']);
  expect(home.groups[0]?.tiles.filter(({ id }) => id !== 'information')).toHaveLength(6);
  expect(home.doors.map(({ id }) => id)).toEqual(['identity', 'living', 'papers']);
  await harness.touch({ type: 'open-topic', id: 'living' });
  const living = harness.screen('topic');
  expect(living.groups.flatMap(({ tiles }) => tiles.map(({ id }) => id))).toEqual(['secondary-home', 'blocks']);
  expect(await harness.refuses({ type: 'open-tile', id: 'certificate' })).toBe(true);
  await harness.touch('back');
  expect(harness.screen('home').doors).toHaveLength(3);
  await harness.touch({ type: 'open-topic', id: 'identity' }, { type: 'open-tile', id: 'document-status' });
  expect(harness.view.screen.kind).toBe('document-type');
});

it('shows first what was begun most here, also after a restart', async () => {
  const store = openStore(':memory:');
  const harness = await boot(store);
  for (let visit = 0; visit < 2; visit += 1) {
    await harness.enter();
    await harness.touch({ type: 'open-topic', id: 'identity' }, { type: 'open-tile', id: 'change-pin' });
    await harness.touch('cancel', 'leave');
    await settle();
  }
  await harness.stop();
  const next = await boot(store);
  expect(next.screen('attract').offers[0]?.id).toBe('change-pin');
  await next.enter();
  expect(next.screen('home').groups[0]?.tiles.find(({ id }) => id !== 'information')?.id).toBe('change-pin');
  await next.stop();
  store.close();
});
