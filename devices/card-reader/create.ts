import type { Clock } from '../clock.ts';
import type { HotPlug } from '../driver.ts';
import type { CardReader } from './card-reader.ts';
import type { CardReaderConfig } from './config.ts';
import { PcscCardReader } from './driver.ts';
import { connectPcsc } from './pcsc-mini.ts';

export interface CardReaderSurroundings {
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly hotPlug?: HotPlug | undefined;
}

export function createCardReader({ reader, role, timing }: CardReaderConfig, { clock, random, hotPlug }: CardReaderSurroundings): CardReader {
  return new PcscCardReader({ clock, random, hotPlug, reader, role, timing, connect: connectPcsc });
}
