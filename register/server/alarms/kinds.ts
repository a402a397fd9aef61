/** Every kind of alarm: how long it must last before it is one, and what people read of it. */
import type { AlarmKind } from '../../contract/alarms.ts';

interface Kind {
  /** German; short enough for the subject of a mail on a phone. */
  readonly title: string;
  /** German: one sentence that says what to do. */
  readonly toDo: string;
  /** Milliseconds for which it must last, besides what its own limit already asks for. */
  readonly holdMs: number;
  /** Waits neither for others of its minute nor, while an office is open, for the end of the quiet hours. */
  readonly atOnce?: true;
}

const MINUTE_MS = 60_000;

export const KINDS: Readonly<Record<AlarmKind, Kind>> = {
  help: {
    title: 'Hilferuf ohne Antwort',
    toDo: 'Bitte hingehen, oder auf der Seite des Rathauses unter „Heute“ antworten.',
    holdMs: 0,
    atOnce: true,
  },
  silent: {
    title: 'Terminal meldet sich nicht',
    toDo: 'Bitte nachsehen, ob es eingeschaltet ist und Strom- und Netzkabel stecken; sonst die Technik rufen.',
    holdMs: 0,
  },
  'out-of-order': {
    title: 'Terminal außer Betrieb',
    toDo: 'Bitte am Terminal nachsehen; in den Seiten für das Personal steht der Grund.',
    holdMs: MINUTE_MS,
  },
  payment: {
    title: 'Bezahlterminal nicht bereit',
    toDo: 'Bitte die Anzeige des Bezahlterminals lesen; hilft das nicht, den Netzbetreiber rufen.',
    holdMs: MINUTE_MS,
  },
  'paper-out': {
    title: 'Papier leer',
    toDo: 'Bitte Papier nachlegen und die Klappe schließen.',
    holdMs: MINUTE_MS,
  },
  device: {
    title: 'Gerät braucht Hilfe',
    toDo: 'Bitte am Terminal nachsehen; hilft das nicht, die Technik rufen.',
    holdMs: MINUTE_MS,
  },
  'outbox-refused': {
    title: 'Anliegen zurückgewiesen',
    toDo: 'Bitte die Technik rufen: In den Seiten für die Technik, unter „Übermittlung“, liegen sie zum erneuten Senden oder Sichern.',
    holdMs: MINUTE_MS,
  },
  'outbox-waiting': {
    title: 'Anliegen warten auf Übermittlung',
    toDo: 'Bitte das Netz des Terminals prüfen lassen; verloren ist nichts, das Terminal versucht es weiter.',
    holdMs: MINUTE_MS,
  },
  clock: {
    title: 'Uhr des Terminals geht falsch',
    toDo: 'Bitte die Technik rufen: Der Zeitdienst des Terminals ist zu prüfen, sonst wird es nicht mehr eingelassen.',
    holdMs: MINUTE_MS,
  },
  'certificate-urgent': {
    title: 'Zertifikat läuft in wenigen Tagen ab',
    toDo: 'Bitte das neue Zertifikat jetzt eintragen und das Register neu starten.',
    holdMs: 0,
  },
  certificate: {
    title: 'Zertifikat läuft bald ab',
    toDo: 'Bitte ein neues Zertifikat beantragen, es eintragen und das Register neu starten.',
    holdMs: 0,
  },
  'paper-low': {
    title: 'Papier geht zu Ende',
    toDo: 'Bitte beim nächsten Rundgang Papier nachlegen.',
    holdMs: MINUTE_MS,
  },
};
