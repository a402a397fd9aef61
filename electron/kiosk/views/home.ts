import { works } from '../../../devices/driver/status.ts';
import type { Language, ScreenOf, Text, Tile } from '../../ipc/view.ts';
import { maintenanceNow } from '../catalogue/notices.ts';
import { offerFee } from './services/identify.ts';
import { paymentTrouble } from '../../../services/kit/pages.ts';
import { OFFERED, type Offered } from '../../../services/kit/services.ts';
import { say } from '../content/wording.ts';
import { factsOf, takesRequests, type AppState } from '../app-state.ts';

/** What can be done here, and what cannot now, with the reason: what cannot be delivered is not begun. */
export function homeGroups(appState: AppState, language: Language): ScreenOf<'home'>['groups'] {
  const status: Tile = {
    id: 'document-status',
    icon: 'id-card',
    title: say('tile.documentStatus.title'),
    line: say('tile.documentStatus.line'),
    fee: say('fee.free'),
    needs: say('tile.documentStatus.needs'),
    ...unavailable(
      maintained('document-status', appState) ??
        (appState.registerLink.statusAsOf === null ? registerTrouble(appState) : undefined),
    ),
  };
  const information: Tile = {
    id: 'information',
    icon: 'information',
    title: say('tile.information.title'),
    line: say('tile.information.line'),
    fee: say('fee.free'),
    needs: say('tile.information.needs'),
    ...unavailable(appState.known === null ? say('tile.noCatalogue') : undefined),
  };
  const cases: Tile = {
    id: 'case-status',
    icon: 'case',
    title: say('tile.caseStatus.title'),
    line: say('tile.caseStatus.line'),
    fee: say('fee.free'),
    needs: say('tile.caseStatus.needs'),
    // What waits here can be said without the register.
    ...unavailable(
      maintained('case-status', appState) ??
        (appState.registerLink.outbox.waiting === 0 ? registerTrouble(appState) : undefined),
    ),
  };
  // Without the register it is kept here until it can be sent.
  const feedback: Tile = {
    id: 'feedback',
    icon: 'feedback',
    title: say('tile.feedback.title'),
    line: say('tile.feedback.line'),
    fee: say('fee.free'),
    needs: say('tile.information.needs'),
    ...unavailable(appState.journal === null ? maintained('feedback', appState) : say('tile.noJournal')),
  };
  const offers = OFFERED.filter(
    ({ id }) => appState.known?.catalogue.offers.some((offer) => offer.id === id) === true,
  ).map((service): Tile => ({
    id: service.id,
    icon: service.icon,
    title: say(service.title),
    line: say(service.line),
    fee: offerFee(service.id, appState, language),
    needs: say(service.card === 'card-only' ? 'offer.needsCard' : 'offer.needsCardAndPin'),
    ...unavailable(offerTrouble(service, appState)),
  }));
  return [
    { title: say('home.group'), tiles: [status, information, ...(takesRequests(appState) ? [cases, feedback] : [])] },
    ...(offers.length === 0 || factsOf(appState, 'eid') === undefined
      ? []
      : [{ title: say('home.withCard'), tiles: offers }]),
  ];
}

const unavailable = (why: Text | undefined): { unavailable?: Text } => (why === undefined ? {} : { unavailable: why });
const registerTrouble = (appState: AppState): Text | undefined =>
  appState.register === 'failed' ? say('tile.noRegister') : undefined;
/** A copy of the resident system's data can be looked at, and takes no changes. */
function residentsTrouble({ kind }: Offered['follows'], { residents }: AppState): Text | undefined {
  const state = residents?.state;
  return state === 'away' || (state === 'copy' && kind === 'change') ? say('tile.noResidents') : undefined;
}
const maintained = (service: string, appState: AppState): Text | undefined =>
  appState.known !== null && maintenanceNow(appState.known.catalogue, service, appState.now) !== undefined
    ? say('tile.maintenance')
    : undefined;

function offerTrouble({ id, card, charges, follows }: Offered, appState: AppState): Text | undefined {
  // Between card and reader nothing is written down; everything else is in the journal before it begins.
  if (appState.journal !== null && card === 'sign-in') return say('tile.noJournal');
  const reader = factsOf(appState, 'eid');
  if (reader === undefined || !works(reader.status)) return say('tile.noReader');
  if (card === 'card-only') return undefined;
  const trouble = maintained(id, appState) ?? registerTrouble(appState) ?? residentsTrouble(follows, appState);
  if (trouble !== undefined) return trouble;
  // What is nothing without its fee is not begun; where only paper costs, it can be had electronically.
  const costs =
    appState.known?.catalogue.offers.find((offer) => offer.id === id)?.fees.some(({ cents }) => cents > 0) === true;
  return charges === 'all' && costs ? (paymentTrouble(appState) ?? undefined) : undefined;
}
