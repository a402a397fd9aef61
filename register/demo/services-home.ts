import { BIRTH, ID, at } from './service.ts';
import type { DemoService } from './service.ts';

const BUERGERBUEROS = [at('buergerbuero'), at('buergerbuero-nord')];
const LANDLORD: DemoService['bring'][number] = [
  'Wohnungsgeberbestätigung',
  'Confirmation of the landlord',
  'تأكيد من المؤجِّر',
];

export const HOME_SERVICES: readonly DemoService[] = [
  {
    id: 'wohnsitz-anmelden',
    category: 'wohnen',
    minutes: 15,
    offices: BUERGERBUEROS,
    leika: '99115005104000',
    name: ['Wohnsitz anmelden oder ummelden', 'Register or change your address', 'تسجيل السكن أو تغييره'],
    summary: [
      'Innerhalb von zwei Wochen nach dem Einzug',
      'Within two weeks after moving in',
      'خلال أسبوعين من الانتقال',
    ],
    description: [
      [
        'Nach einem Umzug melden Sie sich bei uns an. Familien kann eine Person gemeinsam anmelden.',
        'After moving you register with us. One person can register the whole family.',
        'بعد الانتقال تسجّل عنوانك لدينا. ويمكن لشخص واحد تسجيل الأسرة كلها.',
      ],
    ],
    bring: [ID, LANDLORD],
    fee: 'free',
    keywords: 'Umzug, Anmeldung, Ummeldung, Adresse ändern, Zuzug, Wohnungswechsel',
    form: 'Wohnungsgeberbestätigung',
  },
  {
    id: 'wohnsitz-abmelden',
    atTerminal: 'secondary-home',
    category: 'wohnen',
    minutes: 5,
    offices: BUERGERBUEROS,
    leika: '99115005070000',
    name: [
      'Wohnsitz oder Nebenwohnung abmelden',
      'Deregister a residence or second home',
      'إلغاء تسجيل السكن أو السكن الثانوي',
    ],
    summary: [
      'Beim Wegzug ins Ausland oder ohne neue Wohnung',
      'When moving abroad or giving up a second home',
      'عند الانتقال إلى الخارج أو ترك السكن الثانوي',
    ],
    description: [
      [
        'Wer innerhalb Deutschlands umzieht, meldet sich nur am neuen Ort an.',
        'If you move within Germany, you only register at the new place.',
        'عند الانتقال داخل ألمانيا تكتفي بالتسجيل في المكان الجديد.',
      ],
    ],
    bring: [ID],
    fee: 'free',
    keywords: 'Abmeldung, Wegzug, Ausland, Zweitwohnung, Nebenwohnsitz',
  },
  {
    id: 'meldebescheinigung',
    atTerminal: 'certificate',
    category: 'wohnen',
    minutes: 5,
    offices: BUERGERBUEROS,
    leika: '99115003012000',
    name: ['Meldebescheinigung', 'Certificate of registration', 'شهادة تسجيل السكن'],
    summary: ['Bestätigt Ihre Anschrift', 'Confirms your address', 'تؤكد عنوانك'],
    description: [
      [
        'Die Bescheinigung gibt es einfach oder erweitert, zum Beispiel mit Familienstand.',
        'The certificate is available in a simple or extended form, for example with your marital status.',
        'تتوفر الشهادة بصيغة بسيطة أو موسعة، مثلًا مع الحالة الاجتماعية.',
      ],
    ],
    bring: [ID],
    fee: ['8,00 € je Bescheinigung', 'EUR 8.00 per certificate', '8.00 يورو لكل شهادة'],
    keywords: 'Meldebestätigung, Aufenthaltsbescheinigung, Wohnsitzbescheinigung',
  },
  {
    id: 'uebermittlungssperre',
    atTerminal: 'blocks',
    category: 'wohnen',
    minutes: 10,
    offices: BUERGERBUEROS,
    name: ['Weitergabe meiner Daten sperren', 'Block the passing on of my data', 'حظر نقل بياناتي'],
    summary: [
      'Übermittlungssperren nach dem Bundesmeldegesetz',
      'Blocks under the Federal Registration Act',
      'وفق قانون التسجيل الاتحادي',
    ],
    description: [
      [
        'Sie können widersprechen, dass wir Ihre Daten an Parteien, Adressbuchverlage, Religionsgemeinschaften oder zu Jubiläen weitergeben.',
        'You can object to your data being passed on to parties, directory publishers, religious communities or for anniversaries.',
        'يمكنك الاعتراض على نقل بياناتك إلى الأحزاب أو ناشري الأدلة أو الجماعات الدينية أو لأغراض المناسبات.',
      ],
    ],
    bring: [ID],
    fee: 'free',
    keywords: 'Datenschutz, Widerspruch, Adressbuch, Parteien, Jubiläum, Auskunftssperre',
  },
  {
    id: 'geburtsurkunde',
    category: 'familie',
    minutes: 10,
    offices: [at('standesamt')],
    name: ['Geburtsurkunde bestellen', 'Order a birth certificate', 'طلب شهادة ميلاد'],
    summary: ['Auch mehrsprachig', 'Multilingual form available', 'تتوفر بعدة لغات'],
    description: [
      [
        'Das Standesamt des Geburtsorts stellt die Urkunde aus.',
        'The registry office of the place of birth issues the certificate.',
        'يصدرها مكتب الأحوال المدنية في مكان الميلاد.',
      ],
    ],
    bring: [ID],
    fee: [
      '12,00 €, jede weitere 6,00 €',
      'EUR 12.00, each further copy EUR 6.00',
      '12.00 يورو، وكل نسخة إضافية 6.00 يورو',
    ],
    keywords: 'Urkunde, Abstammung, Geburt, Kind',
  },
  {
    id: 'eheschliessung',
    category: 'familie',
    minutes: 45,
    offices: [at('standesamt', 'required')],
    name: ['Eheschließung anmelden', 'Register an intended marriage', 'تسجيل عقد الزواج'],
    summary: ['Frühestens sechs Monate vorher', 'Six months in advance at the earliest', 'قبل ستة أشهر على الأكثر'],
    description: [
      [
        'Sie melden die Eheschließung beim Standesamt Ihres Wohnorts an; heiraten können Sie überall in Deutschland.',
        'You register with the registry office of your place of residence; you can marry anywhere in Germany.',
        'تسجّل لدى مكتب الأحوال المدنية في مكان سكنك، ويمكنك الزواج في أي مكان في ألمانيا.',
      ],
    ],
    bring: [ID, BIRTH],
    fee: [
      '60,00 €, mit Auslandsbezug 90,00 €',
      'EUR 60.00, with a foreign connection EUR 90.00',
      '60.00 يورو، ومع صلة بالخارج 90.00 يورو',
    ],
    keywords: 'Heiraten, Hochzeit, Trauung, Standesamt',
  },
  {
    id: 'sterbeurkunde',
    category: 'familie',
    minutes: 10,
    offices: [at('standesamt')],
    name: ['Sterbeurkunde bestellen', 'Order a death certificate', 'طلب شهادة وفاة'],
    summary: [
      'Für Rente und Krankenkasse kostenlos',
      'Free for pension and health insurance',
      'مجانًا للتقاعد والتأمين الصحي',
    ],
    description: [
      [
        'Das Standesamt des Sterbeorts stellt die Urkunde aus.',
        'The registry office of the place of death issues the certificate.',
        'يصدرها مكتب الأحوال المدنية في مكان الوفاة.',
      ],
    ],
    bring: [ID],
    fee: [
      '12,00 €; für Rente und Krankenkasse kostenlos',
      'EUR 12.00; free for pension and health insurance',
      '12.00 يورو؛ مجانًا للتقاعد والتأمين الصحي',
    ],
    keywords: 'Todesfall, Trauerfall, Urkunde, Bestattung',
  },
  {
    id: 'kita-platz',
    category: 'familie',
    offices: [at('buergerbuero', 'required')],
    name: ['Platz in einer Kita vormerken', 'Register for a day-care place', 'حجز مكان في حضانة'],
    summary: ['Für Kinder bis zur Einschulung', 'For children up to school age', 'للأطفال حتى سن المدرسة'],
    description: [
      [
        'Sie nennen bis zu drei Wunscheinrichtungen. Der Stichtag für das neue Kita-Jahr ist der 31. Januar.',
        'You name up to three day-care centres. The closing date for the new year is 31 January.',
        'تختار حتى ثلاث حضانات. آخر موعد للسنة الجديدة هو 31 يناير.',
      ],
    ],
    bring: [BIRTH],
    fee: 'free',
    keywords: 'Kindergarten, Krippe, Kinderbetreuung, Tagesmutter',
  },
];
