/** How often somebody may try, and that nobody is kept out by others. */
import { describe, expect, test } from 'vitest';
import {
  FORGET_MS,
  LONGEST_LOCK_MS,
  SHORTEST_LOCK_MS,
  createAttempts,
} from '../../../../../../register/server/office/accounts/attempts.ts';
import { ManualClock } from '../../../../../harness/manual-clock.ts';

const HOME = { account: 'k.beispiel', network: '192.0.2.7', known: true };
const STRANGER = { account: 'k.beispiel', network: '198.51.100.1', known: false };

function attempts() {
  const clock = new ManualClock(1_000_000);
  const all = createAttempts(clock);
  return {
    clock,
    begin: all.begin,
    /** Tries until it is refused; how often it could. */
    exhaust(who: Parameters<typeof all.begin>[0], most = 1_000): number {
      for (let count = 0; count < most; count += 1) if (all.begin(who) === null) return count;
      return most;
    },
  };
}

describe('whoever fails', () => {
  test('may five times, and then waits longer each time, at most five minutes', async () => {
    const { begin, exhaust, clock } = attempts();
    expect(exhaust(HOME)).toBe(5);
    for (let lock = SHORTEST_LOCK_MS; lock <= LONGEST_LOCK_MS; lock *= 2) {
      await clock.advance(lock - 1);
      expect(begin(HOME)).toBeNull();
      await clock.advance(1);
      expect(begin(HOME)).not.toBeNull();
      expect(begin(HOME)).toBeNull();
    }
    for (let again = 0; again < 20; again += 1) {
      await clock.advance(LONGEST_LOCK_MS);
      expect(begin(HOME)).not.toBeNull();
    }
  });
  test('is forgiven with time, one failure after the other', async () => {
    const { exhaust, clock } = attempts();
    exhaust(HOME);
    await clock.advance(2 * FORGET_MS);
    expect(exhaust(HOME)).toBe(2);
    await clock.advance(100 * FORGET_MS);
    expect(exhaust(HOME)).toBe(5);
  });
  test('is forgiven at once by succeeding', () => {
    const { begin, exhaust } = attempts();
    for (let count = 0; count < 4; count += 1) begin(HOME);
    begin(HOME)?.succeeded();
    expect(exhaust(HOME)).toBe(5);
  });
  test('only because nobody had time to look has not failed, and is not forgiven anything', () => {
    const { begin, exhaust } = attempts();
    for (let count = 0; count < 3; count += 1) begin(STRANGER);
    for (let count = 0; count < 50; count += 1) begin(STRANGER)?.withdrawn();
    expect(exhaust(STRANGER)).toBe(2);
  });
  test('at many places in the same moment is counted at each', () => {
    const { begin } = attempts();
    const all = Array.from({ length: 100 }, () => begin(HOME));
    expect(all.filter((one) => one !== null).length).toBe(5);
  });
  test('is not helped by a clock that is set back or forward', () => {
    let now = 0;
    const all = createAttempts({ now: () => now, elapsed: () => 0 });
    for (let count = 0; count < 5; count += 1) all.begin(HOME);
    for (now of [-1e12, 1e15]) expect(all.begin(HOME)).toBeNull();
  });
});

describe('a stranger', () => {
  test('who guesses at an account does not shut out whoever comes from where they always come from', () => {
    const { begin, exhaust } = attempts();
    for (let machine = 0; machine < 500; machine += 1)
      exhaust({ ...STRANGER, network: `198.51.100.${machine % 250}`, account: machine % 2 ? 'k.beispiel' : 'andere' });
    expect(begin(HOME)).not.toBeNull();
  });
  test('does not guess faster from many networks than from one', () => {
    const { exhaust } = attempts();
    let guesses = 0;
    for (let machine = 0; machine < 200; machine += 1) guesses += exhaust({ ...STRANGER, network: `net-${machine}` });
    expect(guesses).toBe(5);
  });
  test('who guesses at all accounts is stopped by their network, and no other network is', () => {
    const { begin, exhaust } = attempts();
    let guesses = 0;
    for (let account = 0; account < 200; account += 1)
      guesses += exhaust({ ...STRANGER, account: `konto-${account}` }, 1);
    expect(guesses).toBe(20);
    expect(begin({ ...STRANGER, account: null })).toBeNull();
    expect(begin({ account: 'konto-99', network: '203.0.113.5', known: false })).not.toBeNull();
    // Colleagues behind the same address, who have come in from there.
    expect(begin({ ...HOME, network: STRANGER.network })).not.toBeNull();
  });
  test('with an account of their own does not buy guesses at another’s', () => {
    const { begin, exhaust } = attempts();
    let guesses = 0;
    for (let round = 0; round < 20; round += 1) {
      guesses += exhaust(STRANGER, 1);
      begin({ account: 'eigenes', network: STRANGER.network, known: true })?.succeeded();
    }
    expect(guesses).toBe(5);
  });
  test('who comes under ever new names and networks fills no memory, and frees no account that is being guessed at', () => {
    const { begin, exhaust } = attempts();
    exhaust(STRANGER);
    for (let name = 0; name < 15_000; name += 1)
      begin({ account: `name-${name}`, network: `net-${name}`, known: false });
    expect(begin({ ...STRANGER, network: 'another' })).toBeNull();
  });
});
