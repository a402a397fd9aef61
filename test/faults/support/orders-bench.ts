/**
 * A terminal that takes an order, whole: the kiosk with its machines and its journal on disk, the real register, the
 * real ZVT driver on the simulated payment terminal, and a printer that keeps its paper. At a moment of the order
 * something goes away, and comes back.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { systemClock } from '../../../base/clock.ts';
import { PaymentTerminalConfig } from '../../../devices/payment-terminal/config.ts';
import { createPaymentTerminal } from '../../../devices/payment-terminal/create.ts';
import type { PaymentTerminal } from '../../../devices/payment-terminal/payment-terminal.ts';
import {
  type PaymentTerminalSimulator,
  startPaymentTerminalSimulator,
} from '../../../devices/payment-terminal/simulator/simulator.ts';
import type { Intent, ScreenOf, View } from '../../../electron/ipc/view.ts';
import { Config } from '../../../electron/kiosk/terminal/config.ts';
import { createKiosk, type Kiosk } from '../../../electron/kiosk/kiosk.ts';
import { createLogHistory } from '../../../electron/kiosk/log/history.ts';
import { createLog } from '../../../electron/kiosk/log/log.ts';
import { type AsyncStore, createStoreClient, type StoreProcess } from '../../../electron/kiosk/store/client.ts';
import { openStore } from '../../../electron/kiosk/store/store.ts';
import type { RegisterClient } from '../../../register/client/client.ts';
import { err } from '../../../base/result.ts';
import { STAFF_PIN, demoConfig } from '../../harness/kiosk-harness.ts';
import { inlineHours } from '../../harness/hours.ts';
import { KeptReports, ScriptedPrinter } from '../../harness/scripted.ts';
import { type Town, startTown } from '../../unit/register/server/services/town.ts';
import { PaperTray, fastClock, openDoor, paymentHandle, quickReader, storeProcess } from './orders-parts.ts';

/** In the order in which they come. `-`: before it is on disk or sent; otherwise it just is. */
export const MOMENTS = [
  '-intent',
  'intent',
  'paying',
  'sent',
  'result',
  '-captured',
  'captured',
  'issuing',
  '-issued',
  'answer',
  'issued',
  'printing',
  'printed',
  'delivered',
  '-closed',
  'closed',
] as const;
export type Moment = (typeof MOMENTS)[number];
type Hook = (moment: Moment) => Promise<void>;

/** A kiosk from its start to its end, on the journal of the one before. */
interface Run {
  readonly kiosk: Kiosk;
  readonly store: AsyncStore;
  readonly driver: PaymentTerminal;
  dead: boolean;
  keeper: StoreProcess | null;
  readonly lines: string[];
  readonly end: () => void;
}
const never = (): Promise<never> => new Promise(() => undefined);

/** Real orders of magnitude, shortened. */
const TIMING = { t2: 500, t3: 1_000, t4: 30_000, poll: 1_000, pollHindered: 500, resolve: 3_000 };
const ORDER_STEPS: Readonly<Record<string, Moment>> = {
  intent: 'intent',
  issuing: 'issuing',
  issued: 'issued',
  closed: 'closed',
};
const PAYMENT_STEPS: Readonly<Record<string, Moment>> = {
  intent: 'paying',
  sent: 'sent',
  result: 'result',
  captured: 'captured',
  delivered: 'delivered',
};
const BEFORE: Readonly<Partial<Record<Moment, Moment>>> = {
  intent: '-intent',
  captured: '-captured',
  closed: '-closed',
};

/** On the kiosks' day: what the register signed of its catalogue is believed for a few days only. */
export async function openTown(): Promise<Town> {
  const town = await startTown({ eidServer: openDoor() });
  town.advance(systemClock.now() - town.clock.now());
  return town;
}

export class OrderBench {
  readonly town: Town;
  readonly simulator: PaymentTerminalSimulator;
  readonly tray = new PaperTray();
  readonly #folder = mkdtempSync(join(tmpdir(), 'foyer-orders-'));
  #run!: Run;
  #runs: Run[] = [];
  /** What the register does: answers, is not there, or does what it is asked and its answers are lost. */
  register: 'answers' | 'away' | 'mute' = 'answers';
  /** Whether the town's resident system answers the register. */
  residents: 'answers' | 'away' = 'answers';
  /** Called at each moment, which goes on when it is done. */
  at: Hook = async () => undefined;
  /** Called when an entry is on disk and the store has not said so. */
  written: (moment: Moment, kill: () => void) => void = () => undefined;
  /** A pick-up code was shown to the visitor. */
  coded = false;
  /** Ids of the orders, as the journal saw them. */
  readonly ids = new Set<string>();

  private constructor(town: Town, simulator: PaymentTerminalSimulator) {
    this.town = town;
    this.simulator = simulator;
  }

  static async start(town: Town): Promise<OrderBench> {
    const bench = new OrderBench(
      town,
      await startPaymentTerminalSimulator({
        patron: 'automatic',
        hostMs: 5,
        lostAck: 'keep',
        link: { tcp: { port: 0 } },
      }),
    );
    bench.begin();
    return bench;
  }

  get kiosk(): Kiosk {
    return this.#run.kiosk;
  }

  begin(): void {
    const journal: { keep: Parameters<ReturnType<typeof paymentHandle>['onAppendToJournal']>[0] } = {
      keep: async () => false,
    };
    const config = PaymentTerminalConfig.parse({
      class: 'payment-terminal',
      name: 'zvt',
      timing: TIMING,
      link: { tcp: { host: '127.0.0.1', port: Number(this.simulator.address.split(':').at(-1)) } },
    });
    const end = Promise.withResolvers<false>();
    const driver = createPaymentTerminal(config, {
      clock: systemClock,
      random: () => 0,
      appendToJournal: (entry) => Promise.race([journal.keep(entry), end.promise]),
    });
    const run: Pick<Run, 'driver' | 'dead' | 'keeper' | 'lines' | 'end'> = {
      driver,
      dead: false,
      keeper: null,
      lines: [],
      end: () => end.resolve(false),
    };
    const alive = async <T>(work: () => Promise<T>): Promise<T> => {
      if (run.dead) return never();
      const answer = await work();
      return run.dead ? never() : answer;
    };
    const reached: Hook = (moment) => alive(() => this.at(moment));
    const client = createStoreClient({
      clock: fastClock,
      onGone: () => undefined,
      spawn: () =>
        (run.keeper = storeProcess(join(this.#folder, 'journal.sqlite'), (verb, step, kill) => {
          const moment = (verb === 'keepOrder' ? ORDER_STEPS : PAYMENT_STEPS)[step];
          if (moment !== undefined) this.written(moment, kill);
        })),
    });
    const keeping =
      (steps: Readonly<Record<string, Moment>>) =>
      async (entry: { readonly step: string }, write: () => Promise<void>): Promise<void> => {
        const moment = steps[entry.step];
        const before = moment === undefined ? undefined : BEFORE[moment];
        if (before !== undefined) await reached(before);
        await alive(write);
        if (moment !== undefined) await reached(moment);
      };
    const [ofOrders, ofPayments] = [keeping(ORDER_STEPS), keeping(PAYMENT_STEPS)];
    const store = new Proxy(client, {
      get: (inner, verb: keyof AsyncStore) => {
        if (verb === 'keepOrder')
          return (...args: Parameters<AsyncStore['keepOrder']>) => {
            this.ids.add(args[0].id);
            return ofOrders(args[0], () => inner.keepOrder(...args));
          };
        if (verb === 'appendToJournal')
          return (...args: Parameters<AsyncStore['appendToJournal']>) =>
            ofPayments(args[0], () => inner.appendToJournal(...args));
        if (verb === 'close') return inner.close;
        return (...args: unknown[]) => alive(() => (inner[verb] as (...all: unknown[]) => Promise<unknown>)(...args));
      },
    });
    // Its PINs are hashed more cheaply than a configuration may have them.
    const { staff, ...base } = demoConfig();
    const kiosk = createKiosk({
      history: createLogHistory(() => fastClock.now()),
      config: { ...Config.parse({ ...base, register: { ...base.register, everySeconds: 5 } }), staff },
      arms: null,
      clock: fastClock,
      store,
      hours: inlineHours,
      devices: [quickReader(), paymentHandle(driver, journal), this.tray.handle(reached), new ScriptedPrinter()],
      register: this.#line(alive, reached),
      hosts: { restart: async () => true },
      reports: new KeptReports(),
      papers: { pdf: async () => null },
      runtime: { software: '0', electron: '0', kind: 'node' },
      log: createLog(
        (line) => void run.lines.push(line),
        () => fastClock.now(),
      ),
      press: () => undefined,
      restart: () => undefined,
      powerOff: () => undefined,
      purge: async () => undefined,
    });
    this.#run = Object.assign(run, { kiosk, store }) as Run;
    this.#runs.push(this.#run);
    kiosk.start();
  }

  #line(alive: <T>(work: () => Promise<T>) => Promise<T>, reached: Hook): RegisterClient {
    const { client } = this.town;
    const lost = err({ kind: 'unreachable' as const, reason: 'timeout' as const });
    const away = err({ kind: 'unavailable' as const, part: 'residents' as const });
    const noResidents = (): boolean => this.residents === 'away';
    const asked = <T>(work: () => Promise<T>): Promise<T> =>
      alive(async () => {
        if (this.register === 'away') return lost as T;
        const answer = await work();
        return this.register === 'mute' ? (lost as T) : answer;
      });
    return {
      catalogue: (etag, since) => asked(() => client.catalogue(etag, since)),
      signingKey: () => asked(() => client.signingKey()),
      documentStatus: (request) => asked(() => client.documentStatus(request)),
      statusKeys: () => asked(() => client.statusKeys()),
      statusPage: (request) => asked(() => client.statusPage(request)),
      heartbeat: (request) => asked(() => client.heartbeat(request)),
      helpCall: (request) => asked(() => client.helpCall(request)),
      helpAnswer: (request) => asked(() => client.helpAnswer(request)),
      endHelp: (key) => asked(() => client.endHelp(key)),
      readinessReport: (request) => asked(() => client.readinessReport(request)),
      inbox: (key, request) => asked(() => client.inbox(key, request)),
      caseStatus: (request) => asked(() => client.caseStatus(request)),
      async call(route, request) {
        if (route === 'resident' && noResidents()) return asked(async () => away);
        if (route !== 'certificate') return asked(() => client.call(route, request));
        await reached('-issued');
        return asked(async () => {
          if (noResidents()) return away;
          const answer = await client.call(route, request);
          await reached('answer');
          return answer;
        });
      },
    };
  }

  /**
   * The kiosk ends like a killed process, and answers on their way to it are dropped; a new one begins on its journal.
   */
  async crash(): Promise<never> {
    const run = this.#run;
    run.dead = true;
    run.keeper?.kill();
    run.end();
    await run.driver.close();
    // Its timers end with the process.
    void run.kiosk.stop().catch(() => undefined);
    this.begin();
    return never();
  }

  killStore(): void {
    this.#run.keeper?.kill();
  }

  async when(is: (view: View) => boolean): Promise<View> {
    const { kiosk } = this.#run;
    if (is(kiosk.view())) return kiosk.view();
    return new Promise((resolve) => {
      const stop = kiosk.onView((view) => {
        if (!is(view)) return;
        stop();
        resolve(view);
      });
    });
  }

  /** Leads the visitor from the start to the end of the visit, whatever happens on the way. */
  async visit(): Promise<void> {
    const run = this.#run;
    // A screen is answered once, however often it is drawn.
    let acted = '';
    const seen = { confirmed: false, over: false, tries: 0 };
    await new Promise<void>((resolve) => {
      const look = (view: View): void => {
        if (run.dead) return resolve();
        if (seen.over && view.screen.kind === 'attract' && view.overlay === undefined) return resolve();
        const about = `${view.screen.kind} ${'id' in view.screen ? view.screen.id : ''} ${view.overlay?.kind ?? ''}`;
        if (about === acted) return;
        acted = '';
        const intent = this.#decide(view, seen);
        if (intent === null) return;
        acted = about;
        setImmediate(() => {
          if (!run.dead) run.kiosk.intent(intent);
        });
      };
      run.kiosk.onView(look);
      const watch = setInterval(() => {
        if (run.dead || (seen.over && run.kiosk.view().screen.kind === 'attract')) {
          clearInterval(watch);
          resolve();
        }
      }, 50);
      look(run.kiosk.view());
    });
  }

  #decide({ screen, overlay, bar }: View, seen: { confirmed: boolean; over: boolean; tries: number }): Intent | null {
    if (overlay !== undefined)
      return overlay.kind === 'leave' ? { type: 'leave' } : overlay.kind === 'idle' ? { type: 'stay' } : null;
    const leave = (): Intent | null => {
      seen.over = true;
      return bar.cancel ? { type: 'cancel' } : null;
    };
    switch (screen.kind) {
      case 'attract':
        return seen.over ? null : { type: 'wake' };
      case 'language':
        return { type: 'choose-language', language: 'de' };
      case 'home': {
        if (seen.confirmed) return leave();
        return screen.groups.some(({ tiles }) =>
          tiles.some(({ id, unavailable }) => id === 'certificate' && unavailable === undefined),
        )
          ? { type: 'open-tile', id: 'certificate' }
          : null;
      }
      case 'goodbye':
        seen.over = true;
        return { type: 'done' };
      // The receipt that comes by itself did not come: the visitor goes without.
      case 'notice':
        return screen.actions.includes('done') ? { type: 'done' } : null;
      case 'page':
        break;
      default:
        return null;
    }
    switch (screen.id) {
      case 'preflight':
        return { type: 'act', id: 'start' };
      case 'certificate-kind':
        return screen.choices.some(({ id, state }) => id === 'printed' && state === 'plain')
          ? { type: 'choose', id: 'printed' }
          : null;
      case 'certificate-preview': {
        if (seen.confirmed) return leave();
        seen.confirmed = true;
        return { type: 'act', id: 'confirm' };
      }
      case 'not-printed':
        return this.tray.away || (seen.tries += 1) > 2 ? { type: 'act', id: 'pick-up' } : { type: 'retry' };
      // The visitor says that the paper is there.
      case 'print-unclear':
        return { type: 'act', id: this.tray.sheets.length > 0 ? 'complete' : 'pick-up' };
      case 'pick-up':
        this.coded = true;
        return { type: 'done' };
      case 'order-done':
        return { type: 'done' };
      case 'take-card':
        return null;
      case 'declined':
      case 'pay-unknown':
      case 'not-begun':
      case 'not-issued':
      case 'undelivered':
      case 'service-failed':
        return { type: 'home' };
      default:
        return screen.id.startsWith('menu-') && seen.confirmed
          ? leave()
          : screen.id.startsWith('eid-')
            ? leave()
            : null;
    }
  }

  async signInStaff(): Promise<void> {
    const { kiosk } = this.#run;
    kiosk.intent({ type: 'staff-gesture' });
    await this.when(({ screen }) => screen.kind === 'staff-sign-in' && !screen.busy);
    for (const key of STAFF_PIN) kiosk.intent({ type: 'key', key });
    kiosk.intent({ type: 'submit' });
    await this.when(({ screen }) => screen.kind === 'staff');
  }

  /** Staff end the visit while it is at this moment. */
  async reset(): Promise<void> {
    await this.signInStaff();
    if ((this.kiosk.view().screen as ScreenOf<'staff'>).visitRunning)
      this.kiosk.intent({ type: 'staff-reset', reason: 'stuck' });
    this.kiosk.intent({ type: 'staff-close' });
    await this.when(({ screen }) => screen.kind === 'attract');
  }

  /** What staff have on their list. */
  async list(): Promise<ScreenOf<'staff'>['unfinished']> {
    await this.signInStaff();
    this.kiosk.intent({ type: 'staff-tab', tab: 'unfinished' });
    const { screen } = await this.when((view) => view.screen.kind === 'staff' && view.screen.tab === 'unfinished');
    return (screen as ScreenOf<'staff'>).unfinished;
  }

  /** What the journal has as open, read beside the kiosk. */
  journal(): {
    orders: { id: string; state: string }[];
    payments: { id: string; state: string }[];
    unreported: number;
  } {
    const store = openStore(join(this.#folder, 'journal.sqlite'));
    try {
      return {
        orders: store.openOrders().map(({ id, state }) => ({ id, state })),
        payments: store.outstandingPayments().map(({ id, state }) => ({ id, state })),
        unreported: store.owedReports(99).length + store.outboxCounts().waiting,
      };
    } finally {
      store.close();
    }
  }

  /**
   * With everything back, nothing stays open but what only staff can decide: issued, and not handed over. False where
   * it did not come to that.
   */
  async comesToRest(limit = 90_000): Promise<boolean> {
    this.register = 'answers';
    this.residents = 'answers';
    this.tray.be(false);
    await this.simulator.actions.powerOn();
    const until = Date.now() + limit;
    while (Date.now() < until) {
      const { dead, kiosk } = this.#run;
      const { orders, payments, unreported } = this.journal();
      if (
        !dead &&
        kiosk.view().screen.kind === 'attract' &&
        unreported === 0 &&
        orders.every(({ state }) => state === 'issued') &&
        payments.every(({ id, state }) => state === 'captured' && orders.some((one) => one.id === id))
      )
        return true;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return false;
  }

  /** Sales that the terminal will be paid for. */
  sold(): number {
    return this.simulator.sales().filter(({ state }) => state === 'stored').length;
  }

  /** Documents that the register issued for these orders. */
  async issued(): Promise<number> {
    if (this.ids.size === 0) return 0;
    return (
      await this.town.database.db
        .selectFrom('issued_document')
        .select('key')
        .where('key', 'in', [...this.ids])
        .execute()
    ).length;
  }

  /**
   * Orders that were sent to the register and of which journal and register do not say the same: one that was issued is
   * known as that, and one that was not is void there, so that it never will be. One that left the journal is over
   * there too, and opens nothing.
   */
  async unknownToEachOther(): Promise<string[]> {
    const file = new DatabaseSync(join(this.#folder, 'journal.sqlite'), { readOnly: true });
    const steps = file.prepare('SELECT "order" AS id, step FROM order_entry').all() as { id: string; step: string }[];
    file.close();
    const left = [...this.ids].filter((id) => !steps.some((one) => one.id === id));
    const documents =
      left.length === 0
        ? []
        : await this.town.database.db
            .selectFrom('issued_document')
            .select(['closed_at', 'content'])
            .where('key', 'in', left)
            .execute();
    const open = documents
      .filter(({ closed_at: closed, content }) => closed === null || (content !== null && !this.coded))
      .map(() => 'left the journal and is open at the register');
    const has = (id: string, step: string): boolean => steps.some((one) => one.id === id && one.step === step);
    const sent = [...this.ids].filter((id) => has(id, 'issuing'));
    if (sent.length === 0) return open;
    const rows = await this.town.database.db
      .selectFrom('request')
      .select(['key', 'state'])
      .where('key', 'in', sent)
      .execute();
    return [
      ...open,
      ...sent.flatMap((id) => {
        const state = rows.find(({ key }) => key === id)?.state ?? 'unheard of';
        return state === (has(id, 'issued') ? 'done' : 'void')
          ? []
          : [`${state} at the register, ${has(id, 'issued') ? 'issued' : 'not issued'} in the journal`];
      }),
    ];
  }

  /** What was reported to the register of these orders. */
  async reports(): Promise<string[]> {
    if (this.ids.size === 0) return [];
    return (
      await this.town.database.db
        .selectFrom('order_report')
        .select('event')
        .where('order_key', 'in', [...this.ids])
        .execute()
    ).map(({ event }) => event);
  }

  /** Everything that the kiosks wrote into their logs. */
  logs(): string {
    return this.#runs.flatMap(({ lines }) => lines).join('\n');
  }

  async stop(): Promise<void> {
    await this.#run.kiosk.stop();
    await this.#run.driver.close();
    await this.simulator.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
