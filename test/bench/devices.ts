/** What the device layer costs: a slip on its way to the printer, ZVT's messages, and a flood of events from a host. */
import { decodeMessage } from '../../devices/document-printer/ipp.ts';
import { ippRequest, lookAttributes } from '../../devices/document-printer/operations.ts';
import { printerAttributes } from '../../devices/document-printer/simulator/attributes.ts';
import { Engine } from '../../devices/document-printer/simulator/engine.ts';
import { encode as encodeIpp } from '../../devices/document-printer/simulator/ipp.ts';
import { createCanvas } from '@napi-rs/canvas';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../base/clock.ts';
import { createLink } from '../../devices/link/create.ts';
import { decodeApdu, encodeApdu } from '../../devices/payment-terminal/apdu.ts';
import { PaymentTerminalConfig } from '../../devices/payment-terminal/config.ts';
import { Deframer, frame } from '../../devices/payment-terminal/framing.ts';
import { authorization, CODE, statusInformation } from '../../devices/payment-terminal/messages.ts';
import { paymentTerminalHandle, type PaymentTerminalHandle } from '../../devices/payment-terminal/handle.ts';
import { statusOfSale } from '../../devices/payment-terminal/simulator/messages.ts';
import { feedAndCut } from '../../devices/receipt-printer/commands.ts';
import { encodePaper, type EncodeOptions } from '../../devices/receipt-printer/encode.ts';
import type { Paper } from '../../devices/receipt-printer/paper.ts';
import { forkHost } from '../../devices/terminal/spawn-node.ts';
import { HOST_BUDGET, superviseHost } from '../../devices/terminal/supervisor.ts';
import { FONTS } from '../unit/devices/receipt-printer/papers.ts';
import type { Told } from './event-source.ts';
import { type Measurement, spread } from './figures.ts';

interface Counts {
  readonly slips: number;
  readonly rounds: number;
  readonly eventSeconds: number;
}

export async function measureDevices(
  { slips, rounds, eventSeconds }: Counts,
  say: (text: string) => void,
): Promise<Measurement[]> {
  say('slips …');
  const slip = await measureSlip(slips);
  say('ZVT …');
  const zvt = measureZvt(rounds);
  say('IPP …');
  const ipp = measureIpp(rounds);
  say('a thousand device events a second …');
  return [slip, ...zvt, ...ipp, await measureEvents(rounds, eventSeconds * 1_000)];
}

const require = createRequire(import.meta.url);
const {
  printer: ThermalPrinter,
  types,
  characterSet,
} = require('node-thermal-printer') as {
  printer: new (config: object) => Record<
    'println' | 'printQR' | 'alignCenter' | 'alignLeft' | 'partialCut',
    (...values: unknown[]) => void
  > & {
    printImageBuffer(png: Buffer): Promise<unknown>;
    execute(): Promise<unknown>;
  };
  types: { EPSON: string };
  characterSet: Record<string, string>;
};

const LINES = [
  'Stadt Musterstadt',
  'Bürgerbüro am Markt',
  'Ihr Termin',
  'Freitag, 21. November',
  '10:40 Uhr',
  'Schalter 4, Erdgeschoss',
  'Personalausweis beantragen',
  'Gebühr 37,00 €',
  'Bitte bringen Sie mit:',
  'ein biometrisches Lichtbild',
  'den bisherigen Ausweis',
  '§ 9 PAuswG',
];
const NAME = 'Nguyễn Thị Ánh';
const ADDRESS = 'https://musterstadt.example/termin/4711';
const OPTIONS: EncodeOptions = {
  widthDots: 512,
  columns: 42,
  codePages: ['cp858', 'windows1252', 'cp852', 'cp866'],
  qr: true,
  fonts: FONTS,
};
const PAPER: Paper = {
  language: 'de',
  direction: 'ltr',
  repeatMark: 'Wiederholung',
  blocks: [
    ...LINES.map((text) => ({ kind: 'text', text, style: 'text', align: 'start', bold: false }) as const),
    { kind: 'text', text: NAME, style: 'text', align: 'start', bold: true },
    { kind: 'qr', data: ADDRESS, size: 6 },
  ],
};

/** From the layout to the last byte at the other end of a fresh connection, turn by turn with the other producer. */
async function measureSlip(slips: number): Promise<Measurement> {
  let ended = (_bytes: number): void => undefined;
  const sink = createServer((socket) => {
    let bytes = 0;
    socket.on('data', (piece) => {
      bytes += piece.length;
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => ended(bytes));
  });
  await new Promise<void>((resolve) => void sink.listen(0, '127.0.0.1', resolve));
  const { port } = sink.address() as AddressInfo;
  const timed = async (send: () => Promise<void>): Promise<{ readonly ms: number; readonly bytes: number }> => {
    const arrived = new Promise<number>((resolve) => {
      ended = resolve;
    });
    const began = performance.now();
    await send();
    const bytes = await arrived;
    return { ms: performance.now() - began, bytes };
  };
  const ours = async (): Promise<void> => {
    const bytes = Buffer.concat([encodePaper(PAPER, OPTIONS, false), feedAndCut('partial')]);
    const link = createLink({ tcp: { host: '127.0.0.1', port } }, systemClock);
    const opened = await link.open();
    const written = opened.ok ? await link.write(bytes, 5_000) : opened;
    await link.close();
    if (!written.ok) throw new Error(`the slip was not sent: ${written.error.kind}`);
  };
  const theirs = async (): Promise<void> => {
    const printer = new ThermalPrinter({
      type: types.EPSON,
      interface: `tcp://127.0.0.1:${port}`,
      width: 42,
      characterSet: characterSet['PC858_EURO'],
      removeSpecialCharacters: false,
    });
    for (const line of LINES) printer.println(line);
    await printer.printImageBuffer(picture(NAME));
    printer.alignCenter();
    printer.printQR(ADDRESS, { cellSize: 6, correction: 'M', model: 2 });
    printer.alignLeft();
    printer.partialCut();
    await printer.execute();
  };
  const own: number[] = [];
  const reference: number[] = [];
  let sizes: readonly [number, number] = [0, 0];
  for (let slip = -WARM; slip < slips; slip += 1) {
    const one = await timed(ours);
    const other = await timed(theirs);
    sizes = [one.bytes, other.bytes];
    if (slip < 0) continue;
    own.push(one.ms);
    reference.push(other.ms);
  }
  await new Promise((resolve) => sink.close(resolve));
  return {
    name: 'a slip of twelve lines, a QR code and a drawn name, encoded and sent over TCP',
    unit: 'ms',
    ours: spread(own),
    reference: { name: 'node-thermal-printer, its picture drawn by the same library', spread: spread(reference) },
    note: `${sizes[0]} bytes, the reference ${sizes[1]}`,
  };
}

/** Slips before the first that counts: fonts are loaded, code is compiled. */
const WARM = 20;

/** The other producer draws no text; so its name comes as a PNG, as its users make one. */
function picture(text: string): Buffer {
  const canvas = createCanvas(OPTIONS.widthDots, 40);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  context.font = 'bold 26px "Noto Sans", "Noto Sans Arabic"';
  context.fillText(text, 0, 30);
  return canvas.toBuffer('image/png');
}

const BATCH = 20_000;

/** Operations a second on one core, in batches; the first batch warms. */
function rates(rounds: number, batch: number, work: (at: number) => void): number[] {
  const found: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const began = performance.now();
    for (let at = 0; at < batch; at += 1) work(at);
    if (round > 0) found.push(batch / ((performance.now() - began) / 1_000));
  }
  return found;
}

/**
 * The question before each promise, and a printer's whole answer to it, written by the simulated printer's own code.
 */
function measureIpp(rounds: number): Measurement[] {
  let bytes = 0;
  const asked = rates(rounds, BATCH, (at) => {
    bytes += ippRequest('getPrinterAttributes', at + 1, 'ipp://printer.example/ipp/print', lookAttributes()).length;
  });
  const engine = new Engine(systemClock, 1_000, () => undefined);
  const answer = encodeIpp({
    version: 0x0200,
    code: 0,
    id: 1,
    groups: [
      {
        tag: 0x04,
        attributes: printerAttributes(engine, {
          uri: 'ipp://printer.example/ipp/print',
          httpUri: 'http://printer.example/',
          uuid: '0',
          started: 0,
          now: 1,
        }),
      },
    ],
  });
  let states = 0;
  const read = rates(rounds, BATCH / 10, () => {
    states += decodeMessage(answer)?.groups.length ?? 0;
  });
  if (bytes === 0 || states === 0) throw new Error('nothing was measured');
  return [
    { name: 'IPP Get-Printer-Attributes, encoded', unit: '1/s', ours: spread(asked) },
    {
      name: `IPP answer of ${answer.length} bytes with every attribute, read`,
      unit: '1/s',
      ours: spread(read),
      note: 'asked every 30 s, and every second while a document is printed',
    },
  ];
}

/** Messages a second on one core. There is no other ZVT library for Node to set beside them. */
function measureZvt(rounds: number): Measurement[] {
  const rate = (work: (at: number) => void): number[] => rates(rounds, BATCH, work);
  let bytes = 0;
  const encoded = rate((at) => {
    bytes += frame(encodeApdu(CODE.authorization, authorization(at + 1))).length;
  });
  const sale = {
    receipt: 42,
    trace: 123,
    terminalId: 12_345_678,
    amountCents: 1_250,
    at: Date.UTC(2025, 10, 21, 10, 40),
    state: 'stored' as const,
  };
  const block = frame(encodeApdu(CODE.statusInformation, statusOfSale(sale, 0, sale.amountCents)));
  const deframer = new Deframer();
  let paid = 0;
  const decoded = rate(() => {
    for (const framed of deframer.push(block)) {
      const apdu = framed.kind === 'block' ? decodeApdu(framed.apdu) : null;
      if (apdu !== null && statusInformation(apdu).booking?.amountCents === sale.amountCents) paid += 1;
    }
  });
  if (bytes === 0 || paid !== BATCH * (rounds + 1)) throw new Error('the messages were not read');
  return [
    { name: 'ZVT authorizations, encoded and framed', unit: '1/s', ours: spread(encoded) },
    {
      name: `ZVT status information of ${block.length} bytes, taken from the line and read`,
      unit: '1/s',
      ours: spread(decoded),
      note: 'with their answers, 9600 baud carry six',
    },
  ];
}

/** Nanoseconds in a millisecond, and how often the loop is looked at, in milliseconds. */
const NANO = 1e6;
const RESOLUTION = 1;

/** The loop's delay at its 99th percentile, in milliseconds, without the interval between two looks. */
async function delayDuring(work: Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  await work;
  histogram.disable();
  return histogram.percentile(99) / NANO - RESOLUTION;
}

/**
 * A terminal that talks all the time → TCP → driver in its host → channel → here: how late does this process become?
 */
async function measureEvents(rounds: number, ms: number): Promise<Measurement> {
  const source = fork(fileURLToPath(new URL('event-source.ts', import.meta.url)), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const told = (): Promise<Told> =>
    new Promise((resolve) => void source.once('message', (message) => resolve(message as Told)));
  const { port } = await told();
  const config = PaymentTerminalConfig.parse({
    class: 'payment-terminal',
    name: 'zvt',
    link: { tcp: { host: '127.0.0.1', port } },
  });
  const host = superviseHost({
    spawn: () => forkHost(fileURLToPath(new URL('../../devices/host/host.ts', import.meta.url))),
    clock: systemClock,
    random: Math.random,
    budget: HOST_BUDGET,
    config: { devices: [config], fonts: [] },
    interrupted: [],
  });
  try {
    const terminal = paymentTerminalHandle(host.device('zvt'));
    terminal.onAppendToJournal(async () => true);
    let events = 0;
    terminal.onProgress(() => {
      events += 1;
    });
    await ready(terminal);
    const busy: number[] = [];
    const rest: number[] = [];
    const paces: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const still = await delayDuring(wait(ms));
      events = 0;
      const spoken = told();
      const delay = await delayDuring(terminal.authorize({ id: randomUUID(), amountCents: ms }));
      const { sent = 0, ms: took = ms } = await spoken;
      if (events !== sent) throw new Error(`${sent} events were sent, ${events} came`);
      if (round === 0) continue;
      busy.push(delay);
      rest.push(still);
      paces.push((sent / took) * 1_000);
    }
    return {
      name: 'delay of the event loop that receives a thousand device events a second through host and channel, p99 of each round',
      unit: 'ms',
      ours: spread(busy),
      reference: { name: 'the same process at rest', spread: spread(rest) },
      note: `${Math.round(spread(paces).p50)} a second came, none was lost`,
    };
  } finally {
    await host.stop();
    source.kill();
  }
}

const ready = (terminal: PaymentTerminalHandle): Promise<void> =>
  new Promise((resolve) => {
    if (terminal.status().state === 'ready') return resolve();
    const stop = terminal.onStatus(({ state }) => {
      if (state !== 'ready') return;
      stop();
      resolve();
    });
  });
