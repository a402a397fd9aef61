import type { EndReason } from '../driver/connection.ts';
import type { LinkFailure } from './link.ts';

/** What the end of a link comes to in a device's life. */
export const endReason = ({ kind }: LinkFailure): EndReason =>
  kind === 'absent' ? 'absent' : kind === 'denied' ? 'denied' : kind === 'timeout' ? 'silent' : 'link';
