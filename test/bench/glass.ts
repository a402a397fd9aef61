/** What a visitor feels: from the start to the touchable screen, and from a touch to the next paint. */
import { _electron, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { begin, startTerminal, touch, type TestTerminal } from '../e2e/support/terminal.ts';
import { createTranslate } from '../../locales/translate.ts';
import { asAccount, giveToAccount, runtime } from '../../tools/run/account.ts';
import { firstLine, json } from '../../tools/run/children.ts';
import { terminalCommand } from '../../tools/run/terminal.ts';
import { bareApplication } from './bare.ts';
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
    const touched = await touchesToPaint(terminal, bare, touches);
    say(`${visits} visits …`);
    const memory = await memoryAfter(terminal, visits);
    await terminal.app.close();
    say(`${starts} starts, alternating …`);
    return [await startToTouchable(terminal, bare, starts), touched, memory];
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

async function touchesToPaint(terminal: TestTerminal, bare: string, touches: number): Promise<Measurement> {
  const page = await terminal.page();
  await begin(page, 'de');
  await touch(page, new RegExp(translate('de', { key: 'tile.information.title' })));
  await page.locator('.keyboard').waitFor();
  // Each letter searches the catalogue and draws its results.
  const ours = await paintTimes(page, touches, (at) => (at % 2 === 0 ? 'p' : translate('de', { key: 'search.erase' })));
  const app = await _electron.launch({
    executablePath: join(terminal.folder, 'electron.sh'),
    args: [bare],
    env: terminalCommand(
      join(terminal.folder, 'terminal', 'foyer.yaml'),
      terminal.display,
      join(terminal.folder, 'terminal'),
    ).env as Record<string, string>,
  });
  try {
    const reference = await paintTimes(await app.firstWindow(), touches, () => null);
    return {
      name: 'touch to next paint (a letter in the search, with its results)',
      unit: 'ms',
      ours: spread(ours),
      reference: { name: REFERENCE, spread: spread(reference) },
    };
  } finally {
    await app.close();
  }
}

async function paintTimes(page: Page, touches: number, nameOf: (at: number) => string | null): Promise<number[]> {
  await watchPaints(page);
  const cdp = await page.context().newCDPSession(page);
  const times: number[] = [];
  for (let at = 0; at < touches; at += 1) {
    const name = nameOf(at);
    const control = name === null ? page.locator('button') : page.getByRole('button', { name, exact: true });
    const box = await control.boundingBox();
    if (box === null) throw new Error('the control is not on the glass');
    times.push(await touchToPaint(page, cdp, { x: box.x + box.width / 2, y: box.y + box.height / 2 }));
  }
  return times;
}

/** Resident memory of all of the terminal's processes, after so many whole visits. */
async function memoryAfter(terminal: TestTerminal, visits: number): Promise<Measurement> {
  const pid = terminal.app.process().pid ?? 0;
  const w = (key: 'bar.cancel' | 'leave.yes'): string => translate('de', { key });
  let page = await terminal.page();
  await touch(page, w('bar.cancel'), { exact: true });
  await touch(page, w('leave.yes'));
  page = await terminal.page();
  await page.locator('.attract__wake').waitFor();
  const before = residentMegabytes(pid);
  for (let visit = 0; visit < visits; visit += 1) {
    await begin(page, 'de');
    await touch(page, w('bar.cancel'), { exact: true });
    await touch(page, w('leave.yes'));
    page = await terminal.page();
    await page.locator('.attract__wake').waitFor();
  }
  return {
    name: `memory after ${visits} visits`,
    unit: 'MB',
    ours: spread([residentMegabytes(pid)]),
    reference: { name: 'the same terminal after one visit', spread: spread([before]) },
  };
}
