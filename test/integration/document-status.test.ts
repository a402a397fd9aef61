import { describe, expect, it } from 'vitest';
import { err, ok } from '../../base/result.ts';
import type { DocumentStage } from '../../register/contract/contract.ts';
import { DEMO_DOCUMENTS, withCheckDigit } from '../../register/demo/documents.ts';
import { bootKioskHarness, keysOf } from '../harness/kiosk-harness.ts';
import { held, PRINTED } from '../harness/scripted.ts';

const NUMBER = 'L7MX1P6W8';

describe('S2: from the touch to the slip', () => {
  it('goes from the waking touch, which presses nothing, over language, question and answer to the slip', async () => {
    const harness = await bootKioskHarness();
    harness.register.status = () =>
      ok({ stage: 'ready', since: '2026-11-20', office: 'buergerbuero', pinLetter: true, bringOldDocument: true });
    expect(harness.view.screen.kind).toBe('attract');
    expect(harness.screen('attract').greetings.map((one) => one.language)).toEqual(['de', 'en', 'ar']);
    await harness.touch('wake');
    expect(harness.view).toMatchObject({ screen: { kind: 'language' }, bar: { back: false, help: true } });
    await harness.touch({ type: 'choose-language', language: 'de' });
    expect(
      harness
        .screen('home')
        .groups.flatMap((group) => group.tiles)
        .map(({ id, unavailable }) => [id, unavailable]),
    ).toEqual([
      ['document-status', undefined],
      ['information', undefined],
    ]);

    await harness.touch({ type: 'open-tile', id: 'document-status' });
    expect(harness.view).toMatchObject({ screen: { kind: 'document-type' }, step: { index: 1, count: 3 } });
    await harness.touch({ type: 'choose-document', document: 'identity-card' });
    expect(harness.screen('document-number')).toMatchObject({ length: 0, complete: false });
    await harness.type(NUMBER);
    expect(harness.screen('document-number')).toMatchObject({ shown: 'L7M X1P 6W8', complete: true });

    await harness.touch('submit');
    expect(harness.register.asked).toEqual([{ type: 'identity-card', number: NUMBER }]);
    const answer = harness.screen('document-status');
    expect(answer).toMatchObject({
      stage: 'ready',
      tone: 'success',
      handOver: { print: 'offered', qr: true },
      office: { id: 'buergerbuero', openNow: { state: 'open' } },
    });
    expect(keysOf(answer.bring)).toEqual(['status.bring.pinLetter', 'status.bring.oldDocument', 'status.bring.self']);
    expect(answer.timeline.map((one) => one.state)).toEqual(['done', 'done', 'done', 'current', 'open']);

    const proof = held<typeof PRINTED>();
    harness.printer.outcomes.push(proof.promise);
    await harness.touch('print');
    expect(harness.screen('waiting')).toMatchObject({
      picture: 'printer',
      title: { key: 'printing.title' },
      cancel: false,
    });
    proof.resolve(PRINTED);
    await harness.advance(0);
    expect(harness.screen('notice')).toMatchObject({ tone: 'success', title: { key: 'printed.title' } });
    await harness.touch('done');
    expect(harness.view.screen.kind).toBe('goodbye');
    await harness.touch('done');
    expect(harness.view.screen.kind).toBe('attract');
    expect(harness.purges).toBe(1);
    expect(harness.last('visit.ended')).toMatchObject({ by: 'visitor' });
    expect(JSON.stringify(harness.log)).not.toContain(NUMBER);
  });

  it.each(['de', 'en', 'ar'] as const)('shows every stage in %s, and offers to take it along', async (language) => {
    const harness = await bootKioskHarness();
    await harness.enter(language);
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
      harness.register.status = () => ok({ stage });
      await harness.ask('identity-card', NUMBER);
      expect(harness.screen('document-status')).toMatchObject({ stage, tone, handOver: { qr: true } });
      expect(harness.view.language).toBe(language);
      await harness.touch('show-qr');
      expect(harness.screen('qr').code.rows.length).toBeGreaterThanOrEqual(21);
      await harness.touch('back', 'home');
    }
  });

  it('takes every number of Musterstadt by the offered keys, with and without check digit', async () => {
    const harness = await bootKioskHarness();
    harness.register.status = () => ok({ stage: 'sent' });
    await harness.enter();
    for (const { type, number } of DEMO_DOCUMENTS) {
      for (const typed of [number, withCheckDigit(number)]) {
        await harness.ask(type, typed);
        expect(harness.view.screen.kind).toBe('document-status');
        expect(harness.register.asked.at(-1)).toEqual({ type, number });
        await harness.touch('home');
      }
    }
  });

  it('reads the letter O as a zero', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.ask('identity-card', 'L7MXoC4T1');
    expect(harness.register.asked).toEqual([{ type: 'identity-card', number: 'L7MX0C4T1' }]);
  });
});

describe('a number with its check digit', () => {
  it('is asked for as soon as the digit is typed and right, without a touch more', async () => {
    const harness = await bootKioskHarness();
    harness.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
    await harness.enter();
    await harness.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    await harness.type(NUMBER);
    // Without it a character may still be mistyped: the visitor says when.
    expect(harness.screen('document-number').complete).toBe(true);
    await harness.type(withCheckDigit(NUMBER).slice(-1));
    expect(harness.screen('document-status').stage).toBe('ready');
    expect(harness.register.asked).toEqual([{ type: 'identity-card', number: NUMBER }]);
  });

  it('is reported at once where the digit is wrong, and asked for when it is corrected', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    await harness.type(`${NUMBER}1`);
    expect(harness.screen('document-number').problem?.key).toBe('number.checkDigit');
    expect(harness.register.asked).toEqual([]);
    await harness.touch('erase');
    await harness.type(withCheckDigit(NUMBER).slice(-1));
    expect(harness.register.asked).toHaveLength(1);
  });
});

describe('a number that is wrong', () => {
  it.each([
    ['C7MX1P6W8', 'number.firstLetter'],
    ['L7MX1P6W81', 'number.checkDigit'],
    ['7L7MX1P6W', 'number.firstLetter'],
  ])(
    '%s is reported as %s, the register is not asked, the input stays, and a correction is accepted',
    async (typed, key) => {
      const harness = await bootKioskHarness();
      await harness.enter();
      await harness.touch(
        { type: 'open-tile', id: 'document-status' },
        { type: 'choose-document', document: 'identity-card' },
      );
      await harness.type(typed);
      await harness.touch('submit');
      const screen = harness.screen('document-number');
      expect(screen.problem?.key).toBe(key);
      expect(screen.shown.replaceAll(' ', '')).toBe(typed);
      expect(keysOf(harness.view.spoken)).toContain(key);
      expect(harness.register.asked).toEqual([]);
      await harness.touch('erase');
      expect(harness.screen('document-number').problem).toBeUndefined();
      await harness.touch('clear');
      await harness.type(NUMBER);
      await harness.touch('submit');
      expect(harness.register.asked).toHaveLength(1);
    },
  );

  it('can be sent only when it is complete, and not be typed beyond its length', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'passport' },
    );
    expect(await harness.refuses({ type: 'submit' })).toBe(true);
    await harness.type('C4HX0N2P');
    expect(await harness.refuses({ type: 'submit' })).toBe(true);
    await harness.type('77');
    expect(harness.screen('document-number')).toMatchObject({ length: 10, keys: [] });
    expect(await harness.refuses({ type: 'key', key: '1' })).toBe(true);
  });

  it('that is unknown is answered differently with and without a right check digit', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.ask('identity-card', NUMBER);
    expect(keysOf(harness.screen('document-status').body)[0]).toBe('status.unknown.compare');
    await harness.touch('home');
    await harness.ask('identity-card', withCheckDigit(NUMBER));
    expect(keysOf(harness.screen('document-status').body)[0]).toBe('status.unknown.checked');
  });
});

describe('a register that fails or is slow', () => {
  it.each([
    [{ kind: 'unreachable', reason: 'timeout' } as const, 'failed.unreachable.title', true],
    [{ kind: 'unavailable' } as const, 'failed.unreachable.title', true],
    [{ kind: 'protocol', reason: 'schema' } as const, 'failed.unreachable.title', true],
    [{ kind: 'rate-limited', retryAfterSeconds: 60 } as const, 'failed.rateLimited.title', true],
    [{ kind: 'maintenance' } as const, 'failed.maintenance.title', false],
    [{ kind: 'refused', reason: 'terminal-revoked' } as const, 'failed.refused.title', false],
    [{ kind: 'contract-unsupported' } as const, 'failed.refused.title', false],
  ])('after %o the screen says %s, and the visitor can go on', async (failure, title, again) => {
    const harness = await bootKioskHarness();
    harness.register.status = () => err(failure);
    await harness.enter();
    await harness.ask('identity-card', NUMBER);
    const notice = harness.screen('notice');
    expect(notice.title.key).toBe(title);
    expect(notice.works.length).toBeGreaterThan(0);
    expect(notice.actions.includes('retry')).toBe(again);
    expect(await harness.refuses({ type: 'retry' })).toBe(!again);
    harness.register.status = () => ok({ stage: 'sent' });
    if (again) {
      // Refusing did not happen above: it was asked again, with the old answer.
      await harness.touch('retry');
      expect(harness.view.screen.kind).toBe('document-status');
    }
    await harness.touch('back');
    expect(harness.screen('document-number').length).toBe(9);
    await harness.touch('submit');
    expect(harness.view.screen.kind).toBe('document-status');
  });

  it('is explained after 2 s, a way out is offered after 10 s, and a late answer is dropped', async () => {
    const harness = await bootKioskHarness();
    const answer = held<ReturnType<typeof ok<{ stage: 'sent' }>>>();
    harness.register.status = () => answer.promise;
    await harness.enter();
    await harness.ask('identity-card', NUMBER);
    expect(harness.screen('waiting')).toMatchObject({ slow: false, cancel: false, picture: 'register' });
    await harness.advance(2_000);
    expect(harness.screen('waiting')).toMatchObject({ slow: true, cancel: false, body: { key: 'asking.slow' } });
    await harness.advance(10_000);
    expect(harness.screen('waiting')).toMatchObject({ slow: true, cancel: true });
    await harness.touch('back');
    expect(harness.screen('document-number').length).toBe(9);
    answer.resolve(ok({ stage: 'sent' }));
    await harness.advance(0);
    expect(harness.view.screen.kind).toBe('document-number');
  });

  it('takes the service away while it is unreachable, and brings it back afterwards', async () => {
    const harness = await bootKioskHarness();
    harness.register.failure = { kind: 'unreachable', reason: 'connection' };
    await harness.advance(60_000);
    await harness.enter();
    const tile = () => harness.screen('home').groups[0]?.tiles.find((one) => one.id === 'document-status');
    expect(tile()?.unavailable?.key).toBe('tile.noRegister');
    expect(await harness.refuses({ type: 'open-tile', id: 'document-status' })).toBe(true);
    expect(await harness.refuses({ type: 'open-tile', id: 'information' })).toBe(false);
    await harness.touch('back');
    harness.register.failure = null;
    await harness.advance(59_999);
    if (harness.view.overlay?.kind === 'idle') await harness.touch('stay');
    await harness.advance(1_000);
    expect(tile()?.unavailable).toBeUndefined();
    expect(harness.count('register.reached')).toBe(1);
  });
});

describe('BACK', () => {
  it('keeps what was typed and chosen on the way back and forth', async () => {
    const harness = await bootKioskHarness();
    harness.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
    await harness.enter();
    await harness.ask('identity-card', NUMBER);
    await harness.touch('back');
    expect(harness.screen('document-number').length).toBe(9);
    await harness.touch('back');
    expect(harness.view.screen.kind).toBe('document-type');
    await harness.touch({ type: 'choose-document', document: 'identity-card' });
    expect(harness.screen('document-number').length).toBe(9);
  });
});
