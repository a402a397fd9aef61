/**
 * One piece of text on a page, as a part of the document's structure, so that it can be read back as it was written.
 */

/** Beyond Latin-1: letters that the font may put together of several glyphs. */
const COMPOSED = /[^\x20-\xff]/;

/**
 * Draws `text` with its upper left corner there, in the document's font, as marked content of `element`. Signs that are
 * placed by themselves come apart when a program reads a text back from its glyphs, so composed text carries itself as
 * ActualText (ISO 32000-1 § 14.9.4). The marks stand between BT and ET, where the glyphs' own transformation holds:
 * outside, poppler looks for such a text at the page's other end. And they are not nested, as poppler's reader of
 * structures takes the inner end for the outer one. pdfkit has no option for either.
 */
export function writeText(
  pdf: PDFKit.PDFDocument,
  element: PDFKit.PDFStructureElement,
  text: string,
  x: number,
  y: number,
): void {
  if (text === '') return;
  const write = pdf.addContent;
  pdf.addContent = (data: unknown) => {
    if (data === 'ET') pdf.endMarkedContent();
    write.call(pdf, data);
    if (data === 'BT') element.add(pdf.markStructureContent('Span', COMPOSED.test(text) ? { actual: text } : {}));
    return pdf;
  };
  try {
    pdf.text(text, x, y, { lineBreak: false });
  } finally {
    pdf.addContent = write;
  }
}

/** What is seen and not read: lines, feet. */
export function drawArtifact(pdf: PDFKit.PDFDocument, type: 'Layout' | 'Pagination', draw: () => void): void {
  pdf.markContent('Artifact', { type });
  draw();
  pdf.endMarkedContent();
}
