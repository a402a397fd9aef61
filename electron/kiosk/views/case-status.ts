import { BASE_32 } from '../../../base/typed-code.ts';
import type { SnapshotFrom } from 'xstate';

import {
  groupedReference,
  groupedSecret,
  LONGEST_REFERENCE,
  readReference,
  SECRET_LENGTH,
} from '../../../state-machines/parts/case-number.ts';
import type { caseStatus } from '../../../state-machines/flows/case-status.ts';
import type { CaseAnswer, CaseFailure } from '../../../state-machines/ports.ts';
import type { Language, Page, Screen, ScreenOf, Text } from '../../ipc/view.ts';
import { handOverOffer, presentHandOver } from './hand-over.ts';
import { ACTION, page } from './services/page.ts';
import { caseWords } from '../content/case-status.ts';
import { say } from '../content/wording.ts';
import { someWorks, type AppState } from '../app-state.ts';

type Key = Parameters<typeof say>[0];
type Context = SnapshotFrom<typeof caseStatus>['context'];

const PROBLEM = {
  incomplete: 'caseStatus.problem.incomplete',
  'too-long': 'caseStatus.problem.tooLong',
  character: 'caseStatus.problem.character',
  unreadable: 'caseStatus.problem.unreadable',
} as const;

export function presentCaseStatus(
  snapshot: SnapshotFrom<typeof caseStatus>,
  appState: AppState,
  language: Language,
): { screen: Screen; step?: { index: number; count: number; name: Text } } {
  const step = (index: number, name: Key) => ({ index, count: 3, name: say(name) });
  const { context } = snapshot;
  const { handOver } = snapshot.children;
  if (handOver !== undefined)
    return { screen: presentHandOver(handOver.getSnapshot(), appState, language), step: step(3, 'step.answer') };
  if (snapshot.matches('typingReference'))
    return { screen: reference(context, someWorks(appState, 'scanner')), step: step(1, 'step.number') };
  if (snapshot.matches('typingSecret'))
    return { screen: secret(context, someWorks(appState, 'scanner')), step: step(2, 'step.secret') };
  if (snapshot.matches('asking')) {
    const long = snapshot.matches({ asking: 'long' });
    const slow = long || snapshot.matches({ asking: 'slow' });
    return {
      screen: {
        kind: 'waiting',
        title: say('asking.title'),
        ...(slow ? { body: say('asking.slow') } : {}),
        slow,
        cancel: long,
        picture: 'register',
      },
      step: step(3, 'step.answer'),
    };
  }
  if (snapshot.matches('answer') && context.answer !== null)
    return { screen: answer(context.answer, appState, language), step: step(3, 'step.answer') };
  return { screen: failed(context.failure ?? { kind: 'unreachable' }, appState), step: step(3, 'step.answer') };
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const DIGITS = [...'0123456789'];
const BASE_32_KEYS = [...BASE_32];

function nextInReference(typed: string): string[] {
  if (typed.length >= LONGEST_REFERENCE) return [];
  if (typed === '') return LETTERS;
  if (typed.startsWith('V')) return BASE_32_KEYS;
  return typed.length === 1 ? LETTERS : DIGITS;
}

const reference = ({ reference: typed, problem }: Context, scan: boolean): ScreenOf<'code'> => ({
  kind: 'code',
  id: 'case-reference',
  title: say('caseStatus.reference.title'),
  lead: [say('caseStatus.reference.lead'), ...(scan ? [say('caseStatus.scan')] : [])],
  label: say('caseStatus.reference.label'),
  shown: groupedReference(typed),
  keys: nextInReference(typed),
  complete: readReference(typed).ok,
  submit: say('do.next'),
  scan,
  ...(problem === null ? {} : { problem: say(PROBLEM[problem]) }),
});

const secret = ({ secret: typed, problem }: Context, scan: boolean): ScreenOf<'code'> => ({
  kind: 'code',
  id: 'case-secret',
  title: say('caseStatus.secret.title'),
  lead: [say('caseStatus.secret.lead'), ...(scan ? [say('caseStatus.scan')] : [])],
  label: say('receipt.secret'),
  shown: groupedSecret(typed),
  keys: typed.length < SECRET_LENGTH ? BASE_32_KEYS : [],
  complete: typed.length === SECRET_LENGTH,
  submit: say('number.submit'),
  scan,
  ...(problem === null ? {} : { problem: say(PROBLEM[problem]) }),
});

function answer(given: CaseAnswer, appState: AppState, language: Language): Page {
  const words = caseWords(given, appState, language);
  const offer = handOverOffer(appState);
  return page({
    id: 'case-answer',
    tone: words.tone,
    title: words.title,
    lead: [...words.body, ...(offer.why === undefined ? [] : [offer.why])],
    factsFirst: true,
    sections: [
      {
        rows: words.missing.length === 0 ? [] : [{ label: say('caseStatus.missing'), value: [...words.missing] }],
        next: [...words.next],
      },
      ...(words.note === null ? [] : [{ rows: [{ label: say('caseStatus.note'), value: [words.note] }] }]),
      { ticket: true, rows: words.facts.map(({ label, value }) => ({ label, value: [value] })) },
    ],
    ...(words.timeline.length === 0 ? {} : { timeline: { title: say('caseStatus.timeline'), steps: words.timeline } }),
    actions: [
      { ...ACTION.done, label: say('action.done'), tone: 'secondary' },
      { id: 'show-qr', label: say('action.showQr'), icon: 'smart-phone', tone: 'secondary' },
      ...(offer.print === 'offered'
        ? [{ id: 'print', label: say('action.print'), icon: 'print', tone: 'primary' as const }]
        : []),
    ],
  });
}

/** What the office still needs and what it wrote is said, not only shown. */
export const spokenOfCase = ({ sections }: Page): Text[] =>
  sections
    .slice(0, -1)
    .flatMap(({ rows }) => rows.flatMap(({ label, value }) => [label, ...(value ?? [])]))
    .map((said) => ('text' in said ? say('caseStatus.said', { words: said.text }) : said));

function failed(failure: CaseFailure, appState: AppState): Screen {
  const { phone } = appState.config.town;
  const base = {
    kind: 'notice' as const,
    tone: 'warning' as const,
    works: [phone === null ? say('works.counter') : say('works.phone', { phone })],
    picture: 'register' as const,
  };
  switch (failure.kind) {
    case 'unreachable':
      return {
        ...base,
        title: say('failed.unreachable.title'),
        body: [say('failed.unreachable.body'), say('failed.kept')],
        actions: ['retry', 'home', 'done'],
      };
    case 'rate-limited':
      return {
        ...base,
        title: say('caseStatus.tooOften.title'),
        body: [say('caseStatus.tooOften.body', { count: Math.max(1, Math.ceil(failure.seconds / 60)) })],
        actions: ['home', 'done'],
      };
    case 'maintenance':
      return {
        ...base,
        title: say('failed.maintenance.title'),
        body: [say('failed.maintenance.body')],
        actions: ['home', 'done'],
      };
    case 'refused':
      return {
        ...base,
        title: say('failed.refused.title'),
        body: [say('failed.refused.body')],
        actions: ['home', 'done'],
      };
    case 'unknown':
      return {
        ...base,
        title: say('caseStatus.unknown.title'),
        body: [say('caseStatus.unknown.body')],
        actions: ['home', 'done'],
        picture: 'none',
      };
  }
}
