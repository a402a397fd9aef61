import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../electron/kiosk/catalogue/fold.ts';
import { indexServices } from '../../../electron/kiosk/catalogue/search.ts';
import { SERVICES } from '../../../register/demo/services.ts';
import { readDldb } from '../../../register/server/import/dldb.ts';

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

describe('searching a real town\'s 287 services', () => {
  const file = join(import.meta.dirname, '../../../../shared/data/catalogue/munich_services_de.json');
  const there = existsSync(file);
  if (!there) process.stdout.write('skipped: the public catalogue is not beside the checkout (../shared/data/catalogue)\n');
  const services = there ? readDldb([{ name: 'services', text: readFileSync(file, 'utf8') }]).content.services ?? [] : [];
  const index = indexServices(services);
  const top = (query: string): string => index.find(query).slice(0, 5).map((id) => services.find((one) => one.id === id)?.name.de).join(' | ');

  it.skipIf(!there).each([
    ['gewerbe anmelden', /Gewerbe-?Anmeldung/i], ['Fuehrerschein', /F[üu]hrerschein/i], ['Fürerschein', /F[üu]hrerschein/i], ['hund', /Hund/i], ['Heiraten', /(Ehe|Heirat|Trauung)/i],
    ['reisepass', /Reisepass/i], ['Resiepass', /Reisepass/i], ['führungszeugnis', /Führungszeugnis/i], ['parkausweis', /^Parkausweis/],
  ])('%s', (query, wanted) => {
    expect(top(query)).toMatch(wanted);
  });

  it.skipIf(!there)('finds every service by its own name, among the first five', () => {
    const lost = services.filter((service) => !index.find(service.name.de).slice(0, 5).includes(service.id)).map((service) => service.name.de);
    expect(lost).toEqual([]);
  });
});
