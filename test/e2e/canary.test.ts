import { expect, test } from '@playwright/test';
import { join } from 'node:path';
import { Heaps, heapOf, holds } from './support/heaps.ts';
import { processId, scanFiles, scanMemory } from './support/processes.ts';
import { heading, startTerminal, touch, type TestTerminal } from './support/terminal.ts';
import { READY, attract, escaped, leave, toStatus, w } from './support/visit.ts';

/** A word that occurs nowhere else. */
const CANARY = 'kanarienvogelxq';

let terminal: TestTerminal;
const heaps = new Heaps();
test.beforeAll(async () => {
  terminal = await startTerminal({ env: heaps.env });
});
test.afterAll(async () => {
  await terminal?.stop();
  heaps.forget();
});

const mainHeap = async () => heaps.of(await processId(terminal.app, 'main'));

test('after a visit nothing that was typed is left in memory, on disk or in the log', async () => {
  // A picture of a heap takes ten seconds where the machine is busy, and there are four.
  test.setTimeout(180_000);
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
  expect(holds(await mainHeap(), CANARY)).toBe(true);
  expect(holds(await heapOf(page), CANARY)).toBe(true);

  page = await leave(terminal, page);
  const after = await mainHeap();
  const renderer = await heapOf(page);
  for (const word of [CANARY, READY]) {
    expect(holds(after, word), `${word === READY ? 'the number' : 'the word'} in main`).toBe(false);
    expect(holds(renderer, word), `${word === READY ? 'the number' : 'the word'} in the renderer`).toBe(false);
  }
  // The other processes are searched byte by byte, what was freed included: neither word ever goes to them.
  for (const name of ['devices', 'store'] as const) {
    expect(scanMemory(await processId(terminal.app, name), [CANARY, READY]).found, name).toEqual({
      [CANARY]: 0,
      [READY]: 0,
    });
  }
  // The register's own folder is another machine's; what it keeps of a number is a keyed hash.
  expect(scanFiles([join(terminal.folder, 'terminal')], [CANARY, READY])).toEqual([]);
  expect(JSON.stringify(terminal.log())).not.toContain(CANARY);
});
