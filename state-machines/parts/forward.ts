/** What a flow passes on to the one that runs in it, by kind of event. */

/** What is taken where something is looked up. */
export const LOOKING = [
  'key',
  'erase',
  'clear',
  'submit',
  'retry',
  'print',
  'show-qr',
  'back',
  'home',
  'done',
  'open-category',
  'open-service',
  'open-office',
  'choose-document',
  'document-read',
  'case-read',
  'unreadable',
] as const;
/** What is taken where something is got done. */
export const SERVING = [
  'choose',
  'act',
  'key',
  'erase',
  'clear',
  'submit',
  'show',
  'hide',
  'print',
  'show-qr',
  'retry',
  'back',
  'home',
  'done',
  'open-tile',
] as const;

export const forward = <const T extends string, A extends string>(
  types: readonly T[],
  actions: A,
): Record<T, { actions: A }> =>
  Object.fromEntries(types.map((type) => [type, { actions }])) as Record<T, { actions: A }>;
