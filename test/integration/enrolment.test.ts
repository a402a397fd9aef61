/** Enrolment of an unknown terminal at its own screens: over HTTP to a real register. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIdentity } from '../../electron/kiosk/identity/identity.ts';
import { fileKeyStore } from '../../electron/kiosk/identity/key-store.ts';
import { createLog } from '../../electron/kiosk/log/log.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import { createRegisterClient } from '../../register/client/client.ts';
import { createTerminalAccess } from '../../register/client/access.ts';
import { issueCode } from '../../register/server/terminals/enrolment.ts';
import {
  SATURDAY_NOON,
  TECHNICIAN_PIN,
  bootKioskHarness,
  keysOf,
  type KioskHarness,
} from '../harness/kiosk-harness.ts';
import { inProcess } from '../harness/scripted.ts';
import { useRegister } from '../unit/register/server/set-up.ts';

type Register = Awaited<ReturnType<typeof useRegister>>;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'foyer-enrolment-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** The terminal in this folder, as `main` puts it together. `ahead`: milliseconds of its clock. */
async function boot(register: Register, data: string, ahead = 0): Promise<KioskHarness> {
  let harness: KioskHarness | null = null;
  const now = (): number => harness?.clock.now() ?? SATURDAY_NOON + ahead;
  const reaching = { baseUrl: register.url, timeoutMs: 10_000, now };
  const identity = createIdentity({
    file: join(data, 'identity.json'),
    keyStore: fileKeyStore,
    key: null,
    clock: { now },
    log: createLog(() => undefined, now),
    access: createTerminalAccess(reaching),
  });
  harness = await bootKioskHarness({
    now: SATURDAY_NOON + ahead,
    identity,
    store: inProcess(openStore(join(data, 'journal.sqlite'))),
    register: createRegisterClient({ ...reaching, credentials: identity.credentials, onClock: identity.noteClock }),
  });
  return harness;
}
const code = async (register: Register) => (await issueCode(register.database.db, register.clock, 'halle-1', 30)).code;
const tiles = (harness: KioskHarness) =>
  Object.fromEntries(
    harness
      .screen('home')
      .groups.flatMap((group) => group.tiles.map((tile) => [tile.id, tile.unavailable?.key ?? 'usable'])),
  );
/** From wherever to the page, on which the technician types. */
async function enrolment(harness: KioskHarness): Promise<void> {
  await harness.signIn(TECHNICIAN_PIN);
  await harness.touch('open-technician', 'open-enrolment');
}
async function submit(harness: KioskHarness): Promise<string | undefined> {
  harness.kiosk.intent({ type: 'submit' });
  const { screen } = await harness.when(
    ({ screen: shown }) => shown.kind === 'technician-enrolment' && !shown.busy && shown.message !== undefined,
  );
  return screen.kind === 'technician-enrolment' ? screen.message?.text.key : undefined;
}
/** The next round of the terminal with its register. */
async function round(
  harness: KioskHarness,
  register: Register,
  seen: Parameters<KioskHarness['when']>[0],
): Promise<void> {
  register.advance(60_000);
  await harness.advance(60_000);
  await harness.when(seen);
}
/** The overview with this notice; or without any, and all of it usable. */
const home =
  (notice: string | null): Parameters<KioskHarness['when']>[0] =>
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
    const harness = await boot(register, data);
    await harness.enter();
    await harness.when(home('notice.notEnrolled'));
    expect(tiles(harness)).toMatchObject({ 'document-status': 'tile.noRegister', information: 'tile.noCatalogue' });

    await enrolment(harness);
    expect(harness.screen('technician-enrolment')).toEqual({
      kind: 'technician-enrolment',
      facts: [],
      warnings: [{ key: 'technician.enrolment.none' }],
      typed: '',
      complete: false,
      busy: false,
    });
    expect(await harness.refuses({ type: 'submit' })).toBe(true);
    await harness.type('0000 0000 000o');
    expect(harness.screen('technician-enrolment')).toMatchObject({ typed: '0000-0000-0000', complete: true });
    expect(await submit(harness)).toBe('technician.enrolment.refused');
    expect(harness.screen('technician-enrolment')).toMatchObject({
      typed: '',
      complete: false,
      message: { failed: true },
    });

    const right = await code(register);
    await harness.type(right.toLowerCase().replaceAll('1', 'l').replaceAll('0', 'o'));
    await harness.touch('erase');
    await harness.type(right.at(-1) ?? '');
    expect(harness.screen('technician-enrolment').typed).toBe(right);
    expect(await submit(harness)).toBe('technician.enrolment.done');
    const { facts, warnings } = harness.screen('technician-enrolment');
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
    expect(JSON.stringify([harness.log, register.events])).not.toContain(right);

    await harness.touch('back', 'staff-close', 'touch');
    await round(harness, register, home(null));
    expect((await register.server.terminals.list()).find(({ name }) => name === 'halle-1')).toMatchObject({
      state: 'active',
    });
  });

  it('shows information and the reason when it is revoked, and comes back by a new code, also after a restart', async () => {
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
    const harness = await boot(register, data);
    await harness.enter();
    await harness.when(home('notice.register'));
    expect(tiles(harness)).toMatchObject({ 'document-status': 'tile.noRegister', information: 'usable' });
    await enrolment(harness);
    expect(harness.screen('technician-enrolment').warnings).toEqual([{ key: 'technician.enrolment.revoked' }]);
    await harness.type(await code(register));
    expect(await submit(harness)).toBe('technician.enrolment.done');
    expect(harness.screen('technician-enrolment').warnings).toEqual([]);
    await harness.touch('staff-close');
    await round(harness, register, home(null));
  });

  it('keeps the typed code while the register does not answer', async () => {
    const register = await useRegister();
    const harness = await boot(register, folder());
    const right = await code(register);
    await register.server.stop();
    await enrolment(harness);
    await harness.type(right);
    expect(await submit(harness)).toBe('technician.enrolment.unreachable');
    expect(harness.screen('technician-enrolment')).toMatchObject({ typed: right, complete: true, busy: false });
    await harness.touch('back', 'open-enrolment');
    expect(harness.screen('technician-enrolment').typed).toBe('');
  });
});

it.each([
  [-90_000, 'technician.enrolment.behind'],
  [90_000, 'technician.enrolment.ahead'],
])('a clock that is off by %i ms is reported with its seconds and direction', async (ahead, sentence) => {
  const register = await useRegister();
  const harness = await boot(register, folder(), ahead);
  await enrolment(harness);
  await harness.type(await code(register));
  expect(await submit(harness)).toBe('technician.enrolment.done');
  expect(harness.screen('technician-enrolment').warnings).toEqual([{ key: sentence, values: { count: 90 } }]);
  await harness.touch('staff-close');
  await harness.enter();
  await harness.when(home('notice.register'));
  // Without a token nothing is asked for, so nothing gets better by itself.
  await round(harness, register, home('notice.register'));
  expect(keysOf(harness.view)).not.toContain(sentence);
});
