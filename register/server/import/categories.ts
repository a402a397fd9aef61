/**
 * Groups for a catalogue whose source has none. A service belongs to the first group whose words occur in its name,
 * otherwise in its keywords. Data: change the words here when a town's services land in the wrong group.
 */
import type { Category } from '../../contract/contract.ts';

interface Rule {
  readonly category: Category;
  /**
   * Lower case. `=wort`: this word. `^wort`: words that begin so. `wort`: words in which it stands anywhere, as parts
   * of compounds do.
   */
  readonly words: readonly string[];
}

const category = (id: string, de: string, en: string, ar: string, icon: string): Category => ({
  id,
  name: { de, en, ar },
  icon,
});

export const RULES: readonly Rule[] = [
  {
    category: category(
      'verkehr',
      'Auto, Führerschein und Parken',
      'Car, driving licence and parking',
      'السيارة ورخصة القيادة والوقوف',
      'car',
    ),
    words: [
      'fahrzeug',
      '^kfz',
      'kennzeichen',
      'führerschein',
      'fahrerlaubnis',
      'fahrerkarte',
      'fahrschul',
      'fahrlehr',
      'fahreignung',
      'fahrqualifi',
      'fahrerqualifi',
      'parkausweis',
      '^parken',
      '=taxi',
      '^taxig',
      '^taxis',
      '=taxen',
      'mietwagen',
      'wohnmobil',
      'wohnwagen',
      'wohnanhänger',
      'personenbeförder',
      'güterkraft',
      'güterbeförder',
      'zulassungsbescheinigung',
      'probezeit',
      'sperrring',
      'autohäuser',
      'verkehrs',
    ],
  },
  {
    category: category(
      'aufenthalt',
      'Aufenthalt und Einbürgerung',
      'Residence and naturalisation',
      'الإقامة والتجنيس',
      'globe',
    ),
    words: [
      'aufenthalt',
      'niederlassungserlaubnis',
      'einbürgerung',
      '^asyl',
      '^duldung',
      '=visum',
      '=visa',
      'nachzug',
      'reiseausweis',
      'verpflichtungserklärung',
      '^einreise',
      '=eat',
      '=era',
      '^ausländ',
      'flüchtling',
      'grenzübertritt',
      '^fiktion',
      'arbeitserlaubnis',
      'beschäftigungsanfrage',
      'ankunftszentrum',
      'nebenbestimmung',
      'sperrkonto',
      'bundesgebiet',
      'werkvertrag',
      'sicherheitsrechtlich',
      'ua35',
      'shortlane',
      'berufssport',
      '^künstler',
      '=scif',
      '=vollzug',
    ],
  },
  {
    category: category(
      'ausweise',
      'Ausweise und Urkunden',
      'ID documents and certificates',
      'الهويات والشهادات',
      'id-card',
    ),
    words: [
      'personalausweis',
      'reisepass',
      '=pass',
      '=pässe',
      '^passbild',
      '^passfoto',
      '^passersatz',
      '^passverlust',
      '^passstelle',
      'ausweis',
      '=eid',
      'beglaubigung',
      'führungszeugnis',
      'urkunde',
      'lebensbescheinigung',
      'sorgerechtsaufkleber',
      'dokumentendruck',
    ],
  },
  {
    category: category(
      'wohnen',
      'Wohnen, Umziehen und Bauen',
      'Home, moving and building',
      'السكن والانتقال والبناء',
      'house',
    ),
    words: [
      'wohnsitz',
      '^wohnung',
      'wohnung',
      'melderegister',
      'meldebe',
      '^adress',
      'haushaltsbescheinigung',
      '^miete',
      '^mietpreis',
      '^mietspiegel',
      '^mietz',
      'baurecht',
      'bauakte',
      'bauvorhaben',
      'bauberatung',
      'baugenehmigung',
      '^wohn',
      'auskunftssperre',
      'übermittlungssperre',
      'planeinsicht',
      'entwässerung',
      'personendaten',
      'umzug',
    ],
  },
  {
    category: category('familie', 'Familie und Lebenslagen', 'Family and life events', 'الأسرة وأحداث الحياة', 'users'),
    words: [
      '=ehe',
      '=ehen',
      'eheschließ',
      '^ehefähig',
      '^ehename',
      '^eheregister',
      '^eheurkunde',
      '^ehevertrag',
      '^ehegatt',
      '^ehepaar',
      '^eheauf',
      'vaterschaft',
      'geburt',
      '^sterbe',
      '^kind',
      'familie',
      'unterhalt',
      'geschlechtseintrag',
      'vorname',
      'kirchenaustritt',
      '^eltern',
      'sorgerecht',
      '^kita',
      'schulreise',
      'einschulung',
      '^bafög',
    ],
  },
  {
    category: category(
      'soziales',
      'Rente, Gesundheit und Soziales',
      'Pension, health and social matters',
      'التقاعد والصحة والشؤون الاجتماعية',
      'heart-handshake',
    ),
    words: [
      '^rente',
      'altersrente',
      'hinterbliebenenrente',
      'minderungsrente',
      'waisenrente',
      'witwenrente',
      'rentenversicherung',
      'krankenversicherung',
      'unfallversicherung',
      'pflegeversicherung',
      'sozial',
      '=reha',
      'rehabilit',
      'gehörlos',
      'kontenklärung',
      '^beratung',
      'behinder',
      '^pflege-',
      '=pflege',
      'tagespflege',
      '^pflegeg',
      '^pflegeb',
      '^pflegeh',
      '^pflegest',
      'gesundheit',
    ],
  },
  {
    category: category('gewerbe', 'Gewerbe und Erlaubnisse', 'Business and permits', 'التجارة والتصاريح', 'briefcase'),
    words: [
      'gewerbe',
      'gaststätte',
      '^waffen',
      'waffenschein',
      'feuerwaffe',
      'munition',
      'sprengstoff',
      '^jagd',
      '^jäger',
      'fischerei',
      '^angel',
      'feuerwerk',
      '^bewachung',
      '=erlaubnis',
      'beschicker',
    ],
  },
  { category: category('weiteres', 'Weitere Anliegen', 'Other matters', 'خدمات أخرى', 'ellipsis'), words: [] },
];

/** The group that a word decides, by the name first and then by the keywords; undefined where none does. */
export const guess = (name: string, keywords: readonly string[]): string | undefined => find([name]) ?? find(keywords);

/** Always exactly one group; the last takes what no word decides. */
export const categoryOf = (name: string, keywords: readonly string[]): string =>
  guess(name, keywords) ?? RULES.at(-1)?.category.id ?? '';

const PATTERNS = RULES.map(({ category: { id }, words }) => ({
  id,
  pattern: words.length === 0 ? undefined : new RegExp(words.map(patternOf).join('|'), 'u'),
}));

function patternOf(word: string): string {
  const inner = word.replace(/^[=^]/, '');
  return `${/^[=^]/.test(word) ? '(?<![\\p{L}\\d])' : ''}${inner}${word.startsWith('=') ? '(?![\\p{L}\\d])' : ''}`;
}

function find(texts: readonly string[]): string | undefined {
  // Letters and their marks may come apart.
  const text = texts.join(' \n').normalize('NFC').toLocaleLowerCase('de');
  return PATTERNS.find(({ pattern }) => pattern?.test(text))?.id;
}
