/** Whatever an eID-Server sends, signed or not, it is answered with a value. */
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  getResultRequest,
  readGetResult,
  readUseId,
  useIdRequest,
} from '../../../../../register/server/eid/messages.ts';
import { writeTcToken } from '../../../../../register/server/eid/tc-tokens.ts';
import { openMessage, signMessage } from '../../../../../register/server/eid/ws-security.ts';
import { childText, parseXml } from '../../../../../register/server/eid/xml.ts';
import { identity } from './keys.ts';
import type { Identity } from './keys.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
let rsa: Identity;
let ec: Identity;
beforeAll(async () => {
  [rsa, ec] = await Promise.all([identity('one', 'rsa'), identity('other')]);
});

// The library that checks signatures has a parser of its own, which tells the console what it did not like: a message
// may hold somebody's name.
beforeEach(() => {
  for (const method of ['log', 'warn', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {});
});
afterEach(() => {
  for (const method of ['log', 'warn', 'error'] as const) expect(console[method]).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

/** A text that XML can hold. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((given) => given.replaceAll(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?'));

describe('signed SOAP messages', () => {
  test('are opened as they were signed, with any content', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (info, kind) => {
        const signer = kind ? rsa : ec;
        const opened = openMessage(
          signMessage(
            useIdRequest({ required: ['FamilyNames'], optional: [], transactionInfo: info, level: true }),
            signer,
            NOW,
          ),
          signer.certificate,
          NOW,
        );
        if (!opened.ok) throw new Error(opened.error);
        const request = opened.value.body.getElementsByTagNameNS('http://bsi.bund.de/eID/', 'useIDRequest')[0];
        expect(request && (childText(request, 'http://bsi.bund.de/eID/', 'TransactionInfo') ?? '')).toBe(info.trim());
      }),
      { numRuns: 40 },
    );
  });

  test("are never opened with other content, changed, cut or under another's signature", () => {
    const message = signMessage(getResultRequest('a'.repeat(32), 1), ec, NOW);
    const whole = openMessage(message, ec.certificate, NOW);
    if (!whole.ok) throw new Error(whole.error);
    expect(openMessage(message, rsa.certificate, NOW)).toEqual({ ok: false, error: 'wrong-signature' });
    fc.assert(
      fc.property(
        fc.nat(message.length - 1),
        fc.string({ unit: 'binary', maxLength: 5 }),
        fc.nat(3),
        (at, put, gone) => {
          const changed = message.slice(0, at) + put + message.slice(at + gone);
          const opened = openMessage(changed, ec.certificate, NOW);
          if (opened.ok) expect(opened.value.id).toBe(whole.value.id);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('that are invalid never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (anything) => {
        expect(openMessage(anything, rsa.certificate, NOW).ok).toBe(false);
      }),
    );
  });
});

test('any body is read or refused, and never throws', () => {
  const names = fc.constantFrom(
    'useIDResponse',
    'getResultResponse',
    'Session',
    'ID',
    'PSK',
    'Key',
    'PersonalData',
    'DateOfBirth',
    'DateString',
    'PlaceOfResidence',
    'StructuredPlace',
    'FreetextPlace',
    'NoPlaceInfo',
    'DateOfExpiry',
    'Street',
  );
  const result =
    '<d:Result><d:ResultMajor>http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok</d:ResultMajor></d:Result>';
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom('x', '19640812', '', result),
      fc
        .tuple(names, fc.array(tie('tree'), { maxLength: 3 }))
        .map(([name, parts]) => `<e:${name}>${parts.join('')}</e:${name}>`),
    ),
  }));
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 3 }), (parts) => {
      const body = parseXml(
        `<b xmlns:e="http://bsi.bund.de/eID/" xmlns:d="urn:oasis:names:tc:dss:1.0:core:schema">${parts.join('')}</b>`,
      );
      if (!body.ok) throw new Error('not well-formed');
      for (const read of [readUseId, readGetResult]) {
        const said = read(body.value);
        if (!said.ok) expect(said.error).toBe('malformed');
      }
    }),
  );
});

test('a TcToken holds any values unchanged', () => {
  fc.assert(
    fc.property(text, text, (serverAddress, sessionIdentifier) => {
      const root = parseXml(writeTcToken({ serverAddress, sessionIdentifier, refreshAddress: 'https://x', psk: 'ab' }));
      if (!root.ok) throw new Error('not well-formed');
      expect([
        childText(root.value, null, 'ServerAddress') ?? '',
        childText(root.value, null, 'SessionIdentifier') ?? '',
      ]).toEqual([serverAddress.trim(), sessionIdentifier.trim()]);
    }),
  );
});

describe('XML is read only where all parsers agree (XML 1.0, Namespaces in XML 1.0)', () => {
  test.each([
    '<a/>',
    '<a></a>',
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<a b="1" c=\'2"\' />\n<!-- x --><?pi y?>',
    '<a>&lt;&gt;&amp;&quot;&apos;&#252;&#xFC;&#x1F600;</a>',
    '<a><![CDATA[ & < ]] > ]]></a>',
    '<a b="&#10;&amp;"/>',
    '<p:a xmlns:p="u" p:x="1" x="1"/>',
    '<a\n b="1"\n/>',
    '<a><!-- - --></a>',
    '<a>]]</a>',
    '<a b="\ufffd">\ufffd</a>',
    '<a xmlns=""/>',
  ])('and accepted: %s', (text) => expect(parseXml(text).ok).toBe(true));

  test.each([
    '',
    'x',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    'x<a/>',
    '<a/>x',
    '< a/>',
    '<a/ >',
    '<a b/>',
    '<a b=1/>',
    '<a b="1"c="2"/>',
    '<a b="1" b="2"/>',
    '<a b="<"/>',
    '<1a/>',
    '<a 1b="x"/>',
    '<x:a/>',
    '<a>& b</a>',
    '<a>&amp</a>',
    '<a>&b;</a>',
    '<a>&auml;</a>',
    '<a b="&"/>',
    '<a b="&c;"/>',
    '<a>&#;</a>',
    '<a>&#x;</a>',
    '<a>&#xZ;</a>',
    '<a>]]></a>',
    '<a><!-- -- --></a>',
    '<a><!-- --->',
    '<a><![CDATA[x</a>',
    '<a><?xml version="1.0"?></a>',
    '<?xml version="1.0"?><?xml version="1.0"?><a/>',
    ' <?xml version="1.0"?><a/>',
    '<a>\u0001</a>',
    '<a b="\u0008"/>',
    '<a>\ufffe</a>',
    '<a>\ud800</a>',
    '<!-- \u0002 --><a/>',
    '<a>&#0;</a>',
    '<a>&#1;</a>',
    '<a>&#xD800;</a>',
    '<a>&#xFFFE;</a>',
    '<a>&#x110000;</a>',
    '<a xmlns:p=""/>',
    '<a xmlns:xml="u"/>',
    '<a xmlns:xmlns="u"/>',
    '<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>',
  ])('and refused: %j', (text) => expect(parseXml(text)).toEqual({ ok: false, error: 'malformed' }));

  test("in time that is linear in the text's length", () => {
    for (const text of [
      `<a>${'&amp;'.repeat(100_000)}</a>`,
      `<a ${' '.repeat(200_000)}`,
      `<a b="${'x'.repeat(200_000)}`,
      `<!--${'-'.repeat(200_000)}`,
      `<${'a:'.repeat(100_000)} `,
    ]) {
      const from = performance.now();
      parseXml(text);
      expect(performance.now() - from).toBeLessThan(5_000);
    }
  });
});
