import { readFileSync } from 'node:fs';
import type { DriverSurroundings } from '../driver.ts';
import { ippExchange } from './client.ts';
import type { DocumentPrinterConfig } from './config.ts';
import type { DocumentPrinter } from './document-printer.ts';
import { IppPrinter } from './driver.ts';

export function createDocumentPrinter(config: DocumentPrinterConfig, { clock, random, hotPlug }: DriverSurroundings): DocumentPrinter {
  const { uri, timing, tray } = config;
  const certificate = config.certificate === undefined ? undefined : readFileSync(config.certificate, 'utf8');
  return new IppPrinter({ clock, random, hotPlug, timing, uri, tray, exchange: ippExchange({ uri, certificate, clock, limit: timing.answer }) });
}
