import { SWIPE_LENGTH } from '../../../../devices/badge-reader/magstripe.ts';

const ROOM = 110;

/**
 * A report in MagTek's format: the texts of three tracks; `bad` could not be decoded; `numbered` has a report id in
 * front.
 */
export function swipeReport(
  tracks: readonly [string, string, string],
  { bad = [], numbered = false }: { readonly bad?: readonly number[]; readonly numbered?: boolean } = {},
): Uint8Array {
  const body = new Uint8Array(SWIPE_LENGTH);
  for (const [at, track] of tracks.entries()) {
    body[at] = bad.includes(at) ? 1 : 0;
    body[3 + at] = track.length;
    body.set(Buffer.from(track, 'latin1').subarray(0, ROOM), 7 + at * ROOM);
  }
  return numbered ? Uint8Array.of(1, ...body) : body;
}
