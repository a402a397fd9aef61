/** The screens of staff and technicians, as the kiosk says them. */
import { z } from 'zod';
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
export const FrameFilter = z.enum(['all', 'out', 'in', 'steps']);

/**
 * What staff can say of something unfinished: slips are handed over or not needed; of payments, what the terminal's own
 * journal says.
 */
export const Settlement = z.enum(['handed-over', 'dropped', 'ask', 'paid', 'not-paid', 'reverse', 'reprint']);
export type Settlement = z.infer<typeof Settlement>;

export const DiscardReason = z.enum(['done-otherwise', 'duplicate', 'test', 'unusable']);

export const OperatorScreen = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('staff-sign-in'),
    digits: z.number(),
    problem: Text.optional(),
    badge: Text.optional(),
    busy: z.boolean(),
  }),
  z.object({
    kind: z.literal('staff'),
    tab: z.enum(['overview', 'unfinished', 'pick-up', 'out-of-order']),
    lockedNow: z.boolean(),
    visitRunning: z.boolean(),
    outOfOrderText: z.string(),
    outOfOrder: z.boolean(),
    /** Requests that the register does not have yet; absent where there are none. */
    outbox: Text.optional(),
    /** Why nothing can be written down, and what to do about it. */
    journal: Text.optional(),
    /** The code that a visitor brings to the counter. */
    pickUp: z.object({ typed: z.string(), complete: z.boolean(), busy: z.boolean(), message: Text.optional() }),
    unfinished: z.array(
      z.object({
        id: z.string(),
        title: Text,
        when: z.string(),
        detail: Text,
        settle: z.array(Settlement),
        busy: z.boolean(),
      }),
    ),
    devices: z.array(DeviceView),
    help: z.array(z.object({ id: z.string(), text: Text })),
    technician: z.boolean(),
    message: Text.optional(),
  }),
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
    frames: z.array(
      z.object({ at: z.string(), direction: z.enum(['out', 'in', 'step']), hex: z.string(), meaning: z.string() }),
    ),
    filter: FrameFilter,
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
