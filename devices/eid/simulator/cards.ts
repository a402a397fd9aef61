/**
 * The cards of the simulator console: people of Musterstadt, and cards in every state that a counter can have. The
 * people are in the demo town's register with the same names, birth dates and addresses. All are invented.
 */
import { type CardData, type CardSecrets, type CardState, IdCard } from './card.ts';

interface Kept {
  readonly title: string;
  readonly data: CardData;
  readonly secrets: CardSecrets;
  readonly state?: CardState;
}

/** The same on all cards, so that they need not be looked up. */
export const SECRETS: CardSecrets = { pin: '123456', can: '500540', puk: '9876543210' };

const CHIP = { documentType: 'ID', issuingState: 'D', dateOfExpiry: '20350630', nationality: 'D' } as const;
const ID = { ...CHIP, country: 'D', zip: '12345', city: 'MUSTERSTADT', communityId: '02760503150000' } as const;
const ERIKA: CardData = {
  ...ID,
  givenNames: 'ERIKA JOHANNA',
  familyNames: 'MUSTERMANN',
  birthName: 'GABLER',
  dateOfBirth: '19640812',
  placeOfBirth: 'BERLIN',
  street: 'HEIDESTRAẞE 17',
};

const CARDS = {
  erika: { title: 'Erika Mustermann', data: ERIKA, secrets: SECRETS },
  'no-first-name': {
    title: 'Ćosić, ohne Vornamen',
    secrets: SECRETS,
    data: {
      ...ID,
      documentType: 'AR',
      nationality: 'RKS',
      givenNames: '---',
      familyNames: 'ĆOSIĆ',
      dateOfBirth: '199409  ',
      placeOfBirth: 'PRIŠTINA',
      street: 'QUADRAT F4 14-15',
    },
  },
  'birth-year-only': {
    title: 'Özm̂en, nur Geburtsjahr',
    secrets: SECRETS,
    data: {
      ...ID,
      givenNames: 'AĞÇA',
      familyNames: 'ÖZM̂EN',
      dateOfBirth: '1989    ',
      placeOfBirth: 'MUSTERSTADT',
      street: 'GROẞENHAINER STRAẞE 133 B',
    },
  },
  'long-name': {
    title: 'Sehr langer Name',
    secrets: SECRETS,
    data: {
      ...ID,
      academicTitle: 'DR.DR.H.C.',
      givenNames: 'KARL-THEODOR MARIA JOHANNES NEPOMUK IGNATIUS',
      dateOfBirth: '19381231',
      placeOfBirth: 'KLEINBEISPIELAU AM ÜBUNGSBERG',
      familyNames:
        'UNTERSTÜBCHENBACHTALWIESENGRUNDMÜLLER-HINTERLÄRCHENFELDKIRCHHOFER VON UND ZU GROẞMUSTERSTEIG-KLEINBEISPIELAU AM ÜBUNGSBERG',
      street: 'STRAẞE DER VERSTÄNDIGUNG ZWISCHEN DEN PARTNERSTÄDTEN 128 HINTERHAUS',
    },
  },
  'no-address': {
    title: 'Aurelia Fernweh, ohne Anschrift',
    secrets: SECRETS,
    data: { ...CHIP, givenNames: 'AURELIA', familyNames: 'FERNWEH', dateOfBirth: '19910303', placeOfBirth: 'LISSABON' },
  },
  expired: {
    title: 'Anton Abgelaufen, nicht mehr gültig',
    secrets: SECRETS,
    data: {
      ...ID,
      dateOfExpiry: '20200229',
      givenNames: 'ANTON',
      familyNames: 'ABGELAUFEN',
      dateOfBirth: '19501010',
      placeOfBirth: 'MUSTERSTADT',
      street: 'ALTMARKT 2',
    },
  },
  twins: {
    title: 'Kim Zwilling, zweimal im Register',
    secrets: SECRETS,
    data: {
      ...ID,
      givenNames: 'KIM',
      familyNames: 'ZWILLING',
      dateOfBirth: '19990909',
      placeOfBirth: 'MUSTERSTADT',
      street: 'DOPPELWEG 1',
    },
  },
  stranger: {
    title: 'Frida Fremd, nirgends gemeldet',
    secrets: SECRETS,
    data: {
      ...ID,
      givenNames: 'FRIDA',
      familyNames: 'FREMD',
      dateOfBirth: '19770707',
      placeOfBirth: 'ANDERSWO',
      zip: '54321',
      city: 'ANDERSWO',
      street: 'FERNER WEG 9',
    },
  },
  'transport-pin': { title: 'Erika, noch mit Transport-PIN', data: ERIKA, secrets: { ...SECRETS, pin: '12345' } },
  'tries-2': { title: 'Erika, noch zwei Versuche', data: ERIKA, secrets: SECRETS, state: { tries: 2 } },
  'tries-1': { title: 'Erika, letzter Versuch (CAN)', data: ERIKA, secrets: SECRETS, state: { tries: 1 } },
  blocked: { title: 'Erika, PIN gesperrt (PUK)', data: ERIKA, secrets: SECRETS, state: { tries: 0 } },
  deactivated: { title: 'Erika, Online-Funktion aus', data: ERIKA, secrets: SECRETS, state: { deactivated: true } },
  inoperative: { title: 'Erika, PUK verbraucht', data: ERIKA, secrets: SECRETS, state: { tries: 0, pukUses: 0 } },
} as const satisfies Record<string, Kept>;

export type CardName = keyof typeof CARDS;
export const CARD_NAMES = Object.keys(CARDS) as readonly CardName[];

/** Its German name on the simulator console. */
export const titleOf = (name: CardName): string => CARDS[name].title;

/** Another one each time, its counters as they are at the start. */
export function makeCard(name: CardName): IdCard {
  const { data, secrets, state }: Kept = CARDS[name];
  return new IdCard(data, secrets, state);
}

/** Of the card that the AusweisApp simulates by itself; any secret opens it. */
export const BUILT_IN_PERSON: { readonly data: CardData; readonly secrets: CardSecrets } = {
  data: { ...ERIKA, givenNames: 'ERIKA' },
  secrets: SECRETS,
};
