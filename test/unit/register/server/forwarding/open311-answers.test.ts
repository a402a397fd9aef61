/** Reading and writing the lists of GeoReport v2. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDefinition, readItems } from '../../../../../register/server/forwarding/open311/client.ts';
import { writeDefinition, writeList } from '../../../../../register/server/open311/format.ts';

const REQUESTS = ['service_requests', 'request'] as const;
const wide = { numRuns: 300 };
/** What XML 1.0 can carry, without blanks at its ends, which parsers disagree about. */
const text = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((one) => one.replaceAll(/[^\t\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '').trim());
const name = fc.constantFrom('service_request_id', 'description', 'status', 'address', 'lat');

describe.each(['json', 'xml'] as const)('%s', (format) => {
  test('a list is decoded as it was encoded', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(name, fc.oneof(text, fc.constant(null))), { maxLength: 5 }), (items) => {
        const given = items.map((item) =>
          Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null && value !== '')),
        );
        // An element without anything in it is nothing to tell from none.
        const expected =
          format === 'json' ? given : given.filter((_one, index) => Object.keys(items[index] ?? {}).length > 0);
        const read = readItems(writeList(format, ...REQUESTS, items), format, REQUESTS);
        if (expected.length === given.length) expect(read).toEqual({ ok: true, value: expected });
        else expect(typeof read.ok).toBe('boolean');
      }),
      wide,
    );
  });

  test('a definition is decoded as it was encoded', () => {
    const attribute = fc.record({
      code: fc.constantFrom('A', 'B'),
      datatype: fc.constant('string'),
      required: fc.boolean(),
      description: text,
      values: fc.array(fc.record({ key: fc.constantFrom('x', '1'), name: text }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(attribute, { maxLength: 3 }), (attributes) => {
        expect(readDefinition(writeDefinition(format, { service_code: '007', attributes }), format)).toEqual({
          ok: true,
          value: { code: '007', attributes },
        });
      }),
      wide,
    );
  });

  test('any other text is accepted or refused, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 200 }),
          fc.json(),
          fc.string().map((inner) => `<service_requests><request>${inner}</request></service_requests>`),
        ),
        (answer) => {
          for (const read of [readItems(answer, format, REQUESTS), readDefinition(answer, format)])
            expect(typeof read.ok).toBe('boolean');
        },
      ),
      wide,
    );
  });
});

test('U+2028 and the like are ordinary characters', () => {
  const items = [{ description: 'a\u2028b\u2029c\u0085d' }];
  expect(readItems(writeList('xml', ...REQUESTS, items), 'xml', REQUESTS)).toEqual({ ok: true, value: items });
});

test('text that looks like markup stays text', () => {
  const items = [{ description: '&lt;b&gt; &amp;amp; &#65; &#x41; <![CDATA[x]]> <!-- --> ]]>' }];
  expect(readItems(writeList('xml', ...REQUESTS, items), 'xml', REQUESTS)).toEqual({ ok: true, value: items });
});

test('an answer with a document type is refused, since its entities could stand for anything', () => {
  const bomb =
    '<!DOCTYPE a [<!ENTITY b "x">]><service_requests><request><status>&b;</status></request></service_requests>';
  expect(readItems(bomb, 'xml', REQUESTS)).toEqual({ ok: false, error: 'answer' });
});

test('answers of other servers are read: alone, with numbers, in a wrapper, without items', () => {
  expect(readItems('{"service_requests":[{"service_request_id":638344}]}', 'json', REQUESTS)).toEqual({
    ok: true,
    value: [{ service_request_id: '638344' }],
  });
  expect(readItems('<service_requests/>', 'xml', REQUESTS)).toEqual({ ok: true, value: [] });
  expect(
    readItems(
      '<service_requests><request><service_request_id>0012</service_request_id><status>open</status></request></service_requests>',
      'xml',
      REQUESTS,
    ),
  ).toEqual({ ok: true, value: [{ service_request_id: '0012', status: 'open' }] });
  expect(readItems('<errors/>', 'xml', REQUESTS)).toEqual({ ok: false, error: 'answer' });
});

const ONE = [{ service_request_id: '123-2026' }];
test.each<[string, string]>([
  ['the specification', '[{"service_request_id":"123-2026"}]'],
  ['one object in a list', '{"service_requests":{"request":{"service_request_id":"123-2026"}}}'],
  ['a list in a list', '{"service_requests":{"request":[{"service_request_id":"123-2026"}]}}'],
  ['the list by its name', '{"service_requests":[{"service_request_id":"123-2026"}]}'],
  ['each in an item', '[{"request":{"service_request_id":"123-2026"}}]'],
  ['each in an item, by name', '{"service_requests":[{"request":{"service_request_id":"123-2026"}}]}'],
  ['items without a list', '{"request":[{"service_request_id":"123-2026"}]}'],
  ['one item without a list', '{"request":{"service_request_id":"123-2026"}}'],
  ['a bare object', '{"service_request_id":"123-2026"}'],
  ['a bare object by name', '{"service_requests":{"service_request_id":"123-2026"}}'],
  ['values in lists', '[{"service_request_id":["123-2026"]}]'],
  ['a byte order mark', '\ufeff[{"service_request_id":"123-2026"}]'],
])('JSON is read: %s', (_what, text) => expect(readItems(text, 'json', REQUESTS)).toEqual({ ok: true, value: ONE }));

test.each<[string, string]>([
  [
    'the specification',
    '<service_requests><request><service_request_id>123-2026</service_request_id></request></service_requests>',
  ],
  [
    'a root of another name',
    '<requests><request><service_request_id>123-2026</service_request_id></request></requests>',
  ],
  ['no list', '<request><service_request_id>123-2026</service_request_id></request>'],
  [
    'a byte order mark and a line end before its declaration',
    '\ufeff\n<?xml version="1.0" encoding="utf-8"?><service_requests><request><service_request_id>123-2026</service_request_id></request></service_requests>',
  ],
  [
    'a namespace',
    '<o:service_requests xmlns:o="urn:x"><o:request><o:service_request_id>123-2026</o:service_request_id></o:request></o:service_requests>',
  ],
  [
    'CDATA',
    '<service_requests><request><service_request_id><![CDATA[123-2026]]></service_request_id></request></service_requests>',
  ],
  [
    'characters by their number',
    '<service_requests><request><service_request_id>&#49;23&#x2D;2026</service_request_id></request></service_requests>',
  ],
])('XML is read: %s', (_what, text) => expect(readItems(text, 'xml', REQUESTS)).toEqual({ ok: true, value: ONE }));

test('XML in ASCII has umlauts as character references, and text that looks like a number stays text', () => {
  const text =
    '<service_requests><request><address>Gr&#252;ne Stra&#xDF;e 1&#47;2</address><description>&amp;#252; &#38;#252; <![CDATA[&#252;]]></description></request></service_requests>';
  expect(readItems(text, 'xml', REQUESTS)).toEqual({
    ok: true,
    value: [{ address: 'Grüne Straße 1/2', description: '&#252; &#252; &#252;' }],
  });
});

test.each([
  '[]',
  '{"service_requests":[]}',
  '{"service_requests":""}',
  '{"service_requests":null}',
  '{"service_requests":{"request":[]}}',
  '{"request":null}',
])('an item is refused: %s', (text) => {
  expect(readItems(text, 'json', REQUESTS)).toEqual({ ok: true, value: [] });
});
test.each([
  '',
  '{}',
  '"x"',
  '1',
  'null',
  '<html>',
  '{"errors":[{"code":400}]}',
  '[1]',
  '{"service_requests":7}',
  '{"code":400,"description":"x"}',
])('an answer is refused: %j', (text) => {
  expect(readItems(text, 'json', REQUESTS)).toEqual({ ok: false, error: 'answer' });
});
test.each([
  '',
  'x',
  '<errors><error><code>400</code></error></errors>',
  '<html><body>x</body></html>',
  '<service_requests><request></service_requests>',
  '<service_requests>&nbsp;</service_requests>',
])('an answer in XML is refused: %j', (text) => {
  expect(readItems(text, 'xml', REQUESTS)).toEqual({ ok: false, error: 'answer' });
});
