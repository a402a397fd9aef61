/** The machine of each service: its own where it is more than the kit's application. */
import type { AnyStateMachine, InputFrom, OutputFrom, PromiseActorLogic } from 'xstate';
import type { conversation } from '../state-machines/services/eid.ts';
import type { order } from '../state-machines/services/order.ts';
import type {
  Answer,
  Change,
  FeedbackDraft,
  FeedbackOutcome,
  PrintedOutcome,
  Receipt,
  Resident,
  ServiceEnd,
  ServiceInput,
} from '../state-machines/services/ports.ts';
import { certificate } from './certificate/machine.ts';
import { changePin } from './change-pin/machine.ts';
import { criminalRecord } from './criminal-record/machine.ts';
import { feedback } from './feedback/machine.ts';
import { application } from './kit/application.ts';
import { change } from './kit/change.ts';
import { keyOf, SERVICES, type KeyOf, type Service, type ServiceKey } from './kit/services.ts';
import { ownData } from './own-data/machine.ts';

const OWN = { blocks: change, certificate, changePin, criminalRecord, feedback, ownData, secondaryHome: change };

type OwnKey = KeyOf<Extract<Service, { readonly flow: 'own' }>['id']>;
/** All begin and end alike; what lies between is their own. */
type Fits = {
  [K in OwnKey]: K extends keyof typeof OWN
    ? ServiceInput extends InputFrom<(typeof OWN)[K]>
      ? OutputFrom<(typeof OWN)[K]> extends ServiceEnd
        ? (typeof OWN)[K]
        : { readonly 'its output must be': ServiceEnd }
      : { readonly 'its input must be': ServiceInput }
    : never;
};
export type ServiceMachines = {
  readonly [K in ServiceKey]: K extends keyof typeof OWN ? (typeof OWN)[K] : typeof application;
};

export const MACHINES = {
  ...Object.fromEntries(SERVICES.map(({ id }) => [keyOf(id), application])),
  ...(OWN satisfies Fits),
} as ServiceMachines;

/** What services need from outside, by the name under which their machines ask for it. */
export interface ServicePorts {
  readonly conversation: typeof conversation;
  readonly order: typeof order;
  readonly resident: PromiseActorLogic<Answer<Resident>>;
  readonly submit: PromiseActorLogic<Answer<Receipt>, Change>;
  readonly printOwnData: PromiseActorLogic<PrintedOutcome, Resident>;
  readonly submitFeedback: PromiseActorLogic<FeedbackOutcome, FeedbackDraft>;
}

/** Each machine with the ports that it asks for. Throws where one asks for a port that there is not. */
export const machinesWith = (ports: ServicePorts): ServiceMachines =>
  Object.fromEntries(
    Object.entries<AnyStateMachine>(MACHINES).map(([key, machine]) => [
      key,
      machine.provide({ actors: portsOf(machine, ports) }),
    ]),
  ) as unknown as ServiceMachines;

function portsOf({ implementations }: AnyStateMachine, ports: ServicePorts): Partial<ServicePorts> {
  const known = new Map(Object.entries(ports));
  return Object.fromEntries(
    Object.keys(implementations.actors).map((name) => {
      const port: unknown = known.get(name);
      if (port === undefined) throw new Error(`no port is named ${name}`);
      return [name, port];
    }),
  );
}
