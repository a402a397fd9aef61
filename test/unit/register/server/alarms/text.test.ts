/** What mails say: every kind has its words, in German, that fit on a phone and say what to do. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import house from '../../../../../locales/house.json' with { type: 'json' };
import {
  ALARM_CHANGES,
  ALARM_KINDS,
  CERTIFICATES,
  AlarmEntry,
  type AlarmDetail,
  type AlarmKind,
} from '../../../../../register/contract/alarms.ts';
import { KINDS } from '../../../../../register/server/alarms/kinds.ts';
import { staffSentence, writeMail } from '../../../../../register/server/alarms/text.ts';
import { NOON } from '../set-up.ts';
import { MINUTE, PAGE } from './bench.ts';

const SETTINGS = { timeZone: 'Europe/Berlin', page: PAGE };
const DAY = 24 * 60 * MINUTE;

const entry = (kind: AlarmKind, detail: AlarmDetail = {}, more: Partial<AlarmEntry> = {}): AlarmEntry => ({
  alarm: randomUUID(),
  change: 'began',
  kind,
  terminal: { id: 'a-1', name: 'eingang', place: 'Eingangshalle' },
  detail,
  since: new Date(NOON - 5 * MINUTE).toISOString(),
  overAt: null,
  again: false,
  ...more,
});
const mail = (entries: AlarmEntry[], { now = NOON, more = 0, type = 'alarms' as const } = {}) =>
  writeMail({ id: randomUUID(), at: new Date(NOON).toISOString(), type, entries, more }, now, SETTINGS);

describe.each(ALARM_KINDS)('%s', (kind) => {
  const { title, toDo } = KINDS[kind];

  test('has a title that a phone shows whole, with the terminal', () => {
    expect(title.length).toBeLessThanOrEqual(40);
    expect(title).toMatch(/^[A-ZÄÖÜ][^.!?]+$/);
  });

  test('has one sentence that says what to do', () => {
    expect(toDo).toMatch(/^Bitte .+\.$/);
  });

  test.each(ALARM_CHANGES)('is a mail where it is: %s', (change) => {
    const overAt = change === 'began' || change === 'holds' ? null : new Date(NOON).toISOString();
    const { subject, text } = mail([entry(kind, {}, { change, overAt })]);
    expect(subject).toContain(title);
    expect(text).toContain(`${title}\neingang, Eingangshalle\n`);
    expect(text.includes(toDo)).toBe(overAt === null);
    expect(text.includes(`${PAGE}/terminals/a-1`)).toBe(overAt === null);
    expect(text).not.toMatch(/undefined|null|NaN|\{\{/);
  });
});

test('a device is told by its class, its name and the sentence that staff read at the terminal', () => {
  const device = { name: 'a4', class: 'document-printer', says: 'device.documentPrinter.jam' };
  expect(mail([entry('device', { device })]).text).toContain(
    '\nDokumentendrucker „a4“: Papierstau: bitte Papier entfernen.\n',
  );
});

test.each([null, 'device', 'device.unheard', 'device.receiptPrinter', 'toString', 'staff.pinDigits_one'])(
  'of a sentence that is not known here (%s) nothing is told, and the kind says what to do',
  (says) => {
    const device = { name: 'neu', class: 'hologram', says };
    const { text } = mail([entry('device', { device })]);
    expect(text).toContain('\nGerät „neu“.\n');
    expect(text).toContain(KINDS.device.toDo);
  },
);

test('every sentence about a device can be told', () => {
  const keys = (value: unknown, path: string): string[] =>
    typeof value === 'string'
      ? [path]
      : Object.entries(value as object).flatMap(([name, one]) => keys(one, `${path}.${name}`));
  const all = keys(house.device, 'device');
  expect(all.length).toBeGreaterThan(60);
  expect(all.filter((key) => staffSentence(key) === null)).toEqual([]);
});

test.each(CERTIFICATES)('the end of the certificate %s is told by its German name', (name) => {
  const certificate = { name, endsAt: new Date(NOON + 6 * DAY).toISOString() };
  const { text } = mail([entry('certificate-urgent', { certificate }, { terminal: null })]);
  expect(text).toMatch(/\nRegister\nZertifikat [^\n]+\.\nLäuft am 27\.11\.2026 ab\.\nBitte /);
  const over = mail([entry('certificate-urgent', { certificate }, { terminal: null })], { now: NOON + 7 * DAY });
  expect(over.text).toContain('Ist am 27.11.2026 abgelaufen.');
});

test.each([
  ['clock', { clockAhead: 90 }, 'Sie geht 90 Sekunden vor.'],
  ['clock', { clockAhead: -120 }, 'Sie geht 120 Sekunden nach.'],
  ['outbox-waiting', { requests: 1 }, 'Ein Anliegen.'],
  ['outbox-waiting', { requests: 12 }, '12 Anliegen.'],
  ['help', { help: { screen: 'services' } }, 'Bei einer Leistung mit Ausweis.'],
  ['help', { help: { screen: 'unheard' } }, 'Auf einer anderen Seite des Terminals.'],
  ['help', { help: { screen: 'toString' } }, 'Auf einer anderen Seite des Terminals.'],
] as const)('%s says of %j: %s', (kind, detail, sentence) => {
  expect(mail([entry(kind, detail)]).text).toContain(`\n${sentence}\n`);
});

test('another day than the reader’s is named', () => {
  const since = new Date(NOON - DAY).toISOString();
  expect(mail([entry('silent', {}, { since })]).text).toContain('Seit 20.11.2026, 12:00 Uhr.');
});

test('many alarms are counted in the subject, with three places at most', () => {
  const at = (name: string): AlarmEntry => entry('silent', {}, { terminal: { id: name, name, place: null } });
  expect(mail(['a', 'b', 'c', 'd'].map(at), { more: 9 }).subject).toBe('13 neu: a, b, c …');
  expect(mail(['a'].map(at), { more: 9 }).text).toContain('Und 9 weitere, die hier nicht aufgezählt sind.');
});
