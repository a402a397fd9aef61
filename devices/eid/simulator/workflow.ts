/**
 * An authentication or a change of PIN from its start to its end: the order of the SDK's states, and what the card's
 * counters make of it.
 */
import type { SimulationClock } from '../../simulation/clock.ts';
import type { FaultBox } from '../../simulation/faults.ts';
import type { CardSecrets, IdCard } from './card.ts';
import type { EidFault } from './faults.ts';
import { fetchToken, type Provider, type ProviderSession } from './provider.ts';
import type { Reader } from './reader.ts';
import { FAILURES, type Failure, MAJOR_OK, resultOf } from './results.ts';
import { inOrder } from './rights.ts';
import { formError, type Secret, type WorkflowKind } from './secrets.ts';

/** Milliseconds that the real thing takes. */
export interface EidDelays {
  /** From the connection until the readers are announced. */
  readonly readers: number;
  /** From laying the card on until it is known. */
  readonly recognise: number;
  /** From there until its secret is asked. */
  readonly connect: number;
  /** PACE, with a right secret or a wrong one. */
  readonly pace: number;
  /** Between two signs of progress. */
  readonly step: number;
  /** The longest for an answer of the eID-Server. */
  readonly patience: number;
}

export interface WorkflowDeps {
  readonly clock: SimulationClock;
  readonly delays: EidDelays;
  readonly faults: FaultBox<EidFault>;
  readonly level: () => number;
  readonly withReason: boolean;
  readonly readers: () => readonly Reader[];
  send(message: Readonly<Record<string, unknown>>): void;
  /** Sends the reader's state where it differs from the last one sent. */
  tell(reader: Reader): void;
  /** The card that SET_CARD brought is gone again. */
  eject(): void;
  ended(): void;
}

export type State =
  | 'ACCESS_RIGHTS'
  | 'INSERT_CARD'
  | 'ENTER_PIN'
  | 'ENTER_NEW_PIN'
  | 'ENTER_CAN'
  | 'ENTER_PUK'
  | 'PAUSE';
/** A card as long as it lies where it was found. */
interface Connection {
  readonly reader: Reader;
  readonly card: IdCard;
  readonly session: number;
  canShown: boolean;
}

export class Workflow {
  readonly kind: WorkflowKind;
  readonly #deps: WorkflowDeps;
  readonly #status: boolean;
  readonly #waiting = new Set<() => void>();
  /** Typed, and not refused by a card yet: it is tried again where the card was away. */
  readonly #secrets = new Map<Secret, string>();
  #state: State | null = null;
  #progress = 0;
  #over = false;
  #provider: Provider | null = null;
  #asked: ProviderSession | null = null;
  #optional: readonly string[] = [];
  #connection: Connection | null = null;
  /** Asked at the reader's keypad. */
  #typing: Secret | null = null;
  #resume: (() => void) | null = null;

  constructor(kind: WorkflowKind, status: boolean, deps: WorkflowDeps) {
    this.kind = kind;
    this.#status = status;
    this.#deps = deps;
  }

  get state(): State | null {
    return this.#state;
  }

  get progress(): number {
    return this.#progress;
  }

  get typing(): Secret | null {
    return this.#typing;
  }

  get connected(): IdCard | null {
    return this.#connection?.card ?? null;
  }

  changePin(): void {
    this.#deps.send({ msg: 'CHANGE_PIN' });
    this.#needCard();
  }

  async authenticate(tcTokenUrl: string): Promise<void> {
    const {
      delays: { patience },
      clock,
      faults,
    } = this.#deps;
    this.#deps.send({ msg: 'AUTH' });
    this.#advance(0);
    if (faults.take('no-network') !== null) return this.#fail(FAILURES.noServer);
    const token = await fetchToken(tcTokenUrl, { clock, patience });
    if (this.#over) return token.ok ? token.provider.end('cancelled') : undefined;
    if (!token.ok) return this.#fail(token.failure);
    const { provider } = token;
    this.#provider = provider;
    const asked = await provider.session();
    if (this.#over) return;
    if (asked === null) return this.#fail(FAILURES.noSession);
    if (faults.take('bad-certificate') !== null) return this.#refuse('client', FAILURES.badCertificate);
    this.#asked = { ...asked, chat: asOffered(asked.chat) };
    this.#optional = this.#asked.chat.optional;
    this.#state = 'ACCESS_RIGHTS';
    this.accessRights();
  }

  accessRights(error?: string): void {
    const {
      chat: { required, optional },
      transactionInfo,
    } = this.#asked ?? { chat: { required: [], optional: [] } };
    this.#deps.send({
      msg: 'ACCESS_RIGHTS',
      ...(error === undefined ? {} : { error }),
      chat: { effective: this.#effective(), optional: inOrder(optional), required: inOrder(required) },
      ...(transactionInfo === undefined ? {} : { transactionInfo }),
    });
  }

  setAccessRights(chat: unknown): void {
    if (!Array.isArray(chat)) return this.accessRights("'chat' data cannot be undefined");
    if (!chat.every((right) => typeof right === 'string'))
      return this.accessRights("Entry in 'chat' data needs to be string");
    if (!chat.every((right) => this.#asked?.chat.optional.includes(right)))
      return this.accessRights("Entry in 'chat' data is not available");
    this.#optional = chat;
    this.accessRights();
  }

  certificate(): void {
    if (this.#asked === null) return;
    const { effectiveDate, expirationDate, ...description } = this.#asked.certificate;
    this.#deps.send({ msg: 'CERTIFICATE', description, validity: { effectiveDate, expirationDate } });
  }

  accept(): void {
    this.#needCard();
  }

  /** `SET_PIN` and its like, in the state that asks for it. */
  secret(secret: Secret, value: unknown): void {
    const { reader } = this.#connection ?? {};
    const error = formError(secret, this.kind, reader?.keypad ?? false, value);
    if (error !== null) return this.#enter(secret, error);
    this.#state = null;
    if (typeof value === 'string') return this.#type(secret, value);
    this.#typing = secret;
    // The reader that the AusweisApp itself simulates needs no action.
    if (reader?.insertable === true) this.typed('right');
  }

  /** What a visitor does at the reader's keypad. */
  typed(what: 'right' | 'wrong' | 'cancel'): void {
    const secret = this.#typing;
    const card = this.#connection?.card;
    if (secret === null || card === undefined) return;
    this.#typing = null;
    if (what === 'cancel') return this.#refuse('cancelled', FAILURES.cancelledAtReader);
    if (secret === 'NEW_PIN' && what === 'wrong') return this.#fail(FAILURES.newPinsDiffer);
    this.#type(secret, what === 'right' ? rightOf(card.secrets, secret) : wrongOf(card.secrets, secret));
  }

  continue(): void {
    const resume = this.#resume;
    this.#resume = null;
    this.#state = null;
    resume?.();
  }

  cancel(): void {
    if (this.#over) return;
    const told = this.#provider?.end('cancelled') ?? Promise.resolve();
    this.#stop();
    void told.then(() => this.#end(FAILURES.cancelled, true));
  }

  /** Ends the workflow without a result: its client is gone. */
  abandon(): void {
    if (this.#over) return;
    this.#stop();
    void this.#provider?.end('cancelled');
    this.#deps.eject();
    this.#deps.ended();
  }

  /** A card is known at a reader. */
  cardSeen(): void {
    if (this.#state === 'INSERT_CARD') this.#needCard();
  }

  #needCard(): void {
    const reader = this.#deps
      .readers()
      .find(({ idCard }) => idCard !== null && (!idCard.deactivated || this.#canAllowed()));
    const card = reader?.idCard;
    if (reader === undefined || card === undefined || card === null) {
      if (this.#state !== 'INSERT_CARD') this.#deps.send({ msg: 'INSERT_CARD' });
      this.#state = 'INSERT_CARD';
      return;
    }
    this.#state = null;
    this.#connection = { reader, card, session: reader.session, canShown: false };
    this.#after(this.#deps.delays.connect, () => {
      if (this.#deps.faults.peek('card-error')?.at === 'connect') {
        this.#deps.faults.take('card-error');
        return this.#refuse('card', FAILURES.cardError);
      }
      this.#ask();
    });
  }

  /** Asks for what the card wants next, or shows it what was typed already. */
  #ask(): void {
    const connection = this.#lying();
    if (connection === null) return this.#needCard();
    const {
      card: { tries },
      canShown,
    } = connection;
    const secret = this.#canAllowed() ? 'CAN' : tries === 0 ? 'PUK' : tries === 1 && !canShown ? 'CAN' : 'PIN';
    const typed = this.#secrets.get(secret);
    if (typed === undefined) this.#enter(secret);
    else this.#type(secret, typed);
  }

  #enter(secret: Secret, error?: string): void {
    this.#state = `ENTER_${secret}`;
    this.#deps.send({
      msg: this.#state,
      ...(error === undefined ? {} : { error }),
      ...(this.#connection === null ? {} : { reader: this.#connection.reader.describe(this.#deps.level()) }),
    });
  }

  #type(secret: Secret, value: string): void {
    this.#secrets.set(secret, value);
    this.#after(this.#deps.delays.pace, () => this.#show(secret, value));
  }

  #show(secret: Secret, value: string): void {
    const connection = this.#lying();
    if (secret === 'NEW_PIN') return this.#newPin(connection, value);
    if (connection === null) return this.#needCard();
    if (this.#deps.faults.take('bad-position') !== null) return this.#pause(() => this.#show(secret, value));
    const { card, reader } = connection;
    if (secret === 'PUK') {
      const answer = card.enterPuk(value);
      this.#secrets.clear();
      if (answer === 'used-up') {
        reader.inoperative = true;
        this.#deps.tell(reader);
        return this.#refuse('card', FAILURES.pukUsedUp);
      }
      this.#deps.tell(reader);
      return this.#ask();
    }
    const right = secret === 'CAN' ? card.enterCan(value) : card.enterPin(value, connection.canShown);
    if (!right) {
      this.#secrets.clear();
      this.#deps.tell(reader);
      return this.#ask();
    }
    if (secret === 'CAN' && !this.#canAllowed()) {
      connection.canShown = true;
      return this.#ask();
    }
    if (this.kind === 'CHANGE_PIN') return this.#enter('NEW_PIN');
    void this.#readCard();
  }

  #newPin(connection: Connection | null, pin: string): void {
    if (connection === null) return this.#fail(FAILURES.cardRemoved);
    connection.card.changePin(pin);
    this.#finish(() => this.#deps.send({ msg: 'CHANGE_PIN', success: true }));
  }

  #pause(resume: () => void): void {
    if (this.#deps.level() < 3) return this.#refuse('card', FAILURES.cardError);
    this.#state = 'PAUSE';
    this.#resume = resume;
    this.#deps.send({ msg: 'PAUSE', cause: 'BadCardPosition' });
  }

  /** The provider reads the card. */
  async #readCard(): Promise<void> {
    const { faults, delays, clock } = this.#deps;
    for (const progress of [20, 40, 60]) {
      this.#advance(progress);
      await new Promise<void>((resolve) => this.#after(delays.step, resolve));
      if (this.#over) return;
      if (this.#lying() === null) return this.#refuse('card', FAILURES.cardRemoved);
      if (faults.peek('card-error')?.at === 'read') {
        faults.take('card-error');
        return this.#refuse('card', FAILURES.cardErrorReading);
      }
    }
    const card = this.#connection?.card;
    if (card === undefined) return;
    if (card.expired(today(clock))) return this.#refuse('card', FAILURES.expired);
    const url = (await this.#provider?.card(card.data, this.#optional)) ?? null;
    if (this.#over) return;
    if (url === null) return this.#fail(FAILURES.noSession);
    this.#finish(() => {
      this.#advance(100);
      this.#deps.send({ msg: 'AUTH', result: { major: MAJOR_OK }, url });
    });
  }

  /** The eID-Server hears why the identification fails before the client does. */
  #refuse(reason: 'cancelled' | 'client' | 'card', failure: Failure): void {
    const told = this.#provider?.end(reason) ?? Promise.resolve();
    this.#stop();
    void told.then(() => this.#end(failure, false));
  }

  #fail(failure: Failure): void {
    this.#stop();
    this.#end(failure, false);
  }

  /** `whole`: the bar goes to its end, as it does for a cancelled one. */
  #end(failure: Failure, whole: boolean): void {
    this.#finish(() => {
      const result = resultOf(failure, this.#deps.withReason);
      const url = this.#provider?.refreshAddress;
      if (this.kind === 'CHANGE_PIN')
        return this.#deps.send({
          msg: 'CHANGE_PIN',
          success: false,
          ...(this.#deps.withReason ? { reason: failure.reason } : {}),
        });
      if (whole && url !== undefined) this.#advance(100);
      this.#deps.send({ msg: 'AUTH', result, ...(url === undefined ? {} : { url }) });
    });
  }

  #finish(last: () => void): void {
    this.#stop();
    if (this.kind === 'AUTH') this.#advance(80);
    // Counters that a right PIN restored are sent when the card is released.
    if (this.#connection !== null) this.#deps.tell(this.#connection.reader);
    this.#deps.eject();
    last();
    this.#deps.ended();
  }

  #stop(): void {
    this.#over = true;
    this.#state = null;
    this.#typing = null;
    this.#resume = null;
    this.#secrets.clear();
    for (const cancel of [...this.#waiting]) cancel();
    this.#waiting.clear();
  }

  #advance(progress: number): void {
    this.#progress = progress;
    if (this.kind === 'AUTH' && this.#status && this.#deps.level() >= 2)
      this.#deps.send({ msg: 'STATUS', workflow: this.kind, progress, state: null });
  }

  #effective(): string[] {
    return inOrder([...(this.#asked?.chat.required ?? []), ...this.#optional]);
  }

  /** The provider may read with the CAN alone, where staff have seen the holder (§ 18a PAuswG). */
  #canAllowed(): boolean {
    return this.kind === 'AUTH' && this.#effective().includes('CanAllowed');
  }

  /** The connection, if its card was not away meanwhile. */
  #lying(): Connection | null {
    const connection = this.#connection;
    return connection !== null && connection.reader.session === connection.session && connection.reader.attached
      ? connection
      : null;
  }

  #after(ms: number, task: () => void): void {
    const slow = this.#deps.faults.take('slow')?.ms ?? 0;
    const cancel = this.#deps.clock.after(ms + slow, () => {
      this.#waiting.delete(cancel);
      task();
    });
    this.#waiting.add(cancel);
  }
}

/** Reading with the CAN alone is announced as optional, also where the provider requires it. */
function asOffered({ required, optional }: ProviderSession['chat']): ProviderSession['chat'] {
  const can = 'CanAllowed';
  return required.includes(can)
    ? { required: required.filter((right) => right !== can), optional: [...optional, can] }
    : { required, optional };
}

const rightOf = ({ pin, can, puk }: CardSecrets, secret: Secret): string =>
  ({ PIN: pin, NEW_PIN: NEW_PIN_TYPED, CAN: can, PUK: puk })[secret];
/** What is typed twice at the reader's keypad as the new PIN. */
const NEW_PIN_TYPED = '246801';

function wrongOf(secrets: CardSecrets, secret: Secret): string {
  const right = rightOf(secrets, secret);
  return right.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
}

/** YYYYMMDD of the day it is here. */
function today(clock: SimulationClock): string {
  const now = new Date(clock.now());
  return `${now.getFullYear()}${String(now.getMonth() + 1).padStart(2, '0')}${String(now.getDate()).padStart(2, '0')}`;
}
