import type { DeviceStatus } from '../driver/status.ts';
import type { EventDriver } from '../driver/event-device.ts';

export type DocumentReaderStatus = DeviceStatus;

/**
 * Kinds of German documents, under the names that the register keeps them by; the number alone does not distinguish
 * them. Anything else that has a machine-readable zone is `other`. `provisional`: what has a letter and seven digits
 * for a number. `travel-document`: of foreigners, refugees and stateless persons. `eid-card`: of Union citizens.
 */
export type ReadDocumentKind =
  | 'identity-card'
  | 'passport'
  | 'provisional'
  | 'residence-permit'
  | 'travel-document'
  | 'eid-card'
  | 'other';

/**
 * What was read of the machine-readable zone (ICAO 9303). Its number only: name, birth and nationality are not needed
 * here and never leave the reader's program. `unreadable`: no zone, or its check digits do not fit.
 */
export type ReadEvent =
  | {
      readonly type: 'document';
      readonly kind: ReadDocumentKind;
      /** Eight or nine characters and their check digit. */
      readonly number: string;
    }
  | { readonly type: 'unreadable' };

export type DocumentReader = EventDriver<DocumentReaderStatus, ReadEvent>;
