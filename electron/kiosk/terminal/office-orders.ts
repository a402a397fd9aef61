/** What the office wants of this terminal, as it comes with the register's answers: each is carried out once. */
import type { Cancel } from '../../../base/clock.ts';
import {
  NumberedOrder,
  type HeartbeatRequest,
  type HeartbeatResponse,
  type TerminalOrder,
} from '../../../register/contract/contract.ts';
import type { KioskOptions } from '../options.ts';
import type { Blocking } from './block.ts';
import { createOrderedReport, type OrderedReportDeps } from './ordered-report.ts';

export interface OfficeOrders {
  /** Carries out what is new; true where there was something. */
  take(answer: HeartbeatResponse): boolean;
  /** What is to be told with a sign of life that is about to be sent. */
  toTell(): Pick<HeartbeatRequest, 'taken' | 'reporting'>;
  /** The last sign of life was answered: the register has what was told with it. */
  told(): void;
  stop(): void;
}

export interface OfficeOrdersDeps extends Omit<OrderedReportDeps, 'options' | 'onOver'> {
  readonly options: Pick<KioskOptions, 'restart'> & OrderedReportDeps['options'];
  readonly blocking: Pick<Blocking, 'state' | 'set'>;
  endVisit(): void;
}

/** What is done when it comes; a report takes its time, and counts as taken when the register has it. */
type AtOnce = Exclude<TerminalOrder, { order: 'readiness-report' }>;

/** Milliseconds: a visit is ended now or not at all; the next one is somebody else's. */
const VISIT_MS = 120_000;
/** The hour of the night, in the town's time, from which a restart is made. */
const NIGHT = { from: 3, until: 5 } as const;
const LOOK_EVERY = 60_000;
/** Numbers in one sign of life. */
const AT_ONCE = 20;

export function createOfficeOrders(deps: OfficeOrdersDeps): OfficeOrders {
  const { clock, log, restart } = deps.options;
  const { blocking } = deps;
  const done = new Set<number>();
  let untold: number[] = [];
  let telling: number[] = [];
  let cancel: Cancel = () => undefined;
  let restarts = false;
  const over = (id: number): void => {
    done.add(id);
    untold.push(id);
  };
  const report = createOrderedReport({ ...deps, onOver: over });

  const waitForNight = (): void => {
    const hour = new Date(clock.now()).getHours();
    if (hour >= NIGHT.from && hour < NIGHT.until && deps.free()) {
      log.write('office.restart', {});
      return restart();
    }
    cancel = clock.after(LOOK_EVERY, waitForNight);
  };

  function carryOut(order: AtOnce, ageMs: number): boolean {
    switch (order.order) {
      case 'block':
        blocking.set({ ...blocking.state(), locked: true, text: order.text });
        return true;
      case 'unblock':
        // What somebody at the terminal found out of order stays so.
        blocking.set({ ...blocking.state(), locked: false, ...(blocking.state().outOfOrder ? {} : { text: '' }) });
        return true;
      case 'end-visit':
        if (ageMs > VISIT_MS) return false;
        deps.endVisit();
        return true;
      case 'restart-tonight':
        if (!restarts) cancel = clock.after(LOOK_EVERY, waitForNight);
        restarts = true;
        return true;
    }
  }

  return {
    take({ orders = [], now }) {
      let isNew = false;
      for (const { id, ...told } of orders) {
        if (done.has(id)) continue;
        const order = NumberedOrder.safeParse({ id, ...told });
        // Also one that this software does not know: it would come again for ever.
        const ageMs = order.success ? Date.parse(now) - Date.parse(order.data.givenAt) : 0;
        const body = order.success ? order.data.body : null;
        if (body?.order === 'readiness-report') {
          isNew = report.look(id, ageMs) || isNew;
          continue;
        }
        const isDone = body !== null && carryOut(body, ageMs);
        log.write('office.order', { order: body?.order ?? 'unknown', done: isDone });
        over(id);
        isNew = true;
      }
      return isNew;
    },
    toTell() {
      telling = untold.slice(0, AT_ONCE);
      return { ...report.toTell(), ...(telling.length === 0 ? {} : { taken: telling }) };
    },
    told() {
      untold = untold.filter((id) => !telling.includes(id));
    },
    stop() {
      cancel();
      report.stop();
    },
  };
}
