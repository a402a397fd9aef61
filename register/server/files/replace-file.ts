/** A file that is there whole or not at all, also where the power goes: written beside, on the disk, then renamed. */
import { open, rename } from 'node:fs/promises';

/** For its owner only. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const file = await open(`${path}.part`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}
