import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { DriverSurroundings } from '../driver/driver.ts';
import { ippExchange } from './client.ts';
import type { DocumentPrinterConfig } from './config.ts';
import type { DocumentPrinter } from './document-printer.ts';
import { IppPrinter } from './driver.ts';

export function createDocumentPrinter(
  config: DocumentPrinterConfig,
  { clock, random, hotPlug }: DriverSurroundings,
): DocumentPrinter {
  const { uri, timing, tray, spooler } = config;
  const certificate = config.certificate === undefined ? undefined : readFileSync(config.certificate, 'utf8');
  return new IppPrinter({
    clock,
    random,
    hotPlug,
    timing,
    uri,
    tray,
    spooler,
    terminal: config.terminal ?? machine(),
    exchange: ippExchange({ uri, certificate, clock, limit: timing.answer }),
  });
}

/** Where no terminal gave its name, as in a diagnosis from the shell. */
const machine = (): string =>
  hostname()
    .replace(/[^A-Za-z0-9-]/g, '-')
    .slice(0, 32) || 'terminal';
