import type { SimulationClock } from '../../simulation/clock.ts';
import { FaultBox, type Faults } from '../../simulation/faults.ts';
import { Plug, pullOnFault, type SimulatorPort, type Violation } from '../../simulation/plug.ts';
import type { BadgeReaderFault } from './faults.ts';
import { type Badge, type Beep, Reader, type TagMask } from './reader.ts';

export interface BadgeReaderSimulatorOptions {
  readonly link: SimulatorPort;
  readonly clock?: SimulationClock;
  /** At most 255 ASCII characters; by default an invented one of a TWN4 MultiTech. */
  readonly version?: string;
  /** 0–255; 0B hex by default. */
  readonly deviceType?: number;
}

export interface BadgeReaderSnapshot {
  readonly plugged: boolean;
  readonly badge: Badge | null;
  readonly mask: TagMask;
  /** Whether the antenna's field is on. */
  readonly field: boolean;
}

/**
 * An ELATEC TWN4 with the simple protocol: a command and its answer as hexadecimal digits, each ended by CR (TWN4
 * Simple Protocol, ASCII mode without check sum).
 */
export interface BadgeReaderSimulator {
  /** `tcp://HOST:PORT` or the path of the serial device. */
  readonly address: string;
  readonly faults: Faults<BadgeReaderFault>;
  /** What a person does at the reader. */
  readonly actions: {
    /** The badge lies on the reader until it is removed, or another one is presented. */
    present(badge: Badge): void;
    remove(): void;
    unplug(): Promise<void>;
    plugIn(): Promise<void>;
  };
  snapshot(): BadgeReaderSnapshot;
  /** The last hundred, oldest first. */
  beeps(): readonly Beep[];
  violations(): readonly Violation[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

const CR = 0x0d;
/** Hexadecimal digits of the longest command that is kept; a longer line is answered as one that cannot be parsed. */
const LONGEST = 1024;
/** None of it is a hexadecimal digit or a CR. */
const noise = Uint8Array.of(0xff, 0x9c, 0x00, 0xe3, 0x7e);

export async function startBadgeReaderSimulator(options: BadgeReaderSimulatorOptions): Promise<BadgeReaderSimulator> {
  let line = '';
  const reset = (): void => {
    line = '';
    reader.powerLost();
  };
  const receive = (bytes: Uint8Array): void => {
    for (const byte of bytes) {
      if (byte !== CR) {
        if (line.length <= LONGEST) line += String.fromCharCode(byte);
        continue;
      }
      const whole = line;
      line = '';
      answer(whole);
    }
    plug.changed();
  };
  const answer = (whole: string): void => {
    const unknown = faults.take('unknown-function') !== null;
    const bytes = unknown ? Uint8Array.of(0x01) : reader.answer(whole.length > LONGEST ? '' : whole);
    if (faults.take('silent') !== null) return;
    if (faults.take('garbage') !== null) plug.send(noise);
    const digits = Buffer.from(bytes).toString('hex').toUpperCase();
    plug.send(
      Buffer.from(
        faults.take('cut-off') === null ? `${digits}\r` : digits.slice(0, Math.ceil(digits.length / 2)),
        'latin1',
      ),
    );
  };

  const plug = await Plug.start(options.link, options.clock, { bytes: receive, powerLost: reset });
  const reader = new Reader({
    now: () => plug.clock.now(),
    version: options.version ?? 'TWN4/B1.64/NCF4.64/PRS1.04',
    deviceType: options.deviceType ?? 0x0b,
    violate: (what) => plug.violate(what),
  });
  const faults = new FaultBox<BadgeReaderFault>(
    (armed) => pullOnFault(plug, faults, armed),
    () => void plug.plugIn(),
  );

  return {
    address: plug.address,
    faults,
    actions: {
      present: (badge) => {
        reader.present(badge);
        plug.changed();
      },
      remove: () => {
        reader.remove();
        plug.changed();
      },
      unplug: plug.unplug,
      plugIn: plug.plugIn,
    },
    snapshot: () => ({ plugged: plug.inside, badge: reader.badge, mask: reader.mask, field: reader.field }),
    beeps: () => reader.beeps,
    violations: () => plug.violations(),
    onChange: (listener) => plug.onChange(listener),
    stop: () => plug.stop(),
  };
}
