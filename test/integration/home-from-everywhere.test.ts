/** "Startseite" in the bar: home from inside a flow, and nothing is lost without a word. */
import { describe, expect, it } from 'vitest';
import { ok } from '../../base/result.ts';
import type { Captured } from '../../devices/payment-terminal/payment-terminal.ts';
import { demoCatalogue } from '../harness/catalogue.ts';
import { bootKioskHarness } from '../harness/kiosk-harness.ts';
import { held } from '../harness/scripted.ts';
import { ownKey } from '../unit/register/server/cases/support.ts';
import { bootDesk, toPrinted } from './services/desk.ts';

/** Cases can be asked about where the register takes sealed requests. */
const WITH_CASES = { ...demoCatalogue(), version: 'with a key', sealingKeys: [...ownKey().keys.publicKeys] };

describe('home', () => {
  it('is off where one is at home, and where no language is chosen', async () => {
    const harness = await bootKioskHarness();
    await harness.touch('wake');
    expect(harness.view.bar.home).toBeNull();
    await harness.touch({ type: 'choose-language', language: 'de' });
    expect(harness.view.bar.home).toBeNull();
  });

  it('is one touch away where nothing was typed', async () => {
    const harness = await bootKioskHarness({ catalogue: WITH_CASES });
    await harness.enter();
    for (const id of ['information', 'document-status', 'case-status'] as const) {
      await harness.touch({ type: 'open-tile', id });
      expect(harness.view.bar.home).toBe('home');
      await harness.touch('home');
      expect(harness.view.screen.kind).toBe('home');
    }
  });

  it('is asked first where a number is typed, and staying loses nothing', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    await harness.type('L7MX');
    expect(await harness.refuses({ type: 'home' })).toBe(true);
    expect(await harness.refuses({ type: 'go-home' })).toBe(true);
    await harness.touch('ask-home');
    expect(harness.view.overlay).toEqual({ kind: 'home', signedIn: false });
    await harness.touch('stay');
    expect(harness.screen('document-number').shown).toContain('L7M');
    await harness.touch('ask-home', 'go-home');
    expect(harness.view.screen.kind).toBe('home');
    expect(harness.view.overlay).toBeUndefined();
  });

  it('is asked first where the number of a case is typed', async () => {
    const harness = await bootKioskHarness({ catalogue: WITH_CASES });
    await harness.enter();
    await harness.touch({ type: 'open-tile', id: 'case-status' });
    await harness.type('V7K');
    await harness.touch('ask-home', 'go-home');
    expect(harness.view.screen.kind).toBe('home');
  });

  it('is at once from an answer, as the answer itself offers it', async () => {
    const harness = await bootKioskHarness();
    harness.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
    await harness.enter();
    await harness.ask('identity-card', 'L7MX1P6W8');
    await harness.touch('home');
    expect(harness.view.screen.kind).toBe('home');
  });
});

describe('home from a service', () => {
  it('is at once before the sign-in', async () => {
    const desk = await bootDesk();
    await desk.open('certificate');
    expect(desk.harness.view.bar.home).toBe('home');
    await desk.harness.touch('home');
    expect(desk.at()).toBe('home');
  });

  it('is off while the card is read, and while money is paid', async () => {
    const desk = await bootDesk();
    await desk.open('certificate');
    await desk.act('start');
    expect(desk.harness.view.bar.home).toBeNull();
    const paying = await bootDesk();
    await toPrinted(paying);
    const proof = held<Captured>();
    paying.payment.outcomes.push(proof.promise);
    await paying.act('confirm');
    expect(paying.harness.view.bar.home).toBeNull();
    for (const type of ['home', 'ask-home', 'go-home']) expect(await paying.harness.refuses({ type })).toBe(true);
  });

  it('asks where something is begun, and leads to the page between two services: nobody is signed out', async () => {
    const desk = await bootDesk();
    await desk.begin('certificate');
    expect(desk.harness.view.bar.home).toBe('ask-home');
    await desk.harness.touch('ask-home');
    expect(desk.harness.view.overlay).toEqual({ kind: 'home', signedIn: true });
    await desk.harness.touch('stay');
    desk.page('certificate-kind');
    await desk.harness.touch('ask-home', 'go-home');
    desk.page('menu-0');
    expect(desk.harness.view.bar.home).toBeNull();
    await desk.choose('information');
    await desk.harness.touch('home');
    desk.page('menu-0');
  });

  it('is not there where a document waits to be taken', async () => {
    const desk = await bootDesk();
    await desk.begin('certificate');
    await desk.choose('electronic');
    await desk.act('confirm');
    desk.page('linked');
    expect(desk.harness.view.bar.home).toBeNull();
  });

  it('keeps what was got done, and its receipt', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    await desk.act('confirm');
    desk.page('order-done');
    expect(desk.harness.view.bar.home).toBe('home');
    await desk.harness.touch('home');
    await desk.act('basket');
    desk.page('receipt');
    await desk.harness.touch('home');
    await desk.choose('certificate');
    await desk.harness.touch('ask-home', 'go-home');
    desk.page('menu-1');
    expect(desk.harness.view.basket?.receipt).toEqual({ key: 'basket.receipt' });
  });
});
