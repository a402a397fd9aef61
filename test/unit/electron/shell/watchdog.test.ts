import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVENTS } from '../../../../electron/kiosk/log/catalogue.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'foyer-watchdog-'));
  mkdirSync(join(data, 'log'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const logged = (): Record<string, unknown>[] =>
  readdirSync(join(data, 'log')).flatMap((name) =>
    readFileSync(join(data, 'log', name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );

async function program(what: string, limitMs: number) {
  const child = fork(new URL('../../../harness/threads/held.ts', import.meta.url), [what, data, String(limitMs)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (child.stdout === null) throw new Error('no output');
  await once(child.stdout, 'data');
  return child;
}

describe('the watchdog', () => {
  it('ends a process whose main thread is blocked, with one line in the log', async () => {
    const child = await program('hold', 500);
    child.send('begin');
    const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals];
    expect(signal).toBe('SIGKILL');
    const [line, ...more] = logged();
    expect(more).toEqual([]);
    const { time, level, event, ...fields } = line ?? {};
    expect([level, event]).toEqual([EVENTS['kiosk.held'].level, 'kiosk.held']);
    expect(new Date(time as string).toISOString()).toBe(time);
    expect(EVENTS['kiosk.held'].fields.safeParse(fields).success).toBe(true);
  });

  it('leaves a busy process alone whose event loop still runs', async () => {
    const child = await program('work', 1_000);
    child.send('begin');
    expect((await once(child, 'exit'))[0]).toBe(0);
    expect(logged()).toEqual([]);
  });

  it('does not blame the main thread when the whole machine stood still', async () => {
    const child = await program('work', 400);
    child.kill('SIGSTOP');
    // Longer than the limit; nothing in the process runs meanwhile.
    await new Promise((resolve) => {
      setTimeout(resolve, 1_500);
    });
    child.kill('SIGCONT');
    child.send('begin');
    expect((await once(child, 'exit'))[0]).toBe(0);
    expect(logged()).toEqual([]);
  });
});
