/**
 * Every event that can stand in the log, with its fields and what it means for the operator. A field that is not listed here
 * cannot be logged, so that no name, number or search word ever gets there. The operator's handbook page is made from this.
 */
import { z } from 'zod';

const Name = z.string().max(64);
const event = <F extends z.ZodRawShape>(level: 'info' | 'warning' | 'error', meaning: string, fields: F) => ({ level, meaning, fields: z.strictObject(fields) });

export const EVENTS = {
  'kiosk.started': event('info', 'Das Terminal ist gestartet und hat seine Konfiguration gelesen.', { software: Name, runtime: Name, runtimeKind: z.enum(['official', 'stand-in', 'node']) }),
  'kiosk.ready': event('info', 'Der Startbildschirm ist zu sehen und nimmt Berührungen an.', { milliseconds: z.number() }),
  'kiosk.stopped': event('info', 'Das Terminal wurde geordnet beendet.', {}),
  'kiosk.blocked': event('warning', 'Das Terminal nimmt keine Besuche an.', { cause: z.enum(['locked', 'out-of-order']) }),
  'kiosk.unblocked': event('info', 'Das Terminal nimmt wieder Besuche an.', {}),
  'visit.began': event('info', 'Ein Besuch hat begonnen.', {}),
  'visit.ended': event('info', 'Ein Besuch ist zu Ende; seine Daten sind gelöscht.', { by: z.enum(['visitor', 'idle', 'pause', 'staff', 'bug']), seconds: z.number() }),
  'visit.purged': event('info', 'Anzeige, Zwischenablage und Speicher des Besuchs sind geleert.', { milliseconds: z.number() }),
  'visit.purge-failed': event('error', 'Ein Besuch ließ sich nicht löschen; das Terminal bleibt außer Betrieb und versucht es alle zehn Sekunden wieder.', {}),
  'intent.refused': event('warning', 'Die Anzeige hat etwas gemeldet, was der Bildschirm nicht anbietet. Einzelne Fälle sind schnelle Doppelberührungen.', { intent: Name, screen: Name, reason: z.enum(['shape', 'sender', 'not-offered']) }),
  'renderer.gone': event('error', 'Die Anzeige ist abgestürzt und wurde neu aufgebaut; der Besuch geht weiter.', { reason: Name }),
  'process.gone': event('error', 'Ein Hilfsprozess ist beendet und wird neu gestartet.', { process: Name, code: z.number().nullable() }),
  'process.given-up': event('error', 'Ein Hilfsprozess ist zu oft abgestürzt und bleibt aus; bitte Technik rufen.', { process: Name }),
  'device.status': event('info', 'Ein Gerät hat seinen Zustand geändert.', { device: Name, state: Name, reason: Name.optional() }),
  'print.finished': event('info', 'Ein Beleg ist gedruckt; der Drucker hat es bestätigt.', { device: Name, job: z.uuid(), attempts: z.number(), by: Name }),
  'print.failed': event('warning', 'Ein Beleg ist nicht oder nicht sicher gedruckt. „unknown“ steht in der Liste der unfertigen Vorgänge.', { device: Name, job: z.uuid(), state: Name, paper: z.enum(['none', 'unknown']) }),
  'print.ticket': event('info', 'Was mit einem Zettel im Ausgabeschlitz geschehen ist: entnommen, nach der Wartezeit eingezogen, oder er steckt fest.', { device: Name, fate: z.enum(['taken', 'retracted', 'left']) }),
  'document.printed': event('info', 'Ein A4-Dokument ist gedruckt. „uncounted“: der Drucker zählt keine Seiten.', { device: Name, pages: z.number(), by: Name }),
  'document.not-purged': event('warning', 'Am Ende eines Besuchs ließ sich nicht klären, ob im Dokumentendrucker noch ein Auftrag wartet; vor dem nächsten Druck wird er geleert.', { device: Name }),
  'document.failed': event('warning', 'Ein A4-Dokument ist nicht vollständig gedruckt; „pages“ Seiten hat der Drucker gezählt.', { device: Name, state: Name, paper: z.enum(['none', 'some', 'unknown']), pages: z.number() }),
  'payment.outcome': event('info', 'Was aus einer Kartenzahlung geworden ist. „unknown“ steht in der Liste der unfertigen Vorgänge.', { payment: z.uuid(), outcome: z.enum(['captured', 'declined', 'unknown']), reason: Name.optional() }),
  'payment.reversed': event('warning', 'Eine Kartenzahlung sollte storniert werden.', { payment: z.uuid(), done: z.boolean() }),
  'payment.end-of-day': event('info', 'Der tägliche Kassenschnitt des Bezahlterminals. Misslingt er, folgt alle zehn Minuten ein neuer Versuch.', { done: z.boolean(), count: z.number().optional(), amountCents: z.number().optional(), code: z.number().nullable().optional() }),
  'payment.settled': event('info', 'Personal hat eine unklare Zahlung abgeschlossen.', { payment: z.uuid(), outcome: z.enum(['paid', 'not-paid', 'handed-over']) }),
  'eid.ended': event('info', 'Eine Anmeldung mit dem Ausweis oder eine PIN-Änderung ist zu Ende. „code“ ist der Fehlercode der AusweisApp.', { task: z.enum(['sign-in', 'change-pin']), outcome: Name, code: Name.optional() }),
  'eid.card-forgotten': event('warning', 'Ein Ausweis liegt noch auf dem Lesegerät; das Terminal ruft danach und hat das Personal gerufen.', {}),
  'order.step': event('info', 'Ein Auftrag ist einen Schritt weiter. „staff“: Personal hat ihn abgeschlossen; „void“: Er wurde nicht ausgestellt und wird es nie; „left“: kostenlos ausgestellt und nicht mitgenommen.', { order: z.uuid(), step: z.enum(['intent', 'issuing', 'issued', 'handed-over', 'void', 'left', 'refunded', 'staff']) }),
  'register.reached': event('info', 'Das Register antwortet wieder.', {}),
  'register.failed': event('warning', 'Das Register antwortet nicht wie erwartet; das Terminal arbeitet mit dem letzten Stand weiter.', { request: Name, failure: Name }),
  'catalogue.updated': event('info', 'Ein neuer Stand der Leistungen und Öffnungszeiten ist geladen.', { version: Name, services: z.number(), offices: z.number() }),
  'help.called': event('info', 'Ein Besucher hat um Hilfe gebeten.', { screen: Name, accepted: z.boolean() }),
  'staff.signed-in': event('info', 'Personal hat sich angemeldet.', { role: z.enum(['staff', 'technician']) }),
  'staff.sign-in-failed': event('warning', 'Eine PIN war falsch; nach mehreren Versuchen verdoppelt sich die Wartezeit.', { failures: z.number(), waitSeconds: z.number() }),
  'staff.reset': event('info', 'Personal hat einen Besuch beendet.', { reason: z.enum(['visitor-left', 'visitor-asked', 'stuck', 'other']) }),
  'staff.settled': event('info', 'Personal hat einen unfertigen Vorgang abgeschlossen.', { obligation: z.uuid(), outcome: z.enum(['handed-over', 'dropped']) }),
  'technician.check': event('info', 'Ein Schritt der geführten Prüfung eines Geräts ist getan.', { device: Name, step: Name, result: z.enum(['passed', 'failed', 'skipped']) }),
  'technician.action': event('info', 'Die Technik hat ein Gerät oder seinen Programmteil neu gestartet oder seine Leitung geprüft.', { device: Name, action: Name, result: z.enum(['passed', 'failed']) }),
  'technician.report': event('info', 'Ein Bereitschaftsbericht wurde abgelegt oder gedruckt.', { kind: z.enum(['save', 'print']), result: z.enum(['ready', 'untested', 'not-ready', 'failed']) }),
  'power.low': event('warning', 'Die Batterie der Notstromversorgung ist fast leer: Es beginnt nichts Neues, danach beendet sich das Terminal.', {}),
  'power.back': event('info', 'Die Stromversorgung reicht wieder.', {}),
  'power.off': event('warning', 'Das Terminal fährt herunter, weil die Batterie zu Ende geht.', {}),
  'housing.input': event('warning', 'Am Gehäuse hat sich etwas geändert: Tür, Schloss oder Schalter.', { device: Name, input: Name, active: z.boolean() }),
  'headset.plugged': event('info', 'Ein Kopfhörer wurde ein- oder ausgesteckt.', { plugged: z.boolean() }),
  'badge.shown': event('info', 'Ein Dienstausweis wurde vorgehalten.', { device: Name, known: z.boolean() }),
  'store.failed': event('error', 'Das Journal konnte nicht geschrieben oder gelesen werden.', { operation: Name }),
  'bug': event('error', 'Ein Programmfehler; bitte melden.', { where: Name, kind: Name }),
} as const;

export type EventName = keyof typeof EVENTS;
export type FieldsOf<E extends EventName> = z.infer<(typeof EVENTS)[E]['fields']>;
