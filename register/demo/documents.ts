/**
 * ID documents of Musterstadt, one in every stage for every type. The numbers are invented and have the real formats.
 */
import type { DocumentStage, DocumentType } from '../contract/contract.ts';
import { checkDigit } from '../contract/document-number.ts';

export interface DemoDocument {
  readonly type: DocumentType;
  /** Without check digit. */
  readonly number: string;
  readonly stage: Exclude<DocumentStage, 'unknown'>;
  /** Days since the last change of stage. */
  readonly daysAgo: number;
  readonly office: string;
  readonly pinLetter?: boolean;
  readonly bringOldDocument?: boolean;
}

const BUERGERBUERO = 'buergerbuero';
const AUSLAENDERBEHOERDE = 'auslaenderbehoerde';

export const DEMO_DOCUMENTS: readonly DemoDocument[] = [
  { type: 'identity-card', number: 'L7MX0C4T1', stage: 'applied', daysAgo: 0, office: BUERGERBUERO, pinLetter: true },
  { type: 'identity-card', number: 'L7MX0K9V2', stage: 'sent', daysAgo: 2, office: BUERGERBUERO, pinLetter: true },
  {
    type: 'identity-card',
    number: 'L7MX1F3R5',
    stage: 'in-production',
    daysAgo: 6,
    office: BUERGERBUERO,
    pinLetter: true,
  },
  {
    type: 'identity-card',
    number: 'L7MX1P6W8',
    stage: 'ready',
    daysAgo: 1,
    office: BUERGERBUERO,
    pinLetter: true,
    bringOldDocument: true,
  },
  {
    type: 'identity-card',
    number: 'L7MX2N5H0',
    stage: 'ready',
    daysAgo: 3,
    office: 'buergerbuero-nord',
    pinLetter: false,
    bringOldDocument: false,
  },
  { type: 'identity-card', number: 'L7MX2T0Y4', stage: 'handed-over', daysAgo: 12, office: BUERGERBUERO },
  { type: 'identity-card', number: 'T31740286', stage: 'handed-over', daysAgo: 400, office: BUERGERBUERO },
  { type: 'identity-card', number: 'L7MX2Z8G3', stage: 'query', daysAgo: 4, office: BUERGERBUERO },

  { type: 'passport', number: 'C4HX0N2P7', stage: 'applied', daysAgo: 1, office: BUERGERBUERO },
  { type: 'passport', number: 'C4HX0V8K5', stage: 'sent', daysAgo: 3, office: BUERGERBUERO },
  { type: 'passport', number: 'C4HX1G6L2', stage: 'in-production', daysAgo: 11, office: BUERGERBUERO },
  { type: 'passport', number: 'C4HX1R4M9', stage: 'ready', daysAgo: 2, office: BUERGERBUERO, bringOldDocument: true },
  { type: 'passport', number: 'C4HX2J7T3', stage: 'handed-over', daysAgo: 30, office: BUERGERBUERO },
  { type: 'passport', number: 'C4HX2W1Z6', stage: 'query', daysAgo: 5, office: BUERGERBUERO },

  { type: 'provisional', number: 'B3071946', stage: 'applied', daysAgo: 0, office: BUERGERBUERO },
  { type: 'provisional', number: 'B3071962', stage: 'sent', daysAgo: 0, office: BUERGERBUERO },
  { type: 'provisional', number: 'A5520318', stage: 'in-production', daysAgo: 0, office: BUERGERBUERO },
  { type: 'provisional', number: 'A5520334', stage: 'ready', daysAgo: 0, office: BUERGERBUERO, bringOldDocument: true },
  { type: 'provisional', number: 'B3072015', stage: 'handed-over', daysAgo: 9, office: BUERGERBUERO },
  { type: 'provisional', number: 'A5520377', stage: 'query', daysAgo: 1, office: BUERGERBUERO },

  {
    type: 'residence-permit',
    number: 'Y8RX0F5C1',
    stage: 'applied',
    daysAgo: 3,
    office: AUSLAENDERBEHOERDE,
    pinLetter: true,
  },
  {
    type: 'residence-permit',
    number: 'Y8RX0M2K4',
    stage: 'sent',
    daysAgo: 8,
    office: AUSLAENDERBEHOERDE,
    pinLetter: true,
  },
  {
    type: 'residence-permit',
    number: 'Y8RX1H9N7',
    stage: 'in-production',
    daysAgo: 15,
    office: AUSLAENDERBEHOERDE,
    pinLetter: true,
  },
  {
    type: 'residence-permit',
    number: 'Y8RX1V3P0',
    stage: 'ready',
    daysAgo: 2,
    office: AUSLAENDERBEHOERDE,
    pinLetter: true,
    bringOldDocument: true,
  },
  { type: 'residence-permit', number: 'Y8RX2L6T8', stage: 'handed-over', daysAgo: 45, office: AUSLAENDERBEHOERDE },
  { type: 'residence-permit', number: 'Y8RX2Z4W5', stage: 'query', daysAgo: 7, office: AUSLAENDERBEHOERDE },

  { type: 'travel-document', number: 'G5RX0C8P2', stage: 'applied', daysAgo: 1, office: AUSLAENDERBEHOERDE },
  { type: 'travel-document', number: 'G5RX0F1R6', stage: 'sent', daysAgo: 4, office: AUSLAENDERBEHOERDE },
  { type: 'travel-document', number: 'G5RX0H4L9', stage: 'in-production', daysAgo: 9, office: AUSLAENDERBEHOERDE },
  { type: 'travel-document', number: 'G5RX1N7C2', stage: 'ready', daysAgo: 1, office: AUSLAENDERBEHOERDE },
  { type: 'travel-document', number: 'G5RX1T0V5', stage: 'handed-over', daysAgo: 38, office: AUSLAENDERBEHOERDE },
  { type: 'travel-document', number: 'G5RX2J3W8', stage: 'query', daysAgo: 6, office: AUSLAENDERBEHOERDE },

  { type: 'eid-card', number: 'L7MX3C6N1', stage: 'applied', daysAgo: 0, office: BUERGERBUERO, pinLetter: true },
  { type: 'eid-card', number: 'L7MX3F9T4', stage: 'sent', daysAgo: 2, office: BUERGERBUERO, pinLetter: true },
  { type: 'eid-card', number: 'L7MX3G2P8', stage: 'in-production', daysAgo: 5, office: BUERGERBUERO, pinLetter: true },
  { type: 'eid-card', number: 'L7MX3V5K1', stage: 'ready', daysAgo: 2, office: BUERGERBUERO, pinLetter: true },
  { type: 'eid-card', number: 'L7MX3X8R5', stage: 'handed-over', daysAgo: 60, office: BUERGERBUERO },
  { type: 'eid-card', number: 'L7MX3Z1H7', stage: 'query', daysAgo: 3, office: BUERGERBUERO },
];

/** Numbers of the right format that Musterstadt does not know. */
export const DEMO_UNKNOWN: Readonly<Record<DocumentType, string>> = {
  'identity-card': 'L7MX9X9X9',
  passport: 'C4HX9X9X9',
  provisional: 'B9999999',
  'residence-permit': 'Y8RX9X9X9',
  'travel-document': 'G5RX9X9X9',
  'eid-card': 'L7MX9R9R9',
};

/** A number as it stands on the slip: with its check digit. */
export const withCheckDigit = (number: string): string => `${number}${checkDigit(number)}`;
