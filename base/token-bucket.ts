import { elapsedOn, type TimeSource } from './clock.ts';

export interface BucketSize {
  /** Requests that may come at once. */
  readonly capacity: number;
  /** Requests per second that may come for ever. */
  readonly refillPerSecond: number;
}

/** A token bucket: takes one token, or says in how many whole seconds (≥ 1) there will be one. */
export class TokenBucket {
  readonly #size: BucketSize;
  readonly #clock: TimeSource;
  #tokens: number;
  #at: number;

  constructor(size: BucketSize, clock: TimeSource) {
    this.#size = size;
    this.#clock = clock;
    this.#tokens = size.capacity;
    this.#at = elapsedOn(clock);
  }

  /** 0 when a token is there (it stays there), otherwise seconds until there is one. */
  wait(): number {
    const now = elapsedOn(this.#clock);
    // A clock that was set back gives nothing and takes nothing.
    const elapsed = Math.max(0, now - this.#at) / 1000;
    this.#at = now;
    this.#tokens = Math.min(this.#size.capacity, this.#tokens + elapsed * this.#size.refillPerSecond);
    return this.#tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - this.#tokens) / this.#size.refillPerSecond));
  }

  /** `price`: tokens, at most {@link BucketSize.capacity}. */
  take(price = 1): void {
    this.#tokens -= price;
  }

  /** Takes one token where there is one. */
  tryTake(): boolean {
    if (this.wait() > 0) return false;
    this.take();
    return true;
  }

  /** As if nothing had ever been taken. */
  isFull(): boolean {
    this.wait();
    return this.#tokens >= this.#size.capacity;
  }
}
