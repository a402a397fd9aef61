/**
 * What goes to a destination: JWE in compact form (RFC 7516), RSA-OAEP-256 with A256GCM, compressed (DEF), and the
 * metadata that go with it.
 */
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import { dayIn } from '../../../../base/calendar-day.ts';

/** A public key that was checked, and its name at the destination. */
export interface EncryptionKey {
  readonly kid: string;
  readonly key: KeyObject;
}

export interface Sealed {
  readonly jwe: string;
  /** Its authentication tag, which the event log names again. */
  readonly tag: string;
}

/** `type`: the plaintext's media type. */
export async function sealFor({ kid, key }: EncryptionKey, plaintext: Uint8Array, type: string): Promise<Sealed> {
  const jwe = await new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', zip: 'DEF', kid, cty: type })
    .encrypt(key);
  return { jwe, tag: jwe.slice(jwe.lastIndexOf('.') + 1) };
}

/** Hexadecimal. */
export const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('hex');

/** Of the metadata that this is written for. */
export const METADATA_SCHEMA = 'https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json';

export interface PublicService {
  readonly name: string;
  readonly identifier: string;
}
export interface MetadataParts {
  readonly data: Uint8Array;
  readonly schemaUri: string;
  readonly attachments: readonly { readonly id: string; readonly sha512: string; readonly mimeType: string }[];
  /** Only where the town named its identifier. */
  readonly service?: PublicService | undefined;
  /** What the visitor knows the case by. */
  readonly reference: string;
  readonly acceptedAt: Date;
  /** IANA name: the application's day is the town's. */
  readonly timeZone: string;
}

/** Metadata 2.1.0, as JSON. */
export function metadataOf({
  data,
  schemaUri,
  attachments,
  service,
  reference,
  acceptedAt,
  timeZone,
}: MetadataParts): Uint8Array {
  const hash = (content: string) => ({ type: 'sha512', content });
  return new TextEncoder().encode(
    JSON.stringify({
      $schema: METADATA_SCHEMA,
      contentStructure: {
        data: { hash: hash(sha512(data)), submissionSchema: { schemaUri, mimeType: 'application/json' } },
        attachments: attachments.map((one, index) => ({
          attachmentId: one.id,
          purpose: 'attachment',
          filename: `anlage-${index + 1}${suffix(one.mimeType)}`,
          mimeType: one.mimeType,
          hash: hash(one.sha512),
        })),
      },
      ...(service === undefined ? {} : { publicServiceType: service }),
      additionalReferenceInfo: { senderReference: reference, applicationDate: dayIn(timeZone, acceptedAt.getTime()) },
    }),
  );
}

const SUFFIXES: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'application/pdf': '.pdf',
  'text/plain': '.txt',
  'application/json': '.json',
  'application/xml': '.xml',
};
const suffix = (mimeType: string): string => SUFFIXES[mimeType] ?? '';
