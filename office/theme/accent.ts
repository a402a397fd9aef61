/** The town's colour on the page. */
import { contrastOf, READABLE } from '../../base/colour/contrast.ts';

/** As in theme.css: what text in the accent's colour stands on, beside white. */
const GROUND = '#f4f6fa';
/** Of the accent in `--soft`; the rest is white. */
const SOFT = 0.1;
const DARKER = 0.96;

const mixed = (colour: string, of: (part: number) => number): string =>
  `#${[1, 3, 5]
    .map((at) => Math.round(of(Number.parseInt(colour.slice(at, at + 2), 16))))
    .map((part) => part.toString(16).padStart(2, '0'))
    .join('')}`;

export const softOf = (accent: string): string => mixed(accent, (part) => part * SOFT + 255 * (1 - SOFT));

/** `accent` as text: darker where it could be read on white only. */
export function accentText(accent: string): string {
  const grounds = ['#ffffff', GROUND, softOf(accent)];
  let text = accent;
  while (grounds.some((ground) => contrastOf(text, ground) < READABLE)) text = mixed(text, (part) => part * DARKER);
  return text;
}

/** `accent`: `#rrggbb`; null for the page's own. */
export function showAccent({ style }: HTMLElement, accent: string | null): void {
  if (accent === null) {
    style.removeProperty('--accent');
    style.removeProperty('--accent-text');
    return;
  }
  style.setProperty('--accent', accent);
  style.setProperty('--accent-text', accentText(accent));
}
