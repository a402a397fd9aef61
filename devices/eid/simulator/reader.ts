import type { IdCard } from './card.ts';

/** A card that has no eID application: a bank card, a transport ticket. */
export const FOREIGN_CARD = 'foreign';

/** A reader as the AusweisApp knows it; `told` is the state that the client was sent last. */
export class Reader {
  readonly name: string;
  /** Takes a card by SET_CARD: the one that the AusweisApp simulates. */
  readonly insertable: boolean;
  keypad: boolean;
  attached = true;
  card: IdCard | typeof FOREIGN_CARD | null = null;
  /** Recognised by the AusweisApp, which takes a moment. */
  seen = false;
  /** Another number each time that a card is laid on: what the AusweisApp established with it is lost in between. */
  session = 0;
  /** The AusweisApp learns it from the right PUK, and forgets it with the card. */
  inoperative = false;
  told = '';

  constructor(
    name: string,
    { insertable = false, keypad = false }: { readonly insertable?: boolean; readonly keypad?: boolean } = {},
  ) {
    this.name = name;
    this.insertable = insertable;
    this.keypad = keypad;
  }

  /** The ID card on it, recognised. */
  get idCard(): IdCard | null {
    return this.attached && this.seen && this.card !== null && this.card !== FOREIGN_CARD ? this.card : null;
  }

  lay(card: IdCard | typeof FOREIGN_CARD): void {
    this.card = card;
    this.session += 1;
    this.seen = false;
    this.inoperative = false;
  }

  take(): void {
    this.card = null;
    this.session += 1;
    this.seen = false;
    this.inoperative = false;
  }

  /** A READER object. An unknown card is reported from level 3 on. */
  describe(level: number): Record<string, unknown> {
    const { name, insertable, keypad } = this;
    if (!this.attached) return { name, attached: false };
    return { name, attached: true, insertable, keypad, card: this.#card(level) };
  }

  #card(level: number): Record<string, unknown> | null {
    if (this.seen && this.card === FOREIGN_CARD) return level >= 3 ? {} : null;
    const card = this.idCard;
    return card === null
      ? null
      : {
          inoperative: this.inoperative,
          deactivated: card.deactivated,
          retryCounter: card.deactivated ? 0 : card.tries,
        };
  }
}
