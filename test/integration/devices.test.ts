/** What happens at the devices by itself, as visitor and staff see it. */
import { describe, expect, it } from 'vitest';
import { readZone } from '../../devices/document-reader/zone.ts';
import { settle } from '../harness/manual-clock.ts';
import { ok } from '../../base/result.ts';
import type {
  BadgeReaderHandle,
  CardReaderHandle,
  DocumentReaderHandle,
  KeypadHandle,
  ScannerHandle,
} from '../../devices/terminal/handles.ts';
import type { IoBoardHandle } from '../../devices/io-board/handle.ts';
import { Config } from '../../electron/kiosk/terminal/config.ts';
import {
  bootKioskHarness,
  cheapHash,
  demoConfig,
  keysOf,
  STAFF_PIN,
  TECHNICIAN_PIN,
} from '../harness/kiosk-harness.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import type { PaymentEntry } from '../../electron/kiosk/store/payments.ts';
import { inProcess, ScriptedPrinter, ScriptedTeller } from '../harness/scripted.ts';
import { germanZone } from '../unit/devices/document-reader/specimens.ts';

const scanner = () => new ScriptedTeller<ScannerHandle>('scanner', 'scanner');
const NUMBER = 'L7MX1P6W8';

describe('a scanned code', () => {
  it('wakes the terminal, waits for the language, and opens the status with its number', async () => {
    const device = scanner();
    const harness = await bootKioskHarness({ devices: [device.handle] });
    device.tell({ text: NUMBER, symbology: 'code128' });
    await settle();
    expect(harness.view.screen.kind).toBe('language');
    await harness.touch({ type: 'choose-language', language: 'ar' });
    expect(harness.screen('document-number')).toMatchObject({
      type: 'identity-card',
      shown: 'L7M X1P 6W8',
      complete: true,
      scan: true,
    });
    await harness.touch('submit');
    expect(harness.register.asked).toEqual([{ type: 'identity-card', number: NUMBER }]);
  });

  it('opens the status from the overview, and takes the place of what was typed', async () => {
    const device = scanner();
    const harness = await bootKioskHarness({ devices: [device.handle] });
    await harness.enter();
    device.tell({ text: ' c01x00t478 ', symbology: 'qr' });
    await settle();
    expect(harness.screen('document-number')).toMatchObject({ type: 'passport', shown: 'C01 X00 T47 8' });
    device.tell({ text: NUMBER, symbology: null });
    await settle();
    expect(harness.screen('document-number')).toMatchObject({ type: 'identity-card', shown: 'L7M X1P 6W8' });
  });

  it('without a number in it is refused with a sentence, and what was typed stays', async () => {
    const device = scanner();
    const harness = await bootKioskHarness({ devices: [device.handle] });
    await harness.enter();
    await harness.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    await harness.type('L7M');
    device.tell({ text: 'https://example.org/', symbology: 'qr' });
    await settle();
    expect(harness.screen('document-number')).toMatchObject({ shown: 'L7M', problem: { key: 'number.unreadable' } });
    await harness.type('X');
    expect(harness.screen('document-number').problem).toBeUndefined();
  });

  it('is ignored while staff screens are shown', async () => {
    const device = scanner();
    const harness = await bootKioskHarness({ devices: [device.handle] });
    await harness.signIn(STAFF_PIN);
    device.tell({ text: NUMBER, symbology: null });
    await settle();
    await harness.touch('staff-close');
    expect(harness.view.screen.kind).toBe('attract');
  });

  it('is forgotten with the visit', async () => {
    const device = scanner();
    const harness = await bootKioskHarness({ devices: [device.handle] });
    device.tell({ text: NUMBER, symbology: null });
    await settle();
    await harness.advance(300_000);
    expect(harness.view.screen.kind).toBe('attract');
    await harness.enter();
    expect(harness.view.screen.kind).toBe('home');
    expect(JSON.stringify(harness.log)).not.toContain(NUMBER);
  });
});

it('a German document on the reader fills in its number; one of another country does not', async () => {
  const device = new ScriptedTeller<DocumentReaderHandle>('document-reader', 'mrz');
  const harness = await bootKioskHarness({ devices: [device.handle] });
  await harness.enter();
  device.tell({ type: 'document', kind: 'passport', number: 'C01X00T478' });
  await settle();
  expect(harness.screen('document-number')).toMatchObject({ type: 'passport', shown: 'C01 X00 T47 8' });
  device.tell({ type: 'document', kind: 'other', number: 'L898902C36' });
  await settle();
  expect(harness.screen('document-number').problem?.key).toBe('number.unreadable');
});

describe('a document laid on the reader', () => {
  it.each([
    ['residence permit', 'AR', 'td1', 'Y8RX1V3P0', 'residence-permit'],
    ["residence permit whose number could be a passport's", 'AR', 'td1', 'C8RX1V3P0', 'residence-permit'],
    ['provisional identity card', 'IT', 'td2', 'A5520334', 'provisional'],
    ['travel document of a refugee', 'PT', 'td3', 'G5RX1N7C2', 'travel-document'],
    ['eID card of a Union citizen', 'UB', 'td1', 'L7MX3V5K1', 'eid-card'],
  ] as const)('is looked up as the type that it is: %s', async (_name, code, shape, number, type) => {
    const device = new ScriptedTeller<DocumentReaderHandle>('document-reader', 'mrz');
    const harness = await bootKioskHarness({ devices: [device.handle] });
    // The register keeps documents by kind and number: under another kind there is no such document.
    harness.register.status = (asked) =>
      ok(
        asked.type === type && asked.number === number ? { stage: 'ready', since: '2026-11-20' } : { stage: 'unknown' },
      );
    await harness.enter();
    device.tell(readZone(germanZone({ code, shape, number, nationality: 'XXB' })));
    await settle();
    expect(harness.screen('document-number')).toMatchObject({ type, length: number.length + 1, complete: true });
    await harness.touch('submit');
    expect(harness.register.asked).toEqual([{ type, number }]);
    expect(harness.screen('document-status').stage).toBe('ready');
  });
});

describe('a staff badge', () => {
  const config = (): Config => {
    const plain = demoConfig();
    return {
      ...plain,
      staff: { pins: plain.staff.pins.map((one, at) => (at === 0 ? { ...one, badge: cheapHash('04A1B2C3D4') } : one)) },
    };
  };

  it('opens the sign-in, and signs in only with the PIN', async () => {
    const device = new ScriptedTeller<BadgeReaderHandle>('badge-reader', 'badge');
    const harness = await bootKioskHarness({ devices: [device.handle], config: config() });
    await harness.signIn(STAFF_PIN);
    expect(harness.view.screen).toMatchObject({ kind: 'staff-sign-in', problem: { key: 'staff.wrongPin' } });
    device.tell({ type: 'badge', id: '04A1B2C3D4' });
    await harness.when(({ screen }) => screen.kind === 'staff-sign-in' && screen.badge?.key === 'staff.badgeKnown');
    for (const key of STAFF_PIN) await harness.touch({ type: 'key', key });
    harness.kiosk.intent({ type: 'submit' });
    await harness.when(({ screen }) => screen.kind === 'staff');
    expect(JSON.stringify(harness.log)).not.toContain('04A1B2C3D4');
  });

  it('that is unknown is refused with a sentence, by card reader too', async () => {
    const device = new ScriptedTeller<CardReaderHandle>('card-reader', 'pcsc');
    const harness = await bootKioskHarness({ devices: [device.handle], config: config() });
    device.tell({ type: 'card-inserted', kind: 'badge', badge: '04FFFFFFFF' });
    await harness.when(({ screen }) => screen.kind === 'staff-sign-in' && screen.badge?.key === 'staff.badgeUnknown');
    expect(harness.last('badge.shown')).toMatchObject({ device: 'pcsc', known: false });
  });
});

it('an unknown badge or card does not take the screen from a visitor', async () => {
  const device = new ScriptedTeller<BadgeReaderHandle>('badge-reader', 'badge');
  const harness = await bootKioskHarness({ devices: [device.handle] });
  await harness.enter();
  device.tell({ type: 'badge', id: '04FFFFFFFF' });
  await settle();
  await new Promise((resolve) => void setImmediate(resolve));
  expect(harness.view.screen.kind).toBe('home');
});

it('a code scanned while the visitor is away is not taken into the visit', async () => {
  const device = scanner();
  const harness = await bootKioskHarness({ devices: [device.handle] });
  await harness.enter();
  await harness.touch({ type: 'open-sheet', sheet: 'help' }, 'pause');
  device.tell({ text: NUMBER, symbology: null });
  await settle();
  await harness.touch('resume');
  expect(harness.view.screen.kind).toBe('home');
});

it("a card in the visitors' reader is named on the screen, and called for at the end", async () => {
  const device = new ScriptedTeller<CardReaderHandle>('card-reader', 'pcsc');
  const harness = await bootKioskHarness({ devices: [device.handle] });
  await harness.enter();
  for (const [kind, key] of [
    ['id-card', 'card.idCard'],
    ['health-card', 'card.healthCard'],
    ['bank-card', 'card.bankCard'],
    ['unknown', 'card.unknown'],
  ] as const) {
    device.tell({ type: 'card-inserted', kind, badge: null });
    await settle();
    expect(keysOf(harness.screen('home').notices)).toContain(key);
  }
  device.tell({ type: 'card-removed' });
  await settle();
  expect(harness.screen('home').notices).toEqual([]);
});

it("the keypad's keys reach the page, and a plugged-in headset is reported", async () => {
  const device = new ScriptedTeller<KeypadHandle>('keypad', 'keypad');
  const harness = await bootKioskHarness({ devices: [device.handle] });
  device.tell({ type: 'key', key: 'down' });
  device.tell({ type: 'key', key: 'select' });
  device.tell({ type: 'headset', plugged: true });
  expect(harness.pressed).toEqual(['down', 'select']);
  expect(harness.last('headset.plugged')).toMatchObject({ plugged: true });
});

describe('the housing', () => {
  const board = () => new ScriptedTeller<IoBoardHandle>('io-board', 'io');

  it('reports presence, its door, and its key switch', async () => {
    const device = board();
    const harness = await bootKioskHarness({ devices: [device.handle] });
    device.tell({ type: 'input', input: 'presence', active: true });
    await settle();
    expect(harness.screen('attract').near).toBe(true);
    device.tell({ type: 'input', input: 'door', active: true });
    expect(harness.last('housing.input')).toMatchObject({ device: 'io', input: 'door', active: true });
    device.tell({ type: 'input', input: 'service-key', active: true });
    await harness.when(({ screen }) => screen.kind === 'staff-sign-in');
  });

  it('lights the slot only while something comes out of it', async () => {
    const device = board();
    const printer = new ScriptedPrinter();
    const scan = scanner();
    const harness = await bootKioskHarness({ devices: [device.handle, printer, scan.handle] });
    await harness.enter();
    await harness.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    expect(device.lights).toEqual([['scanner', 'on']]);
    await harness.type(NUMBER);
    await harness.touch('submit');
    expect(device.lights.at(-1)).toEqual(['scanner', 'off']);
    await harness.touch('print');
    await settle();
    expect(device.lights.slice(2)).toEqual([
      ['receipt', 'blink'],
      ['receipt', 'on'],
    ]);
    await harness.touch('done');
    expect(device.lights.at(-1)).toEqual(['receipt', 'off']);
  });
});

describe('a power failure', () => {
  const ups = () => new ScriptedTeller<ScannerHandle>('ups' as 'scanner', 'ups');
  const LOW = { state: 'faulted', reason: 'low-battery' } as never;

  it('lets the visit under way be finished, and then shuts the machine down', async () => {
    const device = ups();
    const harness = await bootKioskHarness({ devices: [device.handle] });
    await harness.enter();
    device.become(LOW);
    await settle();
    expect(harness.view.screen.kind).toBe('home');
    expect(harness.poweredOff).toBe(0);
    await harness.touch('cancel', 'leave');
    await settle();
    expect(harness.view.screen.kind).toBe('out-of-order');
    expect(harness.poweredOff).toBe(1);
    expect(harness.count('power.off')).toBe(1);
  });

  it('waits for a technician who is signed in', async () => {
    const device = ups();
    const printer = new ScriptedPrinter();
    const harness = await bootKioskHarness({ devices: [device.handle, printer] });
    await harness.signIn(TECHNICIAN_PIN);
    await harness.touch('open-technician', { type: 'select-device', name: 'receipt' }, 'test-start');
    await harness.when(({ screen }) => screen.kind === 'technician-device' && screen.test?.asks !== undefined);
    device.become(LOW);
    await settle();
    expect(harness.poweredOff).toBe(0);
    await harness.touch({ type: 'test-answer', result: 'passed' }, { type: 'test-answer', result: 'passed' });
    await harness.when(({ screen }) => screen.kind === 'technician-device' && screen.test?.running === false);
    expect(harness.poweredOff).toBe(1);
  });

  it('lets no new visit begin, and ends without effect when the power comes back in time', async () => {
    const device = ups();
    const harness = await bootKioskHarness({ devices: [device.handle] });
    await harness.enter();
    device.become(LOW);
    device.become({ state: 'degraded', reasons: ['on-battery'] });
    await harness.touch('cancel', 'leave');
    await settle();
    expect(harness.view.screen.kind).toBe('attract');
    expect(harness.poweredOff).toBe(0);
    expect(harness.count('power.back')).toBe(1);
  });
});

describe('a payment of an earlier run that has no answer', () => {
  const ID = '8f6f0f6e-6a3f-4a39-9a86-0e9b0f2c7a09';
  const payment = { id: ID, amountCents: 1_250, before: { receipt: 41, trace: 7 }, terminalId: '52500041' };
  const after = (...more: PaymentEntry[]) => {
    const store = openStore(':memory:');
    for (const entry of [{ step: 'intent', payment }, { step: 'sent', id: ID }, ...more] as PaymentEntry[])
      store.appendToJournal(entry, 1);
    return inProcess(store);
  };
  const listed = async (harness: Awaited<ReturnType<typeof bootKioskHarness>>) => {
    await harness.signIn(STAFF_PIN);
    await harness.touch({ type: 'staff-tab', tab: 'unfinished' });
    return harness.screen('staff').unfinished;
  };

  it("is on the staff's list with what to look for, and settled by their word", async () => {
    const harness = await bootKioskHarness({ store: after(), devices: [] });
    expect(await listed(harness)).toMatchObject([
      {
        id: ID,
        title: { key: 'staff.payment.title', values: { amount: '12,50\u00a0€' } },
        detail: { key: 'staff.payment.sent', values: { terminal: '52500041', before: 41 } },
        settle: ['paid', 'not-paid'],
      },
    ]);
    expect(await harness.refuses({ type: 'staff-settle', id: ID, outcome: 'handed-over' })).toBe(true);
    await harness.touch({ type: 'staff-settle', id: ID, outcome: 'paid' });
    expect(harness.screen('staff').unfinished).toEqual([]);
    expect(harness.last('payment.settled')).toMatchObject({ payment: ID, outcome: 'paid' });
  });

  it('that was never sent is not shown to staff', async () => {
    const store = openStore(':memory:');
    store.appendToJournal({ step: 'intent', payment }, 1);
    const harness = await bootKioskHarness({ store: inProcess(store), devices: [] });
    expect(await listed(harness)).toEqual([]);
    expect(harness.last('payment.outcome')).toMatchObject({ payment: ID, outcome: 'declined' });
  });

  it('that was booked and never handed over is shown with its receipt number', async () => {
    const booking = { receipt: 42, trace: 8, terminalId: '52500041', date: '1121', time: '093000', amountCents: 1_250 };
    const harness = await bootKioskHarness({ store: after({ step: 'captured', id: ID, booking }), devices: [] });
    expect(await listed(harness)).toMatchObject([
      { detail: { key: 'staff.payment.captured', values: { receipt: 42, date: '21.11.' } }, settle: ['handed-over'] },
    ]);
    await harness.touch({ type: 'staff-settle', id: ID, outcome: 'handed-over' });
    expect(harness.screen('staff').unfinished).toEqual([]);
  });
});

describe("the payment terminal's end of day", () => {
  const terminal = () => {
    const device = new ScriptedTeller<ScannerHandle>('payment-terminal' as 'scanner', 'zvt');
    const made: boolean[] = [];
    const answers = [false, true];
    const handle = Object.assign(device.handle, {
      onProgress: () => () => undefined,
      onAppendToJournal: () => undefined,
      endOfDay: async () => {
        const ok = answers.shift() ?? true;
        made.push(ok);
        return ok
          ? { ok, value: { totals: { firstReceipt: 1, lastReceipt: 3, count: 3, amountCents: 3_900 }, receipt: [] } }
          : { ok, error: { status: { state: 'ready' }, code: 0x77 } };
      },
    });
    return { handle: handle as unknown as ScannerHandle, made };
  };

  it('is made once a day at its time, and is tried again after a failure', async () => {
    const { handle, made } = terminal();
    const harness = await bootKioskHarness({ devices: [handle], now: Date.parse('2026-11-23T22:28:30+01:00') });
    await harness.advance(60_000);
    expect(made).toEqual([]);
    await harness.advance(60_000);
    expect(made).toEqual([false]);
    expect(harness.last('payment.end-of-day')).toMatchObject({ done: false, code: 0x77 });
    await harness.advance(600_000);
    expect(made).toEqual([false, true]);
    expect(harness.last('payment.end-of-day')).toMatchObject({ done: true, count: 3, amountCents: 3_900 });
    await harness.advance(3_600_000);
    expect(made).toHaveLength(2);
  });

  it('waits until the visit under way is over', async () => {
    const { handle, made } = terminal();
    const harness = await bootKioskHarness({ devices: [handle], now: Date.parse('2026-11-23T22:29:30+01:00') });
    await harness.enter();
    await harness.advance(60_000);
    expect(made).toEqual([]);
    await harness.touch('leave');
    await harness.advance(60_000);
    expect(made).toEqual([false]);
  });
});
