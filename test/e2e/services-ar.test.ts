import { servicesIn } from './support/services-suite.ts';

servicesIn('ar');
