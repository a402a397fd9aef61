/** The screens of staff and technicians, as the kiosk says them. */
import { z } from 'zod';
import { OutOfOrderScreen } from './visitor-screens.ts';
import { Text } from './words.ts';

const DeviceView = z.object({
  name: z.string(),
  title: Text,
  state: z.string(),
  text: Text,
  tone: z.enum(['good', 'warning', 'bad', 'neutral']),
  identity: z.array(z.object({ label: Text, value: z.string() })),
});
export type DeviceView = z.infer<typeof DeviceView>;

/** `bad`: something that must not stay so. */
const Fact = z.object({ label: Text, value: z.union([z.string(), Text]), tone: z.enum(['bad']).optional() });
const StepLine = z.object({
  id: z.string(),
  text: Text,
  state: z.enum(['open', 'current', 'passed', 'failed', 'skipped']),
});
export type StepLine = z.infer<typeof StepLine>;
const SelfTest = z.object({
  steps: z.array(StepLine),
  running: z.boolean(),
  /** What the technician is asked, or is to do next. */
  asks: z.object({ text: Text, answers: z.array(z.enum(['passed', 'failed', 'skipped'])) }).optional(),
});
export const DeviceAction = z.enum(['restart', 'restart-host', 'loop-back', 'end-of-day']);
const DeviceFrame = z.object({
  at: z.string(),
  direction: z.enum(['out', 'in', 'step']),
  hex: z.string(),
  meaning: z.string(),
});
export const ReplayStep = z.enum(['start', 'first', 'back', 'next', 'last', 'end']);
export const LogLevel = z.enum(['info', 'warning', 'error']);
export const FrameFilter = z.enum(['all', 'out', 'in', 'steps']);

/**
 * What staff can say of something unfinished: slips are handed over or not needed; of payments, what the terminal's own
 * journal says.
 */
export const Settlement = z.enum(['handed-over', 'dropped', 'ask', 'paid', 'not-paid', 'reverse', 'reprint']);
export type Settlement = z.infer<typeof Settlement>;

export const DiscardReason = z.enum(['done-otherwise', 'duplicate', 'test', 'unusable']);

export const OperatorTab = z.enum(['overview', 'unfinished', 'pick-up', 'journal', 'mode']);
export type OperatorTab = z.infer<typeof OperatorTab>;

/** What the terminal does for visitors, as staff set it. */
export const TerminalMode = z.enum(['in-service', 'locked', 'out-of-order']);
export type TerminalMode = z.infer<typeof TerminalMode>;

const Tone = z.enum(['good', 'warning', 'bad']);

const StaffHead = z.object({
  /** The worst of the parts decides. */
  tone: Tone,
  /** The same in a word: not by colour alone. */
  word: Text,
  /** Each leads to where it is dealt with: a tab, and a section of it. */
  parts: z
    .array(
      z.object({
        text: Text,
        tone: Tone,
        tab: OperatorTab,
        section: z.enum(['disk', 'help', 'devices']).optional(),
      }),
    )
    .min(3),
});

export const JournalFilter = z.enum(['all', 'visits', 'payments', 'documents', 'help', 'devices', 'staff', 'mode']);

const DayJournal = z.object({
  filter: JournalFilter,
  kinds: z.array(JournalFilter),
  /** Of the whole day, whatever is filtered. */
  counts: z.array(z.object({ label: Text, count: z.number().int().nonnegative() })),
  /** Newest first. `subject`: the device that is told of. */
  entries: z.array(
    z.object({
      at: z.string(),
      kind: JournalFilter.exclude(['all']),
      subject: Text.optional(),
      text: Text,
      tone: z.enum(['good', 'warning', 'bad', 'neutral']),
    }),
  ),
  /** Older ones that are not listed here. */
  left: z.number().int().nonnegative(),
});

const StaffScreen = z.object({
  kind: z.literal('staff'),
  tab: OperatorTab,
  head: StaffHead,
  visitRunning: z.boolean(),
  /** One switch for all of what the terminal does; `chosen` is looked at, and holds once it is confirmed. */
  mode: z.object({
    now: TerminalMode,
    chosen: TerminalMode,
    confirm: z.boolean(),
    /** For visitors, as staff write it; empty for the usual words. */
    text: z.string(),
    /** What comes of it, and what still works. */
    effects: z.array(Text).min(1),
    /** What visitors would see; null where that is the start page. */
    preview: OutOfOrderScreen.nullable(),
  }),
  /** Requests that the register does not have yet; absent where there are none. */
  outbox: Text.optional(),
  /** Why nothing can be written down, and what to do about it. */
  journal: Text.optional(),
  /** The code that a visitor brings to the counter. */
  pickUp: z.object({ typed: z.string(), complete: z.boolean(), busy: z.boolean(), message: Text.optional() }),
  /** The most urgent first, and of these the oldest. */
  unfinished: z.array(
    z.object({
      id: z.string(),
      /** `money`: whether it was taken is not known. `owed`: issued or paid, and not handed over. */
      urgency: z.enum(['money', 'owed', 'slip']),
      label: Text,
      title: Text,
      when: z.string(),
      age: Text,
      detail: Text,
      settle: z.array(Settlement),
      busy: z.boolean(),
    }),
  ),
  /** What happened here today; null on other tabs. */
  dayJournal: DayJournal.nullable(),
  devices: z.array(DeviceView),
  /** The register does not answer: what that means. */
  register: Text.optional(),
  /** The newest first. `come`: somebody waits, and nobody has said that they come. */
  help: z.array(
    z.object({
      id: z.string(),
      text: Text,
      age: Text,
      state: Text,
      tone: z.enum(['bad', 'warning', 'neutral']),
      come: z.boolean(),
    }),
  ),
  technician: z.boolean(),
  message: Text.optional(),
});

export const OperatorScreen = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('staff-sign-in'),
    digits: z.number(),
    problem: Text.optional(),
    badge: Text.optional(),
    busy: z.boolean(),
  }),
  StaffScreen,
  z.object({
    kind: z.literal('technician'),
    devices: z.array(DeviceView),
    facts: z.array(Fact),
    /** The terminal can be enrolled here. */ enrolment: z.boolean(),
  }),
  z.object({
    kind: z.literal('technician-device'),
    device: DeviceView,
    test: SelfTest.nullable(),
    actions: z.array(
      z.object({ action: DeviceAction, state: z.enum(['offered', 'running', 'passed', 'failed', 'unavailable']) }),
    ),
    /** Newest first. `step`: the driver's own, nothing on the wire. */
    frames: z.array(DeviceFrame),
    filter: FrameFilter,
    /** One of the frames as they were when this began, with what lies between it and the one before. */
    replay: z
      .object({
        /** From 1. */
        number: z.number().int().positive(),
        of: z.number().int().positive(),
        frame: DeviceFrame,
        /** Milliseconds since the one before; null for the first. */
        since: z.number().nullable(),
        /** Bytes on the wire. */
        length: z.number(),
      })
      .nullable(),
  }),
  z.object({
    kind: z.literal('technician-log'),
    level: LogLevel,
    /** Name of the device whose lines are shown; null for all lines. */
    device: z.string().nullable(),
    devices: z.array(DeviceView.pick({ name: true, title: true })),
    /** What is shown stands still, and is written on. */
    paused: z.boolean(),
    /** Newest first. `meaning`: for whoever runs the terminal, in German, as in the handbook. */
    lines: z.array(
      z.object({
        at: z.string(),
        tone: z.enum(['neutral', 'warning', 'bad']),
        event: z.string(),
        meaning: z.string(),
        fields: z.string(),
      }),
    ),
    /** Older ones that are not listed here. */
    left: z.number().int().nonnegative(),
  }),
  z.object({
    kind: z.literal('technician-config'),
    /** The files, first to last. */
    layers: z.array(Fact),
    /** What is not built in: never a secret. `origin`: the file, and its line. */
    settings: z.array(z.object({ name: z.string(), value: z.union([z.string(), Text]), origin: z.string() })),
  }),
  z.object({
    kind: z.literal('technician-enrolment'),
    facts: z.array(Fact),
    /** What is wrong, and what to do about it. */
    warnings: z.array(Text),
    /** The code, in groups. */
    typed: z.string(),
    complete: z.boolean(),
    busy: z.boolean(),
    message: z.object({ text: Text, failed: z.boolean() }).optional(),
  }),
  z.object({
    kind: z.literal('technician-outbox'),
    lead: Text,
    /**
     * Oldest first. `quarantined`: the register will not have it. `chosen`: is to be discarded, the reason is asked
     * for. Never what is in it.
     */
    items: z.array(
      z.object({
        id: z.string(),
        title: Text,
        when: z.string(),
        detail: Text,
        quarantined: z.boolean(),
        chosen: z.boolean(),
      }),
    ),
    reasons: z.array(z.object({ reason: DiscardReason, label: Text })),
    jobs: z.array(
      z.object({
        name: z.string(),
        title: Text,
        state: Text,
        tone: z.enum(['good', 'bad', 'neutral']),
        last: z.string().nullable(),
        next: z.string().nullable(),
      }),
    ),
    busy: z.boolean(),
    message: z.object({ text: Text, failed: z.boolean() }).optional(),
  }),
  z.object({
    kind: z.literal('technician-report'),
    result: z.enum(['ready', 'untested', 'not-ready']),
    title: Text,
    facts: z.array(Fact),
    devices: z.array(z.object({ device: DeviceView, tested: Text, steps: z.array(StepLine) })),
    /** For A4: without controls, black on white. */
    paper: z.boolean(),
    print: z.boolean(),
    message: Text.optional(),
    busy: z.boolean(),
  }),
]);
