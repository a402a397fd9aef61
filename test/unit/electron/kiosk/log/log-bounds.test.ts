/** A log that somebody tries to fill the disk with: every bound, and what stands in its place. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ManualClock } from '../../../../harness/manual-clock.ts';
import { EVENTS } from '../../../../../electron/kiosk/log/catalogue.ts';
import { LOG_BOUNDS, fileSink } from '../../../../../electron/kiosk/log/file.ts';
import { LINES_A_MINUTE, limitLog } from '../../../../../electron/kiosk/log/limit.ts';
import { createLog } from '../../../../../electron/kiosk/log/log.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
type Line = Record<string, unknown>;
const REFUSED = { intent: 'print', screen: 'attract', reason: 'not-offered' } as const;

describe('lines of one kind', () => {
  function limited() {
    const clock = new ManualClock(NOON);
    const lines: Line[] = [];
    const log = limitLog(
      createLog(
        (line) => void lines.push(JSON.parse(line) as Line),
        () => clock.now(),
      ),
      clock,
    );
    return { clock, lines, log };
  }

  it('are written up to the limit of a minute; then they are counted, and one line says how many', async () => {
    const { clock, lines, log } = limited();
    for (let sent = 0; sent < 10_000; sent += 1) log.write('intent.refused', REFUSED);
    expect(lines).toHaveLength(LINES_A_MINUTE);
    await clock.advance(60_000);
    expect(lines.slice(LINES_A_MINUTE)).toMatchObject([
      { event: 'log.left-out', level: 'warning', of: 'intent.refused', count: 10_000 - LINES_A_MINUTE },
    ]);
    log.write('intent.refused', REFUSED);
    expect(lines.at(-1)).toMatchObject({ event: 'intent.refused' });
  });

  it('hide no lines of another kind, and cause no line in a minute within the limit', async () => {
    const { clock, lines, log } = limited();
    for (let sent = 0; sent < 1_000; sent += 1) log.write('intent.refused', REFUSED);
    log.write('payment.end-of-day', { done: true });
    expect(lines.at(-1)).toMatchObject({ event: 'payment.end-of-day' });
    await clock.advance(60_000);
    const before = lines.length;
    await clock.advance(600_000);
    expect(lines).toHaveLength(before);
  });

  it("fit into the day's file for one kind at its limit all day long", () => {
    // The longest line that the catalogue allows.
    const fields = Math.max(...Object.values(EVENTS).map((event) => Object.keys(event.fields.shape).length));
    const longest = 100 + fields * (20 + 64);
    expect(longest * LINES_A_MINUTE * 24 * 60).toBeLessThan(LOG_BOUNDS.dayBytes);
  });
});

describe('the log files', () => {
  let folder = '';
  let now = NOON;
  beforeEach(() => {
    now = NOON;
    folder = mkdtempSync(join(tmpdir(), 'foyer-log-'));
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    onTestFinished(() => {
      written.mockRestore();
      rmSync(folder, { recursive: true, force: true });
    });
  });
  const open = (bounds: Partial<typeof LOG_BOUNDS>) =>
    fileSink(folder, { ...LOG_BOUNDS, ...bounds }, () => new Date(now));
  const file = (day: string) => join(folder, 'log', `foyer-${day}.jsonl`);
  const linesOf = (day: string) =>
    readFileSync(file(day), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  const LINE = JSON.stringify({ event: 'x', of: 'x'.repeat(80) });

  it("end at a day's size with one line; the next day's says how many are missing", () => {
    const sink = open({ dayBytes: 4_096 });
    for (let sent = 0; sent < 1_000; sent += 1) sink(LINE);
    const first = linesOf('2026-11-23');
    expect(statSync(file('2026-11-23')).size).toBeLessThan(4_096 + 200);
    expect(first.filter(({ event }) => event === 'log.day-full')).toHaveLength(1);
    expect(first.at(-1)).toMatchObject({ event: 'log.day-full', level: 'error' });
    now += 24 * 3_600_000;
    sink(LINE);
    expect(linesOf('2026-11-24')).toMatchObject([
      { event: 'log.day-left-out', count: 1_000 - (first.length - 1) },
      { event: 'x' },
    ]);
  });

  it('count what an earlier run wrote on the same day', () => {
    const first = open({ dayBytes: 4_096 });
    for (let sent = 0; sent < 30; sent += 1) first(LINE);
    const again = open({ dayBytes: 4_096 });
    for (let sent = 0; sent < 1_000; sent += 1) again(LINE);
    expect(statSync(file('2026-11-23')).size).toBeLessThan(4_096 + 200);
  });

  it('are deleted from the oldest on where the folder is too large, with room for the new day', () => {
    open({})(LINE);
    for (const day of [19, 20, 21, 22]) writeFileSync(file(`2026-11-${day}`), 'x'.repeat(3_000));
    writeFileSync(join(folder, 'log', 'notes.txt'), "somebody else's");
    now += 24 * 3_600_000;
    open({ dayBytes: 4_000, folderBytes: 12_000 })(LINE);
    const kept = [21, 22, 23, 24].map((day) => `foyer-2026-11-${day}.jsonl`);
    expect(readdirSync(join(folder, 'log')).sort()).toEqual([...kept, 'notes.txt']);
  });

  it('are deleted after thirty days', () => {
    for (let day = 0; day < 40; day += 1) {
      open({})(LINE);
      now += 24 * 3_600_000;
    }
    expect(readdirSync(join(folder, 'log'))).toHaveLength(30);
  });
});
