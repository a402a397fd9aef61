/**
 * The kiosk's core in plain Node: the real machines, present() and store; a clock that is turned by hand. Every View
 * that comes out is checked against the bridge's contract, and every sentence in it against all languages.
 */
import { scryptSync } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { ManualClock, settle } from './manual-clock.ts';
import { Intent, View, type ScreenKind, type ScreenOf } from '../../electron/ipc/view.ts';
import type { HoursEvaluator } from '../../electron/kiosk/catalogue/office-hours.ts';
import { Config } from '../../electron/kiosk/terminal/config.ts';
import type { ConfigOrigins } from '../../electron/kiosk/terminal/config-origin.ts';
import type { DeviceHandle } from '../../devices/terminal/handles.ts';
import type { Identity } from '../../electron/kiosk/identity/identity.ts';
import { createKiosk, type Kiosk } from '../../electron/kiosk/kiosk.ts';
import { createLogHistory } from '../../electron/kiosk/log/history.ts';
import { createLog } from '../../electron/kiosk/log/log.ts';
import type { AsyncStore } from '../../electron/kiosk/store/client.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import type { RegisterClient } from '../../register/client/client.ts';
import type { Catalogue, DocumentType } from '../../register/contract/contract.ts';
import { createTranslate } from '../../locales/translate.ts';
import { demoCatalogue } from './catalogue.ts';
import { inlineHours } from './hours.ts';
import { pdfOf } from './pdf.ts';
import { KeptReports, ScriptedPrinter, ScriptedRegister, inProcess } from './scripted.ts';

/** A Saturday; offices are closed. */
export const SATURDAY_NOON = Date.parse('2026-11-21T12:00:00+01:00');
/** A Monday morning; offices are open. */
export const MONDAY_MORNING = Date.parse('2026-11-23T09:30:00+01:00');

/** A hash with a cost that a test can pay a hundred times. */
export function cheapHash(pin: string): string {
  const salt = Buffer.from('salt of a test');
  return [
    'scrypt',
    16,
    1,
    1,
    salt.toString('base64'),
    scryptSync(pin, salt, 32, { N: 16, r: 1, p: 1 }).toString('base64'),
  ].join('$');
}
export const STAFF_PIN = '2468';
export const TECHNICIAN_PIN = '13579';

export const demoConfig = (): Config => ({
  ...Config.parse({
    town: { name: 'Musterstadt', land: 'BE', phone: '030 23125 100' },
    terminal: { name: 'demo', place: 'Rathaus, Eingangshalle', data: '/nowhere' },
    register: { url: 'http://127.0.0.1:8480', keyFile: '/nowhere' },
  }),
  // Cheaper than a configuration may have them.
  staff: {
    pins: [
      { name: 'Bürgerbüro', role: 'staff', hash: cheapHash(STAFF_PIN) },
      { name: 'Technik', role: 'technician', hash: cheapHash(TECHNICIAN_PIN) },
    ],
  },
});

export interface HeartOptions {
  readonly now?: number;
  readonly catalogue?: Catalogue | null;
  readonly config?: Config;
  readonly store?: AsyncStore;
  readonly register?: RegisterClient;
  readonly identity?: Identity;
  readonly hours?: HoursEvaluator;
  /** Default: one scripted printer. */
  readonly devices?: readonly DeviceHandle[];
  readonly origins?: () => ConfigOrigins;
  /** What stood in the log before the start. */
  readonly earlier?: readonly string[];
  /** Before the kiosk starts. */
  readonly before?: (register: ScriptedRegister, printer: ScriptedPrinter) => void;
}

export type LogLine = { readonly event: string; readonly level: string } & Record<string, unknown>;
const translate = createTranslate();

export class KioskHarness {
  readonly clock: ManualClock;
  readonly register: ScriptedRegister;
  readonly printer = new ScriptedPrinter();
  readonly reports = new KeptReports();
  readonly log: LogLine[] = [];
  readonly kiosk: Kiosk;
  /** Keys of the keypad that reached the page. */
  readonly pressed: string[] = [];
  poweredOff = 0;
  restarted = 0;
  purges = 0;
  /** What the next purges do, before one works: throw, or never end. */
  readonly purgeFaults: ('throws' | 'hangs')[] = [];
  views = 0;
  #stopped = false;

  constructor(options: HeartOptions = {}) {
    this.clock = new ManualClock(options.now ?? MONDAY_MORNING);
    this.register = new ScriptedRegister(options.catalogue ?? demoCatalogue());
    if (options.catalogue === null) this.register.failure = { kind: 'unreachable', reason: 'connection' };
    options.before?.(this.register, this.printer);
    const history = createLogHistory(() => this.clock.now());
    for (const line of options.earlier ?? []) history.take(line);
    this.kiosk = createKiosk({
      config: options.config ?? demoConfig(),
      arms: null,
      clock: this.clock,
      store: options.store ?? inProcess(openStore(':memory:')),
      devices: options.devices ?? [this.printer],
      history,
      hosts: { restart: async () => true },
      reports: this.reports,
      papers: { pdf: async () => ({ pdf: pdfOf(1), pages: 1 }) },
      hours: options.hours ?? inlineHours,
      register: options.register ?? this.register,
      ...(options.identity === undefined ? {} : { identity: options.identity }),
      ...(options.origins === undefined ? {} : { origins: options.origins }),
      log: createLog(
        (line) => {
          this.log.push(JSON.parse(line) as LogLine);
          history.take(line);
        },
        () => this.clock.now(),
      ),
      runtime: { software: '0.0.0-test', electron: '0', kind: 'node' },
      press: (key) => void this.pressed.push(key),
      restart: () => void (this.restarted += 1),
      powerOff: () => void (this.poweredOff += 1),
      purge: async () => {
        const fault = this.purgeFaults.shift();
        if (fault === 'throws') throw new Error('the page did not go');
        if (fault === 'hangs') await new Promise(() => undefined);
        this.purges += 1;
      },
    });
    this.kiosk.onView((view) => {
      this.views += 1;
      checkView(view);
    });
  }

  get view(): View {
    return this.kiosk.view();
  }

  /** The screen, which must be of this kind. */
  screen<K extends ScreenKind>(kind: K): ScreenOf<K> {
    const { screen } = this.view;
    if (screen.kind !== kind) throw new Error(`the screen is ${screen.kind}, not ${kind}`);
    return screen as ScreenOf<K>;
  }

  /** Touches, one after the other; each must be offered, and what follows from it settles before the next. */
  async touch(...intents: (Intent | SimpleIntent)[]): Promise<void> {
    for (const intent of intents) {
      const refused = this.count('intent.refused');
      this.kiosk.intent(typeof intent === 'string' ? { type: intent } : intent);
      if (this.count('intent.refused') > refused)
        throw new Error(`not offered on ${this.view.screen.kind}: ${JSON.stringify(intent)}`);
      await settle();
    }
  }

  async type(text: string): Promise<void> {
    for (const key of text) await this.touch({ type: 'key', key });
  }

  /** Sends anything over the bridge; true when it was refused. */
  async refuses(message: unknown): Promise<boolean> {
    const refused = this.count('intent.refused');
    this.kiosk.intent(message);
    await settle();
    return this.count('intent.refused') > refused;
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Waits for what goes through another thread or a socket; the test's own limit ends it. */
  when(is: (view: View) => boolean): Promise<View> {
    if (is(this.view)) return Promise.resolve(this.view);
    return new Promise((resolve) => {
      const stop = this.kiosk.onView((view) => {
        if (!is(view)) return;
        stop();
        resolve(view);
      });
    });
  }

  count(event: string): number {
    return this.log.filter((line) => line.event === event).length;
  }

  last(event: string): LogLine | undefined {
    return this.log.findLast((line) => line.event === event);
  }

  /** From the attract screen to home, in a language. */
  async enter(language: View['language'] = 'de'): Promise<void> {
    await this.touch('wake', { type: 'choose-language', language });
  }

  /** In the middle of a visit. */
  async changeLanguage(language: View['language']): Promise<void> {
    await this.touch({ type: 'open-sheet', sheet: 'languages' }, { type: 'choose-language', language });
  }

  /** From home to the answer about a document. */
  async ask(type: DocumentType, number: string): Promise<void> {
    await this.touch({ type: 'open-tile', id: 'document-status' }, { type: 'choose-document', document: type });
    await this.type(number);
    // With its check digit it is asked for by itself.
    if (this.view.screen.kind === 'document-number') await this.touch('submit');
  }

  async signIn(pin: string): Promise<void> {
    await this.touch('staff-gesture');
    for (const key of pin) await this.touch({ type: 'key', key });
    this.kiosk.intent({ type: 'submit' });
    await this.when(
      ({ screen }) =>
        screen.kind !== 'staff-sign-in' || (!screen.busy && screen.digits === 0 && screen.problem !== undefined),
    );
    await settle();
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.kiosk.stop();
  }
}

type SimpleIntent = {
  [T in Intent['type']]: { type: T } extends Extract<Intent, { type: T }> ? T : never;
}[Intent['type']];

/** Started, past its reconciliation, stopped at the end of the test. */
export async function bootKioskHarness(options: HeartOptions = {}): Promise<KioskHarness> {
  const harness = new KioskHarness(options);
  onTestFinished(() => harness.stop());
  harness.kiosk.start();
  await settle();
  return harness;
}

const LANGUAGES = ['de', 'en', 'ar'] as const;
const seen = new Set<string>();

/** The contract, exactly (nothing more than it says), and a sentence in every language for every key. */
export function checkView(view: View): void {
  const parsed = View.parse(view);
  const strange = differs(view, parsed, 'view');
  if (strange !== null) throw new Error(`the View holds what the contract does not know: ${strange}`);
  for (const { key, values } of texts(view)) {
    const id = `${key} ${Object.keys(values ?? {}).join()}`;
    if (seen.has(id)) continue;
    for (const language of LANGUAGES) {
      const words = translate(language, { key, values });
      if (/\{\{|\}\}|undefined|NaN/.test(words)) throw new Error(`${key} in ${language} misses a value: ${words}`);
    }
    seen.add(id);
  }
}

function differs(whole: unknown, known: unknown, at: string): string | null {
  if (typeof whole !== 'object' || whole === null) return Object.is(whole, known) ? null : at;
  for (const [key, value] of Object.entries(whole)) {
    if (value === undefined) continue;
    const found = differs(value, (known as Record<string, unknown> | undefined)?.[key], `${at}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** Every sentence of a View, wherever it stands. */
export function texts(value: unknown): { key: string; values?: Record<string, string | number> }[] {
  if (typeof value !== 'object' || value === null) return [];
  const { key, values } = value as { key?: unknown; values?: Record<string, string | number> };
  if (typeof key === 'string') return [{ key, ...(values === undefined ? {} : { values }) }];
  return Object.values(value).flatMap(texts);
}

/** The keys of everything a View says, for assertions that read like the screen. */
export const keysOf = (value: unknown): string[] => texts(value).map(({ key }) => key);
