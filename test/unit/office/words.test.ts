import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeviceClass } from '../../../devices/config.ts';
import type { DeviceStatus } from '../../../devices/driver/status.ts';
import { SCREENS, screenWords } from '../../../office/pages/today/screens.ts';
import {
  DEVICE_CLASSES,
  MODES,
  ORDERS,
  conditionWords,
  deviceClassWords,
  deviceStateWords,
  deviceTone,
  modeWords,
  orderWords,
} from '../../../office/pages/terminals/states.ts';
import { w, type Key } from '../../../office/words.ts';
import de from '../../../office/words.de.json' with { type: 'json' };
import house from '../../../locales/house.json' with { type: 'json' };
import { HeartbeatRequest, ProblemCode, TerminalOrder } from '../../../register/contract/contract.ts';
import { OFFICE_ROLES, TERMINAL_CONDITIONS } from '../../../register/contract/office.ts';

const OFFICE = resolve(import.meta.dirname, '../../../office');

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, before = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : flat(value, `${before}${key}.`),
  );
const all = flat(de);
const PLURAL = /_(one|other)$/;

/** Whole, so that a state that is added to the drivers is missed here by the compiler. */
const STATES = {
  absent: true,
  opening: true,
  identifying: true,
  ready: true,
  degraded: true,
  busy: true,
  'needs-staff': true,
  faulted: true,
  'back-off': true,
  quarantined: true,
} satisfies Record<DeviceStatus['state'], true>;
const CLASSES = {
  'receipt-printer': true,
  'document-printer': true,
  'payment-terminal': true,
  'card-reader': true,
  'badge-reader': true,
  scanner: true,
  'document-reader': true,
  keypad: true,
  'io-board': true,
  ups: true,
  eid: true,
} satisfies Record<DeviceClass, true>;
const camel = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

describe('what went wrong', () => {
  const codes = [...ProblemCode.options, 'unreachable', 'unexpected', 'session-changed'] as const;
  it.each(codes)('%s is told in a sentence that says what to do', (code) => {
    const sentence = w(`problem.${code}`);
    expect(sentence).toMatch(/\.$/);
    expect(sentence).toMatch(/\bbitte\b/i);
  });

  it('has no sentence for a code that does not exist', () => {
    expect(Object.keys(de.problem).sort()).toEqual([...codes].sort());
  });
});

describe('what terminals say', () => {
  it.each(TERMINAL_CONDITIONS)('condition %s has a word and a meaning', (condition) => {
    expect(conditionWords(condition)).toMatch(/^\p{Lu}/u);
    expect(w(`terminal.means.${condition}`)).toMatch(/[.:]$/);
  });

  it('knows every mode of the heartbeat', () => {
    expect([...MODES].sort()).toEqual([...HeartbeatRequest.shape.mode.options].sort());
    for (const mode of MODES) expect(modeWords(mode)).not.toBe(mode);
    expect(modeWords('later')).toBe('later');
  });

  it('knows every order of the contract', () => {
    const orders = TerminalOrder.options.map(({ shape }) => shape.order.value);
    expect([...ORDERS].sort()).toEqual(orders.sort());
    for (const order of ORDERS) expect(orderWords(order)).not.toBe(order);
  });

  it.each(Object.keys(STATES))('device state %s has words', (state) => {
    expect(deviceStateWords(state)).not.toContain(state);
  });

  it('shows a device state that it does not know as it came, and never as good', () => {
    expect(deviceStateWords('melting')).toContain('melting');
    expect(deviceTone('melting')).toBe('warning');
    expect(deviceTone('toString')).toBe('warning');
  });

  it('calls each class of devices as the terminal itself does', () => {
    expect([...DEVICE_CLASSES].sort()).toEqual(Object.keys(CLASSES).sort());
    const words = house.device.class as Record<string, string>;
    for (const kind of DEVICE_CLASSES) expect(deviceClassWords(kind)).toBe(words[camel(kind)]);
  });

  it('has words for each screen from which the terminal tells that help was asked', () => {
    expect(SCREENS.map(camel).sort()).toEqual(Object.keys(house.staff.helpFrom).sort());
    for (const screen of SCREENS) expect(screenWords(screen)).not.toBe(screenWords('unheard-of'));
  });

  it.each(OFFICE_ROLES)('role %s has a name and says what it may do', (role) => {
    expect(w(`role.${role}.name`)).not.toBe('');
    expect(w(`role.${role}.what`)).not.toBe('');
  });
});

describe('the words', () => {
  it('have both forms of each number', () => {
    const forms = new Map<string, string[]>();
    for (const [key] of all) {
      const [, form] = PLURAL.exec(key) ?? [];
      if (form !== undefined) forms.set(key.replace(PLURAL, ''), [...(forms.get(key.replace(PLURAL, '')) ?? []), form]);
    }
    expect(forms.size).toBeGreaterThan(10);
    for (const [key, found] of forms) expect(found.sort(), key).toEqual(['one', 'other']);
  });

  it('throw where one is missing', () => {
    expect(() => w('help.unheardOf' as Key)).toThrow('no words for help.unheardOf');
  });

  it('are all used', () => {
    const sources = readdirSync(OFFICE, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(OFFICE, name), 'utf8'))
      .join('\n');
    // A key with a part that is only known later: what stands around the part must be right.
    const patterns = [...sources.matchAll(/`([a-zA-Z]+\.[^`\s]*\$\{[^`]*)`/g)].map(
      ([, pattern = '']) =>
        new RegExp(
          `^${pattern
            .split(/\$\{[^}]*\}/)
            .map((part) => part.replaceAll('.', '\\.'))
            .join('[^.]+')}$`,
        ),
    );
    const unused = all
      .map(([key]) => key.replace(PLURAL, ''))
      .filter((key) => !sources.includes(`'${key}'`) && !patterns.some((pattern) => pattern.test(key)));
    expect([...new Set(unused)]).toEqual([]);
  });
});
