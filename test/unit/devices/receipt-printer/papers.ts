import { fileURLToPath } from 'node:url';
import type { Paper } from '../../../../devices/receipt-printer/paper.ts';
import type { Timing } from '../../../../devices/receipt-printer/timing.ts';

export const PAPER: Paper = {
  language: 'de',
  direction: 'ltr',
  repeatMark: 'Wiederholung',
  blocks: [{ kind: 'text', text: 'Beleg', style: 'text', align: 'start', bold: false }],
};

/** The driver's own tests do not draw: the text as it is. */
export const plainBody = (paper: Paper, repeat: boolean): Uint8Array =>
  Buffer.from(
    `${repeat ? `${paper.repeatMark}\n` : ''}${paper.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n')}\n`,
    'latin1',
  );

/**
 * Short, as the tests play faults in real time over a real line; the orders of magnitude between them are the real
 * ones.
 */
export const TIMING: Timing = {
  poll: 1_000,
  pollHindered: 50,
  realTime: 200,
  queued: 200,
  stall: 500,
  proof: 1_500,
  staff: 2_000,
  reopen: 2_500,
};

const fonts = new URL('../../../../node_modules/@expo-google-fonts/', import.meta.url);
export const FONTS: readonly string[] = [
  'noto-sans/400Regular/NotoSans_400Regular.ttf',
  'noto-sans/700Bold/NotoSans_700Bold.ttf',
  'noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
  'noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
].map((file) => fileURLToPath(new URL(file, fonts)));
