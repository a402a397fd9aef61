import { describe, expect, it } from 'vitest';
import { ok } from '../../base/result.ts';
import type { Intent } from '../../electron/ipc/view.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import { bootHeart, demoConfig, keysOf, SATURDAY_NOON, STAFF_PIN, type Heart } from '../harness/heart.ts';
import { held, PRINTED } from '../harness/scripted.ts';

const NUMBER = 'L7MX1P6W8';

async function answered(): Promise<Heart> {
  const heart = await bootHeart();
  heart.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
  await heart.enter();
  await heart.ask('identity-card', NUMBER);
  return heart;
}

describe('language, text size, contrast and low reach', () => {
  const SCREENS: Record<string, (heart: Heart) => Promise<void>> = {
    language: (heart) => heart.touch('wake'),
    home: (heart) => heart.enter(),
    'document-number': async (heart) => {
      await heart.enter();
      await heart.touch(
        { type: 'open-tile', id: 'document-status' },
        { type: 'choose-document', document: 'identity-card' },
      );
      await heart.type('L7MX');
    },
    search: async (heart) => {
      await heart.enter();
      await heart.touch({ type: 'open-tile', id: 'information' });
      await heart.type('ausweis');
    },
    'document-status': async (heart) => {
      await heart.enter();
      await heart.ask('identity-card', NUMBER);
    },
    qr: async (heart) => {
      await heart.enter();
      await heart.ask('identity-card', NUMBER);
      await heart.touch('show-qr');
    },
  };
  const CHANGES: Intent[] = [
    { type: 'set-text-size', size: 'large' },
    { type: 'set-contrast', contrast: 'high' },
    { type: 'set-low-reach', on: true },
  ];

  it.each(Object.keys(SCREENS))('change on %s and lose no input', async (kind) => {
    const heart = await bootHeart();
    await SCREENS[kind]?.(heart);
    const before = heart.view.screen;
    expect(before.kind).toBe(kind);
    await heart.touch(...CHANGES);
    expect(heart.view.screen).toEqual(before);
    expect(heart.view.settings).toEqual({ textSize: 'large', contrast: 'high', lowReach: true });
    if (kind === 'language') return;
    await heart.touch({ type: 'choose-language', language: 'ar' });
    expect(heart.view.language).toBe('ar');
    expect(heart.view.screen.kind).toBe(kind);
    if (before.kind === 'document-number') expect(heart.screen('document-number').shown).toBe(before.shown);
    if (before.kind === 'search')
      expect(heart.screen('search')).toMatchObject({
        query: 'ausweis',
        results: before.results?.map(({ id }) => ({ id })),
      });
  });

  it('are reset with the visit', async () => {
    const heart = await bootHeart();
    await heart.enter('ar');
    await heart.touch(...CHANGES, 'cancel', 'leave');
    expect(heart.view).toMatchObject({
      language: 'de',
      settings: { textSize: 'normal', contrast: 'normal', lowReach: false },
      screen: { kind: 'attract' },
    });
    await heart.touch('wake');
    expect(heart.view).toMatchObject({
      language: 'de',
      settings: { textSize: 'normal', contrast: 'normal', lowReach: false },
    });
  });
});

describe('time', () => {
  it('warns, counts down, and ends with a purge when nobody touches', async () => {
    const heart = await answered();
    await heart.advance(DELAYS.idle - 1);
    expect(heart.view.overlay).toBeUndefined();
    await heart.advance(1);
    expect(heart.view.overlay).toEqual({ kind: 'idle', secondsLeft: DELAYS.warning / 1_000 });
    expect(keysOf(heart.view.spoken)).toEqual(['idle.title', 'idle.body']);
    await heart.advance(10_000);
    expect(heart.view.overlay).toEqual({ kind: 'idle', secondsLeft: DELAYS.warning / 1_000 - 10 });
    await heart.advance(DELAYS.warning - 10_000 - 1);
    expect(heart.view.screen.kind).toBe('document-status');
    await heart.advance(1);
    expect(heart.view.screen.kind).toBe('attract');
    expect(heart.purges).toBe(1);
    expect(heart.last('visit.ended')).toMatchObject({ by: 'idle', seconds: (DELAYS.idle + DELAYS.warning) / 1_000 });
  });

  it.each(['throws', 'hangs'] as const)(
    'stays out of order while a purge %s, and comes back when it is done',
    async (fault) => {
      const heart = await answered();
      heart.purgeFaults.push(fault);
      await heart.touch('done', 'done');
      if (fault === 'hangs') await heart.advance(15_000);
      expect(heart.view.screen.kind).toBe('out-of-order');
      expect(heart.count('visit.purge-failed')).toBe(1);
      await heart.refuses({ type: 'wake' });
      await heart.advance(DELAYS.restart);
      expect(heart.view.screen.kind).toBe('attract');
      expect(heart.purges).toBe(1);
    },
  );

  it('is extended as often as the visitor likes, by the button or by any touch', async () => {
    const heart = await answered();
    for (let round = 0; round < 25; round += 1) {
      await heart.advance(DELAYS.idle + DELAYS.warning - 1);
      expect(heart.view.overlay).toEqual({ kind: 'idle', secondsLeft: 1 });
      await heart.touch(round % 2 === 0 ? 'stay' : 'touch');
      expect(heart.view.overlay).toBeUndefined();
    }
    expect(heart.view.screen.kind).toBe('document-status');
  });

  it('begins anew with every touch and every key', async () => {
    const heart = await bootHeart();
    await heart.enter();
    await heart.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    for (const key of NUMBER) {
      await heart.advance(DELAYS.idle - 1);
      await heart.touch({ type: 'key', key });
    }
    expect(heart.screen('document-number').length).toBe(9);
  });

  it('does not end a visit while the printer works, however long, and goes on counting afterwards', async () => {
    const heart = await answered();
    const proof = held<typeof PRINTED>();
    heart.printer.outcomes.push(proof.promise);
    await heart.touch('print');
    heart.printer.tell({ state: 'needs-staff', reason: 'paper-out' });
    await heart.advance(10 * (DELAYS.idle + DELAYS.warning));
    expect(heart.view.overlay).toBeUndefined();
    expect(heart.screen('waiting')).toMatchObject({
      title: { key: 'printing.stopped' },
      body: { key: 'printer.paperOut' },
    });
    expect(await heart.refuses({ type: 'cancel' })).toBe(true);
    expect(await heart.refuses({ type: 'back' })).toBe(true);
    proof.resolve(PRINTED);
    await heart.advance(DELAYS.idle);
    expect(heart.screen('notice').title.key).toBe('printed.title');
    expect(heart.view.overlay?.kind).toBe('idle');
    await heart.advance(DELAYS.warning);
    expect(heart.view.screen.kind).toBe('attract');
  });

  it('leaves the parting screen by itself, after at least 20 s', async () => {
    const heart = await answered();
    await heart.touch('done');
    await heart.advance(20_000 - 1);
    expect(heart.view.screen.kind).toBe('goodbye');
    await heart.advance(1);
    expect(heart.view.screen.kind).toBe('attract');
  });
});

describe('stepping away', () => {
  it('masks everything, and gives it back', async () => {
    const heart = await answered();
    const before = heart.view.screen;
    await heart.touch('pause');
    expect(heart.view).toMatchObject({
      screen: { kind: 'attract', greetings: [], near: false },
      overlay: { kind: 'paused', secondsLeft: 30 },
    });
    expect(heart.view.step).toBeUndefined();
    expect(JSON.stringify(heart.view)).not.toContain('ready');
    for (const type of ['back', 'print', 'done', 'home', 'wake', 'help', 'stay'])
      expect(await heart.refuses({ type })).toBe(true);
    await heart.touch('touch');
    expect(heart.view.overlay?.kind).toBe('paused');
    await heart.advance(DELAYS.pause - 1);
    await heart.touch('resume');
    expect(heart.view.screen).toEqual(before);
  });

  it('ends with a purge when nobody comes back', async () => {
    const heart = await answered();
    await heart.touch('pause');
    await heart.advance(DELAYS.pause);
    expect(heart.view.screen.kind).toBe('attract');
    expect(heart.last('visit.ended')).toMatchObject({ by: 'pause' });
    expect(heart.purges).toBe(1);
  });

  it('is not ended under the printer, and says all the time that there is time', async () => {
    const heart = await answered();
    const proof = held<typeof PRINTED>();
    heart.printer.outcomes.push(proof.promise);
    await heart.touch('print', 'pause');
    await heart.advance(3 * DELAYS.pause + 5_000);
    expect(heart.view.overlay).toEqual({ kind: 'paused', secondsLeft: 25 });
    proof.resolve(PRINTED);
    await heart.advance(25_000);
    expect(heart.view.screen.kind).toBe('attract');
  });

  it('stays masked when staff came and went meanwhile', async () => {
    const heart = await answered();
    await heart.touch('pause', 'staff-gesture', 'staff-close');
    expect(heart.view.overlay?.kind).toBe('paused');
    expect(heart.view.screen).toEqual({ kind: 'attract', greetings: [], near: false });
    await heart.touch('resume');
    expect(heart.view.screen.kind).toBe('document-status');
  });
});

describe('leaving', () => {
  it('asks first, and staying loses nothing', async () => {
    const heart = await answered();
    const before = heart.view.screen;
    await heart.touch('cancel');
    expect(heart.view.overlay).toEqual({ kind: 'leave' });
    expect(await heart.refuses({ type: 'print' })).toBe(true);
    await heart.touch('stay');
    expect(heart.view.screen).toEqual(before);
    await heart.touch('cancel', 'leave');
    expect(heart.view.screen.kind).toBe('attract');
    expect(heart.last('visit.ended')).toMatchObject({ by: 'visitor' });
  });

  it('does not wait for ever for an answer', async () => {
    const heart = await answered();
    await heart.touch('cancel');
    await heart.advance(DELAYS.idle);
    expect(heart.view.overlay?.kind).toBe('idle');
    await heart.advance(DELAYS.warning);
    expect(heart.view.screen.kind).toBe('attract');
  });
});

describe('help', () => {
  it('calls staff once, says only that they know, and the same when asked again', async () => {
    const heart = await answered();
    await heart.touch('help');
    expect(heart.view.overlay).toMatchObject({ kind: 'help', state: 'called' });
    expect(keysOf(heart.view.overlay)).toEqual(['help.calledBody', 'help.phone']);
    await heart.touch('close-help', 'help');
    expect(heart.view.overlay).toMatchObject({ kind: 'help', state: 'called' });
    await heart.touch('close-help');
    expect(heart.register.calls.map((call) => call.screen)).toEqual(['document-status']);
    expect(heart.view.screen.kind).toBe('document-status');
  });

  it('keeps the visit while it may be answered, and says after a minute that nobody has', async () => {
    const heart = await answered();
    await heart.advance(DELAYS.idle - 1_000);
    await heart.touch('help');
    await heart.advance(DELAYS.helpAnswer - 1_000);
    expect(heart.view.overlay).toMatchObject({ kind: 'help', state: 'called' });
    await heart.advance(1_000);
    expect(heart.view.overlay).toMatchObject({ kind: 'help', state: 'nobody' });
    expect(keysOf(heart.view.overlay)).toEqual(['help.phone', 'help.nobodyBody']);
    await heart.advance(DELAYS.idle);
    expect(heart.view.overlay?.kind).toBe('idle');
    await heart.touch('stay', 'close-help', 'help');
    // A minute later it is another call.
    expect(heart.register.calls).toHaveLength(2);
    await heart.touch('close-help');
    await heart.advance(DELAYS.helpAnswer);
    // Who closed the window is not disturbed again.
    expect(heart.view.overlay?.kind).not.toBe('help');
  });

  it('outside opening hours says so, with the next opening, and calls all the same', async () => {
    const config = demoConfig();
    const heart = await bootHeart({
      now: SATURDAY_NOON,
      config: { ...config, terminal: { ...config.terminal, office: 'buergerbuero' } },
    });
    await heart.enter();
    await heart.touch('help');
    expect(heart.view.overlay).toMatchObject({ kind: 'help', state: 'closed' });
    expect(keysOf(heart.view.overlay)).toEqual(['help.office', 'open.opens', 'help.phone', 'help.nobodyBody']);
    expect(heart.register.calls).toHaveLength(1);
  });

  it("stays on the staff's list until somebody says that it is done", async () => {
    const heart = await answered();
    await heart.touch('help', 'close-help');
    await heart.signIn(STAFF_PIN);
    const [call] = heart.screen('staff').help;
    expect(heart.screen('staff').help).toHaveLength(1);
    expect(await heart.refuses({ type: 'staff-helped', id: 'another' })).toBe(true);
    await heart.touch({ type: 'staff-helped', id: call?.id ?? '' });
    expect(heart.screen('staff').help).toEqual([]);
  });

  it.each([
    ['language', 'wake'],
    ['home', 'enter'],
  ])('is called from %s', async (screen, how) => {
    const heart = await bootHeart();
    await (how === 'wake' ? heart.touch('wake') : heart.enter());
    await heart.touch('help');
    expect(heart.register.calls.map((call) => call.screen)).toEqual([screen]);
  });

  it('says when nobody could be called, gives the phone, and can be tried again', async () => {
    const heart = await answered();
    heart.register.helpFailure = { kind: 'unreachable', reason: 'timeout' };
    await heart.touch('help');
    expect(heart.view.overlay).toMatchObject({ kind: 'help', state: 'failed' });
    expect(keysOf(heart.view.overlay)).toEqual(['help.failedBody', 'help.phone', 'help.nobodyBody']);
    heart.register.helpFailure = null;
    await heart.touch('close-help', 'help');
    expect(heart.view.overlay).toMatchObject({ state: 'called' });
    expect(heart.register.calls).toHaveLength(1);
  });
});

describe('the slip', () => {
  it('that does not come is not waited for longer than ten seconds: it goes onto the phone, and is given up', async () => {
    const heart = await answered();
    heart.printer.outcomes.push(new Promise(() => undefined));
    await heart.touch('print');
    expect(heart.screen('waiting').instead).toBeUndefined();
    await heart.advance(DELAYS.wayOut);
    expect(heart.screen('waiting').instead?.key).toBe('printing.instead');
    await heart.touch('show-qr');
    expect([heart.screen('qr').kind, heart.printer.abandoned]).toEqual(['qr', 1]);
  });

  it('that surely did not come out can be tried again', async () => {
    const heart = await answered();
    heart.printer.outcomes.push({ ok: false, error: { status: { state: 'ready' }, paper: 'none' } });
    await heart.touch('print');
    expect(heart.screen('notice')).toMatchObject({
      title: { key: 'notPrinted.title' },
      actions: ['retry', 'home', 'done'],
    });
    expect(heart.screen('notice').qr).toBeDefined();
    await heart.touch('retry');
    expect(heart.screen('notice').title.key).toBe('printed.title');
    expect(heart.printer.papers).toHaveLength(2);
  });

  it('that may have come out is never printed twice, and staff see it', async () => {
    const heart = await answered();
    heart.printer.outcomes.push({
      ok: false,
      error: { status: { state: 'back-off', reason: 'host' }, paper: 'unknown' },
    });
    await heart.touch('print');
    expect(heart.screen('notice')).toMatchObject({ title: { key: 'unclear.title' }, actions: ['home', 'done'] });
    expect(await heart.refuses({ type: 'retry' })).toBe(true);
    await heart.touch('done', 'done');
    await heart.signIn('2468');
    await heart.touch({ type: 'staff-tab', tab: 'unfinished' });
    const [line, ...more] = heart.screen('staff').unfinished;
    expect(more).toEqual([]);
    expect(line).toMatchObject({ title: { key: 'slip.documentStatus' }, detail: { key: 'staff.cause.hostGone' } });
  });

  it('is not offered while the printer is not ready, with the reason, and the code is', async () => {
    const heart = await answered();
    for (const [status, why] of [
      [{ state: 'needs-staff', reason: 'cover-open' }, 'printer.coverOpen'],
      [{ state: 'needs-staff', reason: 'cutter' }, 'printer.needsStaff'],
      [{ state: 'opening' }, 'printer.soon'],
      [{ state: 'absent' }, 'printer.away'],
      [{ state: 'faulted', reason: 'silent' }, 'printer.away'],
    ] as const) {
      heart.printer.tell(status);
      await heart.advance(0);
      expect(heart.screen('document-status').handOver).toEqual({ print: 'unavailable', why: { key: why }, qr: true });
      expect(await heart.refuses({ type: 'print' })).toBe(true);
    }
    heart.printer.tell({ state: 'degraded', reasons: ['near-end'] });
    await heart.advance(0);
    expect(heart.screen('document-status').handOver).toEqual({ print: 'offered', qr: true });
  });

  it('is hidden where there is no printer', async () => {
    const heart = await bootHeart({ devices: [] });
    await heart.enter();
    await heart.ask('identity-card', NUMBER);
    expect(heart.screen('document-status').handOver).toEqual({ print: 'hidden', qr: true });
  });

  it('is printed once for two quick touches', async () => {
    const heart = await answered();
    const proof = held<typeof PRINTED>();
    heart.printer.outcomes.push(proof.promise);
    heart.kiosk.intent({ type: 'print' });
    heart.kiosk.intent({ type: 'print' });
    await heart.advance(0);
    expect(heart.printer.papers).toHaveLength(1);
    expect(heart.last('intent.refused')).toMatchObject({ intent: 'print', reason: 'not-offered' });
    proof.resolve(PRINTED);
  });
});
