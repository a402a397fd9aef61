/** What a visitor feels: from the start to the touchable screen, and from a touch to the next paint. */
import type { Locator, Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { begin, startTerminal, touch, type TestTerminal } from '../e2e/support/terminal.ts';
import { leave, toNumber } from '../e2e/support/visit.ts';
import type { Key } from '../../locales/keys.ts';
import { createTranslate } from '../../locales/translate.ts';
import { asAccount, giveToAccount, runtime } from '../../tools/run/account.ts';
import { firstLine, json } from '../../tools/run/children.ts';
import { terminalCommand } from '../../tools/run/terminal.ts';
import { bareApplication, openBare } from './bare.ts';
import { spread, type Measurement } from './figures.ts';
import { residentMegabytes } from './memory.ts';
import { touchToPaint, watchPaints } from './paints.ts';

const translate = createTranslate();
const REFERENCE = 'a bare Electron window with one button';

interface Counts {
  readonly starts: number;
  readonly touches: number;
  readonly visits: number;
}

export async function measureGlass(
  { starts, touches, visits }: Counts,
  say: (text: string) => void,
): Promise<Measurement[]> {
  const terminal = await startTerminal();
  try {
    const bare = bareApplication(terminal.folder);
    giveToAccount(bare);
    say('touch to paint …');
    const touched = await touchesToPaint(terminal, touches);
    say(`${visits} visits …`);
    const memory = await memoryAfter(terminal, visits);
    await terminal.app.close();
    say(`${starts} starts, alternating …`);
    return [await startToTouchable(terminal, bare, starts), ...touched, memory];
  } finally {
    await terminal.stop();
  }
}

/** From the process's start to the line that says the attract screen is drawn and listens. */
async function startToTouchable(terminal: TestTerminal, bare: string, starts: number): Promise<Measurement> {
  const home = join(terminal.folder, 'terminal');
  const ours = terminalCommand(join(home, 'foyer.yaml'), terminal.display, home);
  const [command = runtime().executable, ...before] = [...asAccount(), runtime().executable];
  const time = async (program: string, args: readonly string[]): Promise<number> => {
    const began = performance.now();
    const child = spawn(program, args, { env: ours.env, stdio: ['ignore', 'pipe', 'ignore'] });
    await firstLine(child, 'the window', (line) => (json(line)?.event === 'kiosk.ready' ? true : undefined), 60_000);
    const took = performance.now() - began;
    const gone = new Promise((resolve) => void child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    return took;
  };
  const foyer: number[] = [];
  const reference: number[] = [];
  for (let round = 0; round <= starts; round += 1) {
    const pair = [await time(ours.command, ours.args), await time(command, [...before, bare])] as const;
    // The first pair warms the disk's cache.
    if (round > 0) {
      foyer.push(pair[0]);
      reference.push(pair[1]);
    }
  }
  return {
    name: 'start to touchable attract screen',
    unit: 'ms',
    ours: spread(foyer),
    reference: { name: REFERENCE, spread: spread(reference) },
  };
}

interface Kind {
  readonly name: string;
  /** From the attract screen to the page of the touches. */
  readonly open: (page: Page) => Promise<void>;
  /** The control of each touch, counted from 0. */
  readonly control: (page: Page, at: number) => Locator;
  /** Milliseconds between two touches; a control other than a key is deaf for 350 after a press. */
  readonly pause?: number;
}
const say = (key: Key): string => translate('de', { key });
const named = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const KINDS: readonly Kind[] = [
  {
    name: 'a letter in the search, with its results',
    async open(page) {
      await begin(page, 'de');
      await touch(page, new RegExp(say('tile.information.title')));
      await page.locator('.keyboard').waitFor();
    },
    control: (page, at) => named(page, at % 2 === 0 ? 'p' : say('search.erase')),
  },
  {
    name: 'a key of the number pad',
    async open(page) {
      await toNumber(page, 'L7');
    },
    control: (page, at) => named(page, at % 2 === 0 ? '1' : say('search.erase')),
  },
  {
    name: 'from one page of a form to the next, and back',
    pause: 400,
    async open(page) {
      await begin(page, 'de');
      await touch(page, new RegExp(say('tile.feedback.title')));
      await touch(page, new RegExp(say('feedback.topic.praise')));
      await page.getByRole('heading', { name: say('feedback.text.praise') }).waitFor();
      await page.keyboard.type('Danke');
      await page.locator('.field__typed', { hasText: 'Danke' }).waitFor();
    },
    // Both pages have a way back: it is touched on the second one only.
    control: (page, at) =>
      at % 2 === 0
        ? named(page, say('do.next'))
        : page
            .locator('.frame')
            .filter({ has: page.getByRole('button', { name: say('feedback.answer.none') }) })
            .getByRole('button', { name: say('bar.back'), exact: true }),
  },
];

/** Touch by touch in turns with the bare window, so that what the machine does beside it meets both. */
async function touchesToPaint(terminal: TestTerminal, touches: number): Promise<Measurement[]> {
  const app = await openBare(terminal);
  try {
    const window = await app.firstWindow();
    const reference = await toucher(window);
    const measured: Measurement[] = [];
    let page = await terminal.page();
    for (const { name, open, control, pause } of KINDS) {
      await open(page);
      const ours = await toucher(page);
      const times: number[] = [];
      const theirs: number[] = [];
      for (let at = 0; at < touches; at += 1) {
        if (pause !== undefined) await passed(pause);
        times.push(await ours(control(page, at)));
        theirs.push(await reference(window.locator('button')));
      }
      measured.push({
        name: `touch to next paint (${name})`,
        unit: 'ms',
        ours: spread(times),
        reference: { name: REFERENCE, spread: spread(theirs) },
      });
      page = await leave(terminal, page);
    }
    return measured;
  } finally {
    await app.close();
  }
}

async function toucher(page: Page): Promise<(control: Locator) => Promise<number>> {
  await watchPaints(page);
  const cdp = await page.context().newCDPSession(page);
  return async (control) => {
    const box = await control.boundingBox();
    if (box === null) throw new Error('the control is not on the glass');
    return touchToPaint(page, cdp, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
  };
}

/** Resident memory of all of the terminal's processes, after so many whole visits. */
async function memoryAfter(terminal: TestTerminal, visits: number): Promise<Measurement> {
  const pid = terminal.app.process().pid ?? 0;
  let page = await terminal.page();
  await page.locator('.attract__wake').waitFor();
  const before = residentMegabytes(pid);
  for (let visit = 0; visit < visits; visit += 1) {
    await begin(page, 'de');
    page = await leave(terminal, page);
  }
  return {
    name: `memory after ${visits} visits`,
    unit: 'MB',
    ours: spread([residentMegabytes(pid)]),
    reference: { name: `the same terminal after ${KINDS.length} visits`, spread: spread([before]) },
  };
}
