import type { EjectorMovement } from './presenter.ts';

/**
 * What an ESC/POS printer understands, after framing and before anything is set on paper. Names follow what the command
 * does; the comment beside each gives Epson's mnemonic. Units: dots of 1/203 inch (8 a millimetre) unless said
 * otherwise.
 */
export type Align = 'left' | 'center' | 'right';
export type QrLevel = 'L' | 'M' | 'Q' | 'H';
/** `custom`: a kiosk printer with a presenter, which understands Custom's commands as well. */
export type Dialect = 'epson' | 'custom';

export type Command =
  /** Printable bytes; which characters they are depends on the code page in force when they are set. */
  | { readonly op: 'text'; readonly bytes: Uint8Array }
  | { readonly op: 'line-feed' } // LF
  | { readonly op: 'carriage-return' } // CR, without effect while automatic line feed is off (the factory setting)
  | { readonly op: 'tab' } // HT
  | { readonly op: 'initialise' } // ESC @
  | { readonly op: 'code-page'; readonly page: number } // ESC t
  | { readonly op: 'align'; readonly align: Align } // ESC a
  | { readonly op: 'bold'; readonly on: boolean } // ESC E, ESC G
  | { readonly op: 'underline'; readonly dots: 0 | 1 | 2 } // ESC -
  | { readonly op: 'invert'; readonly on: boolean } // GS B
  | { readonly op: 'font'; readonly font: 'A' | 'B' } // ESC M
  | { readonly op: 'print-mode'; readonly bits: number } // ESC !
  | { readonly op: 'size'; readonly width: number; readonly height: number } // GS !, 1..8 each
  | { readonly op: 'line-spacing'; readonly units: number | null } // ESC 3; null = ESC 2, 1/6 inch
  | { readonly op: 'feed-units'; readonly units: number } // ESC J
  | { readonly op: 'feed-lines'; readonly lines: number } // ESC d
  | { readonly op: 'left-margin'; readonly units: number } // GS L
  | { readonly op: 'area-width'; readonly units: number } // GS W
  | { readonly op: 'character-spacing'; readonly units: number } // ESC SP
  | { readonly op: 'move-to'; readonly units: number } // ESC $
  | { readonly op: 'move-by'; readonly units: number } // ESC \, signed
  | { readonly op: 'tab-stops'; readonly columns: readonly number[] } // ESC D
  | { readonly op: 'motion-units'; readonly x: number; readonly y: number } // GS P, parts of an inch; 0 = default
  | { readonly op: 'cut'; readonly partial: boolean; readonly feedUnits: number | null } // GS V, ESC i, ESC m
  | { readonly op: 'qr-model'; readonly model: number } // GS ( k 65
  | { readonly op: 'qr-module'; readonly dots: number } // GS ( k 67
  | { readonly op: 'qr-level'; readonly level: QrLevel } // GS ( k 69
  | { readonly op: 'qr-store'; readonly data: Uint8Array } // GS ( k 80
  | { readonly op: 'qr-print' } // GS ( k 81
  | { readonly op: 'barcode-height'; readonly dots: number } // GS h
  | { readonly op: 'barcode-module'; readonly dots: number } // GS w
  | { readonly op: 'barcode-text'; readonly position: number } // GS H: 0 none, 1 above, 2 below, 3 both
  | { readonly op: 'barcode'; readonly system: number; readonly data: Uint8Array } // GS k
  /** GS v 0: rows of `widthBytes` bytes, most significant bit left, 1 = black. */
  | { readonly op: 'raster'; readonly image: Bitmap; readonly scaleX: number; readonly scaleY: number }
  /** ESC *: already turned into rows; it stands in the line like a character. */
  | { readonly op: 'column-image'; readonly image: Bitmap; readonly scaleX: number; readonly scaleY: number }
  | { readonly op: 'graphics-store'; readonly image: Bitmap; readonly scaleX: number; readonly scaleY: number } // GS ( L / GS 8 L 112
  | { readonly op: 'graphics-print' } // GS ( L 50
  | { readonly op: 'process-id'; readonly id: Uint8Array } // GS ( H 48
  | { readonly op: 'transmit-status'; readonly n: number } // GS r
  | { readonly op: 'transmit-identity'; readonly n: number } // GS I
  | { readonly op: 'automatic-status'; readonly mask: number } // GS a
  | { readonly op: 'pulse' } // ESC p
  | { readonly op: 'ejector'; readonly movement: EjectorMovement } // GS e 2, 3, 5 (Custom)
  | { readonly op: 'ejector-status' } // GS e 6 (Custom)
  | { readonly op: 'automatic-full-status'; readonly mask: number } // GS E0 (Custom)
  /** NUL between commands, and real-time commands, which were executed when they arrived. */
  | { readonly op: 'nothing' }
  /** Known and framed; makes no difference to what this simulator prints. */
  | { readonly op: 'setting'; readonly name: string }
  /** FS .: text is read byte by byte from here on. */
  | { readonly op: 'kanji-end' }
  /** ESC R: the national set in place of twelve ASCII characters. */
  | { readonly op: 'international'; readonly set: number }
  /** Known and framed, and a real printer would do something that this simulator does not. */
  | { readonly op: 'unsupported'; readonly name: string }
  /** Not a command of this printer. The bytes are skipped, as a printer does, and reported. */
  | { readonly op: 'unknown'; readonly bytes: Uint8Array };

/** One bit a pixel, rows padded to bytes, most significant bit left, 1 = black. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Framed {
  /** Bytes of the command on the wire; until it is executed they fill the receive buffer. */
  readonly size: number;
  readonly command: Command;
}

/** `null`: more bytes are needed to know what it is or where it ends. */
export type Framing = Framed | null;
