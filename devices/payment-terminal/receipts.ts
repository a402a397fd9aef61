import type { Apdu } from './apdu.ts';
import { type CharacterSet, USUAL } from './character-set.ts';
import { CODE, printBlock, printLine, type ReceiptOf } from './messages.ts';

/**
 * Lines of one command at most, of each kind of block and of those that come one by one; a terminal that sends more is
 * broken, and its further lines are dropped.
 */
const MOST = 400;

/**
 * The terminal's texts of one command: as blocks (06 D3) or lines (06 D1) that say whose they are, or as lines that
 * do not, of which the merchant's come first.
 */
export class Receipts {
  readonly #characters: CharacterSet;
  #blocks: Record<ReceiptOf, string[]> = { merchant: [], customer: [], administration: [] };
  #lines: string[][] = [];
  #lineCount = 0;
  #open = false;

  constructor(characters: CharacterSet = USUAL) {
    this.#characters = characters;
  }

  take(apdu: Apdu): void {
    if (apdu.code === CODE.printBlock) {
      const { type, lines } = printBlock(apdu, this.#characters);
      this.#add(type, lines);
    } else if (apdu.code === CODE.printLine && this.#lineCount < MOST) {
      this.#lineCount++;
      const { text, of, last } = printLine(apdu, this.#characters);
      if (of !== null) return this.#add(of, [text]);
      if (!this.#open) this.#lines.push([]);
      this.#lines.at(-1)?.push(text);
      this.#open = !last;
    }
  }

  #add(of: ReceiptOf, lines: readonly string[]): void {
    this.#blocks[of] = [...this.#blocks[of], ...lines].slice(0, MOST);
  }

  customer(): readonly string[] {
    return this.#blocks.customer.length > 0 ? this.#blocks.customer : (this.#lines[1] ?? this.#lines[0] ?? []);
  }

  merchant(): readonly string[] {
    return this.#blocks.merchant.length > 0
      ? this.#blocks.merchant
      : this.#lines.length > 1
        ? (this.#lines[0] ?? [])
        : [];
  }

  all(): readonly string[] {
    const { merchant, customer, administration } = this.#blocks;
    return [...administration, ...merchant, ...customer, ...this.#lines.flat()];
  }
}
