import { describe, expect, it } from 'vitest';
import type { EventObject, SnapshotFrom } from 'xstate';
import type { ScreenKind, View } from '../../electron/ipc/view.ts';
import type { DocumentType } from '../../register/contract/contract.ts';
import { readReference, SECRET_LENGTH } from '../../state-machines/parts/case-number.ts';
import { caseStatus, type CaseStatusContext } from '../../state-machines/flows/case-status.ts';
import type { CaseAnswer, CaseFailure } from '../../state-machines/ports.ts';
import { parseDocumentNumber } from '../../register/contract/document-number.ts';
import { documentStatus, type DocumentStatusContext } from '../../state-machines/flows/document-status.ts';
import { handOver } from '../../state-machines/parts/hand-over.ts';
import { information, place, type InformationContext } from '../../state-machines/flows/information.ts';
import { kiosk, type KioskContext } from '../../state-machines/kiosk.ts';
import { INITIAL_SETTINGS, visit, type VisitContext } from '../../state-machines/visit.ts';
import {
  demoTerms,
  demoWorld,
  everyEvent,
  explore,
  forgotten,
  kioskWith,
  show,
  visitWith,
  type Exploration,
  type Path,
} from '../harness/paths.ts';
import { documentEvents, replayDocument } from '../harness/replay.ts';
import { ITEM } from '../harness/walk.ts';

const appState = demoWorld();
const done = (id: string, output?: unknown): EventObject =>
  ({ type: `xstate.done.actor.${id}`, output, actorId: id }) as EventObject;
const failed = (id: string): EventObject =>
  ({ type: `xstate.error.actor.${id}`, error: new Error('a bug'), actorId: id }) as EventObject;
const after = (delay: string, node: string): EventObject => ({ type: `xstate.after.${delay}.${node}` });

function report(name: string, paths: readonly Path[], { pairs, dead }: ReturnType<typeof everyEvent>): void {
  process.stdout.write(`${name}: ${paths.length} shortest paths, ${pairs} pairs of state and event\n`);
  expect(dead).toEqual([]);
}

function reads(type: DocumentType, typed: string): string {
  const read = parseDocumentNumber(type, typed);
  return read.ok ? `right ${read.value.checked}` : read.error;
}

const active = (paths: readonly Path[]): { end: Path['end']; view: View }[] =>
  paths.flatMap(({ end, view }) => (view === null ? [] : [{ end, view }]));
const offers = ({ bar }: View) =>
  Object.entries(bar)
    .filter(([, on]) => on)
    .map(([name]) => name);

describe('documentStatus', () => {
  const exploration: Exploration<typeof documentStatus> = {
    machine: documentStatus,
    input: { readNumber: parseDocumentNumber },
    events: documentEvents,
    // Of what was typed it matters only how it reads; an answer matters only where it is shown.
    abstract: ({ type, typed, problem, status, failure, checked, outcome }: DocumentStatusContext, value) => [
      type,
      typed === '' || type === null ? 'empty' : reads(type, typed),
      problem,
      outcome,
      value === 'answer' || value === 'handingOver' ? [status?.stage, checked] : value === 'failed' ? failure : null,
    ],
    view: (snapshot) => show(kioskWith(visitWith('documentStatus', snapshot)), appState),
  };
  const paths = explore(exploration);

  it('has a test event for every event of its machine', () =>
    expect(forgotten(documentStatus, documentEvents)).toEqual([]));

  it('shows the right screen, bar and offers at the end of each path, and every offer does something', () => {
    const screen: Record<string, ScreenKind[]> = {
      choosingType: ['document-type'],
      typingNumber: ['document-number'],
      asking: ['waiting'],
      answer: ['document-status'],
      failed: ['notice'],
      handingOver: ['waiting', 'qr'],
    };
    const reached = new Set<string>();
    for (const { end, view } of active(paths)) {
      const state = typeof end.value === 'string' ? end.value : (Object.keys(end.value)[0] ?? '');
      reached.add(state);
      expect(screen[state], state).toContain(view.screen.kind);
      const waiting = view.screen.kind === 'waiting' && !view.screen.cancel;
      const printing = view.screen.kind === 'waiting' && view.screen.picture === 'printer';
      expect(offers(view)).toEqual([
        ...(waiting ? [] : ['back']),
        ...(view.screen.kind === 'waiting' ? [] : ['home']),
        ...(printing ? [] : ['cancel']),
        'help',
        'pause',
        'languages',
        'settings',
      ]);
      // What was typed is not lost without a word.
      if (state === 'typingNumber') expect(view.bar.home).toBe(end.context.typed === '' ? 'home' : 'ask-home');
      expect(view.step?.index).toBe(state === 'choosingType' ? 1 : state === 'typingNumber' ? 2 : 3);
      if (view.screen.kind === 'document-number') expect(view.screen.shown.replaceAll(' ', '')).toBe(end.context.typed);
      if (view.screen.kind === 'document-status') expect(view.screen.stage).toBe(end.context.status.stage);
    }
    expect([...reached].sort()).toEqual(Object.keys(screen).sort());
    report('documentStatus', paths, everyEvent(exploration, paths));
  });

  it('plays each path on the real kiosk, and its View is the same', async () => {
    let played = 0;
    for (const path of paths) {
      const view = await replayDocument(path.steps);
      if (view === null) continue;
      played += 1;
      if (path.view === null) expect(['home', 'goodbye']).toContain(view.screen.kind);
      else expect(view.screen).toEqual(path.view.screen);
      if (path.view !== null) expect(view.bar).toEqual(path.view.bar);
    }
    process.stdout.write(
      `documentStatus: ${played} of ${paths.length} paths played on the kiosk; the others begin with what no screen offers\n`,
    );
    expect(played).toBeGreaterThan(30);
  });
});

describe('information', () => {
  const events: EventObject[] = [
    { type: 'key', key: 'ausweis' },
    { type: 'erase' },
    { type: 'clear' },
    { type: 'open-category', id: 'ausweise' },
    { type: 'open-service', id: 'reisepass' },
    { type: 'open-office', id: 'buergerbuero' },
    { type: 'open-service', id: 'gone' },
    { type: 'print' },
    { type: 'show-qr' },
    { type: 'back' },
    { type: 'done' },
    { type: 'retry' },
    { type: 'home' },
    done('handOver', 'back'),
    done('handOver', 'done'),
    { type: 'xstate.snapshot.handOver' },
  ] as EventObject[];
  const exploration: Exploration<typeof information> = {
    machine: information,
    input: undefined,
    events,
    abstract: (context: InformationContext) => [
      context.query === '' ? 'empty' : 'some',
      Math.min(context.trail.length, 3),
      place(context),
      context.outcome,
    ],
    view: (snapshot) => show(kioskWith(visitWith('information', snapshot)), appState),
  };
  const paths = explore(exploration);

  it('has a test event for every event of its machine', () => expect(forgotten(information, events)).toEqual([]));

  it('shows the right screen at the end of each path, and every offer does something', () => {
    const reached = new Set<ScreenKind>();
    for (const { end, view } of active(paths)) {
      reached.add(view.screen.kind);
      if (end.value === 'browsing') {
        const at = place(end.context);
        expect(view.screen.kind).toBe('id' in at && at.id === 'gone' ? 'notice' : at.kind);
        expect(offers(view)).toEqual(['back', 'home', 'cancel', 'help', 'pause', 'languages', 'settings']);
      } else expect(['waiting', 'qr']).toContain(view.screen.kind);
    }
    // By paper and by code are one state of this machine; the hand-over has its own paths below.
    expect([...reached].sort()).toEqual(['category', 'notice', 'office', 'search', 'service', 'waiting']);
    report('information', paths, everyEvent(exploration, paths));
  });
});

describe('caseStatus', () => {
  const [REFERENCE, SECRET] = ['RM20260000017', 'ABCDEFGHJKMN'];
  const known = (stage: 'received' | 'in-progress' | 'query' | 'forwarded' | 'done' | 'rejected'): CaseAnswer => ({
    state: 'known',
    status: {
      reference: 'RM-2026-000001-7',
      kind:
        stage === 'query'
          ? 'reisepass'
          : stage === 'done'
            ? 'criminal-record'
            : stage === 'rejected'
              ? 'gone'
              : 'feedback',
      stage,
      since: '2026-11-22T10:00:00+01:00',
      acceptedAt: '2026-11-21T10:00:00+01:00',
      missing: stage === 'query' ? [{ de: 'Lageplan', en: 'Site plan' }] : [],
      note: stage === 'query' ? { de: 'Bitte in Farbe.' } : null,
    },
  });
  const answers: CaseAnswer[] = [
    ...(['query', 'rejected'] as const).map(known),
    { state: 'waiting', number: 'V-7K3M-9QXT', at: 0 },
  ];
  const failures: CaseFailure[] = [
    ...(['unreachable', 'maintenance', 'refused', 'unknown'] as const).map((kind) => ({ kind })),
    { kind: 'rate-limited', seconds: 900 },
  ];
  const events: EventObject[] = [
    ...[REFERENCE, SECRET, 'V'].map((key) => ({ type: 'key', key })),
    { type: 'case-read', read: { reference: 'V-7K3M-9QXT', secret: 'ABCD-EFGH-JKMN' } },
    { type: 'unreadable' },
    ...['clear', 'erase', 'submit', 'retry', 'print', 'show-qr', 'back', 'done', 'home'].map((type) => ({ type })),
    ...answers.map((value) => done('askCase', { ok: true, value })),
    ...failures.map((error) => done('askCase', { ok: false, error })),
    failed('askCase'),
    done('handOver', 'back'),
    done('handOver', 'done'),
    { type: 'xstate.snapshot.handOver' },
    after('slow', 'caseStatus.asking.quick'),
    after('wayOut', 'caseStatus.asking.slow'),
  ] as EventObject[];
  const reads = (typed: string): string => {
    const read = readReference(typed);
    return typed === '' ? 'empty' : read.ok ? (read.value[0] ?? '') : read.error;
  };
  const exploration: Exploration<typeof caseStatus> = {
    machine: caseStatus,
    input: {},
    events,
    abstract: ({ reference, secret, problem, answer, failure, outcome }: CaseStatusContext, value) => [
      reads(reference),
      secret === '' ? 'empty' : secret.length === SECRET_LENGTH ? 'full' : 'some',
      problem,
      outcome,
      value === 'answer' || value === 'handingOver'
        ? answer?.state === 'known'
          ? answer.status.stage
          : answer?.state
        : value === 'failed'
          ? failure
          : null,
    ],
    view: (snapshot) => show(kioskWith(visitWith('caseStatus', snapshot)), demoWorld()),
  };
  const paths = explore(exploration);

  it('has a test event for every event of its machine', () => expect(forgotten(caseStatus, events)).toEqual([]));

  it('shows the right screen at the end of each path, asks with both or not at all, and every offer does something', () => {
    const screen: Record<string, string[]> = {
      typingReference: ['case-reference'],
      typingSecret: ['case-secret'],
      asking: ['waiting'],
      answer: ['case-answer'],
      failed: ['notice'],
      handingOver: ['waiting', 'qr'],
    };
    const reached = new Set<string>();
    for (const { end, view } of active(paths)) {
      const state = typeof end.value === 'string' ? end.value : (Object.keys(end.value)[0] ?? '');
      reached.add(state);
      expect(screen[state], state).toContain('id' in view.screen ? view.screen.id : view.screen.kind);
      expect(view.step?.index).toBe(state === 'typingReference' ? 1 : state === 'typingSecret' ? 2 : 3);
      const { reference, secret, answer } = end.context as CaseStatusContext;
      if (state === 'asking') expect([readReference(reference).ok, secret.length]).toEqual([true, SECRET_LENGTH]);
      // The secret is on the display only where it is typed.
      if (!state.startsWith('typing')) expect(JSON.stringify(view)).not.toMatch(/ABCD-?EFGH/);
      if (state === 'answer' && answer?.state === 'known' && answer.status.stage === 'query')
        expect(JSON.stringify(view.spoken)).toMatch(/Lageplan.*in Farbe/);
    }
    expect([...reached].sort()).toEqual(Object.keys(screen).sort());
    report('caseStatus', paths, everyEvent(exploration, paths));
  });
});

describe('handOver', () => {
  const id = '0.handOver.printing';
  const events: EventObject[] = [
    after('wayOut', 'handOver.printing.short'),
    { type: 'back' },
    { type: 'done' },
    { type: 'retry' },
    { type: 'show-qr' },
    done(id, 'printed'),
    done(id, 'nothing'),
    done(id, 'unknown'),
    failed(id),
  ];
  const subjects = [
    { kind: 'service', id: 'reisepass' },
    { kind: 'office', id: 'buergerbuero' },
    { kind: 'document-status', request: { type: 'identity-card', number: 'L7MX1P6W8' }, status: { stage: 'ready' } },
    { kind: 'case-status', answer: { state: 'waiting', number: 'V-7K3M-9QXT', at: 0 } },
  ] as const;

  it.each(subjects.flatMap((subject) => (['paper', 'qr'] as const).map((by) => ({ subject, by }))))(
    '$subject.kind by $by',
    (input) => {
      const around = explore({
        machine: information,
        input: undefined,
        events: [{ type: 'open-service', id: 'reisepass' } as EventObject, { type: 'print' }],
        abstract: (context: InformationContext) => (context.trail.length > 1 ? 2 : 1),
        view: (snapshot) => show(kioskWith(visitWith('information', snapshot)), appState),
      }).find(({ end }) => end.value === 'handingOver')?.end;
      if (around === undefined) throw new Error('nothing is ever handed over');
      const exploration: Exploration<typeof handOver> = {
        machine: handOver,
        input,
        events,
        abstract: () => null,
        view: (snapshot) =>
          show(
            kioskWith(
              visitWith(
                'information',
                Object.assign(Object.create(Object.getPrototypeOf(around)), around, {
                  children: { handOver: { getSnapshot: () => snapshot } },
                }),
              ),
            ),
            appState,
          ),
      };
      const paths = explore(exploration);
      expect(forgotten(handOver, events)).toEqual([]);
      const expected: Record<string, [string, string?]> = {
        printing: ['waiting', 'printing.title'],
        printed: ['notice', 'printed.title'],
        notPrinted: ['notice', 'notPrinted.title'],
        unclear: ['notice', 'unclear.title'],
        qr: ['qr', 'qr.title'],
      };
      for (const { end, view } of active(paths)) {
        const [state = ''] = typeof end.value === 'string' ? [end.value] : Object.keys(end.value);
        const [kind, title] = expected[state] ?? ['none'];
        expect(view.screen).toMatchObject({ kind, title: { key: title } });
        // After ten seconds a visitor need not wait for the printer.
        if (view.screen.kind === 'waiting')
          expect(view.screen.instead === undefined).toBe(
            (end as SnapshotFrom<typeof handOver>).matches({ printing: 'short' }),
          );
        // Never "printed" without the proof.
        expect(view.screen.kind === 'notice' && view.screen.tone === 'success').toBe(end.value === 'printed');
      }
      report(`handOver ${input.subject.kind} by ${input.by}`, paths, everyEvent(exploration, paths));
    },
  );
});

describe('visit', () => {
  const snapshotOf = (type: string, working: boolean, owed = false): EventObject =>
    ({
      type: `xstate.snapshot.${type}`,
      snapshot: {
        hasTag: () => false,
        context: { done: owed ? [{ ...ITEM, cents: 900 }] : [], taken: 0 },
        children: working ? { handOver: { getSnapshot: () => ({ hasTag: () => true, children: {} }) } } : {},
      },
    }) as unknown as EventObject;
  const help = '0.visit.going.help.calling';
  const flows = ['information', 'documentStatus', 'caseStatus', 'services'] as const;
  const events: EventObject[] = [
    { type: 'touch' },
    { type: 'choose-language', language: 'ar' },
    { type: 'set-text-size', size: 'large' },
    { type: 'set-contrast', contrast: 'high' },
    { type: 'set-low-reach', on: true },
    ...(['languages', 'display', 'help', 'privacy'] as const).map((sheet) => ({ type: 'open-sheet', sheet })),
    { type: 'open-tile', id: 'information' },
    { type: 'open-tile', id: 'document-status' },
    { type: 'open-tile', id: 'certificate' },
    { type: 'open-tile', id: 'case-status' },
    { type: 'open-topic', id: 'papers' },
    { type: 'open-topic', id: 'nowhere' },
    { type: 'choose', id: 'simple' },
    { type: 'act', id: 'next' },
    { type: 'show' },
    { type: 'hide' },
    ...[
      'cancel',
      'leave',
      'stay',
      'home',
      'ask-home',
      'go-home',
      'close-sheet',
      'help',
      'close-help',
      'pause',
      'resume',
      'reset',
      'hold',
      'release',
      'back',
      'done',
      'erase',
      'clear',
      'submit',
      'retry',
      'print',
      'show-qr',
    ].map((type) => ({ type })),
    { type: 'key', key: '1' },
    { type: 'open-category', id: 'ausweise' },
    { type: 'open-service', id: 'reisepass' },
    { type: 'open-office', id: 'buergerbuero' },
    { type: 'choose-document', document: 'passport' },
    { type: 'document-read', read: { document: 'passport', number: 'C01X00T47' } },
    { type: 'case-read', read: { reference: 'V-7K3M-9QXT', secret: 'ABCD-EFGH-JKMN' } },
    { type: 'unreadable' },
    ...flows.flatMap((id) => [
      done(id, id === 'services' ? { outcome: 'finished', receipt: true } : 'finished'),
      done(id, id === 'services' ? { outcome: 'left', receipt: false } : 'left'),
      snapshotOf(id, true),
      snapshotOf(id, false),
    ]),
    snapshotOf('services', false, true),
    done(help, { key: 'a-key', accepted: true }),
    done(help, { key: 'a-key', accepted: false }),
    failed(help),
    ...(['open', 'coming', 'cannot', 'ended'] as const).map((state) => ({ type: 'help-answer', state })),
    after('idle', 'visit.going.attention.present'),
    after('idle', 'visit.going.attention.asking'),
    after('idle', 'visit.going.attention.askingHome'),
    after('warning', 'visit.going.attention.warned'),
    after('pause', 'visit.going.attention.away'),
    after('goodbye', 'visit.going.flow.goodbye'),
    after('helpAnswer', 'visit.going.help.open.waiting.called'),
    after('helpAnswer', 'visit.going.help.open.waiting.calledUnseen'),
    after('helpLongest', 'visit.going.help.open'),
  ] as EventObject[];
  /**
   * A call for help and what is opened over a screen are looked at apart: each of the one in each of the other would be
   * four times as many, and their regions do not know each other.
   */
  const ofCalls = (type: string): boolean => /help\.(calling|open)|^close-help$|^help-answer$/.test(type);
  const ofSheets = (type: string): boolean => /askingHome|^(open-sheet|close-sheet|ask-home|go-home)$/.test(type);
  const explorationOf = (left: (type: string) => boolean): Exploration<typeof visit> => ({
    machine: visit,
    input: { language: 'de', readNumber: parseDocumentNumber, terms: demoTerms, settings: INITIAL_SETTINGS },
    events: events.filter(({ type }) => !left(type)),
    abstract: ({ working, owed, receipt, endedBy, read, readCase }: VisitContext) => [
      working,
      owed,
      receipt,
      endedBy,
      read !== null,
      readCase !== null,
    ],
    view: (snapshot) => show(kioskWith(snapshot), appState),
  });
  const explored = { calls: explorationOf(ofSheets), sheets: explorationOf(ofCalls) };
  const pathsOf = { calls: explore(explored.calls), sheets: explore(explored.sheets) };

  it('has a test event for every event of its machine', () => expect(forgotten(visit, events)).toEqual([]));

  it.each(['calls', 'sheets'] as const)(
    'shows flow, overlay and mask at the end of each path with %s, and every offer does something',
    (about) => {
      const screens: Record<string, ScreenKind> = {
        choosingLanguage: 'language',
        home: 'home',
        topic: 'topic',
        information: 'search',
        documentStatus: 'document-type',
        caseStatus: 'code',
        services: 'page',
        goodbye: 'goodbye',
      };
      const SHEETS: Record<string, string> = {
        languages: 'languages',
        display: 'display',
        help: 'help-offers',
        legal: 'legal',
      };
      for (const { end, view } of active(pathsOf[about])) {
        const {
          flow,
          attention,
          help: called,
        } = (end.value as { going: { flow: string; attention: string | { present: string }; help: unknown } }).going;
        const masked = attention === 'away' || attention === 'heldAway';
        const { documentStatus: status } = (end as SnapshotFrom<typeof visit>).children;
        const typed = (status?.getSnapshot().context.typed ?? '') !== '';
        // What was read opens the flow at its second screen, or is asked about at once.
        const asks = (end as SnapshotFrom<typeof visit>).children.caseStatus?.getSnapshot().matches('asking') === true;
        const shown =
          flow === 'documentStatus' && view.screen.kind === 'document-number'
            ? 'document-number'
            : asks
              ? 'waiting'
              : screens[flow];
        expect(view.screen.kind).toBe(masked ? 'attract' : shown);
        const overlay = masked
          ? 'paused'
          : attention === 'warned'
            ? 'idle'
            : attention === 'asking'
              ? 'leave'
              : attention === 'askingHome'
                ? 'home'
                : /"(shown|called|coming|nobody|cannot)"/.test(JSON.stringify(called))
                  ? 'help'
                  : typeof attention === 'object'
                    ? SHEETS[attention.present]
                    : undefined;
        expect(view.overlay?.kind).toBe(overlay);
        if (masked) expect(view.screen).toEqual({ kind: 'attract', greetings: [], near: false, hours: [], offers: [] });
        expect(view.bar).toEqual({
          back: !['choosingLanguage', 'goodbye'].includes(flow) && !asks,
          home:
            end.context.working || asks || ['choosingLanguage', 'home', 'goodbye'].includes(flow)
              ? null
              : typed
                ? 'ask-home'
                : 'home',
          cancel: flow !== 'goodbye',
          help: true,
          pause: !['choosingLanguage', 'goodbye'].includes(flow),
          languages: flow !== 'choosingLanguage',
          settings: true,
        });
      }
      const { pairs, dead } = everyEvent(explored[about], pathsOf[about]);
      // While staff stand there, their screens lie above: nothing of this one is on the display.
      report(`visit with ${about}`, pathsOf[about], {
        pairs,
        dead: dead.filter((one) => !/"attention":"held(Away)?"/.test(one)),
      });
    },
  );

  it('never ends by time while a device works', () => {
    for (const { end, steps } of [...pathsOf.calls, ...pathsOf.sheets]) {
      if (end.status !== 'done' || end.context.endedBy === 'staff' || end.context.endedBy === 'visitor') continue;
      expect(end.context.working, JSON.stringify(steps.map(({ type }) => type))).toBe(false);
    }
  });
});

describe('kiosk', () => {
  const events: EventObject[] = [
    { type: 'wake' },
    { type: 'blocked', blocked: true },
    { type: 'blocked', blocked: false },
    { type: 'staff-gesture' },
    { type: 'signed-in', role: 'staff' },
    { type: 'signed-in', role: 'technician' },
    { type: 'staff-close' },
    { type: 'staff-tab', tab: 'unfinished' },
    { type: 'staff-tab', tab: 'journal' },
    { type: 'staff-tab', tab: 'mode' },
    { type: 'staff-tab', tab: 'overview' },
    { type: 'open-technician' },
    { type: 'select-device', name: 'receipt' },
    { type: 'open-report' },
    { type: 'open-enrolment' },
    { type: 'open-outbox' },
    { type: 'open-log' },
    { type: 'open-config' },
    { type: 'operator-touch' },
    { type: 'back' },
    { type: 'reset' },
    { type: 'visitor', event: { type: 'touch' } },
    done('0.kiosk.service.starting'),
    failed('0.kiosk.service.starting'),
    done('0.kiosk.service.purging'),
    failed('0.kiosk.service.purging'),
    done('visit', 'visitor'),
    failed('visit'),
    { type: 'xstate.snapshot.visit' },
    ...['signingIn', 'staff', 'technician'].map((state) => after('operatorIdle', `kiosk.operator.${state}`)),
    after('restart', 'kiosk.service.failed'),
    after('restart', 'kiosk.service.unpurged'),
  ] as EventObject[];
  const exploration: Exploration<typeof kiosk> = {
    machine: kiosk,
    input: { readNumber: parseDocumentNumber, terms: demoTerms },
    events,
    abstract: ({ blocked, tab, role, device }: KioskContext) => [blocked, tab, role, device],
    view: (snapshot) => show(snapshot, appState),
  };
  const paths = explore(exploration);

  it('has a test event for every event of its machine', () => expect(forgotten(kiosk, events)).toEqual([]));

  it('shows the right screen at the end of each path, and every offer does something', () => {
    const service: Record<string, ScreenKind> = {
      starting: 'starting',
      failed: 'out-of-order',
      attract: 'attract',
      visiting: 'language',
      purging: 'starting',
      outOfOrder: 'out-of-order',
      unpurged: 'out-of-order',
    };
    const operator: Record<string, ScreenKind> = { signingIn: 'staff-sign-in', staff: 'staff' };
    const technician: Record<string, ScreenKind> = {
      devices: 'technician',
      device: 'technician-device',
      report: 'technician-report',
      enrolment: 'technician-enrolment',
      outbox: 'technician-outbox',
      log: 'technician-log',
      config: 'technician-config',
    };
    for (const { end, view } of active(paths)) {
      const value = end.value as { service: string; operator: string | { technician: string } };
      const page =
        typeof value.operator === 'string' ? operator[value.operator] : technician[value.operator.technician];
      expect(view.screen.kind).toBe(page ?? service[value.service]);
      if (end.matches({ operator: 'technician' })) expect(end.context.role).toBe('technician');
      if (end.matches({ operator: 'technician' }))
        expect(end.context.device !== null).toBe(end.matches({ operator: { technician: 'device' } }));
      if (value.service === 'attract') expect(end.context.blocked).toBe(false);
    }
    report('kiosk', paths, everyEvent(exploration, paths));
  });
});
