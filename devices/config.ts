import { z } from 'zod';
import { BadgeReaderConfig } from './badge-reader/config.ts';
import { CardReaderConfig } from './card-reader/config.ts';
import { DocumentPrinterConfig } from './document-printer/config.ts';
import { DocumentReaderConfig } from './document-reader/config.ts';
import { EidConfig } from './eid/config.ts';
import { IoBoardConfig } from './io-board/config.ts';
import type { SerialConfig } from './link/config.ts';
import { KeypadConfig } from './keypad/config.ts';
import { PaymentTerminalConfig } from './payment-terminal/config.ts';
import { ReceiptPrinterConfig } from './receipt-printer/config.ts';
import { ScannerConfig } from './scanner/config.ts';
import { UpsConfig } from './ups/config.ts';

/** One device of the terminal, by its class. Loads no driver and no native module: every process may read it. */
export const DeviceConfig = z.discriminatedUnion('class', [
  ReceiptPrinterConfig,
  DocumentPrinterConfig,
  PaymentTerminalConfig,
  CardReaderConfig,
  BadgeReaderConfig,
  ScannerConfig,
  DocumentReaderConfig,
  KeypadConfig,
  IoBoardConfig,
  UpsConfig,
  EidConfig,
]);
export type DeviceConfig = z.infer<typeof DeviceConfig>;
export type DeviceClass = DeviceConfig['class'];

/** The devices as this terminal has them: what several terminals may share knows each by its name. */
export function ofTerminal(configs: readonly DeviceConfig[], name: string): DeviceConfig[] {
  return configs.map((config) =>
    config.class === 'document-printer' && config.terminal === undefined ? { ...config, terminal: name } : config,
  );
}

/** The serial port that the device has for itself; null where it is reached in another way. */
export function serialPortOf(config: DeviceConfig): SerialConfig | null {
  const link =
    config.class === 'scanner'
      ? config.stream
      : config.class === 'badge-reader'
        ? config.twn4
        : 'link' in config
          ? config.link
          : undefined;
  return link !== undefined && 'serial' in link ? (link.serial ?? null) : null;
}
