/** What of the log is read again at a start, and how much of it is kept to be read at the terminal. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linesOfDay, logFolder } from '../../../../../electron/kiosk/log/day.ts';
import { createLogHistory } from '../../../../../electron/kiosk/log/history.ts';

const line = (time: string, event = 'visit.began'): string => JSON.stringify({ time, level: 'info', event });

function dataWith(files: Record<string, string>): string {
  const data = mkdtempSync(join(tmpdir(), 'foyer-history-'));
  onTestFinished(() => rmSync(data, { recursive: true }));
  mkdirSync(logFolder(data));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(logFolder(data), name), text);
  return data;
}

describe('the lines of a day', () => {
  const files = {
    'foyer-2026-11-21.jsonl': 'the day before\n',
    'foyer-2026-11-22.jsonl': 'before midnight in the town\n',
    'foyer-2026-11-23.jsonl': 'in the morning\nat noon\n',
    'foyer-2026-11-24.jsonl': 'tomorrow\n',
  };

  it('are in two files, because the town changes its day before Greenwich', () => {
    expect(linesOfDay(dataWith(files), new Date('2026-11-23T12:00:00+01:00'))).toEqual([
      'before midnight in the town',
      'in the morning',
      'at noon',
    ]);
  });

  it('are in one file shortly after the midnight of the town', () => {
    expect(linesOfDay(dataWith(files), new Date('2026-11-23T00:30:00+01:00'))).toEqual(['before midnight in the town']);
  });

  it('are none where there is no file, and none of a folder that has its name', () => {
    expect(linesOfDay(dataWith({}), new Date('2026-11-23T12:00:00+01:00'))).toEqual([]);
    const data = dataWith({});
    mkdirSync(join(logFolder(data), 'foyer-2026-11-23.jsonl'));
    expect(linesOfDay(data, new Date('2026-11-23T12:00:00+01:00'))).toEqual([]);
  });

  it('of a file that was flooded are its newest 8 MiB', () => {
    const flood = `${'x'.repeat(1_023)}\n`.repeat(9 * 1_024);
    const data = dataWith({ 'foyer-2026-11-23.jsonl': `${flood}the last\n` });
    const lines = linesOfDay(data, new Date('2026-11-23T12:00:00+01:00'));
    expect(lines.at(-1)).toBe('the last');
    expect(lines.length).toBeLessThanOrEqual(8 * 1_024 + 1);
  });
});

describe('the history', () => {
  it('keeps the newest lines, and of the day no more than a flood can fill', () => {
    const noon = Date.parse('2026-11-23T12:00:00+01:00');
    const history = createLogHistory(() => noon);
    for (let at = 0; at < 6_000; at += 1) history.take(line(new Date(noon - 6_000 + at).toISOString()));
    expect([history.lines().length, history.today().length]).toEqual([1_000, 5_000]);
    expect(history.lines().at(-1)?.at).toBe(noon - 1);
    expect(history.today()[0]?.at).toBe(noon - 5_000);
  });

  it('reads what stood there before the start when somebody looks first, and nothing of it twice', () => {
    const noon = Date.parse('2026-11-23T12:00:00+01:00');
    const at = (ms: number): string => line(new Date(noon + ms).toISOString());
    let read = 0;
    // What was written since is in the file by now, too.
    const history = createLogHistory(
      () => noon,
      () => {
        read += 1;
        return ['cut o', at(-86_400_000), at(-2), at(0), at(1)];
      },
    );
    for (const ms of [0, 1]) history.take(at(ms));
    expect(read).toBe(0);
    expect(history.today().map((one) => one.at - noon)).toEqual([-2, 0, 1]);
    expect(history.lines().map((one) => one.at - noon)).toEqual([-86_400_000, -2, 0, 1]);
    expect(read).toBe(1);
  });

  it('takes the level from the catalogue, whatever the line says of itself', () => {
    const history = createLogHistory(() => 0);
    history.take(JSON.stringify({ time: '2026-11-23T12:00:00Z', level: 'shout', event: 'visit.purge-failed' }));
    expect(history.lines()).toMatchObject([{ level: 'error', event: 'visit.purge-failed' }]);
  });

  it('tells whoever listens, as long as they do', () => {
    const history = createLogHistory(() => 0);
    let heard = 0;
    const stop = history.onLine(() => (heard += 1));
    history.take(line('2026-11-23T12:00:00Z'));
    stop();
    history.take(line('2026-11-23T12:00:00Z'));
    expect(heard).toBe(1);
  });
});
