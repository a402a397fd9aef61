import { randomUUID } from 'node:crypto';
import type { Cancel, Clock } from '../../../base/clock.ts';
import type { Frame } from '../../../devices/driver/frames.ts';
import type { DeviceHandle } from '../../../devices/terminal/handles.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import type { CheckRecord } from '../store/store.ts';
import { SELF_TESTS, type Step, type StepResult, type Tools } from './self-tests.ts';

/** What a technician can have done to a device beside its self-test. */
export type DeviceAction = 'restart' | 'restart-host' | 'loop-back' | 'end-of-day';
export type FrameFilter = 'all' | 'out' | 'in' | 'steps';

export interface SelfTestFacts {
  readonly state: 'running' | 'done';
  readonly steps: readonly { readonly id: string; readonly state: 'open' | 'current' | StepResult }[];
  /** What is waited for: the technician's answer, or that something happens at the device. */
  readonly waits: 'answer' | 'deed' | null;
}

export interface DeviceCheckFacts {
  readonly frames: readonly Frame[];
  readonly filter: FrameFilter;
  readonly test: SelfTestFacts | null;
  readonly action: { readonly name: DeviceAction; readonly state: 'running' | 'passed' | 'failed' } | null;
  /** The last result of each step of each device, newest run only. */
  readonly records: readonly CheckRecord[];
  readonly report: {
    readonly state: 'none' | 'saving' | 'saved' | 'printing' | 'printed' | 'failed';
    readonly file: string | null;
  };
}

/** The programs that drive the devices: the one that drives this device is ended and started anew. */
export interface HostActions {
  restart(device: string): Promise<boolean>;
}

export interface DeviceCheckOptions {
  readonly devices: readonly DeviceHandle[];
  readonly hosts: HostActions;
  readonly store: Pick<AsyncStore, 'record' | 'records'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly tools: Tools;
  changed(): void;
}

/** Milliseconds between two looks at the frames of the chosen device. */
const FRAMES_EVERY = 1_000;

/**
 * The technician at the terminal: chooses a device, has it tested step by step, restarts it, reads what went over its
 * wire. Every step's result is kept, and nothing that is kept is changed later.
 */
export function createDeviceCheck(options: DeviceCheckOptions) {
  const { devices, hosts, store, clock, log, changed } = options;
  let chosen: DeviceHandle | null = null;
  let frames: readonly Frame[] = [];
  let filter: FrameFilter = 'all';
  let test: {
    steps: { id: string; state: SelfTestFacts['steps'][number]['state'] }[];
    state: 'running' | 'done';
    waits: SelfTestFacts['waits'];
  } | null = null;
  let action: DeviceCheckFacts['action'] = null;
  let records: readonly CheckRecord[] = [];
  let report: DeviceCheckFacts['report'] = { state: 'none', file: null };
  /** Answers the step that waits. */
  let answerStep: (result: StepResult) => void = () => undefined;
  /** Grows with every choice: what an earlier choice still does must not show in a later one. */
  let turn = 0;
  let cancelFrames: Cancel = () => undefined;

  async function readFrames(): Promise<void> {
    const mine = turn;
    const read = (await chosen?.frames()) ?? [];
    if (mine !== turn) return;
    frames = read;
    changed();
    cancelFrames();
    if (chosen !== null) cancelFrames = clock.after(FRAMES_EVERY, () => void readFrames());
  }

  async function readRecords(): Promise<void> {
    records = await store.records().catch(() => records);
    changed();
  }

  async function record(run: string, device: DeviceHandle, step: string, result: StepResult): Promise<void> {
    log.write('technician.check', { device: device.name, step, result });
    try {
      await store.record({ run, at: clock.now(), device: device.name, class: device.class, step, result });
    } catch {
      log.write('store.failed', { operation: 'record' });
    }
  }

  async function perform(step: Step, device: DeviceHandle): Promise<StepResult> {
    if (step.kind === 'auto') return (await step.run(device, options.tools)) ? 'passed' : 'failed';
    if (step.kind === 'ask') await step.before?.(device);
    const result = await awaited(step, device);
    if (step.kind === 'ask') await step.after?.(device);
    return result;
  }

  /** The technician's answer, the device's event or state, or the end of the time. */
  function awaited(step: Exclude<Step, { kind: 'auto' }>, device: DeviceHandle): Promise<StepResult> {
    return new Promise((resolve) => {
      let forget = (): void => undefined;
      let cancel: Cancel = () => undefined;
      answerStep = (result) => {
        answerStep = () => undefined;
        forget();
        cancel();
        resolve(result);
      };
      if (step.kind === 'act') {
        if ('onEvent' in device)
          forget = (device.onEvent as (listener: (event: unknown) => void) => () => void)((event) => {
            if (step.event(event)) answerStep('passed');
          });
        cancel = clock.after(step.limit, () => answerStep('failed'));
      }
      if (step.kind === 'state') {
        const look = (): void => {
          if (step.is(device)) answerStep('passed');
        };
        forget = device.onStatus(look);
        cancel = clock.after(step.limit, () => answerStep('failed'));
        look();
      }
    });
  }

  async function runTest(device: DeviceHandle): Promise<void> {
    const mine = (turn += 1);
    const run = randomUUID();
    const steps: readonly Step[] = SELF_TESTS[device.class];
    // Its own: what a later choice begins is another one.
    const own: NonNullable<typeof test> = {
      state: 'running',
      waits: null,
      steps: steps.map(({ id }) => ({ id, state: 'open' })),
    };
    test = own;
    void readFrames();
    for (const [at, step] of steps.entries()) {
      const shown = own.steps[at];
      if (shown === undefined || mine !== turn) return;
      shown.state = 'current';
      own.waits = step.kind === 'ask' ? 'answer' : step.kind === 'act' || step.kind === 'state' ? 'deed' : null;
      changed();
      const result = await perform(step, device);
      // The technician has gone on to something else: what was not finished is no result.
      if (mine !== turn) return;
      shown.state = result;
      await record(run, device, step.id, result);
    }
    if (mine !== turn) return;
    own.state = 'done';
    own.waits = null;
    await readRecords();
  }

  async function runAction(name: DeviceAction, device: DeviceHandle): Promise<boolean> {
    switch (name) {
      case 'restart':
        return device.restart();
      case 'restart-host':
        return hosts.restart(device.name);
      case 'loop-back':
        return device.loopBack();
      case 'end-of-day':
        return device.class === 'payment-terminal' && (await device.endOfDay()).ok;
    }
  }

  async function act(name: DeviceAction): Promise<void> {
    const device = chosen;
    if (device === null || action?.state === 'running') return;
    action = { name, state: 'running' };
    changed();
    const done = await runAction(name, device);
    log.write('technician.action', { device: device.name, action: name, result: done ? 'passed' : 'failed' });
    if (chosen === device) action = { name, state: done ? 'passed' : 'failed' };
    await readFrames();
  }

  function choose(name: string | null): void {
    turn += 1;
    answerStep('skipped');
    cancelFrames();
    chosen = devices.find((device) => device.name === name) ?? null;
    frames = [];
    test = null;
    action = null;
    report = { state: 'none', file: null };
    if (chosen !== null) void readFrames();
    void readRecords();
  }

  return {
    facts: (): DeviceCheckFacts => ({ frames, filter, test, action, records, report }),
    choose,
    startTest: (): void => void (chosen === null || test?.state === 'running' ? undefined : runTest(chosen)),
    answer: (result: StepResult): void => answerStep(result),
    act: (name: DeviceAction): void => void act(name),
    showFrames(next: FrameFilter): void {
      filter = next;
      changed();
    },
    /** Something is under way that must not end because the technician does not touch the screen. */
    busy: (): boolean =>
      test?.state === 'running' ||
      action?.state === 'running' ||
      report.state === 'saving' ||
      report.state === 'printing',
    async makeReport(kind: 'save' | 'print', make: () => Promise<string | null>): Promise<void> {
      report = { state: kind === 'save' ? 'saving' : 'printing', file: report.file };
      changed();
      const made = await make();
      report =
        made === null
          ? { state: 'failed', file: null }
          : { state: kind === 'save' ? 'saved' : 'printed', file: kind === 'save' ? made : report.file };
      changed();
    },
    /** A device of this class is being tested. */
    tests: (kind: DeviceHandle['class']): boolean => chosen?.class === kind && test?.state === 'running',
    stop: (): void => choose(null),
  };
}
export type DeviceCheck = ReturnType<typeof createDeviceCheck>;
