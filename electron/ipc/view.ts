/**
 * The contract between the kiosk and the screen: a View goes out, an Intent comes in. Nothing else crosses. The
 * renderer draws the newest View and decides nothing; the kiosk refuses every Intent that the current View does not
 * offer.
 */
import { z } from 'zod';
import { DocumentStage, DocumentType, Language, OfferId, RichText } from '../../register/contract/contract.ts';

export { Language };

/**
 * A sentence by key; the words stand in `locales/`. Values are numbers, dates already formatted, or the town's own
 * words.
 */
export const Text = z.object({
  key: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Text = z.infer<typeof Text>;

/** Words of the town, with the language they are in, so that they are drawn and spoken rightly inside another one. */
export const Words = z.object({ text: z.string(), language: Language });
export type Words = z.infer<typeof Words>;
const RichWords = z.object({ blocks: RichText, language: Language });
export type RichWords = z.infer<typeof RichWords>;

export const Icon = z.string().regex(/^[a-z0-9-]+$/);
const Tile = z.object({
  id: z.union([z.enum(['information', 'document-status', 'case-status', 'feedback']), OfferId]),
  icon: Icon,
  title: Text,
  line: Text,
  fee: Text,
  needs: Text,
  /** Why it cannot be used now; the tile stays readable. */
  unavailable: Text.optional(),
});
export type Tile = z.infer<typeof Tile>;
const CategoryLink = z.object({ id: z.string(), name: Words, icon: Icon, count: z.number() });
const ServiceLink = z.object({ id: z.string(), name: Words, summary: Words.optional(), free: z.boolean() });
export type ServiceLink = z.infer<typeof ServiceLink>;
const ClosureNotice = z.object({
  /** `now`: closed today; `soon`: restricted from today on, or the closure begins within two weeks. */
  when: z.enum(['now', 'soon', 'restricted']),
  title: Text,
  reason: Words,
  lines: z.array(Text),
  urgent: Words.optional(),
});
export type ClosureNotice = z.infer<typeof ClosureNotice>;
const OfficeCard = z.object({
  id: z.string(),
  name: Words,
  address: z.array(z.string()),
  phone: z.string().optional(),
  /** `open`, `closed` or nothing known, in words, with the next change. */
  openNow: z.object({
    state: z.enum(['open', 'closed', 'unknown']),
    text: Text,
    /** The town's own words beside it. */ note: Words.optional(),
  }),
  appointment: Text.optional(),
  closures: z.array(ClosureNotice),
});
export type OfficeCard = z.infer<typeof OfficeCard>;
/** A QR code as rows of '1' (dark) and '0', without the quiet zone. */
const QrCode = z.object({ rows: z.array(z.string()), caption: Text });
export type QrCode = z.infer<typeof QrCode>;

/** What the visitor may do at the end of a flow with what was found. */
const HandOver = z.object({
  print: z.enum(['offered', 'unavailable', 'hidden']),
  /** Why printing is not possible now. */
  why: Text.optional(),
  qr: z.boolean(),
});

/** What the page shows above its heading. */
export const Picture = z.enum([
  'register',
  'printer',
  'counter',
  'phone',
  'card',
  'payment',
  'tray',
  'can',
  'guide-logo',
  'guide-pin',
  'guide-lay',
  'guide-consent',
  'none',
]);
export type Picture = z.infer<typeof Picture>;

const Waiting = z.object({
  kind: z.literal('waiting'),
  title: Text,
  body: Text.optional(),
  slow: z.boolean(),
  cancel: z.boolean(),
  /** Another way to the same thing, as a code, for a visitor who does not want to wait. */ instead: Text.optional(),
  picture: Picture,
});
const Notice = z.object({
  kind: z.literal('notice'),
  tone: z.enum(['info', 'success', 'warning', 'danger']),
  title: Text,
  body: z.array(Text),
  /** What still works, as sentences. */
  works: z.array(Text),
  qr: QrCode.optional(),
  actions: z.array(z.enum(['retry', 'show-qr', 'home', 'done'])),
  picture: Picture,
});

/** What visitors use of the housing beside the glass. */
export const Part = z.enum(['reader', 'payment', 'slip', 'tray', 'scanner', 'headphones']);
export type Part = z.infer<typeof Part>;

/** What a row or a choice says: a sentence, or somebody's own words, as they are. */
const Said = z.union([Text, Words]);
export type Said = z.infer<typeof Said>;
/** Most of what a service asks or shows: facts, choices, and what to do next. */
const Page = z.object({
  kind: z.literal('page'),
  /** Which page of its service it is; a new one begins at its heading. */
  id: z.string(),
  tone: z.enum(['plain', 'info', 'success', 'warning', 'danger']),
  picture: Picture,
  title: Text,
  lead: z.array(Text),
  sections: z.array(
    z.object({
      title: Text.optional(),
      rows: z.array(
        z.object({
          label: Said,
          /** Null: masked. */ value: z.array(Said).nullable(),
          change: z.enum(['added', 'removed']).optional(),
        }),
      ),
    }),
  ),
  /** The first section stands before the choices. */
  factsFirst: z.boolean(),
  /** How far it has come. */
  timeline: z
    .object({
      title: Text,
      steps: z.array(z.object({ id: z.string(), label: Text, state: z.enum(['done', 'current', 'open']) })),
    })
    .optional(),
  /** `one`: a touch chooses and goes on. `many`: a touch turns it on or off. */
  pick: z.enum(['one', 'many']),
  choices: z.array(
    z.object({
      id: z.string(),
      title: Said,
      line: Said.optional(),
      note: Text.optional(),
      icon: Icon.optional(),
      state: z.enum(['plain', 'off', 'on', 'unavailable']),
    }),
  ),
  actions: z.array(
    z.object({
      id: z.string(),
      label: Text,
      icon: Icon,
      tone: z.enum(['primary', 'secondary']),
      /** May be pressed many times in a row. */ again: z.boolean().optional(),
    }),
  ),
  /** The masked rows can be shown as long as this is held. */
  hold: z.object({ label: Text, shown: z.boolean() }).optional(),
  /** Large and to be read out: a code. */
  code: z.string().optional(),
  qr: QrCode.optional(),
  /** There is a way back from here: not where something is done that cannot be undone by going back. */
  back: z.boolean(),
  /** For A4: without controls, black on white. */
  paper: z.boolean(),
});
export type Page = z.infer<typeof Page>;
/**
 * A secret of the card. Its digits are typed in the page and go past the kiosk; how many there are, the page knows from
 * where they go.
 */
const Secret = z.object({
  kind: z.literal('secret'),
  secret: z.enum(['pin', 'transport-pin', 'new-pin', 'repeat-new-pin', 'can', 'puk']),
  title: Text,
  lead: z.array(Text),
  problem: Text.optional(),
  digits: z.number(),
  /** Typed at the reader's own keypad. */
  keypad: z.boolean(),
  actions: Page.shape.actions,
});
const Entry = z.object({
  kind: z.literal('entry'),
  id: z.string(),
  title: Text,
  lead: z.array(Text),
  label: Text,
  value: z.string(),
  layout: z.enum(['letters', 'digits']),
  complete: z.boolean(),
  problem: Text.optional(),
  /** Several lines; all of it cannot be deleted at once. */
  long: z.boolean().optional(),
  /** How much there is, and how much there may be. */
  count: Text.optional(),
});

const Code = z.object({
  kind: z.literal('code'),
  id: z.string(),
  title: Text,
  lead: z.array(Text),
  label: Text,
  /** As typed, in groups. */
  shown: z.string(),
  /** The keys that may be pressed now; all others are shown but off. */
  keys: z.array(z.string().length(1)),
  complete: z.boolean(),
  problem: Text.optional(),
  submit: Text,
  /** It can be read from the slip's code. */
  scan: z.boolean(),
});

const VisitorScreen = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  z.object({
    kind: z.literal('attract'),
    greetings: z.array(Words),
    /** Somebody stands there. */ near: z.boolean(),
    /** Whether the office is open now, and when next, in several languages; empty where it is not known. */
    hours: z.array(Words),
    /** What can be done here at this hour. */
    offers: z.array(z.object({ icon: Icon, title: Text })).max(3),
  }),
  z.object({ kind: z.literal('language') }),
  z.object({
    kind: z.literal('home'),
    groups: z.array(
      z.object({ title: Text, /** More than a display holds is scrolled. */ tiles: z.array(Tile).max(24) }),
    ),
    notices: z.array(Text),
    /** A slip can be read here. */
    scan: z.boolean(),
  }),
  z.object({
    kind: z.literal('search'),
    query: z.string(),
    categories: z.array(CategoryLink),
    results: z.array(ServiceLink).nullable(),
    /** How many services fit; the first of them are in `results`. */ found: z.number().int().nonnegative(),
    /** What the terminal does itself, and offices, that the words fit. */
    here: z.array(Tile),
    offices: z.array(z.object({ id: z.string(), name: Words, openNow: Text })),
    /** Shown when nothing was found. */
    hint: Text.optional(),
  }),
  z.object({ kind: z.literal('category'), name: Words, services: z.array(ServiceLink) }),
  z.object({
    kind: z.literal('service'),
    name: Words,
    summary: Words.optional(),
    description: RichWords,
    requirements: RichWords.optional(),
    fee: z.object({ text: Text.optional(), words: RichWords.optional() }),
    /** It can be got done here, at once. */
    here: Tile.optional(),
    duration: Text.optional(),
    offices: z.array(OfficeCard),
    forms: z.array(z.object({ name: z.string() })),
    maintenance: z.array(z.object({ when: Text, reason: Words })),
    handOver: HandOver,
  }),
  z.object({
    kind: z.literal('office'),
    card: OfficeCard,
    unit: z.string().optional(),
    hours: z.array(z.object({ day: Text, /** Said one after the other. */ times: z.array(Text).min(1) })),
    hoursNote: Words.optional(),
    email: z.string().optional(),
    handOver: HandOver,
  }),
  z.object({
    kind: z.literal('document-type'),
    types: z.array(z.object({ type: DocumentType, icon: Icon, title: Text, line: Text })),
  }),
  z.object({
    kind: z.literal('document-number'),
    type: DocumentType,
    title: Text,
    /** As typed, in groups. */
    shown: z.string(),
    length: z.number(),
    maximum: z.number(),
    /** The keys that may be pressed now; all others are shown but off. */
    keys: z.array(z.string().length(1)),
    problem: Text.optional(),
    complete: z.boolean(),
    /** The number can be read from the slip's code, or from the document. */
    scan: z.boolean(),
  }),
  z.object({
    kind: z.literal('document-status'),
    stage: DocumentStage,
    tone: z.enum(['info', 'success', 'warning']),
    title: Text,
    body: z.array(Text),
    timeline: z.array(z.object({ stage: DocumentStage, label: Text, state: z.enum(['done', 'current', 'open']) })),
    bring: z.array(Text),
    office: OfficeCard.optional(),
    handOver: HandOver,
  }),
  Waiting,
  Notice,
  Page,
  Secret,
  Entry,
  Code,
  z.object({ kind: z.literal('qr'), title: Text, code: QrCode }),
  z.object({ kind: z.literal('goodbye') }),
  z.object({ kind: z.literal('out-of-order'), text: z.string().nullable(), works: z.array(Text) }),
]);

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

const OperatorScreen = z.discriminatedUnion('kind', [
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
    /** The code that a visitor brings to the counter. */
    /** Requests that the register does not have yet; absent where there are none. */
    outbox: Text.optional(),
    /** Why nothing can be written down, and what to do about it. */
    journal: Text.optional(),
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

export const Screen = z.union([VisitorScreen, OperatorScreen]);
export type Screen = z.infer<typeof Screen>;
export type ScreenKind = Screen['kind'];
export type ScreenOf<K extends ScreenKind> = Extract<Screen, { kind: K }>;

/** Lies over the screen and takes all touches; the screen below is masked where it says so. */
const Overlay = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle'), secondsLeft: z.number() }),
  z.object({ kind: z.literal('paused'), secondsLeft: z.number() }),
  z.object({ kind: z.literal('leave') }),
  z.object({
    kind: z.literal('help'),
    state: z.enum(['calling', 'called', 'coming', 'cannot', 'nobody', 'closed', 'failed']),
    body: z.array(Text),
  }),
]);
export type Overlay = z.infer<typeof Overlay>;

export const Settings = z.object({
  textSize: z.enum(['normal', 'large']),
  contrast: z.enum(['normal', 'high']),
  lowReach: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

export const View = z.object({
  /** Grows by one with every View; an older one that arrives late is not drawn. */
  revision: z.number().int().nonnegative(),
  language: Language,
  settings: Settings,
  town: z.object({
    name: z.string(),
    terminal: z.string(),
    place: z.string(),
    accent: z.string(),
    arms: z.string().nullable(),
  }),
  /** Size and place of the picture, millimetres: the page scales to it, and low reach is measured from the floor. */
  glass: z.object({
    heightMm: z.number(),
    lowerEdgeMm: z.number(),
    /** A mouse is used, in development. */ pointer: z.boolean(),
    /** Where the parts are on the housing, from its upper left corner as seen from the front, in parts of its size. */
    parts: z.partialRecord(Part, z.object({ x: z.number(), y: z.number() })),
  }),
  languages: z.array(Language),
  /** "14:05", in the town's time zone. */
  clock: z.string(),
  /** What the visitor is at; absent where nothing is begun. */
  subject: z.object({ icon: Icon, title: Text }).optional(),
  /** The stations of signing in, over all of its pages, and which of them it is at, from 0. */
  stations: z.object({ names: z.array(Text).min(2), now: z.number().int().nonnegative() }).optional(),
  /** Place in the flow; absent where there is none. */
  step: z.object({ index: z.number(), count: z.number(), name: Text }).optional(),
  bar: z.object({
    back: z.boolean(),
    cancel: z.boolean(),
    help: z.boolean(),
    pause: z.boolean(),
    settings: z.boolean(),
  }),
  screen: Screen,
  overlay: Overlay.optional(),
  /** What is said beside what is seen. */
  spoken: z.array(Text),
});
export type View = z.infer<typeof View>;

const Id = z.string().min(1).max(64);
export const Intent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('wake') }),
  /** Any touch that presses nothing: keeps the visit alive. */
  z.object({ type: z.literal('touch') }),
  z.object({ type: z.literal('choose-language'), language: Language }),
  z.object({ type: z.literal('set-text-size'), size: Settings.shape.textSize }),
  z.object({ type: z.literal('set-contrast'), contrast: Settings.shape.contrast }),
  z.object({ type: z.literal('set-low-reach'), on: z.boolean() }),
  z.object({ type: z.literal('back') }),
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('leave') }),
  z.object({ type: z.literal('stay') }),
  z.object({ type: z.literal('help') }),
  z.object({ type: z.literal('close-help') }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('open-tile'), id: Tile.shape.id }),
  z.object({ type: z.literal('open-category'), id: Id }),
  z.object({ type: z.literal('open-service'), id: Id }),
  z.object({ type: z.literal('open-office'), id: Id }),
  z.object({ type: z.literal('choose-document'), document: DocumentType }),
  /** One grapheme of the on-screen or a real keyboard. */
  z.object({ type: z.literal('key'), key: z.string().min(1).max(8) }),
  z.object({ type: z.literal('erase') }),
  z.object({ type: z.literal('clear') }),
  z.object({ type: z.literal('submit') }),
  z.object({ type: z.literal('retry') }),
  z.object({ type: z.literal('print') }),
  z.object({ type: z.literal('show-qr') }),
  /** A choice or an action of the page, by its id. */
  z.object({ type: z.literal('choose'), id: Id }),
  z.object({ type: z.literal('act'), id: Id }),
  /** Held, and let go. */
  z.object({ type: z.literal('show') }),
  z.object({ type: z.literal('hide') }),
  z.object({ type: z.literal('home') }),
  z.object({ type: z.literal('done') }),
  /** Five seconds on the coat of arms. */
  z.object({ type: z.literal('staff-gesture') }),
  z.object({ type: z.literal('staff-tab'), tab: z.enum(['overview', 'unfinished', 'pick-up', 'out-of-order']) }),
  z.object({ type: z.literal('staff-reset'), reason: z.enum(['visitor-left', 'visitor-asked', 'stuck', 'other']) }),
  z.object({ type: z.literal('staff-lock'), on: z.boolean() }),
  z.object({ type: z.literal('staff-out-of-order'), on: z.boolean() }),
  z.object({ type: z.literal('staff-settle'), id: Id, outcome: Settlement }),
  z.object({ type: z.literal('staff-helped'), id: Id }),
  z.object({ type: z.literal('staff-close') }),
  z.object({ type: z.literal('open-technician') }),
  z.object({ type: z.literal('select-device'), name: Id }),
  z.object({ type: z.literal('open-report') }),
  z.object({ type: z.literal('open-enrolment') }),
  z.object({ type: z.literal('open-outbox') }),
  z.object({ type: z.literal('outbox-retry'), id: Id }),
  z.object({ type: z.literal('outbox-export'), id: Id }),
  z.object({ type: z.literal('outbox-choose'), id: Id }),
  z.object({ type: z.literal('outbox-discard'), id: Id, reason: DiscardReason }),
  z.object({ type: z.literal('test-start') }),
  z.object({ type: z.literal('test-answer'), result: z.enum(['passed', 'failed', 'skipped']) }),
  z.object({ type: z.literal('device-action'), action: DeviceAction }),
  z.object({ type: z.literal('show-frames'), filter: FrameFilter }),
  z.object({ type: z.literal('report-save') }),
  z.object({ type: z.literal('report-print') }),
]);
export type Intent = z.infer<typeof Intent>;

export type { Bridge } from './channels.ts';
