/** The offices of Musterstadt. Phone numbers are of the block that the Bundesnetzagentur keeps free for fiction. */
import type { Office } from '../contract.ts';

const address = (street: string, houseNumber: string, note?: string) =>
  ({ street, houseNumber, postalCode: '12345', city: 'Musterstadt', ...(note === undefined ? {} : { note }) });

export const OFFICES: readonly Office[] = [
  {
    id: 'buergerbuero',
    name: { de: 'Bürgerbüro im Rathaus', en: 'Citizens’ office, town hall', ar: 'مكتب المواطنين في مبنى البلدية' },
    unit: 'Bürgerdienste',
    address: address('Marktplatz', '1', 'Erdgeschoss, Schalter 1 bis 8'),
    phone: '030 23125 100', email: 'buergerbuero@musterstadt.example',
    openingHours: 'Mo 08:00-16:00; Tu,Th 08:00-18:00; We,Fr 08:00-12:00; PH off',
    hoursNote: { de: 'Ausweise abholen ohne Termin', en: 'Collect ID documents without an appointment', ar: 'استلام الوثائق بدون موعد' },
    url: 'https://musterstadt.example/buergerbuero',
  },
  {
    id: 'buergerbuero-nord',
    name: { de: 'Bürgerbüro Nord', en: 'Citizens’ office North', ar: 'مكتب المواطنين الشمالي' },
    unit: 'Bürgerdienste',
    address: address('Lindenallee', '42 a', '1. Obergeschoss, Aufzug'),
    phone: '030 23125 140', email: 'buergerbuero-nord@musterstadt.example',
    openingHours: 'Mo-We 08:00-12:00; Th 12:00-18:00; PH off',
    url: 'https://musterstadt.example/buergerbuero-nord',
  },
  {
    id: 'auslaenderbehoerde',
    name: { de: 'Ausländerbehörde', en: 'Immigration office', ar: 'دائرة شؤون الأجانب' },
    unit: 'Migration und Integration',
    address: address('Bahnhofstraße', '17', '2. Obergeschoss, Zimmer 201 bis 215'),
    phone: '030 23125 200', email: 'auslaenderbehoerde@musterstadt.example',
    openingHours: 'Mo,Tu 08:00-12:00; Th 13:00-18:00; PH off',
    hoursNote: { de: 'Nur mit Termin', en: 'By appointment only', ar: 'بموعد مسبق فقط' },
    url: 'https://musterstadt.example/auslaenderbehoerde',
  },
  {
    id: 'standesamt',
    name: { de: 'Standesamt', en: 'Registry office', ar: 'مكتب الأحوال المدنية' },
    unit: 'Bürgerdienste',
    address: address('Marktplatz', '3', 'Altes Rathaus, Eingang Kirchgasse'),
    phone: '030 23125 300', email: 'standesamt@musterstadt.example',
    openingHours: 'Mo,Tu,Th,Fr 09:00-12:00, Th 14:00-17:00; PH off',
    url: 'https://musterstadt.example/standesamt',
  },
  {
    id: 'strassenverkehr',
    name: { de: 'Straßenverkehrsbehörde', en: 'Road traffic office', ar: 'دائرة المرور' },
    unit: 'Ordnung und Verkehr',
    address: address('Gerberstraße', '8'),
    phone: '030 23125 400', email: 'verkehr@musterstadt.example',
    openingHours: 'Mo-Fr 07:30-12:00, Tu 14:00-17:30; PH off',
    url: 'https://musterstadt.example/verkehr',
  },
  {
    id: 'ordnungsamt',
    name: { de: 'Ordnungs- und Gewerbeamt', en: 'Public order and trade office', ar: 'دائرة النظام العام والتجارة' },
    unit: 'Ordnung und Verkehr',
    address: address('Gerberstraße', '10', 'Zimmer 12'),
    phone: '030 23125 450', email: 'ordnungsamt@musterstadt.example',
    openingHours: 'Mo-Fr 08:00-12:00, Th 14:00-18:00; PH off',
    url: 'https://musterstadt.example/ordnungsamt',
  },
  {
    id: 'stadtkasse',
    name: { de: 'Stadtkasse und Steueramt', en: 'Town treasury and tax office', ar: 'خزينة المدينة ومكتب الضرائب' },
    unit: 'Finanzen',
    address: address('Marktplatz', '1', '1. Obergeschoss, Zimmer 114'),
    phone: '030 23125 500', email: 'stadtkasse@musterstadt.example',
    openingHours: 'Mo-Fr 08:00-12:00; PH off',
    url: 'https://musterstadt.example/stadtkasse',
  },
];
