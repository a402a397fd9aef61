/** The ID card at the kiosk: signing in, changing its PIN, and everything that a card may do or not do. */
import { describe, expect, it } from 'vitest';
import { settle } from '../../harness/manual-clock.ts';
import type { EidFailureKind } from '../../../devices/eid/eid.ts';
import { err, ok } from '../../../base/result.ts';
import { DELAYS } from '../../../state-machines/delays.ts';
import { keysOf } from '../../harness/kiosk-harness.ts';
import { held } from '../../harness/scripted.ts';
import { TOKEN } from '../../harness/services.ts';
import { bootDesk } from './desk.ts';

describe('signing in', () => {
  it('shows who reads what before anything is read, and passes on only what the visitor chose', async () => {
    const desk = await bootDesk();
    await desk.open('own-data');
    await desk.act('start');
    expect(desk.eid.begun).toEqual([{ kind: 'auth', tcTokenUrl: 'https://eid.musterstadt.example/tctoken' }]);
    await desk.eid.consent(['DoctoralDegree', 'BirthName']);
    const page = desk.page('consent');
    expect(JSON.stringify(page)).toContain('Stadt Musterstadt');
    expect(page.choices.map(({ id, state }) => [id, state])).toEqual([
      ['DoctoralDegree', 'off'],
      ['BirthName', 'off'],
    ]);
    await desk.choose('BirthName', 'DoctoralDegree', 'BirthName');
    await desk.act('accept');
    expect(desk.eid.answers).toEqual([['DoctoralDegree']]);
  });

  it('shows the same four stations from the consent to the end, and none before and after', async () => {
    const desk = await bootDesk();
    await desk.open('own-data');
    expect(desk.harness.view.stations).toBeUndefined();
    await desk.signIn();
    const seen = desk.views.flatMap(({ stations }) => (stations === undefined ? [] : [stations]));
    expect(new Set(seen.map(({ names }) => names.map(({ key }) => key).join(' ')))).toEqual(
      new Set(['signIn.consent signIn.card signIn.pin signIn.done']),
    );
    // It goes on, and never back.
    const at = seen.map(({ now }) => now);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect([at.at(0), at.at(-1)]).toEqual([0, 3]);
    expect(desk.harness.view.stations).toBeUndefined();
  });

  it('asks the register in the language of the visit, and goes on after a change of language', async () => {
    const desk = await bootDesk();
    await desk.open('own-data', 'ar');
    await desk.act('start');
    expect(desk.register.called.find(({ route }) => route === 'eidSession')?.request).toEqual({ language: 'ar' });
    await desk.eid.consent();
    await desk.harness.changeLanguage('en');
    desk.page('consent');
    expect(desk.harness.view.language).toBe('en');
    await desk.act('accept');
    await desk.eid.succeed();
    desk.page('own-data');
  });

  it.each<[string | null, string]>([
    ['https://evil.example/refresh', 'another origin'],
    ['http://eid.musterstadt.example/refresh', 'another scheme'],
    ['https://eid.musterstadt.example:8443/refresh', 'another port'],
    ['https://eid.musterstadt.example.evil.example/', 'a longer name'],
    ['not an address', 'no address'],
    // The card may have been read elsewhere.
    [null, 'nothing'],
    ['https://eid.musterstadt.example/refresh?ResultMajor=ok', 'no nonce'],
    ['https://eid.musterstadt.example/refresh?once=1&ResultMajor=ok', 'another parameter'],
  ])('does not sign in after an end at %s: %s', async (url) => {
    const desk = await bootDesk();
    await desk.open('own-data');
    await desk.act('start');
    await desk.eid.succeed(url);
    desk.page('eid-provider');
    expect(desk.register.called.some(({ route }) => route === 'eidOutcome')).toBe(false);
    expect(desk.harness.last('eid.ended')).toMatchObject({ outcome: 'provider', code: 'refresh-origin' });
  });

  it('sends the register the nonce that the AusweisApp returned, another one each time', async () => {
    const desk = await bootDesk();
    desk.register.answers.eidOutcome = () => ok({ state: 'failed' });
    await desk.open('own-data');
    await desk.act('start');
    for (const [at, nonce] of ['a'.repeat(43), 'b'.repeat(43)].entries()) {
      await desk.eid.succeed(`https://eid.musterstadt.example/refresh?nonce=${nonce}&ResultMajor=ok`);
      const asked = desk.register.called.filter(({ route }) => route === 'eidOutcome');
      expect(asked.map(({ request }) => request)[at]).toEqual({ session: TOKEN.session, nonce });
      await desk.harness.touch('retry');
    }
    expect(JSON.stringify([desk.harness.log, desk.views])).not.toMatch(/a{43}|b{43}/);
  });

  it("waits while the register's answer is pending", async () => {
    const desk = await bootDesk();
    const answer = desk.register.answers.eidOutcome;
    let asked = 0;
    desk.register.answers.eidOutcome = (request) =>
      (asked += 1) < 4 || answer === undefined ? ok({ state: 'pending' }) : answer(request);
    await desk.open('own-data');
    await desk.act('start');
    await desk.eid.succeed();
    expect(keysOf(desk.harness.view.screen)).toContain('identify.asking');
    await desk.harness.advance(2_000);
    desk.page('own-data');
  });

  it('gives no details when the person is not found', async () => {
    const desk = await bootDesk();
    desk.register.answers.eidOutcome = () => ok({ state: 'no-match' });
    await desk.begin('own-data');
    expect(keysOf(desk.page('unmatched'))).toContain('works.counter');
    await desk.harness.touch('done');
    expect(desk.at()).toBe('home');
  });

  it('offers a way to go on where the register is away before or after the card', async () => {
    const desk = await bootDesk();
    const begin = desk.register.answers.eidSession;
    desk.register.answers.eidSession = () => err({ kind: 'unreachable', reason: 'timeout' });
    await desk.open('own-data');
    await desk.act('start');
    desk.page('eid-network');
    expect(desk.eid.begun).toEqual([]);
    if (begin !== undefined) desk.register.answers.eidSession = begin;
    desk.register.answers.eidOutcome = () => err({ kind: 'unreachable', reason: 'timeout' });
    await desk.harness.touch('retry');
    await desk.eid.succeed();
    desk.page('eid-network');
  });

  it.each(['counter', 'failed'] as const)('always offers the way without the card: %s', async (where) => {
    const desk = await bootDesk();
    await desk.open('certificate');
    if (where === 'failed') {
      await desk.act('start');
      await desk.eid.fail('pin-blocked');
      desk.page('eid-pin-blocked');
    }
    await desk.act('counter');
    desk.page('counter');
    await desk.harness.touch('home');
    expect(desk.at()).toBe('home');
  });

  it('leads through the guide, forwards and backwards', async () => {
    const desk = await bootDesk();
    await desk.open('own-data');
    await desk.act('guide', 'next', 'next');
    desk.page('guide-lay');
    await desk.harness.touch('back');
    desk.page('guide-pin');
    await desk.act('next', 'next', 'next');
    desk.page('preflight');
  });
});

const ENDS: readonly EidFailureKind[] = [
  'timeout',
  'card-removed',
  'card-deactivated',
  'card-inoperative',
  'pin-blocked',
  'card-not-accepted',
  'card-error',
  'new-pin-refused',
  'network',
  'provider',
  'client',
  'client-gone',
];

describe.each(['sign-in', 'change-pin'] as const)('a card that fails: %s', (task) => {
  it.each(ENDS)('%s has its sentence, and the counter', async (kind) => {
    const desk = await bootDesk();
    await desk.open(task === 'sign-in' ? 'certificate' : 'change-pin');
    await (task === 'sign-in' ? desk.act('start') : desk.choose('own'));
    await desk.eid.fail(kind, 'Some_Code');
    const page = desk.page(`eid-${kind}`);
    expect(page.actions.map(({ id }) => id)).toEqual(expect.arrayContaining(['home', 'counter']));
    expect(keysOf(page)).toContain('works.counter');
    if (!page.actions.some(({ id }) => id === 'retry')) return;
    await desk.harness.touch('retry');
    expect(desk.eid.begun).toHaveLength(2);
    expect(keysOf(desk.harness.view.screen)).toContain('eid.connecting');
  });
});

describe('changing the PIN', () => {
  it('needs no sign-in: transport PIN, new PIN, the new PIN again', async () => {
    const desk = await bootDesk();
    await desk.open('change-pin');
    await desk.choose('transport');
    expect(desk.eid.begun).toEqual([{ kind: 'change-pin', transport: true }]);
    await desk.eid.lay(true);
    const asked: [string, number][] = [];
    for (const secret of ['transport-pin', 'new-pin', 'repeat-new-pin'] as const) {
      await desk.eid.secret({ secret, tries: secret === 'transport-pin' ? 3 : null });
      const screen = desk.harness.screen('secret');
      asked.push([screen.secret, screen.digits]);
    }
    expect(asked).toEqual([
      ['transport-pin', 5],
      ['new-pin', 6],
      ['repeat-new-pin', 6],
    ]);
    await desk.eid.secret({ secret: 'new-pin', wrong: 'mismatch' });
    expect(keysOf(desk.harness.screen('secret').problem)).toEqual(['secret.wrong.mismatch']);
    await desk.eid.succeed();
    desk.page('take-card');
    await desk.eid.lay(false);
    desk.page('pin-changed');
    await desk.harness.touch('done');
    expect(desk.at()).toBe('goodbye');
    expect(desk.register.called).toEqual([]);
  });

  it('warns of the last try once, before the PIN and not before the access number', async () => {
    const desk = await bootDesk();
    await desk.open('own-data');
    await desk.act('start');
    await desk.eid.consent();
    await desk.act('accept');
    await desk.eid.secret({ secret: 'can', tries: 1, lastTry: true, wrong: 'pin' });
    const can = desk.harness.screen('secret');
    expect([can.secret, can.problem]).toEqual(['can', undefined]);
    expect(keysOf(can)).toContain('secret.can.why');
    // Lifted to be read, and laid back: the same page.
    await desk.eid.step({ step: 'card', problem: 'removed' });
    await desk.eid.secret({ secret: 'can', tries: 1, lastTry: true, wrong: 'pin' });
    expect(desk.harness.screen('secret').secret).toBe('can');
    await desk.eid.secret({ tries: 1, lastTry: true });
    desk.page('last-try');
  });

  it("says how many tries are left, and uses the last one only on the visitor's decision", async () => {
    const desk = await bootDesk();
    await desk.open('change-pin');
    await desk.choose('own');
    await desk.eid.secret({ tries: 2, wrong: 'pin' });
    expect(keysOf(desk.harness.view.screen)).toEqual(expect.arrayContaining(['secret.tries', 'secret.wrong.pin']));
    await desk.eid.secret({ secret: 'can', tries: null });
    expect(keysOf(desk.harness.view.screen)).not.toContain('secret.tries');
    await desk.eid.secret({ tries: 1, lastTry: true });
    expect(await desk.harness.refuses({ type: 'act', id: 'to-reader' })).toBe(true);
    desk.page('last-try');
    await desk.act('last-try');
    expect(desk.harness.screen('secret').secret).toBe('pin');
    // Asked again after that, it is asked for again.
    await desk.eid.secret({ tries: 2 });
    await desk.eid.secret({ tries: 1, lastTry: true });
    desk.page('last-try');
    await desk.act('end');
    expect(desk.eid.answers).toEqual(['cancel']);
    desk.page('change-pin');
  });

  it('asks for the PUK of a blocked card, ten digits', async () => {
    const desk = await bootDesk();
    await desk.open('change-pin');
    await desk.choose('own');
    await desk.eid.secret({ secret: 'puk', tries: null });
    expect(desk.harness.screen('secret')).toMatchObject({ secret: 'puk', digits: 10 });
    await desk.eid.secret({ secret: 'puk', tries: null, wrong: 'puk' });
    expect(keysOf(desk.harness.screen('secret').problem)).toEqual(['secret.wrong.puk']);
  });

  it("at the reader's own keypad begins when the visitor goes there", async () => {
    const desk = await bootDesk();
    await desk.open('change-pin');
    await desk.choose('own');
    await desk.eid.secret({ keypad: true });
    await desk.act('to-reader');
    expect(desk.eid.answers).toEqual(['enter']);
  });

  it.each(['removed', 'unknown-card', 'deactivated', 'inoperative', 'position', 'no-reader'] as const)(
    'names a card that lies there as %s, and the visitor can stop',
    async (problem) => {
      const desk = await bootDesk();
      await desk.open('change-pin');
      await desk.choose('own');
      await desk.eid.step({ step: 'card', problem });
      desk.page(`card-${problem}`);
      await desk.harness.touch('back');
      desk.page('change-pin');
    },
  );

  it('ends with a sentence where the reader refuses to begin', async () => {
    const desk = await bootDesk();
    desk.eid.refuses = { state: 'busy', reason: 'self' };
    await desk.open('change-pin');
    await desk.choose('own');
    desk.page('eid-busy');
    desk.eid.refuses = { state: 'faulted', reason: 'not-installed' };
    await desk.harness.touch('retry');
    desk.page('eid-client');
  });
});

describe('an eID workflow that begins when its visitor has gone', () => {
  it('is ended', async () => {
    const desk = await bootDesk();
    const begin = held<void>();
    desk.eid.slow = begin.promise;
    await desk.open('change-pin');
    await desk.choose('own');
    await desk.harness.touch('cancel', 'leave');
    const before = desk.eid.answers.length;
    begin.resolve();
    await settle();
    expect([desk.eid.begun.length, desk.eid.answers.slice(before)]).toEqual([1, ['cancel']]);
  });
});

describe('a forgotten card', () => {
  it('is waited for, then called for, and staff are called once', async () => {
    const desk = await bootDesk();
    await desk.open('own-data');
    await desk.act('start');
    await desk.eid.lay(true);
    await desk.eid.succeed();
    expect(keysOf(desk.page('take-card'))).toContain('eid.take');
    await desk.harness.advance(DELAYS.cardForgotten);
    expect(keysOf(desk.page('take-card'))).toContain('eid.forgotten');
    expect(desk.harness.count('eid.card-forgotten')).toBe(1);
    expect(desk.register.calls.map(({ screen }) => screen)).toEqual(['card-forgotten']);
    // The screen stays: a time-out must not end it.
    await desk.harness.advance(DELAYS.idle + DELAYS.warning + DELAYS.idle);
    desk.page('take-card');
    expect(desk.harness.count('eid.card-forgotten')).toBe(1);
    await desk.eid.lay(false);
    await settle();
    // After so long the person who took it may be somebody else: there is no sign-in.
    desk.page('eid-timeout');
    expect(desk.register.called.map(({ route }) => route)).not.toContain('eidOutcome');
  });

  it('is not called for where it is taken in time', async () => {
    const desk = await bootDesk();
    await desk.begin('own-data');
    await desk.harness.advance(DELAYS.cardForgotten);
    expect([desk.harness.count('eid.card-forgotten'), desk.register.calls]).toEqual([0, []]);
  });

  it('is called for also after a visitor who walks away', async () => {
    const desk = await bootDesk();
    await desk.open('own-data');
    await desk.act('start');
    await desk.eid.lay(true);
    await desk.harness.touch('cancel', 'leave');
    expect(desk.harness.view.screen.kind).toBe('attract');
    await desk.harness.advance(DELAYS.cardForgotten - 1);
    expect(desk.register.calls).toEqual([]);
    await desk.harness.advance(1);
    expect([desk.harness.count('eid.card-forgotten'), desk.register.calls.map(({ screen }) => screen)]).toEqual([
      1,
      ['card-forgotten'],
    ]);
  });

  it('is not called for when it is taken along', async () => {
    const desk = await bootDesk();
    await desk.open('own-data');
    await desk.act('start');
    await desk.eid.lay(true);
    await desk.harness.touch('cancel', 'leave');
    await desk.eid.lay(false);
    await desk.eid.lay(true);
    await desk.harness.advance(DELAYS.cardForgotten);
    expect(desk.harness.count('eid.card-forgotten')).toBe(0);
  });

  it('is not waited for where the reader cannot tell whether it is there', async () => {
    const desk = await bootDesk();
    await desk.open('own-data');
    await desk.act('start');
    await desk.eid.lay(true);
    await desk.eid.succeed();
    await desk.eid.become({ state: 'back-off', reason: 'host' });
    desk.page('own-data');
  });
});

describe('whoever cannot type the PIN', () => {
  it('is told what to do, and comes back to the keys', async () => {
    const desk = await bootDesk();
    await desk.open('certificate');
    await desk.act('start');
    await desk.eid.consent();
    await desk.act('accept');
    await desk.eid.lay(true);
    await desk.eid.secret();
    await desk.act('about-pin');
    desk.page('about-pin');
    await desk.act('to-pin');
    expect(desk.harness.screen('secret').secret).toBe('pin');
    await desk.act('about-pin');
    await desk.harness.touch('back');
    expect(desk.harness.screen('secret').secret).toBe('pin');
  });
});
