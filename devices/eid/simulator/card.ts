/** What is on the chip of an ID card, field by field; texts as it stores them: in capitals, letters of DIN 91379. */
export interface CardData {
  /** `ID`, `AR` (residence permit), `UB` (eID card). */
  readonly documentType: string;
  readonly issuingState: string;
  /** YYYYMMDD. */
  readonly dateOfExpiry: string;
  /** `---` where there are none. */
  readonly givenNames: string;
  readonly familyNames: string;
  readonly nomDePlume?: string;
  readonly academicTitle?: string;
  /** YYYYMMDD, blanks for what is not known. */
  readonly dateOfBirth: string;
  readonly placeOfBirth?: string;
  readonly birthName?: string;
  readonly nationality?: string;
  readonly street?: string;
  readonly city?: string;
  readonly country?: string;
  readonly zip?: string;
  /** Digits. */
  readonly communityId?: string;
}

export interface CardSecrets {
  /** 6 digits; 5 are a transport PIN. */
  readonly pin: string;
  /** 6 digits, on the front. */
  readonly can: string;
  /** 10 digits, in the PIN letter. */
  readonly puk: string;
}

export interface CardState {
  /** Tries of the PIN, 0–3; 3 by default. */
  readonly tries?: number;
  /** How often the PUK can still restore them, 0–10; 10 by default. */
  readonly pukUses?: number;
  /** The eID function is switched off. */
  readonly deactivated?: boolean;
}

/** The counters of one card, as TR-03110-2 (3.3) has them. They outlast the reader. */
export class IdCard {
  readonly data: CardData;
  readonly #secrets: CardSecrets;
  readonly deactivated: boolean;
  #pin: string;
  #tries: number;
  #pukUses: number;

  constructor(data: CardData, secrets: CardSecrets, { tries = 3, pukUses = 10, deactivated = false }: CardState = {}) {
    this.data = data;
    this.#secrets = secrets;
    this.#pin = secrets.pin;
    this.#tries = tries;
    this.#pukUses = pukUses;
    this.deactivated = deactivated;
  }

  /** 3: all; 1: the CAN must come first; 0: blocked. */
  get tries(): number {
    return this.#tries;
  }

  /** What the holder of this card types. */
  get secrets(): CardSecrets {
    return { ...this.#secrets, pin: this.#pin };
  }

  /** `canShown`: at the last try the card takes the PIN only behind its CAN. */
  enterPin(pin: string, canShown: boolean): boolean {
    if (this.#tries === 0 || (this.#tries === 1 && !canShown)) return false;
    const right = pin === this.#pin;
    this.#tries = right ? 3 : this.#tries - 1;
    return right;
  }

  enterCan(can: string): boolean {
    return can === this.#secrets.can;
  }

  /** Only the right one is counted, and tells that none is left. It brings the tries back, and sets no PIN. */
  enterPuk(puk: string): 'right' | 'wrong' | 'used-up' {
    if (puk !== this.#secrets.puk) return 'wrong';
    if (this.#pukUses === 0) return 'used-up';
    this.#pukUses -= 1;
    this.#tries = 3;
    return 'right';
  }

  changePin(pin: string): void {
    this.#pin = pin;
  }

  /** `today`: YYYYMMDD. */
  expired(today: string): boolean {
    return this.data.dateOfExpiry < today;
  }
}

/** The card that the AusweisApp simulates by itself: it takes every secret, and never counts. */
export class BuiltInCard extends IdCard {
  override enterPin(): boolean {
    return true;
  }

  override enterCan(): boolean {
    return true;
  }

  override enterPuk(): 'right' {
    return 'right';
  }
}
