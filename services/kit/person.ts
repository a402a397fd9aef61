/** A resident's data, as rows of a page. */
import type { Resident } from '../../register/contract/contract.ts';
import type { ExtendedField } from '../certificate/order.ts';
import { german, isoDay, longDay, say, time, type Language, type Page, type Said } from './pages.ts';

type Row = Page['sections'][number]['rows'][number];

/** A birth date as far as it is known. */
export function birthDate(date: string, language: Language): Said {
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return say('data.day', { day: isoDay(date, language) });
  const [year = '', month] = date.split('-');
  return say(
    month === undefined ? 'data.yearOnly' : 'data.monthOnly',
    month === undefined ? { year } : { year, month },
  );
}

export const address = (home: Resident['residences'][number]): Said[] => [
  german([home.street, home.houseNumber, home.addition].filter(Boolean).join(' ')),
  german(`${home.postalCode} ${home.city}`),
];

/** Where a copy answered: of when it is. */
export const asOfLine = ({ asOf }: Resident, language: Language): ReturnType<typeof say>[] =>
  asOf === undefined
    ? []
    : [say('data.asOf', { day: longDay(new Date(asOf), language), time: time(new Date(asOf), language) })];

/** § 18 (1) BMG. */
export function personRows(resident: Resident, language: Language): Row[] {
  const given = resident.givenNames.join(' ');
  return [
    { label: say('data.familyName'), value: [german(resident.familyName)] },
    {
      label: say('data.givenNames'),
      value:
        given === ''
          ? [say('data.none')]
          : [
              german(given),
              ...(resident.usualGivenName === null ? [] : [say('data.usual', { name: resident.usualGivenName })]),
            ],
    },
    ...(resident.doctorate === null ? [] : [{ label: say('data.doctorate'), value: [german(resident.doctorate)] }]),
    { label: say('data.birthDate'), value: [birthDate(resident.birthDate, language)] },
    ...resident.residences.map((home): Row => ({
      label: say(home.kind === 'main' ? 'data.mainHome' : 'data.secondaryHome'),
      value: address(home),
    })),
  ];
}

export function extendedRow(resident: Resident, field: ExtendedField, language: Language): Row[] {
  switch (field) {
    case 'birth-name':
      return [
        {
          label: say('data.birthName'),
          value: [resident.birthName === null ? say('data.noBirthName') : german(resident.birthName)],
        },
      ];
    case 'birth-place':
      return [
        {
          label: say('data.birthPlace'),
          value: [resident.birthPlace === null ? say('data.unknown') : german(resident.birthPlace)],
        },
      ];
    case 'nationalities':
      return [{ label: say('data.nationalities'), value: resident.nationalities.map(german) }];
    case 'marital-status':
      return [{ label: say('data.maritalStatus'), value: [say(`marital.${resident.maritalStatus}`)] }];
    case 'move-in-dates':
      return resident.residences.map((home) => ({
        label: say(home.kind === 'main' ? 'data.moveInMain' : 'data.moveInSecondary'),
        value: [home.since === null ? say('data.unknown') : say('data.day', { day: isoDay(home.since, language) })],
      }));
  }
}
