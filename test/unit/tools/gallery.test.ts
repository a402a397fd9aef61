import { describe, expect, it } from 'vitest';
import type { View } from '../../../electron/ipc/view.ts';
import { judge, judgePlaces, promisedBy, sort, type Accepted, type Finding } from '../../../tools/gallery/check.ts';
import { FACTORS, USUAL } from '../../../tools/gallery/combinations.ts';
import { cover, pairsOf } from '../../../tools/gallery/covering.ts';
import { LONG, withLongNames } from '../../../tools/gallery/long-names.ts';
import type { Control, Measured } from '../../../tools/gallery/measure.ts';
import { galleryPage, summary } from '../../../tools/gallery/page.ts';
import { allowed, pairwisePlan, shownAs, wholePlan } from '../../../tools/gallery/plan.ts';
import { stretched } from '../../../tools/gallery/pseudo.ts';
import { select, type RecordedView } from '../../../tools/gallery/record.ts';
import { factsOf, screenOf } from '../../../tools/gallery/shape.ts';

const TOWN = { name: 'Musterstadt', terminal: 'T01', place: 'Eingang', accent: '#1d4f91', arms: null };
function viewOf(screen: View['screen'], more: Partial<View> = {}): View {
  return {
    revision: 1,
    language: 'de',
    settings: { textSize: 'normal', contrast: 'normal', lowReach: false },
    town: TOWN,
    glass: { heightMm: 532, lowerEdgeMm: 800, pointer: false, parts: {} },
    languages: ['de', 'en', 'ar'],
    clock: '09:30',
    bar: { back: true, home: null, cancel: true, help: true, pause: true, languages: true, settings: true },
    screen,
    spoken: [],
    ...more,
  };
}
const notice = (tone: 'info' | 'danger', qr = false): View['screen'] => ({
  kind: 'notice',
  tone,
  title: { key: 'notice.register', values: { town: 'Musterstadt' } },
  body: [],
  works: [],
  actions: ['home'],
  picture: 'none',
  ...(qr ? { qr: { rows: ['101'], caption: { key: 'qr.caption' } } } : {}),
});
const inAll = (view: View): RecordedView['spoken'] => ({
  de: view,
  en: { ...view, language: 'en' },
  ar: { ...view, language: 'ar' },
});
const recorded = (name: string, view: View): RecordedView => ({ name, screen: screenOf(view), spoken: inAll(view) });

describe("the gallery's covering array", () => {
  interface Row {
    a: number;
    b: string;
    c: boolean;
    d: string;
  }
  const all = { a: [1, 2, 3], b: ['x', 'y'], c: [true, false], d: ['p', 'q', 'r'] };
  const items = Array.from({ length: 4 }, (_, at) => ({
    group: at < 3 ? 'first' : 'second',
    factors: at === 0 ? { ...all, b: ['x'] } : all,
  }));
  const single = (row: Row) => ({ a: [row.a], b: [row.b], c: [row.c], d: [row.d] });
  const rows = cover<Row>(items);

  it('has every pair of values of two factors in each group, in few rows', () => {
    for (const group of ['first', 'second']) {
      const own = rows.flatMap((some, at) => (items[at]?.group === group ? some : []));
      expect(new Set(own.flatMap((row) => [...pairsOf<Row>(single(row))]))).toEqual(pairsOf<Row>(all));
    }
    // 36 rows hold every combination; two factors of three values alone need nine.
    expect(rows[3]?.length).toBeLessThanOrEqual(12);
  });

  it('gives each item every value that it allows, and no other', () => {
    for (const [at, some] of rows.entries())
      for (const name of ['a', 'b', 'c', 'd'] as const)
        expect(new Set<unknown>(some.map((row) => row[name]))).toEqual(new Set<unknown>(items[at]?.factors[name]));
  });

  it('is the same for the same items', () => expect(cover<Row>(items)).toEqual(rows));
});

describe("the gallery's plan", () => {
  const visitor = recorded('notice-1', viewOf(notice('info')));
  const staff: RecordedView = {
    name: 'staff-1',
    screen: 'technician',
    spoken: {
      de: viewOf(
        { kind: 'technician', devices: [], facts: [], enrolment: false },
        { bar: { back: true, home: null, cancel: true, help: false, pause: false, languages: false, settings: false } },
      ),
    },
  };
  const names = (views: RecordedView[]): string[] => wholePlan(views).map(({ name }) => name);

  it('takes the settings and their values from the contract', () => {
    for (const [name, value] of Object.entries(viewOf(notice('info')).settings))
      expect(FACTORS).toHaveProperty(name, expect.arrayContaining([value]));
  });

  it('draws each View in each language and setting', () => {
    const all = names([visitor]);
    for (const language of ['de', 'en', 'ar'])
      for (const setting of ['', '-textSize-large', '-contrast-high', '-lowReach'])
        expect(all).toContain(`notice-1__${language}${setting}-portrait`);
    expect(new Set(all).size).toBe(all.length);
  });

  it('draws a screen that speaks one language and has no settings in no other', () => {
    for (const { combination } of pairwisePlan([staff]))
      expect({ ...combination, size: 'portrait', names: 'usual' }).toEqual(USUAL);
    expect(new Set(pairwisePlan([staff]).map(({ combination }) => combination.size)).size).toBe(3);
  });

  it('draws every View in every value, and each kind of screen in every pair', () => {
    const many = Array.from({ length: 30 }, (_, at) => recorded(`notice-${at}`, viewOf(notice('info'))));
    const pictures = pairwisePlan(many);
    for (const view of many)
      for (const [factor, values] of Object.entries(allowed(view)))
        expect(
          new Set(
            pictures
              .filter((one) => one.recorded === view)
              .map(({ combination }) => Object.entries(combination).find(([name]) => name === factor)?.[1]),
          ),
        ).toEqual(new Set<unknown>(values));
    const rows = pictures.map(({ combination }) =>
      Object.fromEntries(Object.entries(combination).map(([name, value]) => [name, [value]])),
    );
    expect(new Set(rows.flatMap((row) => [...pairsOf(row)]))).toEqual(pairsOf(FACTORS));
  });

  it('sends what the visitor chose, and the size of the display', () => {
    const picture = wholePlan([visitor]).find(({ name }) => name.endsWith('__ar-textSize-large-portrait'));
    expect(picture && shownAs(picture, 7, null)).toMatchObject({
      revision: 7,
      language: 'ar',
      settings: { textSize: 'large', contrast: 'normal', lowReach: false },
      glass: { heightMm: 532 },
    });
  });

  it('draws what is for paper on paper alone', () => {
    const view = viewOf({
      kind: 'technician-report',
      result: 'ready',
      title: { key: 'report.title' },
      facts: [],
      devices: [],
      paper: true,
      print: false,
      busy: false,
    });
    expect(new Set(names([recorded('report', view)]).map((name) => name.split('-').at(-1)))).toEqual(new Set(['a4']));
  });
});

describe("the gallery's shape of a View", () => {
  it('consists of sentences and states, not of values', () => {
    const other = viewOf({
      ...notice('info'),
      title: { key: 'notice.register', values: { town: 'Anderswo' } },
    } as never);
    expect(factsOf(other)).toEqual(factsOf(viewOf(notice('info'), { clock: '18:00', language: 'ar' })));
    expect(factsOf(viewOf(notice('danger')))).not.toEqual(factsOf(viewOf(notice('info'))));
    expect(factsOf(viewOf(notice('info')))).toContain('screen.tone=info');
  });

  it('counts an overlay as a screen of its own', () => {
    const under = viewOf(notice('info'), { overlay: { kind: 'idle', take: [], secondsLeft: 9 } });
    expect(screenOf(under)).toBe('overlay.idle');
    expect(factsOf(under)).toEqual(['overlay.kind=idle', 'overlay.secondsLeft=number', 'overlay.take#0']);
  });
});

describe("the gallery's choice of Views", () => {
  it('keeps the fewest that show everything, and the same ones in any order', () => {
    const views = [notice('info'), notice('danger', true), notice('danger'), notice('info', true)].map((screen) =>
      inAll(viewOf(screen)),
    );
    const kept = select(views);
    expect(kept).toHaveLength(2);
    expect(select([...views].reverse())).toEqual(kept);
    expect(kept[0]?.screen).toBe('notice.notice.register');
    expect(kept[0]?.name).toMatch(/^notice\.notice\.register-[0-9a-f]{6}$/);
  });
});

const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});
const control = (name: string, at: ReturnType<typeof box>, more: Partial<Control> = {}): Control => ({
  name,
  box: at,
  seen: at,
  out: 0,
  primary: false,
  off: false,
  edge: 21,
  ...more,
});
const measured = (more: Partial<Measured>): Measured => ({
  display: { width: 1080, height: 1920 },
  scale: 1,
  wide: 1080,
  controls: [],
  cut: [],
  sideways: [],
  broken: [],
  over: [],
  title: null,
  body: 30,
  letters: [],
  moving: [],
  slow: [],
  ...more,
});

describe("the gallery's judgement", () => {
  const checks = (more: Partial<Measured>, combination = USUAL): string[] =>
    judge('one', measured(more), promisedBy(combination)).map(({ check }) => check);

  it('finds nothing where nothing is wrong', () => {
    expect(checks({ controls: [control('A', box(0, 0, 72, 72)), control('B', box(84, 0, 200, 90))] })).toEqual([]);
  });

  it('finds small, overlapping and lost controls', () => {
    expect(checks({ controls: [control('A', box(0, 0, 70, 72))] })).toEqual(['small']);
    // 72 pixels of the design are 36 on a display of half the scale.
    expect(checks({ scale: 0.5, controls: [control('A', box(0, 0, 36, 36))] })).toEqual([]);
    expect(checks({ controls: [control('A', box(0, 0, 99, 99)), control('B', box(90, 50, 99, 99))] })).toEqual([
      'overlap',
    ]);
    expect(checks({ controls: [control('A', box(1000, 0, 100, 100), { out: 20 })] })).toEqual(['outside']);
  });

  it('finds controls that stand close to each other in any direction', () => {
    const second = (left: number, top: number) => [
      control('A', box(0, 0, 80, 80)),
      control('B', box(left, top, 80, 80)),
    ];
    expect(checks({ controls: second(90, 0) })).toEqual(['close']);
    expect(checks({ controls: second(0, 86) })).toEqual(['close']);
    expect(checks({ controls: second(86, 86) })).toEqual(['close']);
    expect(checks({ controls: second(92, 0) })).toEqual([]);
    expect(checks({ controls: second(86, 92) })).toEqual([]);
  });

  it('finds faint edges, but of nothing that cannot be pressed, nor of the display itself', () => {
    const faint = (more: Partial<Control>, at = box(0, 0, 99, 99)) => ({ controls: [control('A', at, more)] });
    expect(checks(faint({ edge: 2.9 }))).toEqual(['edge']);
    expect(checks(faint({ edge: 1, off: true }))).toEqual([]);
    expect(checks(faint({ edge: 1 }, box(0, 0, 1080, 1200)))).toEqual([]);
  });

  it('finds letters below what each setting promises', () => {
    const letters = (px: number) => [{ box: 'lead', px, text: 'Wort' }];
    expect(checks({ body: 29 })).toEqual(['letters']);
    expect(checks({ body: 38 }, { ...USUAL, textSize: 'large' })).toEqual(['letters']);
    expect(checks({ letters: letters(27) })).toEqual(['letters']);
    expect(checks({ letters: letters(28), scale: 0.9, body: 27 })).toEqual([]);
  });

  it('finds what stands out of reach, where low reach is chosen', () => {
    const low = { ...USUAL, lowReach: true };
    // 1332 mm above the floor is the upper edge; 1220 mm are 404 pixels below it.
    expect(checks({ controls: [control('A', box(0, 400, 99, 99))] }, low)).toEqual(['reach']);
    expect(checks({ controls: [control('A', box(0, 405, 99, 99))] }, low)).toEqual([]);
    expect(checks({ controls: [control('A', box(0, 400, 99, 99))] })).toEqual([]);
    expect(checks({ controls: [control('A', box(0, 0, 99, 99))] }, { ...low, size: 'landscape' })).toEqual([]);
  });

  it('finds movement where none is wanted', () => {
    expect(checks({ moving: ['waiting'], slow: ['.row: 200 ms'] })).toEqual(['moving', 'slow']);
  });

  it('asks words that stand in for other languages for no hyphens', () => {
    expect(checks({ broken: ['Ausweis'] }, { ...USUAL, words: 'pseudo' })).toEqual([]);
  });

  it('ignores overlaps that are scrolled out of sight', () => {
    const gone = { ...control('A', box(0, 0, 99, 99)), seen: null };
    expect(checks({ controls: [gone, control('B', box(0, 0, 99, 99))] })).toEqual([]);
  });

  it('finds words and pages that do not fit', () => {
    expect(checks({ wide: 1100 })).toEqual(['sideways']);
    expect(
      checks({
        cut: [{ text: 'Personalausweis', by: 9 }],
        sideways: [{ box: 'list', by: 4 }],
        broken: ['Ausweis'],
        over: [['a', 'b']],
      }),
    ).toEqual(['sideways', 'cut', 'broken', 'over']);
  });

  it('finds headings and actions that jump, with one finding a group', () => {
    const at = (picture: string, top: number, group = 'page de', height = 60) => ({
      picture,
      group,
      at: box(0, top, 500, height),
    });
    expect(judgePlaces('title', [at('a', 200), at('b', 204), at('c', 207), at('d', 900, 'page ar')])).toEqual([]);
    // One line or two, above the same line.
    expect(judgePlaces('title', [at('a', 200), at('b', 140, 'page de', 120)])).toEqual([]);
    const found = judgePlaces('action', [
      at('a', 200),
      at('b', 204),
      at('c', 640),
      { picture: 'd', group: 'page de', at: null },
    ]);
    expect(found).toEqual([{ check: 'action', picture: 'c', detail: 'page de: from 200 to 640 px in 3 pictures' }]);
  });

  it('knows accepted findings, and reports entries of the list without one', () => {
    const findings: Finding[] = [
      { check: 'small', picture: 'staff-1__de-small', detail: '"A": 60 × 72' },
      { check: 'small', picture: 'home-1__de-small', detail: '"A": 60 × 72' },
      { check: 'cut', picture: 'staff-1__de-small', detail: '"Wort": 9 px' },
    ];
    const list: Accepted[] = [
      { check: 'small', picture: /^staff/, detail: /"A"/, reason: 'staff know it' },
      { check: 'broken', picture: /./, reason: 'was mended' },
    ];
    const { open, accepted, stale } = sort(findings, list);
    expect(open.map(({ picture, check }) => `${check} ${picture}`)).toEqual([
      'small home-1__de-small',
      'cut staff-1__de-small',
    ]);
    expect(accepted).toHaveLength(1);
    expect(stale.map(({ reason }) => reason)).toEqual(['was mended']);
  });
});

describe("the gallery's page", () => {
  it('has each picture with its findings, listed once', () => {
    const finding: Finding = { check: 'cut', picture: 'notice-1__de-portrait', detail: '"<b>": 9 px' };
    const combination = USUAL;
    const html = galleryPage({
      engine: 'Chromium 1',
      pictures: [{ name: 'notice-1__de-portrait', screen: 'notice', combination }],
      verdict: { open: [finding], accepted: [], stale: [] },
      comparison: [{ picture: 'notice-1__de-portrait', state: 'differs', pixels: 12 }],
    });
    expect(html).toContain('src="pictures/notice-1__de-portrait.png"');
    expect(html).toContain('12 pixels differ');
    expect(html).not.toContain('<b>');
    expect(html.indexOf('difference/notice-1')).toBeLessThan(html.indexOf('<section><h2 id="notice"'));
    expect(summary([finding, { ...finding, picture: 'other' }])).toHaveLength(1);
  });
});

describe("the gallery's long words", () => {
  it('stretches German by two fifths and keeps placeholders and hyphens', () => {
    const sentence = 'Wir haben {{town}} benachrichtigt, und in {{count}} Minuten kommt jemand zu Ihnen.';
    const long = stretched(sentence);
    expect(long).toContain('{{town}}');
    expect(long).toContain('{{count}}');
    expect(long.endsWith('.')).toBe(true);
    const ratio = long.length / sentence.length;
    expect(ratio).toBeGreaterThan(1.25);
    expect(ratio).toBeLessThan(1.5);
    expect(stretched('Hilfe').length).toBe(7);
    expect(stretched('$t(bar.help)')).toBe('$t(bar.help)');
    expect(stretched('09:00–12:00')).toBe('09:00–12:00');
    // A long word does not grow into one that no language has.
    expect(stretched('Wohnungsgeberbestätigung').split(' ')[0]).toBe('Wohnungsgeberbestätigung');
  });

  it('gives the town, services and people names of some 120 characters', () => {
    for (const name of Object.values(LONG)) expect(Math.abs(name.length - 120)).toBeLessThanOrEqual(5);
    const view = withLongNames(
      viewOf({
        kind: 'category',
        name: { text: 'Ausweise', language: 'de' },
        services: [{ id: 'x', name: { text: 'Reisepass', language: 'de' }, free: true }],
      }),
    );
    expect(view.town.name).toBe(LONG.town);
    expect(view.screen).toMatchObject({ services: [{ id: 'x', name: { text: LONG.service } }] });
  });
});
