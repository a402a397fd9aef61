import type { Driver } from '../driver/driver.ts';
import type { DeviceStatus } from '../driver/status.ts';

/**
 * `absent`: the service for card readers runs, and has none that fits. `ambiguous`: several fit what the configuration
 * says. `library`: the library of the service is not installed. A service that does not run is a lost link.
 */
export type CardReaderStatus = DeviceStatus<never, never, 'ambiguous' | 'library'>;

export type CardKind = 'id-card' | 'health-card' | 'bank-card' | 'badge' | 'unknown';

export type CardEvent =
  /**
   * `badge`: the number of a staff badge, 8 to 20 hexadecimal digits in capitals; null where the reader is not for
   * badges or the card has no number that stays. A number is no proof, because a badge can be copied; a PIN is asked
   * for with it.
   */
  | { readonly type: 'card-inserted'; readonly kind: CardKind; readonly badge: string | null }
  | { readonly type: 'card-removed' };

export interface CardReader extends Driver<CardReaderStatus> {
  /** Each `card-removed` belongs to a `card-inserted` before it; a reader that vanishes gives its card back. */
  onCard(listener: (event: CardEvent) => void): () => void;
}
