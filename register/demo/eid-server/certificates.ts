/**
 * The certificates a provider shows: card-verifiable ones (TR-03110-3, C) and their description (C.3.1). Their chain
 * hangs below the reference of a certification authority that test cards trust, but that authority's key is not public:
 * the signatures are our own.
 */
import { newKeyPair, sha256, signPlain } from './cryptography.ts';
import type { KeyPair } from './cryptography.ts';
import { EID_ATTRIBUTES, ROLE, chat } from './access-rights.ts';
import { oid, tlv } from './tlv.ts';

/** The authority reference that AusweisApp's simulated card names as its own. */
export const TEST_AUTHORITY = 'DETESTeID00005';
const VERIFIER = 'DEDVFOYERD0001';
const TERMINAL = 'DEFOYERDEMO001';

/** id-TA-ECDSA-SHA-256. */
export const TA_PROTOCOL = '0.4.0.127.0.7.2.2.2.2.3';
const DESCRIPTION_EXTENSION = '0.4.0.127.0.7.3.1.3.1';
const SECTOR_EXTENSION = '0.4.0.127.0.7.3.1.3.2';
const PLAIN_TEXT_DESCRIPTION = '0.4.0.127.0.7.3.1.3.1.1';

const DAY = 86_400_000;
/** Days a terminal's certificate is valid; real ones live as briefly. */
const TERMINAL_DAYS = 2;
const VERIFIER_DAYS = 90;

export interface Description {
  readonly issuerName: string;
  readonly issuerUrl: string;
  readonly subjectName: string;
  /** Same origin as the tcTokenURL, or the client ends (TR-03124-1, 2.7.3). */
  readonly subjectUrl: string;
  readonly termsOfUsage: string;
  /** SHA-256 of the TLS certificates the client may meet. */
  readonly tlsHashes: readonly Uint8Array[];
}

const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
const printable = (text: string): Buffer => tlv(0x13, Buffer.from(text, 'latin1'));

export function certificateDescription(description: Description): Buffer {
  return tlv(
    0x30,
    oid(PLAIN_TEXT_DESCRIPTION),
    tlv(0xa1, utf8(description.issuerName)),
    tlv(0xa2, printable(description.issuerUrl)),
    tlv(0xa3, utf8(description.subjectName)),
    tlv(0xa4, printable(description.subjectUrl)),
    tlv(0xa5, utf8(description.termsOfUsage)),
    tlv(0xa7, tlv(0x31, ...description.tlsHashes.map((hash) => tlv(0x04, hash)))),
  );
}

export interface Chain {
  readonly verifier: Buffer;
  readonly terminal: Buffer;
  /** Signs for the terminal. */
  readonly terminalKey: KeyPair;
}

/** When a terminal's certificate issued at `now` begins and ends; all milliseconds since the epoch. */
export function validity(now: number): { readonly effective: number; readonly expires: number } {
  const effective = Math.floor(now / DAY) * DAY;
  return { effective, expires: effective + TERMINAL_DAYS * DAY };
}

/** A verifier's and a terminal's certificate, valid from the day of `now` (milliseconds since the epoch). */
export function issueChain(now: number, description: Uint8Array, sectorPublicKey: Uint8Array): Chain {
  const authority = newKeyPair();
  const verifier = newKeyPair();
  const terminal = newKeyPair();
  const { effective, expires } = validity(now);
  return {
    verifier: certificate({
      issuer: TEST_AUTHORITY,
      signer: authority,
      holder: VERIFIER,
      key: verifier,
      authorization: chat(ROLE.nonOfficialVerifier, EID_ATTRIBUTES),
      effective,
      expires: effective + VERIFIER_DAYS * DAY,
    }),
    terminal: certificate({
      issuer: VERIFIER,
      signer: verifier,
      holder: TERMINAL,
      key: terminal,
      authorization: chat(ROLE.terminal, EID_ATTRIBUTES),
      effective,
      expires,
      extensions: [
        [DESCRIPTION_EXTENSION, sha256(description)],
        [SECTOR_EXTENSION, sha256(sectorPublicKey)],
      ],
    }),
    terminalKey: terminal,
  };
}

interface CertificateContent {
  readonly issuer: string;
  readonly signer: KeyPair;
  readonly holder: string;
  readonly key: KeyPair;
  readonly authorization: Buffer;
  readonly effective: number;
  readonly expires: number;
  readonly extensions?: readonly (readonly [oid: string, hash: Uint8Array])[];
}

function certificate({
  issuer,
  signer,
  holder,
  key,
  authorization,
  effective,
  expires,
  extensions = [],
}: CertificateContent): Buffer {
  const body = tlv(
    0x7f4e,
    tlv(0x5f29, Buffer.of(0)),
    tlv(0x42, Buffer.from(issuer, 'latin1')),
    tlv(0x7f49, oid(TA_PROTOCOL), tlv(0x86, key.point)),
    tlv(0x5f20, Buffer.from(holder, 'latin1')),
    authorization,
    tlv(0x5f25, date(effective)),
    tlv(0x5f24, date(expires)),
    ...(extensions.length === 0
      ? []
      : [tlv(0x65, ...extensions.map(([id, hash]) => tlv(0x73, oid(id), tlv(0x80, hash))))]),
  );
  return tlv(0x7f21, body, tlv(0x5f37, signPlain(signer.privateKey, body)));
}

/** Six decimal digits of year, month and day, one a byte (TR-03110-3, D.2.1.3). */
const date = (instant: number): Buffer =>
  Buffer.from([...new Date(instant).toISOString().slice(2, 10).replaceAll('-', '')].map(Number));
