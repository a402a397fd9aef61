/** What each service shows: its own pages, or the kit's. */
import type { SnapshotFrom } from 'xstate';
import { presentBlocks } from './blocks/pages.ts';
import { presentCertificate } from './certificate/pages.ts';
import { presentChangePin } from './change-pin/pages.ts';
import { presentCriminalRecord } from './criminal-record/pages.ts';
import { presentFeedback } from './feedback/pages.ts';
import { presentApplication } from './kit/application-pages.ts';
import type { Language, ServicePage, AppState } from './kit/pages.ts';
import { keyOf, SERVICES, type KeyOf, type Service, type ServiceKey } from './kit/services.ts';
import type { ServiceMachines } from './machines.ts';
import { presentOwnData } from './own-data/pages.ts';
import { presentSecondaryHome } from './secondary-home/pages.ts';

type Present<K extends ServiceKey> = (
  snapshot: SnapshotFrom<ServiceMachines[K]>,
  appState: AppState,
  language: Language,
) => ServicePage;
type Presents = { readonly [K in ServiceKey]: Present<K> };

type OwnKey = KeyOf<Extract<Service, { readonly flow: 'own' }>['id']>;

const OWN: Pick<Presents, OwnKey> = {
  blocks: presentBlocks,
  certificate: presentCertificate,
  changePin: presentChangePin,
  criminalRecord: presentCriminalRecord,
  feedback: presentFeedback,
  ownData: presentOwnData,
  secondaryHome: presentSecondaryHome,
};

export const PAGES: Presents = {
  ...(Object.fromEntries(SERVICES.map(({ id }) => [keyOf(id), presentApplication])) as unknown as Omit<
    Presents,
    OwnKey
  >),
  ...OWN,
};
