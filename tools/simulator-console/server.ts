import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import type { PrinterFault } from '../../devices/receipt-printer/simulator/faults.ts';
import type { ReceiptPrinterSimulator } from '../../devices/receipt-printer/simulator/simulator.ts';
import { DeskAction, type DeskState } from './contract.ts';
import type { Panel } from './panel.ts';
import { Pointer } from './pointer.ts';
import { ScreenWatch } from './screen.ts';

export interface DeskOptions {
  /** 0 takes any free one. Default 8490. Listens on 127.0.0.1 only. */
  readonly port?: number;
  readonly simulators: {
    readonly receiptPrinter: ReceiptPrinterSimulator;
    /** All others. */ readonly panels?: readonly Panel[];
  };
  /** The virtual display: Xvfb's `-fbdir` file, its name for xdotool, its size in pixels. */
  readonly display?: {
    readonly fbFile: string;
    readonly display: string;
    readonly width: number;
    readonly height: number;
  };
}

export interface Desk {
  /** With the token that opens it: the address alone is enough to operate the devices. */
  readonly url: string;
  stop(): Promise<void>;
}

export const defaultDeskPort = 8490;
/** Changes within this time are sent as one. Milliseconds. */
const coalesce = 50;
/** So that neither side takes a quiet line for a dead one. Milliseconds. */
const heartbeat = 15_000;
const longestBody = 4096;

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const files: Record<string, readonly [name: string, type: string]> = {
  '': ['index.html', 'text/html; charset=utf-8'],
  'desk.css': ['desk.css', 'text/css; charset=utf-8'],
  'icon.svg': ['icon.svg', 'image/svg+xml'],
  'desk.js': ['desk.js', 'text/javascript; charset=utf-8'],
};

/** Starts the page from which simulated devices are operated and the terminal's picture is seen. */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  const token = randomBytes(18).toString('base64url');
  const printer = options.simulators.receiptPrinter;
  const panels = options.simulators.panels ?? [];
  const viewers = new Set<ServerResponse>();
  const pointer = options.display === undefined ? null : new Pointer(options.display.display);
  const tell = (event: string, data: unknown): void => {
    for (const viewer of viewers) viewer.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const screen =
    options.display === undefined
      ? null
      : new ScreenWatch(
          options.display.fbFile,
          ({ revision }) => tell('screen', revision),
          () => changed(),
        );

  const state = (): DeskState => ({
    printer: {
      ...printer.snapshot(),
      address: printer.address,
      faults: printer.faults.active().map(({ fault, always }) => ({ kind: fault.kind, always })),
      violations: printer.violations().slice(-20).reverse(),
    },
    papers: printer
      .papers()
      .map(({ number, cutAt, text }) => ({ number, cutAt, text }))
      .reverse(),
    devices: panels.map(({ name, title, address, hands, faults, ...panel }) => {
      const active = new Set(panel.active());
      return {
        name,
        title,
        address,
        hands: hands.map(({ label }) => label),
        faults: faults.map(({ label, kind }) => ({ label, active: active.has(kind) })),
        facts: panel.facts(),
        documents: (panel.documents?.() ?? []).map(({ label }) => label),
      };
    }),
    display:
      options.display === undefined
        ? null
        : {
            width: options.display.width,
            height: options.display.height,
            problem: screen?.problem ?? pointer?.problem ?? null,
          },
  });
  let telling: NodeJS.Timeout | null = null;
  const changed = (): void => {
    telling ??= setTimeout(() => {
      telling = null;
      tell('state', state());
    }, coalesce);
  };
  const unsubscribe = [
    printer.onChange(changed),
    printer.onPaper(changed),
    ...panels.map((panel) => panel.onChange(changed)),
  ];

  const watch = (request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    viewers.add(response);
    screen?.look();
    response.write(`event: state\ndata: ${JSON.stringify(state())}\n\n`);
    if (screen?.picture != null) response.write(`event: screen\ndata: ${screen.picture.revision}\n\n`);
    const beat = setInterval(() => response.write(': \n\n'), heartbeat);
    request.on('close', () => {
      clearInterval(beat);
      viewers.delete(response);
      if (viewers.size > 0) return;
      screen?.lookAway();
      pointer?.release();
    });
  };

  const act = async (action: DeskAction): Promise<void> => {
    switch (action.do) {
      case 'hand':
        await printer.actions[action.hand]();
        break;
      case 'fault': {
        const fault: PrinterFault =
          action.fault === 'paper-out-mid-job'
            ? { kind: action.fault, lines: action.lines ?? 3 }
            : { kind: action.fault };
        if (action.always) printer.faults.failAlways(fault);
        else printer.faults.failNext(fault);
        break;
      }
      case 'clear-faults':
        printer.faults.clear();
        break;
      case 'device-hand':
        await panels.find(({ name }) => name === action.device)?.hands[action.at]?.run();
        break;
      case 'device-fault':
        panels.find(({ name }) => name === action.device)?.faults[action.at]?.begin(action.always);
        break;
      case 'device-mend':
        await panels.find(({ name }) => name === action.device)?.mend();
        break;
      case 'pointer': {
        const { width, height } = options.display ?? { width: 0, height: 0 };
        if (action.x < width && action.y < height) pointer?.act(action.kind, action.x, action.y);
        break;
      }
    }
    changed();
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = (status: number, type: string, body: string | Uint8Array): void => {
      response.writeHead(status, { ...headers, 'content-type': type });
      response.end(body);
    };
    const refuse = (status: number, reason: string): void => answer(status, 'text/plain; charset=utf-8', reason);
    // A page elsewhere that made a name point to this machine still sends its own name as host.
    if (!hosts.has(request.headers.host ?? '')) return refuse(421, 'Unbekannter Rechnername');
    const [, given = '', ...rest] = new URL(request.url ?? '/', 'http://desk').pathname.split('/');
    if (!sameToken(given, token))
      return refuse(403, 'Diese Adresse gilt nicht (mehr). Die gültige hat der Start ausgegeben.');
    const path = rest.join('/');
    if (request.method === 'POST' && path === 'act') {
      if (!origins.has(request.headers.origin ?? '')) return refuse(403, 'Fremde Seite');
      const body = await readBody(request);
      const action = body === null ? null : DeskAction.safeParse(body);
      if (action?.success !== true)
        return refuse(
          400,
          action === null
            ? 'Kein JSON oder zu lang'
            : action.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
        );
      await act(action.data);
      response.writeHead(204, headers).end();
      return;
    }
    if (request.method !== 'GET') return refuse(405, 'Nur GET und POST act');
    if (path === 'events') return watch(request, response);
    if (path === 'screen.jpg')
      return screen?.picture == null
        ? refuse(404, screen?.problem ?? 'Noch kein Bild')
        : answer(200, 'image/jpeg', screen.picture.jpeg);
    const paper = /^papers\/(\d{1,9})\.png$/.exec(path);
    if (paper !== null) {
      const found = printer.papers().find(({ number }) => number === Number(paper[1]));
      return found === undefined ? refuse(404, 'Dieses Papier gibt es nicht') : answer(200, 'image/png', found.png());
    }
    const sheet = /^documents\/([a-z-]{1,32})\/(\d{1,4})\.pdf$/.exec(path);
    if (sheet !== null) {
      const found = panels.find(({ name }) => name === sheet[1])?.documents?.()[Number(sheet[2])];
      return found === undefined
        ? refuse(404, 'Dieses Dokument gibt es nicht')
        : answer(200, 'application/pdf', found.pdf);
    }
    const file = files[path];
    if (file === undefined || rest.length === 0) return refuse(404, 'Das gibt es nicht');
    const [name, type] = file;
    answer(200, type, name.endsWith('.js') ? await script(name) : await pageFile(name));
  };

  const server = http.createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, headers);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? defaultDeskPort, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));

  return {
    url: `http://127.0.0.1:${port}/${token}/`,
    stop: async () => {
      for (const end of unsubscribe) end();
      if (telling !== null) clearTimeout(telling);
      for (const viewer of viewers) viewer.end();
      await screen?.stop();
      await pointer?.idle();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

const pageFile = (name: string): Promise<string> => readFile(new URL(`page/${name}`, import.meta.url), 'utf8');

/**
 * Beside a bundle it lies compiled, and there is no compiler; in a checkout, where only its source is, it is compiled
 * each time.
 */
async function script(name: string): Promise<string> {
  const compiled = await pageFile(name).catch(() => null);
  if (compiled !== null) return compiled;
  const source = name.replace(/\.js$/, '.ts');
  const { transformSync } = await import('rolldown/utils');
  return transformSync(source, await pageFile(source)).code;
}

function sameToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The body as JSON; null when it is none or too long. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
}
