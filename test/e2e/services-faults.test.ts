/**
 * Each part of the real terminal, and what it talks to, killed without warning while an order is paid for, issued and
 * printed. Afterwards the money is kept if and only if the document is in the visitor's hands or staff have the order
 * on their list.
 */
import { expect, test, type Page } from '@playwright/test';
import { isAtRest, journalOf } from './support/journal.ts';
import { isRunning, processId } from './support/processes.ts';
import type { Hold } from './support/register-line.ts';
import { everyDevice, openOffer, signIn, speaker, words } from './support/services.ts';
import { heading, startTerminal, touch, type TestTerminal } from './support/terminal.ts';
import { attract, leave, next, unfinished } from './support/visit.ts';
import { sample } from '../harness/chance.ts';

/**
 * In the order in which they come. `issuing`: the request is on its way; `issued`: the register has done it, and the
 * terminal does not know.
 */
const MOMENTS = ['paying', 'card presented', 'issuing', 'issued', 'printing'] as const;
/** Main first: with it, what ended too often before is forgotten. */
const VICTIMS = ['main', 'store', 'payment', 'devices', 'eid', 'register', 'AusweisApp'] as const;
type Moment = (typeof MOMENTS)[number];
type Victim = (typeof VICTIMS)[number];
interface Cell {
  readonly moment: Moment;
  readonly victim: Victim;
}
const CELLS: readonly Cell[] = MOMENTS.flatMap((moment) => VICTIMS.map((victim): Cell => ({ moment, victim })));

/** Each cell takes twenty seconds: all of them, twelve minutes, only where somebody asks for it. */
const SAMPLE = process.env.CI === 'true' ? 8 : 1;
const all = process.env.FOYER_FAULTS === 'all';
const seed = Number(process.env.FOYER_SEED ?? 40_711);
const only = process.env.FOYER_CELL;
const nameOf = ({ moment, victim }: Cell): string => `${victim} killed, ${moment}`;
const cells =
  only !== undefined ? CELLS.filter((cell) => nameOf(cell).includes(only)) : all ? CELLS : sample(CELLS, SAMPLE, seed);

const say = speaker('de');
let terminal: TestTerminal;
let page: Page;
test.beforeAll(async () => {
  console.info(
    `killed while an order goes on: ${cells.length} of ${CELLS.length} cells${all ? '' : `, FOYER_SEED=${seed}; ${SAMPLE} of them; all with FOYER_FAULTS=all`}`,
  );
  terminal = await startTerminal({ allDevices: true, onLine: true });
  page = await terminal.page();
  await attract(page);
  await everyDevice(terminal);
});
test.afterAll(() => terminal?.stop());

/** The staff's list. The page that follows it is another one. */
async function listOfStaff(): Promise<string[]> {
  const seen = await unfinished(terminal, page);
  page = seen.page;
  return seen.rows;
}

const sheets = (): number => terminal.documents('document-printer').length;
/** Receipts of sales that the town will be paid for, of the newest ones. */
const sold = (): Set<string> =>
  new Set(
    terminal
      .facts('payment-terminal')
      .filter((fact) => /^Beleg \d+:/.test(fact) && !fact.endsWith('storniert'))
      .map((fact) => fact.split(':')[0] ?? ''),
  );

/** From the attract screen to the decision to pay. */
async function toPayment(): Promise<void> {
  await terminal.hand('eid', 'Neue Karten');
  await openOffer(page, 'de', say('offer.certificate.title'));
  await signIn(terminal, page, say);
  await expect(heading(page)).toHaveText(say('certificate.kind.title'), { timeout: 15_000 });
  await touch(page, words(say('certificate.simplePaper')));
  await touch(page, say('certificate.payAndIssue'));
  await expect(page.locator('main').getByText(say('payment.prompt.insert-card'))).toBeVisible({ timeout: 20_000 });
}

/** Ends it as a power cut would; what is ended by it is waited for, what starts again by itself is not. */
async function killer(victim: Victim): Promise<() => Promise<void>> {
  switch (victim) {
    case 'main':
      return () => terminal.kill();
    case 'register':
      return () => terminal.killRegister();
    case 'AusweisApp':
      return () => terminal.hand('eid', 'AusweisApp beenden');
    default: {
      const pid = await processId(terminal.app, victim);
      return async () => {
        process.kill(pid, 'SIGKILL');
        await expect.poll(() => isRunning(pid)).toBe(false);
      };
    }
  }
}

/** Plays the order up to the moment, and strikes. */
async function strikeAt(moment: Moment, victim: Victim): Promise<void> {
  const strike = await killer(victim);
  const card = (): Promise<void> => terminal.hand('payment-terminal', 'Karte vorhalten');
  const heldAt = async (hold: Hold): Promise<void> => {
    await card();
    await hold.reached;
    await strike();
    // The answers of a killed register are dropped.
    if (victim === 'register') hold.lose();
    else hold.release();
  };
  switch (moment) {
    case 'paying':
      await strike();
      // The visitor presents the card all the same.
      return card();
    case 'card presented':
      await card();
      return strike();
    case 'issuing':
      return heldAt(terminal.line.hold('certificate', 'request'));
    case 'issued':
      return heldAt(terminal.line.hold('certificate', 'answer'));
    case 'printing': {
      const hold = terminal.line.hold('document', 'answer');
      await card();
      await hold.reached;
      // The job is made, and the document is there: a page takes a second from now on.
      const begun = terminal.changes('document-printer', 2);
      hold.release();
      await begun;
      return strike();
    }
  }
}

/** Each end of an order that the visitor can be shown, and what they do then. */
const ENDS: Readonly<Record<string, (before: number) => Promise<'on' | 'over'>>> = {
  [say('order.done')]: then('do.more', 'over'),
  [say('pay.declined')]: then('action.home', 'over'),
  [say('pay.unknown')]: then('action.home', 'over'),
  [say('order.notBegun')]: then('action.home', 'over'),
  [say('order.notIssued')]: then('action.home', 'over'),
  [say('order.undelivered')]: then('action.home', 'over'),
  [say('order.notPrinted')]: then('order.toCounter', 'on'),
  // On a slip, or only on the display where none came out.
  [say('order.pickUp')]: async () => {
    await touch(page, say('do.more'));
    return 'over';
  },
  // The visitor says that the paper is there.
  [say('order.unclear')]: (before) => then(sheets() > before ? 'order.complete' : 'order.incomplete', 'on')(before),
};
function then(control: Parameters<typeof say>[0], leads: 'on' | 'over'): (before: number) => Promise<'on' | 'over'> {
  return async () => {
    const old = await heading(page).textContent();
    await touch(page, say(control), { exact: true });
    if (leads === 'on') await expect(heading(page)).not.toHaveText(old ?? '');
    return leads;
  };
}

/** Goes on as a visitor does, to the end of the visit. True when a pick-up code was shown. */
async function goOn(before: number): Promise<boolean> {
  let coded = false;
  for (;;) {
    const shown = await page.waitForFunction(
      (titles) => titles.find((title) => title === document.querySelector('h1')?.textContent?.replaceAll('\u00ad', '')),
      Object.keys(ENDS),
      { timeout: 90_000 },
    );
    const title = (await shown.jsonValue()) ?? '';
    coded ||= title === say('order.pickUp');
    if ((await ENDS[title]?.(before)) === 'over') break;
  }
  page = await leave(terminal, page);
  return coded;
}

/** All devices are as they were. */
async function everyDeviceAgain(): Promise<void> {
  const last = () =>
    Object.fromEntries(
      terminal
        .log()
        .filter(({ event }) => event === 'device.status')
        .map(({ device, state }) => [device, state]),
    );
  await expect
    .poll(() => Object.entries(last()).filter(([, state]) => state !== 'ready'), { timeout: 60_000 })
    .toEqual([]);
}

for (const cell of cells) {
  const { moment, victim } = cell;
  test(nameOf(cell), async () => {
    test.setTimeout(240_000);
    const before = { sheets: sheets(), sold: sold(), listed: (await listOfStaff()).length };
    await attract(page);
    await toPayment();
    await strikeAt(moment, victim);
    if (victim === 'register') await terminal.startRegister();
    let coded = false;
    if (victim === 'main') {
      await terminal.restart();
      page = await next(terminal, null);
    } else coded = await goOn(before.sheets);
    if (victim === 'AusweisApp') await terminal.hand('eid', 'AusweisApp starten');
    await everyDeviceAgain();
    await expect
      .poll(
        () => {
          const journal = journalOf(terminal.folder);
          return journal !== null && isAtRest(journal);
        },
        { timeout: 60_000, message: 'the terminal comes to rest' },
      )
      .toBe(true);

    const printed = sheets() - before.sheets;
    const kept = [...sold()].filter((receipt) => !before.sold.has(receipt)).length;
    const listed = (await listOfStaff()).length - before.listed;
    await attract(page);
    test.info().annotations.push({
      type: 'end',
      description: `${kept} paid, ${printed} printed, ${listed} on the list${coded ? ', a code' : ''}`,
    });
    expect(printed, 'sheets').toBeLessThanOrEqual(1);
    expect(listed, 'on the list').toBeLessThanOrEqual(1);
    expect(kept, 'paid for').toBe(printed > 0 || coded || listed > 0 ? 1 : 0);
    expect(terminal.log().filter(({ event }) => event === 'bug' || event === 'process.given-up')).toEqual([]);
  });
}
