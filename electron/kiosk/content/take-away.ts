import { takeAwayLink, type TakeAway } from '../../../register/contract/take-away.ts';
import type { SlipSubject } from '../../../state-machines/ports.ts';
import type { Language, QrCode, Text } from '../../ipc/view.ts';
import type { AppState } from '../app-state.ts';
import { carried } from './carried.ts';
import { qrOf } from './qr.ts';
import { say } from './wording.ts';

/**
 * Bytes that a phone's camera still reads well from a screen and from paper of 80 mm: version 20 with correction M has
 * 97 modules a side. It holds 666 bytes of ASCII, which an address is; text loses some to the mark of its encoding.
 */
const LINK_BYTES = 666;
const TEXT_BYTES = 600;

/**
 * What the QR code holds: the town's own page where there is one; a link with all of it behind the # where visitors can
 * reach the register's public pages (`town.publicUrl`) and it is short enough; otherwise the text itself. Never a
 * document's number.
 */
export function takeAway(
  subject: SlipSubject,
  appState: AppState,
  language: Language,
): { data: string; caption: Text } {
  const { name, publicUrl } = appState.config.town;
  const url = ownPage(subject, appState);
  if (url !== undefined) return { data: url, caption: say('qr.link') };
  const content = carried(subject, appState, language);
  if (content === null) return text([name]);
  const link = publicUrl === null ? null : linkOf(publicUrl.replace(/\/+$/, ''), content);
  if (link !== null) return { data: link, caption: say('qr.page') };
  if (subject.kind === 'pick-up') return { data: subject.pickUp.code, caption: say('order.codeAsQr') };
  const isTowns = subject.kind === 'service' || subject.kind === 'office';
  return text([...(isTowns ? [] : [name]), ...linesOf(content)]);
}

/** Where all of it is too long, the longest words on what happens next are left out first: they stand on the paper. */
function linkOf(publicUrl: string, content: TakeAway): string | null {
  const link = takeAwayLink(publicUrl, content);
  if (link !== null && link.length <= LINK_BYTES) return link;
  const longest = content.s?.reduce((most, { n = '' }) => Math.max(most, n.length), 0) ?? 0;
  if (longest === 0) return null;
  const s = content.s?.map(({ n, ...section }) =>
    n === undefined || n.length === longest ? section : { ...section, n },
  );
  return linkOf(publicUrl, { ...content, s });
}

/** The same, to be drawn on the glass. */
export function codeToTake(subject: SlipSubject, appState: AppState, language: Language): QrCode {
  const { data, caption } = takeAway(subject, appState, language);
  return { rows: qrOf(data), caption };
}

function ownPage(subject: SlipSubject, { known }: AppState): string | undefined {
  if (subject.kind === 'service') return known?.services.get(subject.id)?.url;
  return subject.kind === 'office' ? known?.offices.get(subject.id)?.url : undefined;
}

/** Headings of lists and what to do next are left out: every byte makes the code finer. */
const linesOf = ({ t, b = [], s = [], o }: TakeAway): string[] => [
  t,
  ...b,
  ...s.flatMap(({ t: title, i = [], r = [] }) => [
    ...(title === undefined || r.length === 0 ? [] : [title]),
    ...i,
    ...r.map(({ k, v }) => `${k}: ${v}`),
  ]),
  ...(o === undefined ? [] : [...(o.n === t ? [] : [o.n]), ...o.a, ...(o.p === undefined ? [] : [o.p])]),
];

function text(lines: readonly string[]): { data: string; caption: Text } {
  const encoder = new TextEncoder();
  let data = '';
  for (const line of lines) {
    const longer = data === '' ? line : `${data}\n${line}`;
    // A paragraph that does not fit is left out; what follows, such as the office, may still.
    if (encoder.encode(longer).length <= TEXT_BYTES) data = longer;
  }
  return { data: data === '' ? '–' : data, caption: say('qr.text') };
}
