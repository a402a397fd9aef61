/** A client and a card without a reader between them: what they would answer the server, and where they may lie. */
import { randomBytes } from 'node:crypto';
import { agree, newKeyPair } from '../../../../../register/demo/eid-server/cryptography.ts';
import type { ClientMessage, ServerMessage } from '../../../../../register/demo/eid-server/paos.ts';
import { parseApdu, responseBytes } from '../../../../interop/eid/card/apdu.ts';
import type { Response } from '../../../../interop/eid/card/apdu.ts';
import { CardChannel } from '../../../../interop/eid/card/channel.ts';
import { cardFiles } from '../../../../interop/eid/card/files.ts';
import type { Person } from '../../../../interop/eid/card/files.ts';
import { channelKeys, tokenFor } from '../../../../interop/eid/card/pace.ts';
import { find } from '../../../../../register/demo/eid-server/tlv.ts';

export interface ChipOptions {
  readonly person: Person;
  /** The authorization that the holder leaves of what was required and allowed; the required if not given. */
  readonly consent?: (required: Buffer, optional: Buffer) => Buffer;
  /** EF.CardSecurity, nonce or token as a liar has it. */
  readonly lie?: (output: Record<string, Buffer>) => Record<string, Buffer>;
  /** What comes out of the channel, changed. */
  readonly tamper?: (answer: Buffer, index: number) => Buffer;
  /** Answers instead of the card; its files otherwise. */
  readonly answer?: (ins: number, p1: number) => Response | undefined;
}

/** Answers one request after the other, as a client does that has a card whose PIN was right. */
export function chip({
  person,
  consent = (required) => required,
  lie = (output) => output,
  tamper = (bytes) => bytes,
  answer = () => undefined,
}: ChipOptions): (request: ServerMessage) => ClientMessage {
  const key = newKeyPair();
  const files = cardFiles(person, { id: 0x29, point: key.point });
  let channel: CardChannel | undefined;
  let selected: Buffer | undefined;
  const ids = { messageId: 'urn:uuid:client', relatesTo: null };
  const result = { minor: null };

  const command = (bytes: Buffer): Buffer => {
    const outer = parseApdu(bytes);
    const apdu = outer && channel?.open(outer);
    if (apdu === undefined || channel === undefined) throw new Error('no command of the channel');
    return responseBytes(
      channel.close(answer(apdu.ins, apdu.p1) ?? perform(apdu.ins, apdu.p1, apdu.p2, apdu.data, apdu.expected)),
    );
  };
  const perform = (ins: number, p1: number, p2: number, data: Buffer, expected: number): Response => {
    if (ins === 0xa4 && p1 === 0x04) return { status: 0x9000 };
    if (ins === 0xa4) selected = files.find(({ id }) => id === data.readUInt16BE())?.content;
    if (ins === 0xa4) return { status: selected === undefined ? 0x6a82 : 0x9000 };
    if (ins !== 0xb0) return { status: 0x6d00 };
    const offset = (p1 & 0x80) === 0 ? (p1 << 8) | p2 : p2;
    if ((p1 & 0x80) !== 0) selected = files.find(({ shortId }) => shortId === (p1 & 0x1f))?.content;
    if (selected === undefined) return { status: 0x6a82 };
    return { data: selected.subarray(offset, offset + expected), status: 0x9000 };
  };

  return (request) => {
    switch (request.type) {
      case 'InitializeFramework':
        return { ...ids, type: 'InitializeFrameworkResponse', result };
      case 'Eac1': {
        const template = consent(Buffer.from(request.input.requiredChat), Buffer.from(request.input.optionalChat));
        return {
          ...ids,
          type: 'DIDAuthenticateResponse',
          result,
          output: {
            CertificateHolderAuthorizationTemplate: template,
            IDPICC: randomBytes(32),
            Challenge: randomBytes(8),
          },
        };
      }
      case 'Eac2': {
        const nonce = randomBytes(8);
        const keys = channelKeys(agree(key.scalar, request.ephemeralPublicKey) as Buffer, nonce);
        channel = new CardChannel(keys);
        const EFCardSecurity = files.find(({ id }) => id === 0x011d)?.content as Buffer;
        const output = lie({
          EFCardSecurity,
          Nonce: nonce,
          AuthenticationToken: tokenFor(keys.authentication, '0.4.0.127.0.7.2.2.3.2.2', request.ephemeralPublicKey),
        });
        return { ...ids, type: 'DIDAuthenticateResponse', result, output };
      }
      case 'Transmit':
        return {
          ...ids,
          type: 'TransmitResponse',
          result,
          outputs: request.apdus.map((apdu, index) => tamper(command(Buffer.from(apdu)), index)),
        };
      case 'StartPAOSResponse':
        throw new Error('nothing is asked any more');
    }
  };
}

/** All bits of both authorizations. */
export function everything(required: Buffer, optional: Buffer): Buffer {
  const both = Buffer.from(required);
  const [bits, more] = [find(both, 0x7f4c, 0x53), find(optional, 0x7f4c, 0x53)];
  if (bits !== undefined && more !== undefined)
    for (const [index, byte] of more.entries()) bits[index] = (bits[index] ?? 0) | byte;
  return both;
}
