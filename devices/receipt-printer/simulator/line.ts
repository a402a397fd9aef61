import type { Bitmap } from './commands.ts';

/** One piece of printing in a line; `x` in dots from the left edge of the printable width. */
export type Item =
  | { readonly kind: 'run'; readonly x: number; readonly text: string; readonly style: RunStyle }
  | {
      readonly kind: 'bitmap';
      readonly x: number;
      readonly image: Bitmap;
      readonly scaleX: number;
      readonly scaleY: number;
      readonly label: string;
    };

export interface RunStyle {
  readonly font: 'A' | 'B';
  readonly bold: boolean;
  /** Thickness in dots. */
  readonly underline: 0 | 1 | 2;
  readonly invert: boolean;
  readonly scaleX: number;
  readonly scaleY: number;
  /** Width of one character with its right-side spacing, in dots. */
  readonly pitch: number;
}

/** What the head prints in one go, and how far the paper moves with it. All in dots. */
export interface Line {
  readonly items: readonly Item[];
  /** Height of the printing itself; at most `advance`. */
  readonly height: number;
  readonly advance: number;
}

export const cells = { A: { width: 12, height: 24 }, B: { width: 9, height: 17 } } as const;

export function itemHeight(item: Item): number {
  return item.kind === 'run' ? cells[item.style.font].height * item.style.scaleY : item.image.height * item.scaleY;
}

export function itemWidth(item: Item): number {
  return item.kind === 'run' ? item.style.pitch * [...item.text].length : item.image.width * item.scaleX;
}
