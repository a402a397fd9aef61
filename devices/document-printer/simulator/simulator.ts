import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type SimulationClock, systemClock } from '../../simulation/clock.ts';
import type { Faults } from '../../simulation/faults.ts';
import { listen as listenOn } from '../../simulation/listen.ts';
import type { PrinterFacts } from './attributes.ts';
import { type Condition, Engine, type JobState, type PrintedJob } from './engine.ts';
import type { DocumentPrinterFault, Violation } from './faults.ts';
import { decode, encode } from './ipp.ts';
import { answer, operationGroup } from './operations.ts';

export interface DocumentPrinterSimulatorOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** A loopback address; 127.0.0.1 by default. */
  readonly host?: string;
  readonly clock?: SimulationClock;
  /** Milliseconds for a page; 1000 by default. */
  readonly pageMs?: number;
}

export interface DocumentPrinterSimulator {
  /** `ipp://HOST:PORT/ipp/print`. */
  readonly uri: string;
  readonly faults: Faults<DocumentPrinterFault>;
  /** What a person does at the printer. */
  readonly actions: {
    openCover(): void;
    closeCover(): void;
    emptyTray(): void;
    loadPaper(sheets?: number): void;
    jam(): void;
    clearJam(): void;
    setToner(percent: number): void;
    pause(): void;
    resume(): void;
    powerOff(): Promise<void>;
    powerOn(): Promise<void>;
    release(): void;
  };
  snapshot(): Readonly<Condition> & {
    readonly jobs: readonly {
      readonly id: number;
      readonly name: string;
      readonly user: string;
      readonly state: JobState;
      readonly impressions: number;
      readonly pages: number;
    }[];
  };
  /** What came out, job by job, whole or not. */
  papers(): readonly PrintedJob[];
  violations(): readonly Violation[];
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

const PATH = '/ipp/print';
const LARGEST = 64 * 1024 * 1024;

export async function startDocumentPrinterSimulator(
  options: DocumentPrinterSimulatorOptions = {},
): Promise<DocumentPrinterSimulator> {
  const clock = options.clock ?? systemClock;
  const host = options.host ?? '127.0.0.1';
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const engine = new Engine(clock, options.pageMs ?? 1_000, changed);
  const violations: Violation[] = [];
  const sockets = new Set<Socket>();
  const uuid = randomUUID();
  const started = clock.now();
  let port = options.port ?? 0;
  let server: Server | null = null;
  const facts = (): PrinterFacts => ({
    uri: `ipp://${host}:${port}${PATH}`,
    httpUri: `http://${host}:${port}/`,
    uuid,
    started,
    now: clock.now(),
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      // A document longer than its attributes: the fault comes in the middle of it.
      if (size > 1_024 && engine.faults.take('cut-in-body') !== null) return void request.socket.destroy();
      if (size > LARGEST) return void response.writeHead(413).end();
      chunks.push(chunk);
    }
    const message = decode(Buffer.concat(chunks));
    if (request.method !== 'POST' || request.headers['content-type'] !== 'application/ipp' || message === null)
      return void response.writeHead(400).end();
    if (engine.faults.take('http-error') !== null) return void response.writeHead(500).end();
    const done = answer(message, engine, facts());
    if (done.violation !== undefined) violations.push({ at: clock.now(), what: done.violation });
    if (
      engine.faults.peek('cut-before-answer') !== null &&
      done.groups.some(({ attributes }) => attributes.some(({ name }) => name === 'job-id')) &&
      (message.code === 0x02 || message.code === 0x06)
    ) {
      engine.faults.take('cut-before-answer');
      return void request.socket.destroy();
    }
    const version = message.version >> 8 === 1 || message.version >> 8 === 2 ? message.version : 0x0200;
    const body =
      engine.faults.take('garbage') === null
        ? encode({ version, code: done.status, id: message.id, groups: [operationGroup(), ...done.groups] })
        : Buffer.from('<html>printer</html>');
    const send = (): void =>
      void response.writeHead(200, { 'content-type': 'application/ipp', 'content-length': body.length }).end(body);
    const slow = engine.faults.take('slow');
    if (slow === null) send();
    else clock.after(slow.ms, send);
  }

  async function listen(): Promise<void> {
    const made = createServer(
      (request, response) => void serve(request, response).catch(() => request.socket.destroy()),
    );
    made.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    });
    port = await listenOn(made, port, host);
    server = made;
  }
  async function close(): Promise<void> {
    const last = server;
    server = null;
    for (const socket of sockets) socket.destroy();
    if (last !== null) await new Promise((resolve) => last.close(resolve));
  }
  const set = (change: Partial<Condition>): void => {
    Object.assign(engine.condition, change);
    engine.run();
  };

  await listen();
  return {
    get uri() {
      return facts().uri;
    },
    faults: engine.faults,
    actions: {
      openCover: () => set({ coverOpen: true }),
      closeCover: () => set({ coverOpen: false }),
      emptyTray: () => set({ sheets: 0 }),
      loadPaper: (sheets = 500) => set({ sheets }),
      jam: () => set({ jammed: true }),
      clearJam: () => set({ jammed: false }),
      setToner: (toner) => set({ toner }),
      pause: () => set({ paused: true }),
      resume: () => set({ paused: false }),
      async powerOff() {
        set({ powered: false });
        engine.forget();
        await close();
      },
      async powerOn() {
        set({ powered: true });
        await listen();
      },
      release() {
        for (const job of engine.jobs) engine.release(job);
      },
    },
    snapshot: () => ({
      ...engine.condition,
      jobs: engine.jobs.map(({ id, name, user, state, impressions, pages }) => ({
        id,
        name,
        user,
        state,
        impressions,
        pages,
      })),
    }),
    papers: () => engine.printed,
    violations: () => violations,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      engine.stop();
      await close();
    },
  };
}
