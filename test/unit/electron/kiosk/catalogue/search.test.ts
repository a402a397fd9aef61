import fc from 'fast-check';
import MiniSearch from 'minisearch';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../../../electron/kiosk/catalogue/fold.ts';
import { indexOffices, indexServices, plainText } from '../../../../../electron/kiosk/catalogue/search.ts';
import { near, opposite, stem } from '../../../../../electron/kiosk/catalogue/word-forms.ts';
import { OFFICES } from '../../../../../register/demo/offices.ts';
import { SERVICES } from '../../../../../register/demo/services.ts';
import { QUESTIONS } from '../../../../harness/questions.ts';

describe('folding', () => {
  it.each([
    ['Führerschein', 'fuehrerschein'],
    ['Straße', 'strasse'],
    ['STRASSE', 'straße'],
    ['Gebühr', 'gebuehr'],
    ['Größe', 'groesse'],
    ['Łódź', 'lodz'],
    ['Đặng', 'dang'],
    ['İzmir', 'izmir'],
    ['أهلاً', 'اهلا'],
    ['بطاقة', 'بطاقه'],
    ['مستشفى', 'مستشفي'],
  ])('makes %s equal to %s', (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  it('never throws, and leaves a folded word unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        fold(text);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zäöüß]{0,12}$/), (text) => {
        const once = fold(text).replaceAll('e', '');
        expect(fold(once)).toBe(once);
      }),
    );
  });
});

describe('searching Musterstadt', () => {
  const index = indexServices(SERVICES);
  /** Best first; the service must be among the first three that are shown. */
  const top = (query: string): string[] => index.find(query).slice(0, 3);

  it.each([
    // With and without a German keyboard.
    ['Führerschein', 'fuehrerschein-umtausch'],
    ['fuehrerschein', 'fuehrerschein-umtausch'],
    ['fuhrerschein', 'fuehrerschein-umtausch'],
    ['FÜHRERSCHEIN', 'fuehrerschein-umtausch'],
    // One typing mistake: left out, too many, wrong, two swapped.
    ['Fürerschein', 'fuehrerschein-umtausch'],
    ['Führerscheinn', 'fuehrerschein-umtausch'],
    ['Führerschain', 'fuehrerschein-umtausch'],
    ['Fürherschein', 'fuehrerschein-umtausch'],
    ['Resiepass', 'reisepass'],
    // Other words for it.
    ['Lappen', 'fuehrerschein-umtausch'],
    ['Perso', 'personalausweis'],
    ['Anwohnerparken', 'bewohnerparkausweis'],
    ['Nummernschild', 'fahrzeug-anmelden'],
    // Parts of compounds, beginnings.
    ['ausweis', 'personalausweis'],
    ['reise', 'reisepass'],
    ['zeugnis', 'fuehrungszeugnis'],
    // In Arabic, also without the fine points of its writing.
    ['جواز سفر', 'reisepass'],
    ['بطاقه الهويه', 'personalausweis'],
    ['passport', 'reisepass'],
    // Compounds that are longer than any word of the catalogue; verbs and their nouns; everyday words.
    ['Reisepassverlängerung', 'reisepass'],
    ['Personalausweisantrag', 'personalausweis'],
    ['Führerscheinumtausch', 'fuehrerschein-umtausch'],
    ['Gewerbeabmeldung', 'gewerbe-abmelden'],
    ['Wohnsitzanmeldung', 'wohnsitz-anmelden'],
    ['heiraten', 'eheschliessung'],
    ['Angelschein', 'fischereischein'],
    ['Wunschkennzeichen', 'fahrzeug-anmelden'],
    ['Baby', 'geburtsurkunde'],
    ['umziehen', 'wohnsitz-anmelden'],
    ['Kneipe', 'gaststaette'],
    // As people speak.
    ['Ich habe meinen Personalausweis verloren', 'personalausweis'],
    ['Wo kann ich meinen Reisepass beantragen?', 'reisepass'],
  ])('for %s finds %s', (query, id) => {
    expect(top(query)).toContain(id);
  });

  it('puts what was asked for first, and its opposite behind it or not in the list', () => {
    expect(index.find('Wohnsitz anmelden')[0]).toBe('wohnsitz-anmelden');
    expect(index.find('Wohnsitz abmelden')[0]).toBe('wohnsitz-abmelden');
    expect(index.find('Gewerbe anmelden')[0]).toBe('gewerbe-anmelden');
    expect(index.find('abmelden')[0]).toMatch(/abmelden$/);
    expect(index.find('perso')[0]).toBe('personalausweis');
    for (const [one, other] of [
      ['anmelden', 'abmelden'],
      ['abmeldung', 'ummeldung'],
      ['einreise', 'ausreise'],
    ] as const)
      expect([opposite(one, other), near(one, other)], one).toEqual([true, false]);
  });

  it('finds nothing for an empty query, for signs, and for unknown words', () => {
    for (const query of ['', '   ', '?!', '🙂', 'qqqqqq']) expect(index.find(query)).toEqual([]);
  });

  it('never throws, and never returns an unknown service', () => {
    const ids = new Set(SERVICES.map((service) => service.id));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 25 }), (query) => {
        expect(index.find(query).every((id) => ids.has(id))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('questions as people ask them', () => {
  const asked = Object.entries(QUESTIONS).flatMap(([id, questions]) => questions.map((question) => ({ id, question })));
  const hits = (find: (query: string) => string[]): string[] =>
    asked.filter(({ id, question }) => find(question).slice(0, 3).includes(id)).map(({ question }) => question);

  it('have their answer among the first three, more often than by the library alone', () => {
    const plain = new MiniSearch<{ id: string; name: string; keywords: string; text: string }>({
      fields: ['name', 'keywords', 'text'],
      searchOptions: { fuzzy: 0.2, prefix: true, boost: { name: 8, keywords: 5 } },
    });
    plain.addAll(
      SERVICES.map(({ id, name, keywords, description }) => ({
        id,
        name: name.de,
        keywords: keywords.join(' '),
        text: plainText(description.de),
      })),
    );
    const index = indexServices(SERVICES);
    const [ours, theirs] = [hits(index.find), hits((query) => plain.search(query).map(({ id }) => String(id)))];
    expect(asked.length).toBeGreaterThan(50);
    expect(ours.length / asked.length).toBeGreaterThanOrEqual(0.9);
    expect(ours.length).toBeGreaterThan(theirs.length);
  });
});

describe('a large catalogue', () => {
  const [first] = SERVICES;
  if (first === undefined) throw new Error('Musterstadt has services');
  const many = Array.from({ length: 500 }, (_, at) => ({
    ...first,
    id: `service-${at}`,
    name: { de: `Leistung ${at} ${at === 499 ? 'Sonnenblume' : ''}` },
  }));

  it('is indexed in small steps, and is complete when it says so', async () => {
    let turns = 0;
    let ready = false;
    const index = indexServices(many);
    expect(index.find('sonnenblume')).toEqual([]);
    void index.ready.then(() => {
      ready = true;
    });
    while (!ready) {
      turns += 1;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(turns).toBeGreaterThan(10);
    expect(index.find('sonnenblume')).toEqual(['service-499']);
  });
});

describe('offices', () => {
  const index = indexOffices(OFFICES);
  it.each([
    ['bürgerbüro', 'buergerbuero'],
    ['rathaus', 'buergerbuero'],
    ['Standesamt', 'standesamt'],
    ['Gerberstraße', 'strassenverkehr'],
    ['Ausländerbehörde', 'auslaenderbehoerde'],
    ['registry office', 'standesamt'],
  ])('are found for "%s"', (query, id) => {
    expect(index.find(query).slice(0, 3)).toContain(id);
  });
  it('are all found by the word for their hours', () =>
    expect(index.find('Öffnungszeiten')).toHaveLength(OFFICES.length));
});

describe('the forms of a word', () => {
  it('share a stem, and short words keep their own', () => {
    expect(['anmelden', 'anmeldung', 'anmeldungen', 'anmeldet'].map(stem)).toEqual([
      'anmeld',
      'anmeld',
      'anmeld',
      'anmeld',
    ]);
    expect(['ehe', 'hund', 'pass'].map(stem)).toEqual(['ehe', 'hund', 'pass']);
  });

  it('are near with one letter more or less, or two swapped', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{5,12}$/), fc.nat(), fc.constantFrom('x', 'q'), (word, seed, letter) => {
        const at = seed % word.length;
        for (const typed of [
          word.slice(0, at) + word.slice(at + 1),
          word.slice(0, at) + letter + word.slice(at),
          word.slice(0, at) + letter + word.slice(at + 1),
        ]) {
          if (typed !== word && !opposite(typed, word))
            expect([near(typed, word), near(word, typed)], `${typed} ${word}`).toEqual([true, true]);
        }
      }),
    );
  });
});
