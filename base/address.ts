/** Null for what is no address. Not `URL.canParse`, which the Node in the stand-in runtime (18.15) does not have. */
export function readAddress(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
