import type { Language, Text } from '../../ipc/view.ts';
import { say } from './wording.ts';

const LOCALE: Record<Language, string> = { de: 'de-DE', en: 'en-GB', ar: 'ar-EG-u-nu-latn' };
export const euros = (cents: number, language: Language): string =>
  new Intl.NumberFormat(LOCALE[language], { style: 'currency', currency: 'EUR' }).format(cents / 100);
export const feeText = (cents: number, language: Language): Text =>
  cents === 0 ? say('fee.free') : say('fee.is', { amount: euros(cents, language) });
