/**
 * Signed SOAP messages as TR-03130-1, 3.5.2 wants them: WS-Security 1.0 with the X.509 token profile, certificates
 * named by issuer and serial number and never sent along, suite Basic256Sha256. Signed are the body and a timestamp;
 * what is not signed is not read.
 */
import { createHash, sign, verify } from 'node:crypto';
import type { BinaryLike, KeyLike, KeyObject, X509Certificate } from 'node:crypto';
import { XMLSerializer, type Element } from '@xmldom/xmldom';
import { ExclusiveCanonicalization, SignedXml } from 'xml-crypto';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { NS, childOf, childText, childrenOf, escapeXml, isElement, parseXml } from './xml.ts';

const C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const ECDSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';

/** Milliseconds: how long a message holds, and how far two clocks may be apart. */
export const MESSAGE_LIFE = 5 * 60_000;

export interface MessageSigner {
  /** RSA or EC. */
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
}

/**
 * `unsigned`: body or timestamp is not signed, or not as agreed. `wrong-signature`: by somebody else, or changed.
 * `stale`: too old, or of the future.
 */
export type MessageFault = 'malformed' | 'unsigned' | 'wrong-signature' | 'stale';

export interface OpenedMessage {
  /** As it was signed. */
  readonly body: Element;
  /** Tells messages apart: the same one again is a replay. */
  readonly id: string;
}

/** A SOAP 1.1 message around the body's content. `now` in milliseconds since the epoch. */
export function signMessage(content: string, { key, certificate }: MessageSigner, now: number): string {
  const [created, expires] = [now, now + MESSAGE_LIFE].map((instant) => new Date(instant).toISOString());
  const message =
    `<soapenv:Envelope xmlns:soapenv="${NS.soap}" xmlns:eid="${NS.eid}"><soapenv:Header><wsse:Security xmlns:wsse="${NS.wsse}" xmlns:wsu="${NS.wsu}" soapenv:mustUnderstand="1">` +
    `<wsu:Timestamp wsu:Id="timestamp"><wsu:Created>${created}</wsu:Created><wsu:Expires>${expires}</wsu:Expires></wsu:Timestamp></wsse:Security></soapenv:Header>` +
    `<soapenv:Body xmlns:wsu="${NS.wsu}" wsu:Id="body">${content}</soapenv:Body></soapenv:Envelope>`;
  const signed = new SignedXml({
    idMode: 'wssecurity',
    privateKey: key,
    canonicalizationAlgorithm: C14N,
    signatureAlgorithm: key.asymmetricKeyType === 'ec' ? ECDSA_SHA256 : RSA_SHA256,
    getKeyInfoContent: () => issuerSerial(certificate),
  });
  restrict(signed);
  const security = `/*/*[local-name(.)='Header']/*[local-name(.)='Security']`;
  for (const xpath of [`${security}/*[local-name(.)='Timestamp']`, `/*/*[local-name(.)='Body']`])
    signed.addReference({ xpath, transforms: [C14N], digestAlgorithm: SHA256 });
  signed.computeSignature(message, { prefix: 'ds', location: { reference: security, action: 'append' } });
  return signed.getSignedXml();
}

/** What somebody else signed. Never throws, whatever the text is. */
export function openMessage(text: string, peer: X509Certificate, now: number): Result<OpenedMessage, MessageFault> {
  const root = parseXml(text);
  if (!root.ok) return root;
  if (!isElement(root.value, NS.soap, 'Envelope')) return err('malformed');
  const header = childOf(root.value, NS.soap, 'Header');
  const security = header && childOf(header, NS.wsse, 'Security');
  const signature = security && childOf(security, NS.ds, 'Signature');
  // A second signature anywhere could be the one that is checked.
  if (signature === undefined || root.value.getElementsByTagNameNS(NS.ds, 'Signature').length !== 1)
    return err('unsigned');
  const signed = new SignedXml({ idMode: 'wssecurity', publicCert: peer.publicKey });
  restrict(signed);
  let parts: string[];
  try {
    signed.loadSignature(new XMLSerializer().serializeToString(signature));
    if (!signed.checkSignature(text)) return err('wrong-signature');
    parts = signed.getSignedReferences();
  } catch {
    // Its messages quote the document.
    return err('wrong-signature');
  }
  const opened = parts.map(parseXml);
  const only = (namespace: string, name: string): Element | undefined => {
    const found = opened.flatMap((part) => (part.ok && isElement(part.value, namespace, name) ? [part.value] : []));
    return found.length === 1 ? found[0] : undefined;
  };
  const body = only(NS.soap, 'Body');
  const timestamp = only(NS.wsu, 'Timestamp');
  if (
    body === undefined ||
    timestamp === undefined ||
    childrenOf(root.value).filter((child) => isElement(child, NS.soap, 'Body')).length !== 1
  )
    return err('unsigned');
  if (!isFresh(timestamp, now)) return err('stale');
  return ok({ body, id: createHash('sha256').update(parts.join('\0')).digest('base64') });
}

function isFresh(timestamp: Element, now: number): boolean {
  const created = instant(childText(timestamp, NS.wsu, 'Created'));
  const expires = instant(childText(timestamp, NS.wsu, 'Expires') ?? '9999-12-31T23:59:59Z');
  return Math.abs(now - created) <= MESSAGE_LIFE && now < expires + MESSAGE_LIFE;
}

/** xs:dateTime with a time zone; NaN, which fits nowhere, for anything else. */
const instant = (text: string | undefined): number =>
  text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;

/** Nothing weaker than agreed, and no transform that could take something out of what is checked. */
function restrict(signed: SignedXml): void {
  const hash = signed.HashAlgorithms[SHA256];
  const rsa = signed.SignatureAlgorithms[RSA_SHA256];
  if (hash === undefined || rsa === undefined) throw new Error('xml-crypto knows no SHA-256.');
  signed.CanonicalizationAlgorithms = { [C14N]: ExclusiveCanonicalization };
  signed.HashAlgorithms = { [SHA256]: hash };
  signed.SignatureAlgorithms = { [RSA_SHA256]: rsa, [ECDSA_SHA256]: EcdsaSha256 };
}

/** RFC 9231 § 2.3.6: r and s beside each other. */
class EcdsaSha256 {
  getSignature(signedInfo: BinaryLike, privateKey: KeyLike): string {
    return sign('sha256', Buffer.from(signedInfo as string), {
      key: privateKey as KeyObject,
      dsaEncoding: 'ieee-p1363',
    }).toString('base64');
  }

  verifySignature(material: string, key: KeyLike, signatureValue: string): boolean {
    const { asymmetricKeyType } = key as KeyObject;
    return (
      asymmetricKeyType === 'ec' &&
      verify(
        'sha256',
        Buffer.from(material),
        { key: key as KeyObject, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signatureValue, 'base64'),
      )
    );
  }

  getAlgorithmName(): string {
    return ECDSA_SHA256;
  }
}

function issuerSerial(certificate: X509Certificate): string {
  // Node gives the parts in the certificate's order with the escapes of RFC 2253; written as one name, the last comes
  // first.
  const name = certificate.issuer.split('\n').reverse().join(',');
  return (
    `<wsse:SecurityTokenReference xmlns:wsse="${NS.wsse}"><ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>${escapeXml(name)}</ds:X509IssuerName>` +
    `<ds:X509SerialNumber>${BigInt(`0x${certificate.serialNumber}`)}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data></wsse:SecurityTokenReference>`
  );
}
