/** What Musterstadt offers. Fees and rules are near to real ones, but invented: a town enters its own. */
import type { ServiceInfo } from '../contract/contract.ts';
import { toServiceInfo } from './service.ts';
import { HOME_SERVICES } from './services-home.ts';
import { IDENTITY_SERVICES } from './services-identity.ts';
import { TOWN_SERVICES } from './services-town.ts';

export const SERVICES: readonly ServiceInfo[] = [...IDENTITY_SERVICES, ...HOME_SERVICES, ...TOWN_SERVICES].map(
  toServiceInfo,
);
