/**
 * Whether a PDF is one that this town signed, unchanged: its only signature covers the whole file and was made with the
 * town's key. Reads what the register's own documents are like; another PDF is answered with a sentence, never with an
 * error. In memory, nothing is kept.
 */
import { createHash, verify } from 'node:crypto';
import type { KeyObject, X509Certificate } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { OctetString, fromBER } from 'asn1js';
import type { ObjectIdentifier } from 'asn1js';
import { ContentInfo, SignedData } from 'pkijs';
import { childrenOf, isElement, parseXml } from '../eid/xml.ts';
import { CONTENT_NAMESPACE } from '../documents/xml.ts';
import { dayInGerman, demoWords, refused } from './findings.ts';
import type { Finding } from './findings.ts';

/** Bytes; our documents have some hundred thousand. */
export const LARGEST_PDF = 4 * 1024 * 1024;
const LARGEST_XML = 256 * 1024;
/** Bytes; ours have less than ten thousand. */
const LARGEST_SIGNATURE = 64 * 1024;

const OID = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;
const NO_PDF = 'Das ist keine PDF-Datei.';
const UNSIGNED = 'Diese PDF-Datei trägt keine Signatur, die hier geprüft werden kann.';
const CHANGED = 'Die Datei wurde nach dem Unterzeichnen verändert.';

/** `signers`: certificates of the town's, of now and of before. */
export function checkPdf(pdf: Buffer, signers: readonly X509Certificate[]): Finding {
  if (pdf.subarray(0, 5).toString('latin1') !== '%PDF-') return refused(NO_PDF);
  const covered = readCoverage(pdf);
  if (covered === undefined) return refused(UNSIGNED);
  if (covered === 'partly') return refused(CHANGED);
  const outcome = checkCms(
    covered.signature,
    covered.content,
    signers.map(({ publicKey }) => publicKey),
  );
  if (typeof outcome === 'string') return refused(outcome);
  const signer = signers[outcome.signer];
  const rows = readContent(pdf);
  return {
    holds: true,
    says: `Die Datei ist echt und unverändert.${demoWords(signer?.subject ?? '')}`,
    rows: [{ label: 'Unterzeichnet mit', value: `${namePart(signer, 'O')} – ${namePart(signer, 'CN')}` }, ...rows],
    notes:
      rows.length === 0
        ? []
        : ['Die Angaben stammen aus der Datei selbst. Vergleichen Sie sie mit dem, was Sie auf der Seite sehen.'],
  };
}

interface Coverage {
  readonly signature: Buffer;
  readonly content: Buffer;
}

/**
 * ISO 32000-1, 12.8.1: everything but the signature's own digits. Undefined: there is no signature, or more than one.
 */
function readCoverage(pdf: Buffer): Coverage | 'partly' | undefined {
  const ranges = [
    ...pdf.toString('latin1').matchAll(/\/ByteRange\s*\[\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]/g),
  ];
  const [range] = ranges;
  if (range === undefined || ranges.length !== 1) return ranges.length > 1 ? 'partly' : undefined;
  const [start = 0, length = 0, next = 0, rest = 0] = range.slice(1).map(Number);
  // What follows the signed part, or stands beside the digits, could say anything.
  if (start !== 0 || next <= length || next + rest !== pdf.length) return 'partly';
  const digits = /^<([0-9a-fA-F]*)>$/.exec(pdf.subarray(length, next).toString('latin1'))?.[1];
  if (digits === undefined || digits.length % 2 !== 0) return 'partly';
  if (digits.length > 2 * LARGEST_SIGNATURE) return undefined;
  return {
    signature: Buffer.from(digits, 'hex'),
    content: Buffer.concat([pdf.subarray(0, length), pdf.subarray(next)]),
  };
}

/** Which of the keys signed it; otherwise a sentence. RFC 5652 § 5.4–5.6. */
function checkCms(padded: Buffer, content: Buffer, keys: readonly KeyObject[]): { readonly signer: number } | string {
  let attributes: Map<string, readonly unknown[]>;
  let signed: Buffer;
  let signature: Buffer;
  try {
    // Behind the signature zeros fill the place that was kept for it.
    const { result, offset } = fromBER(exact(padded));
    if (offset === -1) return UNSIGNED;
    if (padded.subarray(offset).some((byte) => byte !== 0)) return CHANGED;
    const info = new ContentInfo({ schema: result });
    if (info.contentType !== OID.signedData) return UNSIGNED;
    const data = new SignedData({ schema: info.content });
    const [signer] = data.signerInfos;
    if (
      signer?.signedAttrs === undefined ||
      data.signerInfos.length !== 1 ||
      data.encapContentInfo.eContent !== undefined ||
      signer.digestAlgorithm.algorithmId !== OID.sha256
    )
      return UNSIGNED;
    attributes = new Map(signer.signedAttrs.attributes.map(({ type, values }) => [type, values as unknown[]]));
    if (attributes.size !== signer.signedAttrs.attributes.length) return UNSIGNED;
    signed = Buffer.from(signer.signedAttrs.encodedValue);
    // Signed as a set, whatever its place in the message is tagged with.
    signed[0] = 0x31;
    signature = Buffer.from(signer.signature.valueBlock.valueHexView);
  } catch {
    // Both libraries throw where bytes are no CMS.
    return UNSIGNED;
  }
  const [type] = attributes.get(OID.contentType) ?? [];
  const digests = attributes.get(OID.messageDigest) ?? [];
  const [digest] = digests;
  if (
    (type as ObjectIdentifier | undefined)?.valueBlock?.toString() !== OID.data ||
    digests.length !== 1 ||
    !(digest instanceof OctetString)
  )
    return UNSIGNED;
  if (!Buffer.from(digest.valueBlock.valueHexView).equals(createHash('sha256').update(content).digest()))
    return CHANGED;
  const signer = keys.findIndex((key) => verify('sha256', signed, { key, dsaEncoding: 'der' }, signature));
  return signer === -1 ? 'Die Datei ist nicht von dieser Gemeinde unterzeichnet.' : { signer };
}

/** The attached XML of a document that is already believed; nothing where it has none. */
function readContent(pdf: Buffer): { label: string; value: string }[] {
  for (const found of pdf.toString('latin1').matchAll(/\/Type\s*\/EmbeddedFile\b[^]{0,2000}?\bstream\r?\n/g)) {
    const start = found.index + found[0].length;
    const end = pdf.indexOf('endstream', start);
    const text = end === -1 ? undefined : unpack(pdf.subarray(start, end), /\/FlateDecode\b/.test(found[0]));
    const root = text === undefined ? undefined : parseXml(text);
    if (root?.ok === true && isElement(root.value, CONTENT_NAMESPACE, 'meldebescheinigung'))
      return childrenOf(root.value).flatMap((part) => rowsOf(part));
  }
  return [];
}

function unpack(stream: Buffer, packed: boolean): string | undefined {
  try {
    return (packed ? inflateSync(stream, { maxOutputLength: LARGEST_XML }) : stream).toString('utf8');
  } catch {
    // Other documents may be packed in ways that ours are not.
    return undefined;
  }
}

const LABELS: Readonly<Record<string, string>> = {
  vorgang: 'Vorgangsnummer',
  ausgestelltAm: 'Ausgestellt am',
  familienname: 'Familienname',
  doktorgrad: 'Doktorgrad',
  vorname: 'Vorname',
  rufname: 'Gebräuchlicher Vorname',
  geburtsdatum: 'Geburtsdatum',
};
const DAYS = new Set(['ausgestelltAm', 'geburtsdatum']);
const STATUS: Readonly<Record<string, string>> = {
  alleinige: 'Alleinige Wohnung',
  haupt: 'Hauptwohnung',
  neben: 'Nebenwohnung',
};

function rowsOf(part: ReturnType<typeof childrenOf>[number]): { label: string; value: string }[] {
  const name = part.localName ?? '';
  const text = (of: string): string => childrenOf(part).find((child) => child.localName === of)?.textContent ?? '';
  switch (name) {
    case 'behoerde':
      return [{ label: 'Behörde', value: `${text('gemeinde')}, ${text('name')}` }];
    case 'person':
      return childrenOf(part).flatMap((child) => rowsOf(child));
    case 'wohnung': {
      const since = text('seit');
      return [
        {
          label: STATUS[part.getAttribute('status') ?? ''] ?? 'Wohnung',
          value: [
            `${text('strasse')} ${text('hausnummer')}`,
            text('zusatz'),
            `${text('postleitzahl')} ${text('ort')}`,
            since === '' ? '' : `seit ${dayInGerman(since)}`,
          ]
            .filter((line) => line !== '')
            .join(', '),
        },
      ];
    }
    case 'weitereAngabe':
      return [{ label: part.getAttribute('bezeichnung') ?? '', value: part.textContent ?? '' }];
    default:
      return LABELS[name] === undefined
        ? []
        : [
            {
              label: LABELS[name],
              value: DAYS.has(name) ? dayInGerman(part.textContent ?? '') : (part.textContent ?? ''),
            },
          ];
  }
}

const namePart = (certificate: X509Certificate | undefined, part: string): string =>
  certificate?.subject
    .split('\n')
    .find((line) => line.startsWith(`${part}=`))
    ?.slice(part.length + 1) ?? '';
const exact = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
