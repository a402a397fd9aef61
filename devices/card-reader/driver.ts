import type { DeviceIdentity, DriverSurroundings } from '../driver/driver.ts';
import { type Frame, FrameRing } from '../driver/frames.ts';
import { ConnectionSupervisor } from '../driver/connection-supervisor.ts';
import type { EndReason } from '../driver/connection.ts';
import { badgeNumber, GET_UID, statusWord } from './badge.ts';
import { cardKind } from './card-kind.ts';
import type { CardEvent, CardReader, CardReaderStatus } from './card-reader.ts';
import type { CardReaderConfig, ReaderChoice } from './config.ts';
import type { PcscConnect, PcscFailure, PcscSession, ReaderDescription, SlotState } from './pcsc.ts';
import { fitsPattern, readerName } from './reader-name.ts';

export interface CardReaderDeps extends DriverSurroundings {
  readonly connect: PcscConnect;
  readonly reader: ReaderChoice;
  readonly role: CardReaderConfig['role'];
  readonly timing: CardReaderConfig['timing'];
}

/**
 * Milliseconds until a reader that the service has not announced counts as absent; it announces those that are there
 * one after the other.
 */
const SETTLING = 1_000;

/** One reader of the service, with the last state that was reported of its slot. */
interface Found {
  state: SlotState;
  /** Undefined while it is being asked. */
  description: ReaderDescription | null | undefined;
}

/** One connection to the service. */
interface Attempt {
  session: PcscSession | null;
  readonly readers: Map<string, Found>;
  /** The reader that is ours, by its full name. */
  ours: string | null;
  /** So long after the connection every reader that is there has been announced. */
  settled: boolean;
  readonly end: (reason: EndReason) => void;
  /** What waits for an answer, and is informed when the connection ends. */
  readonly waiting: Set<() => void>;
}

interface Inserted {
  readonly count: number;
  told: boolean;
}

/**
 * A card reader behind PC/SC: says which kind of card comes and goes, and on a reader for staff the number of their
 * badge.
 */
export class PcscCardReader implements CardReader {
  readonly #deps: CardReaderDeps;
  readonly #ring = new FrameRing();
  readonly #supervisor: ConnectionSupervisor<CardReaderStatus>;
  readonly #listeners = new Set<(event: CardEvent) => void>();
  #attempt: Attempt | null = null;
  #blockedBy: CardReaderStatus | null = null;
  #identity: DeviceIdentity | null = null;
  /** The card in the slot; a new object for every insertion, so that a late answer is known to be of another card. */
  #card: Inserted | null = null;

  constructor(deps: CardReaderDeps) {
    this.#deps = deps;
    this.#supervisor = new ConnectionSupervisor<CardReaderStatus>({
      ...deps,
      attempt: () => this.#live(),
      end: async () => this.#attempt?.end('link'),
      linked: () => ({ state: 'ready' }),
      blockedBy: () => this.#blockedBy,
    });
    this.#supervisor.start();
  }

  status(): CardReaderStatus {
    return this.#supervisor.status();
  }

  identity(): DeviceIdentity | null {
    return this.#identity;
  }

  frames(): readonly Frame[] {
    return this.#ring.list();
  }

  onStatus(listener: (status: CardReaderStatus) => void): () => void {
    return this.#supervisor.onStatus(listener);
  }

  onCard(listener: (event: CardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  restart(): Promise<void> {
    return this.#supervisor.restart();
  }

  close(): Promise<void> {
    return this.#supervisor.close();
  }

  async #live(): Promise<EndReason> {
    let end: Attempt['end'] = () => undefined;
    let ended = false;
    const over = new Promise<EndReason>((resolve) => {
      end = (reason) => {
        ended = true;
        resolve(reason);
      };
    });
    const attempt: Attempt = { session: null, readers: new Map(), ours: null, settled: false, end, waiting: new Set() };
    this.#attempt = attempt;
    this.#blockedBy = null;
    const connected = await this.#deps.connect({
      reader: (name, state) => {
        if (!ended) this.#changed(attempt, name, state);
      },
      lost: (code) => {
        this.#note(`service lost: ${code}`);
        end('link');
      },
    });
    let cancel = (): void => undefined;
    if (connected.ok) {
      attempt.session = connected.value;
      cancel = this.#deps.clock.after(SETTLING, () => {
        attempt.settled = true;
        this.#choose(attempt);
      });
      this.#note('service connected');
      this.#supervisor.opened();
      // Readers that were announced before the session was there.
      for (const name of attempt.readers.keys()) this.#describe(attempt, name);
      this.#choose(attempt);
    } else this.#refused(connected.error, end);
    const reason = await over;
    cancel();
    for (const give of [...attempt.waiting]) give();
    this.#attempt = null;
    this.#identity = null;
    this.#removed();
    attempt.session?.stop();
    return reason;
  }

  #refused({ kind, code }: PcscFailure, end: Attempt['end']): void {
    this.#note(`no service: ${code}`);
    if (kind === 'service') return end('link');
    if (kind === 'denied') return end('denied');
    // A library that failed to load does not load later in the same process: this waits for a restart, and says why.
    this.#blockedBy = { state: 'faulted', reason: 'library' };
    this.#supervisor.opened();
  }

  #changed(attempt: Attempt, name: string, state: SlotState | null): void {
    const found = attempt.readers.get(name);
    if (state === null) {
      attempt.readers.delete(name);
      this.#note(`reader gone: ${name}`);
      // As any device that is unplugged: one that comes and goes too often is left alone for a while.
      if (attempt.ours === name) return attempt.end('absent');
    } else if (found === undefined) {
      attempt.readers.set(name, { state, description: undefined });
      this.#note(`reader found: ${name}`);
      this.#describe(attempt, name);
    } else {
      found.state = state;
      if (attempt.ours === name) this.#slot(attempt, name, state);
      return;
    }
    this.#choose(attempt);
  }

  /** Only readers that may be ours are asked; the others belong to somebody else. */
  #describe(attempt: Attempt, name: string): void {
    const { session } = attempt;
    const found = attempt.readers.get(name);
    if (session === null || found === undefined || !this.#named(name)) return;
    void this.#within(attempt, session.describe(name)).then((answer) => {
      if (this.#attempt !== attempt || attempt.readers.get(name) !== found) return;
      if (answer === 'none') return;
      found.description = answer;
      this.#choose(attempt);
    });
  }

  #choose(attempt: Attempt): void {
    if (attempt.session === null || this.#attempt !== attempt) return;
    const named = [...attempt.readers].filter(([name]) => this.#named(name));
    // Whose serial number is not known yet may be the one, or one too many.
    if (named.some(([, { description }]) => description === undefined)) return;
    const fitting = named.filter(([name, { description }]) => this.#numbered(name, description ?? null));
    const [one] = fitting;
    if (one === undefined && !attempt.settled) return;
    attempt.ours = one === undefined || fitting.length > 1 ? null : one[0];
    if (one === undefined || fitting.length > 1) {
      this.#blockedBy = one === undefined ? { state: 'absent' } : { state: 'faulted', reason: 'ambiguous' };
      this.#identity = null;
      this.#removed();
      this.#supervisor.unready();
      return;
    }
    const [name, { state, description }] = one;
    const { base, serial } = readerName(name);
    this.#identity = {
      maker: description?.maker ?? null,
      model: base,
      firmware: description?.firmware ?? null,
      serial: description?.serial ?? serial,
    };
    this.#blockedBy = null;
    this.#supervisor.ready();
    this.#slot(attempt, name, state);
  }

  #named(name: string): boolean {
    const wanted = this.#deps.reader;
    const { base, slot } = readerName(name);
    return (
      (wanted.name === undefined || fitsPattern(base, wanted.name)) &&
      (wanted.slot === undefined || slot === wanted.slot)
    );
  }

  #numbered(name: string, description: ReaderDescription | null): boolean {
    const { serial } = this.#deps.reader;
    return serial === undefined || description?.serial === serial || readerName(name).serial === serial;
  }

  #slot(attempt: Attempt, name: string, { card, count }: SlotState): void {
    if (card === 'none') return this.#removed();
    // The same card lies there still; taken out and put in again, the count has moved by two.
    if (this.#card !== null && ((count - this.#card.count) & 0xffff) < 2) return;
    this.#removed();
    const inserted: Inserted = { count, told: false };
    this.#card = inserted;
    void this.#look(attempt, name, card === 'mute').then((event) => {
      if (this.#card !== inserted) return;
      inserted.told = true;
      this.#tell(event);
    });
  }

  /** What it is. A card that is taken away meanwhile gives no answer, and no event is sent for it. */
  async #look(attempt: Attempt, name: string, mute: boolean): Promise<CardEvent> {
    const { session } = attempt;
    const asked = mute || session === null ? null : await this.#within(attempt, session.atr(name));
    const atr = asked === 'none' || asked === null ? null : asked;
    const kind = atr === null ? 'unknown' : cardKind(atr);
    // The bytes of some cards have their own number in them.
    this.#ring.redacted(
      this.#deps.clock.now(),
      'in',
      atr?.length ?? 0,
      atr === null ? 'card without an answer to reset' : `answer to reset: ${kind}`,
    );
    const badge =
      atr !== null && this.#deps.role === 'staff-badge' && (kind === 'badge' || kind === 'unknown')
        ? await this.#askNumber(attempt, name)
        : null;
    return { type: 'card-inserted', kind: badge === null ? kind : 'badge', badge };
  }

  async #askNumber(attempt: Attempt, name: string): Promise<string | null> {
    const { clock } = this.#deps;
    const { session } = attempt;
    if (session === null) return null;
    this.#ring.out(clock.now(), GET_UID, 'GET DATA: UID');
    const answer = await this.#within(attempt, session.transmit(name, GET_UID));
    if (answer === 'none') return null;
    this.#ring.redacted(
      clock.now(),
      'in',
      answer?.length ?? 0,
      answer === null || answer.length < 2 ? 'no answer' : `UID, ${statusWord(answer)}`,
    );
    const badge = answer === null ? null : badgeNumber(answer);
    answer?.fill(0);
    return badge;
  }

  #removed(): void {
    const card = this.#card;
    this.#card = null;
    if (card === null) return;
    this.#note('card removed');
    if (card.told) this.#tell({ type: 'card-removed' });
  }

  #tell(event: CardEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** An answer that does not come in time ends the connection: the service, or the reader's software in it, hangs. */
  #within<T>(attempt: Attempt, answer: Promise<T>): Promise<T | 'none'> {
    return new Promise((resolve) => {
      const settle = (outcome: T | 'none'): void => {
        cancel();
        attempt.waiting.delete(give);
        resolve(outcome);
      };
      const give = (): void => settle('none');
      const cancel = this.#deps.clock.after(this.#deps.timing.answer, () => {
        this.#note('no answer in time');
        give();
        attempt.end('silent');
      });
      attempt.waiting.add(give);
      void answer.then(settle);
    });
  }

  #note(meaning: string): void {
    this.#ring.note(this.#deps.clock.now(), meaning);
  }
}
