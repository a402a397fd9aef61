import { z } from 'zod';
import { DeviceConfig } from './config.ts';
import type { Paper } from './receipt-printer/paper.ts';
import type { Frame, PrinterIdentity, PrintFailure, PrintProof, ReceiptPrinterStatus } from './receipt-printer/receipt-printer.ts';
import type { Result } from './result.ts';

/** The first message to a device host. */
export const HostConfig = z.strictObject({
  devices: z.array(DeviceConfig),
  /** TrueType files of Noto Sans and Noto Sans Arabic, regular and bold. */
  fonts: z.array(z.string().min(1)),
  /** Names of printers that had a job under way when an earlier host, or the terminal, ended. */
  interrupted: z.array(z.string()).default([]),
});
export type HostConfig = z.infer<typeof HostConfig>;

/** What the terminal may ask of a device host. */
export interface HostFunctions {
  start(config: HostConfig): Promise<void>;
  print(name: string, paper: Paper): Promise<Result<PrintProof, PrintFailure>>;
  frames(name: string): Promise<readonly Frame[]>;
  /** The heartbeat. */
  ping(): Promise<'pong'>;
  stop(): Promise<void>;
}

/** What a device host tells without being asked. */
export interface HostEvents {
  receiptPrinter(name: string, status: ReceiptPrinterStatus, identity: PrinterIdentity | null): void;
}
