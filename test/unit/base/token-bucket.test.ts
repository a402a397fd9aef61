import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../base/token-bucket.ts';

describe('a token bucket', () => {
  it('lets the burst through, then one refill each second, and never saves more than the burst', () => {
    let now = 0;
    const limit = new TokenBucket({ capacity: 3, refillPerSecond: 2 }, { now: () => 0, elapsed: () => now });
    const taken = (times: number) => Array.from({ length: times }, () => limit.tryTake()).filter(Boolean).length;
    expect(taken(10)).toBe(3);
    now += 500;
    expect(taken(10)).toBe(1);
    now += 499;
    expect(taken(10)).toBe(0);
    now += 3_600_000;
    expect(taken(10)).toBe(3);
  });
});
