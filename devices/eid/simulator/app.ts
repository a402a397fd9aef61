/** The AusweisApp behind its connection: one client's commands, the readers, and the one workflow that may run. */
import type { SimulationClock } from '../../simulation/clock.ts';
import type { FaultBox } from '../../simulation/faults.ts';
import { BuiltInCard, type IdCard } from './card.ts';
import { BUILT_IN_PERSON } from './cards.ts';
import type { EidFault } from './faults.ts';
import { type FOREIGN_CARD, Reader } from './reader.ts';
import { COMMANDS } from './secrets.ts';
import { type EidDelays, Workflow } from './workflow.ts';

export interface AppDeps {
  readonly clock: SimulationClock;
  readonly delays: EidDelays;
  readonly faults: FaultBox<EidFault>;
  readonly version: string;
  /** Levels of the interface that it offers; the highest one is current at the start. */
  readonly levels: readonly number[];
  /** Readers at PC/SC. */
  readonly readers: readonly Reader[];
  /** Whether it has its own simulated reader as well. */
  readonly builtIn: boolean;
  /** To the client, if there is one. */
  send(message: Readonly<Record<string, unknown>>): void;
  /** Ends the connection. */
  cut(): void;
  violate(what: string): void;
  changed(): void;
}

type Command = Readonly<Record<string, unknown>> & { readonly cmd: string };
const BUILT_IN = 'Simulator';
/** Without these the built-in card is none: EF.DIR, EF.CardAccess, EF.CardSecurity. */
const SYSTEM_FILES = ['2f00', '011c', '011d'];
const CANNOT_BE_UNDEFINED = 'Name cannot be undefined';

export class App {
  readonly #deps: AppDeps;
  readonly #builtIn: Reader | null;
  readonly #withReason: boolean;
  #workflow: Workflow | null = null;
  #level: number;
  /** Whether the readers were announced to the connected client. */
  #introduced = false;
  #inserted = false;
  #arriving: (() => void) | null = null;

  constructor(deps: AppDeps) {
    this.#deps = deps;
    this.#builtIn = deps.builtIn ? new Reader(BUILT_IN, { insertable: true, keypad: true }) : null;
    this.#withReason = !/^1\.(\d|1\d|2[0-5])\.|^1\.26\.[0-3]$/.test(deps.version);
    this.#level = Math.max(...deps.levels);
  }

  get workflow(): Workflow | null {
    return this.#workflow;
  }

  get level(): number {
    return this.#level;
  }

  connected(): void {
    this.#level = Math.max(...this.#deps.levels);
    if (this.#builtIn !== null) {
      // The reader is set up before it can take a card, and the client hears of both.
      this.#deps.send({ msg: 'READER', ...this.#builtIn.describe(this.#level), insertable: false });
      this.tell(this.#builtIn, true);
    }
    this.#arriving = this.#deps.clock.after(this.#deps.delays.readers, () => {
      this.#introduced = true;
      for (const reader of this.#deps.readers) if (reader.attached) this.tell(reader, true);
    });
  }

  disconnected(): void {
    this.#arriving?.();
    this.#introduced = false;
    this.#workflow?.abandon();
  }

  /** Sends the state to the client where it differs from the last one sent. */
  tell(reader: Reader, always = false): void {
    const state = reader.describe(this.#level);
    const text = JSON.stringify(state);
    if (!always && (reader.told === text || !this.#introduced)) return;
    reader.told = text;
    this.#deps.send({ msg: 'READER', ...state });
  }

  lay(reader: Reader, card: IdCard | typeof FOREIGN_CARD): void {
    reader.lay(card);
    const { session } = reader;
    this.#deps.clock.after(this.#deps.delays.recognise, () => {
      if (reader.session !== session || !reader.attached) return;
      this.#see(reader);
      this.#deps.changed();
    });
  }

  take(reader: Reader): void {
    reader.take();
    this.tell(reader);
  }

  attach(reader: Reader, attached: boolean): void {
    if (reader.attached === attached) return;
    reader.attached = attached;
    reader.session += 1;
    reader.seen = false;
    this.tell(reader);
    if (attached && reader.card !== null) this.lay(reader, reader.card);
  }

  /** One text frame of the client. */
  receive(text: string): void {
    const { faults } = this.#deps;
    if (faults.take('silent') !== null) return;
    if (faults.take('cut') !== null) return this.#deps.cut();
    if (faults.take('internal-error') !== null)
      return this.#deps.send({ msg: 'INTERNAL_ERROR', error: 'Unexpected condition' });
    const command = this.#parse(text);
    if (command !== null) this.#obey(command);
  }

  #parse(text: string): Command | null {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.#invalid(
        openText(text) ? `unterminated string (offset: ${text.length + 1})` : 'illegal value (offset: 0)',
      );
    }
    const cmd = (value as { cmd?: unknown } | null)?.cmd;
    return typeof cmd === 'string' ? (value as Command) : this.#invalid('Command cannot be undefined');
  }

  #invalid(error: string): null {
    this.#deps.violate(`a frame that is no command: ${error}`);
    this.#deps.send({ msg: 'INVALID', error });
    return null;
  }

  #obey(command: Command): void {
    const { send } = this.#deps;
    const { cmd } = command;
    switch (cmd) {
      case 'GET_INFO':
        return send({ msg: 'INFO', VersionInfo: versionInfo(this.#deps.version) });
      case 'GET_API_LEVEL':
        return send({ msg: 'API_LEVEL', available: this.#deps.levels, current: this.#level });
      case 'SET_API_LEVEL':
        return this.#setLevel(command['level']);
      case 'GET_READER':
        return this.#getReader(command['name']);
      case 'GET_READER_LIST':
        return send({
          msg: 'READER_LIST',
          [this.#level >= 2 ? 'readers' : 'reader']: this.#known().map((reader) => reader.describe(this.#level)),
        });
      case 'RUN_AUTH':
        return this.#workflow === null ? this.#runAuth(command) : this.#badState(cmd);
      case 'RUN_CHANGE_PIN':
        return this.#workflow === null ? this.#begin('CHANGE_PIN', command).changePin() : this.#badState(cmd);
      case 'CANCEL':
        return this.#workflow === null ? this.#badState(cmd) : this.#workflow.cancel();
      case 'GET_ACCESS_RIGHTS':
        return this.#in('ACCESS_RIGHTS', cmd, (workflow) => workflow.accessRights());
      case 'SET_ACCESS_RIGHTS':
        return this.#in('ACCESS_RIGHTS', cmd, (workflow) => workflow.setAccessRights(command['chat']));
      case 'GET_CERTIFICATE':
        return this.#in('ACCESS_RIGHTS', cmd, (workflow) => workflow.certificate());
      case 'ACCEPT':
        return this.#in('ACCESS_RIGHTS', cmd, (workflow) => workflow.accept());
    }
    const secret = COMMANDS[cmd];
    if (secret !== undefined)
      return this.#in(`ENTER_${secret}`, cmd, (workflow) => workflow.secret(secret, command['value']));
    if (this.#level >= 2 && cmd === 'GET_STATUS') return this.#getStatus();
    if (this.#level >= 2 && cmd === 'SET_CARD') return this.#in('INSERT_CARD', cmd, () => this.#setCard(command));
    if (this.#level >= 3 && cmd === 'CONTINUE') return this.#in('PAUSE', cmd, (workflow) => workflow.continue());
    this.#deps.violate(`no command of level ${this.#level}: ${cmd.slice(0, 40)}`);
    send({ msg: 'UNKNOWN_COMMAND', error: cmd });
  }

  #in(state: string, cmd: string, act: (workflow: Workflow) => void): void {
    if (this.#workflow?.state === state) act(this.#workflow);
    else this.#badState(cmd);
  }

  #badState(cmd: string): void {
    this.#deps.violate(`${cmd} in state ${this.#workflow === null ? 'idle' : (this.#workflow.state ?? 'working')}`);
    this.#deps.send({ msg: 'BAD_STATE', error: cmd });
  }

  #setLevel(level: unknown): void {
    const known = typeof level === 'number' && this.#deps.levels.includes(level);
    if (known) this.#level = level;
    this.#deps.send({ msg: 'API_LEVEL', ...(known ? {} : { error: 'Unknown level' }), current: this.#level });
  }

  #getReader(name: unknown): void {
    if (typeof name !== 'string') return this.#deps.send({ msg: 'READER', error: CANNOT_BE_UNDEFINED });
    const reader = this.#known().find((one) => one.name === name);
    this.#deps.send({ msg: 'READER', ...(reader?.describe(this.#level) ?? { name, attached: false }) });
  }

  #getStatus(): void {
    const workflow = this.#workflow;
    this.#deps.send({
      msg: 'STATUS',
      workflow: workflow?.kind ?? null,
      progress: workflow?.progress ?? null,
      state: workflow?.state ?? null,
    });
  }

  #runAuth(command: Command): void {
    const url = command['tcTokenURL'];
    if (typeof url !== 'string' || url === '')
      return this.#deps.send({ msg: 'AUTH', error: 'tcTokenURL cannot be undefined' });
    if (!/^https?:\/\/[^/]/.test(url))
      return this.#deps.send({ msg: 'AUTH', error: 'Validation of tcTokenURL failed' });
    void this.#begin('AUTH', command).authenticate(url);
  }

  #begin(kind: 'AUTH' | 'CHANGE_PIN', command: Command): Workflow {
    const { clock, delays, faults, send } = this.#deps;
    const workflow = new Workflow(kind, command['status'] !== false, {
      clock,
      delays,
      faults,
      send,
      withReason: this.#withReason,
      level: () => this.#level,
      readers: () => this.#known(),
      tell: (reader) => this.tell(reader),
      eject: () => this.#eject(),
      ended: () => {
        this.#workflow = null;
        this.#deps.changed();
      },
    });
    this.#workflow = workflow;
    return workflow;
  }

  #setCard({ name, simulator }: Command): void {
    const refuse = (error: string): void => this.#deps.send({ msg: 'INSERT_CARD', error });
    if (typeof name !== 'string') return refuse(CANNOT_BE_UNDEFINED);
    const reader = this.#known().find((one) => one.name === name);
    if (reader === undefined) return refuse('Unknown reader name');
    if (!reader.insertable) return refuse('Card is not insertable');
    this.#inserted = true;
    // Own files take the place of all files; whose they are is not read from them.
    if (simulator !== undefined && !hasSystemFiles(simulator)) return this.tell(reader, true);
    reader.lay(new BuiltInCard(BUILT_IN_PERSON.data, BUILT_IN_PERSON.secrets));
    this.#see(reader);
  }

  #eject(): void {
    if (this.#builtIn === null || !this.#inserted) return;
    this.#inserted = false;
    this.#builtIn.take();
    this.tell(this.#builtIn, true);
  }

  #see(reader: Reader): void {
    reader.seen = true;
    this.tell(reader, reader.insertable);
    this.#workflow?.cardSeen();
  }

  #known(): Reader[] {
    return [
      ...(this.#builtIn === null ? [] : [this.#builtIn]),
      ...this.#deps.readers.filter(({ attached }) => attached),
    ];
  }
}

/** An odd number of quotes that are not escaped. */
const openText = (text: string): boolean => (text.replace(/\\./g, '').match(/"/g)?.length ?? 0) % 2 === 1;

function hasSystemFiles(simulator: unknown): boolean {
  const files = (simulator as { files?: unknown } | null)?.files;
  return (
    Array.isArray(files) &&
    SYSTEM_FILES.every((id) => files.some((file) => (file as { fileId?: unknown } | null)?.fileId === id))
  );
}

function versionInfo(version: string): Record<string, string> {
  const second = !version.startsWith('1.');
  return {
    Name: 'AusweisApp2',
    'Implementation-Title': second ? 'AusweisApp' : 'AusweisApp2',
    'Implementation-Vendor': '',
    'Implementation-Version': version,
    'Specification-Title': 'TR-03124',
    'Specification-Vendor': 'Federal Office for Information Security',
    'Specification-Version': second ? '1.4' : '1.3',
  };
}
