/**
 * A name goes through everything; after the visit it is nowhere: not in a View, not in the log, not in the journal's
 * file.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { settle } from '../../harness/manual-clock.ts';
import { openStore } from '../../../electron/kiosk/store/store.ts';
import { CANARY, PICK_UP, TOKEN } from '../../harness/services.ts';
import { bootDesk } from './desk.ts';

const SECRETS = [
  CANARY,
  ...Object.values(TOKEN),
  PICK_UP,
  'AB12-CD34-EF56',
  'KUNDENBELEG',
  '############1234',
  '1964-08-12',
  '%PDF',
];
const found = (text: string): string[] => SECRETS.filter((one) => text.includes(one));

describe('after a visit', () => {
  it('nothing personal is left in journal, log and View', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-traces-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const store = openStore(join(folder, 'journal.sqlite'));
    onTestFinished(() => store.close());
    const desk = await bootDesk({ store });
    await desk.begin('own-data');
    await desk.harness.touch('show', 'hide', 'print', 'done');
    await desk.choose('certificate');
    await desk.choose('extended', 'marital-status');
    await desk.act('next');
    await desk.choose('printed');
    desk.paper.outcomes.push('none');
    await desk.act('confirm', 'pick-up');
    await desk.harness.touch('done');
    await desk.choose('criminal-record');
    await desk.choose('O');
    for (const text of [`${CANARY}amt`, `${CANARY}weg 1`, '12345', CANARY, `wegen ${CANARY}`]) {
      await desk.harness.type(text);
      await desk.harness.touch('submit');
    }
    await desk.act('confirm');
    await desk.harness.touch('done');
    await desk.choose('blocks');
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    await desk.harness.touch('done');
    await desk.choose('certificate');
    await desk.choose('electronic');
    await desk.act('confirm');
    await desk.act('end');
    await desk.harness.touch('done');
    // It did go through the screen, or this would say nothing.
    expect(found(JSON.stringify(desk.views))).toEqual(expect.arrayContaining([CANARY, PICK_UP]));
    await desk.harness.advance(60_000);
    await settle();
    expect(desk.harness.view.screen.kind).toBe('attract');
    const after = desk.views.length;

    expect(found(JSON.stringify(desk.harness.view))).toEqual([]);
    expect(await desk.list()).toEqual([]);
    await desk.harness.touch('staff-close');
    await desk.open('own-data');
    expect(found(JSON.stringify(desk.views.slice(after)))).toEqual([]);
    expect(found(JSON.stringify(desk.harness.log))).toEqual([]);
    for (const file of readdirSync(folder))
      expect([file, found(readFileSync(join(folder, file)).toString('utf8'))]).toEqual([file, []]);
  });

  it('the View never has the digits of a secret, nor a token', async () => {
    const desk = await bootDesk();
    await desk.begin('certificate');
    await desk.choose('electronic');
    await desk.act('confirm');
    const views = JSON.stringify(desk.views);
    for (const token of Object.values(TOKEN)) expect(views.includes(token)).toBe(false);
  });
});
