/** Every delay of the machines, in milliseconds, by name. The clock that counts them is injected. */
export const DELAYS = {
  /** Without a touch until the warning; nothing is lost yet. */
  idle: 60_000,
  /** From the warning to the end: at least 20 s (WCAG 2.2, 2.2.1); extended as often as the visitor likes. */
  warning: 30_000,
  /** From stepping away to the purge: longer than without a touch, for whoever fetches glasses or a paper. */
  pause: 180_000,
  /** How long the parting screen stays without a touch. */
  goodbye: 20_000,
  /** After this the waiting screen explains itself; after `wayOut` it offers a way out. */
  slow: 2_000,
  wayOut: 10_000,
  /** So long after a call without an answer the visitor is told that none came. */
  helpAnswer: 60_000,
  /** The longest that a call is open, and the visit is kept for it. */
  helpLongest: 900_000,
  /** Staff and technician are signed out without a touch. */
  operatorIdle: 120_000,
  /** Longest that masked data stay shown after the hold began. */
  shown: 15_000,
  /** After this a card that still lies on the reader is called for. */
  cardForgotten: 8_000,
  /** So long after it was called for, a sign-in with a card that still lies there is void. */
  cardAbandoned: 45_000,
  /** Between two looks whether the document behind the code on the screen was fetched. */
  linkLook: 3_000,
  /** After a start that failed, until the next attempt. */
  restart: 10_000,
} as const;
