import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveToAccount } from '../../tools/run/account.ts';
import { processId, scanMemory } from './support/processes.ts';
import { heading, startTerminal, touch, type TestTerminal } from './support/terminal.ts';
import { READY, attract, escaped, leave, toStatus, w } from './support/visit.ts';

/** A word that occurs nowhere else. */
const CANARY = 'kanarienvogelxq';

let terminal: TestTerminal;
let snapshots: string;
test.beforeAll(async () => {
  terminal = await startTerminal();
  snapshots = mkdtempSync(join(tmpdir(), 'foyer-snapshots-'));
  giveToAccount(snapshots);
});
test.afterAll(async () => {
  await terminal.stop();
  rmSync(snapshots, { recursive: true, force: true });
});

/** V8's own picture of all that the main process can still reach, after garbage collection. */
async function mainHeap(name: string): Promise<string> {
  const file = join(snapshots, name);
  await terminal.app.evaluate(async (_electron, to) => {
    const load = process.mainModule?.require.bind(process.mainModule);
    if (load === undefined) throw new Error('no way to load a module');
    const v8 = load('node:v8') as typeof import('node:v8');
    v8.setFlagsFromString('--expose_gc');
    const collect = (load('node:vm') as typeof import('node:vm')).runInNewContext('gc') as () => void;
    // Twice, with a turn between: what a finaliser frees in the first is gone in the second.
    collect();
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    v8.writeHeapSnapshot(to);
  }, file);
  return readFileSync(file, 'utf8');
}

async function rendererHeap(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await cdp.send('HeapProfiler.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await cdp.detach();
  return chunks.join('');
}

/** Every file under a folder that holds one of the words, as UTF-8 or UTF-16. */
function filesWith(folder: string, words: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => {
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
      const bytes = readFileSync(file);
      return words.some((word) => bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le')));
    });
}

test('after a visit nothing that was typed is left in memory, on disk or in the log', async () => {
  let page = await terminal.page();
  await attract(page);
  await toStatus(page);
  await touch(page, w('action.print'));
  await expect(heading(page)).toHaveText(w('printed.title'), { timeout: 20_000 });
  await touch(page, w('action.home'));
  await touch(page, escaped(w('tile.information.title')));
  for (const letter of CANARY) await touch(page, letter, { exact: true });
  await expect(page.locator('.field__typed')).toHaveText(CANARY);

  // The method sees what is there: without this, finding nothing would prove nothing.
  const during = await mainHeap('during.heapsnapshot');
  expect(during.includes(CANARY)).toBe(true);
  expect((await rendererHeap(page)).includes(CANARY)).toBe(true);

  page = await leave(terminal, page);
  const after = await mainHeap('after.heapsnapshot');
  const renderer = await rendererHeap(page);
  for (const word of [CANARY, READY]) {
    expect(after.includes(word), `${word === READY ? 'the number' : 'the word'} in main`).toBe(false);
    expect(renderer.includes(word), `${word === READY ? 'the number' : 'the word'} in the renderer`).toBe(false);
  }
  // The other processes are searched byte by byte, what was freed included: neither word ever goes to them.
  for (const name of ['devices', 'store'] as const) {
    expect(scanMemory(await processId(terminal.app, name), [CANARY, READY]).found, name).toEqual({
      [CANARY]: 0,
      [READY]: 0,
    });
  }
  // The register's own folder is another machine's; what it keeps of a number is a keyed hash.
  expect(filesWith(join(terminal.folder, 'terminal'), [CANARY, READY])).toEqual([]);
  expect(JSON.stringify(terminal.log())).not.toContain(CANARY);
});
