import type { Cancel } from '../../base/clock.ts';
import type { DeviceIdentity, DriverSurroundings } from '../driver/driver.ts';
import { type Frame, FrameRing } from '../driver/frames.ts';
import { ConnectionSupervisor } from '../driver/connection-supervisor.ts';
import type { EndReason } from '../driver/connection.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { EidConfig } from './config.ts';
import { type Obstacle, SdkConnection } from './connection.ts';
import { cardPresent, createProtocol, type ProtocolHandler, type Input, SILENT, usable } from './conversation.ts';
import type { EidEvent, EidReader, EidRequest, EidStatus, EidStep } from './eid.ts';
import { limitOf } from './limits.ts';
import type { AccessRight } from './sdk.ts';
import { SecretEntry } from './secret-entry.ts';
import type { SecretPort } from './secrets.ts';

export interface EidDeps extends DriverSurroundings {
  readonly config: EidConfig;
}

/** Milliseconds between two looks whether what stands in the way is gone. */
const LOOK_AGAIN = 15_000;

/**
 * The AusweisApp as a reader of ID cards: keeps it running and connected, leads a visitor through it, and takes the
 * digits of their secrets.
 */
export class AusweisApp implements EidReader {
  readonly #deps: EidDeps;
  readonly #ring = new FrameRing();
  readonly #supervisor: ConnectionSupervisor<EidStatus>;
  readonly #listeners = new Set<(event: EidEvent) => void>();
  readonly #entry = new SecretEntry();
  #connection: SdkConnection | null = null;
  #end: (reason: EndReason) => void = () => undefined;
  #obstacle: Obstacle | null = null;
  #identity: DeviceIdentity | null = null;
  #conversation: ProtocolHandler = SILENT;
  /** Of the workflow under way, or of the last one. */
  #workflow = 0;
  #card: boolean | null = null;
  #port: SecretPort | null = null;
  #forgetPort: () => void = () => undefined;
  #cancelStep: Cancel = () => undefined;
  #cancelTotal: Cancel = () => undefined;
  /** Those who wait for something to change. */
  readonly #waiting = new Set<() => void>();

  constructor(deps: EidDeps) {
    this.#deps = deps;
    this.#supervisor = new ConnectionSupervisor<EidStatus>({
      ...deps,
      attempt: () => this.#attempt(),
      end: async () => this.#end('link'),
      linked: () =>
        this.#running()
          ? { state: 'busy', reason: 'job' }
          : this.#readers() === 0
            ? { state: 'needs-staff', reason: 'no-reader' }
            : { state: 'ready' },
      blockedBy: () => (this.#obstacle === null ? null : { state: 'faulted', reason: this.#obstacle }),
    });
    this.#supervisor.start();
  }

  status(): EidStatus {
    return this.#supervisor.status();
  }

  identity(): DeviceIdentity | null {
    return this.#identity;
  }

  frames(): readonly Frame[] {
    return this.#ring.list();
  }

  onStatus(listener: (status: EidStatus) => void): () => void {
    return this.#supervisor.onStatus(listener);
  }

  onEvent(listener: (event: EidEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  cardPresent(): boolean | null {
    return this.#card;
  }

  async begin(request: EidRequest): Promise<Result<number, EidStatus>> {
    const connection = this.#connection;
    const status = this.status();
    if (connection === null || status.state !== 'ready') return err(status);
    const { clock, config } = this.#deps;
    // Also the numbers of a host that was started anew differ from those of the last one.
    this.#workflow = Math.max(this.#workflow + 1, clock.now());
    this.#cancelTotal();
    this.#cancelTotal = clock.after(config.timing.total, () =>
      this.#take({ type: 'give-up', failure: { kind: 'timeout', code: null } }),
    );
    this.#take({ type: 'begin', kind: request.kind, transport: request.kind === 'change-pin' && request.transport });
    // What it is answered comes as a message; that the connection is gone, too.
    await connection.send(
      request.kind === 'auth'
        ? { cmd: 'RUN_AUTH', tcTokenURL: request.tcTokenUrl, status: true }
        : { cmd: 'RUN_CHANGE_PIN', status: true },
    );
    return ok(this.#workflow);
  }

  async accept(optional: readonly AccessRight[]): Promise<void> {
    this.#take({ type: 'accept', optional });
  }

  async enter(): Promise<void> {
    this.#take({ type: 'enter' });
    this.#limit();
  }

  async cancel(): Promise<void> {
    this.#take({ type: 'give-up', failure: { kind: 'cancelled', code: null } });
  }

  /** The port over which secrets come, until another one takes its place. */
  takeSecrets(port: SecretPort): void {
    this.#forgetPort();
    this.#port?.close();
    this.#port = port;
    this.#forgetPort = port.on((bytes) => {
      for (const byte of bytes) this.#key(byte);
      bytes.fill(0);
    });
  }

  async restart(): Promise<void> {
    // A visitor's workflow has an end of its own.
    if (this.#running()) await this.#pause(this.#deps.config.timing.total, () => !this.#running());
    await this.#supervisor.restart();
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
    this.#forgetPort();
    this.#port?.close();
  }

  #running(): boolean {
    const { workflow } = this.#conversation;
    return workflow !== null && workflow.step.step !== 'ended';
  }

  async #attempt(): Promise<EndReason> {
    let over: EndReason | null = null;
    const ended = new Promise<EndReason>((resolve) => {
      this.#end = (reason) => {
        over ??= reason;
        resolve(reason);
        for (const look of [...this.#waiting]) look();
      };
    });
    for (;;) {
      const connection: SdkConnection = new SdkConnection({
        ...this.#deps,
        ring: this.#ring,
        config: this.#deps.config,
        onMessage: (message) => {
          if (this.#connection === connection) this.#take({ type: 'message', message });
        },
      });
      this.#connection = connection;
      const reason = await this.#createProtocol(connection, ended);
      this.#connection = null;
      this.#take({ type: 'lost' });
      await connection.close();
      if (typeof reason === 'string') return reason;
      // Somebody has to act; looked at again meanwhile, and said all the while.
      this.#obstacle = reason.obstacle;
      this.#supervisor.opened();
      this.#supervisor.changed();
      await this.#pause(LOOK_AGAIN, () => over !== null);
      if (over !== null) return over;
    }
  }

  /** From the opening of one connection to its end. */
  async #createProtocol(
    connection: SdkConnection,
    ended: Promise<EndReason>,
  ): Promise<EndReason | { readonly obstacle: Obstacle }> {
    const opened = await Promise.race([ended, connection.open()]);
    if (typeof opened === 'string') return opened;
    if (!opened.ok) return 'ended' in opened.error ? opened.error.ended : opened.error;
    const { Name, 'Implementation-Version': version, 'Implementation-Vendor': maker } = opened.value.VersionInfo;
    this.#identity = { maker: maker === '' ? null : maker, model: Name, firmware: version, serial: null };
    this.#obstacle = null;
    this.#supervisor.opened();
    return Promise.race([ended, connection.ended, this.#watch(connection)]);
  }

  /** The AusweisApp announces its readers one after the other; after that it is polled whether it is still there. */
  async #watch(connection: SdkConnection): Promise<EndReason> {
    const { timing } = this.#deps.config;
    await connection.ask({ cmd: 'GET_READER_LIST' }, 'READER_LIST');
    if (this.#readers() === 0) await this.#pause(timing.settle, () => this.#readers() > 0);
    if (this.#connection === connection) this.#supervisor.ready();
    for (;;) {
      await this.#pause(timing.poll);
      if (this.#connection !== connection) return 'link';
      // A workflow has limits of its own.
      if (this.#running()) continue;
      const answer = await connection.ask({ cmd: 'GET_READER_LIST' }, 'READER_LIST', false);
      if (!answer.ok) return answer.error === 'timeout' ? 'silent' : 'link';
    }
  }

  /** Until the time is up, the connection is gone, or `until`. */
  #pause(ms: number, until: () => boolean = () => false): Promise<void> {
    const mine = this.#connection;
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#waiting.delete(look);
        resolve();
      };
      const cancel = this.#deps.clock.after(ms, done);
      const look = (): void => {
        if (until() || this.#connection !== mine) done();
      };
      this.#waiting.add(look);
    });
  }

  #readers(): number {
    return usable(this.#conversation.readers, this.#deps.config.simulatorCard).length;
  }

  #take(input: Input): void {
    const { simulatorCard } = this.#deps.config;
    const before = this.#conversation.workflow?.step ?? null;
    const { conversation, send } = createProtocol(this.#conversation, input, simulatorCard);
    this.#conversation = conversation;
    for (const command of send) void this.#connection?.send(command);
    const step = conversation.workflow?.step ?? null;
    const card = cardPresent(conversation.readers, simulatorCard);
    const moved = card !== this.#card;
    this.#card = card;
    // Without readers it is no matter for staff when the connection is gone; what it comes to follows at once.
    if (input.type !== 'lost') this.#supervisor.changed();
    for (const look of [...this.#waiting]) look();
    if (moved && card !== null) this.#tell({ event: 'card', present: card });
    if (step !== null && (input.type === 'begin' || JSON.stringify(step) !== JSON.stringify(before)))
      this.#stepped(step);
  }

  #stepped(step: EidStep): void {
    const began = this.#entry.follow(step);
    this.#limit();
    this.#tell({ event: 'step', workflow: this.#workflow, step });
    if (!began) return;
    this.#port?.post(Uint8Array.of(0));
    this.#tell({ event: 'typed', count: 0 });
  }

  /** Every step has its limit, and a workflow that is given up, too. */
  #limit(): void {
    const {
      clock,
      config: { timing },
    } = this.#deps;
    this.#cancelStep();
    this.#cancelStep = () => undefined;
    const { workflow } = this.#conversation;
    if (workflow === null || workflow.step.step === 'ended') return this.#cancelTotal();
    if (workflow.givenUp !== null) {
      // Not even that is answered: only a new one helps.
      this.#cancelStep = clock.after(timing.cancel, () => this.#end('silent'));
    } else if (workflow.paused) {
      this.#cancelStep = clock.after(timing.position, () => this.#take({ type: 'continue' }));
    } else {
      const limit = limitOf(workflow.step, workflow.kind, timing);
      if (limit !== null)
        this.#cancelStep = clock.after(limit.ms, () =>
          this.#take({ type: 'give-up', failure: { kind: limit.failure, code: null } }),
        );
    }
  }

  #key(byte: number): void {
    const { reply, outcome } = this.#entry.key(byte);
    this.#port?.post(Uint8Array.of(reply));
    if (outcome === 'refused') return;
    this.#tell({ event: 'typed', count: reply });
    if (outcome === 'typing') return this.#limit();
    if (typeof outcome === 'string') return this.#take({ type: 'typed', outcome });
    const { command, frame } = outcome;
    if (this.#connection === null) frame.fill(0);
    else void this.#connection.sendSecret(command, frame);
    this.#take({ type: 'submitted', command });
  }

  #tell(event: EidEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
