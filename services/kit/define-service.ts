/** What a service says of itself, as data. It is in the terminal, on its screen and at the register: no code in it. */

/** Sentences by key, as they lie in `words.LANGUAGE.json`. */
export interface Words {
  readonly [key: string]: string | Words;
}

/** What a fee usually is. What it is in this town, the town's catalogue says. */
export interface UsualFee {
  /** Name of the fee in the wire contract. */
  readonly id: string;
  /** Cents of a euro. */
  readonly cents: number;
}

/** What comes of it when the visitor confirmed. */
export type Follows =
  /** A document is issued once per key: printed, on the phone, or waiting at the counter. */
  | (AtRegister & { readonly kind: 'document' })
  /** A case begins: the visitor takes its reference and secret along. `done`: key of the heading at its end. */
  | (AtRegister & { readonly kind: 'case'; readonly done: { readonly title: string } })
  /** The register's data change at once; the receipt is a reference. */
  | (AtRegister & { readonly kind: 'change' })
  /** Kept on the terminal until the register has it; needs no sign-in and no register. */
  | { readonly kind: 'message' }
  /** Nothing that stands on the receipt. */
  | { readonly kind: 'nothing' };

interface AtRegister {
  /** Path of its route in the wire contract. The route's name is the service's id in camel case. */
  readonly path: `/v1/${string}`;
  /** What its route does, in the OpenAPI document. */
  readonly summary: string;
  /** Letters before the year and number of its reference, "FZ-2026-000042-7". */
  readonly reference: string;
  /**
   * Keys of what happens next, two sentences at most. From when a change holds, and that a case can be asked after, is
   * said by itself.
   */
  readonly next: readonly string[];
}

/**
 * What a visitor comes for, in words of life: ID card and passport, home and registration, certificates on paper, town
 * hall and town.
 */
export const TOPICS = ['identity', 'living', 'papers', 'town'] as const;
export type Topic = (typeof TOPICS)[number];

export interface ServiceDescription {
  /** Lower case and hyphens. In the catalogue, in the contract, in the journal and in the name of its folder. */
  readonly id: string;
  /** The door behind which a visitor looks for it, where there are more than fit side by side. */
  readonly topic: Topic;
  /** Name of the icon, as `renderer/components/icon.tsx` has it. */
  readonly icon: string;
  /** Its sentences, each language with the same keys; German is the reference. */
  readonly words: { readonly de: Words; readonly en: Words; readonly ar: Words };
  /** Keys of its name and of one line about it, on tiles, in the menu, and on the receipt. */
  readonly title: string;
  readonly line: string;
  /** Names of its steps in order, for "step 2 of 3"; empty where it has none. */
  readonly steps: readonly string[];
  /**
   * `sign-in`: the visitor signs in with card and PIN. `card-only`: card and reader, no register. `none`: neither, and
   * the town's catalogue has nothing to say of it.
   */
  readonly card: 'sign-in' | 'card-only' | 'none';
  /** How long it usually takes, in minutes; the catalogue says what is shown. */
  readonly minutes: number;
  readonly fees: readonly UsualFee[];
  /**
   * What its fees are for. `all`: without a payment terminal it cannot be begun. `paper`: only what is printed costs
   * anything.
   */
  readonly charges: 'all' | 'paper';
  /**
   * Whether money goes back where the register does not say what became of the order. `at-once`: a document that was
   * not handed over is worth nothing. `when-void`: only when the register says that the order will never be done; until
   * then it is on the staff's list.
   */
  readonly refund: 'at-once' | 'when-void';
  /**
   * `own`: machine and pages of its own, in `services/machines.ts` and `services/pages.ts`. `application`: the kit's,
   * which shows what it is and what it costs, takes the fee, and hands the case in.
   */
  readonly flow: 'own' | 'application';
  readonly follows: Follows;
}

/** The name of a service in code: of its route, its machine and its child in the session. `dog-tax` is `dogTax`. */
export type KeyOf<Id extends string> = Id extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<KeyOf<Tail>>}`
  : Id;

export const keyOf = <const Id extends string>(id: Id): KeyOf<Id> =>
  id.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as KeyOf<Id>;

/** Keeps every literal, so that ids, fees, routes and sentences are known to the compiler by name. */
export const defineService = <const S extends ServiceDescription>(service: S): S => service;
