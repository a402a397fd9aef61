/** What is wrong with a picture, by its measures. Pure. */
import type { Box, Measured } from './measure.ts';

export const CHECKS = {
  cut: 'words that are cut off',
  sideways: 'something that would scroll sideways',
  outside: 'a control that reaches out of the display or its box',
  small: 'a control that is smaller than 72 pixels of the design',
  overlap: 'controls that lie on each other',
  over: 'words that lie on other words',
  broken: 'a word that goes on in the next line without a hyphen',
  title: 'a heading that stands elsewhere than on the other screens of its kind',
} as const;
export type Check = keyof typeof CHECKS;

export interface Finding {
  readonly check: Check;
  /** Name of the picture. */
  readonly picture: string;
  readonly detail: string;
}

/** Design pixels: the least width and height of what is pressed. */
const TARGET = 72;
/** CSS pixels by which a lay-out may miss, as it counts in fractions of them. */
const LOOSE = 1;

export function judge(picture: string, measured: Measured): Finding[] {
  const { display, controls, scale } = measured;
  const found: Finding[] = [];
  const add = (check: Check, detail: string): void => void found.push({ check, picture, detail });
  if (measured.wide > display.width + LOOSE) add('sideways', `the page is ${measured.wide} wide`);
  for (const { box, by } of measured.sideways) add('sideways', `${box}: ${by} px`);
  for (const { text, by } of measured.cut) add('cut', `"${text}": ${by} px`);
  for (const word of measured.broken) add('broken', word);
  for (const [one, other] of measured.over) add('over', `"${one}" and "${other}"`);
  for (const { name, box, out } of controls) {
    const [width, height] = [box.right - box.left, box.bottom - box.top];
    if (out > LOOSE) add('outside', `"${name}": ${Math.round(out)} px`);
    if (Math.min(width, height) < TARGET * scale - LOOSE)
      add('small', `"${name}": ${Math.round(width / scale)} × ${Math.round(height / scale)}`);
  }
  for (const [at, one] of controls.entries())
    for (const other of controls.slice(at + 1))
      if (one.seen !== null && other.seen !== null && meet(one.seen, other.seen))
        add('overlap', `"${one.name}" and "${other.name}"`);
  return found;
}

const meet = (a: Box, b: Box): boolean =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > LOOSE &&
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > LOOSE;

export interface Placed {
  readonly picture: string;
  /** Pictures of one group should have their headings at one place: kind of screen, setting and size. */
  readonly group: string;
  readonly title: Box | null;
}

/** CSS pixels that an eye takes for the same line. */
const SAME_LINE = 8;

/** One finding a group: from where to where its headings jump, named by the picture that is furthest from most. */
export function judgeTitles(placed: readonly Placed[]): Finding[] {
  return [...Map.groupBy(placed, ({ group }) => group)].flatMap(([group, pictures]): Finding[] => {
    const tops = pictures
      .flatMap(({ title, picture }) => (title === null ? [] : [{ picture, top: title.top }]))
      .sort((a, b) => a.top - b.top);
    const [first, last, middle] = [tops.at(0), tops.at(-1), tops.at(Math.floor(tops.length / 2))];
    if (first === undefined || last === undefined || middle === undefined || last.top - first.top <= SAME_LINE)
      return [];
    const odd = last.top - middle.top > middle.top - first.top ? last : first;
    return [
      {
        check: 'title',
        picture: odd.picture,
        detail: `${group}: from ${Math.round(first.top)} to ${Math.round(last.top)} px in ${tops.length} pictures`,
      },
    ];
  });
}

/** What is known and why it stays: it does not fail the run, but is on the page. */
export interface Accepted {
  readonly check: Check;
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
        check === finding.check && picture.test(finding.picture) && (detail?.test(finding.detail) ?? true),
    );
    if (entry === undefined) open.push(finding);
    else {
      used.add(entry);
      accepted.push({ finding, reason: entry.reason });
    }
  }
  return { open, accepted, stale: list.filter((entry) => !used.has(entry)) };
}
