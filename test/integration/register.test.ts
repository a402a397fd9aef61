/** The core with the real client, over HTTP, to the reference register with Musterstadt's data. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { DEMO_DOCUMENTS, DEMO_UNKNOWN } from '../../register/demo/documents.ts';
import { createRegisterClient } from '../../register/client/client.ts';
import { startRegister } from '../unit/register/server/set-up.ts';
import { bootKioskHarness, type KioskHarness } from '../harness/kiosk-harness.ts';

vi.setConfig({ testTimeout: 60_000 });

const answered = (harness: KioskHarness) =>
  harness.when(({ screen }) => screen.kind === 'document-status' || screen.kind === 'notice');

it("a terminal gets the state of every document of Musterstadt, meets the register's limit, and is refused once revoked", async () => {
  const register = await startRegister();
  onTestFinished(register.close);
  const harness = await bootKioskHarness({
    register: createRegisterClient({ baseUrl: register.url, key: register.key, timeoutMs: 5_000 }),
  });
  await harness.enter();
  await harness.when(
    ({ screen }) =>
      screen.kind === 'home' &&
      screen.groups.every((group) => group.tiles.every((tile) => tile.unavailable === undefined)),
  );

  const asked = [
    ...DEMO_DOCUMENTS,
    ...Object.entries(DEMO_UNKNOWN).map(([type, number]) => ({
      type: type as keyof typeof DEMO_UNKNOWN,
      number,
      stage: 'unknown' as const,
    })),
  ];
  for (const { type, number, stage } of asked) {
    register.advance(10_000);
    await harness.ask(type, number);
    await answered(harness);
    expect(harness.screen('document-status').stage, type).toBe(stage);
    await harness.touch('home');
  }

  // The register's own limit: twenty at once, then one in three seconds.
  register.advance(60_000);
  const [first] = DEMO_DOCUMENTS;
  if (first === undefined) throw new Error('Musterstadt has no documents');
  await harness.ask(first.type, first.number);
  await answered(harness);
  for (let count = 0; count < 25 && harness.view.screen.kind === 'document-status'; count += 1) {
    await harness.touch('back', 'submit');
    await answered(harness);
  }
  expect(harness.screen('notice').title.key).toBe('failed.rateLimited.title');
  register.advance(60_000);
  await harness.touch('retry');
  await answered(harness);
  expect(harness.screen('document-status').stage).toBe(first.stage);

  await register.server.terminals.revoke('demo');
  register.advance(5_000);
  await harness.touch('back', 'submit');
  await answered(harness);
  expect(harness.screen('notice').title.key).toBe('failed.refused.title');
});

it('a terminal says when no register listens at the address', async () => {
  const harness = await bootKioskHarness({
    register: createRegisterClient({ baseUrl: 'http://127.0.0.1:1', key: 'k', timeoutMs: 5_000 }),
  });
  await harness.enter();
  const view = await harness.when(({ screen }) => screen.kind === 'home' && screen.notices.length > 0);
  expect(view.screen).toMatchObject({ notices: [{ key: 'notice.register' }] });
});

it('a terminal shows a document’s state while the register is away, with its time, on the screen and on paper', async () => {
  const register = await startRegister();
  onTestFinished(register.close);
  const harness = await bootKioskHarness({
    register: createRegisterClient({ baseUrl: register.url, key: register.key, timeoutMs: 5_000 }),
  });
  const indexed = async (): Promise<boolean> => {
    await new Promise((resolve) => setImmediate(resolve));
    return harness.count('status-index.complete') > 0;
  };
  // The register makes the ids when they are first asked for; the terminal asks again in five seconds.
  while (!(await indexed())) {
    await register.server.statusIndexIdle();
    await harness.clock.advance(5_000);
  }
  await register.server.stop();
  await harness.enter();

  const ready = DEMO_DOCUMENTS.find(({ stage }) => stage === 'ready');
  if (ready === undefined) throw new Error('Musterstadt has no document that is ready');
  await harness.ask(ready.type, ready.number);
  await answered(harness);
  expect(harness.screen('document-status')).toMatchObject({
    stage: 'ready',
    body: expect.arrayContaining([expect.objectContaining({ key: 'status.asOf' })]) as object,
  });
  await harness.touch('home');
  await harness.ask('passport', DEMO_UNKNOWN.passport);
  await answered(harness);
  expect(harness.screen('document-status')).toMatchObject({
    stage: 'unknown',
    body: expect.arrayContaining([expect.objectContaining({ key: 'status.asOf' })]) as object,
  });
  // Nor can numbers be tried out here.
  for (let count = 0; count < 25 && harness.view.screen.kind === 'document-status'; count += 1) {
    await harness.touch('back', 'submit');
    await answered(harness);
  }
  expect(harness.screen('notice').title.key).toBe('failed.rateLimited.title');
});
