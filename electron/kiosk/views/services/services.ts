import type { SnapshotFrom } from 'xstate';
import { PAGES } from '../../../../services/pages.ts';
import {
  isServiceId,
  keyOf,
  OFFERED,
  serviceOf,
  SERVICES,
  type Service,
  type ServiceKey,
} from '../../../../services/kit/services.ts';
import type { ServicePage } from '../../../../services/kit/pages.ts';
import type { ServiceMachines } from '../../../../services/machines.ts';
import type { DoneItem } from '../../../../state-machines/services/ports.ts';
import type { services } from '../../../../state-machines/services/session.ts';
import type { Language, Page, Screen, Text, View } from '../../../ipc/view.ts';
import { handOverOffer, presentHandOver } from '../hand-over.ts';
import { ticketOf, ticketSection } from '../../content/ticket.ts';
import { say } from '../../content/wording.ts';
import { takesRequests, type AppState } from '../../app-state.ts';
import { homeGroups } from '../home.ts';
import { lookedUp } from '../looked-up.ts';
import { basketOf } from './basket.ts';
import { signInStations } from './card.ts';
import { offerFee, presentIdentify } from './identify.ts';
import { ACTION, page } from './page.ts';

type Snapshot = SnapshotFrom<typeof services>;
type Shown = { screen: Screen } & Pick<View, 'step' | 'stations' | 'basket'>;

function withStep({ steps }: Service, { screen, step }: ServicePage): Shown {
  const name = step === undefined ? undefined : steps[step - 1];
  return name === undefined || step === undefined
    ? { screen }
    : { screen, step: { index: step, count: steps.length, name: say(name) } };
}

export const presentServices = (snapshot: Snapshot, appState: AppState, language: Language): Shown => ({
  ...shownBy(snapshot, appState, language),
  ...basketOf(snapshot, language),
});

function shownBy(snapshot: Snapshot, appState: AppState, language: Language): Shown {
  const {
    context: { done },
    children,
  } = snapshot;
  const { identify, handOver } = children;
  const looking = lookedUp(children, appState, language);
  if (looking !== null) return looking;
  if (identify !== undefined) {
    const signingIn = identify.getSnapshot();
    const { conversation } = signingIn.children;
    return {
      screen: presentIdentify(signingIn, appState, language),
      ...(conversation === undefined ? {} : { stations: signInStations(conversation.getSnapshot()) }),
    };
  }
  for (const service of SERVICES) {
    const shown = presentRunning(keyOf(service.id), children, appState, language);
    if (shown !== null) return withStep(service, shown);
  }
  if (handOver !== undefined) return { screen: presentHandOver(handOver.getSnapshot(), appState, language) };
  return { screen: snapshot.matches('receipt') ? receipt(done, appState, language) : menu(done, appState, language) };
}

/** The service that runs, or is signed in for; null where none is chosen yet. */
export function subjectOfServices({ context, children }: Snapshot): Service | null {
  const running = SERVICES.find(({ id }) => children[keyOf(id)] !== undefined);
  return running ?? (children.identify === undefined ? null : serviceOf(context.offer));
}

type Running = { readonly [K in ServiceKey]?: { getSnapshot(): SnapshotFrom<ServiceMachines[K]> } };
function presentRunning<K extends ServiceKey>(
  key: K,
  running: Running,
  appState: AppState,
  language: Language,
): ServicePage | null {
  const actor = running[key];
  return actor === undefined ? null : PAGES[key](actor.getSnapshot(), appState, language);
}

function menu(done: readonly DoneItem[], appState: AppState, language: Language): Page {
  const offered = new Set(appState.known?.catalogue.offers.map(({ id }) => id));
  return page({
    id: `menu-${done.length}`,
    back: false,
    title: appState.signedIn === null ? say('menu.title') : say('menu.hello', { name: appState.signedIn }),
    lead: [say(done.length === 0 ? 'menu.lead' : appState.signedIn === null ? 'menu.else' : 'menu.more')],
    choices: [
      ...OFFERED.filter(({ id }) => offered.has(id)).map((service) =>
        choice(service, offerFee(service.id, appState, language)),
      ),
      ...(takesRequests(appState)
        ? SERVICES.filter(({ card }) => card === 'none').map((service) => choice(service, say('fee.free')))
        : []),
      // What can be looked up needs no sign-in, and ends none.
      ...(homeGroups(appState, language)[0]?.tiles ?? [])
        .filter(({ id, unavailable }) => !isServiceId(id) && unavailable === undefined)
        .map(({ id, icon, title, line }) => ({ id, icon, title, line, state: 'plain' as const })),
    ],
    actions: [
      ...(done.length === 0
        ? []
        : [{ id: 'basket', label: say('menu.basket'), icon: 'document', tone: 'secondary' as const }]),
      { ...ACTION.done, label: say('menu.end') },
    ],
  });
}

const choice = ({ id, title, line, icon }: Service, note: Text): Page['choices'][number] => ({
  id,
  title: say(title),
  line: say(line),
  note,
  icon,
  state: 'plain',
});

function receipt(done: readonly DoneItem[], appState: AppState, language: Language): Page {
  const offer = handOverOffer(appState);
  const why: Text[] = offer.why === undefined ? [] : [offer.why];
  return page({
    id: 'receipt',
    tone: 'success',
    title: say('receipt.title'),
    lead: [say('receipt.lead'), ...why],
    sections: done.map((item) => ticketSection(ticketOf(item, appState, language))),
    actions: [
      { id: 'show-qr', label: say('action.showQr'), icon: 'smart-phone', tone: 'secondary' as const },
      ...(offer.print === 'offered'
        ? [{ id: 'print', label: say('receipt.print'), icon: 'print', tone: 'secondary' as const }]
        : []),
      { ...ACTION.done, label: say('menu.end') },
    ],
  });
}
