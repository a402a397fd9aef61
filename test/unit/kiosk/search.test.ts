import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../electron/kiosk/catalogue/fold.ts';
import { indexServices } from '../../../electron/kiosk/catalogue/search.ts';
import { SERVICES } from '../../../register/demo/services.ts';

describe('folding', () => {
  it.each([['Führerschein', 'fuehrerschein'], ['Straße', 'strasse'], ['STRASSE', 'straße'], ['Gebühr', 'gebuehr'], ['Größe', 'groesse'], ['Łódź', 'lodz'], ['Đặng', 'dang'], ['İzmir', 'izmir'], ['أهلاً', 'اهلا'], ['بطاقة', 'بطاقه'], ['مستشفى', 'مستشفي']])('%s is as good as %s', (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  it('never throws, and folds a folded word no further', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      fold(text);
    }));
    fc.assert(fc.property(fc.stringMatching(/^[a-zäöüß]{0,12}$/), (text) => {
      const once = fold(text).replaceAll('e', '');
      expect(fold(once)).toBe(once);
    }));
  });
});

describe('searching Musterstadt', () => {
  const index = indexServices(SERVICES);
  /** Best first; the service must be among the first three that are shown. */
  const top = (query: string): string[] => index.find(query).slice(0, 3);

  it.each([
    // With and without a German keyboard.
    ['Führerschein', 'fuehrerschein-umtausch'], ['fuehrerschein', 'fuehrerschein-umtausch'], ['fuhrerschein', 'fuehrerschein-umtausch'], ['FÜHRERSCHEIN', 'fuehrerschein-umtausch'],
    // One typing mistake: left out, too many, wrong, two swapped.
    ['Fürerschein', 'fuehrerschein-umtausch'], ['Führerscheinn', 'fuehrerschein-umtausch'], ['Führerschain', 'fuehrerschein-umtausch'], ['Fürherschein', 'fuehrerschein-umtausch'], ['Resiepass', 'reisepass'],
    // Other words for it.
    ['Lappen', 'fuehrerschein-umtausch'], ['Perso', 'personalausweis'], ['Anwohnerparken', 'bewohnerparkausweis'], ['Nummernschild', 'fahrzeug-anmelden'],
    // Parts of compounds, beginnings.
    ['ausweis', 'personalausweis'], ['reise', 'reisepass'], ['zeugnis', 'fuehrungszeugnis'],
    // In Arabic, also without the fine points of its writing.
    ['جواز سفر', 'reisepass'], ['بطاقه الهويه', 'personalausweis'],
    ['passport', 'reisepass'],
    // As people speak.
    ['Ich habe meinen Personalausweis verloren', 'personalausweis'], ['Wo kann ich meinen Reisepass beantragen?', 'reisepass'],
  ])('%s finds %s', (query, id) => {
    expect(top(query)).toContain(id);
  });

  it('finds nothing for nothing, for signs, and for what is nowhere', () => {
    for (const query of ['', '   ', '?!', '🙂', 'qqqqqq']) expect(index.find(query)).toEqual([]);
  });

  it('never throws, and never answers what is not there', () => {
    const ids = new Set(SERVICES.map((service) => service.id));
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 25 }), (query) => {
      expect(index.find(query).every((id) => ids.has(id))).toBe(true);
    }), { numRuns: 200 });
  });
});
