import type { DeviceStatus } from '../status.ts';
import type { EventDriver } from '../talker.ts';

export type DocumentReaderStatus = DeviceStatus;

/** Kinds of documents that can be looked up; anything else that has a machine-readable zone is `other`. */
export type ReadDocumentKind = 'identity-card' | 'passport' | 'residence-permit' | 'other';

/**
 * What was read of the machine-readable zone (ICAO 9303). Its number only: name, birth and nationality are asked for by nobody here
 * and leave the reader's program never. `unreadable`: no zone, or its check digits do not fit.
 */
export type ReadEvent =
  | { readonly type: 'document'; readonly kind: ReadDocumentKind; /** Nine characters and their check digit. */ readonly number: string }
  | { readonly type: 'unreadable' };

export type DocumentReader = EventDriver<DocumentReaderStatus, ReadEvent>;
