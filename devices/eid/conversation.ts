/**
 * What the AusweisApp says, and what the visitor must do now: a pure state machine. The card's counter and a repeated
 * request show that a secret was wrong, never an error: errors are about a value's form, and cost no try.
 */
import { type Asked, askedBy, secretStep, type Sent, wrongSecret } from './asked.ts';
import type { CardProblem, EidFailure, EidOutcome, EidProvider, EidStep } from './eid.ts';
import { authOutcome, changeOutcome, type EndFacts } from './outcome.ts';
import {
  type AccessRight,
  isAccessRight,
  type Reader,
  type SdkCommand,
  type SdkMessage,
  type SdkMessageOf,
  type SecretCommand,
} from './sdk.ts';

export interface Workflow {
  readonly kind: 'auth' | 'change-pin';
  /** Of a PIN change: the PIN letter's PIN is replaced. */
  readonly transport: boolean;
  readonly step: EidStep;
  /** The secret for which the AusweisApp waits, also while its card is away. */
  readonly asked: Asked | null;
  /** The last secret that left, as long as its answer is open. */
  readonly sent: Sent | null;
  readonly provider: EidProvider | null;
  readonly rights: SdkMessageOf<'ACCESS_RIGHTS'> | null;
  /** The optional rights to which the visitor agreed; their taking over is awaited. */
  readonly chosen: readonly AccessRight[] | null;
  /** A new PIN has left. */
  readonly replaced: boolean;
  /** It waits for CONTINUE. */
  readonly paused: boolean;
  /** The card went while it was worked with. */
  readonly removed: boolean;
  /** CANCEL is on its way; why. */
  readonly givenUp: EidFailure | null;
}

export interface ProtocolHandler {
  /** Those that are plugged in, by name. */
  readonly readers: ReadonlyMap<string, Reader>;
  readonly workflow: Workflow | null;
}

export type Input =
  | { readonly type: 'begin'; readonly kind: Workflow['kind']; readonly transport: boolean }
  | { readonly type: 'message'; readonly message: SdkMessage }
  /** The visitor agrees. */
  | { readonly type: 'accept'; readonly optional: readonly AccessRight[] }
  /** The visitor goes to the reader's keypad. */
  | { readonly type: 'enter' }
  /** A secret has left, made elsewhere. */
  | { readonly type: 'submitted'; readonly command: SecretCommand }
  /** What was typed cannot be sent, or is to be typed once more. */
  | { readonly type: 'typed'; readonly outcome: 'too-short' | 'repeat' | 'mismatch' }
  /** The card has had its time to be moved. */
  | { readonly type: 'continue' }
  | { readonly type: 'give-up'; readonly failure: EidFailure }
  /** Connection or program are gone. */
  | { readonly type: 'lost' };

export interface Next {
  readonly conversation: ProtocolHandler;
  /** To be sent, in this order. */
  readonly send: readonly SdkCommand[];
}

export const SILENT: ProtocolHandler = { readers: new Map(), workflow: null };

/** The AusweisApp's own, which simulates a card. */
const SIMULATOR = 'Simulator';

/** Readers that a visitor can use. */
export const usable = (readers: ProtocolHandler['readers'], simulator: boolean): Reader[] =>
  [...readers.values()].filter((reader) => simulator || reader.name !== SIMULATOR);

/** Null while no usable reader is known. */
export function cardPresent(readers: ProtocolHandler['readers'], simulator: boolean): boolean | null {
  const known = usable(readers, simulator);
  return known.length === 0 ? null : known.some(({ card }) => card !== null);
}

/** `simulator`: the simulated reader counts, and its card is put in when one is wanted. */
export function createProtocol(before: ProtocolHandler, input: Input, simulator = false): Next {
  const conversation =
    input.type === 'message' ? { ...before, readers: readersAfter(before.readers, input.message) } : before;
  const { workflow } = conversation;
  if (input.type === 'begin')
    return { conversation: { ...conversation, workflow: begun(input.kind, input.transport) }, send: [] };
  if (workflow === null || workflow.step.step === 'ended')
    return { conversation: input.type === 'lost' ? SILENT : conversation, send: [] };
  const { next, send } = new Turn(workflow, before.readers, conversation.readers, simulator).take(input);
  return {
    conversation: { readers: input.type === 'lost' ? SILENT.readers : conversation.readers, workflow: next },
    send,
  };
}

const begun = (kind: Workflow['kind'], transport: boolean): Workflow => ({
  kind,
  transport,
  step: { step: 'connecting' },
  asked: null,
  sent: null,
  provider: null,
  rights: null,
  chosen: null,
  replaced: false,
  paused: false,
  removed: false,
  givenUp: null,
});

function readersAfter(readers: ProtocolHandler['readers'], message: SdkMessage): ProtocolHandler['readers'] {
  if (message.msg === 'READER_LIST')
    return new Map(
      (message.readers ?? message.reader ?? [])
        .filter(({ attached }) => attached)
        .map((reader) => [reader.name, reader]),
    );
  const told =
    message.msg === 'READER'
      ? message
      : 'reader' in message && !Array.isArray(message.reader)
        ? message.reader
        : undefined;
  if (told?.name === undefined) return readers;
  const { name, attached, insertable, keypad, card } = told;
  const after = new Map(readers);
  if (attached) after.set(name, { name, attached, insertable, keypad, card });
  else after.delete(name);
  return after;
}

/** One input's effect on a workflow. */
class Turn {
  #now: Workflow;
  readonly #before: ProtocolHandler['readers'];
  readonly #readers: ProtocolHandler['readers'];
  readonly #simulator: boolean;
  readonly #send: SdkCommand[] = [];

  constructor(
    workflow: Workflow,
    before: ProtocolHandler['readers'],
    readers: ProtocolHandler['readers'],
    simulator: boolean,
  ) {
    this.#now = workflow;
    this.#before = before;
    this.#readers = readers;
    this.#simulator = simulator;
  }

  take(input: Exclude<Input, { type: 'begin' }>): { readonly next: Workflow; readonly send: readonly SdkCommand[] } {
    if (input.type === 'message') this.#hear(input.message);
    else this.#do(input);
    return { next: this.#now, send: this.#send };
  }

  #do(input: Exclude<Input, { type: 'begin' | 'message' }>): void {
    const { step, asked, rights, givenUp } = this.#now;
    if (input.type === 'lost') return this.#end({ ok: false, failure: givenUp ?? { kind: 'client-gone', code: null } });
    if (givenUp !== null) return;
    switch (input.type) {
      case 'accept':
        if (step.step !== 'consent' || rights === null) return;
        this.#set({
          chosen: input.optional.filter((right) => rights.chat.optional.includes(right)),
          step: { step: 'working', progress: null },
        });
        // Always, since all optional rights are effective until something else is said.
        return void this.#send.push({ cmd: 'SET_ACCESS_RIGHTS', chat: this.#now.chosen ?? [] });
      case 'enter':
        if (step.step !== 'secret' || !step.keypad || asked === null || this.#now.sent !== null) return;
        this.#send.push({ cmd: asked.command });
        // The step stays the same: from here on the visitor types at the reader.
        return this.#set({
          sent: { command: asked.command, counter: asked.counter },
          replaced: this.#now.replaced || asked.command === 'SET_NEW_PIN',
        });
      case 'submitted':
        return this.#submitted(input.command);
      case 'typed':
        if (step.step !== 'secret' || step.keypad) return;
        if (input.outcome === 'too-short') return this.#set({ step: { ...step, wrong: 'length' } });
        return this.#set({
          step: {
            ...step,
            secret: input.outcome === 'repeat' ? 'repeat-new-pin' : 'new-pin',
            wrong: input.outcome === 'repeat' ? null : 'mismatch',
          },
        });
      case 'continue':
        return this.#continue();
      case 'give-up':
        return this.#giveUp(input.failure);
    }
  }

  #hear(message: SdkMessage): void {
    const { step, givenUp, sent } = this.#now;
    switch (message.msg) {
      case 'AUTH':
        if (message.error !== undefined) return this.#end({ ok: false, failure: { kind: 'client', code: null } });
        return message.result === undefined ? undefined : this.#end(authOutcome(message, this.#facts()));
      case 'CHANGE_PIN':
        if (message.error !== undefined) return this.#end({ ok: false, failure: { kind: 'client', code: null } });
        return message.success === undefined ? undefined : this.#end(changeOutcome(message, this.#facts()));
      case 'BAD_STATE':
        // It has ended without our having heard of it.
        if (message.error === 'CANCEL')
          return this.#end({ ok: false, failure: givenUp ?? { kind: 'client', code: null } });
        // A secret that crossed with a new state is no mistake: the state that came stands. Anything else means that we
        // are out of step.
        if (step.step === 'working' || step.step === 'connecting') this.#giveUp({ kind: 'client', code: 'BAD_STATE' });
        return;
      case 'INTERNAL_ERROR':
      case 'INVALID':
        return this.#giveUp({ kind: 'client', code: message.msg });
      case 'READER':
      case 'READER_LIST':
        return this.#look();
    }
    if (givenUp !== null) return;
    switch (message.msg) {
      case 'STATUS':
        if (message.workflow === null || message.state !== null || message.progress === null) return;
        // From a keypad's secret on it is progress alone that says it was typed.
        if (step.step === 'working' || (step.step === 'secret' && sent !== null))
          this.#set({ asked: null, step: { step: 'working', progress: message.progress } });
        return;
      case 'ACCESS_RIGHTS':
        return this.#rights(message);
      case 'CERTIFICATE':
        this.#set({ provider: { ...message.description, ...message.validity } });
        return this.#consent();
      case 'INSERT_CARD': {
        this.#set({ asked: null, sent: null, step: { step: 'card', problem: this.#problem() } });
        this.#refuseCard();
        const simulated =
          this.#simulator && message.error === undefined
            ? [...this.#readers.values()].find(({ insertable }) => insertable)
            : undefined;
        if (simulated !== undefined) this.#send.push({ cmd: 'SET_CARD', name: simulated.name });
        return;
      }
      case 'ENTER_PIN':
      case 'ENTER_CAN':
      case 'ENTER_NEW_PIN':
      case 'ENTER_PUK': {
        const asked = askedBy(message, sent);
        this.#set({
          asked,
          sent: null,
          removed: false,
          step: secretStep(asked, message.reader, this.#now.transport, wrongSecret(message, sent)),
        });
        return this.#refuseCard();
      }
      case 'PAUSE':
        return this.#set({ paused: true, asked: null, step: { step: 'card', problem: 'position' } });
      // About the AusweisApp, not about the workflow.
      case 'API_LEVEL':
      case 'INFO':
      case 'UNKNOWN_COMMAND':
        return;
    }
  }

  #rights(message: SdkMessageOf<'ACCESS_RIGHTS'>): void {
    const { chat } = message;
    const { chosen, provider } = this.#now;
    // The visitor cannot agree to a right that the terminal cannot name.
    if (![...chat.required, ...chat.optional, ...chat.effective].every(isAccessRight))
      return this.#giveUp({ kind: 'client', code: 'ACCESS_RIGHTS' });
    this.#set({ rights: message });
    if (chosen === null) {
      if (provider === null) this.#send.push({ cmd: 'GET_CERTIFICATE' });
      return this.#consent();
    }
    // What is read must be what was agreed to.
    const agreed = new Set<string>([...chat.required, ...chosen]);
    if (message.error !== undefined || !chat.effective.every((right) => agreed.has(right)))
      return this.#giveUp({ kind: 'client', code: 'ACCESS_RIGHTS' });
    this.#send.push({ cmd: 'ACCEPT' });
  }

  #consent(): void {
    const { provider, rights, chosen } = this.#now;
    if (provider === null || rights === null || chosen !== null) return;
    const { required, optional, effective } = rights.chat;
    this.#set({
      step: {
        step: 'consent',
        provider,
        transactionInfo: rights.transactionInfo ?? null,
        required: required.filter(isAccessRight),
        optional: optional.filter(isAccessRight),
        effective: effective.filter(isAccessRight),
      },
    });
  }

  /** Something changed at the readers. */
  #look(): void {
    const { step, asked, givenUp, paused, sent } = this.#now;
    if (givenUp !== null) return;
    // While something is worked with the card, the AusweisApp itself sees that it went, and says what follows.
    const atWork = !paused && (step.step === 'working' || sent !== null);
    const reader = asked === null ? undefined : this.#readers.get(asked.reader);
    const there = reader !== undefined && reader.card !== null && reader.card.retryCounter !== null;
    if (atWork) {
      const [was, is] = [cardPresent(this.#before, this.#simulator), cardPresent(this.#readers, this.#simulator)];
      // Before the card is asked for there is none to be taken away.
      this.#set({ removed: is !== true && (was === true || this.#now.removed) });
    } else if (step.step === 'secret' && asked !== null) {
      if (reader !== undefined && there) return this.#refuseCard();
      this.#away(reader);
      // The right to set a new PIN went with the card: laid down again, it would refuse one. Any other secret it takes
      // then.
      if (asked.command !== 'SET_NEW_PIN') return;
      const { step: told } = this.#now;
      this.#giveUp({ kind: 'card-removed', code: null });
      return this.#set({ step: told });
    } else if (step.step === 'card' && asked !== null) {
      // The AusweisApp still waits for the secret, and says nothing when the card is back.
      if (reader !== undefined && there)
        this.#set({ step: secretStep(asked, reader, this.#now.transport, asked.wrong) });
      else this.#away(reader);
    } else if (step.step === 'card' && paused) {
      if (usable(this.#readers, this.#simulator).some(({ card }) => card !== null)) return this.#continue();
    } else if (step.step === 'card') {
      const problem = this.#problem();
      const laid = usable(this.#readers, this.#simulator).some(
        ({ card }) => card !== null && card.retryCounter !== null,
      );
      this.#set({ step: problem === null && laid ? { step: 'working', progress: null } : { step: 'card', problem } });
    }
    this.#refuseCard();
  }

  #away(reader: Reader | undefined): void {
    this.#set({
      step: {
        step: 'card',
        problem: reader === undefined ? 'no-reader' : reader.card === null ? 'removed' : 'unknown-card',
      },
    });
  }

  /**
   * With a card that cannot be used the AusweisApp waits for another one without a message: the visitor is told, and
   * the workflow ends.
   */
  #refuseCard(): void {
    const { step } = this.#now;
    if (step.step === 'connecting' || step.step === 'consent' || step.step === 'ended') return;
    const problem = this.#problem();
    if (problem !== 'deactivated' && problem !== 'inoperative') return;
    this.#giveUp({ kind: problem === 'deactivated' ? 'card-deactivated' : 'card-inoperative', code: null });
    this.#set({ step: { step: 'card', problem } });
  }

  #problem(): CardProblem | null {
    const readers = usable(this.#readers, this.#simulator);
    if (readers.length === 0) return 'no-reader';
    const cards = readers.flatMap(({ card }) => (card === null ? [] : [card]));
    // One good card is enough, whatever lies on the other readers.
    if (cards.some((card) => card.retryCounter !== null && !card.deactivated && !card.inoperative)) return null;
    if (cards.some(({ deactivated }) => deactivated)) return 'deactivated';
    if (cards.some(({ inoperative }) => inoperative)) return 'inoperative';
    return cards.length > 0 ? 'unknown-card' : null;
  }

  #submitted(command: SecretCommand): void {
    const { asked } = this.#now;
    this.#set({
      sent: { command, counter: asked?.counter ?? null },
      replaced: this.#now.replaced || command === 'SET_NEW_PIN',
      asked: null,
      removed: false,
      step: { step: 'working', progress: null },
    });
  }

  #continue(): void {
    if (!this.#now.paused) return;
    this.#set({ paused: false, step: { step: 'working', progress: null } });
    this.#send.push({ cmd: 'CONTINUE' });
  }

  #giveUp(failure: EidFailure): void {
    if (this.#now.givenUp !== null) return;
    this.#set({ givenUp: failure, asked: null, sent: null, paused: false, step: { step: 'working', progress: null } });
    this.#send.push({ cmd: 'CANCEL' });
  }

  #facts(): EndFacts {
    const readers = usable(this.#readers, this.#simulator);
    const cards = readers.flatMap(({ card }) => (card === null ? [] : [card]));
    const { givenUp, removed, replaced } = this.#now;
    return {
      givenUp,
      removed,
      replaced,
      keypad: readers.some(({ keypad }) => keypad),
      blocked: cards.some((card) => card.retryCounter === 0 && !card.deactivated),
      inoperative: cards.some((card) => card.inoperative),
    };
  }

  #end(outcome: EidOutcome): void {
    this.#set({ step: { step: 'ended', outcome }, asked: null, sent: null, provider: null, rights: null });
  }

  #set(change: Partial<Workflow>): void {
    this.#now = { ...this.#now, ...change };
  }
}
