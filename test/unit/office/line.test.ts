import { describe, expect, it } from 'vitest';
import { openLine, type LineState, type Source } from '../../../office/data/line.ts';
import type { OfficeEvent } from '../../../register/contract/office.ts';
import { aCall } from '../../harness/office-page/data.ts';
import { ManualClock, settle } from '../../harness/manual-clock.ts';

/** HTML Living Standard, 9.2.2. */
const CONNECTING = 0;
const CLOSED = 2;

class ScriptedSource extends EventTarget {
  readyState = CONNECTING;
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
  say(type: string, data?: string): void {
    this.dispatchEvent(data === undefined ? new Event(type) : new MessageEvent(type, { data }));
  }
  refuse(): void {
    this.readyState = CLOSED;
    this.say('error');
  }
}

function begin({ loads = () => true }: { loads?: () => boolean } = {}) {
  const clock = new ManualClock(1_000_000);
  const sources: ScriptedSource[] = [];
  const states: LineState[] = [];
  const events: OfficeEvent[] = [];
  const counted = { loads: 0, refused: 0 };
  const line = openLine({
    clock,
    open() {
      const source = new ScriptedSource();
      sources.push(source);
      return source as unknown as Source;
    },
    load() {
      counted.loads += 1;
      return Promise.resolve(loads());
    },
    onRefused: () => void (counted.refused += 1),
    onEvent: (event) => void events.push(event),
    onState: (state) => void states.push(state),
  });
  return { clock, sources, states, events, counted, line, last: () => sources.at(-1)! };
}

describe('the line to the register', () => {
  it('is up once all was loaded behind it', async () => {
    const { last, states, counted } = begin();
    last().say('open');
    expect(states).toEqual([]);
    await settle();
    expect(states).toEqual(['up']);
    expect(counted.loads).toBe(1);
  });

  it('loads everything anew each time it opens', async () => {
    const { last, counted, clock } = begin();
    last().say('open');
    await settle();
    last().say('error');
    await clock.advance(1_000);
    last().say('open');
    await settle();
    expect(counted.loads).toBe(2);
  });

  it('is not said to be down for a moment without it', async () => {
    const { last, states, clock } = begin();
    last().say('open');
    await settle();
    last().say('error');
    await clock.advance(19_000);
    expect(states).toEqual(['up']);
    await clock.advance(3_000);
    expect(states).toEqual(['up', 'down']);
  });

  it('is down when the register falls silent, and a fresh one is opened', async () => {
    const { last, states, clock, sources } = begin();
    last().say('open');
    await settle();
    await clock.advance(15_000);
    last().say('beat', '1');
    await clock.advance(15_000);
    expect(states).toEqual(['up']);
    await clock.advance(8_000);
    expect(states).toEqual(['up', 'down']);
    expect(sources[0]?.isClosed).toBe(true);
    expect(sources).toHaveLength(2);
    last().say('open');
    await settle();
    expect(states).toEqual(['up', 'down', 'up']);
  });

  it('is not up before what was missed is there', async () => {
    let answers = false;
    const { last, states, clock, sources } = begin({ loads: () => answers });
    last().say('open');
    await clock.advance(22_000);
    expect(states).toEqual(['down']);
    answers = true;
    await clock.advance(20_000);
    expect(sources.length).toBeGreaterThan(1);
    last().say('open');
    await settle();
    expect(states).toEqual(['down', 'up']);
  });

  it('catches up after the machine slept', async () => {
    const { last, states, clock, counted } = begin();
    last().say('open');
    await settle();
    // No timer ran meanwhile: the clock of the day is an hour further at the next one.
    const real = clock.now.bind(clock);
    clock.now = () => real() + 3_600_000;
    await clock.advance(2_500);
    expect(states).toEqual(['up', 'down']);
    last().say('open');
    await settle();
    expect(states).toEqual(['up', 'down', 'up']);
    expect(counted.loads).toBe(2);
  });

  it('is asked for in growing pauses where it is refused, and whether the session holds', async () => {
    const { last, sources, clock, counted } = begin();
    for (let refusals = 0; refusals < 3; refusals++) {
      last().refuse();
      await clock.advance(2 ** refusals * 1_000);
    }
    expect(sources).toHaveLength(4);
    expect(counted.refused).toBe(3);
    last().refuse();
    await clock.advance(2_000);
    expect(sources).toHaveLength(4);
  });

  it('gives a slow one its time, also while it is down', async () => {
    const { last, sources, clock, states } = begin();
    await clock.advance(30_000);
    expect(states).toEqual(['down']);
    const before = sources.length;
    await clock.advance(10_000);
    expect(sources).toHaveLength(before);
    last().say('open');
    await settle();
    expect(states).toEqual(['down', 'up']);
  });

  it('passes on what fits the contract, and nothing else', async () => {
    const { last, events } = begin();
    last().say('open');
    await settle();
    const call = aCall();
    last().say('message', JSON.stringify({ type: 'help', call }));
    last().say('message', JSON.stringify({ type: 'help', call: { ...call, state: 'asleep' } }));
    last().say('message', '{');
    expect(events).toEqual([{ type: 'help', call }]);
  });

  it('leaves no timer and no source behind', async () => {
    const { line, clock, last } = begin();
    last().say('open');
    await settle();
    line.stop();
    expect(clock.pending).toBe(0);
    expect(last().isClosed).toBe(true);
  });
});
