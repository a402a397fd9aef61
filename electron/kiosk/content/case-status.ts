/** What the register says of a case, in words: the same on the screen, on the slip and in the QR code. */
import { isServiceId, serviceOf } from '../../../services/kit/services.ts';
import { TerminalService, type CaseStage, type CaseStatus } from '../../../register/contract/contract.ts';
import type { CaseAnswer } from '../../../state-machines/ports.ts';
import type { Language, Page, Said, Text, TimelineStep, Words } from '../../ipc/view.ts';
import type { AppState } from '../app-state.ts';
import { counterFor } from './office.ts';
import { german, longDay, moment, say, wordsOf } from './wording.ts';

type Key = Parameters<typeof say>[0];

const STAGE_KEY = {
  received: 'received',
  'in-progress': 'inProgress',
  query: 'query',
  forwarded: 'forwarded',
  done: 'done',
  rejected: 'rejected',
} as const satisfies Record<CaseStage, string>;
const TONE = {
  received: 'info',
  'in-progress': 'info',
  query: 'warning',
  forwarded: 'info',
  done: 'success',
  rejected: 'warning',
} as const satisfies Record<CaseStage, Page['tone']>;
/** The way that leads to each stage, and from there to the end. */
const WAY: Record<CaseStage, readonly CaseStage[]> = {
  received: ['received', 'in-progress', 'done'],
  'in-progress': ['received', 'in-progress', 'done'],
  query: ['received', 'in-progress', 'query', 'done'],
  forwarded: ['received', 'forwarded', 'done'],
  done: ['received', 'in-progress', 'done'],
  rejected: ['received', 'in-progress', 'rejected'],
};

export interface CaseWords {
  readonly title: Text;
  readonly tone: Page['tone'];
  /** Since when it is as it is. */
  readonly body: readonly Text[];
  readonly next: readonly Text[];
  readonly missing: readonly Words[];
  /** Of the office, in its own words. */
  readonly note: Words | null;
  readonly facts: readonly { readonly label: Text; readonly value: Said }[];
  readonly timeline: NonNullable<Page['timeline']>['steps'];
}

export function caseWords(given: CaseAnswer, appState: AppState, language: Language): CaseWords {
  const number = (label: Key, value: string) => ({ label: say(label), value: german(value) });
  if (given.state === 'waiting') {
    return {
      title: say('caseStatus.waiting.title'),
      tone: 'info',
      body: [say('caseStatus.waiting.since', { at: moment(new Date(given.at), language) })],
      next: [say('caseStatus.waiting.body')],
      missing: [],
      note: null,
      facts: [number('feedback.number', given.number)],
      timeline: [],
    };
  }
  const { status } = given;
  const { stage } = status;
  const way = WAY[stage];
  const at = way.indexOf(stage);
  return {
    title: say(`caseStatus.${STAGE_KEY[stage]}.title`),
    tone: TONE[stage],
    body: [say('status.since', { day: longDay(new Date(status.since), language) })],
    next: [say(`caseStatus.${STAGE_KEY[stage]}.next`), ...counterOf(status, appState, language)],
    missing: status.missing.map((one) => wordsOf(one, language)),
    note: status.note === null ? null : wordsOf(status.note, language),
    facts: [
      number('receipt.reference', status.reference),
      { label: say('caseStatus.kind'), value: kindOf(status.kind, appState, language) },
      {
        label: say('caseStatus.accepted'),
        value: say('data.day', { day: longDay(new Date(status.acceptedAt), language) }),
      },
    ],
    timeline: way.map((one, index) => ({
      id: one,
      label: say(`caseStatus.stage.${STAGE_KEY[one]}`),
      state:
        index < at || (index === at && (stage === 'done' || stage === 'rejected'))
          ? 'done'
          : index === at
            ? 'current'
            : 'open',
      ...dayOfStage(one, status, language),
    })),
  };
}

/** When somebody is at the counter, where the visitor has to go there. */
function counterOf({ stage, kind }: CaseStatus, appState: AppState, language: Language): Text[] {
  if (stage !== 'query' && stage !== 'rejected') return [];
  const service = TerminalService.safeParse(kind);
  const where = service.success ? counterFor(service.data, appState, language) : null;
  return where === null ? [] : [where.when];
}

/** The register tells when a case was accepted, and since when it is where it is now; of what lies between, nothing. */
function dayOfStage(one: CaseStage, status: CaseStatus, language: Language): Pick<TimelineStep, 'on'> {
  const at = one === status.stage ? status.since : one === 'received' ? status.acceptedAt : null;
  return at === null ? {} : { on: say('data.day', { day: longDay(new Date(at), language) }) };
}

function kindOf(kind: string, appState: AppState, language: Language): Said {
  if (isServiceId(kind)) return say(serviceOf(kind).title);
  const service = appState.known?.services.get(kind);
  return service === undefined ? say('caseStatus.other') : wordsOf(service.name, language);
}
