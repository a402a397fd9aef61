import type { SnapshotFrom } from 'xstate';
import type { DocumentType } from '../../../register/contract/contract.ts';
import type { documentStatus } from '../../../state-machines/flows/document-status.ts';
import { ALPHABET, FORMATS } from '../../../register/contract/document-number.ts';
import type { LookUpFailure } from '../../../state-machines/ports.ts';
import type { Language, Screen, ScreenOf, Text } from '../../ipc/view.ts';

import { statusWords } from '../content/document-status.ts';
import { handOverOffer, presentHandOver } from './hand-over.ts';
import { say } from '../content/wording.ts';
import { someWorks, type AppState } from '../app-state.ts';

const TYPES = [
  { type: 'identity-card', icon: 'id-card', key: 'identityCard' },
  { type: 'passport', icon: 'passport', key: 'passport' },
  { type: 'provisional', icon: 'provisional', key: 'provisional' },
  { type: 'residence-permit', icon: 'residence-permit', key: 'residencePermit' },
  { type: 'travel-document', icon: 'passport', key: 'travelDocument' },
  { type: 'eid-card', icon: 'id-card', key: 'eidCard' },
] as const satisfies readonly { type: DocumentType; icon: string; key: string }[];
const keyOf = (type: DocumentType) => TYPES.find((one) => one.type === type)?.key ?? 'identityCard';

const PROBLEM = {
  incomplete: 'number.incomplete',
  'too-long': 'number.tooLong',
  character: 'number.character',
  'first-letter': 'number.firstLetter',
  'check-digit': 'number.checkDigit',
  unreadable: 'number.unreadable',
} as const;

export function presentDocumentStatus(
  snapshot: SnapshotFrom<typeof documentStatus>,
  appState: AppState,
  language: Language,
): { screen: Screen; step?: { index: number; count: number; name: Text } } {
  const step = (index: number, name: Text) => ({ index, count: 3, name });
  const { context } = snapshot;
  const handOver = snapshot.children.handOver;
  if (handOver !== undefined)
    return { screen: presentHandOver(handOver.getSnapshot(), appState, language), step: step(3, say('step.answer')) };
  if (snapshot.matches('choosingType')) {
    return {
      screen: {
        kind: 'document-type',
        types: TYPES.map(({ type, icon, key }) => ({
          type,
          icon,
          title: say(`document.${key}.title`),
          line: say(`document.${key}.line`),
        })),
      },
      step: step(1, say('step.type')),
    };
  }
  if (snapshot.matches('typingNumber') && context.type !== null)
    return {
      screen: numberScreen(
        context.type,
        context,
        someWorks(appState, 'scanner') || someWorks(appState, 'document-reader'),
      ),
      step: step(2, say('step.number')),
    };
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
      step: step(3, say('step.answer')),
    };
  }
  if (snapshot.matches('answer') && context.status !== null && context.type !== null) {
    const words = statusWords(context.status, context.type, appState, language);
    return {
      screen: {
        kind: 'document-status',
        stage: context.status.stage,
        tone: words.tone,
        title: words.title,
        body:
          context.status.stage === 'unknown' && (context.status.asOf === undefined || !context.checked)
            ? [say(context.checked ? 'status.unknown.checked' : 'status.unknown.compare'), ...words.body]
            : words.body,
        timeline: words.timeline,
        next: words.next,
        bring: words.bring,
        ...(words.office === undefined ? {} : { office: words.office }),
        handOver: handOverOffer(appState),
      },
      step: step(3, say('step.answer')),
    };
  }
  return { screen: failedScreen(context.failure ?? 'unreachable', appState), step: step(3, say('step.answer')) };
}

function numberScreen(
  type: DocumentType,
  context: { typed: string; problem: keyof typeof PROBLEM | null },
  scan: boolean,
): ScreenOf<'document-number'> {
  const { length } = FORMATS[type];
  return {
    kind: 'document-number',
    type,
    title: say(`document.${keyOf(type)}.title`),
    shown: context.typed.replace(/(.{3})(?=.)/g, '$1 '),
    length: context.typed.length,
    maximum: length + 1,
    keys: keysFor(type, context.typed.length),
    complete: context.typed.length >= length,
    scan,
    ...(context.problem === null ? {} : { problem: say(PROBLEM[context.problem]) }),
  };
}

/**
 * The keys that can come next. A first letter of another type can be pressed, because only then can the screen say that
 * the number belongs to another document.
 */
function keysFor(type: DocumentType, typed: number): string[] {
  const { length, first, rest } = FORMATS[type];
  if (typed > length) return [];
  if (typed === length) return [...'0123456789'];
  if (typed > 0) return [...rest];
  return [...(type === 'provisional' ? first : ALPHABET)];
}

function failedScreen(failure: LookUpFailure, appState: AppState): Screen {
  const phone = appState.config.town.phone;
  const base = {
    kind: 'notice',
    tone: 'warning',
    works: [say('works.information'), phone === null ? say('works.counter') : say('works.phone', { phone })],
    picture: 'register',
  } as const;
  switch (failure) {
    case 'unreachable':
      return {
        ...base,
        works: [...base.works],
        title: say('failed.unreachable.title'),
        body: [say('failed.unreachable.body'), say('failed.kept')],
        actions: ['retry', 'home', 'done'],
      };
    case 'rate-limited':
      return {
        ...base,
        works: [...base.works],
        title: say('failed.rateLimited.title'),
        body: [say('failed.rateLimited.body'), say('failed.kept')],
        actions: ['retry', 'home', 'done'],
      };
    case 'maintenance':
      return {
        ...base,
        works: [...base.works],
        title: say('failed.maintenance.title'),
        body: [say('failed.maintenance.body')],
        actions: ['home', 'done'],
      };
    case 'refused':
      return {
        ...base,
        works: [...base.works],
        title: say('failed.refused.title'),
        body: [say('failed.refused.body')],
        actions: ['home', 'done'],
      };
  }
}
