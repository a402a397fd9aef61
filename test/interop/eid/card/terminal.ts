/**
 * What the card finds out about the terminal (TR-03110-2, 3.3): a chain of certificates below the authority it trusts,
 * and a signature that binds the terminal to this channel. The test authority's key is not public, so the first
 * certificate's own signature is believed; all others are checked.
 */
import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { children, find, oid, tlv } from '../../../../register/demo/eid-server/tlv.ts';

interface Certificate {
  readonly holder: Buffer;
  readonly key: KeyObject;
  readonly rights: Buffer;
  readonly sectorHash: Buffer | undefined;
}

const SECTOR_EXTENSION = oid('0.4.0.127.0.7.3.1.3.2');
const NONE = Buffer.alloc(0);

/** SubjectPublicKeyInfo of a point on brainpoolP256r1. */
function publicKey(point: Uint8Array): KeyObject {
  const info = tlv(
    0x30,
    tlv(0x30, oid('1.2.840.10045.2.1'), oid('1.3.36.3.3.2.8.1.1.7')),
    tlv(0x03, Buffer.of(0), point),
  );
  return createPublicKey({ key: info, format: 'der', type: 'spki' });
}

export class TerminalCheck {
  readonly #authority: Buffer;
  #reference: Buffer = NONE;
  #chain: Certificate[] = [];
  #challenge: Buffer = NONE;
  #holder: Buffer = NONE;
  #auxiliary: Buffer = NONE;
  /** x of the ephemeral key that chip authentication must use. */
  ephemeral: Buffer = NONE;
  authenticated = false;

  constructor(authority: string) {
    this.#authority = Buffer.from(authority, 'latin1');
  }

  /** MSE:Set DST: who issued the next certificate. False when the card does not know them. */
  setIssuer(reference: Buffer): boolean {
    this.#reference = reference;
    return reference.equals(this.#authority) || this.#chain.some(({ holder }) => holder.equals(reference));
  }

  /** PSO:Verify Certificate: body and signature, without the certificate's own tag. */
  addCertificate(content: Uint8Array): boolean {
    const objects = children(content);
    const body = objects.find(({ tag }) => tag === 0x7f4e);
    const signature = objects.find(({ tag }) => tag === 0x5f37)?.value;
    const holder = body && find(body.value, 0x5f20);
    const point = body && find(body.value, 0x7f49, 0x86);
    const rights = body && find(body.value, 0x7f4c, 0x53);
    if (
      body === undefined ||
      signature === undefined ||
      holder === undefined ||
      point === undefined ||
      rights === undefined
    )
      return false;
    if (find(body.value, 0x42)?.equals(this.#reference) !== true) return false;
    const issuer = this.#chain.find((certificate) => certificate.holder.equals(this.#reference));
    if (
      issuer !== undefined &&
      !verify('sha256', body.bytes, { key: issuer.key, dsaEncoding: 'ieee-p1363' }, signature)
    )
      return false;
    const extensions = children(find(body.value, 0x65) ?? NONE).map(({ value }) => children(value));
    const sectorHash = extensions.find(([id]) => id?.bytes.equals(SECTOR_EXTENSION))?.[1]?.value;
    this.#chain.push({ holder, key: publicKey(point), rights, sectorHash });
    return true;
  }

  setChallenge(challenge: Buffer): void {
    this.#challenge = challenge;
  }

  /** MSE:Set AT: whose key signs, and which ephemeral key comes. */
  setTerminal(data: Uint8Array): boolean {
    const objects = children(data);
    this.#holder = objects.find(({ tag }) => tag === 0x83)?.value ?? NONE;
    this.#auxiliary = objects.find(({ tag }) => tag === 0x67)?.bytes ?? NONE;
    this.ephemeral = objects.find(({ tag }) => tag === 0x91)?.value ?? NONE;
    return this.#chain.some(({ holder }) => holder.equals(this.#holder)) && this.ephemeral.length > 0;
  }

  /** EXTERNAL AUTHENTICATE. `identifier` is the card's name in this channel. */
  authenticate(signature: Uint8Array, identifier: Uint8Array): boolean {
    const certificate = this.#terminal();
    if (certificate === undefined || this.#challenge.length === 0) return false;
    const signed = Buffer.concat([identifier, this.#challenge, this.ephemeral, this.#auxiliary]);
    this.#challenge = NONE;
    this.authenticated = verify('sha256', signed, { key: certificate.key, dsaEncoding: 'ieee-p1363' }, signature);
    return this.authenticated;
  }

  /** What all certificates and the holder's consent allow together (TR-03110-2, 2.7). */
  effectiveRights(consent: Uint8Array): Buffer {
    const rights = Buffer.from(consent);
    for (const certificate of this.#chain)
      for (let index = 0; index < rights.length; index++)
        rights[index] = (rights[index] ?? 0) & (certificate.rights[index] ?? 0);
    return rights;
  }

  sectorHash(): Buffer | undefined {
    return this.#terminal()?.sectorHash;
  }

  #terminal(): Certificate | undefined {
    return this.#chain.find(({ holder }) => holder.equals(this.#holder));
  }
}
