/** A chart in Graphviz's language. Clusters are states with states within; arrows may end at their borders. */
import type { Arrow, Cause, Chart, State } from './chart.ts';

const INK = '#1f2a37';
const COLOURS: Record<Cause, string> = {
  event: INK,
  done: '#14683a',
  error: '#b42318',
  time: '#6d3fa6',
  always: '#5b6773',
};
/** Sizes in points: at 100 % the smallest text is 13 CSS pixels high. */
const TEXT = 11;
const SMALL = 10;
/**
 * Boxes are measured with Helvetica. Where a reader's machine has neither it nor a font of its width, DejaVu Sans, the
 * widest of the usual ones, takes its place: so much larger is what is measured than what is written.
 */
export const ROOM = 1.16;
const measured = (size: number): string => (size * ROOM).toFixed(2);

export function dotOf({ id, root, arrows }: Chart): string {
  const states = new Map<string, State>();
  const collect = (state: State): void => {
    states.set(state.path, state);
    state.children.forEach(collect);
  };
  collect(root);
  const ownArrows = new Map<string, string[]>();
  const drawn: string[] = [];
  for (const arrow of arrows) {
    const line = edgeOf(arrow, states);
    if (line === null) {
      // From a state to itself or to one within it: a line in its box says it better than an arrow.
      const target = arrow.to === arrow.from ? 'itself' : (states.get(arrow.to)?.name ?? arrow.to);
      const text = arrow.labels.map((label) => `${label.text.replace(/,$/, '')} → ${target}`);
      ownArrows.set(arrow.from, [...(ownArrows.get(arrow.from) ?? []), ...text]);
    } else drawn.push(line);
  }
  return [
    `digraph ${quoted(id)} {`,
    '  compound=true; rankdir=TB; nodesep=0.35; ranksep=0.5; pad=0.3; bgcolor="white";',
    `  fontname="Helvetica"; fontsize=${measured(16)}; fontcolor="${INK}"; labelloc=t; labeljust=l;`,
    `  label=<${table([`<B>${escaped(id)}</B>`, ...linesOf(root, ownArrows)])}>;`,
    `  node [fontname="Helvetica", fontsize=${measured(TEXT)}, fontcolor="${INK}", shape=box, style="rounded,filled", ` +
      `fillcolor="#f3f6fa", color="#41546b", margin="0.1,0.06"];`,
    `  edge [fontname="Helvetica", fontsize=${measured(SMALL)}, arrowsize=0.7];`,
    ...initialOf(root, states),
    ...root.children.flatMap((child) => nodeOf(child, states, ownArrows, root.kind === 'parallel')),
    ...drawn,
    '}',
    '',
  ].join('\n');
}

function nodeOf(
  state: State,
  states: ReadonlyMap<string, State>,
  ownArrows: ReadonlyMap<string, readonly string[]>,
  besides: boolean,
): string[] {
  const label = `<${table([`<B>${escaped(state.name)}</B>`, ...linesOf(state, ownArrows)])}>`;
  if (state.children.length === 0) {
    const look = state.kind === 'final' ? ', peripheries=2, fillcolor="#e3e8ee"' : '';
    return [`  ${quoted(state.path)} [label=${label}${look}];`];
  }
  return [
    `  subgraph ${quoted(`cluster ${state.path}`)} {`,
    `  label=${label}; fontsize=${measured(TEXT)}; labeljust=l; margin=14;`,
    `  style="rounded,filled${besides ? ',dashed' : ''}"; color="#41546b"; fillcolor="${besides ? '#ffffff' : '#fafbfd'}";`,
    ...initialOf(state, states),
    ...state.children.flatMap((child) => nodeOf(child, states, ownArrows, state.kind === 'parallel')),
    '  }',
  ];
}

/** The dot from which a compound state is entered. */
function initialOf(state: State, states: ReadonlyMap<string, State>): string[] {
  if (state.initial === null) return [];
  const dot = quoted(`${state.path} initial`);
  const head = states.get(state.initial);
  return [
    `  ${dot} [shape=circle, label="", width=0.13, fixedsize=true, style=filled, fillcolor="${INK}", color="${INK}"];`,
    `  ${dot} -> ${quoted(head === undefined ? state.path : entryOf(head))} [color="${INK}"${borders(null, head)}];`,
  ];
}

function edgeOf({ from, to, labels }: Arrow, states: ReadonlyMap<string, State>): string | null {
  const [tail, head] = [states.get(from), states.get(to)];
  if (tail === undefined || head === undefined) throw new Error(`an arrow from ${from} to ${to}, which is no state`);
  const within = to === from || to.startsWith(`${from}.`);
  const around = head.children.length > 0 && from.startsWith(`${to}.`);
  if (within || around) return null;
  const text = labels
    .map((label) => `<FONT COLOR="${COLOURS[label.cause]}"> ${escaped(label.text)} </FONT><BR ALIGN="LEFT"/>`)
    .join('');
  const causes = new Set(labels.map(({ cause }) => cause));
  const [only = 'always'] = causes;
  const cause = causes.size > 1 ? 'event' : only;
  const style = cause === 'time' || cause === 'always' ? ', style=dashed' : '';
  return (
    `  ${quoted(lastLeaf(tail))} -> ${quoted(entryOf(head))} ` +
    `[color="${COLOURS[cause]}"${style}${text === '' ? '' : `, label=<${text}>`}${borders(tail, head)}];`
  );
}

/** Arrows of and to a state with states within begin and end at its border. */
function borders(tail: State | null, head: State | undefined): string {
  const ltail = tail !== null && tail.children.length > 0 ? `, ltail=${quoted(`cluster ${tail.path}`)}` : '';
  const lhead = head !== undefined && head.children.length > 0 ? `, lhead=${quoted(`cluster ${head.path}`)}` : '';
  return ltail + lhead;
}

/** Where an arrow to a state ends: at a compound state's dot, so that its label lies outside of the frame. */
const entryOf = (state: State): string => {
  if (state.initial !== null) return `${state.path} initial`;
  const [child] = state.children;
  return child === undefined ? state.path : entryOf(child);
};
const lastLeaf = (state: State): string => {
  const child = state.children.at(-1);
  return child === undefined ? state.path : lastLeaf(child);
};

/** Below a state's name: what marks it, what runs in it, and what happens without leaving it. */
function linesOf(state: State, ownArrows: ReadonlyMap<string, readonly string[]>): string[] {
  const small = (text: string, colour: string): string =>
    `<FONT POINT-SIZE="${measured(SMALL)}" COLOR="${colour}">${escaped(text)}</FONT>`;
  return [
    ...state.tags.map((tag) => small(`«${tag}»`, '#9a5b00')),
    ...state.invokes.map((name) => small(`runs ${name}`, '#0b5cad')),
    ...[...state.inside, ...(ownArrows.get(state.path) ?? [])].map((line) => small(line, '#4a5663')),
  ];
}

const table = (rows: readonly string[]): string =>
  `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">${rows
    .map((row) => `<TR><TD ALIGN="LEFT">${row}</TD></TR>`)
    .join('')}</TABLE>`;

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
