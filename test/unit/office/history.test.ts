import { describe, expect, it } from 'vitest';
import {
  byDay,
  entryTone,
  entryWords,
  goingSilence,
  lastedWords,
} from '../../../office/pages/terminals/history/entries.ts';
import { HISTORY_SUBJECTS, type HistoryEntry } from '../../../register/contract/office-terminals.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const entry = (change: Partial<HistoryEntry>): HistoryEntry => ({
  id: 1,
  subject: 'condition',
  name: null,
  value: 'well',
  says: null,
  at: '2026-11-21T11:00:00Z',
  until: null,
  silentMs: 0,
  ...change,
});
const DEVICES = [{ name: 'bon', class: 'receipt-printer', state: 'ready', says: null }];

describe('an entry of the history', () => {
  it.each([
    [{ value: 'attention' }, 'Braucht Hilfe', 'warning'],
    [{ value: 'silent' }, 'Keine Nachricht', 'danger'],
    [{ value: 'later' }, 'later', 'warning'],
    [{ subject: 'mode', value: 'locked' }, 'Betriebsart: gesperrt', 'warning'],
    [{ subject: 'mode', value: 'dreaming' }, 'Betriebsart: dreaming', 'none'],
    [{ subject: 'edition', value: null }, 'Zeigt keine Leistungen', 'none'],
    [{ subject: 'software', value: '1.2.0' }, 'Software 1.2.0', 'none'],
    [{ subject: 'device', name: 'bon', value: 'ready' }, 'Belegdrucker (bon): Bereit', 'success'],
    [{ subject: 'device', name: 'bon', value: 'melting' }, 'Belegdrucker (bon): Meldet „melting“', 'warning'],
    [{ subject: 'device', name: 'alt', value: null }, 'alt: nicht mehr eingerichtet', 'none'],
  ] as const)('%j has words, and is never better than it was', (change, words, tone) => {
    const one = entry(change as Partial<HistoryEntry>);
    expect(entryWords(one, DEVICES)).toBe(words);
    expect(entryTone(one)).toBe(tone);
  });

  it.each(HISTORY_SUBJECTS)('of %s has words', (subject) => {
    expect(entryWords(entry({ subject, name: subject === 'device' ? 'bon' : null }), DEVICES)).not.toBe('');
  });

  it('says how long it lasted, and that it goes on only while the terminal speaks', () => {
    const ended = entry({ until: '2026-11-21T11:05:00Z' });
    expect(lastedWords(ended, NOW, null)).toMatch(/^bis \d\d:05, 5 Minuten$/);
    expect(lastedWords(entry({}), NOW, null)).toBe('bis jetzt, 1 Stunde');
    const silentSince = Date.parse('2026-11-21T11:20:00Z');
    expect(lastedWords(entry({}), NOW, silentSince)).toBe('so bis zur letzten Nachricht, 20 Minuten');
    expect(lastedWords(goingSilence('2026-11-21T11:20:00Z'), NOW, silentSince)).toBe('bis jetzt, 40 Minuten');
  });
});

it('entries are put together by day, in their order', () => {
  const days = byDay(
    [
      entry({ id: 3, at: '2026-11-21T11:00:00Z' }),
      entry({ id: 2, at: '2026-11-20T11:00:00Z' }),
      entry({ id: 1, at: '2026-11-20T10:00:00Z' }),
    ],
    NOW,
  );
  expect(days.map(({ entries }) => entries.map(({ id }) => id))).toEqual([[3], [2, 1]]);
});
