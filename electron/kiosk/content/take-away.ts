import { statusWords } from './document-status.ts';
import { caseWords } from './case-status.ts';
import { createTranslate } from '../../../locales/translate.ts';
import type { SlipSubject } from '../../../state-machines/ports.ts';
import type { Language, Said, Text } from '../../ipc/view.ts';
import { plainText } from '../catalogue/search.ts';
import { officeCard } from './office.ts';

import { pick, say } from './wording.ts';
import { receiptLines } from './receipt.ts';
import type { AppState } from '../app-state.ts';

const translate = createTranslate();
/** Bytes of UTF-8 that a phone's camera still reads well from a screen: version 20 with correction M holds 666. */
const QR_BYTES = 600;

/**
 * What the QR code holds: the town's address where there is one, otherwise the text itself. Never a document's number.
 */
export function takeAway(
  subject: SlipSubject,
  appState: AppState,
  language: Language,
): { data: string; caption: Text } {
  const { known } = appState;
  switch (subject.kind) {
    case 'service': {
      const service = known?.services.get(subject.id);
      if (service === undefined) return text([appState.config.town.name]);
      if (service.url !== undefined) return { data: service.url, caption: say('qr.link') };
      const office = service.offices.map((one) => known?.offices.get(one.office)).find((one) => one !== undefined);
      return text([
        pick(service.name, language).value,
        plainText(pick(service.requirements ?? service.description, language).value),
        ...(office === undefined ? [] : officeLines(officeCard(office, appState, language))),
      ]);
    }
    case 'office': {
      const office = known?.offices.get(subject.id);
      if (office === undefined) return text([appState.config.town.name]);
      if (office.url !== undefined) return { data: office.url, caption: say('qr.link') };
      return text(officeLines(officeCard(office, appState, language)));
    }
    case 'pick-up':
      return { data: subject.pickUp.code, caption: say('order.codeAsQr') };
    case 'receipt':
      return text([
        appState.config.town.name,
        ...receiptLines(subject.done, language).flatMap(({ title, rows }) => [
          title,
          ...rows.map(({ label, value }) => `${label}: ${value}`),
        ]),
      ]);
    case 'case-status': {
      const words = caseWords(subject.answer, appState, language);
      const said = (one: Said): string => ('text' in one ? one.text : translate(language, one));
      return text([
        appState.config.town.name,
        ...[words.title, ...words.body, ...words.missing, ...(words.note === null ? [] : [words.note])].map(said),
        ...words.facts.map(({ label, value }) => `${said(label)}: ${said(value)}`),
      ]);
    }
    case 'document-status': {
      const words = statusWords(subject.status, subject.request.type, appState, language);
      return text([
        appState.config.town.name,
        ...[words.title, ...words.body, ...words.bring].map((sentence) => translate(language, sentence)),
        ...(words.office === undefined ? [] : officeLines(words.office)),
      ]);
    }
  }
}

/** Not whether it is open now: the text is read later. */
const officeLines = (card: ReturnType<typeof officeCard>): string[] => [
  card.name.text,
  ...card.address,
  ...(card.phone === undefined ? [] : [card.phone]),
];

function text(lines: readonly string[]): { data: string; caption: Text } {
  const encoder = new TextEncoder();
  let data = '';
  for (const line of lines.flatMap((one) => one.split('\n'))) {
    const longer = data === '' ? line : `${data}\n${line}`;
    // A paragraph that does not fit is left out; what follows, such as the office, may still.
    if (encoder.encode(longer).length <= QR_BYTES) data = longer;
  }
  return { data: data === '' ? '–' : data, caption: say('qr.text') };
}
