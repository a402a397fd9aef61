/** What the terminal keeps of itself: `identity.json` in its data folder, readable by its account only. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { err, ok, type Result } from '../../../base/result.ts';
import { SigningKey } from '../../../register/contract/contract.ts';
import { writeWhole } from './write-whole.ts';

/** PKCS#8 PEM of an Ed25519 key, as the key store of that time keeps it. */
const KeptKey = z.object({
  store: z.enum(['machine', 'system', 'file']),
  secret: z.string().min(1),
  /**
   * Whether the key lay in clear on this disk before. Overwritten data can often still be read from a disk that is
   * taken apart.
   */
  onceClear: z.literal(true).optional(),
});
export type KeptKey = z.infer<typeof KeptKey>;
const IdentityFile = z.object({
  version: z.literal(1),
  /** As the register knows it. */
  current: z
    .object({
      terminal: z.string().min(1).max(64),
      name: z.string().min(1),
      enrolledAt: z.iso.datetime({ offset: true }),
      signingKey: SigningKey,
      key: KeptKey,
    })
    .nullable(),
  /** Made for an enrolment whose answer has not come yet. */
  pending: KeptKey.nullable(),
});
export type IdentityFile = z.infer<typeof IdentityFile>;

export const NOBODY: IdentityFile = { version: 1, current: null, pending: null };

/** A missing file gives {@link NOBODY}; `damaged`: a file that cannot be understood. */
export function readIdentity(file: string): Result<IdentityFile, 'damaged'> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? ok(NOBODY) : err('damaged');
  }
  try {
    const parsed = IdentityFile.safeParse(JSON.parse(text));
    return parsed.success ? ok(parsed.data) : err('damaged');
  } catch {
    return err('damaged');
  }
}

/** {@link writeWhole} of an identity. */
export const writeIdentity = (file: string, content: IdentityFile): boolean =>
  writeWhole(file, `${JSON.stringify(content, null, 2)}\n`);
