/**
 * Every state of every machine of the services, and every event in each: the right screen, no offer without an effect,
 * nothing throws.
 */
import { describe, expect, it } from 'vitest';
import { getNextSnapshot, initialTransition, type EventObject, type SnapshotFrom } from 'xstate';
import { keyOf, SERVICES } from '../../../services/kit/services.ts';
import { certificate } from '../../../services/certificate/machine.ts';
import { changePin } from '../../../services/change-pin/machine.ts';
import { criminalRecord } from '../../../services/criminal-record/machine.ts';
import { conversation } from '../../../state-machines/services/eid.ts';
import { identify } from '../../../state-machines/services/identify.ts';
import { order } from '../../../state-machines/services/order.ts';
import { isOwed, services } from '../../../state-machines/services/session.ts';
import type { CardProblem, EidStep, OrderSpec } from '../../../state-machines/services/ports.ts';
import { demoTerms, explore, kioskWith, show, visitWith, type Exploration } from '../../harness/paths.ts';
import { parseDocumentNumber } from '../../../register/contract/document-number.ts';
import { PICK_UP, PROVIDER, RESIDENT, TOKEN } from '../../harness/services.ts';
import {
  plain,
  ids,
  done,
  failed,
  after,
  snapshot,
  refused,
  inServices,
  inFlow,
  walk,
  ENDS,
  ITEM,
  world,
} from '../../harness/walk.ts';

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
    ...ids('act', 'accept', 'last-try', 'to-reader', 'about-pin', 'to-pin', 'end'),
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
      'about-pin',
      'last-try',
    ],
    'taking.asking': ['take-card'],
    'taking.calling': ['take-card'],
  };
  it.each(['identify', 'changePin'] as const)('shows the right page at the end of each path in %s', (flow) => {
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
          { step, optional, lastTryTaken, asksAboutPin, outcome }: SnapshotFrom<typeof conversation>['context'],
          value: unknown,
        ) =>
          value === 'going' ? [step, step.step === 'consent' ? optional : [], lastTryTaken, asksAboutPin] : outcome?.ok,
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

  it("never uses the last try without the visitor's decision", () => {
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
  it('shows the right page at the end of each path', () => {
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

const DOCUMENT = {
  kind: 'document' as const,
  document: { document: TOKEN.document, reference: 'MB-2026-000001', pages: 1 },
};
const CASE = {
  kind: 'case' as const,
  receipt: { reference: 'FZ-2026-000001', acceptedAt: '2026-11-23T10:00:00+01:00', secret: 'AB12-CD34-EF56' },
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
    ],
    case: [...paid, 'intending', 'issuing', 'notIssued', 'closing', 'done'],
  };
  it.each(Object.entries(SPECS))('shows the right page at the end of each path: %s', (name, spec) => {
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

describe('services', () => {
  it('shows the right page at the end of each path', () => {
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
        information: ['search'],
        documentStatus: ['document-type'],
        caseStatus: ['code'],
        menu: ['menu-0', 'menu-1', 'menu-2', 'menu-3'],
        receipt: ['receipt'],
        handingOver: ['qr', 'waiting printing.title'],
      },
      exploration: {
        machine: services,
        input: { offer: 'certificate', terms: demoTerms, readNumber: parseDocumentNumber },
        events: [
          ...ids('choose', ...SERVICES.map(({ id }) => id), 'information', 'document-status', 'case-status', 'x'),
          ...ids('act', 'start', 'basket'),
          { type: 'open-tile', id: 'certificate' } as EventObject,
          ...plain('end', 'open-category', 'open-service', 'open-office', 'choose-document'),
          ...plain('document-read', 'case-read', 'unreadable'),
          ...(['information', 'documentStatus', 'caseStatus'] as const).flatMap((id) => [
            done(id, 'left'),
            done(id, 'finished'),
            snapshot(id),
          ]),
          { type: 'key', key: 'a' } as EventObject,
          ...plain(
            'erase',
            'clear',
            'submit',
            'show',
            'hide',
            'print',
            'show-qr',
            'retry',
            'back',
            'home',
            'go-home',
            'done',
          ),
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
            done(flow, { outcome: 'done', item: ITEM, ends: true }),
            done(flow, { outcome: 'left', item: null }),
            done(flow, { outcome: 'signed-out', item: null }),
          ]),
        ],
        abstract: (
          { offer, signedIn, done: got, outcome, by, taken, ending }: SnapshotFrom<typeof services>['context'],
          value: unknown,
        ) => [
          value === 'handingOver' || value === 'finished' ? [by, ending] : offer,
          signedIn,
          Math.min(got.length, 2),
          taken === got.length,
          outcome,
        ],
        view: (of) => show(kioskWith(visitWith('services', of)), world),
      },
    });
    // What is of use only on paper is never lost on the way to the end: its receipt was begun first. States that are
    // like each other share a path, so that each is walked again.
    const input = { offer: 'certificate', terms: demoTerms, readNumber: parseDocumentNumber } as const;
    for (const { steps } of paths) {
      const [first] = initialTransition(services, input);
      const end = steps
        .slice(1)
        .reduce((snapshot, event) => getNextSnapshot(services, snapshot, event as never), first);
      if (end.status !== 'done' || !isOwed(end.context)) continue;
      expect(
        end.context.ending || steps.some(({ type }) => /^xstate\.(done\.actor|snapshot)\.handOver$/.test(type)),
        JSON.stringify(steps.map(({ type }) => type)),
      ).toBe(true);
    }
  });
});
