import type { Result } from '../../base/result.ts';

/** The service for card readers (pcscd), as far as the driver needs it; what stands behind it may be replaced. */
export interface PcscSession {
  /**
   * What the reader's own software says of it; null where it says nothing, also because somebody else has it for
   * himself.
   */
  describe(reader: string): Promise<ReaderDescription | null>;
  /**
   * The answer to reset of the card in the reader; null where there is none, or somebody else has the card for himself.
   */
  atr(reader: string): Promise<Uint8Array | null>;
  /**
   * One command to the card in the reader, or to the reader itself; null where there is no answer. Leaves the card as
   * it is.
   */
  transmit(reader: string, command: Uint8Array): Promise<Uint8Array | null>;
  /** Disconnects from the service; no event comes afterwards. */
  stop(): void;
}

export interface ReaderDescription {
  readonly maker: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
}

/** `mute`: a card that does not answer: wrong way round, dirty, broken. */
export interface SlotState {
  readonly card: 'none' | 'mute' | 'answers';
  /** Counted by the service at each insertion and removal; goes round at 65536. */
  readonly count: number;
}

export interface PcscEvents {
  /** A reader by its full name: found, or its slot changed. Null: it is gone. */
  reader(name: string, state: SlotState | null): void;
  /** The service has ended, and will tell nothing more. */
  lost(code: string): void;
}

/**
 * `service`: it does not run. `denied`: it runs and refuses us. `library`: the library that speaks to it does not load.
 */
export interface PcscFailure {
  readonly kind: 'service' | 'denied' | 'library';
  readonly code: string;
}

export type PcscConnect = (events: PcscEvents) => Promise<Result<PcscSession, PcscFailure>>;
