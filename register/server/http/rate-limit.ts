import type { TimeSource } from '../../../base/clock.ts';
import { TokenBucket, type BucketSize } from '../../../base/token-bucket.ts';

/** A client with one IPv6 address usually has 2⁶⁴ of them: they count as one, by their /64. */
export function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [left = [], right = []] = ip.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  return [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    .slice(0, 4)
    .join(':');
}

const NAMES_AT_MOST = 20_000;

/**
 * One bucket per name and one for all. In the memory of one server: behind a load balancer each server has its own, so
 * the total is their number times as high.
 */
export class RateLimit {
  readonly #each = new Map<string, TokenBucket>();
  readonly #all: TokenBucket;
  readonly #perName: BucketSize;
  readonly #clock: TimeSource;

  constructor(perName: BucketSize, overall: BucketSize, clock: TimeSource) {
    this.#perName = perName;
    this.#clock = clock;
    this.#all = new TokenBucket(overall, clock);
  }

  /**
   * 0 when the request may go on, otherwise the seconds to wait. Terminals are a closed set; addresses are not, so a
   * bucket that is full again is forgotten. `price`: tokens; what is taken beyond an empty bucket has to be waited for
   * by the next one.
   */
  take(name: string, price = 1): number {
    let own = this.#each.get(name);
    if (!own && this.#each.size >= NAMES_AT_MOST) this.#forget();
    if (!own && this.#each.size >= NAMES_AT_MOST) return Math.max(1, this.#all.wait());
    if (!own) this.#each.set(name, (own = new TokenBucket(this.#perName, this.#clock)));
    const wait = Math.max(own.wait(), this.#all.wait());
    if (wait === 0) {
      own.take(price);
      this.#all.take(price);
    }
    return wait;
  }

  #forget(): void {
    for (const [name, bucket] of this.#each) if (bucket.isFull()) this.#each.delete(name);
  }
}
