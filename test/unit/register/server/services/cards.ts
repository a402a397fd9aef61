/**
 * ID cards as an eID-Server reports them, for people of Musterstadt's register and for one who is not in it. All
 * invented.
 */
import type { EidData } from '../../../../../register/server/ports/eid-server.ts';

const home = (street: string) => ({ street, city: 'MUSTERSTADT', country: 'D', zipCode: '12345' });

export const CARDS = {
  erika: {
    givenNames: 'ERIKA JOHANNA',
    familyNames: 'MUSTERMANN',
    birthName: 'GABLER',
    dateOfBirth: '19640812',
    address: home('HEIDESTRAẞE 17'),
  },
  /** One name, and a birth date without its day. */
  oneName: { givenNames: '---', familyNames: 'ĆOSIĆ', dateOfBirth: '199409  ', address: home('QUADRAT F4 14-15') },
  /** Only the year of birth; written in capitals without the circumflex as a letter of its own. */
  yearOnly: {
    givenNames: 'AĞÇA',
    familyNames: 'ÖZM̂EN',
    dateOfBirth: '1989    ',
    address: home('GROẞENHAINER STR. 133B'),
  },
  young: { givenNames: 'MIA', familyNames: 'JÜNGST', dateOfBirth: '20091201', address: home('SCHULSTRAẞE 5') },
  /** Two people have these data. */
  twins: { givenNames: 'KIM', familyNames: 'ZWILLING', dateOfBirth: '19990909', address: home('DOPPELWEG 1') },
  stranger: {
    givenNames: 'HANS GÜNTHER',
    familyNames: 'UNBEKANNT',
    dateOfBirth: '19700101',
    address: { street: 'NIRGENDWEG 1', city: 'ANDERSWO', country: 'D', zipCode: '99999' },
  },
  /** Registered in the town; the card says that there is no home in Germany. */
  abroad: { givenNames: 'AURELIA', familyNames: 'FERNWEH', dateOfBirth: '19910303', address: null },
  /** As Erika's, with an address in another town. */
  movedAway: {
    givenNames: 'ERIKA JOHANNA',
    familyNames: 'MUSTERMANN',
    dateOfBirth: '19640812',
    address: { street: 'HEIDESTRAẞE 17', city: 'KÖLN', country: 'D', zipCode: '51147' },
  },
} as const satisfies Record<string, EidData>;
export type Card = keyof typeof CARDS;
