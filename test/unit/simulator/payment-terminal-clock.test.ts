import { expect, test } from 'vitest';
import { Book } from '../../../devices/payment-terminal/simulator/book.ts';
import { statusOfSale } from '../../../devices/payment-terminal/simulator/messages.ts';

test('a terminal dates its sales by the clock of where it stands, whatever zone its machine is in', () => {
  const zone = process.env.TZ;
  process.env.TZ = 'UTC';
  try {
    const sale = new Book().draft(52_500_041, 100, Date.UTC(2026, 10, 29, 23, 26, 5));
    const status = Buffer.from(statusOfSale(sale, 0, 100)).toString('hex');
    // BMP 0C time, 0D date: 30 November, 00:26:05.
    expect(status).toContain('0c0026050d1130');
  } finally {
    process.env.TZ = zone;
  }
});
