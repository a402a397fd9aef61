/**
 * What a technician checks at each kind of device, step by step. A step is done by the program, answered by the
 * technician, or is something the technician does at the device while the program waits for it.
 */
import type { DeviceClass } from '../../../devices/config.ts';
import { LIGHTS } from '../../../devices/io-board/io-board.ts';
import type { DeviceHandle } from '../../../devices/terminal/handles.ts';
import { works } from '../../../devices/driver/status.ts';

export type StepResult = 'passed' | 'failed' | 'skipped';

export interface Tools {
  /** Prints the test slip through the same journal as every slip. */
  printTestSlip(): Promise<boolean>;
  /** Prints the readiness report as it is now on the A4 printer; true when all its pages are out. */
  printTestPage(): Promise<boolean>;
  /** Takes one cent from a card at the payment terminal, and gives it back. */
  testPayment(): Promise<boolean>;
}

export type Step =
  /** `alone`: it takes nobody at the terminal, no paper and no money, and leaves nothing changed. */
  | {
      readonly id: string;
      readonly kind: 'auto';
      readonly alone: true;
      readonly run: (device: DeviceHandle) => Promise<boolean>;
    }
  | {
      readonly id: string;
      readonly kind: 'auto';
      readonly alone: false;
      readonly run: (device: DeviceHandle, tools: Tools) => Promise<boolean>;
    }
  /** Only a person can see it: "Ist der Zettel gut zu lesen?" */
  | {
      readonly id: string;
      readonly kind: 'ask';
      readonly before?: (device: DeviceHandle) => Promise<void>;
      readonly after?: (device: DeviceHandle) => Promise<void>;
    }
  /** Passed when the device tells what it should; `limit` in milliseconds. */
  | { readonly id: string; readonly kind: 'act'; readonly event: (event: unknown) => boolean; readonly limit: number }
  /** Passed as soon as the device is so; `limit` in milliseconds. */
  | {
      readonly id: string;
      readonly kind: 'state';
      readonly is: (device: DeviceHandle) => boolean;
      readonly limit: number;
    };

const ANSWERS: Step = { id: 'answers', kind: 'auto', alone: true, run: async (device) => works(device.status()) };
const IDENTITY: Step = { id: 'identity', kind: 'auto', alone: true, run: async (device) => device.identity() !== null };

/** Milliseconds, enough to walk around the housing. */
const EVENT_WITHIN = 60_000;
const awaitEvent = (id: string, event: (told: Told) => boolean): Step => ({
  id,
  kind: 'act',
  event: (told) => event(told as Told),
  limit: EVENT_WITHIN,
});
/** As much of any device's event as the steps look at. */
interface Told {
  readonly type?: string;
  readonly text?: string;
  readonly key?: string;
  readonly plugged?: boolean;
  readonly input?: string;
  readonly badge?: string | null;
  readonly event?: string;
  readonly present?: boolean;
}

const onBattery = (device: DeviceHandle): boolean => {
  const status = device.status();
  return (
    device.class === 'ups' &&
    status.state === 'degraded' &&
    (status.reasons as readonly string[]).includes('on-battery')
  );
};

export const SELF_TESTS: { readonly [C in DeviceClass]: readonly Step[] } = {
  'receipt-printer': [
    ANSWERS,
    IDENTITY,
    { id: 'test-slip', kind: 'auto', alone: false, run: (_device, tools) => tools.printTestSlip() },
    { id: 'slip-legible', kind: 'ask' },
    { id: 'slip-cut', kind: 'ask' },
  ],
  'document-printer': [
    ANSWERS,
    IDENTITY,
    {
      id: 'supplies',
      kind: 'auto',
      alone: true,
      run: async (device) => device.class === 'document-printer' && (await device.check(1)).ok,
    },
    {
      id: 'no-leftovers',
      kind: 'auto',
      alone: false,
      run: async (device) => device.class === 'document-printer' && (await device.purge()),
    },
    { id: 'test-page', kind: 'auto', alone: false, run: (_device, tools) => tools.printTestPage() },
    { id: 'page-legible', kind: 'ask' },
  ],
  'payment-terminal': [
    ANSWERS,
    IDENTITY,
    {
      id: 'host-diagnosis',
      kind: 'auto',
      alone: true,
      run: async (device) => device.class === 'payment-terminal' && (await device.diagnose()).ok,
    },
    {
      id: 'end-of-day',
      kind: 'auto',
      alone: false,
      run: async (device) => device.class === 'payment-terminal' && (await device.endOfDay()).ok,
    },
    { id: 'test-payment', kind: 'auto', alone: false, run: (_device, tools) => tools.testPayment() },
    { id: 'display-ready', kind: 'ask' },
  ],
  'card-reader': [ANSWERS, IDENTITY, awaitEvent('card-inserted', ({ type }) => type === 'card-inserted')],
  'badge-reader': [ANSWERS, awaitEvent('badge-shown', ({ type }) => type === 'badge')],
  scanner: [ANSWERS, awaitEvent('code-scanned', ({ text }) => text !== undefined && text !== '')],
  'document-reader': [ANSWERS, awaitEvent('document-read', ({ type }) => type === 'document')],
  keypad: [
    ANSWERS,
    awaitEvent('key-up', ({ key }) => key === 'up'),
    awaitEvent('key-down', ({ key }) => key === 'down'),
    awaitEvent('key-select', ({ key }) => key === 'select'),
    awaitEvent('headset-in', ({ type, plugged }) => type === 'headset' && plugged === true),
  ],
  'io-board': [
    ANSWERS,
    IDENTITY,
    {
      id: 'lights-seen',
      kind: 'ask',
      before: (device) => lights(device, 'on'),
      after: (device) => lights(device, 'off'),
    },
    awaitEvent('door-moved', ({ type, input }) => type === 'input' && input === 'door'),
  ],
  eid: [ANSWERS, IDENTITY, awaitEvent('id-card-laid', ({ event, present }) => event === 'card' && present === true)],
  ups: [ANSWERS, IDENTITY, { id: 'mains-failed', kind: 'state', is: onBattery, limit: EVENT_WITHIN }],
};

async function lights(device: DeviceHandle, state: 'on' | 'off'): Promise<void> {
  if (device.class === 'io-board') for (const light of LIGHTS) await device.light(light, state);
}
