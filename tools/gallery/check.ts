/** What is wrong with a picture, by its measures. Pure. */
import type { Combination } from './combinations.ts';
import { REACH_MM, SIZES } from './combinations.ts';
import type { Box, Control, Measured } from './measure.ts';

export const CHECKS = {
  cut: 'words that are cut off',
  sideways: 'something that would scroll sideways',
  outside: 'a control that reaches out of the display or its box',
  small: 'a control that is smaller than 72 pixels of the design',
  overlap: 'controls that lie on each other',
  over: 'words that lie on other words',
  broken: 'a word that goes on in the next line without a hyphen',
  close: 'controls with less than 12 pixels of the design between them',
  edge: 'a control whose edge has less than 3:1 against what is around it',
  letters: 'letters that are smaller than their setting promises',
  reach: 'a control above what low reach leaves in reach',
  moving: 'something that moves although no movement is wanted',
  slow: 'a movement of 200 ms or more',
  failed: 'a View that the page could not draw',
  action: 'a main action that stands elsewhere than on the other screens of its kind',
  title: 'a heading that stands elsewhere than on the other screens of its kind',
} as const;
export type Check = keyof typeof CHECKS;

export interface Finding {
  readonly check: Check;
  /** Name of the picture. */
  readonly picture: string;
  readonly detail: string;
}

/** Design pixels: the least width and height of what is pressed, and the least room between two of it. */
const TARGET = 72;
const ROOM = 12;
/** Of the edge of a control (WCAG 2.2, 1.4.11). */
const EDGE = 3;
/** A control that is the display itself needs no edge: any touch presses it. */
const WHOLE = 0.5;
/** Design pixels: no letter is smaller, whatever is set. */
const SMALLEST = 28;
/** Design pixels of running text: as it is, and in each larger setting at least. */
const BODY = { normal: 30, larger: 40 };

/** What a combination promises, in CSS pixels of its display. */
export interface Promised {
  /** Design pixels. */
  readonly body: number;
  /** A word goes on in the next line with a hyphen. */
  readonly hyphens: boolean;
  /** Nothing that is operated stands above this line; 0 where all of the display may be used. */
  readonly highest: number;
}
export function promisedBy({ textSize, lowReach, size, words }: Combination): Promised {
  const { height, heightMm, lowerEdgeMm } = SIZES[size];
  const above = Math.max(0, lowerEdgeMm + heightMm - REACH_MM);
  return {
    body: textSize === 'normal' ? BODY.normal : BODY.larger,
    hyphens: words !== 'pseudo',
    highest: lowReach ? (above / heightMm) * height : 0,
  };
}
/** CSS pixels by which a lay-out may miss, as it counts in fractions of them. */
const LOOSE = 1;

export function judge(picture: string, measured: Measured, promised: Promised): Finding[] {
  const { display, controls, scale } = measured;
  const found: Finding[] = [];
  const add = (check: Check, detail: string): void => void found.push({ check, picture, detail });
  if (measured.wide > display.width + LOOSE) add('sideways', `the page is ${measured.wide} wide`);
  for (const { box, by } of measured.sideways) add('sideways', `${box}: ${by} px`);
  for (const { text, by } of measured.cut) add('cut', `"${text}": ${by} px`);
  // What stands in for words of other languages has no dictionary that could divide it.
  if (promised.hyphens) for (const word of measured.broken) add('broken', word);
  for (const [one, other] of measured.over) add('over', `"${one}" and "${other}"`);
  for (const { name, box, out } of controls) {
    const [width, height] = [box.right - box.left, box.bottom - box.top];
    if (out > LOOSE) add('outside', `"${name}": ${Math.round(out)} px`);
    if (Math.min(width, height) < TARGET * scale - LOOSE)
      add('small', `"${name}": ${Math.round(width / scale)} × ${Math.round(height / scale)}`);
  }
  for (const [at, one] of controls.entries())
    for (const other of controls.slice(at + 1)) {
      if (one.seen === null || other.seen === null) continue;
      const room = between(one.seen, other.seen);
      if (room < -LOOSE) add('overlap', `"${one.name}" and "${other.name}"`);
      else if (room < ROOM * scale - LOOSE)
        add('close', `${Math.round(room / scale)} px: "${one.name}" and "${other.name}"`);
    }
  for (const one of controls) {
    if (!one.off && one.edge < EDGE && !fills(one, display)) add('edge', `"${one.name}": ${one.edge.toFixed(1)}`);
    if (one.seen !== null && one.seen.top < promised.highest - LOOSE) add('reach', `"${one.name}"`);
  }
  const pixels = (px: number): number => Math.round((px / scale) * 10) / 10;
  if (pixels(measured.body) < promised.body) add('letters', `running text: ${pixels(measured.body)} px`);
  for (const { box, px, text } of measured.letters)
    if (pixels(px) < SMALLEST) add('letters', `${box} ("${text}"): ${pixels(px)} px`);
  for (const box of measured.moving) add('moving', box);
  for (const rule of measured.slow) add('slow', rule);
  return found;
}

const fills = ({ box }: Control, { width, height }: Measured['display']): boolean =>
  (box.right - box.left) * (box.bottom - box.top) > WHOLE * width * height;

/** CSS pixels between two boxes, along the axis that parts them more; negative where they lie on each other. */
const between = (a: Box, b: Box): number =>
  Math.max(
    Math.max(a.left, b.left) - Math.min(a.right, b.right),
    Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom),
  );

export interface Placed {
  readonly picture: string;
  /** Pictures of one group should have it at one place: kind of screen, setting and size. */
  readonly group: string;
  /** Null where the picture has none. */
  readonly at: Box | null;
}

/** CSS pixels that an eye takes for the same line: 3 mm. */
const SAME_LINE = 12;

/**
 * One finding a group: from where to where it jumps, named by the picture that is furthest from most. Of one line or of
 * three, it is at one place where its first line or its last one is.
 */
export function judgePlaces(check: 'title' | 'action', placed: readonly Placed[]): Finding[] {
  return [...Map.groupBy(placed, ({ group }) => group)].flatMap(([group, pictures]): Finding[] => {
    const there = pictures.flatMap(({ at, picture }) => (at === null ? [] : [{ picture, at }]));
    const [tops, bottoms] = (['top', 'bottom'] as const).map((side) =>
      there.map(({ at, picture }) => ({ picture, px: at[side] })).sort((a, b) => a.px - b.px),
    );
    const jumps = [tops ?? [], bottoms ?? []].map((sorted) => jump(sorted)).sort((a, b) => a.by - b.by);
    const [least] = jumps;
    if (least === undefined || least.by <= SAME_LINE) return [];
    const { odd, from, to } = least;
    const detail = `${group}: from ${Math.round(from)} to ${Math.round(to)} px in ${there.length} pictures`;
    return [{ check, picture: odd, detail }];
  });
}

function jump(sorted: readonly { readonly picture: string; readonly px: number }[]) {
  const [first, last, middle] = [sorted.at(0), sorted.at(-1), sorted.at(Math.floor(sorted.length / 2))];
  if (first === undefined || last === undefined || middle === undefined) return { by: 0, odd: '', from: 0, to: 0 };
  const odd = last.px - middle.px > middle.px - first.px ? last : first;
  return { by: last.px - first.px, odd: odd.picture, from: first.px, to: last.px };
}

/** What is known and why it stays: it does not fail the run, but is on the page. */
export interface Accepted {
  readonly check: Check | readonly Check[];
  /** Against the picture's name. */
  readonly picture: RegExp;
  readonly detail?: RegExp;
  readonly reason: string;
}

export interface Verdict {
  readonly open: readonly Finding[];
  readonly accepted: readonly { readonly finding: Finding; readonly reason: string }[];
  /** Entries of the list that met nothing: what they stood for is mended, and they go. */
  readonly stale: readonly Accepted[];
}

export function sort(findings: readonly Finding[], list: readonly Accepted[]): Verdict {
  const used = new Set<Accepted>();
  const open: Finding[] = [];
  const accepted: { finding: Finding; reason: string }[] = [];
  for (const finding of findings) {
    const entry = list.find(
      ({ check, picture, detail }) =>
        [check].flat().includes(finding.check) &&
        picture.test(finding.picture) &&
        (detail?.test(finding.detail) ?? true),
    );
    if (entry === undefined) open.push(finding);
    else {
      used.add(entry);
      accepted.push({ finding, reason: entry.reason });
    }
  }
  return { open, accepted, stale: list.filter((entry) => !used.has(entry)) };
}
