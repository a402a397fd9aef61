import { BIRTH, ID, OLD_ID, PHOTO, at } from './service.ts';
import type { DemoService } from './service.ts';

const BUERGERBUEROS = [at('buergerbuero'), at('buergerbuero-nord')];

export const IDENTITY_SERVICES: readonly DemoService[] = [
  {
    id: 'personalausweis',
    category: 'ausweise',
    minutes: 15,
    offices: BUERGERBUEROS,
    name: ['Personalausweis beantragen', 'Apply for an identity card', 'طلب بطاقة الهوية الشخصية'],
    summary: ['Neu, abgelaufen oder verloren', 'New, expired or lost', 'جديدة أو منتهية الصلاحية أو مفقودة'],
    description: [
      [
        'Sie beantragen den Personalausweis persönlich. Ab 16 Jahren geht das ohne die Eltern.',
        'You apply in person. From the age of 16 you can do so without your parents.',
        'تقدّم الطلب شخصيًا. ابتداءً من سن 16 عامًا يمكنك ذلك دون الوالدين.',
      ],
      [
        'Die Bundesdruckerei stellt ihn in etwa drei Wochen her. Danach bekommen Sie einen Brief mit der PIN; holen Sie den Ausweis erst ab, wenn er da ist.',
        'It takes about three weeks to produce. You will then receive a letter with the PIN; collect the card only after the letter has arrived.',
        'يستغرق إصدارها نحو ثلاثة أسابيع. بعد ذلك تصلك رسالة تحتوي على الرقم السري؛ استلم البطاقة بعد وصول الرسالة.',
      ],
    ],
    bring: [OLD_ID, PHOTO, BIRTH],
    fee: [
      '46,00 € ab 24 Jahren, 27,60 € unter 24 Jahren',
      'EUR 46.00 from the age of 24, EUR 27.60 under 24',
      '46.00 يورو من سن 24 عامًا، 27.60 يورو تحت سن 24 عامًا',
    ],
    keywords: 'Perso, Ausweis, ID-Karte, Ausweis abgelaufen, Ausweis verloren, neuer Ausweis',
  },
  {
    id: 'ausweis-abholen',
    atTerminal: 'document-status',
    category: 'ausweise',
    minutes: 5,
    offices: [at('buergerbuero', 'none')],
    leika: '99008001015000',
    name: ['Ausweis oder Pass abholen', 'Collect an identity card or passport', 'استلام بطاقة الهوية أو جواز السفر'],
    summary: [
      'Den Stand sehen Sie hier am Terminal',
      'You can see its status at this terminal',
      'يمكنك معرفة الحالة عبر هذا الجهاز',
    ],
    description: [
      [
        'Sie holen Ihr Dokument selbst ab oder geben jemandem eine Vollmacht. Ein Termin ist nicht nötig.',
        'You collect your document yourself or authorise somebody in writing. No appointment needed.',
        'تستلم الوثيقة بنفسك أو عبر شخص توكّله كتابيًا. لا حاجة إلى موعد.',
      ],
    ],
    bring: [
      OLD_ID,
      [
        'Für Bevollmächtigte: Vollmacht und eigener Ausweis',
        'For somebody else: written authorisation and their own ID',
        'للوكيل: توكيل خطي وبطاقة هويته',
      ],
    ],
    fee: 'free',
    keywords: 'Abholung, Ausweis fertig, Pass fertig, Status, Seriennummer',
    form: 'Vollmacht zur Abholung',
  },
  {
    id: 'reisepass',
    category: 'ausweise',
    minutes: 15,
    offices: BUERGERBUEROS,
    name: ['Reisepass beantragen', 'Apply for a passport', 'طلب جواز سفر'],
    summary: ['Auch im Express-Verfahren', 'Express service available', 'تتوفر الخدمة المستعجلة'],
    description: [
      [
        'Sie beantragen den Reisepass persönlich. Kinder kommen mit.',
        'You apply in person. Children must come along.',
        'تقدّم الطلب شخصيًا، ويجب حضور الأطفال.',
      ],
      [
        'Die Herstellung dauert etwa vier Wochen, im Express-Verfahren vier Arbeitstage.',
        'Production takes about four weeks, or four working days as an express order.',
        'يستغرق الإصدار نحو أربعة أسابيع، وأربعة أيام عمل في الخدمة المستعجلة.',
      ],
    ],
    bring: [OLD_ID, PHOTO, BIRTH],
    fee: [
      '70,00 € ab 24 Jahren, 37,50 € unter 24 Jahren; Express zusätzlich 32,00 €',
      'EUR 70.00 from the age of 24, EUR 37.50 under 24; express EUR 32.00 more',
      '70.00 يورو من سن 24 عامًا، 37.50 يورو تحت سن 24؛ والمستعجل 32.00 يورو إضافية',
    ],
    keywords: 'Pass, ePass, Passport, Reise, Expresspass',
  },
  {
    id: 'vorlaeufiger-ausweis',
    category: 'ausweise',
    minutes: 15,
    offices: BUERGERBUEROS,
    name: ['Vorläufigen Personalausweis beantragen', 'Apply for a provisional identity card', 'طلب بطاقة هوية مؤقتة'],
    summary: [
      'Sofort zum Mitnehmen, drei Monate gültig',
      'Issued at once, valid for three months',
      'تُسلَّم فورًا وصالحة لثلاثة أشهر',
    ],
    description: [
      [
        'Wenn Sie sofort einen Ausweis brauchen, stellen wir ihn gleich aus. Beantragen Sie zugleich den neuen Personalausweis.',
        'If you need an identity card at once, we issue one straight away. Apply for the new identity card at the same time.',
        'إذا كنت بحاجة فورية إلى هوية نصدرها لك مباشرة. قدّم في الوقت نفسه طلب البطاقة الجديدة.',
      ],
    ],
    bring: [OLD_ID, PHOTO, BIRTH],
    fee: ['10,00 €', 'EUR 10.00', '10.00 يورو'],
    keywords: 'vorläufig, sofort, Notfall, Ersatzausweis',
  },
  {
    id: 'fuehrungszeugnis',
    atTerminal: 'criminal-record',
    category: 'ausweise',
    minutes: 10,
    offices: BUERGERBUEROS,
    name: ['Führungszeugnis beantragen', 'Apply for a certificate of good conduct', 'طلب شهادة حسن السلوك'],
    summary: [
      'Für private Zwecke oder eine Behörde',
      'For private purposes or a public authority',
      'لأغراض خاصة أو لجهة رسمية',
    ],
    description: [
      [
        'Das Bundesamt für Justiz schickt Ihnen das Führungszeugnis nach Hause, das für eine Behörde geht unmittelbar dorthin. Sie können es ab 14 Jahren beantragen.',
        'The Federal Office of Justice sends the certificate to your home; one for an authority goes there directly. You can apply from the age of 14.',
        'ترسل الهيئة الاتحادية للعدل الشهادة إلى منزلك، أو مباشرة إلى الجهة الرسمية. يمكن تقديم الطلب من سن 14 عامًا.',
      ],
    ],
    bring: [
      ID,
      [
        'Für eine Behörde: deren Anschrift und der Verwendungszweck',
        'For an authority: its address and the purpose',
        'لجهة رسمية: عنوانها والغرض',
      ],
    ],
    fee: [
      '13,00 €; für ein Ehrenamt mit Bescheinigung kostenlos',
      'EUR 13.00; free for voluntary work with a confirmation',
      '13.00 يورو؛ مجانًا للعمل التطوعي مع إثبات',
    ],
    keywords: 'polizeiliches Führungszeugnis, Bundeszentralregister, erweitertes Führungszeugnis, Ehrenamt',
  },
  {
    id: 'beglaubigung',
    category: 'ausweise',
    minutes: 10,
    offices: BUERGERBUEROS,
    name: ['Kopie oder Unterschrift beglaubigen', 'Certify a copy or a signature', 'تصديق نسخة أو توقيع'],
    summary: [
      'Zeugnisse, Vollmachten, Bescheinigungen',
      'School reports, authorisations, certificates',
      'الشهادات والتوكيلات والإثباتات',
    ],
    description: [
      [
        'Wir bestätigen, dass eine Kopie dem Original entspricht oder dass Sie vor uns unterschrieben haben. Urkunden des Standesamts beglaubigen wir nicht.',
        'We confirm that a copy matches the original or that you signed in our presence. We do not certify civil status documents.',
        'نؤكد أن النسخة مطابقة للأصل أو أنك وقّعت أمامنا. لا نصدّق وثائق الأحوال المدنية.',
      ],
    ],
    bring: [ID, ['Das Original und die Kopie', 'The original and the copy', 'الأصل والنسخة']],
    fee: ['5,00 € je Dokument', 'EUR 5.00 per document', '5.00 يورو لكل وثيقة'],
    keywords: 'Beglaubigung, beglaubigte Kopie, Zeugniskopie, Unterschriftsbeglaubigung',
  },
  {
    id: 'aufenthaltstitel-abholen',
    atTerminal: 'document-status',
    category: 'ausweise',
    minutes: 10,
    offices: [at('auslaenderbehoerde', 'required')],
    name: [
      'Elektronischen Aufenthaltstitel abholen',
      'Collect an electronic residence permit',
      'استلام تصريح الإقامة الإلكتروني',
    ],
    summary: [
      'Mit Termin bei der Ausländerbehörde',
      'By appointment at the immigration office',
      'بموعد في دائرة شؤون الأجانب',
    ],
    description: [
      [
        'Wenn die Karte da ist, bekommen Sie einen Brief mit der PIN. Buchen Sie dann einen Termin.',
        'When the card has arrived you receive a letter with the PIN. Then book an appointment.',
        'عند وصول البطاقة تصلك رسالة بالرقم السري، ثم احجز موعدًا.',
      ],
    ],
    bring: [
      [
        'Ihr Pass und der bisherige Aufenthaltstitel',
        'Your passport and previous residence permit',
        'جواز سفرك وتصريح الإقامة السابق',
      ],
    ],
    fee: 'free',
    keywords: 'eAT, Aufenthaltstitel, Aufenthaltserlaubnis, Karte, residence permit',
  },
];
