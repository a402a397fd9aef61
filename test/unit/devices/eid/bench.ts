/** A driver, and beside it an AusweisApp that says only what the test tells it to; a clock that is turned by hand. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { EidConfig } from '../../../../devices/eid/config.ts';
import { AusweisApp } from '../../../../devices/eid/driver.ts';
import type { EidEvent, EidStep } from '../../../../devices/eid/eid.ts';
import { secretPair, type SecretPort } from '../../../../devices/eid/secrets.ts';
import { ManualClock, settle } from '../../../harness/manual-clock.ts';

export type Json = Readonly<Record<string, unknown>>;

export const CARD = { inoperative: false, deactivated: false, retryCounter: 3 };
export const reader = (card: Json | null = null, more: Json = {}): Json => ({
  name: 'Basisleser 00 00',
  attached: true,
  insertable: false,
  keypad: false,
  card,
  ...more,
});
export const INSERTED = (card: Json | null): Json => ({ msg: 'READER', ...reader(card) });
export const OK_AUTH = {
  msg: 'AUTH',
  result: { major: 'http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok' },
  url: 'https://eid.example/refresh?session=4711',
};
export const RIGHTS = {
  msg: 'ACCESS_RIGHTS',
  transactionInfo: 'Meldebescheinigung',
  chat: {
    effective: ['GivenNames', 'FamilyName', 'BirthName'],
    optional: ['BirthName'],
    required: ['GivenNames', 'FamilyName'],
  },
};
export const CERTIFICATE = {
  msg: 'CERTIFICATE',
  validity: { effectiveDate: '2026-11-01', expirationDate: '2027-01-01' },
  description: {
    issuerName: 'BerCA',
    issuerUrl: 'https://berca.example',
    subjectName: 'Stadt Musterstadt',
    subjectUrl: 'https://eid.example',
    purpose: 'Anmeldung',
    termsOfUsage: 'Stadt Musterstadt\r\nRathausplatz 1',
  },
};

/** Listens like an AusweisApp, answers questions about itself, and otherwise waits for the test. */
export class ScriptedSdk {
  readonly received: Json[] = [];
  /** Every frame as it came over the wire. */
  readonly raw: string[] = [];
  headers: IncomingHttpHeaders = {};
  levels: readonly number[] = [1, 2, 3];
  readers: readonly Json[] = [reader()];
  /** HTTP status with which the next connections are refused. */
  refuse: number | null = null;
  mute = false;
  connections = 0;
  readonly #http: Server = createServer((_request, response) => response.writeHead(404).end());
  readonly #server = new WebSocketServer({ noServer: true });
  #socket: WebSocket | null = null;
  #read = 0;
  #look = (): void => undefined;

  constructor() {
    this.#http.on('upgrade', (request, socket, head) => {
      this.headers = request.headers;
      if (this.refuse !== null || request.url !== '/eID-Kernel')
        return void socket.end(`HTTP/1.1 ${this.refuse ?? 404} No\r\nContent-Length: 0\r\n\r\n`);
      this.#server.handleUpgrade(request, socket, head, (one) => {
        this.#socket = one;
        this.connections += 1;
        one.on('message', (data) => this.#hear(String(data)));
        for (const known of this.readers) this.say({ msg: 'READER', ...known });
      });
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      this.drop();
      await new Promise((resolve) => this.#http.close(resolve));
    });
    return (this.#http.address() as { port: number }).port;
  }

  say(...messages: (Json | string)[]): void {
    for (const message of messages) this.#socket?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  drop(): void {
    this.#socket?.terminate();
  }

  /** The next command of this name that was not waited for yet; those before it are passed over. */
  async next(cmd: string): Promise<Json> {
    for (;;) {
      while (this.#read < this.received.length) {
        const command = this.received[this.#read++];
        if (command?.['cmd'] === cmd) return command;
      }
      await new Promise<void>((resolve) => {
        this.#look = resolve;
      });
    }
  }

  #hear(text: string): void {
    this.raw.push(text);
    const command = JSON.parse(text) as Json;
    if (!this.mute) this.#answer(command);
    this.received.push(command);
    this.#look();
  }

  #answer({ cmd, level }: Json): void {
    if (cmd === 'SET_API_LEVEL')
      this.say(
        this.levels.includes(level as number)
          ? { msg: 'API_LEVEL', current: level }
          : { msg: 'API_LEVEL', error: 'Unknown level', current: 2 },
      );
    if (cmd === 'GET_INFO')
      this.say({
        msg: 'INFO',
        VersionInfo: {
          Name: 'AusweisApp2',
          'Implementation-Title': 'AusweisApp2',
          'Implementation-Vendor': '',
          'Implementation-Version': '1.26.2',
        },
      });
    if (cmd === 'GET_READER_LIST') this.say({ msg: 'READER_LIST', readers: this.readers });
  }
}

export interface Bench {
  readonly clock: ManualClock;
  readonly sdk: ScriptedSdk;
  readonly driver: AusweisApp;
  readonly events: EidEvent[];
  readonly screen: SecretPort;
  /** What came back over the secret port. */
  readonly counts: number[];
  /** The first step, from now on or the one that stands, of this kind. */
  step<K extends EidStep['step']>(
    kind: K,
    fits?: (step: Extract<EidStep, { step: K }>) => boolean,
  ): Promise<Extract<EidStep, { step: K }>>;
  state(state: string): Promise<void>;
  /** Types at the screen. */
  type(keys: string | readonly number[]): void;
}

export async function bench(config: Json = {}, before: (sdk: ScriptedSdk) => void = () => undefined): Promise<Bench> {
  const clock = new ManualClock(1_000);
  const sdk = new ScriptedSdk();
  before(sdk);
  const port = await sdk.listen();
  const driver = new AusweisApp({
    clock,
    random: () => 0.5,
    config: EidConfig.parse({ class: 'eid', name: 'ausweis', connect: { port }, ...config }),
  });
  onTestFinished(() => driver.close());
  const [screen, inside] = secretPair();
  driver.takeSecrets(inside);
  const counts: number[] = [];
  screen.on((bytes) => void counts.push(...bytes));
  const events: EidEvent[] = [];
  let standing: EidStep | null = null;
  let look = (): void => undefined;
  driver.onEvent((event) => {
    events.push(event);
    if (event.event === 'step') standing = event.step;
    look();
  });
  return {
    clock,
    sdk,
    driver,
    events,
    screen,
    counts,
    async step(kind, fits = () => true) {
      for (;;) {
        const now = standing as EidStep | null;
        if (now?.step === kind && fits(now as never)) return now as never;
        await new Promise<void>((resolve) => {
          look = resolve;
        });
      }
    },
    async state(state) {
      if (driver.status().state === state) return;
      await new Promise<void>((resolve) => {
        const stop = driver.onStatus((status) => {
          if (status.state !== state) return;
          stop();
          resolve();
        });
      });
    },
    type(keys) {
      screen.post(
        Uint8Array.from(
          typeof keys === 'string' ? [...keys].map((key) => (key === '\r' ? 0x0d : key.charCodeAt(0))) : keys,
        ),
      );
    },
  };
}

export { settle };
