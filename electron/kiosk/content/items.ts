import type { DoneItem } from '../../../state-machines/services/ports.ts';
import type { say } from './wording.ts';

/** What an item is called on the receipt. */
export const ITEM: Record<DoneItem['kind'], Parameters<typeof say>[0]> = {
  certificate: 'offer.certificate.title',
  'criminal-record': 'offer.criminalRecord.title',
  'secondary-home': 'offer.secondaryHome.title',
  blocks: 'offer.blocks.title',
  feedback: 'tile.feedback.title',
};
