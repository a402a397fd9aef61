import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE } from '../../../../devices/payment-terminal/messages.ts';
import { Receipts } from '../../../../devices/payment-terminal/receipts.ts';
import * as says from '../../../../devices/payment-terminal/simulator/messages.ts';

const block = (type: 1 | 2 | 3, lines: readonly string[]) => ({
  code: CODE.printBlock,
  data: Uint8Array.from(says.printBlock(type, lines)),
});
const lines = (text: readonly string[]) =>
  text.map((line, at) => ({
    code: CODE.printLine,
    data: Uint8Array.from(says.printLine(line, at === text.length - 1)),
  }));
const taken = (...messages: readonly { readonly code: number; readonly data: Uint8Array }[]): Receipts => {
  const receipts = new Receipts();
  for (const message of messages) receipts.take(message);
  return receipts;
};

describe("the terminal's texts", () => {
  it('as blocks go to whom they name, in any order and number of blocks', () => {
    const receipts = taken(block(2, ['Kunde 1']), block(1, ['Händler']), block(3, ['Meldung']), block(2, ['Kunde 2']));
    expect(receipts.customer()).toEqual(['Kunde 1', 'Kunde 2']);
    expect(receipts.merchant()).toEqual(['Händler']);
    expect(receipts.all()).toEqual(['Meldung', 'Händler', 'Kunde 1', 'Kunde 2']);
  });

  it("line by line are two receipts, the merchant's first, each to its last line", () => {
    const receipts = taken(...lines(['Händler', 'Betrag']), ...lines(['Kunde', 'Betrag']));
    expect(receipts.merchant()).toEqual(['Händler', 'Betrag']);
    expect(receipts.customer()).toEqual(['Kunde', 'Betrag']);
  });

  it("line by line, one receipt only, are the customer's", () => {
    const receipts = taken(...lines(['Beleg', 'Betrag']));
    expect(receipts.merchant()).toEqual([]);
    expect(receipts.customer()).toEqual(['Beleg', 'Betrag']);
  });

  it('line by line go to whom they name, in any order, and those without a name to the receipt at hand', () => {
    const named = (text: string, type: number, attribute = 0x40) => ({
      code: CODE.printLine,
      data: Uint8Array.of(attribute, ...Buffer.from(text), 0x06, 0x04, 0x1f, 0x07, 0x01, type),
    });
    const receipts = taken(
      named('Kunde', 2),
      named('VERKAUF', 1),
      named('Betrag', 2, 0x80),
      named('Ende', 1, 0x80),
      named('Meldung', 3),
    );
    expect(receipts.customer()).toEqual(['Kunde', 'Betrag']);
    expect(receipts.merchant()).toEqual(['VERKAUF', 'Ende']);
    expect(receipts.all()).toEqual(['Meldung', 'VERKAUF', 'Ende', 'Kunde', 'Betrag']);
  });

  it('do not end with a line feed, whose attribute has that bit as well', () => {
    const feed = { code: CODE.printLine, data: Uint8Array.of(0xff, 2) };
    expect(taken(...lines(['oben', 'mitte']).slice(0, 1), feed, ...lines(['unten'])).customer()).toEqual([
      'oben',
      '',
      'unten',
    ]);
  });

  it('without any line give empty receipts', () => {
    expect(taken({ code: CODE.completion, data: new Uint8Array(0) }).all()).toEqual([]);
  });

  it('without an end do not grow for ever', () => {
    const endless = new Receipts();
    for (let at = 0; at < 2_000; at++) {
      endless.take({ code: CODE.printLine, data: Uint8Array.of(0, 0x41) });
      endless.take(block(2, ['x', 'y']));
    }
    expect(endless.all().length).toBeLessThanOrEqual(800);
  });

  it('with a last line in every message do not grow for ever either', () => {
    const endless = new Receipts();
    for (let at = 0; at < 5_000; at++) endless.take({ code: CODE.printLine, data: Uint8Array.of(0x81, 0x41) });
    expect(endless.all().length).toBeLessThanOrEqual(1_000);
  });

  it('are passed on as they were sent', () => {
    const line = fc
      .string({ unit: fc.constantFrom('a', 'Z', '0', ' ', '-', 'ä', 'ß', '*'), maxLength: 40 })
      .map((text) => text.trimEnd());
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 40 }),
        fc.array(line, { minLength: 1, maxLength: 40 }),
        (merchant, customer) => {
          const blocks = taken(block(1, merchant), block(2, customer));
          expect([blocks.merchant(), blocks.customer()]).toEqual([merchant, customer]);
          const single = taken(...lines(merchant), ...lines(customer));
          expect([single.merchant(), single.customer()]).toEqual([merchant, customer]);
        },
      ),
      { numRuns: process.env['CI'] === undefined ? 500 : 10_000 },
    );
  });
});
