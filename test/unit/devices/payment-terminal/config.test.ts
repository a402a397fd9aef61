import { describe, expect, it } from 'vitest';
import { PaymentTerminalConfig } from '../../../../devices/payment-terminal/config.ts';

const parse = (timing?: object) =>
  PaymentTerminalConfig.safeParse({
    class: 'payment-terminal',
    name: 'zvt',
    link: { tcp: { host: '192.0.2.1' } },
    ...(timing === undefined ? {} : { timing }),
  });

describe('the times of a payment terminal', () => {
  it('have defaults', () => {
    expect(parse().data?.timing).toEqual({
      t1: 200,
      t2: 5_000,
      t3: 5_000,
      t4: 180_000,
      total: 600_000,
      poll: 60_000,
      pollHindered: 10_000,
      resolve: 60_000,
    });
  });

  it("let a payment end before the caller's limit", () => {
    expect(parse({ total: 630_000 }).success).toBe(true);
    expect(parse({ total: 630_001 }).success).toBe(false);
    expect(parse({ resolve: 90_000 }).success).toBe(true);
    expect(parse({ resolve: 90_001 }).success).toBe(false);
    expect(parse({ resolve: 600_000, total: 90_000 }).success).toBe(true);
  });
});
