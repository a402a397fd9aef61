/**
 * How many pages a PDF has: the count of its page tree's root, or of its page objects where the tree is in a compressed
 * stream. ISO 32000-1, 7.7.3. Null where it cannot be found, as in data that are no PDF.
 */
export function pageCount(pdf: Buffer): number | null {
  if (!pdf.subarray(0, 1024).includes('%PDF-')) return null;
  const source = pdf.toString('latin1');
  const counts = [
    ...source.matchAll(/\/Type\s*\/Pages\b[^>]*?\/Count\s+(\d+)|\/Count\s+(\d+)[^>]*?\/Type\s*\/Pages\b/g),
  ].map(([, one, other]) => Number(one ?? other));
  if (counts.length > 0) return Math.max(...counts);
  const pages = source.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  return pages > 0 ? pages : null;
}
