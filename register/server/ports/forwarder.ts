/**
 * What the register asks of a system that takes cases over: FIT-Connect, Open311, a town's own. The register keeps the
 * case and its secret; the other system gets the content.
 */
import type { ServiceInfo } from '../../contract/contract.ts';
import type { Result } from '../../../base/result.ts';

export interface ForwardedAttachment {
  readonly id: string;
  readonly mimeType: string;
  /** SHA-512 of the plaintext, hexadecimal. */
  readonly sha512: string;
  /** The plaintext, deciphered with the register's keys each time; up to 10 MB. */
  read(): Promise<Uint8Array>;
}

export interface ForwardedCase {
  /** UUID; stays the same however often the case is handed over. */
  readonly id: string;
  /** What the visitor knows it by. */
  readonly reference: string;
  /** As it is in the catalogue now; null where it has gone since. */
  readonly service: ServiceInfo | null;
  /** `feedback`, or the service's id. */
  readonly kind: string;
  /** The JSON Schema that `data` was checked with; null for feedback. */
  readonly schema: { readonly id: string; readonly version: number; readonly body: unknown } | null;
  readonly data: unknown;
  readonly attachments: readonly ForwardedAttachment[];
  readonly acceptedAt: Date;
  readonly adapterState: AdapterStateStore;
}

/**
 * What an adapter notes about one case, beside it in the database: numbers and hashes, nothing of its content. It
 * survives a server that ends.
 */
export interface AdapterStateStore {
  /** As it was written, or undefined. The reader checks it, because another version may have written it. */
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

/**
 * What the other system said about a case since. `accept`: it is being worked on there. `finish`: it is done. `return`:
 * it will not be taken after all, and staff of the town see to it. `other`: noted, and nothing changes.
 */
export interface CaseNews {
  /** The other system's own name for it, or one that is made of what happened; 1 to 200 characters. It counts once. */
  readonly id: string;
  readonly type: 'accept' | 'finish' | 'return' | 'other';
  readonly at: Date;
}

/**
 * `later`: it cannot be asked now, or not all of it arrived: the case is tried again, later and later. `rejected`: it
 * will never take this case; staff of the town see to it. `unconfirmed`: it said that it has the case, but the case
 * cannot be found there: staff of the town ask; it is not sent again. Whatever else goes wrong is a bug, throws, and
 * counts as `later`.
 */
export type ForwardFailure = 'later' | 'rejected' | 'unconfirmed';

export interface Forwarder {
  /** Stands with every case that was forwarded; never given to another system: 1 to 40 of `a-z0-9-`. */
  readonly name: string;
  /**
   * Hands a case over. May be called again with a case that arrived already, where the answer was lost or a server
   * ended: the implementation makes that one case of the other system, by `id`. Ends within {@link FORWARD_MS},
   * whatever happens: after twice as long another server may try. Content never reaches a log.
   */
  forward(
    forwarded: ForwardedCase,
  ): Promise<
    Result<{ /** The other system's own number, up to 200 characters. */ readonly reference: string }, ForwardFailure>
  >;
  /**
   * What is known about a case that was handed over, oldest first, also what was returned before. `over`: nothing more
   * will come, it need not be asked again. Not there: the other system says nothing afterwards. Ends within {@link
   * FORWARD_MS}.
   */
  news?(handed: {
    readonly id: string;
    readonly adapterState: AdapterStateStore;
  }): Promise<Result<{ readonly news: readonly CaseNews[]; readonly over: boolean }, 'later'>>;
}

/** Milliseconds in which an adapter must have an answer, or give up. */
export const FORWARD_MS = 60_000;

/**
 * Who takes which cases over. Each kind (`feedback`, or a service's id) goes to one system at most; a kind without a
 * system stays with the office.
 */
export interface Forwarding {
  readonly forwarders: readonly Forwarder[];
  /** From kind to the forwarder's name. */
  readonly routes: Readonly<Record<string, string>>;
}
