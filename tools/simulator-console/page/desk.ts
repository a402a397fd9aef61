import type { DeskAction, DeskState, HandName } from '../contract.ts';
import type { printerFaultKinds } from '../../../devices/receipt-printer/simulator/faults.ts';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text: string,
  className = '',
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
};

async function act(action: DeskAction): Promise<void> {
  await fetch('act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  }).catch(() => undefined);
}

const hands: readonly (readonly [HandName, string])[] = [
  ['openCover', 'Deckel öffnen'],
  ['closeCover', 'Deckel schließen'],
  ['loadRoll', 'Neue Rolle einlegen'],
  ['tearOff', 'Papier abreißen'],
  ['powerOff', 'Ausschalten'],
  ['powerOn', 'Einschalten'],
  ['unplug', 'Kabel ziehen'],
  ['plugIn', 'Kabel stecken'],
];

const faults: readonly (readonly [(typeof printerFaultKinds)[number], string, string])[] = [
  [
    'paper-out-mid-job',
    'Papierende mittendrin',
    'Nach drei weiteren Zeilen ist die Rolle leer; der Rest wartet im Drucker.',
  ],
  ['paper-out', 'Papier leer', 'Der Drucker meldet sofort Papierende, bis eine neue Rolle eingelegt ist.'],
  ['near-end', 'Papier fast leer', 'Der Fühler meldet das nahe Ende; gedruckt wird weiter.'],
  ['cover-open', 'Deckel offen', 'Der Drucker hält an, bis der Deckel geschlossen ist.'],
  ['cutter', 'Messer klemmt', 'Beim nächsten Schnitt; das Terminal muss den Fehler quittieren.'],
  ['head-hot', 'Druckkopf heiß', 'Hält vor der nächsten Zeile acht Sekunden an und druckt dann weiter.'],
  ['garbage', 'Rauschen', 'Vor der nächsten Antwort kommen sinnlose Zeichen auf der Leitung.'],
  ['silence', 'Stille', 'Die nächste Antwort geht verloren.'],
  ['unplug', 'Kabel ab', 'Die Leitung ist weg, bis das Kabel wieder steckt.'],
  ['slow', 'Langsam', 'Der nächste Beleg braucht zwanzigmal so lang.'],
];

/** One card for each device beside the printer; made once, then only brought up to date. */
const cards = new Map<string, { facts: HTMLElement; faults: HTMLButtonElement[]; documents: HTMLElement }>();

function showDevices(devices: DeskState['devices']): void {
  for (const device of devices) {
    const card = cards.get(device.name) ?? cardFor(device);
    card.facts.replaceChildren(...device.facts.map((fact) => make('li', fact)));
    for (const [at, button] of card.faults.entries())
      button.setAttribute('aria-pressed', String(device.faults[at]?.active ?? false));
    card.documents.replaceChildren(
      ...device.documents
        .map((label, at) => {
          const link = make('a', label);
          link.href = `documents/${device.name}/${at}.pdf`;
          link.target = '_blank';
          return link;
        })
        .reverse(),
    );
  }
}

function cardFor({ name, title, address, hands: labels, faults: troubles }: DeskState['devices'][number]): {
  facts: HTMLElement;
  faults: HTMLButtonElement[];
  documents: HTMLElement;
} {
  const section = make('section', '', 'device');
  const [facts, buttons, failing, documents] = [
    make('ul', '', 'facts'),
    make('div', '', 'buttons'),
    make('div', '', 'buttons'),
    make('div', '', 'documents'),
  ];
  section.append(make('h2', title), make('p', address, 'address'), facts);
  for (const [at, label] of labels.entries()) {
    const button = make('button', label);
    button.addEventListener('click', () => void act({ do: 'device-hand', device: name, at }));
    buttons.append(button);
  }
  const made = troubles.map(({ label }, at) => {
    const button = make('button', label);
    button.addEventListener('click', () => void act({ do: 'device-fault', device: name, at, always: always.checked }));
    return button;
  });
  failing.append(...made);
  const whole = make('button', 'In Ordnung bringen', 'main');
  whole.addEventListener('click', () => void act({ do: 'device-mend', device: name }));
  section.append(make('h3', 'Handgriffe'), buttons);
  if (made.length > 0) section.append(make('h3', 'Störungen'), failing);
  section.append(whole, documents);
  element('devices').append(section);
  const card = { facts, faults: made, documents };
  cards.set(name, card);
  return card;
}

const always = element<HTMLInputElement>('always');

for (const [hand, label] of hands) {
  const button = make('button', label);
  button.addEventListener('click', () => void act({ do: 'hand', hand }));
  element('hands').append(button);
}
const mend = make('button', 'Alles in Ordnung bringen', 'main');
mend.addEventListener('click', () => void act({ do: 'clear-faults' }));
element('hands').prepend(mend);

const faultButtons = new Map<string, HTMLButtonElement>();
for (const [fault, label, effect] of faults) {
  const row = make('div', '', 'fault');
  const button = make('button', label);
  button.addEventListener('click', () => void act({ do: 'fault', fault, always: always.checked }));
  faultButtons.set(fault, button);
  row.append(button, make('p', effect));
  element('faults').append(row);
}

let shown: DeskState | null = null;

function show(state: DeskState): void {
  shown = state;
  const { printer } = state;
  element('address').textContent = printer.address;
  element('status').replaceChildren(...statusOf(state));
  for (const [kind, button] of faultButtons) {
    const active = printer.faults.find((fault) => fault.kind === kind);
    button.setAttribute('aria-pressed', String(active !== undefined));
  }
  element('violations').replaceChildren(
    ...printer.violations.map(({ at, kind, detail, count }) =>
      make('li', `${time(at)} ${violationWords[kind] ?? kind}: ${detail}${count > 1 ? ` (${count}-mal)` : ''}`),
    ),
  );
  element('hanging').textContent =
    printer.uncutLines > 0 ? `Es hängen ${printer.uncutLines} Zeilen aus dem Schlitz, noch nicht abgeschnitten.` : '';
  showPapers(state.papers);
  showDevices(state.devices);
  if (state.display === null) {
    element('no-screen').textContent =
      'Das Terminal läuft nicht auf einem virtuellen Bildschirm; hier gibt es kein Bild von ihm.';
  } else if (element('screen').hidden) {
    element('no-screen').textContent =
      state.display.problem === null ? 'Warte auf das Bild des Terminals …' : `Kein Bild: ${state.display.problem}`;
  }
  element('trouble').textContent = state.display?.problem ?? '';
}

const violationWords: Record<string, string> = {
  'unknown-command': 'unbekannter Befehl',
  'unsupported-command': 'nicht nachgebildeter Befehl',
  'code-page': 'unbekannte Zeichentabelle',
  character: 'kein Zeichen',
  qr: 'QR-Code nicht druckbar',
  width: 'breiter als das Papier',
  'receive-buffer-overflow': 'Puffer übergelaufen',
  'second-client': 'zweite Verbindung',
};

function statusOf({ printer }: DeskState): HTMLLIElement[] {
  const { condition } = printer;
  const items: HTMLLIElement[] = [];
  const say = (text: string, kind: string): void => void items.push(make('li', text, kind));
  if (!printer.plugged) say('Kabel ab', 'bad');
  if (!printer.powered) say('aus', 'bad');
  if (condition.coverOpen) say('Deckel offen', 'bad');
  if (condition.paperEnd) say('Papier leer', 'bad');
  if (condition.cutterError) say('Messer klemmt', 'bad');
  if (condition.headHot) say('Druckkopf heiß', 'warn');
  if (condition.nearEnd && !condition.paperEnd) say('Papier fast leer', 'warn');
  if (items.every((item) => item.className !== 'bad')) items.unshift(make('li', 'bereit', 'good'));
  if (printer.buffered > 0) say(`${printer.buffered.toLocaleString('de')} Byte im Puffer`, 'plain');
  return items;
}

const time = (at: number): string => new Date(at).toLocaleTimeString('de');

function showPapers(papers: DeskState['papers']): void {
  const place = element('papers');
  const known = new Map([...place.children].map((child) => [(child as HTMLElement).dataset['number'], child]));
  place.replaceChildren(
    ...papers.map(({ number, cutAt, text }) => {
      const before = known.get(String(number));
      if (before !== undefined) return before;
      const figure = document.createElement('figure');
      figure.dataset['number'] = String(number);
      const image = document.createElement('img');
      image.src = `papers/${number}.png`;
      image.alt = text;
      figure.append(image, make('figcaption', `Nr. ${number}, abgeschnitten um ${time(cutAt)}`));
      return figure;
    }),
  );
}

// The display: the picture, and touches on it.

const picture = element<HTMLImageElement>('screen');
let loading = false;
let wanted: string | null = null;

function showScreen(revision: string): void {
  wanted = revision;
  if (loading) return;
  loading = true;
  wanted = null;
  const next = new Image();
  const done = (): void => {
    loading = false;
    if (wanted !== null) showScreen(wanted);
  };
  next.addEventListener('load', () => {
    picture.src = next.src;
    picture.hidden = false;
    element('no-screen').textContent = '';
    done();
  });
  next.addEventListener('error', done);
  next.src = `screen.jpg?${revision}`;
}

function touch(kind: 'down' | 'move' | 'up', event: PointerEvent): void {
  const display = shown?.display;
  if (display == null) return;
  const box = picture.getBoundingClientRect();
  const inside = (value: number, most: number): number => Math.max(0, Math.min(most - 1, Math.floor(value)));
  const x = inside(((event.clientX - box.left) / box.width) * display.width, display.width);
  const y = inside(((event.clientY - box.top) / box.height) * display.height, display.height);
  // One after the other: a finger is not lifted before it was put down.
  touches = touches.then(() => act({ do: 'pointer', kind, x, y }));
}

let touches: Promise<void> = Promise.resolve();
let down = false;
let moved = 0;
picture.addEventListener('pointerdown', (event) => {
  picture.setPointerCapture(event.pointerId);
  down = true;
  touch('down', event);
});
picture.addEventListener('pointermove', (event) => {
  if (!down || event.timeStamp - moved < 40) return;
  moved = event.timeStamp;
  touch('move', event);
});
for (const end of ['pointerup', 'pointercancel'] as const) {
  picture.addEventListener(end, (event) => {
    if (down) touch('up', event);
    down = false;
  });
}
picture.addEventListener('contextmenu', (event) => event.preventDefault());

// The connection to the server; it is closed while the tab is hidden.

let source: EventSource | null = null;

function connect(): void {
  source?.close();
  source = null;
  if (document.hidden) return;
  source = new EventSource('events');
  const line = element('line');
  source.addEventListener('open', () => {
    line.textContent = 'verbunden';
    line.className = '';
  });
  source.addEventListener('error', () => {
    line.textContent = 'keine Verbindung zum Gerätetisch';
    line.className = 'lost';
  });
  source.addEventListener('state', (event) => show(JSON.parse(event.data as string) as DeskState));
  source.addEventListener('screen', (event) => showScreen(event.data as string));
}

document.addEventListener('visibilitychange', connect);
connect();
