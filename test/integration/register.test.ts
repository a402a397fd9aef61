/** The heart with the real client, over HTTP, to the reference register with Musterstadt's data. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { DEMO_DOCUMENTS, DEMO_UNKNOWN } from '../../register/demo/documents.ts';
import { createRegisterClient } from '../../register/client/client.ts';
import { startRegister } from '../unit/register/server/set-up.ts';
import { bootHeart, type Heart } from '../harness/heart.ts';

vi.setConfig({ testTimeout: 60_000 });

const answered = (heart: Heart) =>
  heart.when(({ screen }) => screen.kind === 'document-status' || screen.kind === 'notice');

it('asks a real register for every document of Musterstadt, meets its limit, and is refused when the terminal is revoked', async () => {
  const register = await startRegister();
  onTestFinished(register.close);
  const heart = await bootHeart({
    register: createRegisterClient({ baseUrl: register.url, key: register.key, timeoutMs: 5_000 }),
  });
  await heart.enter();
  await heart.when(
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
    await heart.ask(type, number);
    await answered(heart);
    expect(heart.screen('document-status').stage, type).toBe(stage);
    await heart.touch('home');
  }

  // The register's own limit: twenty at once, then one in three seconds.
  register.advance(60_000);
  const [first] = DEMO_DOCUMENTS;
  if (first === undefined) throw new Error('Musterstadt has no documents');
  await heart.ask(first.type, first.number);
  await answered(heart);
  for (let count = 0; count < 25 && heart.view.screen.kind === 'document-status'; count += 1) {
    await heart.touch('back', 'submit');
    await answered(heart);
  }
  expect(heart.screen('notice').title.key).toBe('failed.rateLimited.title');
  register.advance(60_000);
  await heart.touch('retry');
  await answered(heart);
  expect(heart.screen('document-status').stage).toBe(first.stage);

  await register.server.terminals.revoke('demo');
  register.advance(5_000);
  await heart.touch('back', 'submit');
  await answered(heart);
  expect(heart.screen('notice').title.key).toBe('failed.refused.title');
});

it('says when nothing listens there', async () => {
  const heart = await bootHeart({
    register: createRegisterClient({ baseUrl: 'http://127.0.0.1:1', key: 'k', timeoutMs: 5_000 }),
  });
  await heart.enter();
  const view = await heart.when(({ screen }) => screen.kind === 'home' && screen.notices.length > 0);
  expect(view.screen).toMatchObject({ notices: [{ key: 'notice.register' }] });
});

it('says a document’s state also while the register is away, and from when that is; on the screen and on paper', async () => {
  const register = await startRegister();
  onTestFinished(register.close);
  const heart = await bootHeart({
    register: createRegisterClient({ baseUrl: register.url, key: register.key, timeoutMs: 5_000 }),
  });
  const indexed = async (): Promise<boolean> => {
    await new Promise((resolve) => setImmediate(resolve));
    return heart.count('status-index.complete') > 0;
  };
  // The register makes the ids when they are first asked for; the terminal asks again in five seconds.
  while (!(await indexed())) {
    await register.server.statusIndexIdle();
    await heart.clock.advance(5_000);
  }
  await register.server.stop();
  await heart.enter();

  const ready = DEMO_DOCUMENTS.find(({ stage }) => stage === 'ready');
  if (ready === undefined) throw new Error('Musterstadt has no document that is ready');
  await heart.ask(ready.type, ready.number);
  await answered(heart);
  expect(heart.screen('document-status')).toMatchObject({
    stage: 'ready',
    body: expect.arrayContaining([expect.objectContaining({ key: 'status.asOf' })]) as object,
  });
  await heart.touch('home');
  await heart.ask('passport', DEMO_UNKNOWN.passport);
  await answered(heart);
  expect(heart.screen('document-status')).toMatchObject({
    stage: 'unknown',
    body: expect.arrayContaining([expect.objectContaining({ key: 'status.asOf' })]) as object,
  });
  // Nor can numbers be tried out here.
  for (let count = 0; count < 25 && heart.view.screen.kind === 'document-status'; count += 1) {
    await heart.touch('back', 'submit');
    await answered(heart);
  }
  expect(heart.screen('notice').title.key).toBe('failed.rateLimited.title');
});
