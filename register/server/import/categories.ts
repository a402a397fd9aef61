/**
 * Groups for a catalogue whose source has none. A service belongs to the first group whose words occur in its name, otherwise in its
 * keywords. Data: change the words here when a town's services land in the wrong group.
 */
import type { Category } from '../../contract.ts';

interface Rule {
  readonly category: Category;
  /** Beginnings of words and parts of compounds, lower case. */
  readonly words: readonly string[];
}

const category = (id: string, de: string, en: string, ar: string, icon: string): Category => ({ id, name: { de, en, ar }, icon });

export const RULES: readonly Rule[] = [
  {
    category: category('verkehr', 'Auto, Führerschein und Parken', 'Car, driving licence and parking', 'السيارة ورخصة القيادة والوقوف', 'car'),
    words: [
      'fahrzeug', 'kfz', 'kennzeichen', 'führerschein', 'fahrschul', 'fahrlehr', 'fahreignung', 'fahrqualifi', 'fahrerqualifi', 'parkausweis', 'parken', 'taxi', 'mietwagen',
      'personenbeförder', 'güterkraft', 'güterbeförder', 'zulassungsbescheinigung', 'probezeit', 'sperrring', 'autohäuser', 'verkehrs',
    ],
  },
  {
    category: category('aufenthalt', 'Aufenthalt und Einbürgerung', 'Residence and naturalisation', 'الإقامة والتجنيس', 'globe'),
    words: [
      'aufenthalt', 'niederlassungserlaubnis', 'einbürgerung', 'asyl', 'duldung', 'visum', 'nachzug', 'daueraufenthalt', 'reiseausweis', 'verpflichtungserklärung', 'einreise',
      'eat', 'era', 'ausländ', 'flüchtling', 'grenzübertritt', 'fiktion', 'arbeitserlaubnis', 'beschäftigungsanfrage', 'ankunftszentrum', 'nebenbestimmung', 'sperrkonto', 'bundesgebiet',
      'werkvertrag', 'sicherheitsrechtlich', 'ua35', 'shortlane', 'berufssport', 'künstler', 'scif', 'vollzug',
    ],
  },
  {
    category: category('ausweise', 'Ausweise und Urkunden', 'ID documents and certificates', 'الهويات والشهادات', 'id-card'),
    words: [
      'personalausweis', 'reisepass', 'pass', 'ausweis', 'eid', 'beglaubigung', 'führungszeugnis', 'urkunde', 'lebensbescheinigung', 'online-ausweis', 'sorgerechtsaufkleber', 'dokumentendruck',
    ],
  },
  {
    category: category('wohnen', 'Wohnen, Umziehen und Bauen', 'Home, moving and building', 'السكن والانتقال والبناء', 'house'),
    words: [
      'wohnsitz', 'melderegister', 'meldebe', 'adress', 'haushaltsbescheinigung', 'miet', 'baurecht', 'bauakte', 'bauvorhaben', 'bauberatung', 'baugenehmigung', 'wohn', 'auskunftssperre', 'übermittlungssperre', 'planeinsicht', 'entwässerung', 'personendaten', 'umzug',
    ],
  },
  {
    category: category('familie', 'Familie und Lebenslagen', 'Family and life events', 'الأسرة وأحداث الحياة', 'users'),
    words: [
      'ehe', 'vaterschaft', 'geburt', 'sterbe', 'kind', 'familie', 'unterhalt', 'geschlecht', 'vorname', 'kirchenaustritt', 'eltern', 'sorgerecht', 'kita', 'schulreise', 'einschulung', 'bafög',
    ],
  },
  {
    category: category('soziales', 'Rente, Gesundheit und Soziales', 'Pension, health and social matters', 'التقاعد والصحة والشؤون الاجتماعية', 'heart-handshake'),
    words: ['rente', 'versicherung', 'reha', 'sozial', 'gehörlos', 'kontenklärung', 'beratung', 'behindert', 'pflege', 'gesundheit'],
  },
  {
    category: category('gewerbe', 'Gewerbe und Erlaubnisse', 'Business and permits', 'التجارة والتصاريح', 'briefcase'),
    words: ['gewerbe', 'waffen', 'munition', 'sprengstoff', 'jagd', 'fischerei', 'feuerwerk', 'bewachung', 'erlaubnis', 'beschicker'],
  },
  { category: category('weiteres', 'Weitere Anliegen', 'Other matters', 'خدمات أخرى', 'ellipsis'), words: [] },
];

/** Always exactly one group; the last takes what no word decides. */
export function categoryOf(name: string, keywords: readonly string[]): string {
  const last = RULES.at(-1)?.category.id ?? '';
  return find([name]) ?? find(keywords) ?? last;
}

function find(texts: readonly string[]): string | undefined {
  const text = ` ${texts.join(' ').toLocaleLowerCase('de')} `;
  // Short words only as whole words: "eat" is not in "theater".
  const has = (word: string) => (word.length <= 4 ? new RegExp(`(?<![\\p{L}])${word}(?![\\p{L}])|(?<![\\p{L}])${word}[\\p{L}]`, 'u').test(text) : text.includes(word));
  return RULES.find(({ words }) => words.some(has))?.category.id;
}
