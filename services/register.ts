/** What a service decides at the register, where schema and fee do not say it. */
import type { ServiceRules } from '../register/server/services/rules.ts';
import { blocksAtRegister } from './blocks/register.ts';
import { certificateAtRegister } from './certificate/register.ts';
import { criminalRecordAtRegister } from './criminal-record/register.ts';
import { secondaryHomeAtRegister } from './secondary-home/register.ts';

export const RULES: ServiceRules = {
  blocks: blocksAtRegister,
  certificate: certificateAtRegister,
  criminalRecord: criminalRecordAtRegister,
  secondaryHome: secondaryHomeAtRegister,
};
