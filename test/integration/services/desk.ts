/**
 * The kiosk with all that the services need, in plain Node: reader, terminal and printers that do what a test says, and
 * a register that does what it is asked.
 */
import { ScriptedEid } from '../../harness/scripted-eid.ts';
import { ScriptedDocumentPrinter, ScriptedPayment } from '../../harness/scripted-payment.ts';
import { type KioskHarness, STAFF_PIN, bootKioskHarness } from '../../harness/kiosk-harness.ts';
import { ScriptedPrinter, inProcess } from '../../harness/scripted.ts';
import { answerAll } from '../../harness/services.ts';
import { settle } from '../../harness/manual-clock.ts';
import type { Intent, Page, ScreenOf, View } from '../../../electron/ipc/view.ts';
import { type Store, openStore } from '../../../electron/kiosk/store/store.ts';
import type { OfferId } from '../../../register/contract/contract.ts';

export interface Desk {
  readonly harness: KioskHarness;
  readonly eid: ScriptedEid;
  readonly payment: ScriptedPayment;
  readonly paper: ScriptedDocumentPrinter;
  readonly receipts: ScriptedPrinter;
  readonly store: Store;
  readonly register: KioskHarness['register'];
  readonly issued: ReadonlyMap<string, string>;
  /** Every View that the renderer was sent. */
  readonly views: readonly View[];
  /** The page on the display, which must be this one. */
  page(id: string): Page;
  /** The ids on the display: page, or kind of screen. */
  at(): string;
  act(...ids: string[]): Promise<void>;
  choose(...ids: string[]): Promise<void>;
  /** From the start to the first page of the offer. */
  open(offer: OfferId, language?: View['language']): Promise<void>;
  /** With the card, from the page that says what is needed. */
  signIn(): Promise<void>;
  /** Both. */
  begin(offer: OfferId, language?: View['language']): Promise<void>;
  /** Staff sign in and look at their list. */
  list(): Promise<ScreenOf<'staff'>['unfinished']>;
  /** Staff end the visit. */
  reset(): Promise<void>;
}

/** `store`, `payment`: those of a desk before; a store that is given is not closed. */
export async function bootDesk(
  given: { readonly store?: Store; readonly payment?: ScriptedPayment } = {},
): Promise<Desk> {
  const [eid, payment, paper, receipts] = [
    new ScriptedEid(),
    given.payment ?? new ScriptedPayment(),
    new ScriptedDocumentPrinter(),
    new ScriptedPrinter(),
  ];
  const store = given.store ?? openStore(':memory:');
  let issued = new Map<string, string>();
  const harness = await bootKioskHarness({
    devices: [receipts, eid, payment, paper],
    store: inProcess(given.store === undefined ? store : { ...store, close: () => undefined }),
    before: (register) => void (issued = answerAll(register).issued as Map<string, string>),
  });
  const views: View[] = [];
  harness.kiosk.onView((view) => void views.push(view));
  await settle();

  const at = (): string => {
    const { screen } = harness.view;
    return 'id' in screen ? screen.id : screen.kind;
  };
  const desk: Desk = {
    harness,
    eid,
    payment,
    paper,
    receipts,
    store,
    register: harness.register,
    issued,
    views,
    at,
    page(id) {
      const screen = harness.screen('page');
      if (screen.id !== id) throw new Error(`the page is ${screen.id}, not ${id}`);
      return screen;
    },
    act: (...ids) => harness.touch(...ids.map((id): Intent => ({ type: 'act', id }))),
    choose: (...ids) => harness.touch(...ids.map((id): Intent => ({ type: 'choose', id }))),
    async open(offer, language = 'de') {
      await harness.enter(language);
      await harness.touch({ type: 'open-tile', id: offer });
    },
    async signIn() {
      await desk.act('start');
      await eid.consent();
      await desk.act('accept');
      await eid.step({ step: 'card', problem: null });
      await eid.lay(true);
      await eid.secret();
      await eid.step({ step: 'working', progress: 50 });
      await eid.succeed();
      await eid.lay(false);
      await settle();
    },
    async begin(offer, language) {
      await desk.open(offer, language);
      await desk.signIn();
    },
    async list() {
      await harness.signIn(STAFF_PIN);
      await harness.touch({ type: 'staff-tab', tab: 'unfinished' });
      return harness.screen('staff').unfinished;
    },
    async reset() {
      await harness.signIn(STAFF_PIN);
      await harness.touch({ type: 'staff-reset', reason: 'stuck' }, 'staff-close');
      await settle();
    },
  };
  return desk;
}

/** To the last page before a printed certificate is paid. */
export async function toPrinted(desk: Desk): Promise<void> {
  await desk.begin('certificate');
  await desk.choose('printed');
  desk.page('certificate-preview');
}
