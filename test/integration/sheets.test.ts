/** What a visitor opens over a screen: languages, display, help, and the texts that the law wants. */
import { describe, expect, it } from 'vitest';
import { ok } from '../../base/result.ts';
import { isOffered } from '../../electron/kiosk/intents/authorize.ts';
import type { Intent, Sheet } from '../../electron/ipc/view.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import { demoCatalogue } from '../harness/catalogue.ts';
import { bootKioskHarness, demoConfig, keysOf, SATURDAY_NOON, type KioskHarness } from '../harness/kiosk-harness.ts';
import { held } from '../harness/scripted.ts';

const open = (sheet: Sheet): Intent => ({ type: 'open-sheet', sheet });
const withOffice = (more: Parameters<typeof bootKioskHarness>[0] = {}): Promise<KioskHarness> => {
  const config = demoConfig();
  return bootKioskHarness({
    ...more,
    config: { ...config, terminal: { ...config.terminal, office: 'buergerbuero' } },
  });
};

async function typing(): Promise<KioskHarness> {
  const harness = await withOffice();
  await harness.enter();
  await harness.touch(
    { type: 'open-tile', id: 'document-status' },
    { type: 'choose-document', document: 'identity-card' },
  );
  await harness.type('L7MX');
  return harness;
}

describe('a sheet', () => {
  it('takes all touches, and leaves the screen below as it is', async () => {
    const harness = await typing();
    const { screen } = harness.view;
    await harness.touch(open('display'));
    expect(harness.view.overlay).toEqual({ kind: 'display' });
    for (const type of ['back', 'cancel', 'help', 'ask-home', 'submit', 'pause', 'leave'])
      expect(await harness.refuses({ type })).toBe(true);
    expect(await harness.refuses(open('help'))).toBe(true);
    await harness.touch('close-sheet');
    expect(harness.view.overlay).toBeUndefined();
    expect(harness.view.screen).toEqual(screen);
  });

  it('stays open while the display is set, over a touch and after the warning', async () => {
    const harness = await typing();
    await harness.touch(open('display'));
    for (const contrast of ['dark', 'high', 'yellow', 'normal'] as const) {
      await harness.touch({ type: 'set-contrast', contrast });
      expect(harness.view).toMatchObject({ settings: { contrast }, overlay: { kind: 'display' } });
    }
    for (const size of ['large', 'largest', 'normal'] as const) {
      await harness.touch({ type: 'set-text-size', size });
      expect(harness.view).toMatchObject({ settings: { textSize: size }, overlay: { kind: 'display' } });
    }
    await harness.advance(DELAYS.idle);
    expect(harness.view.overlay?.kind).toBe('idle');
    await harness.touch('stay');
    expect(harness.view.overlay?.kind).toBe('display');
  });

  it('does not keep a visit that nobody touches', async () => {
    const harness = await typing();
    await harness.touch(open('languages'));
    await harness.advance(DELAYS.idle + DELAYS.warning);
    expect(harness.view.screen.kind).toBe('attract');
    expect(harness.view.overlay).toBeUndefined();
  });

  it('of languages closes with the choice, and is not offered where the language is asked', async () => {
    const harness = await bootKioskHarness();
    await harness.touch('wake');
    expect(isOffered(harness.view, open('languages'))).toBe(false);
    await harness.touch({ type: 'choose-language', language: 'en' }, open('languages'));
    await harness.touch({ type: 'choose-language', language: 'ar' });
    expect(harness.view).toMatchObject({ language: 'ar', screen: { kind: 'home' } });
    expect(harness.view.overlay).toBeUndefined();
  });
});

describe('the help sheet', () => {
  it('tells of the screen shown, of the office and its number, and calls nobody', async () => {
    const harness = await typing();
    await harness.touch(open('help'));
    expect(harness.view.overlay).toEqual({
      kind: 'help-offers',
      page: [{ key: 'about.documentNumber.what' }, { key: 'about.documentNumber.how' }],
      picture: 'none',
      desk: [expect.objectContaining({ key: 'help.office' }), expect.objectContaining({ key: 'open.until' })],
      called: false,
      phone: '030 23125 100',
    });
    await harness.touch('close-sheet');
    expect(harness.register.calls).toEqual([]);
  });

  it('says when somebody is there again', async () => {
    const harness = await withOffice({ now: SATURDAY_NOON });
    await harness.enter();
    await harness.touch(open('help'));
    expect(keysOf(harness.view.overlay)).toContain('open.opens');
  });

  it('shows what became of a call that is open, without a second one', async () => {
    const harness = await typing();
    await harness.touch(open('help'), 'help', 'close-help', open('help'));
    expect(harness.view.overlay).toMatchObject({ kind: 'help-offers', called: true, desk: [{ key: 'help.called' }] });
    harness.register.answerHelp('coming');
    await harness.advance(0);
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'coming' });
    expect(harness.register.calls).toHaveLength(1);
  });

  it('tells of the part of the terminal that a picture shows, also while the printer works', async () => {
    const harness = await typing();
    harness.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
    await harness.type('1P6W8');
    harness.printer.outcomes.push(held<never>().promise);
    await harness.touch('submit', 'print', open('help'));
    expect(harness.view.overlay).toMatchObject({ picture: 'printer', page: [{ key: 'about.printer.what' }, {}] });
    expect(harness.view.bar.home).toBeNull();
    // Who has to go now can have the visit masked, though it cannot be ended.
    await harness.touch('pause');
    expect(harness.view.overlay?.kind).toBe('paused');
  });
});

describe('privacy notice, imprint and accessibility statement', () => {
  const TEXTS = ['privacy', 'imprint', 'accessibility'] as const;

  it.each(TEXTS)('%s is one touch from the start page, and two from a screen', async (text) => {
    const harness = await bootKioskHarness();
    await harness.touch(open(text));
    expect(harness.view.overlay).toMatchObject({ kind: 'legal', text, words: { language: 'de' } });
    await harness.touch('close-sheet', { type: 'choose-language', language: 'ar' }, open('help'), open(text));
    expect(harness.view.overlay).toMatchObject({ kind: 'legal', text, words: { language: 'ar' } });
    await harness.touch('close-sheet');
    expect(harness.view.overlay).toBeUndefined();
  });

  it('is said to be missing, and where to ask, where the town has published none', async () => {
    const harness = await bootKioskHarness({
      catalogue: demoCatalogue({ version: 'without', legal: [] }),
    });
    await harness.touch(open('privacy'));
    expect(harness.view.overlay).toMatchObject({ kind: 'legal', words: null });
    expect(keysOf(harness.view.overlay)).toEqual(['legal.missing', 'help.phone']);
  });

  it('is German where the town has not translated it', async () => {
    const [privacy] = demoCatalogue().legal;
    if (privacy === undefined) throw new Error('Musterstadt has no privacy notice');
    const harness = await bootKioskHarness({
      catalogue: demoCatalogue({ version: 'german', legal: [{ id: privacy.id, text: { de: privacy.text.de } }] }),
    });
    await harness.enter('en');
    await harness.touch(open('help'), open('privacy'));
    expect(harness.view.overlay).toMatchObject({ words: { language: 'de' } });
  });

  it('is not offered on a page that is masked', async () => {
    const harness = await typing();
    await harness.touch(open('help'), 'pause');
    for (const text of TEXTS) expect(await harness.refuses(open(text))).toBe(true);
  });
});
