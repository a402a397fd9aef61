import type { SimulationClock } from '../../simulation/clock.ts';
import { FaultBox, type Faults } from '../../simulation/faults.ts';
import { Plug, pullOnFault, type SimulatorPort, type Violation } from '../../simulation/plug.ts';
import { Board, type BoardIdentity, type Pins } from './board.ts';

/** What can go wrong at the board. */
export type IoBoardFault =
  /** The next command is neither echoed nor answered nor carried out. */
  | { readonly kind: 'silent' }
  /** Bytes that are no text come between echo and value of the next command. */
  | { readonly kind: 'garbage' }
  /** The cable is pulled; it stays so until `clear` or `plugIn`. */
  | { readonly kind: 'unplug' };

export const ioBoardFaultKinds = ['silent', 'garbage', 'unplug'] as const satisfies readonly IoBoardFault['kind'][];

export interface IoBoardSimulatorOptions {
  readonly link: SimulatorPort;
  readonly clock?: SimulationClock;
  /** 8 by default. */
  readonly pins?: Pins;
  readonly identity?: Partial<BoardIdentity>;
  /** How the board ends its lines: LF CR, as most of these boards, or CR LF. */
  readonly lineEnd?: 'lf-cr' | 'cr-lf';
}

export interface IoBoardSnapshot {
  readonly plugged: boolean;
  /** Bit n is 1 where pin n is an input. */
  readonly direction: number;
}

/** A board of digital pins with a prompt: every character is echoed, a value follows on a line of its own, then `>`. */
export interface IoBoardSimulator {
  /** `tcp://HOST:PORT` or the path of the serial device. */
  readonly address: string;
  readonly faults: Faults<IoBoardFault>;
  /** What happens at the terminals. */
  readonly actions: {
    /** What is wired to the pin, 0–31, makes its level high or low; it is only seen while the pin is an input. */
    set(input: number, high: boolean): void;
    unplug(): Promise<void>;
    plugIn(): Promise<void>;
  };
  /** Pin by pin: whether the board drives it high. */
  outputs(): readonly boolean[];
  snapshot(): IoBoardSnapshot;
  violations(): readonly Violation[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

const CR = 0x0d;
const LF = 0x0a;
/** Characters of a line that are kept; the longest command has 22. */
const LONGEST = 64;
const noise = Uint8Array.of(0xff, 0x9c, 0x80, 0xe3, 0xfe);

export async function startIoBoardSimulator(options: IoBoardSimulatorOptions): Promise<IoBoardSimulator> {
  const pins = options.pins ?? 8;
  const lineEnd = options.lineEnd === 'cr-lf' ? '\r\n' : '\n\r';
  const board = new Board(pins, {
    version: options.identity?.version ?? '00000009',
    id: options.identity?.id ?? '00000001',
  });
  let line = '';
  let mute = false;

  const send = (text: string): void => {
    if (!mute) plug.send(Buffer.from(text, 'latin1'));
  };
  const receive = (bytes: Uint8Array): void => {
    for (const byte of bytes) {
      // Terminal programs end a line with both; the board acts on the first.
      if (byte === LF) continue;
      if (line === '' && !mute) mute = faults.take('silent') !== null;
      if (byte === CR) {
        end();
        continue;
      }
      send(String.fromCharCode(byte));
      if (line.length <= LONGEST) line += String.fromCharCode(byte);
    }
    plug.changed();
  };
  const end = (): void => {
    const whole = line;
    line = '';
    send(lineEnd);
    if (!mute) answer(whole);
    mute = false;
  };
  const answer = (whole: string): void => {
    const value = whole === '' ? '' : board.run(whole);
    if (value === null) plug.violate(`a line of ${whole.length} characters that is no command`);
    if (faults.take('garbage') !== null) plug.send(noise);
    send(value === null || value === '' ? '>' : `${value}${lineEnd}>`);
  };

  const plug = await Plug.start(options.link, options.clock, {
    bytes: receive,
    powerLost: () => {
      line = '';
      mute = false;
      board.powerLost();
    },
  });
  const faults = new FaultBox<IoBoardFault>(
    (armed) => pullOnFault(plug, faults, armed),
    () => void plug.plugIn(),
  );

  return {
    address: plug.address,
    faults,
    actions: {
      set: (input, high) => {
        board.pull(input, high);
        plug.changed();
      },
      unplug: plug.unplug,
      plugIn: plug.plugIn,
    },
    outputs: () => Array.from({ length: pins }, (_, pin) => ((board.driven >>> pin) & 1) === 1),
    snapshot: () => ({ plugged: plug.inside, direction: board.direction }),
    violations: () => plug.violations(),
    onChange: (listener) => plug.onChange(listener),
    stop: () => plug.stop(),
  };
}
