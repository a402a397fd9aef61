/**
 * PAOS, the reversed SOAP between client and eID-Server (TR-03112-7, 2 and 3; Liberty PAOS 2.0): the client's HTTP
 * requests carry answers, the server's answers carry requests. Reads what a client sends, writes what this server asks.
 */
import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';

export const PAOS_CONTENT_TYPE = 'application/vnd.paos+xml';
const ECARD = 'http://www.bsi.bund.de/ecard/api/1.1';
export const RESULT_OK = `${ECARD}/resultmajor#ok`;
const RESULT_ERROR = `${ECARD}/resultmajor#error`;
const EAC_PROTOCOL = 'urn:oid:1.3.162.15480.3.0.14.2';

/** The client's result: `minor` null is success. */
export interface PaosResult {
  readonly minor: string | null;
}

export type ClientMessage = { readonly messageId: string; readonly relatesTo: string | null } & (
  | {
      readonly type: 'StartPAOS';
      readonly session: string;
      readonly slotHandle: string;
      readonly cardApplication: string;
    }
  | { readonly type: 'InitializeFrameworkResponse'; readonly result: PaosResult }
  | {
      readonly type: 'DIDAuthenticateResponse';
      readonly result: PaosResult;
      readonly output: Readonly<Record<string, Buffer>>;
    }
  | { readonly type: 'TransmitResponse'; readonly result: PaosResult; readonly outputs: readonly Buffer[] }
);

/** `not-xml`, or `unknown`: no message this server can be sent. */
export type PaosError = 'not-xml' | 'unknown';

type Node = Readonly<Record<string, unknown>>;
const REPEATED = new Set(['OutputAPDU']);
const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  processEntities: false,
  isArray: (name) => REPEATED.has(name),
});

export function parsePaos(xml: string): Result<ClientMessage, PaosError> {
  let root: unknown;
  try {
    root = parser.parse(xml, true);
  } catch {
    return err('not-xml');
  }
  const envelope = node(node(root)['Envelope']);
  const header = node(envelope['Header']);
  const body = node(envelope['Body']);
  const ids = { messageId: text(header['MessageID']), relatesTo: text(header['RelatesTo']) || null };
  const [type] = Object.keys(body);
  const message = node(type === undefined ? undefined : body[type]);
  const result = resultOf(message);
  switch (type) {
    case 'StartPAOS': {
      const handle = node(message['ConnectionHandle']);
      return ok({
        ...ids,
        type,
        session: text(message['SessionIdentifier']),
        slotHandle: text(handle['SlotHandle']),
        cardApplication: text(handle['CardApplication']),
      });
    }
    case 'InitializeFrameworkResponse':
      return ok({ ...ids, type, result });
    case 'DIDAuthenticateResponse': {
      const data = node(message['AuthenticationProtocolData']);
      return ok({
        ...ids,
        type,
        result,
        output: Object.fromEntries(Object.keys(data).map((name) => [name, hex(data[name])])),
      });
    }
    case 'TransmitResponse': {
      const outputs = message['OutputAPDU'];
      return ok({ ...ids, type, result, outputs: Array.isArray(outputs) ? outputs.map(hex) : [] });
    }
    default:
      return err('unknown');
  }
}

const node = (value: unknown): Node => (typeof value === 'object' && value !== null ? (value as Node) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const hex = (value: unknown): Buffer => Buffer.from(/^(?:[0-9a-f]{2})*$/i.test(text(value)) ? text(value) : '', 'hex');

function resultOf(message: Node): PaosResult {
  const result = node(message['Result']);
  if (text(result['ResultMajor']) === RESULT_OK) return { minor: null };
  return { minor: text(result['ResultMinor']) || `${ECARD}/resultminor/al/common#unknownError` };
}

export interface Eac1Input {
  readonly certificates: readonly Uint8Array[];
  readonly certificateDescription: Uint8Array;
  readonly requiredChat: Uint8Array;
  readonly optionalChat: Uint8Array;
  readonly transactionInfo: string;
}

export type ServerMessage =
  | { readonly type: 'InitializeFramework' }
  | { readonly type: 'Eac1'; readonly slotHandle: string; readonly cardApplication: string; readonly input: Eac1Input }
  | {
      readonly type: 'Eac2';
      readonly slotHandle: string;
      readonly cardApplication: string;
      readonly ephemeralPublicKey: Uint8Array;
      readonly signature: Uint8Array;
    }
  | { readonly type: 'Transmit'; readonly slotHandle: string; readonly apdus: readonly Uint8Array[] }
  /** `minor` null: all went well. */
  | { readonly type: 'StartPAOSResponse'; readonly minor: string | null };

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

export function writePaos(
  message: ServerMessage,
  ids: { readonly messageId: string; readonly relatesTo: string },
): string {
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    'soap:Envelope': {
      '@xmlns:soap': 'http://schemas.xmlsoap.org/soap/envelope/',
      '@xmlns:paos': 'urn:liberty:paos:2006-08',
      '@xmlns:wsa': 'http://www.w3.org/2005/03/addressing',
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      '@xmlns:iso': 'urn:iso:std:iso-iec:24727:tech:schema',
      '@xmlns:dss': 'urn:oasis:names:tc:dss:1.0:core:schema',
      '@xmlns:ecard': ECARD,
      'soap:Header': {
        'paos:PAOS': {
          '@soap:mustUnderstand': '1',
          '@soap:actor': 'http://schemas.xmlsoap.org/soap/actor/next',
          'paos:Version': 'urn:liberty:paos:2006-08',
        },
        'wsa:ReplyTo': { 'wsa:Address': 'http://www.projectliberty.org/2006/02/role/paos' },
        'wsa:RelatesTo': ids.relatesTo,
        'wsa:MessageID': ids.messageId,
      },
      'soap:Body': body(message),
    },
  });
}

function body(message: ServerMessage): Node {
  switch (message.type) {
    case 'InitializeFramework':
      return { 'ecard:InitializeFramework': '' };
    case 'Eac1': {
      const { certificates, certificateDescription, requiredChat, optionalChat, transactionInfo } = message.input;
      return didAuthenticate(message, 'EAC1InputType', {
        'iso:Certificate': certificates.map(asHex),
        'iso:CertificateDescription': asHex(certificateDescription),
        'iso:RequiredCHAT': asHex(requiredChat),
        'iso:OptionalCHAT': asHex(optionalChat),
        'iso:TransactionInfo': transactionInfo,
      });
    }
    case 'Eac2':
      return didAuthenticate(message, 'EAC2InputType', {
        'iso:EphemeralPublicKey': asHex(message.ephemeralPublicKey),
        'iso:Signature': asHex(message.signature),
      });
    case 'Transmit':
      return {
        'iso:Transmit': {
          'iso:SlotHandle': message.slotHandle,
          'iso:InputAPDUInfo': message.apdus.map((apdu) => ({ 'iso:InputAPDU': asHex(apdu) })),
        },
      };
    case 'StartPAOSResponse':
      return {
        'iso:StartPAOSResponse': {
          '@Profile': ECARD,
          'dss:Result':
            message.minor === null
              ? { 'dss:ResultMajor': RESULT_OK }
              : { 'dss:ResultMajor': RESULT_ERROR, 'dss:ResultMinor': message.minor },
        },
      };
  }
}

function didAuthenticate(
  handle: { readonly slotHandle: string; readonly cardApplication: string },
  type: string,
  data: Node,
): Node {
  return {
    'iso:DIDAuthenticate': {
      'iso:ConnectionHandle': {
        '@xsi:type': 'iso:ConnectionHandleType',
        'iso:CardApplication': handle.cardApplication,
        'iso:SlotHandle': handle.slotHandle,
      },
      'iso:DIDName': 'PIN',
      'iso:AuthenticationProtocolData': { '@xsi:type': `iso:${type}`, '@Protocol': EAC_PROTOCOL, ...data },
    },
  };
}

const asHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
