import { XMLParser, XMLValidator } from 'fast-xml-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePaos, writePaos } from '../../../../../register/demo/eid-server/paos.ts';
import type { ServerMessage } from '../../../../../register/demo/eid-server/paos.ts';

const OK =
  '<Result xmlns="urn:oasis:names:tc:dss:1.0:core:schema"><ResultMajor>http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok</ResultMajor></Result>';
const envelope = (
  body: string,
  prefix = 'soap',
): string => `<?xml version="1.0" encoding="UTF-8"?><${prefix}:Envelope xmlns:${prefix}="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://www.w3.org/2005/03/addressing">
  <${prefix}:Header><wsa:RelatesTo>urn:uuid:server</wsa:RelatesTo><wsa:MessageID>urn:uuid:client</wsa:MessageID></${prefix}:Header>
  <${prefix}:Body>${body}</${prefix}:Body></${prefix}:Envelope>`;
const ISO = 'xmlns="urn:iso:std:iso-iec:24727:tech:schema"';
const ids = { messageId: 'urn:uuid:client', relatesTo: 'urn:uuid:server' };

describe('a PAOS message by a client', () => {
  it.each(['soap', 'S', 'ns1'])('is read with any prefixes of its namespaces: %s', (prefix) => {
    const start = `<StartPAOS ${ISO}><SessionIdentifier>0042</SessionIdentifier><ConnectionHandle><CardApplication>e807</CardApplication><SlotHandle>00</SlotHandle></ConnectionHandle></StartPAOS>`;
    expect(parsePaos(envelope(start, prefix))).toEqual({
      ok: true,
      value: { ...ids, type: 'StartPAOS', session: '0042', slotHandle: '00', cardApplication: 'e807' },
    });
  });

  it("is read as an answer with the card's bytes", () => {
    const data =
      '<AuthenticationProtocolData><IDPICC>0aFF</IDPICC><Challenge>0102</Challenge><Nonce>xyz</Nonce></AuthenticationProtocolData>';
    expect(parsePaos(envelope(`<DIDAuthenticateResponse ${ISO}>${OK}${data}</DIDAuthenticateResponse>`))).toEqual({
      ok: true,
      value: {
        ...ids,
        type: 'DIDAuthenticateResponse',
        result: { minor: null },
        output: { IDPICC: Buffer.of(10, 255), Challenge: Buffer.of(1, 2), Nonce: Buffer.alloc(0) },
      },
    });
  });

  it.each([[0], [1], [2]])('is read with %i answers of the card', (count) => {
    expect(
      parsePaos(
        envelope(`<TransmitResponse ${ISO}>${OK}${'<OutputAPDU>9000</OutputAPDU>'.repeat(count)}</TransmitResponse>`),
      ),
    ).toMatchObject({
      ok: true,
      value: { type: 'TransmitResponse', outputs: Array.from({ length: count }, () => Buffer.from('9000', 'hex')) },
    });
  });

  it('is read as a failure, with its reason where it gives one', () => {
    const failed = (minor: string): string =>
      envelope(
        `<InitializeFrameworkResponse ${ISO}><Result><ResultMajor>…resultmajor#error</ResultMajor>${minor}</Result></InitializeFrameworkResponse>`,
      );
    expect(parsePaos(failed('<ResultMinor>why</ResultMinor>'))).toMatchObject({
      ok: true,
      value: { result: { minor: 'why' } },
    });
    expect(parsePaos(failed(''))).toMatchObject({
      ok: true,
      value: { result: { minor: expect.stringContaining('unknownError') } },
    });
    expect(parsePaos(envelope(`<InitializeFrameworkResponse ${ISO}/>`))).toMatchObject({
      ok: true,
      value: { result: { minor: expect.stringContaining('unknownError') } },
    });
  });

  it.each([
    ['', 'not-xml'],
    ['{}', 'not-xml'],
    ['<a>', 'not-xml'],
    ['<a/>', 'unknown'],
    [envelope(''), 'unknown'],
    [envelope('<Other/>'), 'unknown'],
  ])('is refused when it is invalid (%#)', (text, error) => {
    expect(parsePaos(text)).toEqual({ ok: false, error });
  });

  it('never throws, however broken', () => {
    const whole = envelope(`<TransmitResponse ${ISO}>${OK}<OutputAPDU>9000</OutputAPDU></TransmitResponse>`);
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(60), fc.string({ maxLength: 8 }), (at, length, put) => {
        const parsed = parsePaos(whole.slice(0, at) + put + whole.slice(at + length));
        expect(typeof parsed.ok).toBe('boolean');
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void expect(typeof parsePaos(text).ok).toBe('boolean')));
  });

  it('cannot grow by XML entities', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY x "9000">]>${envelope(`<TransmitResponse ${ISO}>${OK}<OutputAPDU>&x;</OutputAPDU></TransmitResponse>`).replace(/^<\?.*?\?>/, '')}`;
    const parsed = parsePaos(bomb);
    expect(parsed.ok && parsed.value.type === 'TransmitResponse' ? parsed.value.outputs : []).not.toContainEqual(
      Buffer.from('9000', 'hex'),
    );
  });
});

describe('a PAOS message by the server', () => {
  const handle = { slotHandle: '00', cardApplication: 'e80704007f00070302' };
  const bytes = Buffer.from('0aff', 'hex');
  const messages: readonly ServerMessage[] = [
    { type: 'InitializeFramework' },
    {
      type: 'Eac1',
      ...handle,
      input: {
        certificates: [bytes, bytes],
        certificateDescription: bytes,
        requiredChat: bytes,
        optionalChat: bytes,
        transactionInfo: 'Ä & <b>',
      },
    },
    { type: 'Eac2', ...handle, ephemeralPublicKey: bytes, signature: bytes },
    { type: 'Transmit', slotHandle: '00', apdus: [bytes, bytes] },
    { type: 'StartPAOSResponse', minor: null },
    { type: 'StartPAOSResponse', minor: 'why' },
  ];
  const parser = new XMLParser({
    removeNSPrefix: true,
    ignoreAttributes: true,
    parseTagValue: false,
    processEntities: true,
  });

  it.each(messages.map((message) => [message.type, message] as const))(
    'is XML that refers to the message it answers: %s',
    (_type, message) => {
      const xml = writePaos(message, { messageId: 'urn:uuid:server', relatesTo: 'urn:uuid:client' });
      expect(XMLValidator.validate(xml)).toBe(true);
      expect(parser.parse(xml)).toMatchObject({
        Envelope: { Header: { RelatesTo: 'urn:uuid:client', MessageID: 'urn:uuid:server' }, Body: expect.any(Object) },
      });
    },
  );

  it('has the visitor’s words unchanged', () => {
    const xml = writePaos(messages[1] as ServerMessage, { messageId: 'a', relatesTo: 'b' });
    expect(parser.parse(xml)).toMatchObject({
      Envelope: {
        Body: {
          DIDAuthenticate: {
            AuthenticationProtocolData: { TransactionInfo: 'Ä & <b>', Certificate: ['0AFF', '0AFF'] },
          },
        },
      },
    });
  });
});
