/** What job-state-reasons say of a job (RFC 8011, 5.3.8, and the registry beside it). Pure. */

/**
 * Keywords that do not go together with a document that came out as it should. By their words, since makers add their
 * own: of the registry these are the aborted, cancelled and refused ones, and the errors.
 */
const CONTRADICTS = new RegExp(
  [
    'error',
    'abort',
    'cancel',
    'fail',
    'crash',
    'insufficient',
    'interrupted',
    'unsupported',
    'not-supported',
    'conflicting',
    'did-not-verify',
    'account-',
  ].join('|'),
);
export const contradictsCompletion = (reasons: readonly string[]): boolean =>
  reasons.some((reason) => CONTRADICTS.test(reason));

/**
 * A held job that goes on by itself: CUPS holds a job that its back end could not deliver, as
 * `resources-are-not-ready`, and sends it again after its JobRetryInterval. Any other held job waits for a person.
 */
const BY_ITSELF: ReadonlySet<string> = new Set([
  'resources-are-not-ready',
  'service-off-line',
  'connecting-to-destination',
]);
export const retriedByItself = (reasons: readonly string[]): boolean => reasons.some((reason) => BY_ITSELF.has(reason));
