/**
 * What happens at the devices by itself, and what it means for the kiosk: a code is scanned, a badge held to a reader,
 * a key pressed, the housing opened, the power going. And the other way round: the lights beside the slots.
 */
import type { CardKind } from '../../../devices/card-reader/card-reader.ts';
import { type Light, LIGHTS, type LightState } from '../../../devices/io-board/io-board.ts';
import type { KeypadKey } from '../../../devices/keypad/keypad.ts';
import type { DeviceHandle } from '../../../devices/terminal/handles.ts';
import { works } from '../../../devices/driver/status.ts';
import {
  documentTypeOf,
  normaliseDocumentNumber,
  parseDocumentNumber,
} from '../../../register/contract/document-number.ts';
import { type CaseCode, readCaseCode } from '../../../state-machines/parts/case-number.ts';
import type { ReadDocument } from '../../../state-machines/flows/document-status.ts';
import type { View } from '../../ipc/view.ts';
import type { Log } from '../log/log.ts';

export interface SurroundingFacts {
  /** Somebody stands at the terminal. */
  readonly near: boolean;
  /** What lies in the visitors' card reader. */
  readonly card: CardKind | null;
  readonly headset: boolean;
  /** The UPS has little left: nothing new is begun. */
  readonly ending: boolean;
}

export interface DeviceEventDeps {
  readonly devices: readonly DeviceHandle[];
  readonly log: Log;
  readDocument(read: ReadDocument): void;
  readCase(read: CaseCode): void;
  unreadable(): void;
  badge(id: string, device: string): void;
  /** The key switch in the housing was turned. */
  serviceKey(): void;
  press(key: KeypadKey): void;
  /** Facts have changed. */
  changed(): void;
}

export interface DeviceEvents {
  facts(): SurroundingFacts;
  /** The lights for what is on the display. */
  guide(view: View, paying: boolean): void;
}

export function listenToDevices({ devices, log, ...to }: DeviceEventDeps): DeviceEvents {
  const facts: { -readonly [K in keyof SurroundingFacts]: SurroundingFacts[K] } = {
    near: false,
    card: null,
    headset: false,
    ending: false,
  };
  const set = (change: Partial<SurroundingFacts>): void => {
    Object.assign(facts, change);
    to.changed();
  };
  const read = (text: string): void => {
    const number = normaliseDocumentNumber(text);
    const document = documentTypeOf(number);
    if (document === null) to.unreadable();
    else to.readDocument({ document, number });
  };

  const lit = new Map<Light, LightState>();

  for (const device of devices) {
    switch (device.class) {
      case 'receipt-printer':
        device.onTicket(({ fate }) => {
          if (fate === 'presented') return;
          log.write('print.ticket', { device: device.name, fate });
        });
        break;
      case 'scanner':
        device.onEvent(({ text }) => {
          const code = readCaseCode(text);
          if (code === null) read(text);
          else to.readCase(code);
        });
        break;
      case 'document-reader':
        device.onEvent((event) => {
          if (event.type === 'unreadable' || event.kind === 'other') return to.unreadable();
          const number = normaliseDocumentNumber(event.number);
          // The zone says what it is: numbers alone are shared by several kinds, and the register keeps documents by
          // kind and number.
          if (parseDocumentNumber(event.kind, number).ok) to.readDocument({ document: event.kind, number });
          else to.unreadable();
        });
        break;
      case 'badge-reader':
        device.onEvent((event) => {
          if (event.type === 'badge') to.badge(event.id, device.name);
        });
        break;
      case 'card-reader':
        device.onEvent((event) => {
          if (event.type === 'card-removed') set({ card: null });
          else if (event.badge !== null) to.badge(event.badge, device.name);
          else set({ card: event.kind });
        });
        // A reader that is gone counts as empty.
        device.onStatus(({ state }) => {
          if (facts.card !== null && state !== 'ready' && state !== 'busy') set({ card: null });
        });
        break;
      case 'keypad':
        device.onEvent((event) => {
          if (event.type === 'key') return to.press(event.key);
          log.write('headset.plugged', { plugged: event.plugged });
          set({ headset: event.plugged });
        });
        device.onStatus((status) => {
          if (facts.headset && !works(status)) set({ headset: false });
        });
        break;
      case 'io-board':
        device.onEvent(({ input, active }) => {
          if (input === 'presence') return set({ near: active });
          log.write('housing.input', { device: device.name, input, active });
          if (input === 'service-key' && active) to.serviceKey();
        });
        device.onStatus((status) => {
          if (works(status)) lit.clear();
          else if (facts.near) set({ near: false });
          to.changed();
        });
        break;
      case 'ups':
        device.onStatus((status) => {
          const low = status.state === 'faulted' && status.reason === 'low-battery';
          // An answer that is missing says nothing about the power.
          if (low === facts.ending || (facts.ending && status.state !== 'ready' && status.state !== 'degraded')) return;
          log.write(low ? 'power.low' : 'power.back', {});
          set({ ending: low });
        });
        break;
      default:
    }
  }

  const boards = devices.filter((device) => device.class === 'io-board');
  return {
    facts: () => facts,
    guide(view, paying) {
      if (boards.length === 0) return;
      const wanted = lightsFor(view, paying);
      for (const light of LIGHTS) {
        const state = wanted.get(light) ?? 'off';
        if ((lit.get(light) ?? 'off') === state) continue;
        lit.set(light, state);
        // A program that is just being started has forgotten the light: asked again when the board is back.
        for (const board of boards) void board.light(light, state);
      }
    },
  };
}

/** Which guidance light is on, where the visitor's hand is to go. */
export function lightsFor({ screen }: Pick<View, 'screen'>, paying: boolean): ReadonlyMap<Light, LightState> {
  const lights = new Map<Light, LightState>();
  if (paying) lights.set('payment', 'blink');
  if ((screen.kind === 'document-number' || screen.kind === 'code') && screen.scan) lights.set('scanner', 'on');
  if (screen.kind === 'waiting' && screen.picture === 'printer') lights.set('receipt', 'blink');
  if (screen.kind === 'notice' && screen.tone === 'success' && screen.picture === 'printer')
    lights.set('receipt', 'on');
  return lights;
}
