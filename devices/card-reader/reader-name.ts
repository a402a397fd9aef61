/**
 * A reader's name as pcsc-lite makes it: the maker's words, often the serial number in parentheses, index and slot in
 * hexadecimal.
 */
export interface ReaderName {
  /** All but index and slot. */
  readonly base: string;
  /** Null where the name has none. */
  readonly serial: string | null;
  readonly slot: number;
}

export function readerName(name: string): ReaderName {
  const numbered = /^(.*\S) [0-9A-F]{2} ([0-9A-F]{2})$/s.exec(name);
  const base = numbered?.[1] ?? name;
  return { base, serial: /\(([^()]+)\)$/.exec(base)?.[1] ?? null, slot: Number.parseInt(numbered?.[2] ?? '0', 16) };
}

/** `*` stands for any number of characters; everything else for itself. */
export function fitsPattern(text: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
