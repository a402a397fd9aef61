/**
 * Where somebody is led who has signed in at the identity provider: to the page at whose address they were asked to.
 * The address comes from a browser, so it may be anybody's: what is no page of our own becomes the first page.
 */

/** Nobody's; an address that does not leave it does not leave the page's own origin either. */
const ORIGIN = 'http://page.invalid';
/** What is served beside the pages; to begin a sign-in again would have no end. */
const NO_PAGE = /^\/(api|assets|metrics)(\/|\?|$)/;
/** Characters. It lies in a cookie with other things, and no address of the page is as long. */
const LONGEST = 500;

export const FIRST_PAGE = '/';

/** `text`: path and query. Answers them as a browser would ask for them (URL Living Standard). */
export function wayBack(text: unknown): string {
  if (typeof text !== 'string' || !text.startsWith('/') || !URL.canParse(text, ORIGIN)) return FIRST_PAGE;
  const { origin, pathname, search } = new URL(text, ORIGIN);
  const path = pathname + search;
  // What stands there is read once more by the browser, to which two slashes begin another host.
  if (origin !== ORIGIN || path.startsWith('//') || path.length > LONGEST || NO_PAGE.test(path)) return FIRST_PAGE;
  return path;
}
