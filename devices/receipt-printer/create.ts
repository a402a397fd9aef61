import type { Clock } from '../../base/clock.ts';
import type { HotPlug } from '../driver/driver.ts';
import { linkSpeed } from '../link/config.ts';
import { createLink } from '../link/create.ts';
import type { ReceiptPrinterConfig } from './config.ts';
import { EscPosPrinter } from './driver.ts';
import { encodePaper } from './encode.ts';
import { loadFonts } from './pen.ts';
import type { ReceiptPrinter } from './receipt-printer.ts';

export interface PrinterSurroundings {
  readonly clock: Clock;
  /** TrueType files of Noto Sans and Noto Sans Arabic, regular and bold. */
  readonly fonts: readonly string[];
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** A job was under way when an earlier process ended. */
  readonly interrupted: boolean;
  readonly hotPlug?: HotPlug | undefined;
}

export function createReceiptPrinter(config: ReceiptPrinterConfig, around: PrinterSurroundings): ReceiptPrinter {
  loadFonts(around.fonts);
  return new EscPosPrinter({
    clock: around.clock,
    link: () => createLink(config.link, around.clock),
    speed: linkSpeed(config.link),
    timing: config.timing,
    confirm: config.confirm,
    cut: config.cut,
    kanji: config.kanji,
    presenter: config.presenter === false ? null : config.presenter,
    encode: (paper, repeat) => encodePaper(paper, { ...config, fonts: around.fonts }, repeat),
    random: around.random,
    interrupted: around.interrupted,
    hotPlug: around.hotPlug,
  });
}
