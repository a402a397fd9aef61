import { describe, expect, it } from 'vitest';
import { concerned, concernsOf, DEVICE_CONCERNS } from '../../../office/pages/terminals/concerns.ts';
import { chosen, counts, sorted } from '../../../office/pages/terminals/rows.ts';
import { rangeOf } from '../../../office/pages/terminals/window.ts';
import { aTerminal, manyTerminals, someTerminals } from '../../harness/office-page/data.ts';

const NOW = Date.parse('2026-03-12T13:00:00.000Z');
const names = (terminals: readonly { name: string }[]) => terminals.map(({ name }) => name);

describe('what is wrong with a terminal', () => {
  it('is nothing where all is well', () => expect(concernsOf(aTerminal(), NOW)).toEqual([]));

  it('is that nothing is known, where it is silent, whatever it said before', () => {
    const silent = aTerminal({
      condition: 'silent',
      lastSeenAt: '2026-03-12T12:13:00.000Z',
      mode: 'out-of-order',
      unfinished: 3,
    });
    expect(concernsOf(silent, NOW).map(({ what }) => what)).toEqual(['Schweigt seit 47 Minuten.']);
  });

  it.each(DEVICE_CONCERNS)('is told with what to do, for a device that is %s', (state) => {
    const [concern] = concernsOf(
      aTerminal({ condition: 'attention', devices: [{ name: 'bon', class: 'receipt-printer', state, says: null }] }),
      NOW,
    );
    expect(concern?.what).toContain('Belegdrucker (bon)');
    expect(concern?.toDo).toMatch(/bitte/i);
  });

  it('is told with the device’s own sentence, where it told one that this page knows', () => {
    const toDo = (says: string | null) => {
      const device = { name: 'bon', class: 'receipt-printer', state: 'needs-staff', says };
      return concernsOf(aTerminal({ condition: 'attention', devices: [device] }), NOW)[0]?.toDo;
    };
    expect(toDo('device.receiptPrinter.paperOut')).toBe('Papier leer: bitte neue Rolle einlegen');
    expect(toDo('device.receiptPrinter.onFire')).toBe(toDo(null));
    // A sentence with gaps is none without what fills them, and a group of sentences is none at all.
    expect(toDo('device.receiptPrinter')).toBe(toDo(null));
  });

  it('is told worst first', () => {
    const terminal = aTerminal({
      condition: 'attention',
      mode: 'out-of-order',
      unfinished: 1,
      queue: { waiting: 2, refused: 2, oldestAt: '2026-03-12T10:00:00.000Z' },
      isCurrentEdition: false,
      devices: [
        { name: 'a4', class: 'document-printer', state: 'degraded', says: null },
        { name: 'kasse', class: 'payment-terminal', state: 'faulted', says: null },
        { name: 'neu', class: null, state: 'melting', says: null },
      ],
    });
    expect(concernsOf(terminal, NOW).map(({ what }) => what)).toEqual([
      'Außer Betrieb.',
      'Bezahlterminal (kasse) ist gestört.',
      'neu meldet „melting“.',
      '2 Meldungen hat das Register zurückgewiesen.',
      '1 unfertiger Vorgang.',
      'Dokumentendrucker (a4) arbeitet, braucht aber bald jemanden.',
      'Zeigt einen älteren Stand der Leistungen.',
    ]);
  });

  it('is never nothing where the register says that it needs attention', () => {
    expect(concernsOf(aTerminal({ condition: 'attention' }), NOW)).toHaveLength(1);
  });

  it('is not asked of those that have no access', () => {
    for (const condition of ['revoked', 'not-enrolled'] as const)
      expect(concernsOf(aTerminal({ condition, mode: 'out-of-order', unfinished: 2 }), NOW)).toEqual([]);
  });
});

describe('terminals that need help', () => {
  it('come worst first, and no others', () => {
    const found = concerned(someTerminals(), Date.now());
    expect(names(found.map(({ terminal }) => terminal))).toEqual([
      'sozial-01',
      'standesamt-01',
      'foyer-02',
      'foyer-07',
    ]);
  });
});

describe('the list of terminals', () => {
  const list = [
    aTerminal({ id: '1', name: 'foyer-10', place: 'Bücherei' }),
    aTerminal({ id: '2', name: 'foyer-9', place: 'Amt Süd', condition: 'silent', lastSeenAt: null }),
    aTerminal({ id: '3', name: 'foyer-2', place: null, condition: 'attention' }),
  ];

  it('sorts numbers in names as numbers', () =>
    expect(names(sorted(list, { by: 'name', descending: false }))).toEqual(['foyer-2', 'foyer-9', 'foyer-10']));

  it('sorts the worst condition first, and last the other way round', () => {
    expect(names(sorted(list, { by: 'condition', descending: false }))).toEqual(['foyer-9', 'foyer-2', 'foyer-10']);
    expect(names(sorted(list, { by: 'condition', descending: true }))).toEqual(['foyer-10', 'foyer-2', 'foyer-9']);
  });

  it('sorts what was never heard of before what was heard long ago', () =>
    expect(names(sorted(list, { by: 'lastSeen', descending: false }))[0]).toBe('foyer-9'));

  it('finds by each word in name or place, in small or capital letters', () => {
    expect(names(chosen(list, { condition: null, words: 'FOYER süd' }))).toEqual(['foyer-9']);
    expect(names(chosen(list, { condition: null, words: '  ' }))).toHaveLength(3);
    expect(names(chosen(list, { condition: 'attention', words: 'bücherei' }))).toEqual([]);
  });

  it('counts each condition, also those that nothing is in', () =>
    expect(counts(list)).toEqual({ well: 1, attention: 1, silent: 1, 'not-enrolled': 0, revoked: 0 }));
});

describe('the rows that are drawn of ten thousand', () => {
  const row = 60;
  const count = manyTerminals(10_000).length;
  it.each([
    ['at the top', 300],
    ['in the middle', -300_000],
    ['at the end', -(count * row - 500)],
    ['while the list is below the window', 5_000],
    ['where it is scrolled further than it is long', -2_000_000],
  ])('are few and some, %s', (_, top) => {
    const { from, to } = rangeOf({ top, height: 768, row, count });
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(count);
    expect(to - from).toBeGreaterThan(0);
    expect(to - from).toBeLessThan(60);
  });

  it('are all those in sight', () => {
    const { from, to } = rangeOf({ top: -6_000, height: 768, row, count });
    expect(from).toBeLessThanOrEqual(100);
    expect(to).toBeGreaterThanOrEqual(113);
  });

  it('are none more than there are', () =>
    expect(rangeOf({ top: 0, height: 768, row, count: 3 })).toEqual({ from: 0, to: 3 }));
});
