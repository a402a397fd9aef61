/**
 * What a visitor waits for at the services with the ID card: from the card laid on to being signed in, and from the
 * decision to the paper. Kiosk, register, eID, payment and printer each in a process of its own as in the terminal,
 * without a screen; what stands around them is simulated and takes no time, people included: the PIN is typed when it
 * is asked, a payment card always lies there. The register's rate limits are off for the one terminal.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { systemClock } from '../../base/clock.ts';
import { ippRequest, printAttributes, printTemplate } from '../../devices/document-printer/operations.ts';
import {
  startDocumentPrinterSimulator,
  type DocumentPrinterSimulator,
} from '../../devices/document-printer/simulator/simulator.ts';
import { ENTER } from '../../devices/eid/secrets.ts';
import { SECRETS } from '../../devices/eid/simulator/cards.ts';
import { startEidSimulator, type EidSimulator } from '../../devices/eid/simulator/simulator.ts';
import { startFleet, type Fleet } from '../../devices/terminal/fleet.ts';
import { startPaymentTerminalSimulator } from '../../devices/payment-terminal/simulator/simulator.ts';
import { forkHost, type ForkedHost } from '../../devices/terminal/spawn-node.ts';
import type { Intent, View } from '../../electron/ipc/view.ts';
import { Config } from '../../electron/kiosk/terminal/config.ts';
import { createKiosk, type Kiosk } from '../../electron/kiosk/kiosk.ts';
import { createLogHistory } from '../../electron/kiosk/log/history.ts';
import { createLog } from '../../electron/kiosk/log/log.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import { createRegisterClient, type RegisterClient } from '../../register/client/client.ts';
import { Children } from '../../tools/run/children.ts';
import { startRegister } from '../../tools/run/register.ts';
import { demoConfig } from '../harness/kiosk-harness.ts';
import { inlineHours } from '../harness/hours.ts';
import { inProcess, KeptReports } from '../harness/scripted.ts';
import { FONTS } from '../unit/devices/receipt-printer/papers.ts';
import { spread, type Measurement } from './figures.ts';

const HOST = '127.0.0.1';
const NO_TIME = { readers: 0, recognise: 0, connect: 0, pace: 0, step: 0 };
/** Visits before the first that counts: code is compiled, connections are made. */
const WARM = 2;

export async function measureServices(rounds: number): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const children = new Children();
  const eid = await startEidSimulator({ delays: NO_TIME });
  const bareEid = await startEidSimulator({ delays: NO_TIME });
  const payment = await startPaymentTerminalSimulator({
    link: { tcp: { port: 0, host: HOST } },
    patron: 'automatic',
    hostMs: 0,
  });
  const printer = await startDocumentPrinterSimulator({ pageMs: 0 });
  const barePrinter = await startDocumentPrinterSimulator({ pageMs: 0 });
  try {
    const { url, keyFile } = await startRegister(
      children,
      join(folder, 'register'),
      0,
      undefined,
      'test/bench/register-process.ts',
    );
    const client = createRegisterClient({ baseUrl: url, key: readFileSync(keyFile, 'utf8'), timeoutMs: 10_000 });
    // Its PINs are hashed more cheaply than a configuration may have them.
    const { staff, ...base } = demoConfig();
    const config = {
      ...Config.parse({
        ...base,
        register: { url, keyFile, everySeconds: 5 },
        devices: [
          { class: 'eid', name: 'eid', connect: { port: eid.port } },
          { class: 'document-printer', name: 'document-printer', uri: printer.uri },
          {
            class: 'payment-terminal',
            name: 'payment-terminal',
            link: { tcp: { host: HOST, port: Number(payment.address.split(':').at(-1)) } },
          },
        ],
      }),
      staff,
    };
    const terminal = startTerminal(config, client, join(folder, 'journal.sqlite'));
    const signIns: number[] = [];
    const papers: number[] = [];
    const bareSignIns: number[] = [];
    const barePapers: number[] = [];
    try {
      for (let round = -WARM; round < rounds; round += 1) {
        const ours = await visit(terminal, eid, printer);
        const bare = await bareVisit(client, bareEid, barePrinter);
        if (round < 0) continue;
        signIns.push(ours.signIn);
        papers.push(ours.paper);
        bareSignIns.push(bare.signIn);
        barePapers.push(bare.paper);
      }
    } finally {
      await terminal.stop();
    }
    return [
      {
        name: 'ID card laid on to signed in',
        unit: 'ms',
        ours: spread(signIns),
        reference: {
          name: 'the same commands over one bare WebSocket, and the register asked once',
          spread: spread(bareSignIns),
        },
        note: 'simulated AusweisApp without delays',
      },
      {
        name: 'decision to pay to paper out of the printer',
        unit: 'ms',
        ours: spread(papers),
        reference: {
          name: 'issued, fetched and sent by one bare Print-Job, without a payment and a journal',
          spread: spread(barePapers),
        },
        note: 'payment terminal and printer without delays',
      },
    ];
  } finally {
    await Promise.all([eid, bareEid, payment, printer, barePrinter].map((simulator) => simulator.stop()));
    await children.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Terminal {
  readonly kiosk: Kiosk;
  readonly secrets: ForkedHost['secrets'];
  stop(): Promise<void>;
}

function startTerminal(config: Config, register: RegisterClient, journal: string): Terminal {
  let secrets: ForkedHost['secrets'] | null = null;
  const entry = fileURLToPath(import.meta.resolve('../../devices/host/host.ts'));
  const fleet: Fleet = startFleet({
    configs: config.devices,
    fonts: FONTS,
    interrupted: false,
    clock: systemClock,
    random: Math.random,
    spawn(domain) {
      const host = forkHost(entry);
      if (domain === 'eid') secrets = host.secrets;
      return host;
    },
  });
  const kiosk = createKiosk({
    history: createLogHistory(Date.now),
    config,
    arms: null,
    store: inProcess(openStore(journal)),
    hours: inlineHours,
    devices: fleet.devices,
    register,
    clock: systemClock,
    log: createLog(
      () => undefined,
      () => Date.now(),
    ),
    runtime: { software: '0', electron: '0', kind: 'node' },
    hosts: { restart: async () => false },
    reports: new KeptReports(),
    papers: { pdf: async () => null },
    press: () => undefined,
    restart: () => undefined,
    powerOff: () => undefined,
    purge: async () => undefined,
  });
  kiosk.start();
  return {
    kiosk,
    get secrets() {
      if (secrets === null) throw new Error('the eID has no process');
      return secrets;
    },
    async stop() {
      await kiosk.stop();
      await fleet.stop();
    },
  };
}

/** The View, as soon as it fits. */
function when(kiosk: Kiosk, fits: (view: View) => boolean): Promise<View> {
  if (fits(kiosk.view())) return Promise.resolve(kiosk.view());
  return new Promise((resolve) => {
    const stop = kiosk.onView((view) => {
      if (!fits(view)) return;
      stop();
      resolve(view);
    });
  });
}

/** What stands on the display, as far as a visitor here looks at it. */
const shown = ({ screen }: View): string =>
  screen.kind === 'page' || screen.kind === 'entry' ? screen.id : screen.kind === 'secret' ? 'secret' : screen.kind;

/** Sign-in, one printed certificate, and out again; milliseconds. */
async function visit(
  { kiosk, secrets }: Terminal,
  eid: EidSimulator,
  printer: DocumentPrinterSimulator,
): Promise<{ readonly signIn: number; readonly paper: number }> {
  const at = (name: string): Promise<View> => when(kiosk, (view) => shown(view) === name);
  const act = async (name: string, intent: Intent): Promise<void> => {
    await at(name);
    kiosk.intent(intent);
  };
  await act('attract', { type: 'wake' });
  await act('language', { type: 'choose-language', language: 'de' });
  // Not before its devices are there, or when they have rested from the last visit.
  await when(
    kiosk,
    ({ screen }) =>
      screen.kind === 'home' &&
      screen.groups.some(({ tiles }) =>
        tiles.some(({ id, unavailable }) => id === 'certificate' && unavailable === undefined),
      ),
  );
  kiosk.intent({ type: 'open-tile', id: 'certificate' });
  await act('preflight', { type: 'act', id: 'start' });
  await act('consent', { type: 'act', id: 'accept' });
  await at('card-none');

  const laid = performance.now();
  eid.actions.lay('erika');
  await at('secret');
  for (const digit of SECRETS.pin) secrets.post(Uint8Array.of(digit.charCodeAt(0)));
  secrets.post(Uint8Array.of(ENTER));
  await at('take-card');
  eid.actions.take();
  await at('certificate-kind');
  const signIn = performance.now() - laid;

  await when(
    kiosk,
    ({ screen }) =>
      screen.kind === 'page' &&
      screen.id === 'certificate-kind' &&
      screen.choices.some(({ id, state }) => id === 'printed' && state === 'plain'),
  );
  kiosk.intent({ type: 'choose', id: 'printed' });
  await when(
    kiosk,
    ({ screen }) =>
      screen.kind === 'page' &&
      screen.id === 'certificate-preview' &&
      screen.actions.some(({ id }) => id === 'confirm'),
  );
  const out = nextPaper(printer);
  const decided = performance.now();
  kiosk.intent({ type: 'act', id: 'confirm' });
  const paper = (await out) - decided;

  await act('order-done', { type: 'done' });
  await when(kiosk, (view) => shown(view).startsWith('menu'));
  kiosk.intent({ type: 'cancel' });
  await when(kiosk, ({ overlay }) => overlay?.kind === 'leave');
  kiosk.intent({ type: 'leave' });
  await at('attract');
  return { signIn, paper };
}

/** When the next job is through. */
function nextPaper(printer: DocumentPrinterSimulator): Promise<number> {
  const before = printer.papers().length;
  return new Promise((resolve) => {
    const stop = printer.onChange(() => {
      if (printer.papers().length === before) return;
      stop();
      resolve(performance.now());
    });
  });
}

let receipts = 0;

/** The same work without any of the kiosk's rules: one connection, no screen, nothing on disk, nothing checked. */
async function bareVisit(
  client: RegisterClient,
  eid: EidSimulator,
  printer: DocumentPrinterSimulator,
): Promise<{ readonly signIn: number; readonly paper: number }> {
  const session = await client.call('eidSession', { language: 'de' });
  if (!session.ok) throw new Error(`no session: ${session.error.kind}`);
  const socket = new WebSocket(eid.address);
  await new Promise((resolve) => void socket.once('open', resolve));
  let laid = 0;
  let nonce = '';
  const ended = new Promise<void>((resolve) => {
    const send = (command: object): void => socket.send(JSON.stringify(command));
    socket.on('message', (data) => {
      const { msg, result, url } = JSON.parse(String(data)) as {
        readonly msg: string;
        readonly result?: unknown;
        readonly url?: string;
      };
      if (msg === 'ACCESS_RIGHTS') send({ cmd: 'ACCEPT' });
      else if (msg === 'INSERT_CARD' && laid === 0) {
        laid = performance.now();
        eid.actions.lay('erika');
      } else if (msg === 'ENTER_PIN') send({ cmd: 'SET_PIN', value: SECRETS.pin });
      else if (msg === 'AUTH' && result !== undefined) {
        nonce = new URL(url ?? '').searchParams.get('nonce') ?? '';
        resolve();
      }
    });
    send({ cmd: 'RUN_AUTH', tcTokenURL: session.value.tcTokenUrl });
  });
  await ended;
  const outcome = await client.call('eidOutcome', { session: session.value.session, nonce });
  if (!outcome.ok || outcome.value.state !== 'signed-in') throw new Error('nobody signed in');
  const signIn = performance.now() - laid;
  socket.terminate();
  eid.actions.take();

  const out = nextPaper(printer);
  const decided = performance.now();
  const { visit: token } = outcome.value;
  receipts += 1;
  const issued = await client.call('certificate', {
    visit: token,
    key: randomUUID(),
    order: { kind: 'simple', fields: [], delivery: 'printed' },
    payment: { amountCents: await feeOf(client), receipt: receipts, terminalId: null },
  });
  if (!issued.ok) throw new Error(`not issued: ${issued.error.kind}`);
  const content = await client.call('document', { document: issued.value.document, visit: token });
  if (!content.ok) throw new Error(`no document: ${content.error.kind}`);
  await printJob(printer.uri, Buffer.from(content.value.pdf, 'base64'));
  const paper = (await out) - decided;
  await client.call('signOut', { visit: token });
  return { signIn, paper };
}

let fee: number | null = null;
async function feeOf(client: RegisterClient): Promise<number> {
  if (fee === null) {
    const answer = await client.catalogue();
    if (!answer.ok || answer.value.kind !== 'catalogue') throw new Error('no catalogue');
    fee =
      answer.value.catalogue.offers.flatMap(({ fees }) => fees).find(({ id }) => id === 'certificate.simple')?.cents ??
      0;
  }
  return fee;
}

async function printJob(uri: string, pdf: Uint8Array): Promise<void> {
  const body = Buffer.concat([
    ippRequest(
      'printJob',
      1,
      uri,
      printAttributes({ user: 'bench', name: 'bench', sides: 'one-sided', tray: undefined }),
      printTemplate({ user: 'bench', name: 'bench', sides: 'one-sided', tray: undefined }),
    ),
    pdf,
  ]);
  const { hostname, port, pathname } = new URL(uri.replace(/^ipp:/, 'http:'));
  await new Promise<void>((resolve, reject) => {
    const sent = httpRequest(
      {
        hostname,
        port,
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/ipp', 'content-length': body.length },
      },
      (response) => response.resume().once('end', resolve),
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
