import type { Apdu } from './apdu.ts';
import { CODE, printBlock, printLine } from './messages.ts';

/** Lines of one command at most, of each kind of block and of those that come one by one; a terminal that sends more is broken, and memory is not for it. */
const MOST = 400;

/** The terminal's texts of one command: as blocks that say whose they are (06 D3), or line by line (06 D1), the merchant's first. */
export class Receipts {
  #blocks: Record<'merchant' | 'customer' | 'administration', string[]> = { merchant: [], customer: [], administration: [] };
  #lines: string[][] = [];
  #lineCount = 0;
  #open = false;

  take(apdu: Apdu): void {
    if (apdu.code === CODE.printBlock) {
      const { type, lines } = printBlock(apdu);
      this.#blocks[type] = [...this.#blocks[type], ...lines].slice(0, MOST);
    } else if (apdu.code === CODE.printLine && this.#lineCount < MOST) {
      this.#lineCount++;
      if (!this.#open) this.#lines.push([]);
      this.#lines.at(-1)?.push(printLine(apdu));
      // Bit 80 of the attribute: the last line, the paper is cut.
      this.#open = ((apdu.data[0] ?? 0) & 0x80) === 0 || apdu.data[0] === 0xff;
    }
  }

  customer(): readonly string[] {
    return this.#blocks.customer.length > 0 ? this.#blocks.customer : (this.#lines[1] ?? this.#lines[0] ?? []);
  }

  merchant(): readonly string[] {
    return this.#blocks.merchant.length > 0 ? this.#blocks.merchant : this.#lines.length > 1 ? (this.#lines[0] ?? []) : [];
  }

  all(): readonly string[] {
    const { merchant, customer, administration } = this.#blocks;
    return [...administration, ...merchant, ...customer, ...this.#lines.flat()];
  }
}
