/**
 * The words in which visitors read about this terminal: one for each thing, in each language. It is data for two: the
 * page `docs/WORDS.md` is made from it, and `test/unit/locales/terms.test.ts` holds every sentence to it.
 */
import { word, type Term } from './term.ts';

const PAPER: readonly Term[] = [
  {
    means: 'any small paper that comes out of the slot',
    de: word('Zettel', 'Bon', 'Bons', 'Beleg*', 'Kassenzettel', 'Kassenbon', 'Ausdruck*'),
    en: word('slip', 'ticket', 'printout', 'voucher'),
    ar: word('قسيمة', 'تذكرة'),
    staff: 'Zettel; Beleg and Belegdrucker as the trade has them',
  },
  {
    means: 'the slip that says what was done and paid in this visit',
    de: word('Quittung', 'Rechnung*'),
    en: word('receipt', 'invoice', 'bill'),
    ar: word('إيصال', 'فاتورة'),
  },
  {
    means: 'the slip with which a document is collected at the counter',
    de: word('Abholschein', 'Abholzettel', 'Abholnachweis'),
    en: word('collection slip', 'pick-up*', 'pickup*'),
    ar: word('قسيمة الاستلام', 'إيصال الاستلام', 'ورقة الاستلام'),
  },
  {
    means: 'the characters for which the counter hands a document out',
    de: word('Abholcode', 'Abholnummer', 'Abholkennung'),
    en: word('collection code', 'collection number'),
    ar: word('رمز الاستلام', 'رقم الاستلام'),
  },
  {
    means: 'one printed page in the format A4',
    de: word('Blatt', 'Bogen'),
    en: word('sheet', 'leaf'),
    ar: word('ورقة', 'صفيحة'),
  },
  {
    means: 'where printed A4 pages come out',
    de: word('Ausgabefach', 'Druckerfach', 'Papierfach', 'Fach'),
    en: word('tray', 'compartment'),
    ar: word('درج الإخراج', 'درج الخروج', 'درج الطابعة'),
    except: { 'device.documentPrinter.tray': 'the printer’s own tray of blank paper' },
  },
  {
    means: 'where slips come out',
    de: word('Schlitz', 'Auswurf'),
    en: word('slot', 'slit'),
    ar: word('الفتحة', 'الشق'),
  },
];

const DEVICES: readonly Term[] = [
  {
    means: 'this machine as a whole',
    de: word('Terminal', 'Automat*', 'Kiosk*', 'Maschine', 'Bürgerterminal', 'Computer', 'Gerät', 'Geräts', 'Geräte'),
    en: word('terminal', 'kiosk', 'machine', 'device', 'computer'),
    ar: word('الجهاز', 'الماكينة', 'الآلة', 'الكشك', 'الحاسوب'),
    staff: 'Terminal; Gerät for each device of it, Maschine for its computer',
  },
  {
    means: 'where one pays by card or phone; never "terminal" in German, which is the machine as a whole',
    de: word('Bezahlgerät', 'Bezahlterminal*', 'Kartenterminal*', 'EC-Gerät', 'Zahlungsterminal', 'Kasse'),
    en: word('payment terminal', 'card terminal', 'card machine', 'payment device'),
    ar: word('جهاز الدفع', 'محطة الدفع', 'جهاز البطاقات'),
    staff: 'Bezahlterminal, as its maker and the network’s operator have it',
  },
  {
    means: 'on which an ID card is laid',
    de: word('Lesegerät', 'Leser', 'Kartenleser', 'Kartenlesegerät', 'Ausweisleser'),
    en: word('card reader'),
    ar: word('القارئ', 'جهاز القراءة'),
    staff: 'Leser and Kartenleser, by the kind of device',
  },
  {
    means: 'to which codes on paper and phones are held',
    de: word('Scanner', 'Lesefenster', 'Codeleser'),
    en: word('scanner', 'code reader'),
    ar: word('الماسح', 'السكانر'),
  },
  {
    means: 'what the visitor looks at and touches',
    de: word('Bildschirm', 'Display', 'Monitor', 'Touchscreen'),
    en: word('screen', 'touchscreen', 'monitor'),
    ar: word('الشاشة', 'شاشة اللمس'),
  },
  {
    means: 'the visitor’s own phone, with a camera',
    de: word('Handy', 'Smartphone*', 'Mobiltelefon*', 'Mobilgerät*'),
    en: word('phone', 'smartphone', 'mobile'),
    ar: word('الهاتف', 'الجوال', 'المحمول', 'الموبايل'),
  },
  {
    means: 'a square code that a camera or scanner reads',
    de: word('Code', 'Barcode*', 'Strichcode*'),
    en: word('code', 'barcode'),
    ar: word('الرمز', 'الباركود', 'الكود', 'كود'),
    except: { 'technician.ask.code-scanned': 'a technician may hold any code to it, with bars too' },
  },
];

const CARDS: readonly Term[] = [
  {
    means: 'the card with which a visitor signs in: identity card, residence permit or eID card',
    de: word('Ausweis', 'Perso', 'Persos', 'ID-Karte', 'Identitätskarte', 'Ausweiskarte'),
    en: word('ID card', 'identification card'),
    ar: word('بطاقة هويتك', 'البطاقة الشخصية', 'بطاقة شخصية'),
  },
  {
    means: 'the card as a kind, beside residence permit and passport',
    de: word('Personalausweis', 'Personaldokument'),
    en: word('identity card', 'personal card'),
    ar: word('بطاقة الهوية', 'الهوية الشخصية'),
  },
  {
    means: 'what the town makes for the visitor: an ID document or a certificate',
    de: word('Dokument', 'Unterlage', 'Schriftstück'),
    en: word('document', 'paperwork'),
    ar: word('وثيقة', 'مستند', 'مستندك', 'المستند'),
  },
  {
    means: 'the digits that the holder of a card chose; of the ID card six',
    de: word('PIN', 'Geheimzahl*', 'Geheimnummer*', 'Pin', 'Persönliche Kennzahl'),
    en: word('PIN', 'secret number', 'pin code', 'passcode'),
    ar: word('PIN', 'الرقم السري', 'رقم سري', 'الرمز السري'),
  },
  {
    means: 'the letter of the card’s maker with transport PIN and PUK',
    de: word('PIN-Brief', 'aus dem Brief', 'Brief mit der PIN'),
    en: word('PIN letter', 'from the letter', 'letter with the PIN'),
    ar: word('رسالة رقم PIN', 'من الرسالة', 'الرسالة التي فيها'),
  },
  {
    means: 'six digits printed on the front of an ID card',
    de: word('Zugangsnummer', 'Zugangscode', 'Kartennummer'),
    en: word('access number', 'access code'),
    ar: word('رقم الوصول', 'رقم الدخول', 'رمز الوصول'),
  },
  {
    means: 'after three wrong PINs, or by the town: can no longer be used',
    de: word('gesperrt', 'blockiert*', 'geblockt'),
    en: word('blocked', 'locked'),
    ar: word('محظور', 'مقفل', 'يُقفل'),
  },
];

const DOING: readonly Term[] = [
  {
    means: 'to choose something on the screen',
    de: word('antippen', '*klick*', 'drücken', 'drückt', 'betätig*', 'berühr*', 'anwähl*'),
    en: word('touch', 'click*', 'tap', 'taps', 'tapping', 'press*'),
    ar: word('المس', 'اضغط', 'الضغط', 'انقر', 'النقر'),
    staff: 'drücken for real keys',
    except: {
      'attract.touch': 'the whole screen wakes it, nothing is chosen',
      'ownData.hold': 'held as long as the data are to be seen, not touched once',
    },
  },
  {
    means: 'to write letters and digits with the keys on the screen',
    de: word('eingeben', 'Erfassen', 'Erfassung', 'eintasten'),
    en: word('enter', 'key in'),
    ar: word('إدخال', 'اطبع الرقم'),
  },
  {
    means: 'to put an ID card on the reader; bank cards are held or put in (halten, einstecken)',
    de: word('auflegen', 'einlegen', 'einschieben', 'einführen'),
    en: word('place', 'lay', 'swipe'),
    ar: word('ضع', 'مرّر البطاقة'),
    staff: 'einlegen for paper, stecken and durchziehen by the kind of reader',
  },
  {
    means: 'to prove by ID card and PIN who one is, for this visit',
    de: word('anmelden', 'einloggen', 'Login', 'authentifizieren', 'Authentifizierung', 'identifizieren'),
    en: word('sign in', 'log in', 'login', 'authenticate'),
    ar: word('تسجيل الدخول', 'الولوج', 'المصادقة'),
  },
  {
    means: 'to end the visit; all that was typed is deleted',
    de: word('Beenden', 'Abmelden', 'ausloggen', 'Logout', 'Sitzung*'),
    en: word('Finish', 'sign out', 'log out', 'session'),
    ar: word('إنهاء', 'تسجيل الخروج', 'الجلسة'),
    except: {
      'offer.secondaryHome.title': 'abmelden is the law’s word for giving up a home (BMG § 21)',
      'secondary.dayLead': 'the same',
      'secondary.submit': 'the same',
    },
  },
  {
    means: 'to stop one thing and stay in the visit',
    de: word('Abbrechen', 'Stoppen', 'Stornieren'),
    en: word('Stop', 'cancel*', 'abort'),
    ar: word('إيقاف', 'إلغاء العملية'),
    staff: 'stornieren for payments',
  },
  {
    means: 'the page with all services; for who is signed in the menu',
    de: word('Startseite', 'Übersicht', 'Hauptmenü', 'Home', 'Homepage'),
    en: word('start page', 'overview', 'main menu', 'home page', 'homepage'),
    ar: word('الصفحة الرئيسية', 'القائمة الرئيسية', 'صفحة البداية', 'البداية'),
    staff: 'Startseite; Übersicht is a page of their own',
  },
];

const TOWN: readonly Term[] = [
  {
    means: 'where people of the town serve visitors',
    de: word('Schalter', 'Theke', 'Tresen', 'Infopoint', 'Service-Point'),
    en: word('counter', 'desk', 'front desk'),
    ar: word('الشباك', 'المنضدة', 'الكاونتر', 'مكتب الاستقبال'),
  },
  {
    means: 'the people of the town who help at the terminal',
    de: word('Personal', 'Mitarbeiter*', 'Mitarbeitende*', 'Beschäftigte*', 'Sachbearbeiter*', 'Bedienstete*'),
    en: word('staff', 'employee', 'employees', 'clerk', 'clerks', 'personnel'),
    ar: word('الموظفين', 'العاملين', 'الكادر'),
  },
  {
    means: 'the building and the town’s administration as a whole',
    de: word('Rathaus', 'Stadtverwaltung', 'Verwaltung', 'Kommune', 'Gemeindeverwaltung'),
    en: word('town hall', 'city hall', 'municipality', 'administration'),
    ar: word('البلدية', 'دار البلدية', 'مجلس المدينة', 'الإدارة المحلية'),
    except: {
      'technician.town': 'the setting, which is a district’s too',
      'right.communityId': 'the name of what the card holds, Gemeindeschlüssel',
    },
  },
  {
    means: 'the register, as far as a visitor meets it: what answers or does not',
    de: word('Rathaus-System', 'Server', 'Backend', 'Datenbank', 'Netzwerk'),
    en: word('town hall system', 'server', 'town’s system', 'hall’s system', 'database', 'network'),
    ar: word('نظام البلدية', 'الخادم', 'قاعدة البيانات', 'الشبكة'),
    staff: 'Register',
  },
  {
    means: 'a place of the town with address and hours',
    de: word('Amt', 'Dienststelle', 'Dienststellen', 'Fachbereich'),
    en: word('office', 'department', 'bureau'),
    ar: word('الدائرة', 'مكتب', 'المكتب', 'المكاتب'),
    except: {
      'offer.criminalRecord.line': 'name of the Bundesamt für Justiz in Arabic',
      'record.type.lead': 'name of the Bundesamt für Justiz in Arabic',
      'record.next': 'name of the Bundesamt für Justiz in Arabic',
    },
  },
  {
    means: 'the register that holds who lives where (BMG § 3)',
    de: word('Melderegister', 'Einwohnerregister', 'Meldedaten'),
    en: word('population register', 'register of residents', 'the register'),
    ar: word('سجل السكان', 'سجل النفوس', 'السجل المدني'),
  },
  {
    means: 'street, number and place of somebody or something; addresses are on the internet',
    de: word('Anschrift', 'Adresse', 'Adressen', 'Wohnadresse', 'Postadresse'),
    en: word('address', 'place of residence'),
    ar: word('العنوان', 'محل الإقامة'),
    staff: 'Anschrift; Adresse in networks',
    except: { 'takeAway.note': 'the address of a page on the internet' },
  },
  {
    means: 'when the counter is open',
    de: word('Öffnungszeiten', 'Sprechzeiten', 'Geschäftszeiten', 'Sprechstunden'),
    en: word('opening hours', 'office hours', 'business hours', 'opening times'),
    ar: word('أوقات الدوام', 'ساعات العمل', 'ساعات الدوام'),
  },
];

const MATTERS: readonly Term[] = [
  {
    means: 'what one can get done at the town (OZG § 2)',
    de: word('Leistung', 'Dienstleistung*', 'Service', 'Services', 'Angebot', 'Angebote'),
    en: word('service', 'offer', 'offers'),
    ar: word('خدمة', 'عرض خدمة'),
    staff: 'Leistung',
  },
  {
    means: 'what a visitor hands in for a service (VwVfG § 22)',
    de: word('Antrag', 'Anliegen', 'Ersuchen', 'Gesuch'),
    en: word('application', 'petition', 'concern'),
    ar: word('طلب', 'التماس'),
  },
  {
    means: 'under which the town finds a case again; it stands on receipt and certificate',
    de: word('Vorgangsnummer', 'Mit Vorgang', 'Auftragsnummer', 'Fallnummer', 'Referenz*'),
    en: word('case number', 'reference', 'reference number', 'order number'),
    ar: word('رقم المعاملة', 'الرقم المرجعي', 'رقم الطلب'),
    staff: 'Vorgang',
  },
  {
    means: 'what is asked for with the case number, so that nobody else learns of it',
    de: word('Kennwort', 'Passwort*', 'Zugangswort', 'Losung'),
    en: word('password', 'pass phrase', 'secret'),
    ar: word('كلمة السر', 'كلمة المرور'),
    except: {
      'technician.machine.secure-boot.off': 'the word that a firmware’s own pages have',
    },
  },
  {
    means: 'how far a case or document has come',
    de: word('Stand', 'Status', 'Bearbeitungsstand', 'Sachstand', 'Fortschritt'),
    en: word('status', 'progress', 'state'),
    ar: word('الحالة', 'الوضع', 'التقدم'),
    except: {
      'caseStatus.stage.inProgress': 'the stage "in progress", not how far it is',
      'caseStatus.inProgress.title': 'the stage "in progress", not how far it is',
    },
  },
  {
    means: 'a page that the town signs, with a seal',
    de: word('Bescheinigung', 'Zertifikat', 'Urkunde', 'Attest'),
    en: word('certificate', 'attestation'),
    ar: word('شهادة', 'إفادة', 'مصدّقة'),
    staff: 'Zertifikat for keys of computers',
    except: { 'consent.issuer': 'of the authorisation certificate (PAuswG § 21), not of a page on paper' },
  },
  {
    means: 'praise, criticism or an idea that a visitor writes',
    de: word('Nachricht', 'Rückmeldung', 'Feedback', 'Meldung', 'Mitteilung'),
    en: word('message', 'feedback', 'submission'),
    ar: word('رسالة', 'ملاحظات الزوار', 'التعليق'),
    staff: 'Nachricht; Meldung for all that goes to the register',
  },
  {
    means: 'what a service costs',
    de: word('Gebühr', 'Preis', 'Preise', 'Kosten', 'Entgelt', 'Unkosten'),
    en: word('fee', 'price', 'prices', 'charges'),
    ar: word('الرسوم', 'سعر', 'السعر', 'الثمن'),
  },
  {
    means: 'without a fee',
    de: word('kostenlos', 'gebührenfrei', 'gratis', 'umsonst', 'kostenfrei', 'unentgeltlich'),
    en: word('free of charge', 'gratis', 'no cost', 'at no charge'),
    ar: word('مجانًا', 'بلا مقابل', 'بدون رسوم', 'دون رسوم'),
  },
  {
    means: 'money that goes back to the visitor’s card',
    de: word('zurückgebucht', 'erstattet', 'Rückerstattung', 'storniert', 'zurückgenommen'),
    en: word('returned', 'refund*', 'reimburse*'),
    ar: word('إعادة نقودك', 'استرداد', 'ردّ المبلغ'),
    staff: 'storniert',
  },
  {
    means: 'the visitor’s bank',
    de: word('Bank', 'Kreditinstitut', 'Geldinstitut'),
    en: word('bank', 'card issuer'),
    ar: word('البنك', 'المصرف', 'مصرفك'),
  },
];

const MANNER: readonly Term[] = [
  {
    means: 'at this moment',
    de: word('gerade', 'derzeit', 'momentan', 'zurzeit', 'aktuell', 'im Moment'),
    en: word('at the moment', 'currently', 'presently'),
    ar: word('الآن', 'حاليًا', 'في الوقت الحالي', 'في الوقت الراهن'),
  },
  {
    means: 'another time',
    de: word('noch einmal', 'erneut', 'nochmals', 'nochmal', 'abermals'),
    en: word('again', 'anew'),
    ar: word('مرة أخرى', 'من جديد', 'مجددًا', 'مجدّدًا'),
  },
  {
    means: 'from then on',
    de: word('Seitdem', 'seither', 'zwischenzeitlich'),
    en: word('since then', 'henceforth'),
    ar: word('منذ ذلك الوقت', 'منذ ذلك الحين'),
  },
  {
    means: 'said where something is asked of somebody',
    de: word('Bitte', 'Bitte beachten', 'wir bitten'),
    en: word('Please', 'kindly'),
    ar: word('من فضلك', 'يرجى', 'الرجاء', 'نرجو'),
  },
  {
    means: 'said of something that did not go as wanted; what, and what to do now, never that there was an "error"',
    de: word('hat nicht geklappt', 'Fehler', 'Störung', 'fehlgeschlagen', 'misslungen', 'Problem', 'ungültig*'),
    en: word('did not work', 'error', 'errors', 'failed', 'failure', 'invalid', 'problem'),
    ar: word('لم ينجح', 'فشل', 'فشلت', 'عطل', 'غير صالح'),
    staff: 'Fehler and Störung, as they need to know which',
  },
];

/** By what they are about. */
export const TERMS: Readonly<Record<string, readonly Term[]>> = {
  'Paper and where it comes from': PAPER,
  'The terminal and its parts': DEVICES,
  'Cards and PINs': CARDS,
  'What is done': DOING,
  'The town': TOWN,
  'What it is about': MATTERS,
  'How it is said': MANNER,
};
