import { describe, expect, it } from 'vitest';
import { rateLimit } from '../../../base/rate-limit.ts';

describe('a rate limit', () => {
  it('lets the burst through, then what comes back each second, and never saves more than the burst', () => {
    let now = 0;
    const limit = rateLimit({ burst: 3, perSecond: 2 }, () => now);
    const taken = (times: number) => Array.from({ length: times }, () => limit.take()).filter(Boolean).length;
    expect(taken(10)).toBe(3);
    now += 500;
    expect(taken(10)).toBe(1);
    now += 499;
    expect(taken(10)).toBe(0);
    now += 3_600_000;
    expect(taken(10)).toBe(3);
  });
});
