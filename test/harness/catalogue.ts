/** Musterstadt's catalogue as the register would send it, without a register. */
import type { Catalogue } from '../../register/contract/contract.ts';
import { CATEGORIES } from '../../register/demo/categories.ts';
import { LEGAL } from '../../register/demo/legal.ts';
import { OFFICES } from '../../register/demo/offices.ts';
import { BLOCK_KINDS, OFFERS } from '../../register/demo/offers.ts';
import { SERVICES } from '../../register/demo/services.ts';

export const demoCatalogue = (more: Partial<Catalogue> = {}): Catalogue => ({
  version: 'musterstadt-1',
  categories: [...CATEGORIES],
  services: [...SERVICES],
  offices: [...OFFICES],
  closures: [],
  maintenance: [],
  offers: [...OFFERS],
  blockKinds: [...BLOCK_KINDS],
  legal: [...LEGAL],
  sealingKeys: [],
  ...more,
});
