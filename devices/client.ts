import { type BirpcReturn, createBirpc } from 'birpc';
import type { Channel } from './channel.ts';
import type { Clock } from './clock.ts';
import type { HostConfig, HostEvents, HostFunctions } from './host-contract.ts';
import type { Paper } from './receipt-printer/paper.ts';
import {
  type Frame, type PrinterIdentity, type PrintFailure, type PrintProof, type ReceiptPrinterStatus,
} from './receipt-printer/receipt-printer.ts';
import { sameStatus } from './receipt-printer/same-status.ts';
import { err, type Result } from './result.ts';

/** A receipt printer in another process. It outlives that process: while the host is down, its status says so. */
export interface RemoteReceiptPrinter {
  readonly name: string;
  /** As last told by the host. */
  status(): ReceiptPrinterStatus;
  identity(): PrinterIdentity | null;
  onStatus(listener: (status: ReceiptPrinterStatus) => void): () => void;
  /** As `ReceiptPrinter.print`; a host that dies meanwhile makes it a failure with unknown paper. */
  print(paper: Paper): Promise<Result<PrintProof, PrintFailure>>;
  /** The last frames of the wire; empty while the host is down. */
  frames(): Promise<readonly Frame[]>;
}

/** Milliseconds. Longer than any job's own limits: whoever reaches it has a host that hangs without missing heartbeats. */
const PRINT_LIMIT = 600_000;
const FRAMES_LIMIT = 2_000;

const HOST_DOWN: ReceiptPrinterStatus = { state: 'back-off', reason: 'host' };

type Rpc = BirpcReturn<HostFunctions, HostEvents>;

/** One connection to one host process. */
export interface HostConnection {
  /** Sends the configuration; rejects when the host cannot work with it. */
  start(config: HostConfig): Promise<void>;
  /** True when the host answered within `ms`. */
  ping(ms: number): Promise<boolean>;
  /** Asks the host to free its ports; resolves when it has, or after `ms`. */
  stop(ms: number): Promise<void>;
  receiptPrinter(name: string): RemoteReceiptPrinter;
  /** The process is gone: all that waits is answered now. */
  lost(): void;
}

export function connectDeviceHost(channel: Channel, clock: Clock, printers = new PrinterClients(clock)): HostConnection {
  const rpc: Rpc = createBirpc<HostFunctions, HostEvents>(
    { receiptPrinter: (name, status, identity) => printers.told(name, status, identity) },
    {
      post: message => channel.post(message),
      on: listener => channel.on(message => {
        if (typeof message === 'object' && message !== null && 't' in message) listener(message);
      }),
      // Every call has its own limit on the injected clock.
      timeout: -1,
    },
  );
  printers.connected(rpc);
  return {
    start: config => rpc.start(config),
    ping: async ms => (await limited(clock, ms, rpc.ping())) === 'pong',
    async stop(ms) {
      await limited(clock, ms, rpc.stop());
    },
    receiptPrinter: name => printers.get(name),
    lost() {
      printers.disconnected(HOST_DOWN);
      rpc.$close();
    },
  };
}

/** The printers by name, across the connections of a host's successive processes. */
export class PrinterClients {
  readonly #clock: Clock;
  readonly #printers = new Map<string, PrinterClient>();
  #rpc: Rpc | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(name: string): PrinterClient {
    let printer = this.#printers.get(name);
    if (printer === undefined) {
      printer = new PrinterClient(name, this.#clock, () => this.#rpc);
      this.#printers.set(name, printer);
    }
    return printer;
  }

  told(name: string, status: ReceiptPrinterStatus, identity: PrinterIdentity | null): void {
    this.get(name).told(status, identity);
  }

  connected(rpc: Rpc): void {
    this.#rpc = rpc;
  }

  /** Also for good: `status` then says faulted. */
  disconnected(status: ReceiptPrinterStatus): void {
    this.#rpc = null;
    for (const printer of this.#printers.values()) printer.told(status, null);
  }

  /** Printers of which half a slip may be in the buffers; the next host clears them first. */
  unfinished(): string[] {
    return [...this.#printers.values()].filter(printer => printer.unfinished).map(printer => printer.name);
  }
}

export class PrinterClient implements RemoteReceiptPrinter {
  readonly name: string;
  /** A job was begun, and no proof of any later one has come. */
  unfinished = false;
  readonly #clock: Clock;
  readonly #rpc: () => Rpc | null;
  #status: ReceiptPrinterStatus = { state: 'opening' };
  #identity: PrinterIdentity | null = null;
  #listeners = new Set<(status: ReceiptPrinterStatus) => void>();

  constructor(name: string, clock: Clock, rpc: () => Rpc | null) {
    this.name = name;
    this.#clock = clock;
    this.#rpc = rpc;
  }

  status(): ReceiptPrinterStatus {
    return this.#status;
  }

  identity(): PrinterIdentity | null {
    return this.#identity;
  }

  onStatus(listener: (status: ReceiptPrinterStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  told(status: ReceiptPrinterStatus, identity: PrinterIdentity | null): void {
    this.#identity = identity;
    if (sameStatus(status, this.#status)) return;
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }

  async print(paper: Paper): Promise<Result<PrintProof, PrintFailure>> {
    const rpc = this.#rpc();
    // A new host that has not told of this printer yet does not have it yet.
    if (rpc === null || ('reason' in this.#status && this.#status.reason === 'host')) return err({ status: this.#down(), paper: 'none' });
    const before = this.unfinished;
    this.unfinished = true;
    const result = await limited(this.#clock, PRINT_LIMIT, rpc.print(this.name, paper));
    if (result === null) return err({ status: this.#down(), paper: 'unknown' });
    if (result.ok) this.unfinished = false;
    else if (result.error.paper === 'none') this.unfinished = before;
    return result;
  }

  async frames(): Promise<readonly Frame[]> {
    const rpc = this.#rpc();
    return rpc === null ? [] : ((await limited(this.#clock, FRAMES_LIMIT, rpc.frames(this.name))) ?? []);
  }

  #down(): ReceiptPrinterStatus {
    return this.#status.state === 'faulted' ? this.#status : HOST_DOWN;
  }
}

/** The answer, or null when the host is gone or the time is up. A host that answers with an error has a bug: that is gone too. */
function limited<T>(clock: Clock, ms: number, answer: Promise<T>): Promise<T | null> {
  return new Promise(resolve => {
    const cancel = clock.after(ms, () => resolve(null));
    answer.then(value => {
      cancel();
      resolve(value);
    }, () => {
      cancel();
      resolve(null);
    });
  });
}
