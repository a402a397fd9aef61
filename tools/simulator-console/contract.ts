import { z } from 'zod';
import { type PrinterFault, printerFaultKinds } from '../../devices/receipt-printer/simulator/faults.ts';
import type { PrinterSnapshot } from '../../devices/receipt-printer/simulator/simulator.ts';

/** What is sent to the page, whole each time: the next message makes up for a lost one. */
export interface DeskState {
  readonly printer: PrinterState;
  /** Newest first. */
  readonly papers: readonly { readonly number: number; readonly cutAt: number; readonly text: string }[];
  /** All devices beside the receipt printer. */
  readonly devices: readonly DeviceState[];
  /**
   * `problem`: why there is no picture, or why touches do not arrive. Null where the terminal has no virtual display
   * that could be shown.
   */
  readonly display: { readonly width: number; readonly height: number; readonly problem: string | null } | null;
}

export interface DeviceState {
  readonly name: string;
  readonly title: string;
  readonly address: string;
  readonly hands: readonly string[];
  readonly faults: readonly { readonly label: string; readonly active: boolean }[];
  readonly facts: readonly string[];
  readonly documents: readonly string[];
}

export interface PrinterState extends PrinterSnapshot {
  readonly address: string;
  readonly faults: readonly { readonly kind: PrinterFault['kind']; readonly always: boolean }[];
  /** Newest first. */
  readonly violations: readonly {
    readonly at: number;
    readonly kind: string;
    readonly detail: string;
    readonly count: number;
  }[];
}

export const handNames = [
  'openCover',
  'closeCover',
  'loadRoll',
  'powerOff',
  'powerOn',
  'unplug',
  'plugIn',
  'tearOff',
] as const;
export type HandName = (typeof handNames)[number];

/** What the page asks for. */
export const DeskAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('hand'), hand: z.enum(handNames) }),
  z.strictObject({
    do: z.literal('fault'),
    fault: z.enum(printerFaultKinds),
    always: z.boolean(),
    /** For `paper-out-mid-job`: after how many lines. */
    lines: z.int().min(1).max(500).optional(),
  }),
  z.strictObject({ do: z.literal('clear-faults') }),
  /** By the position in the device's own list. */
  z.strictObject({ do: z.literal('device-hand'), device: z.string().max(64), at: z.int().min(0).max(63) }),
  z.strictObject({
    do: z.literal('device-fault'),
    device: z.string().max(64),
    at: z.int().min(0).max(63),
    always: z.boolean(),
  }),
  z.strictObject({ do: z.literal('device-mend'), device: z.string().max(64) }),
  /** In the display's own pixels. */
  z.strictObject({
    do: z.literal('pointer'),
    kind: z.enum(['down', 'move', 'up']),
    x: z.int().min(0).max(16_383),
    y: z.int().min(0).max(16_383),
  }),
]);
export type DeskAction = z.infer<typeof DeskAction>;
