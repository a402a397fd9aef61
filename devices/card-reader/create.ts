import type { DriverSurroundings } from '../driver/driver.ts';
import type { CardReader } from './card-reader.ts';
import type { CardReaderConfig } from './config.ts';
import { PcscCardReader } from './driver.ts';
import { connectPcsc } from './pcsc-mini.ts';

export function createCardReader(
  { reader, role, timing }: CardReaderConfig,
  { clock, random, hotPlug }: DriverSurroundings,
): CardReader {
  return new PcscCardReader({ clock, random, hotPlug, reader, role, timing, connect: connectPcsc });
}
