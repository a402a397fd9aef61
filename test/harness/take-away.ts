/** One of everything that visitors take along, without a page of the town's own. */
import type { SlipSubject } from '../../state-machines/ports.ts';

const PICK_UP = { code: 'P4RT-9XKD-3MNB', expiresAt: '2026-12-07T12:00:00+01:00' };

export const SUBJECTS = {
  'a document that is ready': {
    kind: 'document-status',
    request: { type: 'identity-card', number: 'L7MX1P6W8' },
    status: { stage: 'ready', office: 'buergerbuero', since: '2026-11-20', pinLetter: true, bringOldDocument: true },
  },
  'a case with a question': {
    kind: 'case-status',
    answer: {
      state: 'known',
      status: {
        reference: 'VG-2026-000031',
        kind: 'feedback',
        stage: 'query',
        acceptedAt: '2026-11-16T10:00:00+01:00',
        since: '2026-11-19T10:00:00+01:00',
        missing: [{ de: 'Ein Foto der Stelle' }, { de: 'Die Hausnummer', en: 'The house number' }],
        note: { de: 'Bitte bis zum 30. November.\nVielen Dank.' },
      },
    },
  },
  'a case that waits': {
    kind: 'case-status',
    answer: { state: 'waiting', number: 'T01-000007', at: Date.parse('2026-11-23T09:00:00+01:00') },
  },
  'a pick-up code': { kind: 'pick-up', reference: 'MB-2026-000018', pickUp: PICK_UP },
  'a receipt': {
    kind: 'receipt',
    done: [
      { kind: 'feedback', reference: 'RM-2026-000017', secret: 'K7QX-2M9F-TR4W', cents: 0, paymentReceipt: [] },
      {
        kind: 'certificate',
        reference: 'MB-2026-000018',
        secret: null,
        pickUp: PICK_UP,
        cents: 800,
        paymentReceipt: ['Händlerbeleg', 'EUR 8,00'],
      },
    ],
  },
} as const satisfies Record<string, SlipSubject>;
