/**
 * One online authentication seen from the server, as a state machine without input or output: the client's answer in,
 * the next request or the end out (TR-03112-7, 3.6; TR-03110-2, 3.2).
 */
import type { EidAttribute } from './access-rights.ts';
import { RIGHTS, ROLE, attributesOf, chat, rightOf } from './access-rights.ts';
import { issueChain } from './certificates.ts';
import type { Chain } from './certificates.ts';
import { authenticateChip } from './chip-authentication.ts';
import { COORDINATE, newKeyPair, signPlain } from './cryptography.ts';
import type { KeyPair } from './cryptography.ts';
import type { ClientMessage, ServerMessage } from './paos.ts';
import { readDataGroup } from './personal-data.ts';
import type { EidData } from './personal-data.ts';
import { readRestrictedId, restrictedIdCommands } from './restricted-identification.ts';
import { openChannel } from './secure-messaging.ts';
import type { Answer, Channel, Command } from './secure-messaging.ts';
import { find, objectLength } from './tlv.ts';

export type FailureReason = 'cancelled' | 'client' | 'card';

export interface ConversationSetUp {
  readonly required: readonly EidAttribute[];
  readonly optional: readonly EidAttribute[];
  readonly transactionInfo: string;
  /** The provider's description, as its certificate has the hash of it. */
  readonly certificateDescription: Uint8Array;
  readonly sectorPublicKey: Uint8Array;
}

export type Step =
  | { readonly send: ServerMessage; readonly end?: undefined }
  | {
      readonly send: ServerMessage;
      readonly end:
        | { readonly ok: true; readonly data: EidData }
        | { readonly ok: false; readonly reason: FailureReason };
    };

export interface ProtocolHandler {
  take(message: ClientMessage, now: number): Step;
}

interface Handle {
  readonly slotHandle: string;
  readonly cardApplication: string;
}
interface Reading {
  readonly attribute: EidAttribute;
  readonly file: Buffer;
}

type State =
  | { readonly at: 'start' }
  | { readonly at: 'framework'; readonly handle: Handle }
  | { readonly at: 'eac1'; readonly handle: Handle; readonly chain: Chain }
  | {
      readonly at: 'eac2';
      readonly handle: Handle;
      readonly ephemeral: KeyPair;
      readonly allowed: readonly EidAttribute[];
    }
  | {
      readonly at: 'read';
      readonly handle: Handle;
      readonly channel: Channel;
      readonly data: EidData;
      readonly pending: readonly Reading[];
      readonly restrictedId: boolean;
    }
  | { readonly at: 'over' };

const CANCELLED = 'http://www.bsi.bund.de/ecard/api/1.1/resultminor/sal#cancellationByUser';
const CANCELLED_AT_READER = 'http://www.bsi.bund.de/ecard/api/1.1/resultminor/ifdl#cancellationByUser';
const INTERNAL = 'http://www.bsi.bund.de/ecard/api/1.1/resultminor/al/common#internalError';
const UNKNOWN = 'http://www.bsi.bund.de/ecard/api/1.1/resultminor/al/common#unknownError';

/** Most bytes asked for at a time: with its frame an answer stays below the 256 bytes of a short one. */
const CHUNK = 0xdf;
/** The file's end came before the wanted number of bytes. */
const END_OF_FILE = 0x6282;
const SUCCESS = 0x9000;
/** File not found; AusweisApp's simulated card says `wrong parameters` instead. */
const NOT_THERE: readonly number[] = [0x6a82, 0x6a80];
/** The data groups are files of the eID application (TR-03110-4, 2.1). */
const SELECT_EID: Command = { header: [0x00, 0xa4, 0x04, 0x0c], data: Buffer.from('e80704007f00070302', 'hex') };

export function createConversation(setUp: ConversationSetUp): ProtocolHandler {
  let state: State = { at: 'start' };

  const fail = (reason: FailureReason): Step => {
    state = { at: 'over' };
    return {
      send: { type: 'StartPAOSResponse', minor: reason === 'cancelled' ? CANCELLED : INTERNAL },
      end: { ok: false, reason },
    };
  };

  /**
   * What a client's error says. A reader's own `cancellationByUser` is the cancel key of its PIN pad while the PIN is
   * asked, a card that was pulled afterwards; AusweisApp reports other problems with a card as an unknown error.
   */
  const refused = (minor: string): Step => {
    const asking = state.at === 'eac1';
    if (minor === CANCELLED || (asking && minor === CANCELLED_AT_READER)) return fail('cancelled');
    return fail(
      state.at !== 'framework' && (minor === UNKNOWN || minor.includes('/resultminor/ifdl')) ? 'card' : 'client',
    );
  };

  const read = (
    handle: Handle,
    channel: Channel,
    data: EidData,
    pending: readonly Reading[],
    restrictedId: boolean,
  ): Step => {
    if (pending.length === 0 && !restrictedId) {
      state = { at: 'over' };
      return { send: { type: 'StartPAOSResponse', minor: null }, end: { ok: true, data } };
    }
    state = { at: 'read', handle, channel, data, pending, restrictedId };
    const commands = [
      SELECT_EID,
      ...pending.flatMap(readCommands),
      ...(restrictedId ? restrictedIdCommands(setUp.sectorPublicKey) : []),
    ];
    return {
      send: {
        type: 'Transmit',
        slotHandle: handle.slotHandle,
        apdus: commands.map((command) => channel.protect(command)),
      },
    };
  };

  return {
    take(message, now) {
      if ('result' in message && message.result.minor !== null) return refused(message.result.minor);
      switch (state.at) {
        case 'start': {
          if (message.type !== 'StartPAOS') return fail('client');
          state = {
            at: 'framework',
            handle: { slotHandle: message.slotHandle, cardApplication: message.cardApplication },
          };
          return { send: { type: 'InitializeFramework' } };
        }
        case 'framework': {
          if (message.type !== 'InitializeFrameworkResponse') return fail('client');
          const chain = issueChain(now, setUp.certificateDescription, setUp.sectorPublicKey);
          const { handle } = state;
          state = { at: 'eac1', handle, chain };
          return {
            send: {
              type: 'Eac1',
              ...handle,
              input: {
                certificates: [chain.terminal, chain.verifier],
                certificateDescription: setUp.certificateDescription,
                requiredChat: chat(ROLE.terminal, setUp.required),
                optionalChat: chat(ROLE.terminal, setUp.optional),
                transactionInfo: setUp.transactionInfo,
              },
            },
          };
        }
        case 'eac1': {
          if (message.type !== 'DIDAuthenticateResponse') return fail('client');
          const { handle, chain } = state;
          const {
            CertificateHolderAuthorizationTemplate: template,
            IDPICC: idPicc,
            Challenge: challenge,
          } = message.output;
          const authorization = template && find(template, 0x7f4c, 0x53);
          if (
            authorization === undefined ||
            idPicc === undefined ||
            challenge === undefined ||
            idPicc.length === 0 ||
            challenge.length === 0
          )
            return fail('client');
          const chosen = new Set(attributesOf(authorization));
          // The client may drop optional rights only; a required one that is missing is a refusal.
          if (setUp.required.some((attribute) => !chosen.has(attribute))) return fail('cancelled');
          const ephemeral = newKeyPair();
          const compressed = ephemeral.point.subarray(1, 1 + COORDINATE);
          state = {
            at: 'eac2',
            handle,
            ephemeral,
            allowed: [...setUp.required, ...setUp.optional].filter((attribute) => chosen.has(attribute)),
          };
          return {
            send: {
              type: 'Eac2',
              ...handle,
              ephemeralPublicKey: ephemeral.point,
              signature: signPlain(chain.terminalKey.privateKey, idPicc, challenge, compressed),
            },
          };
        }
        case 'eac2': {
          if (message.type !== 'DIDAuthenticateResponse') return fail('client');
          const { handle, ephemeral, allowed } = state;
          const {
            EFCardSecurity: efCardSecurity,
            AuthenticationToken: authenticationToken,
            Nonce: nonce,
          } = message.output;
          if (efCardSecurity === undefined || authenticationToken === undefined || nonce === undefined)
            return fail('client');
          const keys = authenticateChip(ephemeral, { efCardSecurity, authenticationToken, nonce });
          if (!keys.ok) return fail('card');
          const files = RIGHTS.filter(
            ({ attribute, dataGroup }) => dataGroup !== null && allowed.includes(attribute),
          ).map(({ attribute }) => ({ attribute, file: Buffer.alloc(0) }));
          return read(handle, openChannel(keys.value), {}, files, allowed.includes('RestrictedID'));
        }
        case 'read': {
          if (message.type !== 'TransmitResponse') return fail('client');
          const { handle, channel, data, pending, restrictedId } = state;
          const answers: Answer[] = [];
          for (const output of message.outputs) {
            const answer = channel.open(output);
            if (!answer.ok) return fail('card');
            answers.push(answer.value);
          }
          if (answers.shift()?.status !== SUCCESS) return fail('card');
          const files = pending.map((reading) => ({
            ...reading,
            answers: answers.splice(0, readCommands(reading).length),
          }));
          if (answers.length !== (restrictedId ? restrictedIdCommands(setUp.sectorPublicKey).length : 0))
            return fail('client');
          const rest: Reading[] = [];
          for (const { attribute, file, answers: own } of files) {
            const answer = own.at(-1);
            if (answer === undefined) return fail('client');
            const { status, data: chunk } = answer;
            // A group the card does not have is no failure: the attribute is not on the chip.
            if (file.length === 0 && NOT_THERE.includes(status)) continue;
            if (status !== SUCCESS && status !== END_OF_FILE) return fail('card');
            const all = Buffer.concat([file, chunk]);
            const length = objectLength(all);
            if (!length.ok || (all.length < length.value && chunk.length === 0)) return fail('card');
            if (all.length < length.value) rest.push({ attribute, file: all });
            else if (!readDataGroup(data, attribute, all.subarray(0, length.value))) return fail('card');
          }
          if (restrictedId) {
            const id = readRestrictedId(answers);
            if (id !== undefined) data.restrictedId = id;
          }
          return read(handle, channel, data, rest, false);
        }
        case 'over':
          return fail('client');
      }
    },
  };
}

/**
 * READ BINARY by the file's short identifier; where it goes on, of the file selected again, as others were read in
 * between.
 */
function readCommands({ attribute, file: { length: offset } }: Reading): readonly Command[] {
  const dataGroup = rightOf(attribute).dataGroup ?? 0;
  if (offset === 0) return [{ header: [0x00, 0xb0, 0x80 | dataGroup, 0x00], expected: CHUNK }];
  return [
    { header: [0x00, 0xa4, 0x02, 0x0c], data: Buffer.of(0x01, dataGroup) },
    { header: [0x00, 0xb0, offset >> 8, offset & 0xff], expected: CHUNK },
  ];
}
