/**
 * Every event that can stand in the log, with its fields and what it means for the operator. A field that is not listed
 * here cannot be logged, so that no name, number or search word ever gets there. The operator's handbook page is made
 * from this.
 */
import { z } from 'zod';

const Name = z.string().max(64);
const event = <F extends z.ZodRawShape>(level: 'info' | 'warning' | 'error', meaning: string, fields: F) => ({
  level,
  meaning,
  fields: z.strictObject(fields),
});

export const EVENTS = {
  'kiosk.started': event('info', 'Das Terminal ist gestartet und hat seine Konfiguration gelesen.', {
    software: Name,
    runtime: Name,
    runtimeKind: z.enum(['official', 'stand-in', 'node']),
  }),
  'library.exchanged': event(
    'warning',
    'Eine Bibliothek, die der Betreiber austauschen darf, ist nicht die mitgelieferte. Die ausgetauschte wird benutzt; „sha256“ ist ihre Prüfsumme, ohne sie fehlt die Datei. War das niemand von Ihnen: bitte das Terminal abschalten und die Technik rufen.',
    {
      name: Name,
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
    },
  ),
  'kiosk.ready': event('info', 'Der Startbildschirm ist zu sehen und nimmt Berührungen an.', {
    milliseconds: z.number(),
  }),
  'kiosk.stopped': event('info', 'Das Terminal wurde geordnet beendet.', {}),
  'kiosk.end-late': event(
    'error',
    'Ein Teil des Terminals ist beim Beenden nicht fertig geworden und wurde zurückgelassen; das Terminal hat sich trotzdem beendet. Kommt das wieder vor, bitte das Protokoll der Minute davor weitergeben.',
    { part: z.enum(['watchdog', 'window', 'machine', 'devices', 'kiosk']) },
  ),
  'kiosk.held': event(
    'error',
    'Der Hauptprozess hat so viele Sekunden lang nichts mehr getan, weil eine Berechnung ihn festhielt, und wurde beendet; das Terminal startet neu. Kommt das wieder vor, bitte das Protokoll der Minute davor weitergeben.',
    { seconds: z.number() },
  ),
  'kiosk.blocked': event('warning', 'Das Terminal nimmt keine Besuche an.', {
    cause: z.enum(['locked', 'out-of-order']),
  }),
  'kiosk.unblocked': event('info', 'Das Terminal nimmt wieder Besuche an.', {}),
  'visit.began': event('info', 'Ein Besuch hat begonnen.', {}),
  'visit.ended': event('info', 'Ein Besuch ist zu Ende; seine Daten sind gelöscht.', {
    by: z.enum(['visitor', 'idle', 'pause', 'staff', 'bug']),
    seconds: z.number(),
  }),
  'visit.purged': event('info', 'Anzeige, Zwischenablage und Speicher des Besuchs sind geleert.', {
    milliseconds: z.number(),
  }),
  'visit.purge-failed': event(
    'error',
    'Ein Besuch ließ sich nicht löschen; das Terminal bleibt außer Betrieb und versucht es alle zehn Sekunden wieder.',
    {},
  ),
  'intent.refused': event(
    'warning',
    'Die Anzeige hat etwas gemeldet, was der Bildschirm nicht anbietet. Einzelne Fälle sind schnelle Doppelberührungen.',
    { intent: Name, screen: Name, reason: z.enum(['shape', 'sender', 'not-offered']) },
  ),
  'renderer.gone': event(
    'error',
    'Die Anzeige ist abgestürzt oder wurde beendet und neu aufgebaut; der Besuch geht weiter. Beendet wird sie, wenn sie tut, was keine Seite von Foyer tut: „closed“: ' +
      'Sie hat ihr Fenster geschlossen; „flooded“: zu viele Meldungen; „file-chooser“: Sie wollte eine Dateiauswahl öffnen. ' +
      'Kommt einer dieser drei Gründe wieder vor, bitte das Terminal sperren und die Technik rufen.',
    { reason: Name },
  ),
  'renderer.unguarded': event(
    'error',
    'Für diese Anzeige ließ sich die Dateiauswahl des Systems nicht sperren. Bitte der Technik melden; öffnet sich eine, das Terminal neu starten.',
    {},
  ),
  'log.left-out': event(
    'warning',
    'Von diesem Ereignis gab es in der letzten Minute mehr als 60; so viele Zeilen stehen nicht im Protokoll.',
    { of: Name, count: z.number() },
  ),
  'log.day-full': event(
    'error',
    'Das Protokoll dieses Tages hat seine Größe (64 MiB) erreicht; bis zum Ende des Tages (UTC) steht alles Weitere nur im Journal des Systems.',
    {},
  ),
  'log.day-left-out': event(
    'warning',
    'So viele Zeilen fehlen im Protokoll des vergangenen Tages, weil es seine Größe erreicht hatte.',
    { count: z.number() },
  ),
  'process.gone': event('error', 'Ein Hilfsprozess ist beendet und wird neu gestartet.', {
    process: Name,
    code: z.number().nullable(),
  }),
  'process.given-up': event('error', 'Ein Hilfsprozess ist zu oft abgestürzt und bleibt aus; bitte Technik rufen.', {
    process: Name,
  }),
  'device.status': event('info', 'Ein Gerät hat seinen Zustand geändert.', {
    device: Name,
    state: Name,
    reason: Name.optional(),
  }),
  'print.finished': event('info', 'Ein Beleg ist gedruckt; der Drucker hat es bestätigt.', {
    device: Name,
    job: z.uuid(),
    attempts: z.number(),
    by: Name,
  }),
  'print.failed': event(
    'warning',
    'Ein Beleg ist nicht oder nicht sicher gedruckt. „unknown“ steht in der Liste der unfertigen Vorgänge.',
    { device: Name, job: z.uuid(), state: Name, paper: z.enum(['none', 'unknown']) },
  ),
  'print.ticket': event(
    'info',
    'Was mit einem Zettel im Ausgabeschlitz geschehen ist: entnommen, nach der Wartezeit eingezogen, oder er steckt fest.',
    { device: Name, fate: z.enum(['taken', 'retracted', 'left']) },
  ),
  'document.printed': event(
    'info',
    'Ein A4-Dokument ist gedruckt. „uncounted“: fertig gemeldet, vom Drucker selbst nicht gezählt; ein Mensch sieht nach.',
    { device: Name, pages: z.number(), by: Name },
  ),
  'document.not-purged': event(
    'warning',
    'Am Ende eines Besuchs ließ sich nicht klären, ob im Dokumentendrucker noch ein Auftrag wartet; vor dem nächsten Druck wird er geleert.',
    { device: Name },
  ),
  'document.failed': event(
    'warning',
    'Ein A4-Dokument ist nicht vollständig gedruckt; „pages“ Seiten hat der Drucker gezählt.',
    { device: Name, state: Name, paper: z.enum(['none', 'some', 'unknown']), pages: z.number() },
  ),
  'payment.outcome': event(
    'info',
    'Was aus einer Kartenzahlung geworden ist. „unknown“ steht in der Liste der unfertigen Vorgänge.',
    { payment: z.uuid(), outcome: z.enum(['captured', 'declined', 'unknown']), reason: Name.optional() },
  ),
  'payment.reversed': event('warning', 'Eine Kartenzahlung sollte storniert werden.', {
    payment: z.uuid(),
    done: z.boolean(),
  }),
  'payment.end-of-day': event(
    'info',
    'Der tägliche Kassenschnitt des Bezahlterminals. Misslingt er, folgt alle zehn Minuten ein neuer Versuch.',
    {
      done: z.boolean(),
      count: z.number().optional(),
      amountCents: z.number().optional(),
      code: z.number().nullable().optional(),
    },
  ),
  'payment.settled': event('info', 'Personal hat eine unklare Zahlung abgeschlossen.', {
    payment: z.uuid(),
    outcome: z.enum(['paid', 'not-paid', 'handed-over']),
  }),
  'eid.ended': event(
    'info',
    'Eine Anmeldung mit dem Ausweis oder eine PIN-Änderung ist zu Ende. „code“ ist der Fehlercode der AusweisApp.',
    { task: z.enum(['sign-in', 'change-pin']), outcome: Name, code: Name.optional() },
  ),
  'eid.card-forgotten': event(
    'warning',
    'Ein Ausweis liegt noch auf dem Lesegerät; das Terminal ruft danach und hat das Personal gerufen.',
    {},
  ),
  'order.step': event(
    'info',
    'Ein Auftrag ist einen Schritt weiter. „staff“: Personal hat ihn abgeschlossen; „void“: Er wurde nicht ausgestellt und wird es nie; „left“: kostenlos ausgestellt und nicht mitgenommen.',
    {
      order: z.uuid(),
      step: z.enum(['intent', 'issuing', 'issued', 'handed-over', 'void', 'left', 'refunded', 'staff']),
    },
  ),
  'register.reached': event('info', 'Das Register antwortet wieder.', {}),
  'register.failed': event(
    'warning',
    'Das Register antwortet nicht wie erwartet; das Terminal arbeitet mit dem letzten Stand weiter.',
    { request: Name, failure: Name },
  ),
  'identity.enrolled': event(
    'info',
    'Das Terminal ist am Register angemeldet und hat einen eigenen Schlüssel. „machine“: Nur diese Maschine kann ihn lesen (TPM); „system“: Er liegt im Schlüsselspeicher des Systems; „file“: Er liegt offen in einer Datei.',
    { keyStore: z.enum(['machine', 'system', 'file']) },
  ),
  'identity.moved': event(
    'info',
    'Der Schlüssel dieses Terminals lag weniger sicher und ist umgezogen. „machine“: Ab jetzt kann ihn nur noch diese Maschine lesen (TPM). Reste des alten Schlüssels können auf dem Datenträger bleiben; eine neue Anmeldung in der Technik macht einen Schlüssel, der nie offen dort lag.',
    { keyStore: z.enum(['machine', 'system']) },
  ),
  'identity.machine-key-damaged': event(
    'error',
    'Was die Maschine als ihren Schlüssel ausgibt, ist keiner; die Schlüssel des Terminals liegen deshalb nur in einer Datei oder sind nicht zu lesen. Bitte foyer-seal-key.service ansehen (journalctl -u foyer-seal-key).',
    {},
  ),
  'reports.new-key': event(
    'warning',
    'Der Schlüssel, mit dem dieses Terminal seine Berichte unterschreibt, war mit dem jetzigen Schlüssel der Maschine nicht zu lesen; es hat einen neuen. „fingerprint“ ist sein Fingerabdruck.',
    { fingerprint: z.string().regex(/^[0-9a-f]{4}( [0-9a-f]{4}){3}$/) },
  ),
  'identity.not-enrolled': event(
    'warning',
    'Die Anmeldung am Register ist nicht gelungen. „refused“: Der Code gilt nicht; „not-kept“: Der Datenträger hat den Schlüssel nicht angenommen.',
    { reason: z.enum(['refused', 'unreachable', 'rate-limited', 'not-kept', 'failed']) },
  ),
  'identity.refused': event(
    'error',
    'Das Register nimmt dieses Terminal nicht an. „revoked“: Es ist gesperrt, „unknown“: Es kennt seinen Schlüssel nicht; in beiden Fällen hilft eine neue Anmeldung in der Technik. „address“: Das Register hält die Adresse aus der Konfiguration nicht für seine eigene; FOYER_REGISTER_URL prüfen.',
    { reason: z.enum(['revoked', 'unknown', 'address']) },
  ),
  'identity.unreadable': event(
    'error',
    'Die Anmeldung am Register liegt auf dem Datenträger, lässt sich aber nicht lesen; bitte in der Technik neu anmelden.',
    {},
  ),
  'clock.differs': event(
    'error',
    'Die Uhren von Terminal und Register weichen um mehr als eine Minute voneinander ab; „seconds“ ist positiv, wenn die des Terminals nachgeht.',
    { seconds: z.number() },
  ),
  'clock.agrees': event('info', 'Die Uhren von Terminal und Register stimmen wieder überein.', {}),
  'catalogue.updated': event('info', 'Ein neuer Stand der Leistungen und Öffnungszeiten ist geladen.', {
    version: Name,
    services: z.number(),
    offices: z.number(),
  }),
  'hours.evaluated': event(
    'info',
    'Die Öffnungszeiten eines neuen Stands sind ausgewertet, so viele verschiedene Texte in so vielen Millisekunden.',
    { texts: z.number(), milliseconds: z.number() },
  ),
  'hours.not-told': event(
    'warning',
    'Die Öffnungszeiten einer Stelle lassen sich nicht auswerten; Besucher lesen „bitte erfragen“. „unreadable“: Der Text ist nicht zu verstehen; „too-slow“: Die Auswertung dauerte zu lange und wurde abgebrochen; „no-position“: Die Zeiten richten sich nach der Sonne, und town.position fehlt in der Konfiguration.',
    { office: Name, reason: z.enum(['unreadable', 'too-slow', 'no-position']) },
  ),
  'status-index.complete': event(
    'info',
    'Der Stand der Ausweisdokumente ist vollständig geladen; das Terminal kann ihn jetzt auch ohne Register sagen, solange es läuft. Die Schlüssel dazu stehen nie auf der Festplatte: Nach einem Neustart ohne Register gibt es keinen Stand.',
    { epoch: z.number() },
  ),
  'catalogue.refused': event(
    'error',
    'Ein neuer Stand der Leistungen wurde nicht angenommen; der letzte gute gilt weiter. „signature“ und „unsigned“: nicht vom Register dieses Terminals unterschrieben; „schema“: nicht lesbar; „base“, „incomplete“: die Änderung passt nicht zum vorhandenen Stand, er wird ganz geladen; „later“: der Schlüssel war nicht zu erfragen; „edition“, „older“, „expired“: das Register sagt nicht, dass dieser Stand gilt, oder nannte schon einen neueren, oder sein Wort ist abgelaufen.',
    {
      reason: z.enum(['signature', 'unsigned', 'later', 'edition', 'older', 'expired', 'schema', 'base', 'incomplete']),
    },
  ),
  'register.key': event(
    'info',
    'Der Schlüssel, mit dem das Register unterschreibt, ist jetzt bekannt; kein anderer gilt mehr als einer, den dieser einführt.',
    { kid: Name },
  ),
  'job.outcome': event('info', 'Eine wiederkehrende Aufgabe gelingt nicht mehr, oder sie gelingt wieder.', {
    job: Name,
    ok: z.boolean(),
  }),
  'outbox.kept': event(
    'info',
    'Eine Meldung an das Register ist verschlüsselt abgelegt und wartet auf ihre Übermittlung.',
    { item: z.uuid(), kind: Name },
  ),
  'outbox.no-key': event(
    'warning',
    'Das Register nennt keinen Schlüssel, mit dem Meldungen zu verschlüsseln sind; es wird nichts abgelegt. Berichte über Aufträge werden nachgeholt.',
    { kind: Name },
  ),
  'outbox.delivered': event('info', 'Das Register hat eine Meldung angenommen.', {
    item: z.uuid(),
    kind: Name,
    attempts: z.number(),
  }),
  'outbox.waits': event(
    'warning',
    'Die Übermittlung an das Register ruht und wird von selbst wiederholt; „seconds“ bis dahin.',
    { failure: Name, seconds: z.number() },
  ),
  'outbox.postponed': event(
    'warning',
    'Das Register konnte eine einzelne Meldung nicht annehmen; sie wird später wiederholt, die anderen gehen weiter.',
    { item: z.uuid(), kind: Name, attempts: z.number() },
  ),
  'outbox.quarantined': event(
    'error',
    'Das Register weist eine Meldung zurück. Sie bleibt verschlüsselt liegen, bis die Technik über sie entscheidet (Seite „Übermittlung“).',
    { item: z.uuid(), kind: Name, reason: Name },
  ),
  'outbox.retried': event('info', 'Die Technik lässt eine zurückgewiesene Meldung noch einmal übermitteln.', {
    item: z.uuid(),
  }),
  'outbox.discarded': event('warning', 'Eine zurückgewiesene Meldung wurde verworfen; ihr Inhalt ist gelöscht.', {
    item: z.uuid(),
    reason: Name,
    by: z.enum(['staff', 'technician']),
  }),
  'outbox.exported': event('info', 'Eine zurückgewiesene Meldung sollte verschlüsselt in eine Datei abgelegt werden.', {
    item: z.uuid(),
    done: z.boolean(),
  }),
  'help.answered': event('info', 'Das Rathaus hat auf einen Ruf nach Hilfe geantwortet.', {
    state: z.enum(['open', 'coming', 'cannot', 'ended']),
  }),
  'help.called': event('info', 'Ein Besucher hat um Hilfe gebeten.', { screen: Name, accepted: z.boolean() }),
  'staff.signed-in': event(
    'info',
    'Personal hat sich angemeldet; wer, steht als Kennung da (npm run hash-pin -- --who).',
    { role: z.enum(['staff', 'technician']), staff: z.string().regex(/^[0-9a-f]{8}$/) },
  ),
  'staff.sign-in-failed': event(
    'warning',
    'Eine PIN war falsch; nach mehreren Versuchen muss gewartet werden, höchstens eine Minute.',
    { failures: z.number(), waitSeconds: z.number() },
  ),
  'office.order': event('info', 'Das Rathaus hat dem Terminal etwas aufgetragen.', {
    order: z.enum(['block', 'unblock', 'end-visit', 'restart-tonight', 'unknown']),
    done: z.boolean(),
  }),
  'office.report': event('info', 'Das Terminal hat für das Rathaus einen Bereitschaftsbericht gemacht.', {
    outcome: z.enum(['sent', 'not-sent', 'refused', 'not-signed']),
    result: z.enum(['ready', 'untested', 'not-ready']),
  }),
  'office.restart': event('info', 'Das Terminal startet neu, wie vom Rathaus aufgetragen.', {}),
  'staff.reset': event('info', 'Personal hat einen Besuch beendet.', {
    reason: z.enum(['visitor-left', 'visitor-asked', 'stuck', 'other']),
  }),
  'staff.help': event(
    'info',
    'Personal hat am Terminal auf einen Ruf nach Hilfe geantwortet: „coming“ kommt, „done“ erledigt.',
    {
      answer: z.enum(['coming', 'done']),
    },
  ),
  'staff.settled': event('info', 'Personal hat einen unfertigen Vorgang abgeschlossen.', {
    obligation: z.uuid(),
    outcome: z.enum(['handed-over', 'dropped']),
  }),
  'technician.check': event('info', 'Ein Schritt der geführten Prüfung eines Geräts ist getan.', {
    device: Name,
    step: Name,
    result: z.enum(['passed', 'failed', 'skipped']),
  }),
  'technician.action': event(
    'info',
    'Die Technik hat ein Gerät oder seinen Programmteil neu gestartet oder seine Leitung geprüft.',
    { device: Name, action: Name, result: z.enum(['passed', 'failed']) },
  ),
  'technician.report': event('info', 'Ein Bereitschaftsbericht wurde abgelegt oder gedruckt.', {
    kind: z.enum(['save', 'print']),
    result: z.enum(['ready', 'untested', 'not-ready', 'failed']),
  }),
  'power.low': event(
    'warning',
    'Die Batterie der Notstromversorgung ist fast leer: Es beginnt nichts Neues, danach beendet sich das Terminal.',
    {},
  ),
  'power.back': event('info', 'Die Stromversorgung reicht wieder.', {}),
  'power.off': event('warning', 'Das Terminal fährt herunter, weil die Batterie zu Ende geht.', {}),
  'housing.input': event('warning', 'Am Gehäuse hat sich etwas geändert: Tür, Schloss oder Schalter.', {
    device: Name,
    input: Name,
    active: z.boolean(),
  }),
  'headset.plugged': event('info', 'Ein Kopfhörer wurde ein- oder ausgesteckt.', { plugged: z.boolean() }),
  'badge.shown': event('info', 'Ein Dienstausweis wurde vorgehalten.', { device: Name, known: z.boolean() }),
  'journal.trouble': event(
    'error',
    'Das Journal lässt sich nicht führen: Es gibt nur Informationen und den Stand von Ausweisdokumenten, bis es wieder geht. „full“: Festplatte voll, bitte Platz schaffen. „read-only“: Festplatte nimmt nichts an, bitte prüfen und neu einhängen. „damaged“: Die Datei journal.sqlite ist beschädigt; bitte das Terminal anhalten, die Datei sichern und wegbewegen, neu starten und offene Zahlungen am Bezahlterminal und im Register klären. „unusable“: sonst nicht benutzbar.',
    { kind: z.enum(['full', 'read-only', 'damaged', 'unusable']) },
  ),
  'journal.fine': event('info', 'Das Journal lässt sich wieder führen; alle Dienste werden wieder angeboten.', {}),
  'store.failed': event('error', 'Das Journal konnte nicht geschrieben oder gelesen werden.', { operation: Name }),
  bug: event(
    'error',
    'Ein Programmfehler; bitte mit „at“ melden. „name“: seine Art; „at“: die Stellen im Programm, die innerste zuerst. ' +
      'Was der Fehler selbst sagt, steht nicht im Protokoll.',
    { where: Name, name: Name, code: Name.optional(), at: z.array(z.string().max(300)).max(6) },
  ),
} as const;

export type EventName = keyof typeof EVENTS;
export type FieldsOf<E extends EventName> = z.infer<(typeof EVENTS)[E]['fields']>;
