import { describe, expect, it } from 'vitest';
import { ok } from '../../base/result.ts';
import { isOffered } from '../../electron/kiosk/intents/authorize.ts';
import type { Intent } from '../../electron/ipc/view.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import {
  bootKioskHarness,
  demoConfig,
  keysOf,
  SATURDAY_NOON,
  STAFF_PIN,
  type KioskHarness,
} from '../harness/kiosk-harness.ts';
import { held, PRINTED } from '../harness/scripted.ts';

const NUMBER = 'L7MX1P6W8';
const HELP: Intent = { type: 'open-sheet', sheet: 'help' };

async function answered(): Promise<KioskHarness> {
  const harness = await bootKioskHarness();
  harness.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
  await harness.enter();
  await harness.ask('identity-card', NUMBER);
  return harness;
}

describe('language, text size, contrast and low reach', () => {
  const SCREENS: Record<string, (harness: KioskHarness) => Promise<void>> = {
    language: (harness) => harness.touch('wake'),
    home: (harness) => harness.enter(),
    'document-number': async (harness) => {
      await harness.enter();
      await harness.touch(
        { type: 'open-tile', id: 'document-status' },
        { type: 'choose-document', document: 'identity-card' },
      );
      await harness.type('L7MX');
    },
    search: async (harness) => {
      await harness.enter();
      await harness.touch({ type: 'open-tile', id: 'information' });
      await harness.type('ausweis');
    },
    'document-status': async (harness) => {
      await harness.enter();
      await harness.ask('identity-card', NUMBER);
    },
    qr: async (harness) => {
      await harness.enter();
      await harness.ask('identity-card', NUMBER);
      await harness.touch('show-qr');
    },
  };
  const CHANGES: Intent[] = [
    { type: 'open-sheet', sheet: 'display' },
    { type: 'set-text-size', size: 'largest' },
    { type: 'set-contrast', contrast: 'dark' },
    { type: 'set-low-reach', on: true },
    { type: 'close-sheet' },
  ];

  it.each(Object.keys(SCREENS))('change on %s without losing input', async (kind) => {
    const harness = await bootKioskHarness();
    await SCREENS[kind]?.(harness);
    const before = harness.view.screen;
    expect(before.kind).toBe(kind);
    await harness.touch(...CHANGES);
    expect(harness.view.screen).toEqual(before);
    expect(harness.view.settings).toEqual({ textSize: 'largest', contrast: 'dark', lowReach: true });
    if (kind === 'language') return;
    await harness.touch({ type: 'open-sheet', sheet: 'languages' }, { type: 'choose-language', language: 'ar' });
    expect(harness.view).toMatchObject({ language: 'ar' });
    expect(harness.view.overlay).toBeUndefined();
    expect(harness.view.screen.kind).toBe(kind);
    if (before.kind === 'document-number') expect(harness.screen('document-number').shown).toBe(before.shown);
    if (before.kind === 'search')
      expect(harness.screen('search')).toMatchObject({
        query: 'ausweis',
        results: before.results?.map(({ id }) => ({ id })),
      });
  });

  it('are reset at the end of the visit', async () => {
    const harness = await bootKioskHarness();
    await harness.enter('ar');
    await harness.touch(...CHANGES, 'cancel', 'leave');
    expect(harness.view).toMatchObject({
      language: 'de',
      settings: { textSize: 'normal', contrast: 'normal', lowReach: false },
      screen: { kind: 'attract' },
    });
    await harness.touch('wake');
    expect(harness.view).toMatchObject({
      language: 'de',
      settings: { textSize: 'normal', contrast: 'normal', lowReach: false },
    });
  });
});

describe('the start page', () => {
  const withOffice = () => {
    const config = demoConfig();
    return bootKioskHarness({ config: { ...config, terminal: { ...config.terminal, office: 'buergerbuero' } } });
  };

  it('begins a visit in the language that is touched there', async () => {
    const harness = await bootKioskHarness();
    await harness.touch({ type: 'choose-language', language: 'ar' });
    expect(harness.view).toMatchObject({ language: 'ar', screen: { kind: 'home' } });
    await harness.touch('cancel', 'leave');
    expect(harness.view).toMatchObject({ language: 'de', screen: { kind: 'attract' } });
  });

  it('offers no language that the terminal does not speak', async () => {
    const config = demoConfig();
    const harness = await bootKioskHarness({ config: { ...config, languages: ['de', 'en'] } });
    expect(isOffered(harness.view, { type: 'choose-language', language: 'ar' })).toBe(false);
    expect(isOffered(harness.view, { type: 'choose-language', language: 'en' })).toBe(true);
  });

  it('says whether the office is open now, and what can be done here at this hour', async () => {
    const harness = await withOffice();
    const { hours, offers } = harness.screen('attract');
    expect(hours.map(({ language }) => language)).toEqual(['de', 'en']);
    expect(hours[0]?.text).toMatch(/^Bürgerbüro im Rathaus: Jetzt geöffnet, bis \d\d:\d\d Uhr$/);
    expect(offers.map(({ title }) => title.key)).toContain('tile.documentStatus.title');
    // At night it says when somebody is there again, and nothing of what cannot be had.
    await harness.advance(12 * 3_600_000);
    expect(harness.screen('attract').hours[0]?.text).toMatch(/öffnet/);
    const silent = await bootKioskHarness();
    expect(silent.screen('attract').hours).toEqual([]);
  });
});

describe("a visit's time", () => {
  it('ends with a warning, a countdown and a purge when the screen is not touched', async () => {
    const harness = await answered();
    await harness.advance(DELAYS.idle - 1);
    expect(harness.view.overlay).toBeUndefined();
    await harness.advance(1);
    expect(harness.view.overlay).toEqual({ kind: 'idle', secondsLeft: DELAYS.warning / 1_000, take: [] });
    expect(keysOf(harness.view.spoken)).toEqual(['idle.title', 'idle.body']);
    await harness.advance(10_000);
    expect(harness.view.overlay).toEqual({ kind: 'idle', secondsLeft: DELAYS.warning / 1_000 - 10, take: [] });
    await harness.advance(DELAYS.warning - 10_000 - 1);
    expect(harness.view.screen.kind).toBe('document-status');
    await harness.advance(1);
    expect(harness.view.screen.kind).toBe('attract');
    expect(harness.purges).toBe(1);
    expect(harness.last('visit.ended')).toMatchObject({ by: 'idle', seconds: (DELAYS.idle + DELAYS.warning) / 1_000 });
  });

  it.each(['throws', 'hangs'] as const)(
    'ends out of order while a purge %s, and in service when it is done',
    async (fault) => {
      const harness = await answered();
      harness.purgeFaults.push(fault);
      await harness.touch('done', 'done');
      if (fault === 'hangs') await harness.advance(15_000);
      expect(harness.view.screen.kind).toBe('out-of-order');
      expect(harness.count('visit.purge-failed')).toBe(1);
      await harness.refuses({ type: 'wake' });
      await harness.advance(DELAYS.restart);
      expect(harness.view.screen.kind).toBe('attract');
      expect(harness.purges).toBe(1);
    },
  );

  it('is extended as often as the visitor likes, by the button or by any touch', async () => {
    const harness = await answered();
    for (let round = 0; round < 25; round += 1) {
      await harness.advance(DELAYS.idle + DELAYS.warning - 1);
      expect(harness.view.overlay).toEqual({ kind: 'idle', secondsLeft: 1, take: [] });
      await harness.touch(round % 2 === 0 ? 'stay' : 'touch');
      expect(harness.view.overlay).toBeUndefined();
    }
    expect(harness.view.screen.kind).toBe('document-status');
  });

  it('begins anew with every touch and every key', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    for (const key of NUMBER) {
      await harness.advance(DELAYS.idle - 1);
      await harness.touch({ type: 'key', key });
    }
    expect(harness.screen('document-number').length).toBe(9);
  });

  it('does not end while the printer works, however long, and runs on afterwards', async () => {
    const harness = await answered();
    const proof = held<typeof PRINTED>();
    harness.printer.outcomes.push(proof.promise);
    await harness.touch('print');
    harness.printer.tell({ state: 'needs-staff', reason: 'paper-out' });
    await harness.advance(10 * (DELAYS.idle + DELAYS.warning));
    expect(harness.view.overlay).toBeUndefined();
    expect(harness.screen('waiting')).toMatchObject({
      title: { key: 'printing.stopped' },
      body: { key: 'printer.paperOut' },
    });
    expect(await harness.refuses({ type: 'cancel' })).toBe(true);
    expect(await harness.refuses({ type: 'back' })).toBe(true);
    proof.resolve(PRINTED);
    await harness.advance(DELAYS.idle);
    expect(harness.screen('notice').title.key).toBe('printed.title');
    expect(harness.view.overlay?.kind).toBe('idle');
    await harness.advance(DELAYS.warning);
    expect(harness.view.screen.kind).toBe('attract');
  });

  it('ends the parting screen after at least 20 s', async () => {
    const harness = await answered();
    await harness.touch('done');
    await harness.advance(20_000 - 1);
    expect(harness.view.screen.kind).toBe('goodbye');
    await harness.advance(1);
    expect(harness.view.screen.kind).toBe('attract');
  });
});

describe('stepping away', () => {
  it('masks everything, and shows it again on return', async () => {
    const harness = await answered();
    const before = harness.view.screen;
    await harness.touch(HELP, 'pause');
    expect(harness.view).toMatchObject({
      screen: { kind: 'attract', greetings: [], near: false, hours: [], offers: [] },
      overlay: { kind: 'paused', secondsLeft: DELAYS.pause / 1_000 },
    });
    expect(harness.view.step).toBeUndefined();
    expect(JSON.stringify(harness.view)).not.toContain('ready');
    for (const type of ['back', 'print', 'done', 'home', 'wake', 'help', 'stay'])
      expect(await harness.refuses({ type })).toBe(true);
    await harness.touch('touch');
    expect(harness.view.overlay?.kind).toBe('paused');
    await harness.advance(DELAYS.pause - 1);
    await harness.touch('resume');
    expect(harness.view.screen).toEqual(before);
  });

  it('ends with a purge when the visitor does not come back', async () => {
    const harness = await answered();
    await harness.touch(HELP, 'pause');
    await harness.advance(DELAYS.pause);
    expect(harness.view.screen.kind).toBe('attract');
    expect(harness.last('visit.ended')).toMatchObject({ by: 'pause' });
    expect(harness.purges).toBe(1);
  });

  it('does not end the visit while the printer works, and keeps showing the full time', async () => {
    const harness = await answered();
    const proof = held<typeof PRINTED>();
    harness.printer.outcomes.push(proof.promise);
    await harness.touch('print', HELP, 'pause');
    await harness.advance(3 * DELAYS.pause + 5_000);
    expect(harness.view.overlay).toEqual({ kind: 'paused', secondsLeft: DELAYS.pause / 1_000 - 5 });
    proof.resolve(PRINTED);
    await harness.advance(25_000);
    expect(harness.view.screen.kind).toBe('attract');
  });

  it('stays masked after a visit by staff in between', async () => {
    const harness = await answered();
    await harness.touch(HELP, 'pause', 'staff-gesture', 'staff-close');
    expect(harness.view.overlay?.kind).toBe('paused');
    expect(harness.view.screen).toEqual({ kind: 'attract', greetings: [], near: false, hours: [], offers: [] });
    await harness.touch('resume');
    expect(harness.view.screen.kind).toBe('document-status');
  });
});

describe('leaving', () => {
  it('asks first, and nothing is lost by staying', async () => {
    const harness = await answered();
    const before = harness.view.screen;
    await harness.touch('cancel');
    expect(harness.view.overlay).toEqual({ kind: 'leave', take: [] });
    expect(await harness.refuses({ type: 'print' })).toBe(true);
    await harness.touch('stay');
    expect(harness.view.screen).toEqual(before);
    await harness.touch('cancel', 'leave');
    expect(harness.view.screen.kind).toBe('attract');
    expect(harness.last('visit.ended')).toMatchObject({ by: 'visitor' });
  });

  it('ends the visit when the question is not answered', async () => {
    const harness = await answered();
    await harness.touch('cancel');
    await harness.advance(DELAYS.idle);
    expect(harness.view.overlay?.kind).toBe('idle');
    await harness.advance(DELAYS.warning);
    expect(harness.view.screen.kind).toBe('attract');
  });
});

describe('help', () => {
  it('calls staff once and says only that they know, also when asked again', async () => {
    const harness = await answered();
    await harness.touch(HELP, 'help');
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'called' });
    expect(keysOf(harness.view.overlay)).toEqual(['help.calledBody', 'help.phone']);
    await harness.touch('close-help', HELP, 'help');
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'called' });
    await harness.touch('close-help');
    expect(harness.register.calls.map((call) => call.screen)).toEqual(['document-status']);
    expect(harness.view.screen.kind).toBe('document-status');
  });

  it('keeps the visit alive, and says after a minute that there was no answer', async () => {
    const harness = await answered();
    await harness.advance(DELAYS.idle - 1_000);
    await harness.touch(HELP, 'help');
    await harness.advance(DELAYS.helpAnswer - 1_000);
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'called' });
    await harness.advance(1_000);
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'nobody' });
    expect(keysOf(harness.view.overlay)).toEqual(['help.phone', 'help.nobodyBody']);
    await harness.advance(DELAYS.idle);
    expect(harness.view.overlay?.kind).toBe('idle');
    await harness.touch('stay', 'close-help', HELP, 'help');
    // A minute later it is another call.
    expect(harness.register.calls).toHaveLength(2);
    await harness.touch('close-help');
    await harness.advance(DELAYS.helpAnswer);
    // Who closed the window is not disturbed again.
    expect(harness.view.overlay?.kind).not.toBe('help');
  });

  it('says that somebody comes as soon as somebody said so, also behind a closed window', async () => {
    const harness = await answered();
    await harness.touch(HELP, 'help', 'close-help');
    harness.register.answerHelp('coming');
    await harness.advance(0);
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'coming' });
    expect(keysOf(harness.view.overlay)).toEqual(['help.comingBody']);
    await harness.touch('close-help', HELP, 'help');
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'coming' });
    expect(harness.register.calls).toHaveLength(1);
  });

  it('says when nobody can come, and that somebody comes after all', async () => {
    const harness = await answered();
    await harness.touch(HELP, 'help');
    harness.register.answerHelp('cannot');
    await harness.advance(0);
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'cannot' });
    expect(keysOf(harness.view.overlay)).toEqual(['help.phone', 'help.nobodyBody']);
    harness.register.answerHelp('coming');
    await harness.advance(0);
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'coming' });
  });

  it('keeps the visit while somebody is on the way, for a quarter of an hour at most', async () => {
    const harness = await answered();
    await harness.touch(HELP, 'help');
    harness.register.answerHelp('coming');
    await harness.advance(DELAYS.helpLongest - 1);
    expect(harness.view.screen.kind).toBe('document-status');
    expect(harness.view.overlay).toMatchObject({ state: 'coming' });
    await harness.advance(1);
    expect(harness.register.ended).toEqual(harness.register.calls.map(({ key }) => key));
    await harness.advance(DELAYS.idle + DELAYS.warning);
    expect(harness.view.screen.kind).toBe('attract');
  });

  it.each([
    ['the visitor leaves', ['close-help', 'cancel', 'leave']],
    ['the office says that it is done', []],
  ] as const)('ends once when %s', async (how, touches) => {
    const harness = await answered();
    await harness.touch(HELP, 'help');
    if (how === 'the office says that it is done') harness.register.answerHelp('ended');
    await harness.touch(...touches);
    await harness.advance(0);
    expect(harness.view.overlay).toBeUndefined();
    expect(harness.register.ended).toEqual(
      how === 'the visitor leaves' ? harness.register.calls.map(({ key }) => key) : [],
    );
  });

  it('is called for a second time when nobody answered the first, which ends', async () => {
    const harness = await answered();
    await harness.touch(HELP, 'help');
    await harness.advance(DELAYS.helpAnswer);
    await harness.touch('close-help', HELP, 'help');
    const [first, second] = harness.register.calls;
    expect(harness.register.ended).toEqual([first?.key]);
    harness.register.answerHelp('coming');
    await harness.advance(0);
    expect(second).toBeDefined();
    expect(harness.view.overlay).toMatchObject({ state: 'coming' });
  });

  it('outside opening hours shows the next opening, and calls all the same', async () => {
    const config = demoConfig();
    const harness = await bootKioskHarness({
      now: SATURDAY_NOON,
      config: { ...config, terminal: { ...config.terminal, office: 'buergerbuero' } },
    });
    await harness.enter();
    await harness.touch(HELP, 'help');
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'closed' });
    expect(keysOf(harness.view.overlay)).toEqual(['help.office', 'open.opens', 'help.phone', 'help.nobodyBody']);
    expect(harness.register.calls).toHaveLength(1);
  });

  it("stays on the staff's list until staff settle it", async () => {
    const harness = await answered();
    await harness.touch(HELP, 'help', 'close-help');
    await harness.signIn(STAFF_PIN);
    const [call] = harness.screen('staff').help;
    expect(harness.screen('staff').help).toHaveLength(1);
    expect(await harness.refuses({ type: 'staff-helped', id: 'another' })).toBe(true);
    await harness.touch({ type: 'staff-helped', id: call?.id ?? '' });
    expect(harness.screen('staff').help).toEqual([]);
  });

  it.each([
    ['language', 'wake'],
    ['home', 'enter'],
  ])('is called from %s', async (screen, how) => {
    const harness = await bootKioskHarness();
    await (how === 'wake' ? harness.touch('wake') : harness.enter());
    await harness.touch(HELP, 'help');
    expect(harness.register.calls.map((call) => call.screen)).toEqual([screen]);
  });

  it('shows a failed call with the phone number, and can be called again', async () => {
    const harness = await answered();
    harness.register.helpFailure = { kind: 'unreachable', reason: 'timeout' };
    await harness.touch(HELP, 'help');
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'failed' });
    expect(keysOf(harness.view.overlay)).toEqual(['help.failedBody', 'help.phone', 'help.nobodyBody']);
    // Where only the answer was lost, the town hall knows of a call that the visitor was told had failed.
    expect(harness.register.ended).toHaveLength(1);
    harness.register.helpFailure = null;
    await harness.touch('close-help', HELP, 'help');
    expect(harness.view.overlay).toMatchObject({ state: 'called' });
    expect(harness.register.calls).toHaveLength(1);
  });
});

describe('the slip', () => {
  it('that does not come in ten seconds is given up, and offered for the phone', async () => {
    const harness = await answered();
    harness.printer.outcomes.push(new Promise(() => undefined));
    await harness.touch('print');
    expect(harness.screen('waiting').instead).toBeUndefined();
    await harness.advance(DELAYS.wayOut);
    expect(harness.screen('waiting').instead?.key).toBe('printing.instead');
    await harness.touch('show-qr');
    expect([harness.screen('qr').kind, harness.printer.abandoned]).toEqual(['qr', 1]);
  });

  it('that certainly did not come out can be printed again', async () => {
    const harness = await answered();
    harness.printer.outcomes.push({ ok: false, error: { status: { state: 'ready' }, paper: 'none' } });
    await harness.touch('print');
    expect(harness.screen('notice')).toMatchObject({
      title: { key: 'notPrinted.title' },
      actions: ['retry', 'home', 'done'],
    });
    expect(harness.screen('notice').qr).toBeDefined();
    await harness.touch('retry');
    expect(harness.screen('notice').title.key).toBe('printed.title');
    expect(harness.printer.papers).toHaveLength(2);
  });

  it('that may have come out is never printed twice, and staff see it', async () => {
    const harness = await answered();
    harness.printer.outcomes.push({
      ok: false,
      error: { status: { state: 'back-off', reason: 'host' }, paper: 'unknown' },
    });
    await harness.touch('print');
    expect(harness.screen('notice')).toMatchObject({ title: { key: 'unclear.title' }, actions: ['home', 'done'] });
    expect(await harness.refuses({ type: 'retry' })).toBe(true);
    await harness.touch('done', 'done');
    await harness.signIn('2468');
    await harness.touch({ type: 'staff-tab', tab: 'unfinished' });
    const [line, ...more] = harness.screen('staff').unfinished;
    expect(more).toEqual([]);
    expect(line).toMatchObject({ title: { key: 'slip.documentStatus' }, detail: { key: 'staff.cause.hostGone' } });
  });

  it('is not offered while the printer is not ready, with the reason, and the code is', async () => {
    const harness = await answered();
    for (const [status, why] of [
      [{ state: 'needs-staff', reason: 'cover-open' }, 'printer.coverOpen'],
      [{ state: 'needs-staff', reason: 'cutter' }, 'printer.needsStaff'],
      [{ state: 'opening' }, 'printer.soon'],
      [{ state: 'absent' }, 'printer.away'],
      [{ state: 'faulted', reason: 'silent' }, 'printer.away'],
    ] as const) {
      harness.printer.tell(status);
      await harness.advance(0);
      expect(harness.screen('document-status').handOver).toEqual({ print: 'unavailable', why: { key: why }, qr: true });
      expect(await harness.refuses({ type: 'print' })).toBe(true);
    }
    harness.printer.tell({ state: 'degraded', reasons: ['near-end'] });
    await harness.advance(0);
    expect(harness.screen('document-status').handOver).toEqual({ print: 'offered', qr: true });
  });

  it('is hidden where there is no printer', async () => {
    const harness = await bootKioskHarness({ devices: [] });
    await harness.enter();
    await harness.ask('identity-card', NUMBER);
    expect(harness.screen('document-status').handOver).toEqual({ print: 'hidden', qr: true });
  });

  it('is printed once on two quick touches', async () => {
    const harness = await answered();
    const proof = held<typeof PRINTED>();
    harness.printer.outcomes.push(proof.promise);
    harness.kiosk.intent({ type: 'print' });
    harness.kiosk.intent({ type: 'print' });
    await harness.advance(0);
    expect(harness.printer.papers).toHaveLength(1);
    expect(harness.last('intent.refused')).toMatchObject({ intent: 'print', reason: 'not-offered' });
    proof.resolve(PRINTED);
  });
});
