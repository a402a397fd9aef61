/** What a visitor takes along by phone, in words: the same as on the glass and on the slip, in the same order. */
import { createTranslate } from '../../../locales/translate.ts';
import type { TakeAway } from '../../../register/contract/take-away.ts';
import type { SlipSubject } from '../../../state-machines/ports.ts';
import type { DoneItem } from '../../../state-machines/services/ports.ts';
import type { Language, OfficeCard, Said, Text } from '../../ipc/view.ts';
import type { AppState } from '../app-state.ts';
import { plainText } from '../catalogue/search.ts';
import { caseWords } from './case-status.ts';
import { statusWords } from './document-status.ts';
import { officeCard } from './office.ts';
import { receiptLines } from './receipt.ts';
import { nextAtCounter } from './ticket.ts';
import { pick, say } from './wording.ts';

const translate = createTranslate();

/** Null where it is about something that is gone meanwhile. Never a document's number, never a name of a person. */
export function carried(subject: SlipSubject, appState: AppState, language: Language): TakeAway | null {
  const { known } = appState;
  const words = (sentence: Text): string => clean(translate(language, sentence));
  const said = (one: Said): string => ('text' in one ? clean(one.text) : words(one));
  switch (subject.kind) {
    case 'service': {
      const service = known?.services.get(subject.id);
      if (service === undefined) return null;
      const office = service.offices.map((one) => known?.offices.get(one.office)).find((one) => one !== undefined);
      return {
        l: language,
        t: clean(pick(service.name, language).value),
        b: linesOf(plainText(pick(service.requirements ?? service.description, language).value)),
        ...(office === undefined ? {} : { o: officeOf(officeCard(office, appState, language)) }),
      };
    }
    case 'office': {
      const office = known?.offices.get(subject.id);
      if (office === undefined) return null;
      const card = officeOf(officeCard(office, appState, language));
      return { l: language, t: card.n, o: card };
    }
    case 'pick-up': {
      return {
        l: language,
        t: words(say('slip.pickUp')),
        s: [
          {
            r: [
              { k: words(say('receipt.pickUpCode')), v: clean(subject.pickUp.code), c: 1 },
              { k: words(say('receipt.reference')), v: clean(subject.reference), c: 1 },
            ],
          },
          ...listed(say('next.title'), nextAtCounter(subject.pickUp, appState, language).map(words)),
        ],
      };
    }
    case 'receipt':
      return { l: language, t: words(say('receipt.title')), s: receiptSections(subject.done, appState, language) };
    case 'case-status': {
      const found = caseWords(subject.answer, appState, language);
      return {
        l: language,
        t: words(found.title),
        b: found.body.map(words),
        s: [
          ...listed(say('next.title'), found.next.map(words)),
          ...listed(say('caseStatus.missing'), found.missing.map(said)),
          ...listed(say('caseStatus.note'), found.note === null ? [] : linesOf(found.note.text)),
          { r: found.facts.map(({ label, value }, at) => ({ k: words(label), v: said(value), ...codeFirst(at) })) },
        ],
      };
    }
    case 'document-status': {
      const found = statusWords(subject.status, subject.request.type, appState, language);
      return {
        l: language,
        t: words(found.title),
        b: found.body.map(words),
        s: [
          ...listed(say('next.title'), found.next.map(words)),
          ...listed(say('status.bringTitle'), found.bring.map(words)),
        ],
        ...(found.office === undefined ? {} : { o: officeOf(found.office) }),
      };
    }
  }

  function listed(title: Text, lines: string[]): NonNullable<TakeAway['s']> {
    return lines.length === 0 ? [] : [{ t: words(title), i: lines }];
  }
}

const receiptSections = (
  done: readonly DoneItem[],
  appState: AppState,
  language: Language,
): NonNullable<TakeAway['s']> =>
  receiptLines(done, appState, language).map(({ title, rows, next }) => ({
    t: clean(title),
    r: rows.map(({ label, value, mono }) => ({
      k: clean(label),
      v: clean(value),
      ...(mono ? { c: 1 as const } : {}),
    })),
    ...(next.length === 0 ? {} : { n: clean(next.join(' ')) }),
  }));

/** The first fact of a case is its reference or number. */
const codeFirst = (at: number): { c?: 1 } => (at === 0 ? { c: 1 } : {});

/** What the town wrote may hold a tab or worse; a line of the payload holds none. */
const clean = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]+/gu, ' ').trim();

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(clean)
    .filter((line) => line !== '');

const DIALLED = /^\+?[0-9][0-9 ()/.-]{1,38}$/;

/** Not whether it is open now: it is read later. A phone "by appointment only" is no number: it stays a line. */
function officeOf({ name, address, phone }: OfficeCard): NonNullable<TakeAway['o']> {
  const number = phone === undefined ? '' : clean(phone).replaceAll('–', '-');
  const isNumber = DIALLED.test(number);
  return {
    n: clean(name.text),
    a: [...address, ...(isNumber ? [] : [number])].map(clean).filter((line) => line !== ''),
    ...(isNumber ? { p: number } : {}),
  };
}
