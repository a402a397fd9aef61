/**
 * An authenticator in software, by the standard (Web Authentication Level 3; CTAP 2.2): one passkey, ES256, with the
 * user verified. What a browser hands to a page.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

/** RFC 8949, 4.2: shortest heads; maps in the order in which they are given. */
function cbor(value: Cbor): Buffer {
  const head = (major: number, length: number): Buffer =>
    length < 24
      ? Buffer.of((major << 5) | length)
      : length < 256
        ? Buffer.of((major << 5) | 24, length)
        : Buffer.of((major << 5) | 25, length >> 8, length & 0xff);
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])]);
}

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();

/** 6.1: user present, user verified, attested credential data. */
const UP = 0x01;
const UV = 0x04;
const AT = 0x40;

export interface PasskeyOptions {
  /** The page's. */
  readonly origin: string;
  readonly rpId: string;
}
export interface Ceremony {
  readonly challenge: string;
  /** Instead of its own, to say something wrong. */
  readonly origin?: string;
  readonly rpId?: string;
  readonly verified?: boolean;
}

export function createPasskey({ origin: page, rpId: host }: PasskeyOptions) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  let userHandle = '';
  let counter = 0;

  const clientData = (type: string, challenge: string, origin: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authenticatorData = (flags: number, rpId: string): Buffer => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.of(flags), count]);
  };
  const shared = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' };

  return {
    id: shared.id,
    /** `navigator.credentials.create`. */
    create(
      { challenge, origin = page, rpId = host, verified = true }: Ceremony,
      user: { readonly id: string },
    ): unknown {
      userHandle = user.id;
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      // RFC 9053: kty EC2, alg ES256, curve P-256.
      const cose = cbor(
        new Map<number, Cbor>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, 'base64url')],
          [-3, Buffer.from(y, 'base64url')],
        ]),
      );
      const data = Buffer.concat([
        authenticatorData(UP | (verified ? UV : 0) | AT, rpId),
        Buffer.alloc(16),
        Buffer.of(0, id.length),
        id,
        cose,
      ]);
      const attestation = cbor(
        new Map<string, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', data],
        ]),
      );
      return {
        ...shared,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
        clientExtensionResults: {},
      };
    },
    /** `navigator.credentials.get`. */
    get({ challenge, origin = page, rpId = host, verified = true }: Ceremony): unknown {
      counter += 1;
      const data = authenticatorData(UP | (verified ? UV : 0), rpId);
      const json = clientData('webauthn.get', challenge, origin);
      const signature = sign('sha256', Buffer.concat([data, sha256(json)]), { key: privateKey, dsaEncoding: 'der' });
      return {
        ...shared,
        response: {
          clientDataJSON: json.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle,
        },
        clientExtensionResults: {},
      };
    },
    /** As a copy of the key would that was made at this point. */
    countBack(to: number): void {
      counter = to;
    },
  };
}
export type Passkey = ReturnType<typeof createPasskey>;
