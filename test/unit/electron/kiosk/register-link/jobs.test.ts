/** What the terminal does again and again: one run at a time, at its time, whatever becomes of a run. */
import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../../../harness/manual-clock.ts';
import { createLog } from '../../../../../electron/kiosk/log/log.ts';
import { createJobs } from '../../../../../electron/kiosk/register-link/jobs.ts';
import { held } from '../../../../harness/scripted.ts';

function bench(from?: Promise<void>) {
  const clock = new ManualClock(1_000_000);
  const lines: { event: string; ok?: boolean }[] = [];
  const jobs = createJobs({
    clock,
    from,
    log: createLog(
      (line) => void lines.push(JSON.parse(line) as { event: string }),
      () => clock.now(),
    ),
  });
  return { clock, jobs, lines };
}

describe('a job', () => {
  it('does not begin before jobs may, and does then', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { jobs } = bench(promise);
    let runs = 0;
    const job = jobs.add({
      name: 'catalogue',
      everySeconds: 60,
      run: async () => {
        runs += 1;
        return true;
      },
    });
    job.wake();
    await settle();
    expect(runs).toBe(0);
    resolve();
    await settle();
    expect(runs).toBe(1);
    jobs.stop();
  });

  it('begins when it is woken, and repeats at its interval from the end of each run', async () => {
    const { clock, jobs } = bench();
    let runs = 0;
    const job = jobs.add({
      name: 'catalogue',
      everySeconds: 60,
      run: async () => {
        runs += 1;
        return true;
      },
    });
    await clock.advance(600_000);
    expect([runs, jobs.facts()]).toEqual([
      0,
      [{ name: 'catalogue', running: false, lastAt: null, ok: null, nextAt: null }],
    ]);
    job.wake();
    await settle();
    expect([runs, jobs.facts()]).toEqual([
      1,
      [{ name: 'catalogue', running: false, lastAt: 1_600_000, ok: true, nextAt: 1_660_000 }],
    ]);
    await clock.advance(59_999);
    expect(runs).toBe(1);
    await clock.advance(1);
    expect(runs).toBe(2);
    job.wake(5_000);
    await clock.advance(5_000);
    expect(runs).toBe(3);
    jobs.stop();
    job.wake();
    await clock.advance(600_000);
    expect([runs, clock.pending]).toEqual([3, 0]);
  });

  it('runs once at a time, and once more afterwards when it was woken meanwhile', async () => {
    const { clock, jobs } = bench();
    const first = held<boolean>();
    let runs = 0;
    const job = jobs.add({
      name: 'outbox',
      everySeconds: 60,
      run: () => {
        runs += 1;
        return runs === 1 ? first.promise : Promise.resolve(true);
      },
    });
    job.wake();
    job.wake();
    job.wake(10_000);
    await clock.advance(60_000);
    expect([runs, jobs.facts()[0]?.running]).toEqual([1, true]);
    first.resolve(true);
    await clock.advance(0);
    expect(runs).toBe(2);
    await clock.advance(59_999);
    expect(runs).toBe(2);
  });

  it('that throws or fails is logged once, and is tried again; the others go on', async () => {
    const { clock, jobs, lines } = bench();
    const outcomes: (boolean | Error)[] = [true, false, false, new Error('the secret of a visitor'), true];
    let other = 0;
    const job = jobs.add({
      name: 'outbox',
      everySeconds: 1,
      async run() {
        const outcome = outcomes.shift() ?? true;
        if (typeof outcome !== 'boolean') throw outcome;
        return outcome;
      },
    });
    jobs
      .add({
        name: 'heartbeat',
        everySeconds: 1,
        run: async () => {
          other += 1;
          return true;
        },
      })
      .wake();
    job.wake();
    await clock.advance(6_000);
    expect(lines.map(({ event, ok }) => [event, ok])).toEqual([
      ['job.outcome', false],
      ['bug', undefined],
      ['job.outcome', true],
    ]);
    // Where it came from, and nothing of what it said.
    expect(lines[1]).toMatchObject({ name: 'Error', where: expect.stringMatching(/^job /) });
    expect(JSON.stringify(lines[1])).toContain('jobs.test.ts');
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(other).toBe(7);
  });
});
