/** What happens next with what was got done or found: the same sentences on the glass, on paper and behind the code. */
import { describe, expect, it } from 'vitest';
import type { AppState } from '../../../../../electron/kiosk/app-state.ts';
import { caseWords } from '../../../../../electron/kiosk/content/case-status.ts';
import { carried } from '../../../../../electron/kiosk/content/carried.ts';
import { statusWords } from '../../../../../electron/kiosk/content/document-status.ts';
import { ticketOf } from '../../../../../electron/kiosk/content/ticket.ts';
import { slip } from '../../../../../electron/kiosk/print/slip.ts';
import type { Language, Text } from '../../../../../electron/ipc/view.ts';
import { createTranslate } from '../../../../../locales/translate.ts';
import { SERVICES, type Receipted } from '../../../../../services/kit/services.ts';
import type { SlipSubject } from '../../../../../state-machines/ports.ts';
import type { DoneItem } from '../../../../../state-machines/services/ports.ts';
import { demoWorld } from '../../../../harness/paths.ts';
import { SUBJECTS } from '../../../../harness/take-away.ts';

const LANGUAGES = ['de', 'en', 'ar'] as const;
const translate = createTranslate();
const world = demoWorld();
const SUNDAY = demoWorld({ now: new Date('2026-11-29T12:00:00+01:00') });
const RECEIPTED = SERVICES.filter((one): one is Receipted => one.follows.kind !== 'nothing');
const item = (more: Partial<DoneItem>): DoneItem => ({
  kind: 'certificate',
  reference: 'MB-2026-000018',
  secret: null,
  cents: 0,
  paymentReceipt: [],
  ...more,
});
const keysOf = (next: readonly Text[]): string[] => next.map(({ key }) => key);
const said = (next: readonly Text[], language: Language = 'de'): string[] =>
  next.map((one) => translate(language, one));
const PICK_UP = { code: 'P4RT-9XKD-3MNB', expiresAt: '2026-12-14T12:00:00+01:00' };

function nextOf(subject: SlipSubject, appState: AppState, language: Language): readonly Text[] {
  switch (subject.kind) {
    case 'receipt':
      return subject.done.flatMap((one) => ticketOf(one, appState, language).next);
    case 'pick-up':
      return ticketOf(item({ pickUp: subject.pickUp }), appState, language).next;
    case 'case-status':
      return caseWords(subject.answer, appState, language).next;
    case 'document-status':
      return statusWords(subject.status, subject.request.type, appState, language).next;
    default:
      return [];
  }
}

describe('what happens next', () => {
  for (const [name, subject] of Object.entries(SUBJECTS))
    it.each(LANGUAGES)(`is on paper and behind the code as on the glass, for ${name} in %s`, (language) => {
      const lines = said(nextOf(subject, world, language), language);
      expect(lines.length).toBeGreaterThan(0);
      const paper = slip(subject, world, language).blocks.flatMap((block) =>
        block.kind === 'text' ? [block.text] : [],
      );
      expect(paper).toEqual(expect.arrayContaining(lines.map((line) => `• ${line}`)));
      const phone = JSON.stringify(carried(subject, world, language));
      for (const line of lines) expect(phone).toContain(line);
    });

  it('is three lines at most for everything that can be got done, and says nothing that is not known', () => {
    for (const { id } of RECEIPTED)
      for (const more of [
        {},
        { secret: 'K7QX-2M9F-TR4W' },
        { queued: true, replies: true, secret: 'K7QX-2M9F-TR4W' },
      ] as const) {
        const { next } = ticketOf(item({ kind: id, ...more }), world, 'de');
        expect(next.length, id).toBeGreaterThan(0);
        expect(next.length, id).toBeLessThanOrEqual(3);
        // Nothing that was handed in has a date by which it is answered.
        expect(said(next).join(' '), id).not.toMatch(/20\d\d/);
      }
  });

  it.each([
    ['open today', world, 'Zum Schalter: Bürgerbüro im Rathaus, heute, 23. November 2026, bis 16:00 Uhr.'],
    ['closed on Sunday', SUNDAY, 'Zum Schalter: Bürgerbüro im Rathaus, ab Montag, 30. November 2026, 08:00 Uhr.'],
    ['not known when', demoWorld({ hours: () => null }), 'Zum Schalter: Bürgerbüro im Rathaus, zu den Öffnungszeiten.'],
  ])('names the counter where a document waits, and until when: %s', (_, appState, where) => {
    expect(said(ticketOf(item({ pickUp: PICK_UP }), appState, 'de').next)).toEqual([
      where,
      'Zeigen Sie dort diesen Code und Ihren Ausweis. Der Code gilt bis zum 14. Dezember 2026.',
    ]);
  });

  it('names no counter where the catalogue has none', () => {
    expect(keysOf(ticketOf(item({ pickUp: PICK_UP }), demoWorld({ known: null }), 'de').next)).toEqual([
      'order.pickUpBody',
    ]);
  });

  it('says from when a change holds', () => {
    const { next } = ticketOf(item({ kind: 'secondary-home', holdsFrom: '2026-11-30' }), world, 'de');
    expect(said(next)).toEqual(['Es gilt ab dem 30. November 2026.', 'Sie müssen nichts weiter tun.']);
  });

  it('says of a message whether the town hall has it, and whether it answers', () => {
    const message = { kind: 'feedback', secret: 'K7QX-2M9F-TR4W', replies: true } as const;
    expect(keysOf(ticketOf(item(message), world, 'de').next)).toEqual([
      'feedback.registered.slip',
      'feedback.next.reply',
      'receipt.keep',
    ]);
    expect(keysOf(ticketOf(item({ ...message, queued: true }), world, 'de').next)).toEqual([
      'feedback.queued.body',
      'feedback.next.reply',
      'next.keepNumber',
    ]);
  });
});

describe('the days of a way', () => {
  it('are those that the register tells: when a case was accepted, and since when it is where it is', () => {
    const { timeline } = caseWords(SUBJECTS['a case with a question'].answer, world, 'de');
    expect(timeline.map(({ id, on }) => [id, on?.values?.['day']])).toEqual([
      ['received', '16. November 2026'],
      ['in-progress', undefined],
      ['query', '19. November 2026'],
      ['done', undefined],
    ]);
  });

  it('are none but the last one for a document', () => {
    const { status, request } = SUBJECTS['a document that is ready'];
    const { timeline } = statusWords(status, request.type, world, 'de');
    expect(timeline.filter(({ on }) => on !== undefined).map(({ stage, on }) => [stage, on?.values])).toEqual([
      ['ready', { day: '20. November 2026' }],
    ]);
  });
});
