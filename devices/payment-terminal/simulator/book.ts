/** A sale as the terminal has it. */
export interface Sale {
  readonly receipt: number;
  readonly trace: number;
  readonly terminalId: number;
  readonly amountCents: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  state: 'stored' | 'reversed';
}

/** The terminal's memory; survives its power. */
export class Book {
  readonly sales: Sale[] = [];
  #receipt: number;
  #trace: number;
  /** The last end of day failed. */
  endOfDayOpen = false;

  constructor(receipt = 0, trace = 0) {
    this.#receipt = receipt;
    this.#trace = trace;
  }

  /** Numbers are given out when a payment begins, and are not given twice. */
  draft(terminalId: number, amountCents: number, at: number): Sale {
    this.#receipt = (this.#receipt % 9_999) + 1;
    this.#trace = (this.#trace % 999_999) + 1;
    return { receipt: this.#receipt, trace: this.#trace, terminalId, amountCents, at, state: 'stored' };
  }

  store(sale: Sale): void {
    this.sales.push(sale);
  }

  newest(): Sale | undefined {
    return this.sales.findLast(({ state }) => state === 'stored');
  }

  find(receipt: number): Sale | undefined {
    return this.sales.findLast((sale) => sale.receipt === receipt);
  }
}
