/**
 * The contract between the kiosk and the screen: a View goes out, an Intent comes in. Nothing else crosses. The
 * renderer draws the newest View and decides nothing; the kiosk refuses every Intent that the current View does not
 * offer.
 */
import { z } from 'zod';
import { Language } from '../../register/contract/contract.ts';
import { OperatorScreen } from './operator-screens.ts';
import { LegalText, Settings } from './settings.ts';
import { Part, Picture, VisitorScreen } from './visitor-screens.ts';
import { Icon, RichWords, Text } from './words.ts';

export { Language };
export * from './intents.ts';
export * from './operator-screens.ts';
export * from './settings.ts';
export * from './visitor-screens.ts';
export * from './words.ts';

export const Screen = z.union([VisitorScreen, OperatorScreen]);
export type Screen = z.infer<typeof Screen>;
export type ScreenKind = Screen['kind'];
export type ScreenOf<K extends ScreenKind> = Extract<Screen, { kind: K }>;

const CALL = ['calling', 'called', 'coming', 'cannot', 'nobody', 'closed', 'failed'] as const;
/** Lies over the screen and takes all touches; the screen below is masked where it says so. */
const Overlay = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle'), secondsLeft: z.number(), /** Not yet taken. */ take: z.array(Text) }),
  z.object({ kind: z.literal('paused'), secondsLeft: z.number() }),
  z.object({ kind: z.literal('leave'), /** Not yet taken, and what becomes of it. */ take: z.array(Text) }),
  /** Home is asked for, and something would be lost. */
  z.object({ kind: z.literal('home'), signedIn: z.boolean() }),
  z.object({ kind: z.literal('languages') }),
  z.object({ kind: z.literal('display') }),
  /** Nobody is called before the visitor says so. */
  z.object({
    kind: z.literal('help-offers'),
    /** What the screen below is for. */
    page: z.array(Text),
    picture: Picture,
    /** Whether somebody is there at this hour; of a call that is open, what became of it. */
    desk: z.array(Text),
    called: z.boolean(),
    /** The office's, in groups as it is dialled. */
    phone: z.string().nullable(),
  }),
  /** `words`: null where the town has published none. */
  z.object({ kind: z.literal('legal'), text: LegalText, words: RichWords.nullable(), ask: z.array(Text) }),
  z.object({
    kind: z.literal('help'),
    state: z.enum(CALL),
    body: z.array(Text),
  }),
]);
export type Overlay = z.infer<typeof Overlay>;
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
  /** What was got done in this visit so far, and paid, and what becomes of the receipt; absent where nothing was. */
  basket: z.object({ done: Text, paid: Text.optional(), receipt: Text.optional() }).optional(),
  /** Place in the flow; absent where there is none. */
  step: z.object({ index: z.number(), count: z.number(), name: Text }).optional(),
  bar: z.object({
    back: z.boolean(),
    /** What leads home: at once, or asked first; null where nothing does. */
    home: z.enum(['home', 'ask-home']).nullable(),
    cancel: z.boolean(),
    help: z.boolean(),
    /** Offered where the visitor asks to leave, or for help. */
    pause: z.boolean(),
    languages: z.boolean(),
    settings: z.boolean(),
  }),
  screen: Screen,
  overlay: Overlay.optional(),
  /** What is said beside what is seen. */
  spoken: z.array(Text),
});
export type View = z.infer<typeof View>;

export type { Bridge } from './channels.ts';
