/** Who signs and seals documents. Keys stay behind functions, so that a card or an HSM can take the place of a file. */
import { sign as ecdsa } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { SealCertificate } from '../../seal/verify.ts';

export interface DocumentSigner {
  /** X.509, DER. */
  readonly certificate: Uint8Array;
  /** What leads from it to its root, DER, the issuer first. Without the root, or with it. */
  readonly chain: readonly Uint8Array[];
  /** ECDSA with SHA-256 over the bytes, as `ECDSA-Sig-Value` (DER, RFC 3279 § 2.2.3). */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export interface DocumentSealer {
  /** What a reader of the seal must trust. */
  readonly certificate: SealCertificate;
  /** The same, PEM: what is published. */
  readonly pem: string;
  /** ECDSA with SHA-256 over the bytes, as r‖s of 32 bytes each. */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export interface DocumentAuthority {
  readonly signer: DocumentSigner;
  readonly sealer: DocumentSealer;
  /** True where nothing that it signs is meant to be believed; documents say so. */
  readonly demo: boolean;
}

/** `key`: a private key on P-256. */
export const signWith =
  (key: KeyObject) =>
  (bytes: Uint8Array): Uint8Array =>
    ecdsa('sha256', bytes, { key, dsaEncoding: 'der' });

/** `key`: a private key on P-256 or brainpoolP256r1. */
export const sealWith =
  (key: KeyObject) =>
  (bytes: Uint8Array): Uint8Array =>
    ecdsa('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
