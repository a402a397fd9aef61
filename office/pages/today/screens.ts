/** From which screen somebody calls, in words. A screen that this page does not know is told as another one. */
import { w } from '../../words.ts';

export const SCREENS = [
  'language',
  'home',
  'information',
  'document-status',
  'case-status',
  'services',
  'card-forgotten',
  'goodbye',
] as const;

export const screenWords = (screen: string): string => w(`screen.${SCREENS.find((one) => one === screen) ?? 'other'}`);
