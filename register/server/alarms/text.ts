/** What a mail says: German, plain, and readable on a phone without scrolling sideways. */
import words from '../../../office/words.de.json' with { type: 'json' };
import house from '../../../locales/house.json' with { type: 'json' };
import { dayIn, timeIn } from '../../../base/calendar-day.ts';
import type { AlarmChange, AlarmEntry, AlarmMessage, CertificateName } from '../../contract/alarms.ts';
import { KINDS } from './kinds.ts';

export interface Written {
  readonly subject: string;
  readonly text: string;
}

export interface TextSettings {
  /** IANA name. */
  readonly timeZone: string;
  /** The office's page as browsers reach it, an origin; null where there is none to lead to. */
  readonly page: string | null;
}

const CERTIFICATE_WORDS: Readonly<Record<CertificateName, string>> = {
  listener: 'Zertifikat der Adresse für die Terminals',
  'public-listener': 'Zertifikat der öffentlichen Adresse',
  'office-listener': 'Zertifikat der Seite des Rathauses',
  'document-signer': 'Zertifikat für die Unterschrift der Dokumente',
  'document-seal': 'Zertifikat für das Siegel der Dokumente',
  'eid-line': 'Zertifikat der Verbindung zum eID-Server',
  'resident-system-line': 'Zertifikat der Verbindung zum Einwohnerverfahren',
  'eid-messages': 'Zertifikat für Nachrichten an den eID-Server',
  'eid-server': 'Zertifikat des eID-Servers',
};

const HEADINGS: Readonly<Record<AlarmChange, string>> = {
  began: 'Zu erledigen',
  holds: 'Besteht weiter',
  over: 'Erledigt',
  withdrawn: 'Hinfällig, weil das Terminal nicht mehr zugelassen ist',
  passed: 'Kam und ging',
};

/** Milliseconds after which a message that arrives only now says so. */
const LATE_MS = 5 * 60_000;

export function writeMail(message: AlarmMessage, now: number, settings: TextSettings): Written {
  const { timeZone } = settings;
  const at = Date.parse(message.at);
  const late =
    now - at < LATE_MS
      ? []
      : [`Diese Nachricht ist von ${when(at, now, timeZone)}. Sie konnte vorher nicht verschickt werden.`, ''];
  const more = message.more === 0 ? [] : [`Und ${message.more} weitere, die hier nicht aufgezählt sind.`, ''];
  const body =
    message.type === 'test'
      ? ['Das ist eine Probe: So kommen Meldungen von Foyer hier an. Zu tun ist nichts.', '']
      : message.entries.flatMap((entry, index) => [
          ...(entry.change === message.entries[index - 1]?.change ? [] : headingOf(entry, message)),
          ...paragraph(entry, now, settings),
          '',
        ]);
  // RFC 3676, 4.3: a mail program shows what follows as what it is.
  const foot = ['-- ', 'Vom Register von Foyer verschickt. Antworten liest niemand.', ''];
  return { subject: subjectOf(message), text: [...late, ...body, ...more, ...foot].join('\n') };
}

/** A mail of one thing that has to be done needs none. */
const headingOf = ({ change }: AlarmEntry, { type, entries }: AlarmMessage): string[] =>
  type === 'alarms' && entries.every((entry) => entry.change === 'began') ? [] : [HEADINGS[change].toUpperCase(), ''];

const placeOf = ({ terminal }: AlarmEntry): string =>
  terminal === null ? 'Register' : [terminal.name, terminal.place ?? ''].filter(Boolean).join(', ');

/** The matter first: a phone shows forty characters. */
function subjectOf({ type, entries, more }: AlarmMessage): string {
  if (type === 'test') return 'Probe: Meldungen von Foyer';
  const count = (...changes: AlarmChange[]): number => entries.filter(({ change }) => changes.includes(change)).length;
  const [first] = entries;
  if (type === 'alarms' && entries.length === 1 && first !== undefined)
    return `${first.change === 'began' ? '' : 'Erledigt: '}${KINDS[first.kind].title}: ${placeOf(first)}`;
  const counts = [
    [count('began') + more, 'neu'],
    [count('holds'), 'weiter offen'],
    [count('over', 'withdrawn'), 'erledigt'],
    [count('passed'), 'vorübergehend'],
  ] as const;
  const said = counts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`])).join(', ');
  if (type === 'digest') return `Ruhezeit: ${said}`;
  const places = [...new Set(entries.map(({ terminal }) => terminal?.name ?? 'Register'))];
  return `${said}: ${places.slice(0, 3).join(', ')}${places.length > 3 ? ' …' : ''}`;
}

function paragraph(entry: AlarmEntry, now: number, { timeZone, page }: TextSettings): string[] {
  const { kind, terminal, change, since, overAt, again } = entry;
  const isOpen = change === 'began' || change === 'holds';
  const from = when(Date.parse(since), now, timeZone);
  const waits = Math.max(1, Math.round((now - Date.parse(since)) / 60_000));
  const long = kind === 'help' && waits < 60 ? `, also seit ${waits === 1 ? 'einer Minute' : `${waits} Minuten`}` : '';
  const span = overAt === null ? `Seit ${from}${long}.` : `Von ${from} bis ${when(Date.parse(overAt), now, timeZone)}.`;
  return [
    KINDS[kind].title,
    placeOf(entry),
    ...about(entry, now, timeZone),
    ...(entry.detail.certificate === undefined
      ? [`${again ? 'Wieder, nachdem es kurz vorbei war. ' : ''}${span}`]
      : []),
    // The device's own sentence says what to do, and more closely.
    ...(isOpen && staffSentence(entry.detail.device?.says ?? null) === null ? [KINDS[kind].toDo] : []),
    ...(isOpen && page !== null && terminal !== null ? [`${page}/terminals/${encodeURIComponent(terminal.id)}`] : []),
  ];
}

/** What is known beyond the kind; by keys of our own sentences, never the words of others. */
function about({ detail, change }: AlarmEntry, now: number, timeZone: string): string[] {
  const { device, requests, clockAhead, certificate, help } = detail;
  const lines: string[] = [];
  if (device !== undefined) {
    const named = `${classWords(device.class) ?? 'Gerät'} „${device.name}“`;
    const says = change === 'began' || change === 'holds' ? staffSentence(device.says) : null;
    lines.push(says === null ? `${named}.` : `${named}: ${says}.`);
  }
  if (requests !== undefined) lines.push(requests === 1 ? 'Ein Anliegen.' : `${requests} Anliegen.`);
  if (clockAhead !== undefined)
    lines.push(`Sie geht ${Math.abs(clockAhead)} Sekunden ${clockAhead > 0 ? 'vor' : 'nach'}.`);
  if (certificate !== undefined) {
    const end = Date.parse(certificate.endsAt);
    const [verb, rest] = end > now ? ['Läuft', ' ab'] : ['Ist', ' abgelaufen'];
    lines.push(`${CERTIFICATE_WORDS[certificate.name]}.`, `${verb} am ${day(end, timeZone)}${rest}.`);
  }
  if (help !== undefined) {
    lines.push(`${screenWords(help.screen)}.`);
    if (help.answered !== undefined)
      lines.push(help.answered ? 'Es hat jemand geantwortet.' : 'Der Ruf ist ohne Antwort beendet.');
  }
  return lines;
}

const day = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('de-DE', { timeZone, day: 'numeric', month: 'numeric', year: 'numeric' }).format(at);

/** The time, and the day where it is another than the reader's. */
const when = (at: number, now: number, timeZone: string): string =>
  `${dayIn(timeZone, at) === dayIn(timeZone, now) ? '' : `${day(at, timeZone)}, `}${timeIn(timeZone, at)} Uhr`;

function screenWords(screen: string): string {
  const screens: Readonly<Record<string, string>> = words.screen;
  return (Object.hasOwn(screens, screen) ? screens[screen] : undefined) ?? words.screen.other;
}

function classWords(kind: string | null): string | null {
  const classes: Readonly<Record<string, string>> = words.device.class;
  return kind !== null && Object.hasOwn(classes, kind) ? (classes[kind] ?? null) : null;
}

/** The sentence that staff read at the terminal itself; null for a key that is not known here. */
export function staffSentence(key: string | null): string | null {
  let found: unknown = house;
  for (const name of key?.split('.') ?? ['']) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return null;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return typeof found === 'string' && !found.includes('{{') ? found : null;
}
