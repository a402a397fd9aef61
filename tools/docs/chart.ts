/** What a state chart shows, read off an XState machine itself: nothing here is written down a second time. */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** Who causes a transition: the visitor or staff, an invoked actor that answered or failed, the clock, or a guard. */
export type Cause = 'event' | 'done' | 'error' | 'time' | 'always';

export interface Label {
  readonly cause: Cause;
  /** An event, its guard in brackets and its named actions behind a slash; several events where they have neither. */
  readonly text: string;
}

/** All that leads from one state to another. */
export interface Arrow {
  /** Paths of states, from the machine's root, joined by dots. */
  readonly from: string;
  readonly to: string;
  readonly labels: readonly Label[];
}

export interface State {
  readonly path: string;
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  /** Path of the child that is entered first; only of a compound state. */
  readonly initial: string | null;
  readonly children: readonly State[];
  readonly tags: readonly string[];
  /** Names of what runs while the state lasts. */
  readonly invokes: readonly string[];
  /** Events that change no state: lines for the state's own box. */
  readonly inside: readonly string[];
}

export interface Chart {
  readonly id: string;
  readonly root: State;
  readonly arrows: readonly Arrow[];
}

/** Longest text of a guard that is a function without a name, in characters. */
const GUARD_LENGTH = 48;
/** More events than these to one action are counted instead of named. */
const NAMED_EVENTS = 4;
/** Longest line of events that share one, in characters. */
const LINE_LENGTH = 24;

export function chartOf(machine: AnyStateMachine): Chart {
  const arrows = new Map<string, { from: string; to: string; labels: Label[] }>();
  const draw = (node: AnyStateNode): State => {
    const inside = new Map<string, string[]>();
    for (const transition of transitionsOf(node)) {
      const { cause, text } = labelOf(transition, node, machine);
      const condition = [guardOf(transition), actionsOf(transition)].filter((part) => part !== '').join(' ');
      const targets = transition.target ?? [];
      // A snapshot of an actor that only updates the context is no event of the flow.
      if (targets.length === 0 && (cause === 'event' || condition !== ''))
        inside.set(condition, [...(inside.get(condition) ?? []), text]);
      for (const target of targets) {
        const [from, to] = [pathOf(node), pathOf(target)];
        const arrow = arrows.get(`${from} ${to}`) ?? { from, to, labels: [] };
        arrows.set(`${from} ${to}`, arrow);
        arrow.labels.push({ cause, text: `${text} ${condition}`.trim() });
      }
    }
    const children = Object.values(node.states).map(draw);
    const [initial] = node.type === 'compound' ? (node.initial.target ?? []) : [];
    return {
      path: pathOf(node),
      name: node.key,
      kind: node.type === 'history' ? 'atomic' : node.type,
      initial: initial === undefined ? null : pathOf(initial),
      children,
      tags: node.tags,
      invokes: node.invoke.map(({ src }) => (typeof src === 'string' ? src : 'actor')),
      inside: [...inside].map(([what, events]) => `${listed(events)} ${what}`.trim()),
    };
  };
  const root = draw(machine.root);
  return {
    id: machine.id,
    root,
    arrows: [...arrows.values()].map((arrow) => ({ ...arrow, labels: gathered(arrow.labels) })),
  };
}

/** Events without a condition share lines; each other label has its own. */
function gathered(labels: readonly Label[]): Label[] {
  const plain = ({ cause, text }: Label): boolean => cause === 'event' && !/[[/]/.test(text);
  const lines: Label[] = [];
  let line = '';
  for (const { text } of labels.filter(plain)) {
    const longer = line === '' ? text : `${line}, ${text}`;
    if (longer.length <= LINE_LENGTH) line = longer;
    else {
      if (line !== '') lines.push({ cause: 'event', text: `${line},` });
      line = text;
    }
  }
  if (line !== '') lines.push({ cause: 'event', text: line });
  const others = labels.filter((label) => !plain(label) && label.text !== '');
  return lines.concat(others.filter(({ text }, index) => others.findIndex((one) => one.text === text) === index));
}

const pathOf = (node: AnyStateNode): string => [node.machine.id, ...node.path].join('.');

function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...node.transitions.values()].flat().concat(node.always ?? []);
}

/** `xstate.done.actor.order` and its like by the names that they have in a machine's source; delays with their time. */
function labelOf(
  { eventType }: AnyTransitionDefinition,
  { invoke }: AnyStateNode,
  machine: AnyStateMachine,
): { cause: Cause; text: string } {
  if (eventType === '') return { cause: 'always', text: '' };
  const [, what = '', rest = ''] =
    /^xstate\.(done\.actor|done\.state|error\.actor|after|snapshot)\.(.*)$/.exec(eventType) ?? [];
  const actor = invoke.length > 1 ? ` ${String(invoke.find(({ id }) => id === rest)?.src ?? rest)}` : '';
  switch (what) {
    case 'done.actor':
    case 'done.state':
      return { cause: 'done', text: `onDone${actor}` };
    case 'error.actor':
      return { cause: 'error', text: `onError${actor}` };
    case 'after':
      return { cause: 'time', text: `after ${delayOf(rest.split('.')[0] ?? '', machine)}` };
    case 'snapshot':
      return { cause: 'done', text: `onSnapshot${actor}` };
    default:
      return { cause: 'event', text: eventType };
  }
}

function delayOf(name: string, machine: AnyStateMachine): string {
  const delay: unknown = /^\d+$/.test(name) ? Number(name) : machine.implementations.delays[name];
  const seconds = typeof delay === 'number' ? `${delay / 1_000} s` : '';
  return /^\d+$/.test(name) ? seconds : `${name}${seconds === '' ? '' : ` (${seconds})`}`;
}

function guardOf({ guard }: AnyTransitionDefinition): string {
  const text = conditionOf(guard);
  return text === '' ? '' : `[${text}]`;
}

/** Guards have a name, a name with parameters, guards within, or are a function whose text says what it asks. */
function conditionOf(guard: unknown): string {
  if (guard === undefined || guard === null) return '';
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object') {
    const { type, params } = guard as { type: string; params?: unknown };
    return params === undefined ? type : `${type} ${String(params)}`;
  }
  if (typeof guard !== 'function') return '';
  const { guards, stateValue } = guard as { guards?: readonly unknown[]; stateValue?: unknown };
  if (guards !== undefined) {
    const texts = guards.map(conditionOf);
    const kind = (guard as { check?: { name?: string } }).check?.name ?? '';
    return kind.includes('Not') ? `not ${texts.join('')}` : texts.join(kind.includes('Or') ? ' or ' : ' and ');
  }
  if (stateValue !== undefined) return `in ${innermost(stateValue)}`;
  return shortened(bodyOf(guard.toString()));
}

function innermost(value: unknown): string {
  if (typeof value === 'string') return value;
  return Object.entries(value as Record<string, unknown>)
    .map(([key, inner]) => `${key}.${innermost(inner)}`)
    .join(', ');
}

/** What an arrow function returns, without its parameters and in one line. */
function bodyOf(source: string): string {
  return source
    .replace(/\s+/g, ' ')
    .replace(/^.*?\)\s*=> /, '')
    .replace(/event\.type [!=]== '[\w-]+' (&&|\|\|) /, '')
    .replaceAll('event.', '')
    .replaceAll('context.', '')
    .trim();
}

const shortened = (text: string): string => (text.length > GUARD_LENGTH ? `${text.slice(0, GUARD_LENGTH - 1)}…` : text);

/** Named actions only: an assignment only changes the context. */
function actionsOf({ actions }: AnyTransitionDefinition): string {
  const names = actions.flatMap((action) => (typeof action === 'string' ? [action] : []));
  return names.length === 0 ? '' : `/ ${names.join(', ')}`;
}

const listed = (events: readonly string[]): string =>
  events.length > NAMED_EVENTS ? `${events.length} events` : [...new Set(events)].join(', ');
