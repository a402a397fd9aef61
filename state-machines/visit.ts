import { assign, fromCallback, fromPromise, or, sendTo, setup, stateIn } from 'xstate';
import type { HelpState, Language } from '../register/contract/contract.ts';
import { forward, LOOKING, SERVING } from './parts/forward.ts';
import { HELP } from './parts/help.ts';
import { carries, works } from './parts/tags.ts';
import type { CaseCode } from './parts/case-number.ts';
import { caseStatus, type CaseStatusEvent } from './flows/case-status.ts';
import { DELAYS } from './delays.ts';
import {
  documentStatus,
  type DocumentStatusEvent,
  type ReadDocument,
  type ReadNumber,
} from './flows/document-status.ts';
import { isServiceId, TOPICS, type Topic } from '../services/kit/services.ts';
import { information, type InformationEvent } from './flows/information.ts';
import {
  isOwed,
  services,
  type ServiceId,
  type ServicesEvent,
  type ServiceTerms,
  type TileId,
} from './services/session.ts';
import type { CalledHelp } from './ports.ts';

export interface VisitSettings {
  textSize: 'normal' | 'large' | 'largest';
  contrast: 'normal' | 'dark' | 'high' | 'yellow';
  lowReach: boolean;
}
export const INITIAL_SETTINGS: VisitSettings = { textSize: 'normal', contrast: 'normal', lowReach: false };

/** What the law wants readable from everywhere. */
export type LegalText = 'privacy' | 'imprint' | 'accessibility';
/** What the visitor may open over a screen. */
export type Sheet = 'languages' | 'display' | 'help' | LegalText;

export type VisitEvent =
  | { type: 'touch' }
  | { type: 'choose-language'; language: Language }
  | { type: 'set-text-size'; size: VisitSettings['textSize'] }
  | { type: 'set-contrast'; contrast: VisitSettings['contrast'] }
  | { type: 'set-low-reach'; on: boolean }
  | { type: 'open-tile'; id: TileId }
  | { type: 'open-topic'; id: string }
  | { type: 'cancel' }
  | { type: 'leave' }
  | { type: 'stay' }
  | { type: 'home' }
  | { type: 'ask-home' }
  | { type: 'go-home' }
  | { type: 'open-sheet'; sheet: Sheet }
  | { type: 'close-sheet' }
  | { type: 'help' }
  | { type: 'close-help' }
  /** What the office says of the call that is open. */
  | { type: 'help-answer'; state: HelpState }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'reset' }
  | { type: 'hold' }
  | { type: 'release' }
  | InformationEvent
  | DocumentStatusEvent
  | CaseStatusEvent
  | ServicesEvent;

export interface VisitContext {
  language: Language;
  settings: VisitSettings;
  readNumber: ReadNumber;
  terms: () => ServiceTerms;
  /** What was chosen of the services. */
  offer: ServiceId;
  /** The door that was opened on home. */
  topic: Topic;
  /** Read before its flow was open. */
  read: ReadDocument | null;
  readCase: CaseCode | null;
  /** Screen from which help was called; says nothing about the visitor. */
  helpFrom: string;
  /** Of the call that is open. */
  helpKey: string;
  /** Of the texts that may be read, the one that was opened last. */
  legal: LegalText;
  endedBy: 'visitor' | 'idle' | 'pause' | 'staff';
  /** A device works for the visitor right now. */
  working: boolean;
  /** What was got done is on no paper yet. */
  owed: boolean;
  /** The receipt was printed, and lies in the printer's mouth. */
  receipt: boolean;
}

/** From a tile, or from a page of information that tells of what can be got done here. */
const OPEN_TILE = [
  { guard: { type: 'opens', params: 'information' }, target: 'information' },
  { guard: { type: 'opens', params: 'document-status' }, target: 'documentStatus' },
  { guard: { type: 'opens', params: 'case-status' }, target: 'caseStatus' },
  { target: 'services', actions: 'chooseOffer' },
] as const;

/** Who leaves with something that is on no paper yet gets that first. */
const LEAVE = [{ guard: 'owed', target: 'present', actions: 'endServices' }, { target: '#visit.ended' }] as const;

/**
 * One visitor, from the first touch to the purge. Three regions run in parallel: what the visitor does, how long the
 * screen has not been touched, and whether help is on its way.
 */
export const visit = setup({
  types: {
    context: {} as VisitContext,
    input: {} as { language: Language; readNumber: ReadNumber; terms: () => ServiceTerms; settings: VisitSettings },
    events: {} as VisitEvent,
    children: {} as {
      information: 'information';
      documentStatus: 'documentStatus';
      caseStatus: 'caseStatus';
      services: 'services';
    },
    tags: {} as 'device-at-work',
    output: {} as VisitContext['endedBy'],
  },
  actors: {
    information,
    documentStatus,
    caseStatus,
    services,
    callHelp: fromPromise<CalledHelp, string>(() => Promise.reject(new Error('the port callHelp is not provided'))),
    /** Tells what the office says of a call, and with its end that nobody waits any more. */
    followHelp: fromCallback<VisitEvent, string>(() => {
      throw new Error('the port followHelp is not provided');
    }),
  },
  delays: DELAYS,
  guards: {
    /** Nothing ends while a device works (access numbers, "time"): the timer starts anew instead. */
    working: ({ context }) => context.working,
    owed: ({ context }) => context.owed,
    answered: ({ event }, state: HelpState) => event.type === 'help-answer' && event.state === state,
    isTopic: ({ event }) => event.type === 'open-topic' && topicIn(event.id) !== undefined,
    sheet: ({ event }, sheet: Sheet) => event.type === 'open-sheet' && event.sheet === sheet,
    opens: ({ event }, tile: string) => event.type === 'open-tile' && event.id === tile,
  },
  actions: {
    toInformation: sendTo('information', ({ event }) => event as InformationEvent),
    toDocumentStatus: sendTo('documentStatus', ({ event }) => event as DocumentStatusEvent),
    toCaseStatus: sendTo('caseStatus', ({ event }) => event as CaseStatusEvent),
    toServices: sendTo('services', ({ event }) => event as ServicesEvent),
    endServices: sendTo('services', { type: 'end' }),
    leaveDocumentStatus: sendTo('documentStatus', { type: 'home' }),
    leaveCaseStatus: sendTo('caseStatus', { type: 'home' }),
    chooseLegal: assign({
      legal: ({ context, event }) =>
        event.type !== 'open-sheet' ||
        event.sheet === 'languages' ||
        event.sheet === 'display' ||
        event.sheet === 'help'
          ? context.legal
          : event.sheet,
    }),
    chooseOffer: assign({
      offer: ({ context, event }) => (event.type === 'open-tile' && isServiceId(event.id) ? event.id : context.offer),
    }),
    chooseTopic: assign({
      topic: ({ context, event }) => (event.type === 'open-topic' ? topicIn(event.id) : undefined) ?? context.topic,
    }),
    noteCall: assign({ helpKey: (_, { key }: CalledHelp) => key }),
    forgetCall: assign({ helpKey: '' }),
    noteHelp: assign({
      helpFrom: ({ self }) => {
        // Where the machine is only calculated with, it has no actor, and no value to look at.
        const value = self.getSnapshot().value as { going?: { flow?: string } } | undefined;
        const flow = value?.going?.flow ?? 'home';
        return SCREEN[flow] ?? flow;
      },
    }),
  },
}).createMachine({
  id: 'visit',
  context: ({ input }) => ({
    ...input,
    offer: 'certificate',
    topic: 'identity',
    read: null,
    readCase: null,
    helpFrom: 'home',
    helpKey: '',
    legal: 'privacy',
    endedBy: 'visitor',
    working: false,
    owed: false,
    receipt: false,
  }),
  initial: 'going',
  states: {
    going: {
      type: 'parallel',
      on: {
        'choose-language': { actions: assign({ language: ({ event }) => event.language }) },
        'set-text-size': {
          actions: assign({ settings: ({ context, event }) => ({ ...context.settings, textSize: event.size }) }),
        },
        'set-contrast': {
          actions: assign({ settings: ({ context, event }) => ({ ...context.settings, contrast: event.contrast }) }),
        },
        'set-low-reach': {
          actions: assign({ settings: ({ context, event }) => ({ ...context.settings, lowReach: event.on }) }),
        },
        reset: { target: 'ended', actions: assign({ endedBy: 'staff' }) },
      },
      states: {
        flow: {
          initial: 'choosingLanguage',
          states: {
            choosingLanguage: {
              on: {
                'choose-language': [
                  {
                    guard: ({ context }) => context.read !== null,
                    target: 'documentStatus',
                    actions: assign({ language: ({ event }) => event.language }),
                  },
                  {
                    guard: ({ context }) => context.readCase !== null,
                    target: 'caseStatus',
                    actions: assign({ language: ({ event }) => event.language }),
                  },
                  { target: 'home', actions: assign({ language: ({ event }) => event.language }) },
                ],
                // First the language: what was read last waits for it.
                'document-read': { actions: assign({ read: ({ event }) => event.read, readCase: null }) },
                'case-read': { actions: assign({ readCase: ({ event }) => event.read, read: null }) },
              },
            },
            home: {
              on: {
                'open-tile': OPEN_TILE,
                'document-read': { target: 'documentStatus', actions: assign({ read: ({ event }) => event.read }) },
                'case-read': { target: 'caseStatus', actions: assign({ readCase: ({ event }) => event.read }) },
                'open-topic': { guard: 'isTopic', target: 'topic', actions: 'chooseTopic' },
                back: 'choosingLanguage',
              },
            },
            /** What is behind one of home's doors. */
            topic: {
              on: {
                'open-tile': OPEN_TILE,
                'document-read': { target: 'documentStatus', actions: assign({ read: ({ event }) => event.read }) },
                'case-read': { target: 'caseStatus', actions: assign({ readCase: ({ event }) => event.read }) },
                back: 'home',
                home: 'home',
              },
            },
            information: {
              invoke: {
                id: 'information',
                src: 'information',
                onSnapshot: { actions: assign({ working: ({ event }) => works(event.snapshot.children.handOver) }) },
                onDone: [{ guard: ({ event }) => event.output === 'finished', target: 'goodbye' }, { target: 'home' }],
              },
              exit: assign({ working: false }),
              // What a page of information tells of can be begun from it.
              on: { ...forward(LOOKING, 'toInformation'), 'open-tile': OPEN_TILE },
            },
            documentStatus: {
              invoke: {
                id: 'documentStatus',
                src: 'documentStatus',
                input: ({ context }) => ({ readNumber: context.readNumber, read: context.read }),
                onSnapshot: { actions: assign({ working: ({ event }) => works(event.snapshot.children.handOver) }) },
                onDone: [{ guard: ({ event }) => event.output === 'finished', target: 'goodbye' }, { target: 'home' }],
              },
              exit: assign({ working: false, read: null }),
              on: { ...forward(LOOKING, 'toDocumentStatus'), 'go-home': { actions: 'leaveDocumentStatus' } },
            },
            caseStatus: {
              invoke: {
                id: 'caseStatus',
                src: 'caseStatus',
                input: ({ context }) => ({ read: context.readCase }),
                onSnapshot: { actions: assign({ working: ({ event }) => works(event.snapshot.children.handOver) }) },
                onDone: [{ guard: ({ event }) => event.output === 'finished', target: 'goodbye' }, { target: 'home' }],
              },
              exit: assign({ working: false, readCase: null }),
              on: { ...forward(LOOKING, 'toCaseStatus'), 'go-home': { actions: 'leaveCaseStatus' } },
            },
            services: {
              invoke: {
                id: 'services',
                src: 'services',
                input: ({ context }) => ({
                  offer: context.offer,
                  terms: context.terms,
                  readNumber: context.readNumber,
                }),
                onSnapshot: {
                  actions: assign({
                    working: ({ event }) => carries(event.snapshot, 'device-at-work'),
                    owed: ({ event }) => isOwed(event.snapshot.context),
                  }),
                },
                onDone: [
                  {
                    guard: ({ event }) => event.output.outcome === 'finished',
                    target: 'goodbye',
                    actions: assign({ receipt: ({ event }) => event.output.receipt }),
                  },
                  { target: 'home' },
                ],
              },
              exit: assign({ working: false, owed: false }),
              on: {
                ...forward([...LOOKING, ...SERVING], 'toServices'),
                'go-home': { actions: 'toServices' },
              },
            },
            goodbye: { after: { goodbye: '#visit.ended' }, on: { done: '#visit.ended' } },
          },
        },
        attention: {
          initial: 'present',
          states: {
            present: {
              initial: 'plain',
              // A visitor for whom somebody may come is not sent away.
              after: {
                idle: [
                  {
                    guard: or(['working', stateIn({ going: { help: { open: 'waiting' } } })]),
                    target: '.last',
                    reenter: true,
                  },
                  { target: 'warned' },
                ],
              },
              states: {
                plain: { on: { 'ask-home': '#visit.going.attention.askingHome' } },
                languages: {
                  on: {
                    'choose-language': {
                      target: 'plain',
                      actions: assign({ language: ({ event }) => event.language }),
                    },
                    'close-sheet': 'plain',
                  },
                },
                display: { on: { 'close-sheet': 'plain' } },
                /** What helps here; nobody is called yet. */
                help: { on: { 'close-sheet': 'plain', help: 'plain' } },
                legal: { on: { 'close-sheet': 'plain' } },
                /** What lies over the screen, or nothing. */
                last: { type: 'history', history: 'shallow' },
              },
              on: {
                // Begins the time without a touch anew, with the same sheet open.
                touch: { target: '.last', reenter: true },
                'open-sheet': [
                  { guard: { type: 'sheet', params: 'languages' }, target: '.languages' },
                  { guard: { type: 'sheet', params: 'display' }, target: '.display' },
                  { guard: { type: 'sheet', params: 'help' }, target: '.help' },
                  { target: '.legal', actions: 'chooseLegal' },
                ],
                cancel: 'asking',
                pause: 'away',
                hold: 'held',
              },
            },
            warned: {
              after: {
                warning: [
                  { guard: 'working', target: 'warned', reenter: true },
                  { target: '#visit.ended', actions: assign({ endedBy: 'idle' }) },
                ],
              },
              on: { touch: 'present.last', stay: 'present.last', leave: LEAVE, hold: 'held' },
            },
            /** Whether the visit is to end; who only steps away can have it masked instead. */
            asking: {
              after: { idle: 'warned' },
              on: { stay: 'present', leave: LEAVE, pause: 'away', hold: 'held' },
            },
            /** Home would lose something. */
            askingHome: { after: { idle: 'warned' }, on: { stay: 'present', 'go-home': 'present', hold: 'held' } },
            /**
             * The visitor stepped away: the screen is masked, and purged when they do not return; but not while a
             * device works.
             */
            away: {
              after: {
                pause: [
                  { guard: 'working', target: 'away', reenter: true },
                  { target: '#visit.ended', actions: assign({ endedBy: 'pause' }) },
                ],
              },
              on: { resume: 'present', leave: LEAVE, hold: 'heldAway' },
            },
            /** Staff stand at the terminal. */
            held: { on: { release: 'present.last' } },
            /** The same, while the visitor is away: the gesture is no way to see what was masked. */
            heldAway: { on: { release: 'away' } },
          },
        },
        help: HELP,
      },
    },
    ended: { type: 'final' },
  },
  output: ({ context }) => context.endedBy,
});

const topicIn = (id: string): Topic | undefined => TOPICS.find((one) => one === id);

const SCREEN: Record<string, string> = {
  choosingLanguage: 'language',
  documentStatus: 'document-status',
  caseStatus: 'case-status',
};
