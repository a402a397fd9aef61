import { describe, expect, it } from 'vitest';
import { err, ok } from '../../base/result.ts';
import type { DocumentStage } from '../../register/contract/contract.ts';
import { DEMO_DOCUMENTS, withCheckDigit } from '../../register/demo/documents.ts';
import { bootHeart, keysOf } from '../harness/heart.ts';
import { held, PRINTED } from '../harness/scripted.ts';

const NUMBER = 'L7MX1P6W8';

describe('S2: from the touch to the slip', () => {
  it('wakes without pressing anything, chooses a language, asks, answers, prints, ends', async () => {
    const heart = await bootHeart();
    heart.register.status = () =>
      ok({ stage: 'ready', since: '2026-11-20', office: 'buergerbuero', pinLetter: true, bringOldDocument: true });
    expect(heart.view.screen.kind).toBe('attract');
    expect(heart.screen('attract').greetings.map((one) => one.language)).toEqual(['de', 'en', 'ar']);
    await heart.touch('wake');
    expect(heart.view).toMatchObject({ screen: { kind: 'language' }, bar: { back: false, help: true } });
    await heart.touch({ type: 'choose-language', language: 'de' });
    expect(
      heart
        .screen('home')
        .groups.flatMap((group) => group.tiles)
        .map(({ id, unavailable }) => [id, unavailable]),
    ).toEqual([
      ['document-status', undefined],
      ['information', undefined],
    ]);

    await heart.touch({ type: 'open-tile', id: 'document-status' });
    expect(heart.view).toMatchObject({ screen: { kind: 'document-type' }, step: { index: 1, count: 3 } });
    await heart.touch({ type: 'choose-document', document: 'identity-card' });
    expect(heart.screen('document-number')).toMatchObject({ length: 0, complete: false });
    await heart.type(NUMBER);
    expect(heart.screen('document-number')).toMatchObject({ shown: 'L7M X1P 6W8', complete: true });

    await heart.touch('submit');
    expect(heart.register.asked).toEqual([{ type: 'identity-card', number: NUMBER }]);
    const answer = heart.screen('document-status');
    expect(answer).toMatchObject({
      stage: 'ready',
      tone: 'success',
      handOver: { print: 'offered', qr: true },
      office: { id: 'buergerbuero', openNow: { state: 'open' } },
    });
    expect(keysOf(answer.bring)).toEqual(['status.bring.pinLetter', 'status.bring.oldDocument', 'status.bring.self']);
    expect(answer.timeline.map((one) => one.state)).toEqual(['done', 'done', 'done', 'current', 'open']);

    const proof = held<typeof PRINTED>();
    heart.printer.outcomes.push(proof.promise);
    await heart.touch('print');
    expect(heart.screen('waiting')).toMatchObject({
      picture: 'printer',
      title: { key: 'printing.title' },
      cancel: false,
    });
    proof.resolve(PRINTED);
    await heart.advance(0);
    expect(heart.screen('notice')).toMatchObject({ tone: 'success', title: { key: 'printed.title' } });
    await heart.touch('done');
    expect(heart.view.screen.kind).toBe('goodbye');
    await heart.touch('done');
    expect(heart.view.screen.kind).toBe('attract');
    expect(heart.purges).toBe(1);
    expect(heart.last('visit.ended')).toMatchObject({ by: 'visitor' });
    expect(JSON.stringify(heart.log)).not.toContain(NUMBER);
  });

  it.each(['de', 'en', 'ar'] as const)('shows every stage in %s, and offers to take it along', async (language) => {
    const heart = await bootHeart();
    await heart.enter(language);
    const stages: Record<DocumentStage, string> = {
      applied: 'info',
      sent: 'info',
      'in-production': 'info',
      ready: 'success',
      'handed-over': 'info',
      query: 'warning',
      unknown: 'warning',
    };
    for (const [stage, tone] of Object.entries(stages) as [DocumentStage, string][]) {
      heart.register.status = () => ok({ stage });
      await heart.ask('identity-card', NUMBER);
      expect(heart.screen('document-status')).toMatchObject({ stage, tone, handOver: { qr: true } });
      expect(heart.view.language).toBe(language);
      await heart.touch('show-qr');
      expect(heart.screen('qr').code.rows.length).toBeGreaterThanOrEqual(21);
      await heart.touch('back', 'home');
    }
  });

  it('takes every number of Musterstadt by the keys it offers, with and without check digit', async () => {
    const heart = await bootHeart();
    heart.register.status = () => ok({ stage: 'sent' });
    await heart.enter();
    for (const { type, number } of DEMO_DOCUMENTS) {
      for (const typed of [number, withCheckDigit(number)]) {
        await heart.ask(type, typed);
        expect(heart.view.screen.kind).toBe('document-status');
        expect(heart.register.asked.at(-1)).toEqual({ type, number });
        await heart.touch('home');
      }
    }
  });

  it('reads the letter O as the zero it must be', async () => {
    const heart = await bootHeart();
    await heart.enter();
    await heart.ask('identity-card', 'L7MXoC4T1');
    expect(heart.register.asked).toEqual([{ type: 'identity-card', number: 'L7MX0C4T1' }]);
  });
});

describe('a number that is wrong', () => {
  it.each([
    ['C7MX1P6W8', 'number.firstLetter'],
    ['L7MX1P6W81', 'number.checkDigit'],
    ['7L7MX1P6W', 'number.firstLetter'],
  ])('%s is told as %s, nothing is asked, the input stays, and correcting it helps', async (typed, key) => {
    const heart = await bootHeart();
    await heart.enter();
    await heart.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    await heart.type(typed);
    await heart.touch('submit');
    const screen = heart.screen('document-number');
    expect(screen.problem?.key).toBe(key);
    expect(screen.shown.replaceAll(' ', '')).toBe(typed);
    expect(keysOf(heart.view.spoken)).toContain(key);
    expect(heart.register.asked).toEqual([]);
    await heart.touch('erase');
    expect(heart.screen('document-number').problem).toBeUndefined();
    await heart.touch('clear');
    await heart.type(NUMBER);
    await heart.touch('submit');
    expect(heart.register.asked).toHaveLength(1);
  });

  it('cannot be sent before it is complete, and not typed beyond its length', async () => {
    const heart = await bootHeart();
    await heart.enter();
    await heart.touch({ type: 'open-tile', id: 'document-status' }, { type: 'choose-document', document: 'passport' });
    expect(await heart.refuses({ type: 'submit' })).toBe(true);
    await heart.type('C4HX0N2P');
    expect(await heart.refuses({ type: 'submit' })).toBe(true);
    await heart.type('77');
    expect(heart.screen('document-number')).toMatchObject({ length: 10, keys: [] });
    expect(await heart.refuses({ type: 'key', key: '1' })).toBe(true);
  });

  it('tells an unknown number with a right check digit apart from one that may be mistyped', async () => {
    const heart = await bootHeart();
    await heart.enter();
    await heart.ask('identity-card', NUMBER);
    expect(keysOf(heart.screen('document-status').body)[0]).toBe('status.unknown.compare');
    await heart.touch('home');
    await heart.ask('identity-card', withCheckDigit(NUMBER));
    expect(keysOf(heart.screen('document-status').body)[0]).toBe('status.unknown.checked');
  });
});

describe('when the register does not answer as wished', () => {
  it.each([
    [{ kind: 'unreachable', reason: 'timeout' } as const, 'failed.unreachable.title', true],
    [{ kind: 'unavailable' } as const, 'failed.unreachable.title', true],
    [{ kind: 'protocol', reason: 'schema' } as const, 'failed.unreachable.title', true],
    [{ kind: 'rate-limited', retryAfterSeconds: 60 } as const, 'failed.rateLimited.title', true],
    [{ kind: 'maintenance' } as const, 'failed.maintenance.title', false],
    [{ kind: 'refused', reason: 'terminal-revoked' } as const, 'failed.refused.title', false],
    [{ kind: 'contract-unsupported' } as const, 'failed.refused.title', false],
  ])('%o says %s, and the visitor gets on', async (failure, title, again) => {
    const heart = await bootHeart();
    heart.register.status = () => err(failure);
    await heart.enter();
    await heart.ask('identity-card', NUMBER);
    const notice = heart.screen('notice');
    expect(notice.title.key).toBe(title);
    expect(notice.works.length).toBeGreaterThan(0);
    expect(notice.actions.includes('retry')).toBe(again);
    expect(await heart.refuses({ type: 'retry' })).toBe(!again);
    heart.register.status = () => ok({ stage: 'sent' });
    if (again) {
      // Refusing did not happen above: it was asked again, with the old answer.
      await heart.touch('retry');
      expect(heart.view.screen.kind).toBe('document-status');
    }
    await heart.touch('back');
    expect(heart.screen('document-number').length).toBe(9);
    await heart.touch('submit');
    expect(heart.view.screen.kind).toBe('document-status');
  });

  it('explains itself after 2 s, offers a way out after 10 s, and a late answer is not drawn', async () => {
    const heart = await bootHeart();
    const answer = held<ReturnType<typeof ok<{ stage: 'sent' }>>>();
    heart.register.status = () => answer.promise;
    await heart.enter();
    await heart.ask('identity-card', NUMBER);
    expect(heart.screen('waiting')).toMatchObject({ slow: false, cancel: false, picture: 'register' });
    await heart.advance(2_000);
    expect(heart.screen('waiting')).toMatchObject({ slow: true, cancel: false, body: { key: 'asking.slow' } });
    await heart.advance(10_000);
    expect(heart.screen('waiting')).toMatchObject({ slow: true, cancel: true });
    await heart.touch('back');
    expect(heart.screen('document-number').length).toBe(9);
    answer.resolve(ok({ stage: 'sent' }));
    await heart.advance(0);
    expect(heart.view.screen.kind).toBe('document-number');
  });

  it('does not offer the service at all while the register is away, and offers it again when it is back', async () => {
    const heart = await bootHeart();
    heart.register.failure = { kind: 'unreachable', reason: 'connection' };
    await heart.advance(60_000);
    await heart.enter();
    const tile = () => heart.screen('home').groups[0]?.tiles.find((one) => one.id === 'document-status');
    expect(tile()?.unavailable?.key).toBe('tile.noRegister');
    expect(await heart.refuses({ type: 'open-tile', id: 'document-status' })).toBe(true);
    expect(await heart.refuses({ type: 'open-tile', id: 'information' })).toBe(false);
    await heart.touch('back');
    heart.register.failure = null;
    await heart.advance(59_999);
    if (heart.view.overlay?.kind === 'idle') await heart.touch('stay');
    await heart.advance(1_000);
    expect(tile()?.unavailable).toBeUndefined();
    expect(heart.count('register.reached')).toBe(1);
  });
});

describe('BACK', () => {
  it('loses nothing on the way back and forth', async () => {
    const heart = await bootHeart();
    heart.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
    await heart.enter();
    await heart.ask('identity-card', NUMBER);
    await heart.touch('back');
    expect(heart.screen('document-number').length).toBe(9);
    await heart.touch('back');
    expect(heart.view.screen.kind).toBe('document-type');
    await heart.touch({ type: 'choose-document', document: 'identity-card' });
    expect(heart.screen('document-number').length).toBe(9);
  });
});
