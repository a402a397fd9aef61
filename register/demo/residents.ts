/**
 * People of Musterstadt with what a certificate says of them: one for every way in which an ID card or a register can
 * be unusual. All invented.
 */
import type { Residence, Resident } from '../contract/contract.ts';

export interface DemoResident {
  readonly familyName: string;
  readonly givenNames: string;
  readonly usualGivenName?: string;
  readonly doctorate?: string;
  readonly birthName?: string;
  readonly birthDate: string;
  readonly birthPlace?: string;
  readonly nationalities?: readonly string[];
  readonly maritalStatus?: Resident['maritalStatus'];
  readonly homes: readonly Omit<Residence, 'id'>[];
  /** Transmission blocks that are set. */
  readonly blocks?: readonly string[];
}

const home = (
  street: string,
  houseNumber: string,
  since: string | null,
  addition: string | null = null,
): Omit<Residence, 'id'> => ({
  kind: 'main',
  street,
  houseNumber,
  addition,
  postalCode: '12345',
  city: 'Musterstadt',
  since,
});
const secondary = (street: string, houseNumber: string, since: string): Omit<Residence, 'id'> => ({
  ...home(street, houseNumber, since),
  kind: 'secondary',
});

export const RESIDENTS: readonly DemoResident[] = [
  {
    familyName: 'Mustermann',
    givenNames: 'Erika Johanna',
    usualGivenName: 'Erika',
    birthName: 'Gabler',
    birthDate: '1964-08-12',
    birthPlace: 'Berlin',
    maritalStatus: 'married',
    homes: [home('Heidestraße', '17', '2009-04-01'), secondary('Am Mühlenteich', '3', '2018-06-15')],
    blocks: ['address-books'],
  },
  {
    familyName: 'Ćosić',
    givenNames: '',
    birthDate: '1994-09',
    birthPlace: 'Priština',
    nationalities: ['kosovarisch'],
    maritalStatus: 'single',
    homes: [home('Quadrat F4', '14-15', '2021-02-01')],
  },
  {
    familyName: 'Özm̂en',
    givenNames: 'Ağça',
    birthDate: '1989',
    birthPlace: 'Musterstadt',
    nationalities: ['deutsch', 'türkisch'],
    homes: [home('Großenhainer Straße', '133', '2011-11-11', 'b')],
  },
  {
    familyName:
      'Unterstübchenbachtalwiesengrundmüller-Hinterlärchenfeldkirchhofer von und zu Großmustersteig-Kleinbeispielau am Übungsberg',
    givenNames: 'Karl-Theodor Maria Johannes Nepomuk Ignatius',
    usualGivenName: 'Karl-Theodor',
    doctorate: 'Dr. Dr. h. c.',
    birthDate: '1938-12-31',
    birthPlace: 'Kleinbeispielau am Übungsberg',
    maritalStatus: 'widowed',
    homes: [home('Straße der Verständigung zwischen den Partnerstädten', '128', '1971-01-01', 'Hinterhaus')],
  },
  // Registered here; the card says that there is no home in Germany.
  {
    familyName: 'Fernweh',
    givenNames: 'Aurelia',
    birthDate: '1991-03-03',
    birthPlace: 'Lissabon',
    homes: [home('Weltengasse', '8', '2015-05-05')],
  },
  {
    familyName: 'Abgelaufen',
    givenNames: 'Anton',
    birthDate: '1950-10-10',
    birthPlace: 'Musterstadt',
    homes: [home('Altmarkt', '2', '1980-01-01')],
  },
  // Father and son have one name and moved here together; the same birth date was entered for both.
  { familyName: 'Zwilling', givenNames: 'Kim', birthDate: '1999-09-09', homes: [home('Doppelweg', '1', '2020-01-01')] },
  { familyName: 'Zwilling', givenNames: 'Kim', birthDate: '1999-09-09', homes: [home('Doppelweg', '1', '2020-01-01')] },
  {
    familyName: 'Jüngst',
    givenNames: 'Mia',
    birthDate: '2009-12-01',
    birthPlace: 'Musterstadt',
    maritalStatus: 'single',
    homes: [home('Schulstraße', '5', '2009-12-01')],
  },
];
