import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../../harness/manual-clock.ts';
import { err, ok, type Result } from '../../../../base/result.ts';
import { RequestQueue } from '../../../../devices/driver/request-queue.ts';

const isA = (frame: string): string | undefined => (frame.startsWith('a') ? frame : undefined);
const sent = async (): Promise<Result<undefined, never>> => ok(undefined);

describe('a request queue', () => {
  it('takes an answer that comes before the question has left the port', async () => {
    const lane = new RequestQueue<string>(new ManualClock());
    const answer = lane.ask({
      match: isA,
      timeout: 10,
      send: async () => {
        expect(lane.offer('a1')).toBe(true);
        return ok(undefined);
      },
    });
    expect(await answer).toEqual({ ok: true, value: 'a1' });
  });

  it('passes on messages that are not the answer', async () => {
    const lane = new RequestQueue<string>(new ManualClock());
    expect(lane.offer('a0')).toBe(false);
    const answer = lane.ask({ match: isA, timeout: 10, send: sent });
    await settle();
    expect(lane.offer('b')).toBe(false);
    expect(lane.offer('a1')).toBe(true);
    expect(lane.offer('a2')).toBe(false);
    expect(await answer).toEqual({ ok: true, value: 'a1' });
  });

  it('counts the time from the sending, not from the asking', async () => {
    const clock = new ManualClock();
    const lane = new RequestQueue<string>(clock);
    const answer = lane.ask({
      match: isA,
      timeout: 100,
      send: () => new Promise((resolve) => void clock.after(500, () => resolve(ok(undefined)))),
    });
    let done = false;
    void answer.then(() => {
      done = true;
    });
    await clock.advance(599);
    expect(done).toBe(false);
    await clock.advance(1);
    expect(await answer).toEqual({ ok: false, error: 'timeout' });
    expect(clock.pending).toBe(0);
  });

  it('has one question in flight, and goes on after each failure', async () => {
    const clock = new ManualClock();
    const lane = new RequestQueue<string>(clock);
    const order: string[] = [];
    const ask = (name: string, send: () => Promise<Result<undefined, 'line'>>) =>
      lane.ask({
        match: isA,
        timeout: 100,
        send: () => {
          order.push(name);
          return send();
        },
      });
    const first = ask('first', sent);
    const second = ask('second', async () => err('line' as const));
    const third = ask('third', async () => {
      throw new Error('a bug');
    });
    const fourth = ask('fourth', sent);
    const thrown = expect(third).rejects.toThrow('a bug');
    await settle();
    expect(order).toEqual(['first']);
    await clock.advance(100);
    expect(await first).toEqual({ ok: false, error: 'timeout' });
    expect(await second).toEqual({ ok: false, error: 'line' });
    await thrown;
    await settle();
    expect(order).toEqual(['first', 'second', 'third', 'fourth']);
    lane.offer('a');
    expect((await fourth).ok).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('aborts all pending and later questions once it has ended', async () => {
    const lane = new RequestQueue<string>(new ManualClock());
    const waiting = lane.ask({ match: isA, timeout: 100, send: sent });
    await settle();
    lane.end();
    expect(await waiting).toEqual({ ok: false, error: 'aborted' });
    expect(await lane.ask({ match: isA, timeout: 100, send: sent })).toEqual({ ok: false, error: 'aborted' });
  });
});
