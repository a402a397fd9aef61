/** What the drawn page measures. */
import type { Page } from '@playwright/test';

/** CSS pixels, from the upper left corner of the display. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
export interface Control {
  readonly name: string;
  readonly box: Box;
  /** What of it is not scrolled out of sight; null where nothing is. */
  readonly seen: Box | null;
  /** By how many pixels it reaches out of what cannot be scrolled. */
  readonly out: number;
  /** What a page is for: its main action. */
  readonly primary: boolean;
  /** Shown, but cannot be pressed now. */
  readonly off: boolean;
  /**
   * Contrast (1…21, WCAG 2.2) of its ground, or of the weakest side of its border, with what is around it; the better
   * of the two.
   */
  readonly edge: number;
}
export interface Measured {
  readonly display: { readonly width: number; readonly height: number };
  /** Of the design's pixel, as the page has set it for this display. */
  readonly scale: number;
  /** Width of all that is drawn. */
  readonly wide: number;
  readonly controls: readonly Control[];
  /** Words that something in front of them, or the edge of their box, hides: the text, and by how many pixels. */
  readonly cut: readonly { readonly text: string; readonly by: number }[];
  /** Boxes that would scroll sideways, by their class, and by how many pixels. */
  readonly sideways: readonly { readonly box: string; readonly by: number }[];
  /** Words that go on in a new line without a hyphen. */
  readonly broken: readonly string[];
  /** Pairs of texts that lie on each other. */
  readonly over: readonly (readonly [string, string])[];
  readonly title: Box | null;
  /** CSS pixels: of the text that says nothing else of itself. */
  readonly body: number;
  /** Letters of each height and kind of box, with the first words in it. */
  readonly letters: readonly { readonly box: string; readonly px: number; readonly text: string }[];
  /** What moves although the visitor's system asks for no movement. */
  readonly moving: readonly string[];
  /** Rules of what is drawn that take 200 ms or more to come to an end. What never ends is scenery, not a way. */
  readonly slow: readonly string[];
}

interface Line {
  readonly box: Box;
  readonly height: number;
  readonly text: string;
  readonly element: Element;
}

/** What the passes below have in common: boxes, styles, and what hides what. */
function reader() {
  const display = { width: window.innerWidth, height: window.innerHeight };
  const root = document.documentElement;
  const boxOf = ({ left, top, right, bottom }: DOMRect): Box => ({ left, top, right, bottom });
  const meet = (a: Box, b: Box): Box | null => {
    const box = {
      left: Math.max(a.left, b.left),
      top: Math.max(a.top, b.top),
      right: Math.min(a.right, b.right),
      bottom: Math.min(a.bottom, b.bottom),
    };
    return box.right - box.left > 0.5 && box.bottom - box.top > 0.5 ? box : null;
  };
  const style = new Map<Element, CSSStyleDeclaration>();
  const styleOf = (element: Element): CSSStyleDeclaration => {
    const known = style.get(element) ?? getComputedStyle(element);
    style.set(element, known);
    return known;
  };
  const short = (text: string): string => {
    const words = text.trim().replace(/\s+/g, ' ');
    return words.length > 60 ? `${words.slice(0, 59)}…` : words;
  };
  /** The frames that hide what reaches out of them: those that scroll, and those that do not. */
  const frames = (element: Element): { box: Box; scrolls: boolean }[] => {
    const found: { box: Box; scrolls: boolean }[] = [];
    for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) {
      const { overflowX, overflowY, position } = styleOf(at);
      if (overflowX !== 'visible' || overflowY !== 'visible')
        found.push({ box: boxOf(at.getBoundingClientRect()), scrolls: overflowY === 'auto' || overflowY === 'scroll' });
      if (position === 'fixed') break;
    }
    return [...found, { box: { left: 0, top: 0, right: display.width, bottom: display.height }, scrolls: false }];
  };
  /** Only what is on top can be touched and read: under an overlay nothing is judged. */
  const overlay = document.querySelector('.overlay');
  const scope: Element = overlay ?? document.body;
  const hidden = (element: Element): boolean => {
    if (element.closest('.kern-sr-only, [aria-hidden="true"]') !== null) return true;
    const { visibility, display: shown } = styleOf(element);
    if (visibility === 'hidden' || shown === 'none') return true;
    // Said, not shown: a box of one pixel around it.
    for (let at: Element | null = element; at !== null && at !== scope; at = at.parentElement)
      if (styleOf(at).position === 'absolute' && at.clientWidth <= 1 && at.clientHeight <= 1) return true;
    return false;
  };

  /** Engines have dictionaries for some languages, or for none. */
  const dictionaries = new Map<string, boolean>();
  const hyphenates = (lang: string): boolean => {
    const known = dictionaries.get(lang);
    if (known !== undefined) return known;
    const probe = document.createElement('div');
    probe.lang = lang;
    probe.textContent = lang === 'de' ? 'Wohnungsgeberbescheinigung' : 'characterization';
    probe.style.cssText = 'position:absolute;visibility:hidden;inline-size:4em;hyphens:auto;overflow-wrap:normal';
    document.body.append(probe);
    const whole = document.createRange();
    whole.selectNodeContents(probe);
    const has = whole.getClientRects().length > 1;
    probe.remove();
    dictionaries.set(lang, has);
    return has;
  };
  return { display, root, scope, boxOf, meet, styleOf, short, frames, hidden, hyphenates };
}
type Reader = ReturnType<typeof reader>;

/** Colours as the engine computes them, and how much they differ. */
function painter({ styleOf }: Reader) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const known = new Map<string, readonly number[]>();
  /** Red, green, blue, opacity: 0…255. */
  const colour = (css: string): readonly number[] => {
    const before = known.get(css);
    if (before !== undefined) return before;
    context?.clearRect(0, 0, 1, 1);
    if (context !== null) context.fillStyle = css;
    context?.fillRect(0, 0, 1, 1);
    const data = [...(context?.getImageData(0, 0, 1, 1).data ?? [0, 0, 0, 0])];
    known.set(css, data);
    return data;
  };
  const over = (front: readonly number[], back: readonly number[]): readonly number[] => {
    const alpha = (front[3] ?? 0) / 255;
    return [...[0, 1, 2].map((at) => (front[at] ?? 0) * alpha + (back[at] ?? 0) * (1 - alpha)), 255];
  };
  const ground = (element: Element | null): readonly number[] =>
    element === null ? [255, 255, 255, 255] : painted(element, () => ground(element.parentElement));
  const painted = (element: Element, behind: () => readonly number[]): readonly number[] => {
    const own = colour(styleOf(element).backgroundColor);
    return own[3] === 255 ? own : over(own, behind());
  };
  const light = (rgb: readonly number[]): number =>
    rgb
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, at) => sum + value * ([0.2126, 0.7152, 0.0722][at] ?? 0), 0);
  const contrast = (a: readonly number[], b: readonly number[]): number => {
    const [dark = 0, bright = 0] = [light(a), light(b)].sort((x, y) => x - y);
    return (bright + 0.05) / (dark + 0.05);
  };
  const edge = (element: Element): number => {
    const around = ground(element.parentElement);
    const style = styleOf(element);
    const sides = (['top', 'right', 'bottom', 'left'] as const).map((side) =>
      Number.parseFloat(style.getPropertyValue(`border-${side}-width`)) < 1
        ? 1
        : contrast(over(colour(style.getPropertyValue(`border-${side}-color`)), around), around),
    );
    return Math.max(contrast(ground(element), around), Math.min(...sides));
  };
  return { edge };
}

function controlsOf(read: Reader): Control[] {
  const { scope, boxOf, meet, short, frames, hidden } = read;
  const { edge } = painter(read);
  return [...scope.querySelectorAll('button, [role="button"], a[href], input')].flatMap((element): Control[] => {
    const box = boxOf(element.getBoundingClientRect());
    if (hidden(element) || box.right - box.left === 0) return [];
    let seen: Box | null = box;
    let out = 0;
    let scrolled = false;
    for (const frame of frames(element)) {
      seen = seen === null ? null : meet(seen, frame.box);
      out = Math.max(out, frame.box.left - box.left, box.right - frame.box.right);
      scrolled ||= frame.scrolls;
      if (!scrolled) out = Math.max(out, frame.box.top - box.top, box.bottom - frame.box.bottom);
    }
    const off = element.getAttribute('aria-disabled') === 'true';
    const primary = element.classList.contains('kern-btn--primary');
    const name = short(element.getAttribute('aria-label') ?? element.textContent ?? '');
    return [{ name, box, seen, out, primary, off, edge: edge(element) }];
  });
}

function wordsOf({ root, scope, boxOf, meet, styleOf, short, frames, hidden, hyphenates }: Reader) {
  const cut: { text: string; by: number }[] = [];
  const broken = new Set<string>();
  const lines: Line[] = [];
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.nodeValue ?? '';
    if (element === null || text.trim() === '' || hidden(element)) continue;
    range.selectNodeContents(node);
    const around = frames(element);
    let by = 0;
    for (const rect of range.getClientRects()) {
      const line = boxOf(rect);
      if (line.right - line.left < 1) continue;
      const seen = around.reduce<Box | null>((left, { box }) => (left === null ? null : meet(left, box)), line);
      if (seen !== null) lines.push({ box: seen, height: line.bottom - line.top, text: short(text), element });
      for (const { box, scrolls } of around) {
        by = Math.max(by, box.left - line.left, line.right - box.right);
        // The ends of a line's box are higher than its letters.
        const loose = (line.bottom - line.top) * 0.2;
        if (!scrolls) by = Math.max(by, box.top - line.top - loose, line.bottom - box.bottom - loose);
        // What is scrolled out of sight cannot be cut further out.
        if (scrolls && meet(line, box) === null) break;
      }
    }
    if (by > 1) cut.push({ text: short(text), by: Math.round(by) });
    // A soft hyphen in a word, or a dictionary for `hyphens`, brings a hyphen where the word goes on below.
    for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}\p{N}\u00ad]{2,}/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (tops.size <= word.split('\u00ad').length) continue;
      const { lang } = element.closest<HTMLElement>('[lang]') ?? root;
      if (styleOf(element).hyphens !== 'auto' || !hyphenates(lang)) broken.add(word);
    }
  }
  return { cut, broken: [...broken], lines };
}

function overlapsOf({ meet }: Reader, lines: readonly Line[]): [string, string][] {
  const over: [string, string][] = [];
  for (const [at, a] of lines.entries()) {
    for (const b of lines.slice(at + 1)) {
      if (a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element)) continue;
      const both = meet(a.box, b.box);
      if (both === null || both.right - both.left < 4) continue;
      // Line boxes are higher than their letters; half a line on another one is a fault.
      if (both.bottom - both.top > Math.min(a.height, b.height) * 0.5) over.push([a.text, b.text]);
    }
  }
  return over;
}

function sidewaysOf({ scope, styleOf, hidden }: Reader) {
  return [...scope.querySelectorAll('*')].flatMap((element) => {
    const by = element.scrollWidth - element.clientWidth;
    if (by <= 1 || element.clientWidth === 0 || hidden(element) || element instanceof SVGElement) return [];
    return styleOf(element).overflowX === 'visible'
      ? []
      : [{ box: element.className === '' ? element.tagName : String(element.className), by }];
  });
}

function lettersOf({ styleOf }: Reader, lines: readonly Line[]) {
  const found = new Map<string, { box: string; px: number; text: string }>();
  for (const { element, text } of lines) {
    // A drawing's letters are scaled with it.
    if (element instanceof SVGElement) continue;
    const named = element.closest('[class]');
    const box = named === null ? element.tagName.toLowerCase() : String(named.className);
    const px = Number.parseFloat(styleOf(element).fontSize);
    if (!found.has(`${box} ${px}`)) found.set(`${box} ${px}`, { box, px, text });
  }
  return [...found.values()];
}

function movingNow(): string[] {
  const boxes = document
    .getAnimations()
    .map(({ effect }) => (effect instanceof KeyframeEffect ? (effect.target?.getAttribute('class') ?? '') : ''));
  return [...new Set(boxes)];
}

/** Rules are read once for each document: there are thousands. */
function slowOf({ scope }: Reader): string[] {
  interface Slow {
    readonly selector: string;
    readonly says: string;
  }
  const milliseconds = (list: string): number[] =>
    list.split(',').map((one) => Number.parseFloat(one) * (one.trim().endsWith('ms') ? 1 : 1_000) || 0);
  const slowest = (style: CSSStyleDeclaration): number =>
    Math.max(
      ...milliseconds(style.transitionDuration),
      // A rule without a name only changes the pace of what another one starts.
      ...(/^(none)?$/.test(style.animationName) || style.animationIterationCount === 'infinite'
        ? []
        : milliseconds(style.animationDuration)),
    );
  const collect = (rules: CSSRuleList): Slow[] =>
    [...rules].flatMap((rule): Slow[] => {
      if (rule instanceof CSSStyleRule && slowest(rule.style) >= 200) {
        // Whatever has the focus or a finger on it.
        const selector = rule.selectorText.replace(/::?(before|after|hover|active|focus(-visible|-within)?)\b/g, '');
        return [{ selector, says: `${rule.selectorText}: ${slowest(rule.style)} ms` }];
      }
      return rule instanceof CSSGroupingRule ? collect(rule.cssRules) : [];
    });
  const kept = document as Document & { slowRules?: Slow[] };
  kept.slowRules ??= [...document.styleSheets].flatMap(({ cssRules }) => collect(cssRules));
  const drawn = (selector: string): boolean => {
    try {
      return scope.querySelector(selector) !== null;
    } catch {
      // Without its state it is no selector: better named once too often.
      return true;
    }
  };
  return kept.slowRules.filter(({ selector }) => drawn(selector)).map(({ says }) => says);
}

function measureAll(): Measured {
  const read = reader();
  const { display, root, scope, boxOf } = read;
  const { cut, broken, lines } = wordsOf(read);
  const title = scope.querySelector('h1');
  return {
    display,
    scale: Number(getComputedStyle(root).getPropertyValue('--scale')) || 1,
    wide: root.scrollWidth,
    controls: controlsOf(read),
    cut,
    sideways: sidewaysOf(read),
    broken,
    over: overlapsOf(read, lines),
    title: title === null ? null : boxOf(title.getBoundingClientRect()),
    body: Number.parseFloat(getComputedStyle(document.body).fontSize),
    letters: lettersOf(read, lines),
    moving: movingNow(),
    slow: slowOf(read),
  };
}

/** The functions above as they stand: they run in the page, so they use one another and nothing else of this module. */
const SCRIPT = `(() => {
${[reader, painter, controlsOf, wordsOf, overlapsOf, sidewaysOf, lettersOf, movingNow, slowOf, measureAll].map(String).join('\n')}
return measureAll();
})()`;

/** The layout of what is drawn now; it is read, not changed. */
export const measure = (page: Page): Promise<Measured> => page.evaluate<Measured>(SCRIPT);
