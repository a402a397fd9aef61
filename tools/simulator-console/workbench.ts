/** All simulated devices of a terminal, with the panels that operate them and the configuration that reaches them. */
import type { z } from 'zod';
import { startBadgeReaderSimulator } from '../../devices/badge-reader/simulator/simulator.ts';
import type { DeviceConfig } from '../../devices/config.ts';
import { startDocumentPrinterSimulator } from '../../devices/document-printer/simulator/simulator.ts';
import { startDocumentReaderSimulator } from '../../devices/document-reader/simulator/simulator.ts';
import type { EidDelays } from '../../devices/eid/simulator/workflow.ts';
import { startEidSimulator } from '../../devices/eid/simulator/simulator.ts';
import { startIoBoardSimulator } from '../../devices/io-board/simulator/simulator.ts';
import { startKeypadSimulator } from '../../devices/keypad/simulator/simulator.ts';
import { startPaymentTerminalSimulator } from '../../devices/payment-terminal/simulator/simulator.ts';
import {
  startReceiptPrinterSimulator,
  type ReceiptPrinterSimulator,
} from '../../devices/receipt-printer/simulator/simulator.ts';
import { startHidScannerSimulator } from '../../devices/scanner/simulator/simulator.ts';
import { startUpsSimulator } from '../../devices/ups/simulator/simulator.ts';
import { eidPanel } from './eid-panel.ts';
import { type Panel, panel } from './panel.ts';

export interface WorkbenchOptions {
  /** Where the receipt printer's serial device is made; the others are on the network of this machine. */
  readonly receiptPrinter: { readonly path: string; readonly owner?: string };
  /** The first of nine ports in a row; 0 takes any that are free. */
  readonly firstPort: number;
  /** How long the simulated AusweisApp and its card take; as long as real ones by default. */
  readonly eidDelays?: Partial<EidDelays>;
}

export interface Workbench {
  readonly receiptPrinter: ReceiptPrinterSimulator;
  readonly panels: readonly Panel[];
  readonly configs: readonly z.input<typeof DeviceConfig>[];
  stop(): Promise<void>;
}

/** The lines of a German specimen (ICAO 9303-4). */
const PASSPORT = ['P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<', 'C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4'];
const SLIP = 'L7MX1P6W8';
const HOST = '127.0.0.1';
/** Pins of the board. */
const PIN = { door: 0, 'service-key': 1, presence: 2, card: 4, receipt: 5, payment: 6, scanner: 7 } as const;
const KEYS = { up: 0x52, down: 0x51, left: 0x50, right: 0x4f, select: 0x28 } as const;
const portOf = (address: string): number => Number(address.split(':').at(-1)?.replace(/\/.*$/, ''));

export async function startWorkbench({
  receiptPrinter: { path, owner },
  eidDelays,
  firstPort,
}: WorkbenchOptions): Promise<Workbench> {
  let used = 0;
  const port = (): number => (firstPort === 0 ? 0 : firstPort + used++);
  const tcp = (): { readonly tcp: { readonly port: number; readonly host: string } } => ({
    tcp: { port: port(), host: HOST },
  });
  const receiptPrinter = await startReceiptPrinterSimulator({
    widthDots: 512,
    link: { pty: { path, ...(owner === undefined ? {} : { owner }) } },
  });
  const terminal = await startPaymentTerminalSimulator({ link: tcp(), patron: 'hands' });
  const printer = await startDocumentPrinterSimulator({ port: port(), host: HOST });
  const scanner = await startHidScannerSimulator({ link: tcp() });
  const reader = await startDocumentReaderSimulator({ link: tcp(), framing: { kind: 'access-is' } });
  const badges = await startBadgeReaderSimulator({ link: tcp() });
  const keypad = await startKeypadSimulator({
    link: tcp(),
    keys: {
      up: { usage: KEYS.up },
      down: { usage: KEYS.down },
      left: { usage: KEYS.left },
      right: { usage: KEYS.right },
      select: { usage: KEYS.select },
    },
    jack: { in: { usage: 0x68 }, out: { usage: 0x69 } },
  });
  const board = await startIoBoardSimulator({ link: tcp() });
  const ups = await startUpsSimulator({ port: port(), host: HOST });
  const eid = await startEidSimulator({
    port: port(),
    host: HOST,
    ...(eidDelays === undefined ? {} : { delays: eidDelays }),
  });
  // Contacts to ground behind pull-ups: at rest they are open.
  for (const pin of [PIN.door, PIN['service-key'], PIN.presence]) board.actions.set(pin, true);
  const stroke = (key: keyof typeof KEYS) => (): void => {
    keypad.actions.press(key);
    keypad.actions.release(key);
  };
  const contact = (pin: number, closed: boolean) => (): void => board.actions.set(pin, !closed);
  const cable = (actions: { unplug(): unknown; plugIn(): unknown }): Readonly<Record<string, () => unknown>> => ({
    'Kabel ziehen': () => actions.unplug(),
    'Kabel stecken': () => actions.plugIn(),
  });

  const panels: Panel[] = [
    panel({
      name: 'payment-terminal',
      title: 'Bezahlterminal',
      simulator: terminal,
      hands: {
        'Karte vorhalten': () => terminal.actions.presentCard(),
        'Falsche PIN': () => terminal.actions.enterWrongPin(),
        Abbruchtaste: () => terminal.actions.pressCancel(),
        Ausschalten: () => terminal.actions.powerOff(),
        Einschalten: () => terminal.actions.powerOn(),
        ...cable(terminal.actions),
      },
      faults: {
        'Bank lehnt ab': { kind: 'decline', code: 5 },
        'Bricht vor dem Ergebnis ab': { kind: 'cut-before-result' },
        'Bricht nach dem Ergebnis ab': { kind: 'cut-after-result' },
        'Bricht nach der Quittung ab': { kind: 'cut-after-ack' },
        'Antwortet nicht': { kind: 'silent' },
        Beschäftigt: { kind: 'busy' },
        'Kassenschnitt misslingt': { kind: 'end-of-day-fails' },
        'Stromausfall nach der Freigabe': { kind: 'power-loss', booked: true },
        'Anderer Betrag': { kind: 'other-amount' },
      },
      facts: () => [
        `Anzeige: ${terminal.snapshot().display}`,
        ...terminal
          .sales()
          .slice(-5)
          .map(
            ({ receipt, amountCents, state }) =>
              `Beleg ${receipt}: ${(amountCents / 100).toLocaleString('de', { style: 'currency', currency: 'EUR' })}${state === 'stored' ? '' : ', storniert'}`,
          ),
      ],
      mend: () => terminal.actions.powerOn(),
    }),
    panel({
      name: 'document-printer',
      title: 'Dokumentendrucker',
      simulator: {
        ...printer,
        get address() {
          return printer.uri;
        },
      },
      hands: {
        'Fach leeren': () => printer.actions.emptyTray(),
        'Papier einlegen': () => printer.actions.loadPaper(),
        'Klappe öffnen': () => printer.actions.openCover(),
        'Klappe schließen': () => printer.actions.closeCover(),
        Papierstau: () => printer.actions.jam(),
        'Stau beseitigen': () => printer.actions.clearJam(),
        'Toner fast leer': () => printer.actions.setToner(5),
        'Toner wechseln': () => printer.actions.setToner(100),
        Anhalten: () => printer.actions.pause(),
        Fortsetzen: () => printer.actions.resume(),
        Ausschalten: () => printer.actions.powerOff(),
        Einschalten: () => printer.actions.powerOn(),
      },
      faults: {
        'Bricht nach einer Seite ab': { kind: 'abort-job', afterPages: 1 },
        'Hält den Auftrag zurück': { kind: 'hold-job' },
        Beschäftigt: { kind: 'busy' },
        'Zählt eine Seite zu wenig': { kind: 'short-count' },
        'Verbindung bricht ab': { kind: 'cut-before-answer' },
        'Antwortet Unsinn': { kind: 'garbage' },
      },
      facts: () => {
        const { sheets, toner, coverOpen, jammed, paused, powered } = printer.snapshot();
        return [
          powered ? 'an' : 'aus',
          `${sheets} Blatt, Toner ${Math.round(toner)} %`,
          ...(coverOpen ? ['Klappe offen'] : []),
          ...(jammed ? ['Papierstau'] : []),
          ...(paused ? ['angehalten'] : []),
        ];
      },
      documents: () =>
        printer
          .papers()
          .map(({ job, pages, document }) => ({ label: `Auftrag ${job}, ${pages} Seiten`, pdf: document })),
    }),
    panel({
      name: 'scanner',
      title: 'Code-Scanner',
      simulator: scanner,
      hands: {
        'Abholschein scannen': () => scanner.actions.scan({ aim: ']C0', data: SLIP }),
        'Fremden Code scannen': () => scanner.actions.scan({ aim: ']Q1', data: 'https://www.example.org/' }),
        ...cable(scanner.actions),
      },
      faults: {
        'Verliert den Rest': { kind: 'lost-continuation' },
        'Falsche Länge': { kind: 'length-too-large' },
        Rauschen: { kind: 'noise' },
      },
      facts: () => [`${scanner.snapshot().scans} Codes`],
    }),
    panel({
      name: 'document-reader',
      title: 'Dokumentenleser',
      simulator: reader,
      hands: { 'Reisepass durchziehen': () => reader.actions.swipe(PASSPORT), ...cable(reader.actions) },
      faults: {
        'Liest nur die Hälfte': { kind: 'half-document' },
        'Zeichen unleserlich': { kind: 'unreadable' },
        Rauschen: { kind: 'noise' },
      },
      facts: () => [],
    }),
    panel({
      name: 'badge-reader',
      title: 'Leser für Dienstausweise',
      simulator: badges,
      hands: {
        'Ausweis auflegen': () => badges.actions.present({ type: 0x80, id: '04A1B2C3D4E5F6' }),
        'Ausweis wegnehmen': () => badges.actions.remove(),
        ...cable(badges.actions),
      },
      faults: {
        'Antwortet nicht': { kind: 'silent' },
        Unsinn: { kind: 'garbage' },
        'Antwort abgeschnitten': { kind: 'cut-off' },
      },
      facts: () => [badges.snapshot().badge === null ? 'kein Ausweis' : 'Ausweis liegt auf'],
    }),
    panel({
      name: 'keypad',
      title: 'Tastfeld',
      simulator: keypad,
      hands: {
        hoch: stroke('up'),
        runter: stroke('down'),
        links: stroke('left'),
        rechts: stroke('right'),
        Auswahl: stroke('select'),
        'Kopfhörer ein': () => keypad.actions.jackIn(),
        'Kopfhörer aus': () => keypad.actions.jackOut(),
        ...cable(keypad.actions),
      },
      faults: { 'Bericht geht verloren': { kind: 'lost-report' }, Rauschen: { kind: 'noise' } },
      facts: () => [keypad.snapshot().jack ? 'Kopfhörer steckt' : 'kein Kopfhörer'],
    }),
    panel({
      name: 'io-board',
      title: 'Sensoren und Lichter',
      simulator: board,
      hands: {
        'Tür öffnen': contact(PIN.door, true),
        'Tür schließen': contact(PIN.door, false),
        'Schlüssel drehen': contact(PIN['service-key'], true),
        'Schlüssel zurück': contact(PIN['service-key'], false),
        'Jemand kommt': contact(PIN.presence, true),
        'Niemand da': contact(PIN.presence, false),
        ...cable(board.actions),
      },
      faults: { 'Antwortet nicht': { kind: 'silent' }, Unsinn: { kind: 'garbage' } },
      facts: () =>
        (['card', 'receipt', 'payment', 'scanner'] as const)
          .filter((light) => board.outputs()[PIN[light]] === true)
          .map(
            (light) =>
              `Licht an: ${{ card: 'Karte', receipt: 'Beleg', payment: 'Bezahlen', scanner: 'Scanner' }[light]}`,
          ),
    }),
    panel({
      name: 'ups',
      title: 'Notstromversorgung',
      simulator: ups,
      hands: {
        Stromausfall: () => ups.actions.mainsFail(),
        'Batterie fast leer': () => ups.actions.batteryLow(),
        'Strom wieder da': () => ups.actions.mainsReturn(),
        'Batterie geladen': () => ups.actions.charged(),
        'Dienst beenden': () => ups.actions.stopDaemon(),
        'Dienst starten': () => ups.actions.startDaemon(),
      },
      faults: {},
      facts: () => [`Zustand: ${ups.snapshot().status}`],
    }),
    eidPanel(eid),
  ];

  const address = (of: {
    readonly address: string;
  }): { readonly tcp: { readonly host: string; readonly port: number } } => ({
    tcp: { host: HOST, port: portOf(of.address) },
  });
  return {
    receiptPrinter,
    panels,
    configs: [
      { class: 'receipt-printer', name: 'receipt-printer', link: { serial: { path } } },
      { class: 'document-printer', name: 'document-printer', uri: printer.uri },
      { class: 'payment-terminal', name: 'payment-terminal', link: address(terminal) },
      { class: 'scanner', name: 'scanner', pos: address(scanner) },
      { class: 'document-reader', name: 'document-reader', link: address(reader), framing: 'access-is' },
      { class: 'badge-reader', name: 'badge-reader', twn4: address(badges) },
      { class: 'keypad', name: 'keypad', link: address(keypad) },
      {
        class: 'io-board',
        name: 'io-board',
        link: address(board),
        inputs: {
          door: { pin: PIN.door },
          'service-key': { pin: PIN['service-key'] },
          presence: { pin: PIN.presence },
        },
        lights: { card: PIN.card, receipt: PIN.receipt, payment: PIN.payment, scanner: PIN.scanner },
      },
      { class: 'ups', name: 'ups', link: { tcp: { host: HOST, port: ups.port } } },
      { class: 'eid', name: 'eid', connect: { port: eid.port } },
    ],
    async stop() {
      await Promise.all(
        [receiptPrinter, terminal, printer, scanner, reader, badges, keypad, board, ups, eid].map((simulator) =>
          simulator.stop(),
        ),
      );
    },
  };
}
