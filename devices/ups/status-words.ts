import type { UpsDegraded } from './ups.ts';

/**
 * `ends`: the machine is about to lose its power, whatever else stands there. `off`: the outlets are switched off.
 * `nothing`: a state in which the load is fed and protected. Anything else is published under its own name.
 */
export type Meaning = UpsDegraded | 'ends' | 'off' | 'unknown-yet' | 'nothing';

/**
 * Every word of `ups.status` that the Network UPS Tools name: developer guide, "How to make a new subdriver", status
 * data; ALARM and ECO as upsmon(8) has them; WAIT until a driver has heard of its device. Facts, from documents under
 * the GPL.
 *
 * Other words are a driver's own. They say nothing about the power, for better or worse: a warning that we do not
 * understand ends no terminal, and one among them alone is no status at all.
 */
export const STATUS_WORDS = {
  OL: 'nothing',
  OB: 'on-battery',
  LB: 'low-battery',
  HB: 'nothing',
  RB: 'replace-battery',
  CHRG: 'nothing',
  DISCHRG: 'nothing',
  BYPASS: 'bypass',
  CAL: 'calibration',
  OFF: 'off',
  OVER: 'overload',
  TRIM: 'nothing',
  BOOST: 'nothing',
  FSD: 'ends',
  ALARM: 'alarm',
  ECO: 'nothing',
  WAIT: 'unknown-yet',
} as const satisfies Readonly<Record<string, Meaning>>;

export type StatusWord = keyof typeof STATUS_WORDS;
export const isStatusWord = (word: string): word is StatusWord => Object.hasOwn(STATUS_WORDS, word);
