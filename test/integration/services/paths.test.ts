/**
 * Every state of every machine of the services, and every event in each: the right screen, no offer without an effect,
 * nothing throws.
 */
import { describe, expect, it } from 'vitest';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject, SnapshotFrom } from 'xstate';
import type { View } from '../../../electron/ipc/view.ts';
import { keyOf, SERVICES } from '../../../services/kit/services.ts';
import { certificate } from '../../../services/certificate/machine.ts';
import { change } from '../../../services/kit/change.ts';
import { changePin } from '../../../services/change-pin/machine.ts';
import { criminalRecord } from '../../../services/criminal-record/machine.ts';
import { feedback } from '../../../services/feedback/machine.ts';
import { conversation } from '../../../state-machines/services/eid.ts';
import { identify } from '../../../state-machines/services/identify.ts';
import { order } from '../../../state-machines/services/order.ts';
import { ownData } from '../../../services/own-data/machine.ts';
import { services } from '../../../state-machines/services/session.ts';
import type {
  CardProblem,
  DoneItem,
  EidEnd,
  EidStep,
  OrderSpec,
  ServiceFailure,
} from '../../../state-machines/services/ports.ts';
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
} from '../../harness/paths.ts';
import { PICK_UP, PROVIDER, RESIDENT, TOKEN } from '../../harness/services.ts';

const device = <K extends 'document-printer' | 'payment-terminal' | 'receipt-printer'>(kind: K) => ({
  class: kind,
  name: kind,
  status: { state: 'ready' as const },
  identity: null,
  serial: false,
});
const appState = demoWorld({
  devices: [device('receipt-printer'), device('document-printer'), device('payment-terminal')],
  paymentPossible: true,
  signedIn: 'Erika',
});
const done = (id: string, output?: unknown): EventObject =>
  ({ type: `xstate.done.actor.${id}`, output, actorId: id }) as EventObject;
const failed = (id: string): EventObject =>
  ({ type: `xstate.error.actor.${id}`, error: new Error('a bug'), actorId: id }) as EventObject;
const after = (delay: string, state: string): EventObject =>
  ({ type: `xstate.after.${delay}.${state}` }) as EventObject;
/** Of an actor that stands in a state; most parents only look that there was one. */
const snapshot = (id: string, state = 'choosing'): EventObject =>
  ({ type: `xstate.snapshot.${id}`, snapshot: { matches: (value: unknown) => value === state } }) as EventObject;
const plain = (...types: string[]): EventObject[] => types.map((type) => ({ type }));
const ids = (type: 'act' | 'choose', ...of: string[]): EventObject[] => of.map((id) => ({ type, id }) as EventObject);

const FAILURES: readonly ServiceFailure[] = [
  'unreachable',
  'maintenance',
  'signed-out',
  'conflict',
  'not-possible',
  'fee-differs',
  'refused',
];
const refused = (id: string): EventObject[] => FAILURES.map((error) => done(id, { ok: false, error }));

/** A flow inside `services`, around a snapshot of it: as if nothing else went on. */
function inServices(child: string, of: AnyMachineSnapshot, offer = 'certificate'): View {
  const around = services.resolveState({
    value: 'menu',
    context: {
      terms: demoTerms,
      offer: offer as 'certificate',
      signedIn: true,
      done: [],
      outcome: 'left',
      by: 'paper',
      taken: 0,
    },
  });
  Object.assign(around, { children: { [child]: { getSnapshot: () => of } } });
  return show(kioskWith(visitWith('services', around as AnyMachineSnapshot)), appState);
}
/** The same, one deeper. */
function inFlow(
  machine: AnyStateMachine,
  child: string,
  inner: string,
  of: AnyMachineSnapshot,
  value: string,
  context: object,
): View {
  const around = machine.resolveState({ value, context });
  Object.assign(around, { children: { [inner]: { getSnapshot: () => of } } });
  return inServices(child, around as AnyMachineSnapshot);
}

const stateOf = ({ value }: AnyMachineSnapshot): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value)
        .map(([outer, inner]) => `${outer}.${String(inner)}`)
        .join();
/** What stands on the display, by its kind and its page. */
const named = ({ screen }: View): string =>
  screen.kind === 'page' || screen.kind === 'entry'
    ? screen.id
    : screen.kind === 'secret'
      ? `secret-${screen.secret}`
      : screen.kind === 'waiting'
        ? `waiting ${screen.title.key}`
        : screen.kind;

interface Walk<M extends AnyStateMachine> {
  readonly name: string;
  readonly exploration: Exploration<M>;
  readonly screens: Readonly<Record<string, readonly string[]>>;
}

/** Walks it, and looks at each screen. */
function walk<M extends AnyStateMachine>({ name, exploration, screens }: Walk<M>): Path[] {
  expect(forgotten(exploration.machine, exploration.events)).toEqual([]);
  const paths = explore(exploration);
  const seen: Record<string, Set<string>> = {};
  for (const { end, view } of paths) {
    if (view === null) continue;
    const state = stateOf(end);
    (seen[state] ??= new Set()).add(named(view));
    expect(screens[state], `${state} shows ${named(view)}`).toContain(named(view));
  }
  expect(
    Object.fromEntries(
      Object.entries(seen)
        .map(([state, shown]) => [state, [...shown].sort()])
        .sort(),
    ),
  ).toEqual(
    Object.fromEntries(
      Object.entries(screens)
        .map(([state, shown]) => [state, [...shown].sort()])
        .sort(),
    ),
  );
  const { pairs, dead } = everyEvent(exploration, paths);
  process.stdout.write(`${name}: ${paths.length} shortest paths, ${pairs} pairs of state and event\n`);
  expect(dead).toEqual([]);
  return paths;
}

const PROBLEMS: readonly (CardProblem | null)[] = [
  null,
  'removed',
  'unknown-card',
  'deactivated',
  'inoperative',
  'position',
  'no-reader',
];
const SECRETS = ['pin', 'transport-pin', 'new-pin', 'repeat-new-pin', 'can', 'puk'] as const;
const ENDS: readonly EidEnd[] = [
  'cancelled',
  'timeout',
  'card-removed',
  'card-deactivated',
  'card-inoperative',
  'pin-blocked',
  'card-not-accepted',
  'card-error',
  'new-pin-refused',
  'network',
  'provider',
  'client',
  'client-gone',
  'busy',
];
const secret = (more: Partial<Extract<EidStep, { step: 'secret' }>>): EidStep => ({
  step: 'secret',
  secret: 'pin',
  keypad: false,
  tries: 3,
  wrong: null,
  lastTry: false,
  ...more,
});
const STEPS: readonly EidStep[] = [
  { step: 'connecting' },
  { step: 'working', progress: 40 },
  {
    step: 'consent',
    provider: PROVIDER,
    required: ['FamilyName', 'Unheard'],
    optional: ['DoctoralDegree'],
    transactionInfo: 'Auskunft',
  },
  ...PROBLEMS.map((problem): EidStep => ({ step: 'card', problem })),
  ...SECRETS.flatMap((one) => [false, true].map((keypad) => secret({ secret: one, keypad }))),
  ...(['pin', 'can', 'puk', 'length', 'mismatch'] as const).map((wrong) => secret({ wrong, tries: 2 })),
  secret({ lastTry: true, tries: 1 }),
  secret({ lastTry: true, tries: 1, keypad: true }),
];

describe('the card', () => {
  const events: EventObject[] = [
    ...STEPS.map((step) => ({ type: 'eid-step', step }) as EventObject),
    { type: 'eid-ended', outcome: { ok: true } } as EventObject,
    ...ENDS.map((failure) => ({ type: 'eid-ended', outcome: { ok: false, failure, code: 'Code' } }) as EventObject),
    ...ids('act', 'accept', 'last-try', 'to-reader', 'end'),
    ...ids('choose', 'DoctoralDegree', 'FamilyName'),
    ...plain('back'),
    failed('card'),
    done('removal'),
    failed('removal'),
    { type: 'xstate.after.cardForgotten.conversation.taking.asking' },
    { type: 'xstate.after.cardAbandoned.conversation.taking.calling' },
  ];
  const screens = {
    going: [
      'waiting eid.connecting',
      'waiting eid.reading',
      'consent',
      ...PROBLEMS.map((problem) => `card-${problem ?? 'none'}`),
      ...SECRETS.map((one) => `secret-${one}`),
      'last-try',
    ],
    'taking.asking': ['take-card'],
    'taking.calling': ['take-card'],
  };
  it.each(['identify', 'changePin'] as const)('in %s', (flow) => {
    const input = flow === 'identify' ? { kind: 'sign-in' as const } : { kind: 'change-pin' as const, transport: true };
    walk({
      name: `conversation in ${flow}`,
      screens:
        flow === 'identify'
          ? screens
          : {
              ...screens,
              going: screens.going.map((one) => (one === 'waiting eid.reading' ? 'waiting eid.writing' : one)),
            },
      exploration: {
        machine: conversation,
        input,
        events,
        // What the card said before matters no more once it is over.
        abstract: (
          { step, optional, lastTryTaken, outcome }: SnapshotFrom<typeof conversation>['context'],
          value: unknown,
        ) => (value === 'going' ? [step, step.step === 'consent' ? optional : [], lastTryTaken] : outcome?.ok),
        view: (of) =>
          flow === 'identify'
            ? inFlow(identify, 'identify', 'conversation', of, 'counter', {
                offer: 'certificate',
                page: 0,
                ended: null,
                outcome: 'left',
              })
            : inFlow(changePin, 'changePin', 'conversation', of, 'counter', {
                transport: true,
                ended: null,
                outcome: 'left',
              }),
      },
    });
  });

  it('never spends the last try without having been told to', () => {
    const exploration: Exploration<typeof conversation> = {
      machine: conversation,
      input: { kind: 'sign-in' },
      events,
      abstract: ({ step, lastTryTaken }: SnapshotFrom<typeof conversation>['context'], value: unknown) =>
        value === 'going' ? [step, lastTryTaken] : null,
      view: (of) =>
        inFlow(identify, 'identify', 'conversation', of, 'counter', {
          offer: 'certificate',
          page: 0,
          ended: null,
          outcome: 'left',
        }),
    };
    for (const { end, view, steps } of explore(exploration)) {
      if (
        view === null ||
        view.screen.kind !== 'secret' ||
        !(end as SnapshotFrom<typeof conversation>).matches('going')
      )
        continue;
      const { step } = end.context as SnapshotFrom<typeof conversation>['context'];
      if (step.step === 'secret' && step.lastTry) expect(steps.at(-1)).toMatchObject({ type: 'act', id: 'last-try' });
    }
  });
});

describe('identify', () => {
  const asking = '0.identify.asking';
  it('walks', () => {
    walk({
      name: 'identify',
      screens: {
        preparing: ['preflight'],
        guide: ['guide-logo', 'guide-pin', 'guide-lay', 'guide-consent'],
        counter: ['counter'],
        card: ['waiting eid.connecting'],
        asking: ['waiting identify.asking'],
        failed: ENDS.filter((end) => end !== 'cancelled').map((end) => `eid-${end}`),
        unmatched: ['unmatched'],
      },
      exploration: {
        machine: identify,
        input: { offer: 'certificate' },
        events: [
          ...ids('act', 'start', 'guide', 'counter', 'next', 'accept'),
          ...ids('choose', 'x'),
          ...plain('back', 'home', 'done', 'retry'),
          snapshot('conversation'),
          failed('conversation'),
          done('conversation', { ok: true }),
          ...ENDS.map((failure) => done('conversation', { ok: false, failure, code: 'a/b#Code' })),
          done(asking, 'signed-in'),
          done(asking, 'no-match'),
          done(asking, 'failed'),
          done(asking, 'unreachable'),
          failed(asking),
        ],
        abstract: ({ page, ended, outcome }: SnapshotFrom<typeof identify>['context'], value: unknown) => [
          value === 'guide' ? page : 0,
          value === 'failed' ? ended : null,
          outcome,
        ],
        view: (of) => inServices('identify', of),
      },
    });
  });
});

describe('change-pin', () => {
  it('walks', () => {
    walk({
      name: 'changePin',
      screens: {
        choosing: ['change-pin'],
        counter: ['counter'],
        card: ['waiting eid.connecting'],
        failed: ENDS.filter((end) => end !== 'cancelled').map((end) => `eid-${end}`),
        changed: ['pin-changed'],
      },
      exploration: {
        machine: changePin,
        input: undefined,
        events: [
          ...ids('choose', 'transport', 'own'),
          ...ids('act', 'counter', 'accept'),
          ...plain('back', 'home', 'done', 'retry'),
          snapshot('conversation'),
          failed('conversation'),
          done('conversation', { ok: true }),
          ...ENDS.map((failure) => done('conversation', { ok: false, failure, code: null })),
        ],
        abstract: ({ transport, ended, outcome }: SnapshotFrom<typeof changePin>['context'], value: unknown) => [
          transport,
          value === 'failed' ? ended : null,
          outcome,
        ],
        view: (of) => inServices('changePin', of, 'change-pin'),
      },
    });
  });
});

const DOCUMENT = {
  kind: 'document' as const,
  document: { document: TOKEN.document, reference: 'MB-2026-000001', pages: 1 },
};
const CASE = {
  kind: 'case' as const,
  receipt: { reference: 'FZ-2026-000001', acceptedAt: '2026-11-23T10:00:00+01:00', secret: 'AB12-CD34-EF56' },
};
const ITEM: DoneItem = {
  kind: 'certificate',
  reference: 'MB-2026-000001',
  secret: null,
  cents: 900,
  paymentReceipt: ['K-U-N-D-E-N-B-E-L-E-G'],
};
const SPECS: Readonly<Record<string, OrderSpec>> = {
  printed: { kind: 'certificate', order: { kind: 'simple', fields: [], delivery: 'printed' }, cents: 900 },
  electronic: { kind: 'certificate', order: { kind: 'simple', fields: [], delivery: 'electronic' }, cents: 0 },
  case: { kind: 'criminal-record', order: { type: 'N' }, cents: 1300 },
};

describe('order', () => {
  const at = (state: string): string => `0.order.${state}`;
  const paid = ['notBegun', 'declined', 'unknown', 'paying', 'refunding'];
  const screens: Readonly<Record<string, readonly string[]>> = {
    intending: ['waiting order.issuing', 'waiting order.sending'],
    paying: ['waiting pay.title'],
    declined: ['declined'],
    unknown: ['pay-unknown'],
    notBegun: ['not-begun'],
    issuing: ['waiting order.issuing', 'waiting order.sending'],
    refunding: ['waiting order.refunding'],
    notIssued: ['not-issued'],
    printing: ['waiting order.printing'],
    notPrinted: ['not-printed'],
    printUnclear: ['print-unclear'],
    linking: ['waiting order.issuing'],
    linked: ['linked'],
    lookingAtLink: ['linked'],
    fetched: ['link-fetched'],
    linkOver: ['link-over'],
    pickingUp: ['waiting order.issuing'],
    printingCode: ['waiting order.printingCode'],
    pickUp: ['pick-up'],
    undelivered: ['undelivered'],
    closing: ['waiting order.issuing', 'waiting order.sending'],
    done: ['order-done', 'case-done'],
  };
  const of: Readonly<Record<string, readonly string[]>> = {
    printed: [
      ...paid,
      'intending',
      'issuing',
      'notIssued',
      'printing',
      'notPrinted',
      'printUnclear',
      'pickingUp',
      'printingCode',
      'pickUp',
      'undelivered',
      'closing',
      'done',
    ],
    electronic: [
      'notBegun',
      'refunding',
      'intending',
      'issuing',
      'notIssued',
      'linking',
      'linked',
      'lookingAtLink',
      'fetched',
      'linkOver',
      'pickingUp',
      'printingCode',
      'pickUp',
      'undelivered',
      'closing',
      'done',
    ],
    case: [...paid, 'intending', 'issuing', 'notIssued', 'closing', 'done'],
  };
  it.each(Object.entries(SPECS))('%s', (name, spec) => {
    const issued = spec.kind === 'certificate' ? DOCUMENT : CASE;
    const isCase = spec.kind !== 'certificate';
    const paths = walk({
      name: `order ${name}`,
      screens: Object.fromEntries(
        (of[name] ?? []).map((state) => [
          state,
          (screens[state] ?? []).filter(
            (one) => !(screens[state]?.length === 2) || (isCase ? /sending|case/ : /issuing|order-done/).test(one),
          ),
        ]),
      ),
      exploration: {
        machine: order,
        input: { spec },
        events: [
          ...plain('back', 'home', 'done', 'retry', 'print', 'show-qr'),
          ...ids('act', 'pick-up', 'next-link', 'complete', 'x'),
          done(at('intending'), 'id'),
          failed(at('intending')),
          done(at('paying'), { outcome: 'captured' }),
          ...['wrong-pin', 'cancelled', 'never-heard'].map((reason) =>
            done(at('paying'), { outcome: 'declined', reason }),
          ),
          done(at('paying'), { outcome: 'unknown' }),
          failed(at('paying')),
          done(at('issuing'), { ok: true, value: issued }),
          ...refused(at('issuing')),
          failed(at('issuing')),
          done(at('refunding'), true),
          done(at('refunding'), false),
          failed(at('refunding')),
          ...['printed', 'uncounted', 'nothing', 'unknown'].map((printed) => done(at('printing'), printed)),
          failed(at('printing')),
          done(at('linking'), {
            ok: true,
            value: { url: 'https://d.example/d/1#2', expiresAt: '2026-11-23T10:30:00+01:00', link: TOKEN.link },
          }),
          ...refused(at('linking')),
          failed(at('linking')),
          after('linkLook', 'order.linked'),
          ...['waiting', 'fetched', 'over'].map((state) => done(at('lookingAtLink'), { ok: true, value: { state } })),
          ...refused(at('lookingAtLink')),
          failed(at('lookingAtLink')),
          done(at('pickingUp'), { ok: true, value: { code: PICK_UP, expiresAt: '2026-12-07T10:00:00+01:00' } }),
          ...refused(at('pickingUp')),
          failed(at('pickingUp')),
          ...['printed', 'nothing', 'unknown'].map((printed) => done(at('printingCode'), printed)),
          failed(at('printingCode')),
          after('wayOut', 'order.printingCode'),
          done(at('closing'), ITEM),
          failed(at('closing')),
        ],
        abstract: (
          { paid: was, declined, failure, refunded, item, outcome, codeSlip }: SnapshotFrom<typeof order>['context'],
          value: unknown,
        ) => [
          was,
          value === 'declined' ? declined : null,
          value === 'notIssued' ? [failure, refunded] : null,
          item === null,
          outcome,
          value === 'pickUp' ? codeSlip : null,
        ],
        view: (snap) =>
          isCase
            ? inFlow(criminalRecord, 'criminalRecord', 'order', snap, 'preview', {
                cents: 1300,
                type: 'N',
                typed: { name: '', street: '', postalCode: '', city: '', purpose: '' },
                field: 0,
                problem: false,
                item: null,
                outcome: 'left',
              })
            : inFlow(certificate, 'certificate', 'order', snap, 'preview', {
                fees: { simple: 900, extended: 1200 },
                resident: RESIDENT,
                failure: null,
                order: { kind: 'simple', fields: [], delivery: 'printed' },
                item: null,
                outcome: 'left',
              }),
      },
    });
    for (const { end, steps } of paths) {
      const context = end.context as SnapshotFrom<typeof order>['context'];
      const types = steps.map(({ type }) => type);
      // Nothing that costs is issued before it is paid for, and whatever was paid for and not issued goes through the
      // refund.
      if (context.issued !== null && spec.cents > 0) expect(context.paid).toBe(true);
      if (end.value === 'notIssued') expect(types.some((type) => type.endsWith(at('refunding')))).toBe(true);
      // Never handed over without the printer's word, the visitor's, or a code.
      if (end.value === 'done' && name === 'printed')
        expect(
          steps.some(
            (step) =>
              (step.type === `xstate.done.actor.${at('printing')}` &&
                (step as unknown as { output: string }).output === 'printed') ||
              (step.type === 'act' && (step as unknown as { id: string }).id === 'complete') ||
              step.type === `xstate.done.actor.${at('pickingUp')}`,
          ),
        ).toBe(true);
    }
  });
});

describe('certificate', () => {
  const at = '0.certificate.loading';
  it('walks', () => {
    walk({
      name: 'certificate',
      screens: {
        loading: ['waiting service.loading'],
        failed: ['service-failed'],
        choosingKind: ['certificate-kind'],
        choosingFields: ['certificate-fields'],
        choosingDelivery: ['certificate-delivery'],
        preview: ['certificate-preview'],
        ordering: ['waiting order.issuing'],
      },
      exploration: {
        machine: certificate,
        input: { service: 'certificate', ...demoTerms() },
        events: [
          ...ids(
            'choose',
            'simple',
            'extended',
            'birth-name',
            'birth-place',
            'nationalities',
            'marital-status',
            'move-in-dates',
            'electronic',
            'printed',
          ),
          ...ids('act', 'next', 'confirm', 'pick-up'),
          ...plain('back', 'home', 'done', 'retry', 'print', 'show-qr'),
          done(at, { ok: true, value: RESIDENT }),
          ...refused(at),
          failed(at),
          snapshot('order'),
          done('order', { outcome: 'done', item: ITEM }),
          done('order', { outcome: 'left', item: null }),
          done('order', { outcome: 'signed-out', item: null }),
        ],
        abstract: (
          { failure, order: { kind, fields, delivery }, item, outcome }: SnapshotFrom<typeof certificate>['context'],
          value: unknown,
        ) => [value === 'failed' ? failure : null, kind, fields.length, delivery, item === null, outcome],
        view: (of) => inServices('certificate', of),
      },
    });
  });
});

describe.each(['secondary-home', 'blocks'] as const)('change %s', (kind) => {
  const [loading, submitting] = ['0.change.loading', '0.change.submitting'] as const;
  const homes = kind === 'secondary-home';
  it('walks', () => {
    walk({
      name: `change ${kind}`,
      screens: {
        loading: ['waiting service.loading'],
        failed: ['service-failed'],
        choosing: homes ? ['secondary-home', 'secondary-none'] : ['blocks'],
        ...(homes ? { choosingDay: ['secondary-day'] } : {}),
        confirming: [homes ? 'secondary-confirm' : 'blocks-confirm'],
        submitting: ['waiting order.sending'],
        notDone: ['change-failed'],
        done: ['change-done'],
      },
      exploration: {
        machine: change,
        input: { service: kind, ...demoTerms() },
        events: [
          ...ids('choose', 'second-1', 'main-1', 'parties', 'addresses'),
          ...ids('act', 'next', 'confirm', 'day-less', 'day-more', 'week-less', 'week-more'),
          ...plain('back', 'home', 'done', 'retry'),
          done(loading, { ok: true, value: RESIDENT }),
          done(loading, { ok: true, value: { ...RESIDENT, residences: RESIDENT.residences.slice(0, 1) } }),
          ...refused(loading),
          failed(loading),
          done(submitting, {
            ok: true,
            value: { reference: 'NW-2026-000001', acceptedAt: '2026-11-23T10:00:00+01:00' },
          }),
          ...refused(submitting),
          failed(submitting),
        ],
        // Days are one as another but for the ends of what is allowed.
        abstract: (
          { failure, residence, movedOut, wanted, outcome, resident }: SnapshotFrom<typeof change>['context'],
          value: unknown,
        ) => [
          value === 'failed' || value === 'notDone' ? failure : null,
          residence,
          movedOut >= '2026-11-23' ? movedOut : movedOut < '2026-11-09' ? 'late' : 'past',
          [...wanted].sort(),
          outcome,
          resident?.residences.length,
        ],
        view: (of) => inServices(keyOf(kind), of, kind),
      },
    });
  });
});

describe('own-data', () => {
  const [loading, printing] = ['0.ownData.loading', '0.ownData.printing'] as const;
  it('walks, and is masked unless it is held', () => {
    const paths = walk({
      name: 'ownData',
      screens: {
        loading: ['waiting service.loading'],
        failed: ['service-failed'],
        looking: ['own-data'],
        printing: ['waiting order.printing'],
        printed: ['own-printed'],
        notPrinted: ['own-not-printed'],
        printUnclear: ['own-unclear'],
      },
      exploration: {
        machine: ownData,
        input: undefined,
        events: [
          ...plain('show', 'hide', 'print', 'back', 'home', 'done', 'retry'),
          ...ids('act', 'x'),
          done(loading, { ok: true, value: RESIDENT }),
          ...refused(loading),
          failed(loading),
          ...['printed', 'uncounted', 'nothing', 'unknown'].map((output) => done(printing, output)),
          failed(printing),
          { type: 'xstate.after.shown.ownData.looking' },
        ],
        abstract: ({ failure, shown, outcome }: SnapshotFrom<typeof ownData>['context'], value: unknown) => [
          value === 'failed' ? failure : null,
          shown,
          outcome,
        ],
        view: (of) => inServices('ownData', of),
      },
    });
    for (const { end, view } of paths)
      if (view !== null)
        expect(JSON.stringify(view.screen).includes(RESIDENT.familyName)).toBe(
          (end.context as { shown: boolean }).shown && end.value === 'looking',
        );
  });
});

describe('criminal-record', () => {
  it('walks', () => {
    walk({
      name: 'criminalRecord',
      screens: {
        choosingType: ['record-type'],
        typing: ['record-name', 'record-street', 'record-postalCode', 'record-city', 'record-purpose'],
        preview: ['record-preview'],
        ordering: ['waiting order.sending'],
      },
      exploration: {
        machine: criminalRecord,
        input: { service: 'criminal-record', ...demoTerms() },
        events: [
          ...ids('choose', 'N', 'O', 'P'),
          ...['Amt', '12345'].map((key) => ({ type: 'key', key }) as EventObject),
          ...plain('erase', 'clear', 'submit', 'back', 'home', 'done', 'retry', 'print', 'show-qr'),
          ...ids('act', 'confirm', 'pick-up'),
          snapshot('order'),
          done('order', { outcome: 'done', item: ITEM }),
          done('order', { outcome: 'left', item: null }),
          done('order', { outcome: 'signed-out', item: null }),
        ],
        abstract: ({ type, typed, field, problem, item, outcome }: SnapshotFrom<typeof criminalRecord>['context']) => [
          type,
          Object.values(typed).map((text, at) =>
            text === '' ? 'empty' : at === 2 && !/^\d{5}$/.test(text) ? 'wrong' : 'some',
          ),
          field,
          problem,
          item === null,
          outcome,
        ],
        view: (of) => inServices('criminalRecord', of, 'criminal-record'),
      },
    });
  });
});

describe('feedback', () => {
  const sending = '0.feedback.sending';
  const answer = { number: 'V-7K3M-9QXT', secret: 'ABCD-EFGH-JKMN' };
  it('walks, and what was written is given up only knowingly', () => {
    const paths = walk({
      name: 'feedback',
      screens: {
        choosingTopic: ['feedback-topic'],
        writing: ['feedback-text'],
        choosingAnswer: ['feedback-answer'],
        writingContact: ['feedback-contact'],
        reviewing: ['feedback-review'],
        sending: ['waiting order.sending'],
        failed: ['feedback-failed'],
        sent: ['feedback-registered', 'feedback-queued'],
        discarding: ['feedback-discard'],
      },
      exploration: {
        machine: feedback,
        input: undefined,
        events: [
          ...ids('choose', 'praise', 'idea', 'none', 'contact', 'x'),
          ...ids('act', 'confirm', 'change', 'keep', 'discard', 'x'),
          ...['Gut!', '\u0301', '\u0007'].map((key) => ({ type: 'key', key }) as EventObject),
          ...plain('erase', 'clear', 'submit', 'print', 'show-qr', 'retry', 'back', 'home', 'done'),
          done(sending, { state: 'registered', reference: 'RM-2026-000001-7', ...answer }),
          done(sending, { state: 'queued', ...answer }),
          ...(['no-key', 'not-kept', 'invalid'] as const).map((reason) => done(sending, { state: 'failed', reason })),
          failed(sending),
        ],
        abstract: (
          { topic, text, contact, wantsAnswer, problem, result, outcome, by }: SnapshotFrom<typeof feedback>['context'],
          value: unknown,
        ) => [
          topic,
          text.trim() !== '',
          contact.trim() !== '',
          wantsAnswer,
          problem,
          outcome,
          by,
          value === 'failed' || value === 'sent' ? result : null,
        ],
        view: (of) => inServices('feedback', of),
      },
    });
    for (const { end, steps } of paths) {
      const { text, outcome } = end.context as SnapshotFrom<typeof feedback>['context'];
      if (end.status === 'done' && outcome === 'left' && text.trim() !== '')
        expect(steps.at(-1)).toMatchObject({ type: 'act', id: 'discard' });
      if (end.status === 'active' && JSON.stringify(end.value) === '"sent"') expect(outcome).toBe('done');
    }
  });
});

describe('services', () => {
  it('walks', () => {
    const flows = SERVICES.filter(({ card }) => card === 'sign-in').map(({ id }) => keyOf(id));
    const others = SERVICES.filter(({ card }) => card !== 'sign-in').map(({ id }) => keyOf(id));
    const paths = walk({
      name: 'services',
      screens: {
        identifying: ['preflight'],
        certificate: ['waiting service.loading'],
        secondaryHome: ['waiting service.loading'],
        blocks: ['waiting service.loading'],
        ownData: ['waiting service.loading'],
        criminalRecord: ['record-type'],
        changePin: ['change-pin'],
        feedback: ['feedback-topic'],
        menu: ['menu-0', 'menu-1', 'menu-2'],
        receipt: ['receipt'],
        handingOver: ['qr', 'waiting printing.title'],
      },
      exploration: {
        machine: services,
        input: { offer: 'certificate', terms: demoTerms },
        events: [
          ...ids('choose', ...SERVICES.map(({ id }) => id), 'x'),
          ...ids('act', 'start'),
          { type: 'key', key: 'a' } as EventObject,
          ...plain('erase', 'clear', 'submit', 'show', 'hide', 'print', 'show-qr', 'retry', 'back', 'home', 'done'),
          ...['identify', 'handOver', ...flows, ...others].map((id) => snapshot(id)),
          snapshot('handOver', 'printed'),
          done('identify', 'signed-in'),
          done('identify', 'left'),
          done('changePin', { outcome: 'done', item: null }),
          done('changePin', { outcome: 'left', item: null }),
          done('handOver', 'done'),
          done('handOver', 'back'),
          ...(['paper', 'qr', null] as const).map((by) =>
            done('feedback', { outcome: 'done', item: { ...ITEM, kind: 'feedback' }, by }),
          ),
          done('feedback', { outcome: 'left', item: null, by: null }),
          ...flows.flatMap((flow) => [
            done(flow, { outcome: 'done', item: ITEM }),
            done(flow, { outcome: 'left', item: null }),
            done(flow, { outcome: 'signed-out', item: null }),
          ]),
        ],
        abstract: (
          { offer, signedIn, done: got, outcome, by, taken }: SnapshotFrom<typeof services>['context'],
          value: unknown,
        ) => [value === 'handingOver' ? by : offer, signedIn, Math.min(got.length, 2), taken === got.length, outcome],
        view: (of) => show(kioskWith(visitWith('services', of)), appState),
      },
    });
    // What was got done is never lost on the way to the end: whoever did something is asked about the receipt.
    for (const { end, steps } of paths) {
      if (end.status !== 'done' || (end.context as { done: unknown[] }).done.length === 0) continue;
      expect(
        steps.some(({ type }) => type === 'done' || type === 'home' || type === 'xstate.done.actor.handOver'),
        JSON.stringify(steps.map(({ type }) => type)),
      ).toBe(true);
    }
  });
});
