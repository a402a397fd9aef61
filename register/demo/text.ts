/** Shorthand for the demo's texts. */
import type { RichBlock, RichText } from '../contract/contract.ts';

/** German, English, Arabic. */
export type Three = readonly [de: string, en: string, ar: string];

export const three = ([de, en, ar]: Three) => ({ de, en, ar });

const paragraph = (text: string): RichBlock => ({ kind: 'paragraph', runs: [{ text }] });

/** Paragraphs. */
export const rich = (...texts: Three[]) => ({
  de: texts.map(([de]) => paragraph(de)),
  en: texts.map(([, en]) => paragraph(en)),
  ar: texts.map(([, , ar]) => paragraph(ar)),
});

/** A list of what to bring. */
export const items = (...texts: Three[]): { de: RichText; en: RichText; ar: RichText } => {
  const list = (of: (text: Three) => string): RichText => [
    { kind: 'list', ordered: false, items: texts.map((text) => [paragraph(of(text))]) },
  ];
  return { de: list(([de]) => de), en: list(([, en]) => en), ar: list(([, , ar]) => ar) };
};
