/** A terminal that nobody knows yet, at its own screens: over HTTP to a real register. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIdentity } from '../../electron/kiosk/identity/identity.ts';
import { fileKeyStore } from '../../electron/kiosk/identity/key-store.ts';
import { createLog } from '../../electron/kiosk/log/log.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import { createRegisterClient, createTerminalAccess } from '../../register/client/client.ts';
import { issueCode } from '../../register/server/terminals/enrolment.ts';
import { SATURDAY_NOON, TECHNICIAN_PIN, bootHeart, keysOf, type Heart } from '../harness/heart.ts';
import { inProcess } from '../harness/scripted.ts';
import { useRegister } from '../unit/register/server/set-up.ts';

type Register = Awaited<ReturnType<typeof useRegister>>;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'foyer-enrolment-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** The terminal in this folder, as `main` puts it together. `ahead`: milliseconds of its clock. */
async function boot(register: Register, data: string, ahead = 0): Promise<Heart> {
  let heart: Heart | null = null;
  const now = (): number => heart?.clock.now() ?? SATURDAY_NOON + ahead;
  const reaching = { baseUrl: register.url, timeoutMs: 10_000, now };
  const identity = createIdentity({
    file: join(data, 'identity.json'),
    keyStore: fileKeyStore,
    key: null,
    clock: { now },
    log: createLog(() => undefined, now),
    access: createTerminalAccess(reaching),
  });
  heart = await bootHeart({
    now: SATURDAY_NOON + ahead,
    identity,
    store: inProcess(openStore(join(data, 'journal.sqlite'))),
    register: createRegisterClient({ ...reaching, credentials: identity.credentials, onClock: identity.noteClock }),
  });
  return heart;
}
const code = async (register: Register) => (await issueCode(register.database.db, register.clock, 'halle-1', 30)).code;
const tiles = (heart: Heart) =>
  Object.fromEntries(
    heart
      .screen('home')
      .groups.flatMap((group) => group.tiles.map((tile) => [tile.id, tile.unavailable?.key ?? 'usable'])),
  );
/** From wherever to the page, on which the technician types. */
async function enrolment(heart: Heart): Promise<void> {
  await heart.signIn(TECHNICIAN_PIN);
  await heart.touch('open-technician', 'open-enrolment');
}
async function submit(heart: Heart): Promise<string | undefined> {
  heart.kiosk.intent({ type: 'submit' });
  const { screen } = await heart.when(
    ({ screen: shown }) => shown.kind === 'technician-enrolment' && !shown.busy && shown.message !== undefined,
  );
  return screen.kind === 'technician-enrolment' ? screen.message?.text.key : undefined;
}
/** The next round of the terminal with its register. */
async function round(heart: Heart, register: Register, seen: Parameters<Heart['when']>[0]): Promise<void> {
  register.advance(60_000);
  await heart.advance(60_000);
  await heart.when(seen);
}
/** The overview with this notice; or without any, and all of it usable. */
const home =
  (notice: string | null): Parameters<Heart['when']>[0] =>
  ({ screen }) =>
    screen.kind === 'home' &&
    (notice === null
      ? screen.notices.length === 0 &&
        screen.groups.every((group) => group.tiles.every((tile) => tile.unavailable === undefined))
      : screen.notices.some(({ key }) => key === notice));

describe('a terminal that is not enrolled', () => {
  it('starts, says so to visitors and technicians, and is enrolled with a code that is typed as people type', async () => {
    const register = await useRegister();
    const data = folder();
    const heart = await boot(register, data);
    await heart.enter();
    await heart.when(home('notice.notEnrolled'));
    expect(tiles(heart)).toMatchObject({ 'document-status': 'tile.noRegister', information: 'tile.noCatalogue' });

    await enrolment(heart);
    expect(heart.screen('technician-enrolment')).toEqual({
      kind: 'technician-enrolment',
      facts: [],
      warnings: [{ key: 'technician.enrolment.none' }],
      typed: '',
      complete: false,
      busy: false,
    });
    expect(await heart.refuses({ type: 'submit' })).toBe(true);
    await heart.type('0000 0000 000o');
    expect(heart.screen('technician-enrolment')).toMatchObject({ typed: '0000-0000-0000', complete: true });
    expect(await submit(heart)).toBe('technician.enrolment.refused');
    expect(heart.screen('technician-enrolment')).toMatchObject({
      typed: '',
      complete: false,
      message: { failed: true },
    });

    const right = await code(register);
    await heart.type(right.toLowerCase().replaceAll('1', 'l').replaceAll('0', 'o'));
    await heart.touch('erase');
    await heart.type(right.at(-1) ?? '');
    expect(heart.screen('technician-enrolment').typed).toBe(right);
    expect(await submit(heart)).toBe('technician.enrolment.done');
    const { facts, warnings } = heart.screen('technician-enrolment');
    expect([warnings, facts.map(({ label }) => label.key)]).toEqual([
      [],
      [
        'technician.enrolment.name',
        'technician.enrolment.terminal',
        'technician.enrolment.since',
        'technician.enrolment.inFile',
      ],
    ]);
    expect(facts[0]?.value).toBe('halle-1');
    expect(JSON.stringify([heart.log, register.events])).not.toContain(right);

    await heart.touch('back', 'staff-close', 'touch');
    await round(heart, register, home(null));
    expect((await register.server.terminals.list()).find(({ name }) => name === 'halle-1')).toMatchObject({
      state: 'active',
    });
  });

  it('keeps on showing information when it is revoked, says why, and comes back by a new code, also after a restart', async () => {
    const register = await useRegister();
    const data = folder();
    const first = await boot(register, data);
    await enrolment(first);
    await first.type(await code(register));
    expect(await submit(first)).toBe('technician.enrolment.done');
    await first.touch('staff-close');
    await first.enter();
    await round(first, register, home(null));
    await first.stop();

    await register.server.terminals.revoke('halle-1');
    const heart = await boot(register, data);
    await heart.enter();
    await heart.when(home('notice.register'));
    expect(tiles(heart)).toMatchObject({ 'document-status': 'tile.noRegister', information: 'usable' });
    await enrolment(heart);
    expect(heart.screen('technician-enrolment').warnings).toEqual([{ key: 'technician.enrolment.revoked' }]);
    await heart.type(await code(register));
    expect(await submit(heart)).toBe('technician.enrolment.done');
    expect(heart.screen('technician-enrolment').warnings).toEqual([]);
    await heart.touch('staff-close');
    await round(heart, register, home(null));
  });

  it('leaves the code standing while the register does not answer', async () => {
    const register = await useRegister();
    const heart = await boot(register, folder());
    const right = await code(register);
    await register.server.stop();
    await enrolment(heart);
    await heart.type(right);
    expect(await submit(heart)).toBe('technician.enrolment.unreachable');
    expect(heart.screen('technician-enrolment')).toMatchObject({ typed: right, complete: true, busy: false });
    await heart.touch('back', 'open-enrolment');
    expect(heart.screen('technician-enrolment').typed).toBe('');
  });
});

it.each([
  [-90_000, 'technician.enrolment.behind'],
  [90_000, 'technician.enrolment.ahead'],
])('a clock that is off by %i ms is named with its seconds and direction', async (ahead, sentence) => {
  const register = await useRegister();
  const heart = await boot(register, folder(), ahead);
  await enrolment(heart);
  await heart.type(await code(register));
  expect(await submit(heart)).toBe('technician.enrolment.done');
  expect(heart.screen('technician-enrolment').warnings).toEqual([{ key: sentence, values: { count: 90 } }]);
  await heart.touch('staff-close');
  await heart.enter();
  await heart.when(home('notice.register'));
  // Without a token nothing is asked for, so nothing gets better by itself.
  await round(heart, register, home('notice.register'));
  expect(keysOf(heart.view)).not.toContain(sentence);
});
