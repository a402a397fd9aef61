import type { DriverSurroundings } from '../driver/driver.ts';
import type { EidConfig } from './config.ts';
import { AusweisApp } from './driver.ts';

export const createEidReader = (config: EidConfig, around: DriverSurroundings): AusweisApp =>
  new AusweisApp({ ...around, config });
