/**
 * A local eID-Server as far as its SOAP interface goes (TR-03130-1, 3): mutual TLS, signed messages, sessions,
 * counters, error codes. Written from the guideline, independent of the register's client but for the XML reader. What
 * it does wrong, it does on command.
 */
import { createHash, randomBytes, sign, verify } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { ExclusiveCanonicalization } from 'xml-crypto';
import type { Identity } from './keys.ts';

const EID = 'http://bsi.bund.de/eID/';
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const MAJOR = 'http://www.bsi.bund.de/ecard/api/1.1/resultmajor';
export const EID_MINOR = 'http://www.bsi.bund.de/eid/server/2.0/resultminor/';
export const ECARD_MINOR = 'http://www.bsi.bund.de/ecard/api/1.1/resultminor/';

/** What a request said, for the tests. */
export interface Heard {
  readonly name: string;
  readonly operations: Readonly<Record<string, string>>;
  readonly level: string | null;
  readonly transactionInfo: string | null;
  readonly session: string | null;
  readonly counter: number | null;
  readonly issuer: string | null;
  readonly serial: string | null;
}

export interface Behaviour {
  /** Of the next answers. `replay`: the answer before, once more. `hang`: none. */
  answer:
    | 'as-it-should'
    | 'wrong-key'
    | 'changed'
    | 'unsigned'
    | 'no-timestamp'
    | 'old'
    | 'wrapped'
    | 'replay'
    | 'hang'
    | 'fault'
    | 'not-xml'
    | 'doctype'
    | 'huge';
  /** Whether sessions come with a pre-shared key, and with an address. */
  psk: boolean;
  address: string | null;
  useIdError: string | null;
  /** Instead of "not yet". */
  result: { readonly personalData: string; readonly level?: string } | { readonly minor: string } | null;
}

export interface SoapServer {
  readonly url: string;
  readonly heard: Heard[];
  readonly behaviour: Behaviour;
  stop(): Promise<void>;
}

interface Peers {
  readonly tls: Identity;
  readonly signer: Identity;
  /** A certificate that the client does not know. */
  readonly other: Identity;
  /** The client's: for TLS, and for its messages. */
  readonly client: Identity;
  readonly clientSigner: Identity;
  now(): number;
}

export async function startSoapServer({ tls, signer, other, client, clientSigner, now }: Peers): Promise<SoapServer> {
  const heard: Heard[] = [];
  const behaviour: Behaviour = { answer: 'as-it-should', psk: true, address: null, useIdError: null, result: null };
  const sessions = new Map<string, number>();
  let last = '';

  function respond(body: Element): string {
    const name = body.localName ?? '';
    const text = (tag: string): string | null => body.getElementsByTagNameNS(EID, tag)[0]?.textContent ?? null;
    const operations = [...(body.getElementsByTagNameNS(EID, 'UseOperations')[0]?.childNodes ?? [])].filter(
      (node): node is Element => node.nodeType === 1,
    );
    const session = body.getElementsByTagNameNS(EID, 'Session')[0]?.textContent ?? null;
    const root = body.ownerDocument?.documentElement;
    heard.push({
      name,
      session,
      operations: Object.fromEntries(operations.map((one) => [one.localName, one.textContent ?? ''])),
      level: text('LevelOfAssuranceRequest'),
      transactionInfo: text('TransactionInfo'),
      counter: text('RequestCounter') === null ? null : Number(text('RequestCounter')),
      issuer: root?.getElementsByTagNameNS(DS, 'X509IssuerName')[0]?.textContent ?? null,
      serial: root?.getElementsByTagNameNS(DS, 'X509SerialNumber')[0]?.textContent ?? null,
    });
    if (name === 'useIDRequest') {
      if (behaviour.useIdError !== null)
        return `<eid:useIDResponse><eid:Session><eid:ID>${'0'.repeat(32)}</eid:ID></eid:Session>${failed(behaviour.useIdError)}</eid:useIDResponse>`;
      const id = randomBytes(16).toString('hex');
      sessions.set(id, 0);
      const psk = behaviour.psk
        ? `<eid:PSK><eid:ID>${randomBytes(16).toString('hex')}</eid:ID><eid:Key>${randomBytes(32).toString('hex')}</eid:Key></eid:PSK>`
        : '';
      return `<eid:useIDResponse><eid:Session><eid:ID>${id}</eid:ID></eid:Session>${behaviour.address === null ? '' : `<eid:eCardServerAddress>${behaviour.address}</eid:eCardServerAddress>`}${psk}${done()}</eid:useIDResponse>`;
    }
    const counter = Number(text('RequestCounter'));
    const before = session === null ? undefined : sessions.get(session);
    const answer = (content: string): string => `<eid:getResultResponse>${content}</eid:getResultResponse>`;
    if (session === null || before === undefined) return answer(failed(`${EID_MINOR}getResult#invalidSession`));
    if (counter <= before) {
      sessions.delete(session);
      return answer(failed(`${EID_MINOR}getResult#invalidCounter`));
    }
    sessions.set(session, counter);
    if (behaviour.result === null) return answer(failed(`${EID_MINOR}getResult#noResultYet`));
    sessions.delete(session);
    if ('minor' in behaviour.result) return answer(failed(behaviour.result.minor));
    const { personalData, level } = behaviour.result;
    return answer(
      `<eid:PersonalData>${personalData}</eid:PersonalData><eid:OperationsAllowedByUser/>${level === undefined ? '' : `<eid:LevelOfAssuranceResult>${level}</eid:LevelOfAssuranceResult>`}${done()}`,
    );
  }

  function whole(content: string): string {
    const at = now() - (behaviour.answer === 'old' ? 5 * 60_000 + 1 : 0);
    const right = envelope(
      content,
      behaviour.answer === 'wrong-key' ? other : signer,
      at,
      behaviour.answer !== 'no-timestamp',
    );
    switch (behaviour.answer) {
      case 'changed':
        return right.replace('MUSTERMANN', 'MUSTERFRAU').replace('ResultMajor>', 'ResultMajor> ');
      case 'unsigned':
        return `<s:Envelope xmlns:s="${SOAP}" xmlns:eid="${EID}"><s:Header/><s:Body>${content}</s:Body></s:Envelope>`;
      // The signed body is moved away, and another takes its place.
      case 'wrapped': {
        const body = /<s:Body.*<\/s:Body>/s.exec(right)?.[0] ?? '';
        return right
          .replace(body, `<s:Body>${content.replaceAll('MUSTERMANN', 'MUSTERFRAU')}</s:Body>`)
          .replace('</s:Header>', `<x:Kept xmlns:x="urn:x">${body}</x:Kept></s:Header>`);
      }
      case 'replay':
        return last;
      case 'fault':
        return `<s:Envelope xmlns:s="${SOAP}"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>`;
      case 'not-xml':
        return '<html><p>wrong</html>';
      case 'doctype':
        return `<!DOCTYPE x [<!ENTITY e "x">]>${right}`;
      case 'huge':
        return right + ' '.repeat(300_000);
      default:
        return right;
    }
  }

  const server = createServer(
    { key: tls.keyPem, cert: tls.pem, ca: client.pem, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => void parts.push(part));
      request.on('end', () => {
        if (behaviour.answer === 'hang') return;
        const body = openRequest(Buffer.concat(parts).toString('utf8'), clientSigner, now());
        // 3.5.2: a message with a wrong signature is answered with an internal error and nothing else.
        const text =
          body === undefined
            ? envelope(
                `<eid:getResultResponse>${failed(`${EID_MINOR}common#internalError`)}</eid:getResultResponse>`,
                signer,
                now(),
                true,
              )
            : whole(respond(body));
        last = text;
        response
          .writeHead(behaviour.answer === 'fault' ? 500 : 200, { 'content-type': 'text/xml; charset=utf-8' })
          .end(text);
      });
    },
  );
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/eID`,
    heard,
    behaviour,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const done = (): string =>
  `<dss:Result xmlns:dss="urn:oasis:names:tc:dss:1.0:core:schema"><ResultMajor>\n  ${MAJOR}#ok\n</ResultMajor></dss:Result>`;
const failed = (minor: string): string =>
  `<dss:Result xmlns:dss="urn:oasis:names:tc:dss:1.0:core:schema"><dss:ResultMajor>${MAJOR}#error</dss:ResultMajor><dss:ResultMinor>${minor}</dss:ResultMinor></dss:Result>`;

/** Signs by hand: digests of the canonical parts, then the canonical SignedInfo. */
function envelope(content: string, { key, certificate }: Identity, at: number, timestamp: boolean): string {
  const times = timestamp
    ? `<u:Timestamp xmlns:u="${WSU}" u:Id="TS-1"><u:Created>${new Date(at).toISOString()}</u:Created><u:Expires>${new Date(at + 300_000).toISOString()}</u:Expires></u:Timestamp>`
    : '';
  const body = `<s:Body xmlns:s="${SOAP}" xmlns:u="${WSU}" u:Id="id-2"><r xmlns="urn:wrap"/></s:Body>`.replace(
    '<r xmlns="urn:wrap"/>',
    content.replace(/^<eid:(\w+)/, `<eid:$1 xmlns:eid="${EID}"`),
  );
  const reference = (id: string, part: string): string =>
    `<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${C14N}"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>${createHash('sha256').update(canonical(part)).digest('base64')}</ds:DigestValue></ds:Reference>`;
  const ec = key.asymmetricKeyType === 'ec';
  const info =
    `<ds:SignedInfo xmlns:ds="${DS}"><ds:CanonicalizationMethod Algorithm="${C14N}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#${ec ? 'ecdsa' : 'rsa'}-sha256"></ds:SignatureMethod>` +
    `${timestamp ? reference('TS-1', times) : ''}${reference('id-2', body)}</ds:SignedInfo>`;
  const value = sign('sha256', Buffer.from(canonical(info)), ec ? { key, dsaEncoding: 'ieee-p1363' } : key).toString(
    'base64',
  );
  const keyInfo = `<ds:KeyInfo><wsse:SecurityTokenReference><ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>${certificate.issuer.split('\n').reverse().join(',').replaceAll('&', '&amp;')}</ds:X509IssuerName><ds:X509SerialNumber>1</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data></wsse:SecurityTokenReference></ds:KeyInfo>`;
  const signature = `<ds:Signature xmlns:ds="${DS}">${info}<ds:SignatureValue>${value}</ds:SignatureValue>${keyInfo}</ds:Signature>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope xmlns:s="${SOAP}"><s:Header><wsse:Security xmlns:wsse="${WSSE}" s:mustUnderstand="1">${times}${signature}</wsse:Security></s:Header>${body}</s:Envelope>`;
}

/**
 * The first element of a request's body; undefined where body and timestamp are not signed by the client, or the
 * timestamp is not of now.
 */
function openRequest(text: string, client: Identity, at: number): Element | undefined {
  const root = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  const [info] = root?.getElementsByTagNameNS(DS, 'SignedInfo') ?? [];
  const [body] = root?.getElementsByTagNameNS(SOAP, 'Body') ?? [];
  const [timestamp] = root?.getElementsByTagNameNS(WSU, 'Timestamp') ?? [];
  if (info === undefined || body === undefined || timestamp === undefined) return undefined;
  const value = Buffer.from(root?.getElementsByTagNameNS(DS, 'SignatureValue')[0]?.textContent ?? '', 'base64');
  const key = client.certificate.publicKey;
  if (
    !verify(
      'sha256',
      Buffer.from(canonicalOf(info)),
      key.asymmetricKeyType === 'ec' ? { key, dsaEncoding: 'ieee-p1363' } : key,
      value,
    )
  )
    return undefined;
  const digests = new Map(
    [...info.getElementsByTagNameNS(DS, 'Reference')].map((one) => [
      one.getAttribute('URI'),
      one.getElementsByTagNameNS(DS, 'DigestValue')[0]?.textContent,
    ]),
  );
  for (const part of [body, timestamp])
    if (
      digests.get(`#${part.getAttributeNS(WSU, 'Id')}`) !==
      createHash('sha256').update(canonicalOf(part)).digest('base64')
    )
      return undefined;
  if (Math.abs(at - Date.parse(timestamp.getElementsByTagNameNS(WSU, 'Created')[0]?.textContent ?? '')) > 300_000)
    return undefined;
  return [...body.childNodes].find((node): node is Element => node.nodeType === 1);
}

const canonical = (xml: string): string =>
  canonicalOf(new DOMParser().parseFromString(xml, 'text/xml').documentElement as Element);
const canonicalOf = (element: Element): string =>
  new ExclusiveCanonicalization()
    .process(element as unknown as Parameters<ExclusiveCanonicalization['process']>[0], {})
    .toString();
