/** What follows from the list of services: names, and who is who. */
import { SERVICES } from '../index.ts';
import { keyOf, TOPICS, type KeyOf, type ServiceDescription, type Topic } from './define-service.ts';

export type Service = (typeof SERVICES)[number];
export type ServiceId = Service['id'];
/** Name in code, see {@link keyOf}. */
export type ServiceKey = KeyOf<ServiceId>;
export type ServiceOf<Id extends ServiceId> = Extract<Service, { readonly id: Id }>;

/** What the town's catalogue offers: whatever needs the ID card. */
export type Offered = Extract<Service, { readonly card: 'sign-in' | 'card-only' }>;
export type OfferId = Offered['id'];
export type FeeId = Service['fees'][number]['id'];

type Following<K extends string> = Extract<Service, { readonly follows: { readonly kind: K } }>;
/** What is ordered, paid where due, and issued. */
export type Ordered = Following<'document' | 'case'>;
export type Changing = Following<'change'>;
/** What has a route of its own at the register. */
export type Routed = Ordered | Changing;
/** What stands on the receipt when it is done. */
export type Receipted = Routed | Following<'message'>;
export type DocumentService = Following<'document'>;
export type CaseService = Following<'case'>;
/** Route of a service that asks nothing, see `application.ts`. */
export type ApplicationKey = KeyOf<Extract<Routed, { readonly flow: 'application' }>['id']>;

const isOffered = (service: Service): service is Offered => service.card !== 'none';
export const isChanging = (service: Routed): service is Changing => service.follows.kind === 'change';
const isRouted = (service: Service): service is Routed =>
  service.follows.kind !== 'message' && service.follows.kind !== 'nothing';

const isApplication = ({ flow }: ServiceDescription): boolean => flow === 'application';

export const OFFERED: readonly Offered[] = SERVICES.filter(isOffered);
export const ROUTED: readonly Routed[] = SERVICES.filter(isRouted);
export const APPLICATIONS: readonly Routed[] = ROUTED.filter(isApplication);
export const OFFER_IDS: readonly OfferId[] = OFFERED.map(({ id }) => id);
export const FEE_IDS: readonly FeeId[] = SERVICES.flatMap((service) => service.fees.map(({ id }) => id));

export const isServiceId = (id: string): id is ServiceId => SERVICES.some((one) => one.id === id);

export const isOfferId = (id: string): id is OfferId => OFFERED.some((one) => one.id === id);

export function serviceOf<Id extends ServiceId>(id: Id): ServiceOf<Id> {
  const found = SERVICES.find((one): one is ServiceOf<Id> => one.id === id);
  if (found === undefined) throw new Error(`there is no service ${id}`);
  return found;
}

export { SERVICES, TOPICS, keyOf };
export type { KeyOf, Topic };
