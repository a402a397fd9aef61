/**
 * What a case is about, as it lies in the database: sealed for the register's own keys like attachments, so that a dump
 * alone reveals nothing.
 */
import type { SealingKeys } from '../keys/sealing/keys.ts';

interface SealedContent {
  readonly jwe: string;
}
const isSealed = (stored: unknown): stored is SealedContent =>
  typeof stored === 'object' && stored !== null && Object.keys(stored).join() === 'jwe';

/** JSON text for the column. A register without keys, which takes no sealed request either, stores it in clear. */
export async function sealContent(sealing: SealingKeys, content: unknown): Promise<string> {
  const sealed = await sealing.seal(Buffer.from(JSON.stringify(content), 'utf8'));
  return JSON.stringify(sealed.ok ? ({ jwe: sealed.value.jwe } satisfies SealedContent) : content);
}

/** Null where the content was removed. Throws where the key was put away: the start checks for that. */
export async function openContent(sealing: SealingKeys, stored: unknown): Promise<unknown> {
  if (stored === null || !isSealed(stored)) return stored;
  const opened = await sealing.open(stored.jwe);
  if (!opened.ok) throw new Error('The content of a case cannot be read.');
  return JSON.parse(Buffer.from(opened.value.plaintext).toString('utf8')) as unknown;
}
