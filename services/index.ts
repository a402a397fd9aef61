/** Every service, in the order of the tiles. A new one is a folder and its line here: README.md. */
import { blocks } from './blocks/service.ts';
import { certificate } from './certificate/service.ts';
import { changePin } from './change-pin/service.ts';
import { criminalRecord } from './criminal-record/service.ts';
import { feedback } from './feedback/service.ts';
import { ownData } from './own-data/service.ts';
import { secondaryHome } from './secondary-home/service.ts';

export const SERVICES = [
  // One a line; the visitor sees them in this order.
  certificate,
  secondaryHome,
  blocks,
  ownData,
  changePin,
  criminalRecord,
  feedback,
] as const;
