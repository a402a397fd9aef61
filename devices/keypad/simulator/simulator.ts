import type { SimulationClock } from '../../simulation/clock.ts';
import { FaultBox, type Faults } from '../../simulation/faults.ts';
import { Plug, pullOnFault, type Violation } from '../../simulation/plug.ts';
import { frameReport, ReportReader } from '../../simulation/reports.ts';

/**
 * A key's usage on the keyboard page (07), with the modifier keys that the code table sends along; a modifier alone has
 * usage 0.
 */
export interface KeyCode {
  /** 0x00–0xDF. */
  readonly usage: number;
  /** Modifier byte of the boot report: 01 left control … 80 right GUI; none by default. */
  readonly modifiers?: number;
}

export interface KeypadOptions<Key extends string> {
  /** Reports over TCP, each behind its length: see `scanner/simulator/reports.ts`. */
  readonly link: { readonly tcp: { readonly port: number; readonly host?: string } };
  readonly clock?: SimulationClock;
  /** The code table that the keypad was programmed with. */
  readonly keys: Readonly<Record<Key, KeyCode>>;
  /** The headset jack reports itself as two keys, each pressed and let go at once. */
  readonly jack: { readonly in: KeyCode; readonly out: KeyCode };
}

/** What can go wrong at the keypad. */
export type KeypadFault =
  /** The next report is lost; always: all are. A lost release leaves the key down for the host. */
  | { readonly kind: 'lost-report' }
  /** A report that is too short and one that is too long come before the next one. */
  | { readonly kind: 'noise' }
  /** The cable is pulled; it stays so until `clear` or `plugIn`. */
  | { readonly kind: 'unplug' };

export const keypadFaultKinds = ['lost-report', 'noise', 'unplug'] as const satisfies readonly KeypadFault['kind'][];

export interface KeypadSnapshot<Key extends string> {
  readonly plugged: boolean;
  /** Keys that are held, in the order of pressing. */
  readonly pressed: readonly Key[];
  readonly jack: boolean;
}

/**
 * A keypad in the manner of the Storm AudioNav: boot keyboard reports of eight bytes, `[modifiers][0][k0…k5]` (1400
 * Series Audio-Nav technical manual, rev. 1.5, appendix 2).
 */
export interface KeypadSimulator<Key extends string> {
  /** `tcp://HOST:PORT`. */
  readonly address: string;
  readonly faults: Faults<KeypadFault>;
  /** What a person does at the keypad. Pulling the cable is what ends its presence for the host. */
  readonly actions: {
    press(key: Key): void;
    /** That key, or all of them. */
    release(key?: Key): void;
    jackIn(): void;
    jackOut(): void;
    unplug(): Promise<void>;
    plugIn(): Promise<void>;
  };
  snapshot(): KeypadSnapshot<Key>;
  violations(): readonly Violation[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

/** In all six places where more keys are held than a boot report can tell (HID 1.11, appendix C: ErrorRollOver). */
const ROLL_OVER = 0x01;
const noise = [Uint8Array.of(0x00, 0x00, 0x04), Uint8Array.from({ length: 20 }, () => 0xff)];

export async function startKeypadSimulator<Key extends string>(
  options: KeypadOptions<Key>,
): Promise<KeypadSimulator<Key>> {
  const reader = new ReportReader();
  let pressed: Key[] = [];
  let jack = false;

  const receive = (bytes: Uint8Array): void => {
    for (const report of reader.push(bytes)) {
      // The only report a host sends to a boot keyboard: its lamps, one byte. This one has none.
      if (report.length !== 1 && !(report.length === 2 && report[0] === 0))
        plug.violate(`a report of ${report.length} bytes`);
    }
    plug.changed();
  };
  const send = (codes: readonly KeyCode[]): void => {
    if (faults.take('noise') !== null) for (const report of noise) plug.send(frameReport(report));
    if (faults.take('lost-report') === null) plug.send(frameReport(bootReport(codes)));
  };
  const held = (): KeyCode[] => pressed.map((key) => options.keys[key]);
  const change = (next: Key[]): void => {
    pressed = next;
    if (plug.inside) send(held());
    plug.changed();
  };
  const moveJack = (inside: boolean): void => {
    if (jack === inside) return;
    jack = inside;
    if (plug.inside) {
      send([...held(), inside ? options.jack.in : options.jack.out]);
      send(held());
    }
    plug.changed();
  };

  const plug = await Plug.start(options.link, options.clock, {
    bytes: receive,
    powerLost: () => reader.reset(),
    hungUp: () => reader.reset(),
  });
  const faults = new FaultBox<KeypadFault>(
    (armed) => pullOnFault(plug, faults, armed),
    () => void plug.plugIn(),
  );

  return {
    address: plug.address,
    faults,
    actions: {
      press: (key) => void (pressed.includes(key) || change([...pressed, key])),
      release: (key) =>
        void (
          (key === undefined ? pressed.length > 0 : pressed.includes(key)) &&
          change(key === undefined ? [] : pressed.filter((other) => other !== key))
        ),
      jackIn: () => moveJack(true),
      jackOut: () => moveJack(false),
      unplug: plug.unplug,
      plugIn: plug.plugIn,
    },
    snapshot: () => ({ plugged: plug.inside, pressed, jack }),
    violations: () => plug.violations(),
    onChange: (listener) => plug.onChange(listener),
    stop: () => plug.stop(),
  };
}

function bootReport(codes: readonly KeyCode[]): Uint8Array {
  const modifiers = codes.reduce((all, code) => all | (code.modifiers ?? 0), 0);
  const usages = codes.map((code) => code.usage).filter((usage) => usage !== 0);
  const report = Uint8Array.of(modifiers, 0, 0, 0, 0, 0, 0, 0);
  report.set(usages.length > 6 ? Array.from({ length: 6 }, () => ROLL_OVER) : usages, 2);
  return report;
}
