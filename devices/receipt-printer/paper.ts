/**
 * What stands on a slip, before any printer language: the layout that the kiosk composes and the device host prints.
 * It is plain data, so that it travels between processes and can be drawn on the screen as well.
 */
export type PaperBlock =
  /** A line or paragraph, wrapped at the paper's width. `title` is about twice the size of `text`. */
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly style: PaperStyle;
      readonly align: PaperAlign;
      readonly bold: boolean;
    }
  /** Label at the start edge, value at the end edge; falls back to two lines where they do not fit. */
  | { readonly kind: 'pair'; readonly label: string; readonly value: string; readonly bold: boolean }
  | { readonly kind: 'rule' }
  | { readonly kind: 'space'; readonly lines: number }
  /** QR code, error correction M; `size` is the module size in dots, 3..8. */
  | { readonly kind: 'qr'; readonly data: string; readonly size: number }
  /**
   * The town's coat of arms, drawn in the middle in black and white; `svg` is a whole document, `height` in dots,
   * 16..256.
   */
  | { readonly kind: 'drawing'; readonly svg: string; readonly height: number }
  /** Another picture: one bit a pixel, rows padded to bytes, 1 = black. */
  | { readonly kind: 'bitmap'; readonly width: number; readonly height: number; readonly data: Uint8Array };

export type PaperStyle = 'text' | 'small' | 'title';
export type PaperAlign = 'start' | 'center' | 'end';

export interface Paper {
  /** BCP 47; decides direction and, for what needs it, the font. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly blocks: readonly PaperBlock[];
  /** Printed at the top when the whole job has to be printed again after a fault, e.g. "Wiederholung". */
  readonly repeatMark: string;
}
