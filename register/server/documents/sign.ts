/**
 * A PDF made ready for a signature, and signed: PAdES baseline B-B (ETSI EN 319 142-1), invisible, over the whole file.
 */
import { SignPdf, Signer } from '@signpdf/signpdf';
import type { DocumentSigner } from './authority.ts';
import { mostBytes, signDetached } from './cms.ts';

/** What signpdf replaces by the true numbers; as wide as any that a certificate's size can have. */
const PLACEHOLDER = '**********';

export interface SignatureWords {
  /** Who signs. */
  readonly name: string;
  readonly location: string;
  readonly reason: string;
  readonly at: Date;
}

/** Adds the signature's field and dictionary, empty, to the page that is open. To be called once, before `end()`. */
export function reserveSignature(
  pdf: PDFKit.PDFDocument,
  signer: DocumentSigner,
  { name, location, reason, at }: SignatureWords,
): void {
  const signature = pdf.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, PLACEHOLDER, PLACEHOLDER, PLACEHOLDER],
    Contents: new Uint8Array(mostBytes(signer)),
    Name: text(name),
    Location: text(location),
    Reason: text(reason),
    M: at,
  });
  const field = pdf.ref({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    T: text('Signatur'),
    V: signature,
    // Without an area there is nothing to see, and no appearance is wanted (ISO 19005-3 § 6.3.3). 132: Print and
    // Locked.
    Rect: [0, 0, 0, 0],
    F: 132,
    P: pdf.page.dictionary,
  });
  pdf.page.annotations.push(field);
  // pdfkit ends the form itself, and knows no signatures: its own entries for fields to fill in go, as PDF/A forbids
  // them.
  pdf.initForm();
  const form = (pdf as unknown as { _root: { data: { AcroForm: { data: Record<string, unknown> } } } })._root.data
    .AcroForm.data;
  delete form.NeedAppearances;
  form.Fields = [field];
  // There are signatures, and the file may only be appended to.
  form.SigFlags = 3;
  signature.end(undefined);
  field.end(undefined);
}

/** Fills what {@link reserveSignature} left open. Throws where the signer throws. */
export async function signPdf(pdf: Uint8Array, signer: DocumentSigner): Promise<Uint8Array> {
  return new SignPdf().sign(pdf, new CmsSigner(signer));
}

class CmsSigner extends Signer {
  readonly #signer: DocumentSigner;

  constructor(signer: DocumentSigner) {
    super();
    this.#signer = signer;
  }

  override async sign(content: Buffer): Promise<Buffer> {
    return Buffer.from(await signDetached(content, this.#signer));
  }
}

// pdfkit writes primitive strings as names and objects as texts.
const text = (value: string): object => Object(value) as object;
