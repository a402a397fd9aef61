/** A machine of a service walked whole, inside the kiosk that shows it: what stands on the screen in every state. */
import { expect } from 'vitest';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import type { View } from '../../electron/ipc/view.ts';
import { parseDocumentNumber } from '../../register/contract/document-number.ts';
import type { ServiceId } from '../../services/kit/services.ts';
import type { DoneItem, EidEnd, ServiceFailure } from '../../state-machines/services/ports.ts';
import { services } from '../../state-machines/services/session.ts';
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
} from './paths.ts';

const device = <K extends 'document-printer' | 'payment-terminal' | 'receipt-printer'>(kind: K) => ({
  class: kind,
  name: kind,
  status: { state: 'ready' as const },
  identity: null,
  serial: false,
});
export const world = demoWorld({
  devices: [device('receipt-printer'), device('document-printer'), device('payment-terminal')],
  paymentPossible: true,
  signedIn: 'Erika',
});
export const done = (id: string, output?: unknown): EventObject =>
  ({ type: `xstate.done.actor.${id}`, output, actorId: id }) as EventObject;
export const failed = (id: string): EventObject =>
  ({ type: `xstate.error.actor.${id}`, error: new Error('a bug'), actorId: id }) as EventObject;
export const after = (delay: string, state: string): EventObject =>
  ({ type: `xstate.after.${delay}.${state}` }) as EventObject;
/** Of an actor that stands in a state; most parents only look that there was one. */
export const snapshot = (id: string, state = 'choosing'): EventObject =>
  ({ type: `xstate.snapshot.${id}`, snapshot: { matches: (value: unknown) => value === state } }) as EventObject;
export const plain = (...types: string[]): EventObject[] => types.map((type) => ({ type }));
export const ids = (type: 'act' | 'choose', ...of: string[]): EventObject[] =>
  of.map((id) => ({ type, id }) as EventObject);

export const FAILURES: readonly ServiceFailure[] = [
  'unreachable',
  'residents-away',
  'maintenance',
  'signed-out',
  'conflict',
  'not-possible',
  'fee-differs',
  'refused',
];
export const refused = (id: string): EventObject[] => FAILURES.map((error) => done(id, { ok: false, error }));

/** A flow inside `services`, around a snapshot of it: as if nothing else went on. */
export function inServices(child: string, of: AnyMachineSnapshot, offer: ServiceId = 'certificate'): View {
  const around = services.resolveState({
    value: 'menu',
    context: {
      terms: demoTerms,
      readNumber: parseDocumentNumber,
      offer,
      signedIn: true,
      done: [],
      outcome: 'left',
      by: 'paper',
      taken: 0,
      ending: false,
    },
  });
  Object.assign(around, { children: { [child]: { getSnapshot: () => of } } });
  return show(kioskWith(visitWith('services', around as AnyMachineSnapshot)), world);
}
/** The same, one deeper. */
export function inFlow(
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

export const stateOf = ({ value }: AnyMachineSnapshot): string =>
  typeof value === 'string'
    ? value
    : Object.entries(value)
        .map(([outer, inner]) => `${outer}.${String(inner)}`)
        .join();
/** What stands on the display, by its kind and its page. */
export const named = ({ screen }: View): string =>
  screen.kind === 'page' || screen.kind === 'entry'
    ? screen.id
    : screen.kind === 'secret'
      ? `secret-${screen.secret}`
      : screen.kind === 'waiting'
        ? `waiting ${screen.title.key}`
        : screen.kind;

export interface Walk<M extends AnyStateMachine> {
  readonly name: string;
  readonly exploration: Exploration<M>;
  readonly screens: Readonly<Record<string, readonly string[]>>;
}

/** Walks it, and looks at each screen. */
export function walk<M extends AnyStateMachine>({ name, exploration, screens }: Walk<M>): Path[] {
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

export const ENDS: readonly EidEnd[] = [
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
export const ITEM: DoneItem = {
  kind: 'certificate',
  reference: 'MB-2026-000001',
  secret: null,
  cents: 900,
  paymentReceipt: ['K-U-N-D-E-N-B-E-L-E-G'],
};
