import type { SnapshotFrom } from 'xstate';
import { GUIDE_PAGES, type identify } from '../../../../state-machines/services/identify.ts';
import { serviceOf } from '../../../../services/kit/services.ts';
import type { OfferId } from '../../../../register/contract/contract.ts';
import type { Language, Page, Screen, Text } from '../../../ipc/view.ts';
import { officeCard, ownOffice } from '../../content/office.ts';
import { german, say } from '../../content/wording.ts';
import type { AppState } from '../../app-state.ts';
import { eidFailed, presentCard } from './card.ts';
import { euros, feeText } from '../../content/money.ts';
import { ACTION, page } from './page.ts';

export function offerFee(offer: OfferId, appState: AppState, language: Language): Text {
  const cents = (appState.known?.catalogue.offers.find(({ id }) => id === offer)?.fees ?? []).map((fee) => fee.cents);
  const least = cents.length === 0 ? 0 : Math.min(...cents);
  // What is taken along on the phone is free, whatever paper costs.
  if (serviceOf(offer).charges === 'paper')
    return least === 0 ? feeText(0, language) : say('fee.freeOrPaper', { amount: euros(least, language) });
  return cents.some((one) => one !== least)
    ? say('fee.from', { amount: euros(least, language) })
    : feeText(least, language);
}

export const offerMinutes = (offer: OfferId, appState: AppState): number =>
  appState.known?.catalogue.offers.find(({ id }) => id === offer)?.minutes ?? 5;

export function presentIdentify(
  snapshot: SnapshotFrom<typeof identify>,
  appState: AppState,
  language: Language,
): Screen {
  const { offer, page: at, ended } = snapshot.context;
  const { conversation } = snapshot.children;
  if (conversation !== undefined) return presentCard(conversation.getSnapshot(), language);
  switch (snapshot.value) {
    case 'guide':
      return guide(at);
    case 'counter':
      return counter(appState, language);
    case 'asking':
      return {
        kind: 'waiting',
        title: say('identify.asking'),
        body: say('identify.askingBody'),
        slow: false,
        cancel: false,
        picture: 'register',
      };
    case 'failed':
      return ended !== null && !ended.ok ? eidFailed(ended.failure) : eidFailed('provider');
    case 'unmatched':
      return page({
        id: 'unmatched',
        tone: 'warning',
        picture: 'counter',
        title: say('identify.unmatched'),
        lead: [say('identify.unmatchedBody'), say('works.counter')],
        actions: [ACTION.home, ACTION.done],
      });
    default:
      return preflight(offer, appState, language);
  }
}

/** Before anything is asked: what it needs, how long it takes, what it costs. */
function preflight(offer: OfferId, appState: AppState, language: Language): Page {
  return page({
    id: 'preflight',
    picture: 'guide-logo',
    title: say(serviceOf(offer).title),
    lead: [say('identify.lead')],
    sections: [
      {
        rows: [
          { label: say('identify.needs'), value: [say('identify.needsCard'), say('identify.needsPin')] },
          { label: say('identify.takes'), value: [say('identify.minutes', { count: offerMinutes(offer, appState) })] },
          { label: say('identify.costs'), value: [offerFee(offer, appState, language)] },
        ],
      },
    ],
    actions: [
      ACTION.counter,
      { id: 'guide', label: say('identify.firstTime'), icon: 'information', tone: 'secondary' },
      { id: 'start', label: say('identify.start'), icon: 'next', tone: 'primary' },
    ],
  });
}

const GUIDE = ['logo', 'pin', 'lay', 'consent'] as const;

function guide(at: number): Page {
  const name = GUIDE[at] ?? 'logo';
  return page({
    id: `guide-${name}`,
    picture: `guide-${name}`,
    title: say(`guide.${name}.title`),
    lead: [say(`guide.${name}.body`)],
    actions: [
      { id: 'start', label: say('guide.skip'), icon: 'next', tone: 'secondary' },
      at + 1 < GUIDE_PAGES ? ACTION.next : { ...ACTION.next, label: say('guide.ready') },
    ],
  });
}

/** The other way is always there. */
export function counter(appState: AppState, language: Language): Page {
  const { phone } = appState.config.town;
  const office = ownOffice(appState);
  const card = office === undefined ? null : officeCard(office, appState, language);
  return page({
    id: 'counter',
    picture: 'counter',
    title: say('counter.title'),
    lead: [say('counter.body'), ...(phone === null ? [] : [say('counter.phone', { phone })])],
    sections:
      card === null
        ? []
        : [
            {
              rows: [
                { label: say('order.where'), value: [card.name, ...card.address.map(german)] },
                { label: say('counter.open'), value: [card.openNow.text] },
              ],
            },
          ],
    actions: [ACTION.home],
  });
}
