/** The screens of a visitor: what each of them shows, as the kiosk says it. */
import { z } from 'zod';
import { DocumentStage, DocumentType, OfferId } from '../../register/contract/contract.ts';
import { Icon, RichWords, Said, Text, Words } from './words.ts';

export const Tile = z.object({
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
const TileGroups = z.array(
  z.object({ title: Text, /** More than a display holds is scrolled. */ tiles: z.array(Tile).max(24) }),
);
const TopicId = z.enum(['identity', 'living', 'papers', 'town']);
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

/** What happens next, with dates where they are known; more than three lines are not read. */
const NextSteps = z.array(Text).max(3);

const TimelineStep = z.object({
  label: Text,
  state: z.enum(['done', 'current', 'open']),
  /** The day on which it was reached, where that is known. */
  on: Text.optional(),
});
export type TimelineStep = z.infer<typeof TimelineStep>;

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

/** One month of days, of which one is chosen by a touch. Names are in the visitor's language. */
const Calendar = z.object({
  /** "November 2026" */ month: z.string(),
  weekdays: z.array(z.object({ short: z.string(), long: z.string() })).length(7),
  /** Null: a day of another month. */
  weeks: z
    .array(
      z
        .array(
          z
            .object({
              /** ISO 8601 */ id: z.iso.date(),
              number: z.number(),
              /** With weekday, month and year. */ name: z.string(),
              state: z.enum(['plain', 'chosen', 'off']),
              today: z.boolean(),
              /** Why it cannot be chosen. */ why: Text.optional(),
            })
            .nullable(),
        )
        .length(7),
    )
    .max(6),
  /** There is a month before it, or after it, with a day that can be chosen. */
  earlier: z.boolean(),
  later: z.boolean(),
});

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
      /** What the visitor has now: drawn as it lies in the hand. */
      ticket: z.boolean().optional(),
      /** Only its title is seen until somebody wants it. */
      folded: z.boolean().optional(),
      rows: z.array(
        z.object({
          label: Said,
          /** Null: masked. */ value: z.array(Said).nullable(),
          /** A number or a code, which is read sign by sign. */ mono: z.boolean().optional(),
          change: z.enum(['added', 'removed']).optional(),
        }),
      ),
      /** What happens next with it. */ next: NextSteps.optional(),
    }),
  ),
  /** The first section stands before the choices. */
  factsFirst: z.boolean(),
  /** How far it has come. */
  timeline: z
    .object({
      title: Text,
      steps: z.array(TimelineStep.extend({ id: z.string() })),
    })
    .optional(),
  /** A day is chosen here. */
  calendar: Calendar.optional(),
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

/** `text`: staff's own words; null for the usual ones. */
export const OutOfOrderScreen = z.object({
  kind: z.literal('out-of-order'),
  text: z.string().nullable(),
  works: z.array(Text),
});

export const VisitorScreen = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  z.object({
    kind: z.literal('attract'),
    greetings: z.array(Words),
    /** Somebody stands there. */ near: z.boolean(),
    /** Whether the office is open now, and when next, in several languages; empty where it is not known. */
    hours: z.array(Words),
    /** What can be done here at this hour. */
    offers: z.array(Tile.pick({ id: true, icon: true, title: true })).max(3),
  }),
  z.object({ kind: z.literal('language') }),
  z.object({
    kind: z.literal('home'),
    groups: TileGroups,
    /** Where there are more than fit side by side: what a visitor comes for, and how much is behind it. */
    doors: z.array(z.object({ id: TopicId, icon: Icon, title: Text, count: Text })),
    notices: z.array(Text),
    /** A slip can be read here. */
    scan: z.boolean(),
  }),
  z.object({ kind: z.literal('topic'), id: TopicId, title: Text, icon: Icon, groups: TileGroups }),
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
    timeline: z.array(TimelineStep.extend({ stage: DocumentStage })),
    next: NextSteps,
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
  z.object({
    kind: z.literal('goodbye'),
    /** What lies at the terminal and is the visitor's. */ take: z.array(Text),
    /** The receipt lies in the printer's mouth. */ receipt: z.boolean(),
  }),
  OutOfOrderScreen,
]);
