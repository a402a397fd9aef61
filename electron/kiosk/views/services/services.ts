import { ITEM } from '../../content/items.ts';
import { euros } from '../../content/money.ts';
import type { SnapshotFrom } from 'xstate';
import type { DoneItem } from '../../../../state-machines/services/ports.ts';
import { OFFERS, type services } from '../../../../state-machines/services/session.ts';
import type { Language, Page, Screen, Text, View } from '../../../ipc/view.ts';
import { handOverOffer, presentHandOver } from '../hand-over.ts';
import { longDay, say } from '../../content/wording.ts';
import { takesRequests, type AppState } from '../../app-state.ts';
import { presentCard, eidFailed } from './card.ts';
import { presentCertificate } from './certificate.ts';
import { presentChange } from './changes.ts';
import { presentCriminalRecord } from './criminal-record.ts';
import { presentFeedback } from './feedback.ts';
import { counter, OFFER, offerFee, presentIdentify } from './identify.ts';
import { presentOwnData } from './own-data.ts';
import { ACTION, page } from './page.ts';

type Snapshot = SnapshotFrom<typeof services>;
type Shown = { screen: Screen; step?: NonNullable<View['step']> };

/** Steps of a flow, by name; what is not listed has none. */
const STEPS: Record<string, readonly Parameters<typeof say>[0][]> = {
  certificate: ['step.kind', 'step.delivery', 'step.check', 'step.receive'],
  'secondary-home': ['step.choose', 'step.day', 'step.check'],
  blocks: ['step.choose', 'step.check'],
  'criminal-record': ['step.kind', 'step.check', 'step.pay'],
  feedback: ['step.choose', 'step.write', 'step.reply', 'step.check'],
};

function withStep(offer: string, { screen, step }: { screen: Screen; step?: number }): Shown {
  const names = STEPS[offer];
  const name = step === undefined ? undefined : names?.[step - 1];
  return name === undefined || step === undefined || names === undefined
    ? { screen }
    : { screen, step: { index: step, count: names.length, name: say(name) } };
}

export function presentServices(snapshot: Snapshot, appState: AppState, language: Language): Shown {
  const {
    context: { offer, done },
    children,
  } = snapshot;
  const { identify, certificate, change, ownData, criminalRecord, changePin, feedback, handOver } = children;
  if (identify !== undefined) return { screen: presentIdentify(identify.getSnapshot(), appState, language) };
  if (certificate !== undefined)
    return withStep('certificate', presentCertificate(certificate.getSnapshot(), appState, language));
  if (change !== undefined) return withStep(offer, presentChange(change.getSnapshot(), appState, language));
  if (ownData !== undefined) return { screen: presentOwnData(ownData.getSnapshot(), appState, language) };
  if (criminalRecord !== undefined)
    return withStep('criminal-record', presentCriminalRecord(criminalRecord.getSnapshot(), appState, language));
  if (changePin !== undefined) return { screen: presentChangePin(changePin.getSnapshot(), appState, language) };
  if (feedback !== undefined) return withStep('feedback', presentFeedback(feedback.getSnapshot(), appState, language));
  if (handOver !== undefined) return { screen: presentHandOver(handOver.getSnapshot(), appState, language) };
  return { screen: snapshot.matches('receipt') ? receipt(done, appState, language) : menu(done, appState, language) };
}

function presentChangePin(
  snapshot: ReturnType<NonNullable<Snapshot['children']['changePin']>['getSnapshot']>,
  appState: AppState,
  language: Language,
): Screen {
  const { conversation } = snapshot.children;
  if (conversation !== undefined) return presentCard(conversation.getSnapshot(), language);
  const { ended } = snapshot.context;
  switch (snapshot.value) {
    case 'counter':
      return counter(appState);
    case 'failed':
      return ended !== null && !ended.ok ? eidFailed(ended.failure, ended.code) : eidFailed('client', null);
    case 'changed':
    case 'finished':
      return page({
        id: 'pin-changed',
        back: false,
        tone: 'success',
        picture: 'guide-pin',
        title: say('changePin.done'),
        lead: [say('changePin.doneBody')],
        actions: [ACTION.done],
      });
    default:
      return page({
        id: 'change-pin',
        picture: 'guide-pin',
        title: say('changePin.title'),
        lead: [say('changePin.lead')],
        choices: [
          {
            id: 'transport',
            title: say('changePin.transport'),
            line: say('changePin.transportLine'),
            icon: 'mail',
            state: 'plain',
          },
          { id: 'own', title: say('changePin.own'), line: say('changePin.ownLine'), icon: 'key', state: 'plain' },
        ],
        actions: [ACTION.counter],
      });
  }
}

function menu(done: readonly DoneItem[], appState: AppState, language: Language): Page {
  const offered = new Set(appState.known?.catalogue.offers.map(({ id }) => id));
  return page({
    id: `menu-${done.length}`,
    back: false,
    title: appState.signedIn === null ? say('menu.title') : say('menu.hello', { name: appState.signedIn }),
    lead: [say(done.length === 0 ? 'menu.lead' : appState.signedIn === null ? 'menu.else' : 'menu.more')],
    choices: [
      ...OFFERS.filter((id) => offered.has(id)).map((id) => ({
        id,
        title: say(OFFER[id].title),
        line: say(OFFER[id].line),
        note: offerFee(id, appState, language),
        icon: OFFER[id].icon,
        state: 'plain' as const,
      })),
      ...(takesRequests(appState)
        ? [
            {
              id: 'feedback',
              title: say('tile.feedback.title'),
              line: say('tile.feedback.line'),
              note: say('fee.free'),
              icon: 'feedback',
              state: 'plain' as const,
            },
          ]
        : []),
    ],
    actions: [{ ...ACTION.done, label: say(done.length === 0 ? 'menu.end' : 'menu.receipt') }],
  });
}

function receipt(done: readonly DoneItem[], appState: AppState, language: Language): Page {
  const offer = handOverOffer(appState);
  const why: Text[] = offer.why === undefined ? [] : [offer.why];
  return page({
    id: 'receipt',
    tone: 'success',
    title: say('receipt.title'),
    lead: [say('receipt.lead'), ...why],
    sections: done.map((item) => ({
      title: say(ITEM[item.kind]),
      rows: [
        {
          label: say(item.queued === true ? 'feedback.number' : 'receipt.reference'),
          value: [{ text: item.reference, language: 'de' as const }],
        },
        ...(item.pickUp === undefined
          ? []
          : [
              { label: say('receipt.pickUpCode'), value: [{ text: item.pickUp.code, language: 'de' as const }] },
              {
                label: say('receipt.pickUpUntil'),
                value: [say('data.day', { day: longDay(new Date(item.pickUp.expiresAt), language) })],
              },
            ]),
        ...(item.secret === null
          ? []
          : [{ label: say('receipt.secret'), value: [{ text: item.secret, language: 'de' as const }] }]),
        ...(item.queued === true ? [{ label: say('receipt.state'), value: [say('feedback.queued.body')] }] : []),
        {
          label: say('identify.costs'),
          value: [item.cents === 0 ? say('fee.free') : say('receipt.paid', { amount: euros(item.cents, language) })],
        },
      ],
    })),
    actions: [
      { ...ACTION.done, label: say('receipt.without'), tone: 'secondary' as const },
      { id: 'show-qr', label: say('action.showQr'), icon: 'smart-phone', tone: 'secondary' as const },
      ...(offer.print === 'offered'
        ? [{ id: 'print', label: say('receipt.print'), icon: 'print', tone: 'primary' as const }]
        : []),
    ],
  });
}
