/** What a visitor reads of an office's hours, now and for the week, in words. */
import { describe, expect, it } from 'vitest';
import type { Language } from '../../electron/ipc/view.ts';
import { createTranslate } from '../../locales/translate.ts';
import type { Closure } from '../../register/contract/contract.ts';
import { demoCatalogue } from '../harness/catalogue.ts';
import { bootKioskHarness } from '../harness/kiosk-harness.ts';

const translate = createTranslate();
/** Marks that tell a display in which direction a part runs. */
const MARKS = /[\u2066-\u2069]/g;

interface Page {
  readonly now: string;
  readonly note: string | undefined;
  readonly week: readonly string[];
  readonly closures: readonly string[];
}

async function page(
  openingHours: string,
  now: string,
  { language = 'de', closures = [] }: { language?: Language; closures?: readonly Partial<Closure>[] } = {},
): Promise<Page> {
  const { offices, ...rest } = demoCatalogue();
  const harness = await bootKioskHarness({
    now: Date.parse(now),
    catalogue: {
      ...rest,
      offices: offices.map((office) => ({ ...office, openingHours })),
      closures: closures.map((one, index) => ({
        id: `c${index}`,
        office: 'buergerbuero',
        from: '',
        to: '',
        reason: { de: 'Umbau' },
        ...one,
      })),
    },
  });
  await harness.enter(language);
  await harness.touch({ type: 'open-tile', id: 'information' });
  await harness.type('reisepass');
  await harness.touch({ type: 'open-service', id: 'reisepass' }, { type: 'open-office', id: 'buergerbuero' });
  const { card, hours } = harness.screen('office');
  const words = (text: Parameters<typeof translate>[1]): string => translate(language, text).replace(MARKS, '');
  return {
    now: words(card.openNow.text),
    note: card.openNow.note?.text,
    closures: card.closures.map(({ title }) => words(title)),
    week: hours.map(({ day, times }) => `${words(day)} ${times.map(words).join(', ')}`),
  };
}

describe('hours by appointment and with an open end', () => {
  const WEDNESDAY = '2026-11-18T10:00:00+01:00';
  const THURSDAY = '2026-11-19T15:00:00+01:00';
  it.each([
    ['Mo-Fr 08:00-12:00; We "nach Vereinbarung"', WEDNESDAY, 'Jetzt: nach Vereinbarung', 'Mittwoch nach Vereinbarung'],
    [
      'Tu,Th 09:00-11:00,14:00-16:00 || "nach Vereinbarung"',
      WEDNESDAY,
      'Jetzt: nach Vereinbarung',
      'Donnerstag 09:00–11:00, 14:00–16:00, sonst nach Vereinbarung',
    ],
    ['"nach Vereinbarung"', WEDNESDAY, 'Jetzt: nach Vereinbarung', 'Sonntag nach Vereinbarung'],
    [
      'Mo-Fr 08:00-12:00; Th 14:00-18:00 "nur mit Termin"',
      THURSDAY,
      'Jetzt: nur mit Termin',
      'Donnerstag 14:00–18:00 nur mit Termin',
    ],
    [
      'Mo-Fr 08:00-12:00; Th 14:00-18:00 open "nur mit Termin"',
      THURSDAY,
      'Jetzt geöffnet, bis 18:00 Uhr',
      'Donnerstag 14:00–18:00 nur mit Termin',
    ],
    ['Mo-Fr 08:00+', WEDNESDAY, 'Jetzt geöffnet, seit 08:00 Uhr, Ende offen', 'Mittwoch ab 08:00 Uhr, Ende offen'],
    [
      'Mo-Fr 08:00-12:00 unknown',
      WEDNESDAY,
      'Bitte fragen Sie, ob jetzt geöffnet ist',
      'Mittwoch 08:00–12:00 (bitte erfragen)',
    ],
  ])('are shown as such: %s', async (hours, at, now, line) => {
    const found = await page(hours, at);
    expect(found.now).toBe(now);
    expect(found.week).toContain(line);
    expect(found.note).toBe(hours.includes('open "') ? 'nur mit Termin' : undefined);
  });
});

describe('the next opening', () => {
  it.each([
    ['Mo-Fr 08:00-12:00', '2026-11-18T06:00:00+01:00', 'Jetzt geschlossen, öffnet heute um 08:00 Uhr'],
    ['Mo-Fr 08:00-12:00', '2026-11-18T13:00:00+01:00', 'Jetzt geschlossen, öffnet morgen um 08:00 Uhr'],
    ['Mo-Fr 08:00-12:00', '2026-11-20T13:00:00+01:00', 'Jetzt geschlossen, öffnet am Montag um 08:00 Uhr'],
    // A week ahead is the same weekday again.
    [
      'Th 14:00-16:00',
      '2026-11-19T17:00:00+01:00',
      'Jetzt geschlossen, öffnet am Donnerstag, 26. November 2026, um 14:00 Uhr',
    ],
    [
      'Apr-Oct Mo-Fr 08:00-12:00',
      '2026-11-18T10:00:00+01:00',
      'Jetzt geschlossen, öffnet am Donnerstag, 1. April 2027, um 08:00 Uhr',
    ],
    ['2020 Mo-Fr 08:00-12:00', '2026-11-18T10:00:00+01:00', 'Jetzt geschlossen'],
  ])('%s at %s: %s', async (hours, at, sentence) => expect((await page(hours, at)).now).toBe(sentence));

  it('is after a closure, and is shown with its date', async () => {
    const found = await page('Mo-Fr 08:00-12:00', '2026-12-18T13:00:00+01:00', {
      closures: [{ from: '2026-12-21', to: '2027-01-10' }],
    });
    expect(found.now).toBe('Jetzt geschlossen, öffnet am Montag, 11. Januar 2027, um 08:00 Uhr');
    expect(found.week).toContain('Montag geschlossen');
    expect(found.closures).toEqual(['Bald geschlossen: vom 21. Dezember 2026 bis 10. Januar 2027']);
  });

  it('is shown with its date in English and Arabic too', async () => {
    expect((await page('Th 14:00-16:00', '2026-11-19T17:00:00+01:00', { language: 'en' })).now).toBe(
      'Closed now, opens on Thursday, 26 November 2026, at 14:00',
    );
    expect((await page('Th 14:00-16:00', '2026-11-19T17:00:00+01:00', { language: 'ar' })).now).toMatch(
      /26.*2026.*14:00/,
    );
  });
});

describe("a day's end", () => {
  it.each(['de', 'en', 'ar'] as const)('is 24:00, not 00:00, in %s', async (language) => {
    const found = await page('Mo-Sa 08:00-24:00', '2026-11-18T10:00:00+01:00', { language });
    expect(found.now).toContain('24:00');
    expect(found.week[0]).toContain('08:00–24:00');
    expect(`${found.now} ${found.week.join(' ')}`).not.toMatch(/00:00(?!–)(?<!24:00|08:00)/);
  });

  it("of an office that never closes is shown as such, and before a closure with the closure's day", async () => {
    const always = await page('24/7', '2026-11-18T10:00:00+01:00');
    expect([always.now, always.week[0]]).toEqual(['Immer geöffnet', 'Mittwoch rund um die Uhr']);
    expect(
      (await page('24/7', '2026-11-18T10:00:00+01:00', { closures: [{ from: '2026-11-19', to: '2026-11-19' }] })).now,
    ).toBe('Jetzt geöffnet, bis 24:00 Uhr');
    expect((await page('24/7; PH off', '2026-11-30T10:00:00+01:00')).now).toBe(
      'Jetzt geöffnet, bis Donnerstag, 24. Dezember 2026, 24:00 Uhr',
    );
  });

  it('after midnight belongs to the evening before', async () => {
    const found = await page('Fr 18:00-02:00', '2026-11-20T20:00:00+01:00');
    expect(found.now).toBe('Jetzt geöffnet, bis 02:00 Uhr');
    expect(found.week.slice(0, 2)).toEqual(['Freitag 18:00–02:00', 'Samstag geschlossen']);
  });
});

describe('a closure of one day', () => {
  it('is shown once', async () => {
    const found = await page('Mo-Fr 08:00-12:00', '2026-12-18T10:00:00+01:00', {
      closures: [{ from: '2026-12-24', to: '2026-12-24' }],
    });
    expect(found.closures).toEqual(['Bald geschlossen: am 24. Dezember 2026']);
  });
});

describe('hours that are evaluated too slowly', () => {
  it('do not slow the terminal down; the visitor is asked to call the office', async () => {
    const harness = await bootKioskHarness({
      hours: { evaluate: () => new Promise(() => undefined), stop: () => undefined },
    });
    await harness.enter();
    await harness.touch({ type: 'open-tile', id: 'information' });
    await harness.type('reisepass');
    await harness.touch({ type: 'open-service', id: 'reisepass' });
    expect(harness.screen('service').offices[0]?.openNow).toMatchObject({
      state: 'unknown',
      text: { key: 'open.unknownPhone' },
    });
    await harness.touch({ type: 'open-office', id: 'buergerbuero' });
    expect(harness.screen('office').hours).toEqual([]);
  });
});
