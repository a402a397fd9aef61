import { describe, expect, it } from 'vitest';
import type { View } from '../../../electron/ipc/view.ts';
import { judge, judgeTitles, sort, type Accepted, type Finding } from '../../../tools/gallery/check.ts';
import { PAIRS, pairwise, plan, shownAs } from '../../../tools/gallery/combinations.ts';
import type { Measured } from '../../../tools/gallery/measure.ts';
import { galleryPage, summary } from '../../../tools/gallery/page.ts';
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

describe("the gallery's pairs of settings", () => {
  it('cover every pair of values of two factors, in few rows', () => {
    const factors = { a: [1, 2, 3], b: ['x', 'y'], c: [true, false], d: ['p', 'q', 'r'] };
    const rows = pairwise<{ a: number; b: string; c: boolean; d: string }>(factors);
    const names = ['a', 'b', 'c', 'd'] as const;
    for (const [at, one] of names.entries())
      for (const other of names.slice(at + 1))
        for (const left of factors[one])
          for (const right of factors[other])
            expect(rows.some((row) => row[one] === left && row[other] === right)).toBe(true);
    // 36 rows hold every combination; two factors of three values alone need nine.
    expect(rows.length).toBeLessThanOrEqual(12);
  });
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
  const names = (views: RecordedView[], quick: boolean): string[] => plan(views, quick).map(({ name }) => name);

  it('draws each View in each language and setting, and on the other sizes', () => {
    const all = names([visitor], false);
    for (const language of ['de', 'en', 'ar'])
      for (const setting of ['', '-large', '-contrast', '-low'])
        expect(all).toContain(`notice-1__${language}${setting}-portrait`);
    expect(all.some((name) => name.endsWith('-landscape'))).toBe(true);
    expect(all.some((name) => name.endsWith('-small'))).toBe(true);
    expect(new Set(all).size).toBe(all.length);
  });

  it('draws a screen that speaks one language and has no settings in no other', () => {
    expect(names([staff], false)).toEqual(['staff-1__de-portrait', 'staff-1__de-landscape', 'staff-1__de-small']);
  });

  it('covers every pair for each kind of screen in a quick run', () => {
    expect(names([visitor], true)).toHaveLength(PAIRS.length);
    const many = Array.from({ length: 30 }, (_, at) => recorded(`notice-${at}`, viewOf(notice('info'))));
    expect(new Set(plan(many, true).map(({ recorded: { name } }) => name)).size).toBe(30);
  });

  it('sends what the visitor chose, and the size of the display', () => {
    const picture = plan([visitor], false).find(({ name }) => name.endsWith('__ar-large-portrait'));
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
    expect(names([recorded('report', view)], false).filter((name) => name.includes('__de'))).toEqual(['report__de-a4']);
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
const control = (name: string, at: ReturnType<typeof box>, out = 0) => ({ name, box: at, seen: at, out });
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
  ...more,
});

describe("the gallery's judgement", () => {
  const checks = (more: Partial<Measured>): string[] => judge('one', measured(more)).map(({ check }) => check);

  it('finds nothing where nothing is wrong', () => {
    expect(checks({ controls: [control('A', box(0, 0, 72, 72)), control('B', box(72, 0, 200, 90))] })).toEqual([]);
  });

  it('finds small, overlapping and lost controls', () => {
    expect(checks({ controls: [control('A', box(0, 0, 70, 72))] })).toEqual(['small']);
    // 72 pixels of the design are 36 on a display of half the scale.
    expect(checks({ scale: 0.5, controls: [control('A', box(0, 0, 36, 36))] })).toEqual([]);
    expect(checks({ controls: [control('A', box(0, 0, 99, 99)), control('B', box(90, 50, 99, 99))] })).toEqual([
      'overlap',
    ]);
    expect(checks({ controls: [control('A', box(1000, 0, 100, 100), 20)] })).toEqual(['outside']);
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

  it('finds headings that jump, with one finding a group', () => {
    const at = (picture: string, top: number, group = 'page de') => ({ picture, group, title: box(0, top, 500, 60) });
    expect(judgeTitles([at('a', 200), at('b', 204), at('c', 207), at('d', 900, 'page ar')])).toEqual([]);
    const found = judgeTitles([
      at('a', 200),
      at('b', 204),
      at('c', 640),
      { picture: 'd', group: 'page de', title: null },
    ]);
    expect(found).toEqual([{ check: 'title', picture: 'c', detail: 'page de: from 200 to 640 px in 3 pictures' }]);
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
    const combination = {
      language: 'de',
      text: 'normal',
      contrast: 'normal',
      reach: 'normal',
      size: 'portrait',
    } as const;
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
