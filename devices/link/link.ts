import type { Result } from '../../base/result.ts';

/** Why a link does not carry bytes. `code` is the operating system's (ENOENT, ECONNREFUSED …) where it gave one. */
export interface LinkFailure {
  readonly kind:
    /** No such port, or nothing listens at the address. */
    | 'absent'
    /** The port exists, but this account may not open it (EACCES): the udev rule is missing. */
    | 'denied'
    /** Another process holds the port (flock). */
    | 'locked'
    /** The deadline passed. What of the bytes went out is unknown; the link is not used again. */
    | 'timeout'
    /** Unplugged, peer hung up, or closed by us. */
    | 'closed';
  readonly code: string | null;
}

/**
 * Carries bytes to and from one device, once: after it closed, or `open` failed, a new one is made. So nothing of an
 * old connection can reach a new one.
 */
export interface Link {
  open(): Promise<Result<void, LinkFailure>>;
  /**
   * Hands the bytes to the device's port in pieces of at most 4096 bytes, waiting for each to leave. `deadline` is in
   * milliseconds for the whole call. One write at a time; a second waits for the first.
   */
  write(bytes: Uint8Array, deadline: number): Promise<Result<void, LinkFailure>>;
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Called once, also when we closed it ourselves. */
  onClose(listener: (failure: LinkFailure) => void): void;
  close(): Promise<void>;
}

export const CHUNK = 4096;
