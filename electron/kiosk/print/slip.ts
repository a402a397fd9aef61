import { statusWords } from '../content/document-status.ts';
import { caseWords } from '../content/case-status.ts';
import type { Paper, PaperAlign, PaperBlock, PaperStyle } from '../../../devices/receipt-printer/paper.ts';
import { createTranslate, directionOf } from '../../../locales/translate.ts';
import type { RichBlock } from '../../../register/contract/contract.ts';
import type { SlipSubject } from '../../../state-machines/ports.ts';
import type { Language, OfficeCard, Said, Text } from '../../ipc/view.ts';

import { hoursOf, officeCard } from '../content/office.ts';
import { serviceFee } from '../views/service-fee.ts';
import { longDay, pick, say, time } from '../content/wording.ts';
import type { AppState } from '../app-state.ts';
import { receiptLines } from '../content/receipt.ts';
import { takeAway } from '../content/take-away.ts';
import { nextAtCounter } from '../content/ticket.ts';

const translate = createTranslate();

const text = (
  words: string,
  style: PaperStyle = 'text',
  more: { align?: PaperAlign; bold?: boolean } = {},
): PaperBlock => ({ kind: 'text', text: words, style, align: more.align ?? 'start', bold: more.bold ?? false });
const heading = (words: string): PaperBlock => text(words, 'text', { bold: true });
const RULE: PaperBlock = { kind: 'rule' };
const SPACE: PaperBlock = { kind: 'space', lines: 1 };

/**
 * The slip a visitor leaves with: the town, what it is about, what was found, what to do next, where and when, and a
 * code to take it along. Never a document's number and never a name.
 */
export function slip(subject: SlipSubject, appState: AppState, language: Language): Paper {
  const words = (sentence: Text): string => translate(language, sentence);
  const taken = takeAway(subject, appState, language);
  return paper(language, [
    ...head(appState, language),
    ...bodyOf(subject, appState, language, words),
    // One code is enough: that of the case says at the terminal what the paper cannot say yet.
    ...(hasCaseCode(subject)
      ? []
      : [
          SPACE,
          { kind: 'qr' as const, data: taken.data, size: 5 },
          text(words(taken.caption), 'small', { align: 'center' }),
        ]),
    RULE,
    ...foot(appState, language),
  ]);
}

/** What a clerk reads of a slip that is in the visitor's language. */
const inGerman = (sentence: Text, language: Language, align: PaperAlign = 'center'): PaperBlock[] =>
  language === 'de' ? [] : [text(translate('de', sentence), 'small', { align })];

const hasCaseCode = (subject: SlipSubject): boolean =>
  subject.kind === 'receipt' && subject.done.some(({ secret }) => secret !== null);

/** The technician's test print: every part of a slip once, and every script the terminal speaks. */
export function testSlip(appState: AppState): Paper {
  const words = (sentence: Text): string => translate('de', sentence);
  return paper('de', [
    ...head(appState, 'de'),
    text(words(say('slip.test')), 'title', { bold: true, align: 'center' }),
    text('ÄÖÜ äöü ß § € – „Musterstraße“'),
    text('Łukasz Çağrı Nguyễn Ǧ ḥ C̆'),
    text('العربية'),
    { kind: 'qr', data: `foyer test ${appState.config.terminal.name}`, size: 5 },
    RULE,
    ...foot(appState, 'de'),
  ]);
}

const paper = (language: Language, blocks: PaperBlock[]): Paper => ({
  language,
  direction: directionOf(language),
  blocks,
  repeatMark: translate(language, say('slip.repeat')),
});

const ARMS_DOTS = 112;

const head = (appState: AppState, language: Language): PaperBlock[] => [
  ...(appState.arms === null ? [] : [{ kind: 'drawing' as const, svg: appState.arms, height: ARMS_DOTS }]),
  text(appState.config.town.name, 'title', { align: 'center', bold: true }),
  text(translate(language, say('slip.from')), 'small', { align: 'center' }),
  RULE,
];

const foot = (appState: AppState, language: Language): PaperBlock[] => [
  { kind: 'pair', label: longDay(appState.now, language), value: time(appState.now, language), bold: false },
  text(
    translate(
      language,
      say('slip.place', { place: appState.config.terminal.place, terminal: appState.config.terminal.name }),
    ),
    'small',
  ),
  ...inGerman(
    say('slip.place', { place: appState.config.terminal.place, terminal: appState.config.terminal.name }),
    language,
    'start',
  ),
];

function bodyOf(
  subject: SlipSubject,
  appState: AppState,
  language: Language,
  words: (sentence: Text) => string,
): PaperBlock[] {
  switch (subject.kind) {
    case 'receipt':
      return [
        text(words(say('slip.receipt')), 'title', { bold: true, align: 'center' }),
        ...inGerman(say('slip.receipt'), language),
        ...receiptLines(subject.done, appState, language).flatMap(
          ({ title, rows, next, code, payment }): PaperBlock[] => [
            SPACE,
            heading(title),
            ...rows.map(({ label, value }): PaperBlock => ({ kind: 'pair', label, value, bold: false })),
            ...nextBlocks(next, words),
            ...(code === null
              ? []
              : [
                  SPACE,
                  { kind: 'qr' as const, data: code, size: 8 },
                  text(words(say('slip.caseCode')), 'small', { align: 'center' }),
                ]),
            // The payment terminal's own words, as they are: they are the proof.
            ...(payment.length === 0 ? [] : [SPACE, ...payment.map((line) => text(line, 'small'))]),
          ],
        ),
      ];
    case 'pick-up':
      return [
        text(words(say('slip.pickUp')), 'title', { bold: true, align: 'center' }),
        ...inGerman(say('slip.pickUp'), language),
        SPACE,
        text(subject.pickUp.code, 'title', { bold: true, align: 'center' }),
        SPACE,
        { kind: 'pair', label: words(say('receipt.reference')), value: subject.reference, bold: false },
        ...nextBlocks(nextAtCounter(subject.pickUp, appState, language).map(words), words),
      ];
    case 'case-status': {
      const found = caseWords(subject.answer, appState, language);
      const said = (one: Said): string => ('text' in one ? one.text : words(one));
      return [
        text(words(say('slip.caseStatus')), 'text', { bold: true, align: 'center' }),
        ...inGerman(say('slip.caseStatus'), language),
        SPACE,
        text(words(found.title), 'title', { bold: true }),
        ...inGerman(found.title, language, 'start'),
        ...found.body.map((sentence) => text(words(sentence))),
        ...nextBlocks(found.next.map(words), words),
        ...(found.missing.length === 0
          ? []
          : [SPACE, heading(words(say('caseStatus.missing'))), ...found.missing.map((one) => text(`• ${one.text}`))]),
        ...(found.note === null ? [] : [SPACE, heading(words(say('caseStatus.note'))), text(found.note.text)]),
        SPACE,
        ...found.facts.map(({ label, value }): PaperBlock => ({
          kind: 'pair',
          label: words(label),
          value: said(value),
          bold: false,
        })),
      ];
    }
    case 'document-status': {
      const found = statusWords(subject.status, subject.request.type, appState, language);
      return [
        text(words(say('slip.documentStatus')), 'text', { bold: true, align: 'center' }),
        ...inGerman(say('slip.documentStatus'), language),
        SPACE,
        text(words(found.title), 'title', { bold: true }),
        ...inGerman(statusWords(subject.status, subject.request.type, appState, 'de').title, language, 'start'),
        ...found.body.map((sentence) => text(words(sentence))),
        ...nextBlocks(found.next.map(words), words),
        ...(found.bring.length === 0
          ? []
          : [
              SPACE,
              heading(words(say('status.bringTitle'))),
              ...found.bring.map((sentence) => text(`• ${words(sentence)}`)),
            ]),
        ...(found.office === undefined ? [] : [SPACE, ...officeBlocks(found.office, appState, language, words)]),
      ];
    }
    case 'office': {
      const office = appState.known?.offices.get(subject.id);
      return office === undefined
        ? []
        : officeBlocks(officeCard(office, appState, language), appState, language, words);
    }
    case 'service': {
      const service = appState.known?.services.get(subject.id);
      if (service === undefined) return [];
      const requirements = service.requirements === undefined ? [] : pick(service.requirements, language).value;
      const fee = serviceFee(service, appState, language);
      const [first] = service.offices;
      const office = first === undefined ? undefined : appState.known?.offices.get(first.office);
      return [
        text(pick(service.name, language).value, 'title', { bold: true }),
        ...(requirements.length === 0
          ? []
          : [SPACE, heading(words(say('service.requirements'))), ...rich(requirements)]),
        SPACE,
        heading(words(say('service.fee'))),
        ...(fee.text === undefined ? [] : [text(words(fee.text))]),
        ...(fee.words === undefined ? [] : rich(fee.words.blocks)),
        ...(office === undefined
          ? []
          : [
              SPACE,
              ...officeBlocks(officeCard(office, appState, language, first?.appointment), appState, language, words),
            ]),
      ];
    }
  }
}

const nextBlocks = (next: readonly string[], words: (sentence: Text) => string): PaperBlock[] =>
  next.length === 0 ? [] : [SPACE, heading(words(say('next.title'))), ...next.map((sentence) => text(`• ${sentence}`))];

function officeBlocks(
  card: OfficeCard,
  appState: AppState,
  language: Language,
  words: (sentence: Text) => string,
): PaperBlock[] {
  const office = appState.known?.offices.get(card.id);
  return [
    heading(card.name.text),
    ...card.address.map((line) => text(line)),
    ...(card.phone === undefined ? [] : [text(words(say('slip.phone', { phone: card.phone })))]),
    ...(card.appointment === undefined ? [] : [text(words(card.appointment))]),
    ...(office === undefined
      ? []
      : hoursOf(office, appState, language).map(({ day, times }): PaperBlock => ({
          kind: 'pair',
          label: words(day),
          value: times.map(words).join(', '),
          bold: false,
        }))),
    ...card.closures.flatMap((closure) => [
      SPACE,
      heading(words(closure.title)),
      text(closure.reason.text),
      ...closure.lines.map((line) => text(words(line))),
    ]),
  ];
}

/** Formatted text on paper: what a column of 42 letters can show of it. */
function rich(blocks: readonly RichBlock[], mark = ''): PaperBlock[] {
  return blocks.flatMap((block): PaperBlock[] => {
    if (block.kind === 'list')
      return block.items.flatMap((item, index) => rich(item, block.ordered ? `${index + 1}. ` : '• '));
    const words = block.runs
      .map((run) => run.text)
      .join('')
      .trim();
    return words === '' ? [] : [text(`${mark}${words}`, 'text', { bold: block.kind === 'heading' })];
  });
}
