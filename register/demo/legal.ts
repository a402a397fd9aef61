/** Musterstadt's privacy notice, imprint and accessibility statement: examples of what a town writes itself. */
import type { LegalNotice, RichBlock, RichText } from '../contract/contract.ts';
import type { Three } from './text.ts';

type Blocks = Readonly<Record<'de' | 'en' | 'ar', RichBlock>>;
const block =
  (kind: 'heading' | 'paragraph') =>
  (...[de, en, ar]: Three): Blocks => {
    const of = (words: string): RichBlock => ({ kind, runs: [{ text: words }] });
    return { de: of(de), en: of(en), ar: of(ar) };
  };
const head = block('heading');
const text = block('paragraph');
/** Points of a list, in the three languages. */
const points = (...items: Three[]): Blocks => {
  const list = (at: 0 | 1 | 2): RichBlock => ({
    kind: 'list',
    ordered: false,
    items: items.map((item) => [{ kind: 'paragraph', runs: [{ text: item[at] }] }]),
  });
  return { de: list(0), en: list(1), ar: list(2) };
};
const written = (...blocks: Blocks[]): { de: RichText; en: RichText; ar: RichText } => ({
  de: blocks.map(({ de }) => de),
  en: blocks.map(({ en }) => en),
  ar: blocks.map(({ ar }) => ar),
});

/**
 * DSGVO Art. 13. In Arabic the groups of a number are kept in their order by no-break spaces: characters that turn the
 * direction of writing are refused in catalogues.
 */
const PRIVACY = written(
  head('Wer verantwortlich ist', 'Who is responsible', 'من المسؤول'),
  text(
    'Stadt Musterstadt, Die Bürgermeisterin, Marktplatz 1, 12345 Musterstadt, Telefon 030 23125 100. Das Terminal und das Register dahinter betreibt die Stadt selbst.',
    'Town of Musterstadt, The Mayor, Marktplatz 1, 12345 Musterstadt, phone 030 23125 100. The town itself runs the terminal and the register behind it.',
    'مدينة Musterstadt، العمدة، Marktplatz 1, 12345 Musterstadt، هاتف 030\u00a023125\u00a0100. المدينة نفسها تشغّل الجهاز والسجل الذي وراءه.',
  ),
  text(
    'Datenschutzbeauftragte: Rathaus, Zimmer 214, datenschutz@musterstadt.example, Telefon 030 23125 110.',
    'Data protection officer: town hall, room 214, datenschutz@musterstadt.example, phone 030 23125 110.',
    'مسؤولة حماية البيانات: مبنى البلدية، غرفة 214، datenschutz@musterstadt.example، هاتف 030\u00a023125\u00a0110.',
  ),
  head('Was das Terminal verarbeitet', 'What the terminal processes', 'ما الذي يعالجه الجهاز'),
  points(
    [
      'Was Sie eintippen oder scannen: nur im Arbeitsspeicher, bis Ihr Besuch endet.',
      'What you type or scan: in memory only, until your visit ends.',
      'ما تكتبه أو تمسحه: في الذاكرة المؤقتة فقط، حتى نهاية زيارتك.',
    ],
    [
      'Die Daten aus dem Chip Ihres Ausweises, denen Sie zustimmen: Sie gehen vom Ausweis zum Register der Stadt, nicht in das Terminal. Ihre PIN wird nirgends gespeichert.',
      'The data from your card’s chip that you agree to: they go from the card to the town’s register, not into the terminal. Your PIN is stored nowhere.',
      'بيانات شريحة بطاقتك التي توافق عليها: تنتقل من البطاقة إلى سجل المدينة، ولا تبقى في الجهاز. ولا يُحفظ رقمك السري في أي مكان.',
    ],
    [
      'Eine Zahlung: Ihre Karte liest nur das Bezahlgerät. Das Terminal erfährt Betrag, Belegnummer und ob bezahlt ist.',
      'A payment: only the payment terminal reads your card. The terminal learns the amount, the receipt number and whether it is paid.',
      'الدفع: جهاز الدفع وحده يقرأ بطاقتك. ويعرف الجهاز المبلغ ورقم الإيصال وهل تم الدفع.',
    ],
    [
      'Einen Ruf nach Hilfe: dass jemand am Terminal Hilfe braucht und auf welcher Seite, ohne Ihren Namen.',
      'A call for help: that somebody at the terminal needs help, and on which page, without your name.',
      'طلب المساعدة: أن أحداً عند الجهاز يحتاج إلى مساعدة وفي أي صفحة، من دون اسمك.',
    ],
  ),
  head('Wozu und warum wir das dürfen', 'What for, and what allows it', 'لماذا وما الأساس القانوني'),
  text(
    'Damit Sie Ihre Anliegen hier erledigen können: Art. 6 Abs. 1 Buchst. c und e DSGVO mit dem Bundesmeldegesetz (§§ 10, 17, 18, 21), dem Personalausweisgesetz (§ 18) und dem Bundeszentralregistergesetz (§ 30). Ihre Rückmeldung mit Kontakt: Ihre Einwilligung, Art. 6 Abs. 1 Buchst. a.',
    'So that you can get your matters done here: Art. 6 (1) c and e GDPR with the Federal Act on Registration (§§ 10, 17, 18, 21), the Act on Identity Cards (§ 18) and the Federal Central Register Act (§ 30). Feedback with your contact: your consent, Art. 6 (1) a.',
    'لكي تنجز معاملاتك هنا: المادة 6 (1) ج و هـ من اللائحة العامة لحماية البيانات، مع قانون التسجيل الاتحادي (الفقرات 10 و17 و18 و21) وقانون الهوية (الفقرة 18) وقانون السجل المركزي الاتحادي (الفقرة 30). أما الملاحظات مع عنوانك فبموافقتك: المادة 6 (1) أ.',
  ),
  head('Wie lange', 'For how long', 'إلى متى'),
  points(
    [
      'Im Terminal: bis Ihr Besuch endet. Dann wird alles gelöscht, auch wenn Sie einfach weggehen.',
      'In the terminal: until your visit ends. Then all of it is deleted, also if you simply walk away.',
      'في الجهاز: حتى نهاية زيارتك. ثم يُحذف كل شيء، حتى إن انصرفت ببساطة.',
    ],
    [
      'Ihre Anmeldung im Register: höchstens 45 Minuten.',
      'Your sign-in at the register: 45 minutes at most.',
      'تسجيل دخولك في السجل: 45 دقيقة على الأكثر.',
    ],
    [
      'Ein Dokument, das Sie bestellt und nicht abgeholt haben: 14 Tage.',
      'A document that you ordered and did not collect: 14 days.',
      'مستند طلبته ولم تستلمه: 14 يوماً.',
    ],
    [
      'Der Inhalt eines Antrags: 90 Tage, nachdem er erledigt oder weitergegeben ist. Was das Melderegister führt, richtet sich nach dem Bundesmeldegesetz.',
      'The content of an application: 90 days after it was done or passed on. What the resident register keeps follows the Federal Act on Registration.',
      'محتوى الطلب: 90 يوماً بعد إنجازه أو تحويله. أما بيانات سجل السكان فتخضع لقانون التسجيل الاتحادي.',
    ],
  ),
  head('Wer es bekommt', 'Who receives it', 'من يحصل عليها'),
  text(
    'Nur das Amt, das Ihr Anliegen bearbeitet, und beim Führungszeugnis das Bundesamt für Justiz. Niemand außerhalb der Europäischen Union, und niemand für Werbung.',
    'Only the office that works on your matter, and for a certificate of conduct the Federal Office of Justice. Nobody outside the European Union, and nobody for advertising.',
    'المكتب الذي يعالج معاملتك فقط، وفي شهادة حسن السلوك المكتب الاتحادي للعدل. لا أحد خارج الاتحاد الأوروبي، ولا أحد لأغراض الدعاية.',
  ),
  head('Ihre Rechte', 'Your rights', 'حقوقك'),
  text(
    'Sie können Auskunft verlangen (Art. 15), Berichtigung (Art. 16), Löschung (Art. 17), Einschränkung (Art. 18) und widersprechen (Art. 21). Eine Einwilligung können Sie jederzeit widerrufen. Was im Melderegister über Sie steht, sehen Sie auch hier: „Meine Daten im Melderegister“.',
    'You may ask for access (Art. 15), rectification (Art. 16), erasure (Art. 17) and restriction (Art. 18), and you may object (Art. 21). You may withdraw a consent at any time. What the resident register says of you can also be seen here.',
    'لك حق الاطلاع (المادة 15) والتصحيح (المادة 16) والحذف (المادة 17) وتقييد المعالجة (المادة 18) والاعتراض (المادة 21). ويمكنك سحب موافقتك في أي وقت. ويمكنك هنا أيضاً رؤية ما هو مسجل عنك في سجل السكان.',
  ),
  text(
    'Beschweren können Sie sich bei der Landesbeauftragten für den Datenschutz. Die Angaben zu machen ist freiwillig; ohne sie können wir das Anliegen hier nicht erledigen, am Schalter aber schon. Kein Programm entscheidet allein über Sie.',
    'You may complain to the state’s data protection commissioner. Giving the data is voluntary; without them we cannot do your matter here, but the counter can. No program decides about you by itself.',
    'يمكنك تقديم شكوى إلى مفوضة حماية البيانات في الولاية. تقديم البيانات طوعي؛ ومن دونها لا يمكن إنجاز معاملتك هنا، لكن يمكن ذلك عند الشباك. ولا يتخذ أي برنامج قراراً بشأنك وحده.',
  ),
);

/** § 5 DDG. */
const IMPRINT = written(
  text(
    'Stadt Musterstadt, Marktplatz 1, 12345 Musterstadt',
    'Town of Musterstadt, Marktplatz 1, 12345 Musterstadt',
    'مدينة Musterstadt، Marktplatz 1, 12345 Musterstadt',
  ),
  text(
    'Telefon 030 23125 100 · stadt@musterstadt.example · https://musterstadt.example',
    'Phone 030 23125 100 · stadt@musterstadt.example · https://musterstadt.example',
    'هاتف 030\u00a023125\u00a0100 · stadt@musterstadt.example · https://musterstadt.example',
  ),
  head('Vertreten durch', 'Represented by', 'يمثّلها'),
  text(
    'Die Stadt ist eine Gebietskörperschaft des öffentlichen Rechts. Sie wird vertreten durch Bürgermeisterin Karla Beispiel.',
    'The town is a territorial authority under public law. It is represented by Mayor Karla Beispiel.',
    'المدينة هيئة إقليمية بموجب القانون العام. وتمثلها العمدة Karla Beispiel.',
  ),
  head('Aufsicht', 'Supervision', 'الجهة المشرفة'),
  text(
    'Kommunalaufsicht des Landkreises Musterkreis, Kreisplatz 2, 12346 Musterkreis',
    'Municipal supervision of the district Musterkreis, Kreisplatz 2, 12346 Musterkreis',
    'الإشراف البلدي في Landkreis Musterkreis, Kreisplatz 2, 12346 Musterkreis',
  ),
  head('Umsatzsteuer-Identifikationsnummer', 'VAT identification number', 'رقم ضريبة المبيعات'),
  text('DE000000000 (Beispiel)', 'DE000000000 (example)', 'DE000000000 (مثال)'),
  head('Für den Inhalt verantwortlich', 'Responsible for the content', 'المسؤول عن المحتوى'),
  text(
    'Amt für Bürgerdienste, Leitung: Ines Vorbild, Anschrift wie oben.',
    'Department for citizens’ services, head: Ines Vorbild, address as above.',
    'دائرة خدمات المواطنين، الإدارة: Ines Vorbild، العنوان كما في الأعلى.',
  ),
);

/** BITV 2.0 § 7 and the model of Implementing Decision (EU) 2018/1523. */
const ACCESSIBILITY = written(
  text(
    'Die Stadt Musterstadt bemüht sich, dieses Terminal barrierefrei zu machen, nach dem Behindertengleichstellungsrecht des Landes, der BITV 2.0 und der Richtlinie (EU) 2016/2102. Diese Erklärung gilt für dieses Terminal.',
    'The town of Musterstadt endeavours to make this terminal accessible, in line with the state’s law on equal opportunities, the BITV 2.0 and Directive (EU) 2016/2102. This statement is about the citizens’ terminal.',
    'تسعى مدينة Musterstadt إلى أن يكون هذا الجهاز سهل الوصول للجميع وفق قانون المساواة في الولاية ولائحة BITV 2.0 والتوجيه الأوروبي 2016/2102. يخص هذا البيان جهاز خدمة المواطنين.',
  ),
  head('Wie weit es ist', 'Compliance status', 'مدى المطابقة'),
  text(
    'Das Terminal ist mit der EN 301 549 teilweise vereinbar, wegen der folgenden Punkte.',
    'The terminal is partially compliant with EN 301 549, because of the following.',
    'الجهاز مطابق جزئياً للمعيار EN 301 549 بسبب النقاط التالية.',
  ),
  head('Was noch nicht barrierefrei ist', 'What is not accessible yet', 'ما ليس سهل الوصول بعد'),
  points(
    [
      'Die Seiten werden nicht vorgelesen. Am Schalter liest man Ihnen alles vor.',
      'The pages are not read aloud. At the counter everything is read to you.',
      'لا تُقرأ الصفحات بصوت عالٍ. عند الشباك يُقرأ لك كل شيء.',
    ],
    [
      'Es gibt keine Fassung in Leichter Sprache und keine in Deutscher Gebärdensprache.',
      'There is no version in easy language, and none in German Sign Language.',
      'لا توجد نسخة بلغة مبسطة ولا نسخة بلغة الإشارة الألمانية.',
    ],
    [
      'Den Ausweis muss man auf das Lesegerät legen und eine Karte an das Bezahlgerät halten. Mit „Personal rufen“ in der Hilfe kommt dafür jemand.',
      'The ID card has to be laid on the reader, and a card held to the payment terminal. “Call staff” in the help brings somebody for that.',
      'يجب وضع البطاقة على القارئ وتقريب بطاقة الدفع من جهاز الدفع. يمكنك طلب موظف لذلك من صفحة المساعدة.',
    ],
  ),
  text(
    'Größere Schrift, vier Farbfassungen und alles weiter unten stellen Sie mit „Anzeige“ ein. Alles, was hier geht, geht auch am Schalter.',
    'Larger text, four sets of colours and everything further down are set with “Display”. All that can be done here can also be done at the counter.',
    'من «العرض» يمكنك تكبير الخط واختيار الألوان وإنزال كل شيء إلى الأسفل. وكل ما يمكن هنا يمكن أيضاً عند الشباك.',
  ),
  head('Stand', 'Date', 'التاريخ'),
  text(
    'Erstellt am 2. November 2026 nach einer Selbstbewertung der Stadt.',
    'Prepared on 2 November 2026 after a self-assessment by the town.',
    'أُعدّ في 2 نوفمبر 2026 بعد تقييم ذاتي من المدينة.',
  ),
  head('Barriere melden', 'Report a barrier', 'الإبلاغ عن عائق'),
  text(
    'Sagen Sie uns, was Sie hindert: barrierefrei@musterstadt.example, Telefon 030 23125 120, oder gleich hier mit „Lob, Kritik und Ideen“. Wir antworten innerhalb eines Monats.',
    'Tell us what hinders you: barrierefrei@musterstadt.example, phone 030 23125 120, or here at once with the feedback on the start page. We answer within a month.',
    'أخبرنا بما يعيقك: barrierefrei@musterstadt.example، هاتف 030\u00a023125\u00a0120، أو هنا مباشرة عبر الملاحظات في الصفحة الأولى. نجيب خلال شهر.',
  ),
  head('Wenn das nicht hilft', 'If that does not help', 'إن لم يفد ذلك'),
  text(
    'Die Durchsetzungsstelle für digitale Barrierefreiheit des Landes prüft es kostenlos: durchsetzungsstelle@land.example, Telefon 030 90000 200.',
    'The state’s enforcement body for digital accessibility examines it free of charge: durchsetzungsstelle@land.example, phone 030 90000 200.',
    'هيئة إنفاذ سهولة الوصول الرقمي في الولاية تفحص الأمر مجاناً: durchsetzungsstelle@land.example، هاتف 030\u00a090000\u00a0200.',
  ),
);

export const LEGAL: readonly LegalNotice[] = [
  { id: 'privacy', text: PRIVACY },
  { id: 'imprint', text: IMPRINT },
  { id: 'accessibility', text: ACCESSIBILITY },
];
