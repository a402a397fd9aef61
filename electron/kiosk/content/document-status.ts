/** The state of an ID document in words: the same on the screen, on the slip and in the QR code. */
import type { DocumentStage, DocumentType, Office } from '../../../register/contract/contract.ts';
import type { KnownStatus } from '../../../state-machines/ports.ts';
import type { Language, OfficeCard, ScreenOf, Text } from '../../ipc/view.ts';
import { localDay } from '../catalogue/notices.ts';
import type { AppState } from '../app-state.ts';
import { officeCard, openNowOf, whenAtCounter } from './office.ts';
import { isoDay, moment, say, time, weekdayAndDate } from './wording.ts';

const STAGES = ['applied', 'sent', 'in-production', 'ready', 'handed-over'] as const satisfies readonly DocumentStage[];
const STAGE_KEY = {
  applied: 'applied',
  sent: 'sent',
  'in-production': 'inProduction',
  ready: 'ready',
  'handed-over': 'handedOver',
  query: 'query',
  unknown: 'unknown',
} as const satisfies Record<DocumentStage, string>;

export interface StatusWords {
  readonly title: Text;
  readonly body: Text[];
  readonly next: Text[];
  readonly bring: Text[];
  readonly office?: OfficeCard;
  readonly tone: 'info' | 'success' | 'warning';
  readonly timeline: ScreenOf<'document-status'>['timeline'];
}

export function statusWords(
  status: KnownStatus,
  type: DocumentType,
  appState: AppState,
  language: Language,
): StatusWords {
  const { stage } = status;
  const office = status.office === undefined ? undefined : appState.known?.offices.get(status.office);
  const at = STAGES.indexOf(stage as (typeof STAGES)[number]);
  const ready = stage === 'ready';
  // The terminal stores less than the register knows.
  const away = stage === 'unknown' && status.asOf !== undefined;
  return {
    title: say(away ? 'status.unknown.awayTitle' : `status.${STAGE_KEY[stage]}.title`),
    body: [
      ...(stage === 'unknown' ? [say(away ? 'status.unknown.awayBody' : 'status.unknown.body')] : []),
      ...(status.since === undefined ? [] : [say('status.since', { day: isoDay(status.since, language) })]),
      ...(status.asOf === undefined ? [] : [say('status.asOf', { at: moment(new Date(status.asOf), language) })]),
    ],
    next:
      stage === 'unknown'
        ? []
        : [
            stage === 'ready' ? readyText(office, appState, language) : say(`status.${STAGE_KEY[stage]}.body`),
            ...(stage === 'query' && office !== undefined ? [whenAtCounter(office, appState, language)] : []),
          ],
    bring: ready
      ? [
          ...(status.pinLetter === true ? [say('status.bring.pinLetter')] : []),
          ...(status.bringOldDocument === true ? [say('status.bring.oldDocument')] : []),
          say(type === 'provisional' ? 'status.bring.slip' : 'status.bring.self'),
        ]
      : [],
    ...(office === undefined ? {} : { office: officeCard(office, appState, language) }),
    tone: ready ? 'success' : stage === 'unknown' || stage === 'query' ? 'warning' : 'info',
    timeline:
      at < 0
        ? []
        : STAGES.map((one, index) => ({
            stage: one,
            label: say(`stage.${STAGE_KEY[one]}`),
            state: index < at ? 'done' : index === at ? 'current' : 'open',
            // Of the days before it, the register tells nothing.
            ...(index === at && status.since !== undefined
              ? { on: say('data.day', { day: isoDay(status.since, language) }) }
              : {}),
          })),
  };
}

/** When it can be collected: now, from the next opening on, or at the hours that stand below. */
function readyText(office: Office | undefined, appState: AppState, language: Language): Text {
  const open = office === undefined ? null : openNowOf(office, appState);
  if (open?.state === 'open' || open?.state === 'open-end') return say('status.ready.body');
  if (open?.state !== 'closed' || open.opens === undefined) return say('status.ready.atHours');
  return say('status.ready.from', {
    day: weekdayAndDate(localDay(open.opens), language),
    time: time(open.opens, language),
  });
}
