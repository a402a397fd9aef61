import type { DeviceIdentity, DriverSurroundings } from '../driver/driver.ts';
import { type Frame, FrameRing } from '../driver/frames.ts';
import { ConnectionSupervisor } from '../driver/connection-supervisor.ts';
import type { EndReason } from '../driver/connection.ts';
import type { Link, LinkFailure } from '../link/link.ts';
import { RequestQueue } from '../driver/request-queue.ts';
import type { UpsTiming } from './config.ts';
import {
  acknowledged,
  command,
  ListOfVariables,
  type NutLine,
  NutLines,
  type Reply,
  type Variables,
} from './protocol.ts';
import { identityOf, powerOf, refusedStatus, saysOff, statusOf, strangeWords } from './report.ts';
import type { PowerReading, Ups, UpsStatus } from './ups.ts';

export interface NutDeps extends DriverSurroundings {
  readonly timing: UpsTiming;
  /** A fresh link for every connection. */
  readonly link: () => Link;
  /** Its name at the daemon. */
  readonly ups: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

/** A UPS behind the daemon of the Network UPS Tools, asked by its text protocol (RFC 9271) again and again. */
export class NutUps implements Ups {
  readonly #deps: NutDeps;
  readonly #ring = new FrameRing();
  readonly #supervisor: ConnectionSupervisor<UpsStatus>;
  /** What the last answer said; null before the first, and while the device does not know itself. */
  #said: UpsStatus | null = null;
  #identity: DeviceIdentity | null = null;
  #power: PowerReading | null = null;
  /** Since when it has been saying OFF, by the clock; null while it does not. */
  #offSince: number | null = null;
  #end: (reason: EndReason) => void = () => undefined;

  constructor(deps: NutDeps) {
    this.#deps = deps;
    this.#supervisor = new ConnectionSupervisor<UpsStatus>({
      ...deps,
      attempt: () => this.#attempt(),
      end: async () => this.#end('link'),
      linked: () => this.#said ?? { state: 'identifying' },
      blockedBy: () => this.#said,
    });
    this.#supervisor.start();
  }

  status(): UpsStatus {
    return this.#supervisor.status();
  }

  identity(): DeviceIdentity | null {
    return this.#identity;
  }

  power(): PowerReading | null {
    return this.#power;
  }

  frames(): readonly Frame[] {
    return this.#ring.list();
  }

  onStatus(listener: (status: UpsStatus) => void): () => void {
    return this.#supervisor.onStatus(listener);
  }

  restart(): Promise<void> {
    return this.#supervisor.restart();
  }

  close(): Promise<void> {
    return this.#supervisor.close();
  }

  async #attempt(): Promise<EndReason> {
    const { clock, timing } = this.#deps;
    const link = this.#deps.link();
    const lane = new RequestQueue<NutLine>(clock);
    let ended: EndReason | null = null;
    let wake = (): void => undefined;
    this.#end = (reason) => {
      ended ??= reason;
      lane.end();
      wake();
    };
    const lines = new NutLines((line) => this.#line(line, lane));
    link.onData((bytes) => lines.push(bytes));
    link.onClose((failure) => this.#end(reasonOf(failure)));
    try {
      const opened = await link.open();
      if (!opened.ok) return ended ?? reasonOf(opened.error);
      this.#supervisor.opened();
      const refused = await this.#signIn(link, lane);
      ended ??= refused;
      while (ended === null) {
        const failed = await this.#poll(link, lane);
        ended ??= failed;
        if (ended !== null) break;
        await new Promise<void>((resolve) => {
          const cancel = clock.after(timing.poll, resolve);
          wake = () => {
            cancel();
            resolve();
          };
        });
      }
      return ended;
    } finally {
      this.#end('link');
      this.#said = null;
      this.#power = null;
      this.#offSince = null;
      await link.close();
    }
  }

  /**
   * The daemon believes every name until a command needs it (RFC 9271, 4.2.10), so there is nothing to learn from its
   * `OK`.
   */
  async #signIn(link: Link, lane: RequestQueue<NutLine>): Promise<EndReason | null> {
    const { credentials } = this.#deps;
    if (credentials === null) return null;
    for (const [verb, word] of [
      ['USERNAME', credentials.username],
      ['PASSWORD', credentials.password],
    ] as const) {
      const reply = await this.#ask(link, lane, command(verb, word), verb, acknowledged, true);
      if (typeof reply === 'string') return reply;
      if (reply.kind === 'nonsense') return 'protocol';
      if (reply.kind === 'error') this.#ring.note(this.#deps.clock.now(), `${verb} refused: ${reply.code}`);
    }
    return null;
  }

  async #poll(link: Link, lane: RequestQueue<NutLine>): Promise<EndReason | null> {
    const { ups, clock, timing } = this.#deps;
    const list = new ListOfVariables(ups);
    const reply = await this.#ask<Variables>(
      link,
      lane,
      command('LIST', 'VAR', ups),
      `LIST VAR ${ups}`,
      (line) => list.take(line),
      false,
    );
    if (typeof reply === 'string') return reply;
    if (reply.kind === 'nonsense') return 'protocol';
    if (reply.kind === 'error') {
      const status = refusedStatus(reply.code);
      this.#ring.note(clock.now(), `refused: ${reply.code}`);
      if (status === null) return 'protocol';
      this.#says(status, false);
      return null;
    }
    const variables = reply.value;
    const strange = strangeWords(variables);
    const aside = strange.length === 0 ? '' : `; not NUT's words: ${strange.join(' ')}`;
    const said = variables.get('ups.status') ?? 'missing';
    this.#ring.note(clock.now(), `${variables.size} variables, ups.status ${said}${aside}`);
    this.#identity = identityOf(variables);
    this.#power = powerOf(variables);
    this.#offSince = saysOff(variables) ? (this.#offSince ?? clock.now()) : null;
    const status = statusOf(variables, this.#offSince !== null && clock.now() - this.#offSince >= timing.off);
    this.#says(status, status !== null && !(status.state === 'faulted' && status.reason === 'no-status'));
    return null;
  }

  /** `known`: the device itself said so. Otherwise there is nothing to go by until it is found again. */
  #says(status: UpsStatus | null, known: boolean): void {
    this.#said = status;
    if (!known) {
      this.#power = null;
      this.#supervisor.unready();
    } else this.#supervisor.ready();
    this.#supervisor.changed();
  }

  async #ask<T>(
    link: Link,
    lane: RequestQueue<NutLine>,
    bytes: Uint8Array,
    meaning: string,
    match: (line: NutLine) => Reply<T> | undefined,
    secret: boolean,
  ): Promise<Reply<T> | EndReason> {
    const { clock, timing } = this.#deps;
    if (secret) this.#ring.redacted(clock.now(), 'out', bytes.length, meaning);
    else this.#ring.out(clock.now(), bytes, meaning);
    const answer = await lane.ask({ match, send: () => link.write(bytes, timing.answer), timeout: timing.answer });
    if (answer.ok) return answer.value;
    if (answer.error === 'timeout') return 'silent';
    return answer.error === 'aborted' ? 'link' : reasonOf(answer.error);
  }

  #line(line: NutLine, lane: RequestQueue<NutLine>): void {
    const { clock } = this.#deps;
    if (line.kind === 'discarded') this.#ring.note(clock.now(), `discarded ${line.count} bytes that are no line`);
    else if (line.words[0] !== 'VAR' || line.words[2] === 'ups.status')
      this.#ring.in(clock.now(), new TextEncoder().encode(line.raw), line.raw.slice(0, 80));
    lane.offer(line);
  }
}

function reasonOf(failure: LinkFailure): EndReason {
  switch (failure.kind) {
    case 'absent':
    case 'denied':
      return failure.kind;
    case 'timeout':
      return 'silent';
    case 'locked':
    case 'closed':
      return 'link';
  }
}
