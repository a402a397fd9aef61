import net from 'node:net';
import { type SimulationClock, systemClock } from '../../simulation/clock.ts';
import { FaultBox, type Faults } from '../../simulation/faults.ts';
import type { UpsFault, Violation } from './faults.ts';
import { listen } from '../../simulation/listen.ts';

export interface UpsSimulatorOptions {
  /** 0 takes any free one, which stays the same after the daemon ended. */
  readonly port?: number;
  readonly host?: string;
  readonly clock?: SimulationClock;
  /** `ups` by default. */
  readonly ups?: string;
  /** Asked for before anything is answered, where given; NUT itself gives its variables to everybody. */
  readonly account?: { readonly username: string; readonly password: string };
  /** In place of an APC on mains. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface UpsSimulator {
  readonly address: string;
  readonly port: number;
  readonly faults: Faults<UpsFault>;
  /** What happens to the power, to the device and to the daemon. */
  readonly actions: {
    mainsFail(): void;
    mainsReturn(): void;
    batteryLow(): void;
    charged(): void;
    /** Adds or takes one word of `ups.status`. */
    flag(word: string, set: boolean): void;
    /** Undefined takes the variable away. */
    variable(name: string, value: string | undefined): void;
    stopDaemon(): Promise<void>;
    startDaemon(): Promise<void>;
  };
  snapshot(): { readonly running: boolean; readonly clients: number; readonly status: string; readonly polls: number };
  violations(): readonly Violation[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

const APC: Readonly<Record<string, string>> = {
  'battery.charge': '100',
  'battery.charge.low': '10',
  'battery.runtime': '2610',
  'device.mfr': 'American Power Conversion',
  'device.model': 'Back-UPS "ES" 700',
  'driver.name': 'usbhid-ups',
  'ups.firmware': '871.O4 .I',
  'ups.load': '12',
  'ups.mfr': 'American Power Conversion',
  'ups.model': 'Back-UPS "ES" 700',
  'ups.serial': '5B1840T12345',
  'ups.status': 'OL',
};

/** Lines that `endless` sends at one command. */
const MANY = 3_000;

/** The NUT daemon with one UPS, as RFC 9271 describes its commands. */
export async function startUpsSimulator(options: UpsSimulatorOptions = {}): Promise<UpsSimulator> {
  const clock = options.clock ?? systemClock;
  const host = options.host ?? '127.0.0.1';
  const name = options.ups ?? 'ups';
  const variables = new Map(Object.entries(options.variables ?? APC));
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const faults = new FaultBox<UpsFault>(changed, changed);
  const violations: Violation[] = [];
  const clients = new Set<net.Socket>();
  let server: net.Server | null = null;
  let port = options.port ?? 0;
  let polls = 0;

  const words = (line: string): string[] =>
    [...line.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g)].map(([, quoted, plain]) =>
      (quoted ?? plain ?? '').replace(/\\(.)/g, '$1'),
    );
  const escape = (value: string): string => value.replace(/[\\"]/g, (sign) => `\\${sign}`);

  const serve = (socket: net.Socket): void => {
    const session: { username: string | null; password: string | null } = { username: null, password: null };
    let pending = '';
    const say = (text: string): void => {
      if (faults.take('bytewise') === null) socket.write(text);
      else for (const byte of Buffer.from(text)) socket.write(Uint8Array.of(byte));
    };
    const list = (): void => {
      const shown =
        faults.take('no-status') === null ? [...variables] : [...variables].filter(([key]) => key !== 'ups.status');
      const lines = shown.map(([key, value]) => `VAR ${name} ${key} "${escape(value)}"\n`);
      const long = faults.take('long-line');
      const before = long === null ? '' : `${'x'.repeat(long.bytes)}\n`;
      if (faults.take('cut') !== null) {
        socket.write(`${before}BEGIN LIST VAR ${name}\n${lines.join('').slice(0, 60)}`, () => socket.destroy());
        return;
      }
      if (faults.take('endless') !== null) {
        say(
          `BEGIN LIST VAR ${name}\n${Array.from({ length: MANY }, (_, at) => `VAR ${name} endless.${at} "1"\n`).join('')}`,
        );
        return;
      }
      if (faults.take('garbage') !== null) lines.splice(1, 0, '\u0000\u0007 what is "this\n');
      const told = faults.take('other-list') === null ? name : 'another';
      say(`${before}BEGIN LIST VAR ${told}\n${lines.join('')}END LIST VAR ${told}\n`);
    };
    const answer = (line: string): void => {
      const [verb, ...rest] = words(line);
      if (faults.take('silent') !== null) return;
      switch (verb) {
        case 'USERNAME':
        case 'PASSWORD': {
          const key = verb === 'USERNAME' ? 'username' : 'password';
          if (session[key] !== null) return say(`ERR ALREADY-SET-${verb}\n`);
          session[key] = rest[0] ?? '';
          return say('OK\n');
        }
        case 'VER':
          return say('Network UPS Tools upsd 2.8.0 - simulated\n');
        case 'NETVER':
          return say('1.3\n');
        case 'LOGOUT':
          return void socket.end('OK Goodbye\n');
        case 'LIST': {
          if (rest[0] !== 'VAR' || rest.length !== 2) break;
          polls += 1;
          const refused = faults.take('refused');
          if (refused !== null) return say(`ERR ${refused.code}\n`);
          const { account } = options;
          if (account !== undefined && (session.username !== account.username || session.password !== account.password))
            return say('ERR ACCESS-DENIED\n');
          if (rest[1] !== name) return say('ERR UNKNOWN-UPS\n');
          list();
          return changed();
        }
      }
      violations.push({ at: clock.now(), what: `a command that is none: ${line}` });
      say(verb === 'LIST' ? 'ERR INVALID-ARGUMENT\n' : 'ERR UNKNOWN-COMMAND\n');
    };
    clients.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clients.delete(socket);
      changed();
    });
    socket.on('data', (bytes) => {
      pending += bytes.toString('utf8');
      for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 1);
        answer(line);
      }
    });
    changed();
  };

  const startDaemon = async (): Promise<void> => {
    if (server !== null) return;
    const made = net.createServer(serve);
    port = await listen(made, port, host);
    server = made;
    changed();
  };
  const stopDaemon = async (): Promise<void> => {
    const ending = server;
    server = null;
    for (const client of clients) client.destroy();
    if (ending !== null) await new Promise<void>((resolve) => void ending.close(() => resolve()));
    changed();
  };
  const flag = (word: string, set: boolean): void => {
    const flags = new Set((variables.get('ups.status') ?? '').split(' ').filter((one) => one !== ''));
    if (set) flags.add(word);
    else flags.delete(word);
    variables.set('ups.status', [...flags].join(' '));
    changed();
  };

  await startDaemon();
  return {
    address: `tcp://${host}:${port}`,
    port,
    faults,
    actions: {
      mainsFail() {
        flag('OL', false);
        flag('CHRG', false);
        flag('OB', true);
        flag('DISCHRG', true);
      },
      mainsReturn() {
        flag('OB', false);
        flag('DISCHRG', false);
        flag('OL', true);
        flag('CHRG', true);
      },
      batteryLow() {
        flag('LB', true);
        variables.set('battery.charge', '8');
        variables.set('battery.runtime', '95');
      },
      charged() {
        flag('LB', false);
        flag('CHRG', false);
        variables.set('battery.charge', '100');
        variables.set('battery.runtime', '2610');
      },
      flag,
      variable(key, value) {
        if (value === undefined) variables.delete(key);
        else variables.set(key, value);
      },
      stopDaemon,
      startDaemon,
    },
    snapshot: () => ({
      running: server !== null,
      clients: clients.size,
      status: variables.get('ups.status') ?? '',
      polls,
    }),
    violations: () => violations,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: stopDaemon,
  };
}
