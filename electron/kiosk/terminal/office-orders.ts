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

export interface OfficeOrders {
  /** Carries out what is new; true where there was something. */
  take(answer: HeartbeatResponse): boolean;
  /** What is to be told with a sign of life that is about to be sent. */
  toTell(): Pick<HeartbeatRequest, 'taken'>;
  /** The last sign of life was answered: the register has what was told with it. */
  told(): void;
  stop(): void;
}

export interface OfficeOrdersDeps {
  readonly options: Pick<KioskOptions, 'clock' | 'log' | 'restart'>;
  readonly blocking: Pick<Blocking, 'state' | 'set'>;
  endVisit(): void;
  /** Nobody is at the terminal, and no device works. */
  free(): boolean;
}

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

  const waitForNight = (): void => {
    const hour = new Date(clock.now()).getHours();
    if (hour >= NIGHT.from && hour < NIGHT.until && deps.free()) {
      log.write('office.restart', {});
      return restart();
    }
    cancel = clock.after(LOOK_EVERY, waitForNight);
  };

  function carryOut(order: TerminalOrder, ageMs: number): boolean {
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
      const before = done.size;
      for (const { id, ...told } of orders) {
        if (done.has(id)) continue;
        const order = NumberedOrder.safeParse({ id, ...told });
        // Also one that this software does not know: it would come again for ever.
        const ageMs = order.success ? Date.parse(now) - Date.parse(order.data.givenAt) : 0;
        const isDone = order.success && carryOut(order.data.body, ageMs);
        log.write('office.order', { order: order.success ? order.data.body.order : 'unknown', done: isDone });
        done.add(id);
        untold.push(id);
      }
      return done.size > before;
    },
    toTell() {
      telling = untold.slice(0, AT_ONCE);
      return telling.length === 0 ? {} : { taken: telling };
    },
    told() {
      untold = untold.filter((id) => !telling.includes(id));
    },
    stop: () => cancel(),
  };
}
