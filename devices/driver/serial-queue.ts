/**
 * One piece of work after the other, in the order in which they were asked for; a failure of one does not stop the
 * next.
 */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when everything that was queued before this call is over. */
  async over(): Promise<void> {
    await this.#last;
  }
}
