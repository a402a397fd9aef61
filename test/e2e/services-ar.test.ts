import { test } from '@playwright/test';
import { servicesIn } from './support/services-suite.ts';

// Three minutes; visits.test.ts walks in Arabic always.
test.skip(
  process.env.CI !== 'true' && process.env.FOYER_E2E !== 'all',
  'in Arabic with CI=true or FOYER_E2E=all; in German always',
);
servicesIn('ar');
