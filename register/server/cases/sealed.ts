/** Sealed JSON, opened. */
import { HttpProblem } from '../http/problems.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import { storable } from '../database/storable.ts';

/** Throws {@link Refused}: `not-decipherable`, or `invalid-request` where there is no JSON in it that can be kept. */
export async function openJson(
  sealing: SealingKeys,
  sealed: string,
): Promise<{ readonly content: unknown; readonly plaintext: Uint8Array }> {
  const opened = await sealing.open(sealed);
  if (!opened.ok) throw new HttpProblem({ code: 'not-decipherable' });
  const { plaintext } = opened.value;
  const refuse = (message: string): HttpProblem =>
    new HttpProblem({ code: 'invalid-request', errors: [{ field: 'sealed', message }] });
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
  } catch {
    // The parser's own message quotes the content.
    throw refuse('does not hold JSON');
  }
  if (!storable(content)) throw refuse('has characters that are none');
  return { content, plaintext };
}
