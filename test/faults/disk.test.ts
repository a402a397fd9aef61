/**
 * A disk that is full, takes nothing, or gives back something else than was written, under the real journal: the state
 * is clear, staff are told, information is still there, and when the disk works again, so does everything else. The
 * disk is a small file system in memory, so that it really is full.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseSync } from '@photostructure/sqlite';
import type { ScreenOf } from '../../electron/ipc/view.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import type { AsyncStore } from '../../electron/kiosk/store/client.ts';
import type { Store } from '../../electron/kiosk/store/store.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import { settle } from '../harness/manual-clock.ts';
import type { Captured } from '../../devices/payment-terminal/payment-terminal.ts';
import { type Desk, bootDesk, toPrinted } from '../integration/services/desk.ts';
import { type KioskHarness, STAFF_PIN, bootKioskHarness, keysOf } from '../harness/kiosk-harness.ts';
import { held } from '../harness/scripted.ts';

/** Why no file system can be mounted here, or undefined. */
const missing = ((): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return undefined;
  } catch {
    return 'no file system can be mounted by this account';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();
if (missing !== undefined) process.stdout.write(`skipped: a full and a read-only disk: ${missing}\n`);

function disk(kilobytes: number) {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  const remount = (how: string): void => void execFileSync('mount', ['-o', `remount,${how}`, folder]);
  return {
    file: join(folder, 'journal.sqlite'),
    fill() {
      const ballast = openSync(join(folder, 'ballast'), 'w');
      try {
        for (;;) writeSync(ballast, Buffer.alloc(4_096));
      } catch {
        /* Now it is full. */
      } finally {
        closeSync(ballast);
      }
    },
    empty: () => rmSync(join(folder, 'ballast')),
    readOnly: () => remount('ro'),
    writable: () => remount('rw'),
  };
}

/** As the store's own process keeps it: opened with the first question, and tried again as long as it cannot be. */
function patient(file: string): AsyncStore {
  let store: Store | null = null;
  onTestFinished(() => store?.close());
  return new Proxy({} as AsyncStore, {
    get: (_none, verb) =>
      verb === 'then'
        ? undefined
        : async (...args: unknown[]) => {
            if (verb === 'close') return;
            store ??= openStore(file);
            return (store[verb as keyof Store] as (...values: unknown[]) => unknown)(...args);
          },
  });
}

const tiles = (harness: KioskHarness) =>
  Object.fromEntries(
    harness.screen('home').groups.flatMap((group) => group.tiles.map(({ id, unavailable }) => [id, unavailable?.key])),
  );
const notices = (harness: KioskHarness) => harness.screen('home').notices.map(({ key }) => key);

/** What staff read on their page. */
async function told(harness: KioskHarness): Promise<string | undefined> {
  await harness.touch('staff-gesture');
  for (const key of STAFF_PIN) await harness.touch({ type: 'key', key });
  await harness.touch('submit');
  await harness.when(({ screen }) => screen.kind === 'staff');
  const said = (harness.screen('staff') as ScreenOf<'staff'>).journal?.key;
  await harness.touch('staff-close');
  return said;
}

/** Information is served, and nothing is printed that would have to be written down. */
async function informs(harness: KioskHarness): Promise<void> {
  await harness.enter();
  expect(notices(harness)).toContain('notice.journal');
  expect(tiles(harness)).toMatchObject({ information: undefined, 'document-status': undefined });
  await harness.touch({ type: 'open-tile', id: 'information' });
  await harness.when(({ screen }) => screen.kind === 'search');
  await harness.touch('cancel');
  if (harness.view.overlay?.kind === 'leave') await harness.touch('leave');
  await harness.when(({ screen }) => screen.kind === 'attract');
}

async function worksAgain(harness: KioskHarness): Promise<void> {
  await harness.advance(DELAYS.restart);
  await harness.when(() => harness.count('journal.fine') === 1);
  await harness.enter();
  expect(notices(harness)).not.toContain('notice.journal');
}

describe.skipIf(missing !== undefined)('a disk that', () => {
  it('fills up while the terminal runs', async () => {
    const at = disk(2_048);
    const harness = await bootKioskHarness({ store: patient(at.file) });
    await harness.enter();
    await harness.ask('identity-card', 'L7MX1P6W8');
    await harness.when(({ screen }) => screen.kind === 'document-status');
    at.fill();
    await harness.touch('print');
    await harness.when(({ screen }) => screen.kind === 'notice');
    expect(harness.screen('notice').title.key).toBe('notPrinted.title');
    expect(harness.last('journal.trouble')).toMatchObject({ kind: 'full' });
    await harness.touch('done', 'done');
    await harness.when(({ screen }) => screen.kind === 'attract');
    expect(await told(harness)).toBe('staff.journal.full');
    await informs(harness);
    at.empty();
    await worksAgain(harness);
  });

  it('is full when the terminal starts', async () => {
    const at = disk(2_048);
    openStore(at.file).close();
    at.fill();
    const store = patient(at.file);
    const harness = await bootKioskHarness({ store });
    await harness.when(() => harness.count('journal.trouble') > 0);
    expect(await told(harness)).toMatch(/^staff\.journal\.(full|unusable)$/);
    await informs(harness);
    at.empty();
    await worksAgain(harness);
  });

  it('takes nothing', async () => {
    const at = disk(2_048);
    openStore(at.file).close();
    at.readOnly();
    const harness = await bootKioskHarness({ store: patient(at.file) });
    await harness.when(() => harness.count('journal.trouble') > 0);
    expect(await told(harness)).toMatch(/^staff\.journal\.(readOnly|unusable)$/);
    await informs(harness);
    at.writable();
    await worksAgain(harness);
  });
});

describe.skipIf(missing !== undefined)('a disk that fills up', () => {
  /** A desk whose journal is on a disk of its own. */
  async function deskOn(kilobytes = 2_560) {
    const at = disk(kilobytes);
    const store = openStore(at.file);
    onTestFinished(() => store.close());
    return { at, store, desk: await bootDesk({ store }) };
  }
  const unavailable = (desk: Desk) =>
    desk.harness
      .screen('home')
      .groups.flatMap(({ tiles: all }) => all)
      .find(({ id }) => id === 'certificate')?.unavailable?.key;

  it('before a visit: nothing with a fee is offered, staff read why, and room on the disk brings it back', async () => {
    const { at, desk } = await deskOn();
    at.fill();
    // Nothing has been written since: the visit itself finds out.
    expect(desk.harness.count('journal.trouble')).toBe(0);
    await desk.harness.enter();
    await desk.harness.when(() => desk.harness.count('journal.trouble') === 1);
    await settle();
    expect([unavailable(desk), notices(desk.harness)]).toEqual(['tile.noJournal', ['notice.journal']]);
    expect(await desk.harness.refuses({ type: 'open-tile', id: 'certificate' })).toBe(true);
    await desk.harness.touch('cancel', 'leave');
    await desk.harness.when(({ screen }) => screen.kind === 'attract');
    expect(await told(desk.harness)).toBe('staff.journal.full');
    expect(desk.payment.asked).toEqual([]);
    at.empty();
    await desk.harness.advance(DELAYS.restart);
    await desk.harness.when(() => desk.harness.count('journal.fine') === 1);
    await toPrinted(desk);
    await desk.act('confirm');
    desk.page('order-done');
    expect(desk.payment.taken()).toBe(900);
  });

  it('between the choice and the payment: no payment begins, and the page says why', async () => {
    const { at, store, desk } = await deskOn();
    await toPrinted(desk);
    at.fill();
    await desk.act('confirm');
    expect(keysOf(desk.page('not-begun'))).toContain('tile.noJournal');
    expect([desk.payment.asked, store.openOrders(), store.outstandingPayments()]).toEqual([[], [], []]);
    // Another try within the visit is no other answer.
    await desk.harness.touch('retry');
    desk.page('not-begun');
    expect(desk.payment.asked).toEqual([]);
    at.empty();
    await desk.harness.advance(DELAYS.restart);
    await desk.harness.when(() => desk.harness.count('journal.fine') === 1);
    await desk.harness.touch('retry');
    desk.page('order-done');
    expect(desk.payment.taken()).toBe(900);
  });

  it('during a payment: the order is written to its end in the reserve, and the next one is not begun', async () => {
    const { at, store, desk } = await deskOn();
    await toPrinted(desk);
    const proof = held<Captured>();
    desk.payment.outcomes.push(proof.promise);
    await desk.act('confirm');
    at.fill();
    proof.resolve(desk.payment.capture(900));
    await settle();
    desk.page('order-done');
    await desk.harness.touch('done');
    await settle();
    expect([store.openOrders(), store.outstandingPayments(), desk.payment.taken()]).toEqual([[], [], 900]);
    expect(desk.harness.count('store.failed')).toBe(0);
    await desk.reset();
    await desk.harness.enter();
    await desk.harness.when(() => desk.harness.count('journal.trouble') === 1);
    await settle();
    expect(unavailable(desk)).toBe('tile.noJournal');
    at.empty();
    await desk.harness.advance(DELAYS.restart);
    await desk.harness.when(() => desk.harness.count('journal.fine') === 1);
    await settle();
    expect(unavailable(desk)).toBeUndefined();
  });
});

describe('a journal that is damaged', () => {
  /** A page of what is owed, written over with something else. */
  function damaged(): string {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-damage-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'journal.sqlite');
    const store = openStore(file);
    for (let index = 0; index < 200; index += 1)
      store.begin(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, 'service', index);
    store.close();
    const db = new DatabaseSync(file);
    const { rootpage } = db.prepare(`SELECT rootpage FROM sqlite_master WHERE name = 'obligation'`).get() as {
      rootpage: number;
    };
    const { page_size: size } = db.prepare('PRAGMA page_size').get() as { page_size: number };
    db.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, (rootpage - 1) * size, (rootpage - 1) * size + size / 2);
    writeFileSync(file, bytes);
    return file;
  }

  it('is reported, is left as it is, and does not stop information', async () => {
    const file = damaged();
    const { size } = statSync(file);
    const harness = await bootKioskHarness({ store: patient(file) });
    await harness.when(() => harness.count('journal.trouble') > 0);
    expect(harness.last('journal.trouble')).toMatchObject({ kind: 'damaged' });
    expect(await told(harness)).toBe('staff.journal.damaged');
    await informs(harness);
    // It is evidence of what is owed.
    expect(statSync(file).size).toBe(size);
    rmSync(file);
    await worksAgain(harness);
  });
});
