import { z } from 'zod';
import { DocumentPrinterConfig } from './document-printer/config.ts';
import { PaymentTerminalConfig } from './payment-terminal/config.ts';
import { ReceiptPrinterConfig } from './receipt-printer/config.ts';

/** One device of the terminal, by its class. Loads no driver and no native module: every process may read it. */
export const DeviceConfig = z.discriminatedUnion('class', [ReceiptPrinterConfig, DocumentPrinterConfig, PaymentTerminalConfig]);
export type DeviceConfig = z.infer<typeof DeviceConfig>;
export type DeviceClass = DeviceConfig['class'];
