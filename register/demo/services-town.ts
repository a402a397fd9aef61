import { ID, at } from './service.ts';
import type { DemoService } from './service.ts';

export const TOWN_SERVICES: readonly DemoService[] = [
  {
    id: 'bewohnerparkausweis',
    category: 'verkehr',
    minutes: 10,
    offices: [at('strassenverkehr', 'none'), at('buergerbuero')],
    name: ['Bewohnerparkausweis', 'Resident parking permit', 'تصريح وقوف للسكان'],
    summary: ['Parken in Ihrem Wohngebiet', 'Parking in your residential area', 'الوقوف في منطقة سكنك'],
    description: [
      [
        'Sie bekommen den Ausweis, wenn Sie im Gebiet mit Hauptwohnung gemeldet sind und ein Auto halten oder dauerhaft nutzen.',
        'You get the permit if your main residence is in the zone and you keep or permanently use a car.',
        'تحصل على التصريح إذا كان سكنك الرئيسي في المنطقة ولديك سيارة تملكها أو تستخدمها دائمًا.',
      ],
    ],
    bring: [
      ID,
      [
        'Zulassungsbescheinigung Teil I (Fahrzeugschein)',
        'Vehicle registration certificate part I',
        'شهادة تسجيل المركبة الجزء الأول',
      ],
    ],
    fee: ['60,00 € für ein Jahr', 'EUR 60.00 for a year', '60.00 يورو لسنة واحدة'],
    keywords: 'Parken, Anwohnerparken, Anwohnerparkausweis, Parkplatz',
  },
  {
    id: 'fuehrerschein-umtausch',
    category: 'verkehr',
    minutes: 15,
    offices: [at('strassenverkehr', 'required')],
    name: ['Führerschein umtauschen', 'Exchange a driving licence', 'استبدال رخصة القيادة'],
    summary: [
      'Alte Papierführerscheine und Karten ohne Frist',
      'Old paper licences and cards without an expiry date',
      'الرخص الورقية القديمة والبطاقات بلا تاريخ انتهاء',
    ],
    description: [
      [
        'Alle vor 2013 ausgestellten Führerscheine werden bis 2033 umgetauscht. Ihre Frist hängt von Geburtsjahr oder Ausstellungsjahr ab.',
        'All licences issued before 2013 are exchanged by 2033. Your deadline depends on your year of birth or the year of issue.',
        'تُستبدل جميع الرخص الصادرة قبل 2013 حتى عام 2033، ويعتمد موعدك على سنة الميلاد أو الإصدار.',
      ],
    ],
    bring: [
      ID,
      ['Ihr Führerschein', 'Your driving licence', 'رخصة قيادتك'],
      ['Ein biometrisches Passfoto', 'A biometric photo', 'صورة بيومترية'],
    ],
    fee: ['25,30 €', 'EUR 25.30', '25.30 يورو'],
    keywords: 'Fuehrerschein, Pflichtumtausch, Fahrerlaubnis, Kartenführerschein, Lappen',
  },
  {
    id: 'fahrzeug-anmelden',
    category: 'verkehr',
    minutes: 20,
    offices: [at('strassenverkehr')],
    name: [
      'Fahrzeug anmelden, ummelden oder abmelden',
      'Register, re-register or deregister a vehicle',
      'تسجيل مركبة أو نقل تسجيلها أو إلغاؤه',
    ],
    summary: ['Auch mit Wunschkennzeichen', 'Personalised number plates available', 'تتوفر لوحة أرقام مميزة'],
    description: [
      [
        'Für die Anmeldung brauchen Sie eine Versicherungsbestätigung (eVB-Nummer) und ein SEPA-Mandat für die Kfz-Steuer.',
        'To register you need an insurance confirmation (eVB number) and a SEPA mandate for the vehicle tax.',
        'للتسجيل تحتاج إلى تأكيد التأمين (رقم eVB) وتفويض SEPA لضريبة المركبات.',
      ],
    ],
    bring: [
      ID,
      [
        'Zulassungsbescheinigungen Teil I und II',
        'Registration certificates parts I and II',
        'شهادتا التسجيل الجزء الأول والثاني',
      ],
      ['eVB-Nummer der Versicherung', 'eVB number of the insurance', 'رقم eVB للتأمين'],
    ],
    fee: ['ab 30,60 €', 'from EUR 30.60', 'ابتداءً من 30.60 يورو'],
    keywords: 'Auto, Kfz, Zulassung, Kennzeichen, Nummernschild, Motorrad',
  },
  {
    id: 'feinstaubplakette',
    category: 'verkehr',
    minutes: 5,
    offices: [at('strassenverkehr', 'none')],
    name: ['Umweltplakette', 'Low-emission sticker', 'ملصق الانبعاثات'],
    summary: [
      'Für die Fahrt in Umweltzonen',
      'For driving in low-emission zones',
      'للقيادة في المناطق منخفضة الانبعاثات',
    ],
    description: [
      [
        'Die Plakette gilt in ganz Deutschland und bleibt gültig, bis sich das Kennzeichen ändert.',
        'The sticker is valid throughout Germany until the number plate changes.',
        'الملصق صالح في جميع أنحاء ألمانيا حتى تغيير لوحة الأرقام.',
      ],
    ],
    bring: [
      ['Zulassungsbescheinigung Teil I', 'Vehicle registration certificate part I', 'شهادة تسجيل المركبة الجزء الأول'],
    ],
    fee: ['6,00 €', 'EUR 6.00', '6.00 يورو'],
    keywords: 'Feinstaubplakette, grüne Plakette, Umweltzone',
  },
  {
    id: 'gewerbe-anmelden',
    category: 'gewerbe',
    minutes: 20,
    offices: [at('ordnungsamt')],
    leika: '99050012104000',
    name: ['Gewerbe anmelden', 'Register a business', 'تسجيل نشاط تجاري'],
    summary: [
      'Spätestens mit dem ersten Tag',
      'On the first day of business at the latest',
      'في اليوم الأول للنشاط على أبعد تقدير',
    ],
    description: [
      [
        'Sie zeigen an, dass Sie ein Gewerbe beginnen. Finanzamt, Kammern und Berufsgenossenschaft erfahren es von uns.',
        'You report that you are starting a business. We inform the tax office, chambers and accident insurance.',
        'تُبلغ عن بدء نشاط تجاري، ونحن نبلغ مكتب الضرائب والغرف المختصة.',
      ],
    ],
    bring: [
      ID,
      [
        'Bei eingetragenen Firmen: Auszug aus dem Handelsregister',
        'For registered companies: extract from the commercial register',
        'للشركات المسجلة: مستخرج من السجل التجاري',
      ],
    ],
    fee: ['26,00 €', 'EUR 26.00', '26.00 يورو'],
    keywords: 'Gewerbeanmeldung, Selbstständigkeit, Firma, Gründung, Gewerbeschein',
    form: 'Gewerbe-Anmeldung',
  },
  {
    id: 'gewerbe-abmelden',
    category: 'gewerbe',
    minutes: 10,
    offices: [at('ordnungsamt')],
    name: ['Gewerbe ummelden oder abmelden', 'Change or close a business', 'تعديل نشاط تجاري أو إلغاؤه'],
    summary: [
      'Wenn sich Tätigkeit oder Ort ändert oder endet',
      'When activity or place changes or ends',
      'عند تغيير النشاط أو المكان أو انتهائه',
    ],
    description: [
      [
        'Die Abmeldung ist auch rückwirkend möglich.',
        'Closing can also be reported retroactively.',
        'يمكن الإلغاء بأثر رجعي.',
      ],
    ],
    bring: [ID, ['Die bisherige Gewerbeanmeldung', 'The previous business registration', 'التسجيل التجاري السابق']],
    fee: ['20,00 €', 'EUR 20.00', '20.00 يورو'],
    keywords: 'Gewerbeabmeldung, Gewerbeummeldung, Firma, Betrieb',
  },
  {
    id: 'gaststaette',
    category: 'gewerbe',
    minutes: 30,
    offices: [at('ordnungsamt', 'required')],
    name: ['Gaststätte eröffnen', 'Open a restaurant or bar', 'افتتاح مطعم'],
    summary: [
      'Erlaubnis für den Ausschank von Alkohol',
      'Licence for serving alcohol',
      'رخصة تقديم المشروبات الكحولية',
    ],
    description: [
      [
        'Für den Ausschank alkoholischer Getränke brauchen Sie eine Erlaubnis. Rechnen Sie mit sechs bis acht Wochen.',
        'You need a licence to serve alcoholic drinks. Allow six to eight weeks.',
        'تحتاج إلى رخصة لتقديم المشروبات الكحولية. يستغرق ذلك من ستة إلى ثمانية أسابيع.',
      ],
    ],
    bring: [
      ID,
      ['Führungszeugnis für eine Behörde', 'Certificate of good conduct for an authority', 'شهادة حسن سلوك لجهة رسمية'],
      ['Grundriss der Räume', 'Floor plan', 'مخطط الغرف'],
    ],
    fee: ['ab 150,00 €', 'from EUR 150.00', 'ابتداءً من 150.00 يورو'],
    keywords: 'Restaurant, Kneipe, Konzession, Schankerlaubnis, Gastronomie',
  },
  {
    id: 'hund-anmelden',
    category: 'stadtleben',
    minutes: 10,
    offices: [at('stadtkasse', 'none')],
    name: ['Hund anmelden oder abmelden', 'Register or deregister a dog', 'تسجيل كلب أو إلغاء تسجيله'],
    summary: ['Hundesteuer innerhalb von zwei Wochen', 'Dog tax, within two weeks', 'ضريبة الكلاب خلال أسبوعين'],
    description: [
      [
        'Sie melden den Hund innerhalb von zwei Wochen an und bekommen eine Steuermarke.',
        'You register the dog within two weeks and receive a tax tag.',
        'تسجّل الكلب خلال أسبوعين وتحصل على علامة ضريبية.',
      ],
    ],
    bring: [ID, ['Chipnummer und Rasse des Hundes', 'Chip number and breed of the dog', 'رقم الشريحة وسلالة الكلب']],
    fee: ['96,00 € Steuer im Jahr', 'EUR 96.00 tax per year', '96.00 يورو ضريبة سنوية'],
    keywords: 'Hundesteuer, Hundemarke, Tier, Welpe',
  },
  {
    id: 'fundbuero',
    category: 'stadtleben',
    minutes: 10,
    offices: [at('ordnungsamt', 'none')],
    name: ['Fundbüro', 'Lost property office', 'مكتب المفقودات'],
    summary: ['Etwas verloren oder gefunden?', 'Lost or found something?', 'هل فقدت شيئًا أو وجدته؟'],
    description: [
      [
        'Fundsachen bewahren wir sechs Monate auf. War ein Ausweis dabei, sperren Sie die Online-Funktion unter 116 116.',
        'We keep found items for six months. If an identity card was among them, block its online function by calling 116 116.',
        'نحتفظ بالمفقودات ستة أشهر. إذا كانت بينها بطاقة هوية فأوقف وظيفتها الإلكترونية على الرقم 116 116.',
      ],
    ],
    bring: [ID, ['Eine Beschreibung der Sache', 'A description of the item', 'وصف الغرض']],
    fee: 'free',
    keywords: 'verloren, gefunden, Fundsache, Schlüssel, Geldbörse, Portemonnaie, Fahrrad',
  },
  {
    id: 'sondernutzung',
    category: 'stadtleben',
    minutes: 20,
    offices: [at('ordnungsamt')],
    name: ['Straße oder Gehweg nutzen', 'Use of a street or pavement', 'استخدام الشارع أو الرصيف'],
    summary: [
      'Umzug, Container, Fest, Infostand',
      'Moving, skip, party, information stand',
      'نقل أثاث أو حاوية أو حفل أو كشك معلومات',
    ],
    description: [
      [
        'Für Halteverbote, Container, Gerüste, Straßenfeste und Stände brauchen Sie eine Erlaubnis. Stellen Sie den Antrag vier Wochen vorher.',
        'You need a permit for no-parking zones, skips, scaffolding, street parties and stands. Apply four weeks in advance.',
        'تحتاج إلى تصريح لمنع الوقوف والحاويات والسقالات وحفلات الشارع والأكشاك. قدّم الطلب قبل أربعة أسابيع.',
      ],
    ],
    bring: [['Lageplan oder Foto der Fläche', 'Site plan or photo of the area', 'مخطط أو صورة للمكان']],
    fee: ['ab 25,00 €', 'from EUR 25.00', 'ابتداءً من 25.00 يورو'],
    keywords: 'Sondernutzung, Halteverbot, Straßenfest, Container, Gerüst, Infostand',
    form: 'Antrag auf Sondernutzung',
  },
  {
    id: 'fischereischein',
    category: 'stadtleben',
    minutes: 10,
    offices: [at('ordnungsamt', 'none')],
    name: ['Fischereischein', 'Fishing licence', 'رخصة صيد الأسماك'],
    summary: ['Angeln mit bestandener Prüfung', 'Angling after passing the examination', 'الصيد بعد اجتياز الاختبار'],
    description: [
      [
        'Sie zeigen das Zeugnis über die Fischerprüfung. Den Schein gibt es für ein Jahr oder fünf Jahre.',
        'Show your examination certificate. The licence is available for one or five years.',
        'أبرز شهادة الاختبار. الرخصة متاحة لسنة أو خمس سنوات.',
      ],
    ],
    bring: [ID, ['Zeugnis der Fischerprüfung', 'Certificate of the fishing examination', 'شهادة اختبار الصيد']],
    fee: ['16,00 € für ein Jahr', 'EUR 16.00 for a year', '16.00 يورو لسنة واحدة'],
    keywords: 'Angeln, Angelschein, Fischen',
  },
  {
    id: 'musterpass',
    category: 'stadtleben',
    minutes: 20,
    offices: [at('buergerbuero', 'required')],
    // The length that real catalogues reach: a screen that holds it holds any.
    name: [
      'Bescheinigung für die ermäßigte Teilnahme von Haushalten mit geringem Einkommen an städtischen Kultur-, Sport- und Freizeitangeboten einschließlich Ferienprogramm',
      'Certificate for reduced prices at municipal culture, sports and leisure programmes for households with a low income, including the holiday programme',
      'شهادة للأسر ذات الدخل المحدود للمشاركة بأسعار مخفضة في العروض الثقافية والرياضية والترفيهية للبلدية بما في ذلك برنامج العطلات',
    ],
    summary: [
      'MusterPass: halber Preis in Bad, Theater und Bücherei',
      'MusterPass: half price at pool, theatre and library',
      'بطاقة MusterPass: نصف السعر في المسبح والمسرح والمكتبة',
    ],
    description: [
      [
        'Den MusterPass bekommen Sie mit einem Bescheid über Bürgergeld, Wohngeld, Kinderzuschlag oder Grundsicherung. Er gilt zwölf Monate.',
        'You get the MusterPass with a notice of citizen’s income, housing benefit, child supplement or basic income support. It is valid for twelve months.',
        'تحصل على البطاقة مع إشعار بالإعانة الأساسية أو بدل السكن أو علاوة الأطفال. صلاحيتها اثنا عشر شهرًا.',
      ],
    ],
    bring: [ID, ['Der aktuelle Bescheid', 'The current notice', 'الإشعار الحالي']],
    fee: 'free',
    keywords: 'Sozialpass, Ermäßigung, MusterPass, Bürgergeld, Wohngeld, Ferienpass',
  },
];
