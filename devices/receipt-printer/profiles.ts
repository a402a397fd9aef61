import type { CodePage } from './config.ts';

/** What differs between models and matters to us; everything else is asked of the printer, or is the same for all. */
export interface Profile {
  /** Printable width, dots. */
  readonly widthDots: number;
  /** Characters of font A (12 dots) in a line. */
  readonly columns: 32 | 42 | 48;
  /** `partial` GS V 66, `full` GS V 65, `none`: a tear bar, the paper is only fed to it. */
  readonly cut: 'partial' | 'full' | 'none';
  /** QR codes by GS ( k; otherwise they are drawn. */
  readonly qr: boolean;
  /** The code pages that it has under our numbers (`CODE_PAGES`); others of its own are not used. */
  readonly codePages: readonly CodePage[];
  /** It has a Kanji character mode (FS &, FS .), in which it may begin. */
  readonly kanji: boolean;
  /**
   * Whether a ticket that was cut stays inside until a command shows it. Every model has to say so: where it is left
   * out, the slip of one visitor lies in the printer until the next one's pushes it out.
   */
  readonly presenter: boolean;
}

const ALL_PAGES: readonly CodePage[] = ['cp858', 'windows1252', 'cp852', 'cp866'];
const TM_T88: Profile = {
  widthDots: 512,
  columns: 42,
  cut: 'partial',
  qr: true,
  codePages: ALL_PAGES,
  kanji: true,
  presenter: false,
};
const WIDE: Profile = { ...TM_T88, widthDots: 576, columns: 48 };

/**
 * Printers by model. Facts: receipt-print-hq/escpos-printer-db (CC BY 4.0) for what stands there, a test compares; the
 * makers' command references for TM-T88VI and VII and for the Custom kiosk printers. A town whose model is missing
 * gives the values itself.
 */
export const PROFILES = {
  'epson-tm-t88iv': TM_T88,
  'epson-tm-t88v': TM_T88,
  'epson-tm-t88vi': TM_T88,
  'epson-tm-t88vii': TM_T88,
  'epson-tm-t70ii': TM_T88,
  'epson-tm-t20ii': WIDE,
  'epson-tm-t20iii': WIDE,
  'epson-tm-l90': WIDE,
  'epson-tm-m30iii': { ...WIDE, codePages: ['windows1252', 'cp852', 'cp866'] },
  'citizen-ct-s651': { ...WIDE, widthDots: 640 },
  'bixolon-srp-s300': { ...WIDE, widthDots: 640 },
  'metapace-t-1': { ...TM_T88, widthDots: 504, codePages: ['cp858'] },
  'seiko-rp-f10': WIDE,
  'custom-vkp80': { ...WIDE, widthDots: 640, cut: 'full', qr: false, kanji: false, presenter: true },
  /** 58 mm paper with a tear bar, as in many cheap printers. */
  'generic-58mm': { ...TM_T88, widthDots: 384, columns: 32, cut: 'none', qr: false },
} as const satisfies Readonly<Record<string, Profile>>;
export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as [ProfileName, ...ProfileName[]];
