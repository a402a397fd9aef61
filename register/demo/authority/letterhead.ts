import type { TownLetterhead } from '../../server/documents/content.ts';

/** Musterstadt's letterhead; its coat of arms, a castle, are invented like the rest. */
export const DEMO_LETTERHEAD: TownLetterhead = {
  town: 'Musterstadt',
  authority: 'Bürgeramt',
  address: ['Rathausplatz 1', '12345 Musterstadt'],
  phone: '0123 456-0',
  arms: 'M0 0H100V62C100 92 78 110 50 120C22 110 0 92 0 62Z M18 90V50H13V34H22V42H30V34H39V42H44V24H39V10H45.5V16H54.5V10H61V24H56V42H61V34H70V42H78V34H87V50H82V90H58V74C58 63 42 63 42 74V90Z',
  accent: '#1d4f91',
};
