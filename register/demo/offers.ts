/** What Musterstadt offers at its terminals, what it costs, and the transmission blocks of the law. */
import { OFFERED } from '../../services/kit/services.ts';
import type { BlockKind, Offer } from '../contract/contract.ts';

/** Everything there is, for its usual fee. */
export const OFFERS: readonly Offer[] = OFFERED.map(({ id, minutes, fees }) => ({ id, minutes, fees: [...fees] }));

export const BLOCK_KINDS: readonly BlockKind[] = [
  {
    id: 'religious-societies',
    law: '§ 42 Abs. 3 Satz 2 BMG',
    spouses: false,
    name: {
      de: 'Religionsgesellschaften der Familie',
      en: 'Religious communities of the family',
      ar: 'الجماعات الدينية للعائلة',
    },
    line: {
      de: 'Keine Daten an die Religionsgesellschaft von Angehörigen, der Sie nicht angehören',
      en: 'No data to a family member’s religious community that you do not belong to',
      ar: 'عدم إرسال البيانات إلى الجماعة الدينية لأفراد الأسرة التي لا تنتمي إليها',
    },
  },
  {
    id: 'parties',
    law: '§ 50 Abs. 1 und 5 BMG',
    spouses: false,
    name: { de: 'Parteien und Wahlen', en: 'Parties and elections', ar: 'الأحزاب والانتخابات' },
    line: {
      de: 'Keine Daten an Parteien und Wählergruppen vor Wahlen',
      en: 'No data to parties and groups of voters before elections',
      ar: 'عدم إرسال البيانات إلى الأحزاب قبل الانتخابات',
    },
  },
  {
    id: 'anniversaries',
    law: '§ 50 Abs. 2 und 5 BMG',
    spouses: true,
    name: { de: 'Alters- und Ehejubiläen', en: 'Birthdays and wedding anniversaries', ar: 'أعياد الميلاد وذكرى الزواج' },
    line: {
      de: 'Keine Daten an Presse, Rundfunk und Mandatsträger bei Jubiläen',
      en: 'No data to press, radio and elected officials on anniversaries',
      ar: 'عدم إرسال البيانات إلى الصحافة والمسؤولين المنتخبين في المناسبات',
    },
  },
  {
    id: 'address-books',
    law: '§ 50 Abs. 3 und 5 BMG',
    spouses: false,
    name: { de: 'Adressbuchverlage', en: 'Publishers of address books', ar: 'ناشرو دفاتر العناوين' },
    line: {
      de: 'Keine Daten an Verlage von Adressbüchern',
      en: 'No data to publishers of address books',
      ar: 'عدم إرسال البيانات إلى ناشري دفاتر العناوين',
    },
  },
  {
    id: 'armed-forces',
    law: '§ 36 Abs. 2 BMG',
    validUntil: '2025-12-31',
    spouses: false,
    name: { de: 'Bundeswehr', en: 'Armed forces', ar: 'القوات المسلحة' },
    line: {
      de: 'Keine Daten an die Bundeswehr zum Versand von Informationen',
      en: 'No data to the armed forces for sending information',
      ar: 'عدم إرسال البيانات إلى القوات المسلحة لإرسال المعلومات',
    },
  },
];
