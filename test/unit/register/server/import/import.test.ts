import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RichText } from '../../../../../register/contract/contract.ts';
import type { RichBlock } from '../../../../../register/contract/contract.ts';
import { categoryOf } from '../../../../../register/server/import/categories.ts';
import { readDldb } from '../../../../../register/server/import/dldb.ts';
import { feeKind } from '../../../../../register/server/import/fees.ts';
import { plainText, richTextFromHtml, webAddress } from '../../../../../register/server/import/html.ts';
import { formatReport } from '../../../../../register/server/import/report.ts';

const rich = (html: string) => {
  const notes: string[] = [];
  return { blocks: richTextFromHtml(html, (note) => notes.push(note)), notes };
};
const paragraph = (text: string): RichBlock => ({ kind: 'paragraph', runs: [{ text }] });
/** What an interpreter of HTML would take for markup. */
const MARKUP = /<[a-z!/?]|&(#\w+|[a-z]\w*);/i;
const strings = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(strings)
      : [];

describe('HTML of a description', () => {
  test.each<[string, RichBlock[]]>([
    [
      '<p>Ein <b>Satz</b>.</p>',
      [{ kind: 'paragraph', runs: [{ text: 'Ein ' }, { text: 'Satz', bold: true }, { text: '.' }] }],
    ],
    ['eins<br>zwei', [paragraph('eins'), paragraph('zwei')]],
    ['<p>\u200b<br>&nbsp;</p><p></p>', []],
    ['<p><strong>Visum</strong></p>', [{ kind: 'heading', runs: [{ text: 'Visum' }] }]],
    ['<h2>Titel</h2>Text', [{ kind: 'heading', runs: [{ text: 'Titel' }] }, paragraph('Text')]],
    [
      '<ul>\n <li>a</li><li>b<ol><li>c</li></ol></li></ul>',
      [
        {
          kind: 'list',
          ordered: false,
          items: [[paragraph('a')], [paragraph('b'), { kind: 'list', ordered: true, items: [[paragraph('c')]] }]],
        },
      ],
    ],
    [
      '<a href="https://a.example/x">hier</a> <a href="javascript:alert(1)">da</a>',
      [{ kind: 'paragraph', runs: [{ text: 'hier', link: 'https://a.example/x' }, { text: ' da' }] }],
    ],
    ['<a href="mailto:a@b.example">Mail</a>', [paragraph('Mail (a@b.example)')]],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', [paragraph('a · b'), paragraph('c')]],
    ['<script>alert(1)</script><style>p{}</style>Text', [paragraph('Text')]],
    ['< 5 kg und > 3 kg, R&D', [paragraph('< 5 kg und > 3 kg, R&D')]],
    ['Grundst&uuml;ck &amp; Haus', [paragraph('Grundstück & Haus')]],
    ['&lt;b&gt;fett&lt;/b&gt; &amp;lt;script&amp;gt;', [paragraph('fett script')]],
    ['a\u202eb\u2066c', [paragraph('abc')]],
    ['<li>ohne Liste</li>', [paragraph('ohne Liste')]],
  ])('is converted: %s', (html, blocks) => expect(rich(html).blocks).toEqual(blocks));

  test('is reported where something was left out', () => {
    expect(rich('<table></table><script></script><a href="/dort">x</a><blink>y</blink>').notes).toEqual([
      '<table> flattened to paragraphs',
      '<script> left out',
      'link left out: no address of the web',
      'element blink: only its text',
    ]);
  });

  test('may have lists of any depth', () => {
    const { blocks } = rich(`${'<ul><li>'.repeat(500)}tief${'</li></ul>'.repeat(500)}`);
    expect(RichText.safeParse(blocks).success).toBe(true);
    expect(JSON.stringify(blocks)).toContain('tief');
    const depth = (list: readonly RichBlock[]): number =>
      Math.max(0, ...list.map((block) => (block.kind === 'list' ? 1 + Math.max(...block.items.map(depth)) : 0)));
    expect(depth(blocks)).toBeLessThanOrEqual(4);
  });

  const pieces = fc.constantFrom(
    '<',
    '>',
    '</',
    '/>',
    '"',
    "'",
    '=',
    ' ',
    '&',
    ';',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<script>',
    '</script>',
    '<scr',
    'ipt>',
    '<SCRIPT SRC=//x>',
    '<svg/onload=alert(1)>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">',
    '<a href="data:text/html,<b>x</b>">',
    '<a href=" https://ok.example/?a=<b>">',
    '<a href="https://u:p@x.example">',
    '</a>',
    '<p>',
    '</p>',
    '<ul>',
    '<li>',
    '</ul>',
    '<ol>',
    '<b>',
    '</b>',
    '<h1>',
    '</h1>',
    '<table>',
    '<td>',
    '<br>',
    '<iframe>',
    '<style>',
    '</style>',
    '<textarea>',
    '<title>',
    '<xmp>',
    '<plaintext>',
    '<noscript>',
    '<math>',
    '<template>',
    '&lt;',
    '&gt;',
    '&amp;',
    '&#60;',
    '&#x3c;script&#x3e;',
    '&lt;script&gt;',
    '&amp;lt;b&amp;gt;',
    '&#0;',
    '\0',
    '\u202e',
    '\ud800',
    'Text',
    'ß',
    '<?php echo 1 ?>',
    '<!DOCTYPE html>',
  );
  const adversarial = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  test('leaves no markup and no script, whatever comes', () => {
    fc.assert(
      fc.property(adversarial, (html) => {
        const { blocks } = rich(html);
        expect(RichText.safeParse(blocks).success).toBe(true);
        for (const text of strings(blocks)) expect(text).not.toMatch(MARKUP);
        for (const text of strings(blocks)) expect(text).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        const links = [...JSON.stringify(blocks).matchAll(/"link":"([^"]*)"/g)].map(([, link]) => link ?? '');
        for (const link of links) expect(link).toMatch(/^https?:\/\/[^@<>"']+$/);
        expect(plainText(html, () => {})).not.toMatch(MARKUP);
      }),
      { numRuns: 2000 },
    );
  });

  test('is unchanged by a second conversion', () => {
    fc.assert(
      fc.property(adversarial, (html) => {
        const once = plainText(html, () => {});
        expect(plainText(once, () => {})).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['http://a.example', 'http://a.example/'],
    ['HTTPS://A.example/ä', 'https://a.example/%C3%A4'],
    ['//a.example', undefined],
    ['ftp://a', undefined],
    ['https://', undefined],
    ['https://a@b.example', undefined],
  ])('has its address checked: %s', (text, address) => expect(webAddress(text)).toBe(address));
});

test.each([
  ['kostenlos', 'free'],
  ['Gebührenfrei', 'free'],
  ['Es fallen keine Gebühren an.', 'free'],
  ['40 Euro', 'fee'],
  ['12,60 €', 'fee'],
  ['In der Regel 120 €', 'fee'],
  ['Verlustanzeige: gebührenfrei, Bescheinigung: 18 Euro', 'unknown'],
  ['Siehe Übersicht', 'unknown'],
  ['', 'unknown'],
  ['gebührenpflichtig', 'unknown'],
  ['nicht kostenlos', 'unknown'],
])('a fee of "%s" is read as %s', (text, kind) => expect(feeKind(text)).toBe(kind));

test.each([
  ['Parkausweis für Handwerksbetriebe', 'verkehr'],
  ['Personalausweis', 'ausweise'],
  ['Reiseausweis für Flüchtlinge', 'aufenthalt'],
  ['Wohnsitzanmeldung – Familie', 'wohnen'],
  ['Sterbeurkunde', 'ausweise'],
  ['Anmeldung einer Eheschließung', 'familie'],
  ['Spontan eAT/eRA', 'aufenthalt'],
  ['Theaterbesuch', 'weiteres'],
  ['Feuerwerk (Pyrotechnik) anmelden', 'gewerbe'],
  ['Baumschutz', 'weiteres'],
  ['Schulterklappentausch', 'weiteres'],
  ['Kleiner Waffenschein', 'gewerbe'],
  // Beginnings that are other words, and compounds whose end says nothing.
  ['Treffen ehemaliger Schülerinnen', 'weiteres'],
  ['ehemals', 'weiteres'],
  ['eher selten', 'weiteres'],
  ['Ehe für alle', 'familie'],
  ['Ehefähigkeitszeugnis', 'familie'],
  ['Ersterteilung einer Fahrerlaubnis', 'verkehr'],
  ['Reisegewerbe – Erlaubnis', 'gewerbe'],
  ['Passende Räume', 'weiteres'],
  ['Passau', 'weiteres'],
  ['Eidechsen umsiedeln', 'weiteres'],
  ['eID-Karte', 'ausweise'],
  ['Abwesenheitspfleger – Bestellung', 'weiteres'],
  ['Wohnmobil anmelden', 'verkehr'],
  ['Mietwagen', 'verkehr'],
  ['Mietspiegel', 'wohnen'],
  ['Strafvollzug', 'weiteres'],
  ['Taxigenehmigung', 'verkehr'],
  ['Fu\u0308hrerschein', 'verkehr'],
])('%s belongs to %s', (name, category) => expect(categoryOf(name, [])).toBe(category));

describe('an imported file', () => {
  const read = (...files: unknown[]) =>
    readDldb(
      files.map((content, index) => ({
        name: `${index}.json`,
        text: typeof content === 'string' ? content : JSON.stringify(content),
      })),
    );

  test.each([
    ['{', 'is not JSON'],
    ['[]', 'has no list "data"'],
    ['{"data":{}}', 'has no list "data"'],
    ['{"data":[]}', 'neither services nor locations'],
    ['{"data":[{"x":1}]}', 'neither services nor locations'],
  ])('is refused: %s: %s', (text, note) => {
    const { content, report } = read(text);
    expect(content).toEqual({});
    expect(report.findings).toEqual([expect.objectContaining({ file: '0.json', record: '(file)', note })]);
  });

  test('with an invalid field is imported without it, and the field is reported', () => {
    const { content, report } = read({
      meta: { datacount: 3 },
      data: [
        {
          id: 7,
          name: 'Ausweis &amp; Pass',
          description: '<p>x</p>',
          fees: '<p>5 Euro</p>',
          leika: '99036008007003, 99036008007004',
          duration: -1,
          odd: true,
          locations: [{ location: '1', appointment: { allowed: true } }, {}],
          forms: [
            { name: 'F', link: 'dort.pdf' },
            { name: 'G', link: 'https://a.example/g' },
          ],
          links: [{ name: 'G', link: 'https://a.example/g' }],
          meta: { url: 'https://a.example/#/{serviceId}', keywords: 'a, b; a' },
        },
        { id: 'no id!', name: 'x', description: '' },
        'text',
      ],
    });
    expect(content.services).toEqual([
      expect.objectContaining({
        id: '7',
        name: { de: 'Ausweis & Pass' },
        fee: { kind: 'fee', text: { de: [paragraph('5 Euro')] } },
        forms: [{ name: 'G', url: 'https://a.example/g' }],
        url: 'https://a.example/#/7',
        offices: [{ office: '1', appointment: 'possible' }],
        keywords: ['a', 'b'],
      }),
    ]);
    expect(content.services?.[0]).not.toHaveProperty('leika');
    const found = report.findings.map(({ record, field }) => `${record} ${field}`);
    expect(found).toEqual(
      expect.arrayContaining([
        '7 leika',
        '7 duration',
        '7 forms.0.link',
        '7 locations.1.location',
        'no id! id',
        '#2 (record)',
      ]),
    );
    expect(report.unused.get('services.odd')).toBe(1);
    expect(formatReport(report)).toContain('0.json: services, 1 of 2 records read');
  });

  const service = (id: string, name: string, topic?: string) => ({
    id,
    name,
    description: '<p>x</p>',
    fees: 'kostenlos',
    ...(topic === undefined ? {} : { relation: { root_topic: topic } }),
  });
  const groups = (content: ReturnType<typeof read>['content']) =>
    Object.fromEntries((content.services ?? []).map(({ id, categories }) => [id, categories]));
  const topic = (id: string, name: string, relation: Record<string, unknown>) => ({
    id,
    name,
    path: name.toLowerCase(),
    meta: { locale: 'de' },
    relation,
  });

  test('gives the feed’s own topics as groups: roots in their order, with their children', () => {
    const services = {
      data: [
        service('1', 'Hundesteuer', '30'),
        service('2', 'Baumfällung'),
        service('3', 'Parkausweis', '10'),
        service('4', 'Anderes', '99'),
        service('5', 'Zwei Themen', '10'),
      ],
    };
    const topics = {
      data: [
        topic('30', 'Steuern', { navi: true, rank: 2, services: [{ id: '5' }], childs: [] }),
        topic('10', 'Auto und Verkehr', { navi: true, rank: 1, services: [], childs: [{ id: '11' }] }),
        topic('20', 'Natur', { navi: true, rank: '3', services: [], childs: [{ id: '21' }] }),
        topic('21', 'Bäume', { navi: false, services: [{ id: '2' }], childs: [] }),
        topic('11', 'Parken', { services: [{ id: '3' }], childs: [] }),
        topic('40', 'Leer', { navi: true, rank: 4, services: [{ id: '777' }], childs: [] }),
      ],
    };
    for (const files of [
      [services, topics],
      [topics, services],
    ]) {
      const { content, report } = read(...files);
      expect(content.categories?.map(({ id, name }) => [id, name.de])).toEqual([
        ['topic-10', 'Auto und Verkehr'],
        ['topic-30', 'Steuern'],
        ['topic-20', 'Natur'],
        ['weiteres', 'Weitere Anliegen'],
      ]);
      expect(content.categories?.[0]?.icon).toBe('car');
      expect(groups(content)).toEqual({
        1: ['topic-30'],
        2: ['topic-20'],
        3: ['topic-10'],
        4: ['weiteres'],
        5: ['topic-10', 'topic-30'],
      });
      expect(report.files.map(({ kind }) => kind).sort()).toEqual(['services', 'topics']);
      expect(report.unused.size).toBe(0);
    }
  });

  test('with circular topics, or topics without name and id, ends and reports them', () => {
    const { content, report } = read(
      {
        data: [
          topic('1', 'Eins', { services: [], childs: [{ id: '2' }] }),
          topic('2', 'Zwei', { services: [{ id: 'a' }], childs: [{ id: '1' }] }),
          topic('3', '', { services: [] }),
          topic('kein id', 'x', { services: [] }),
        ],
      },
      { data: [service('a', 'A')] },
    );
    expect(groups(content).a).toHaveLength(1);
    expect(
      report.findings.filter(({ file }) => file === '0.json').map(({ field, note }) => `${field} ${note}`),
    ).toEqual(['name record left out: is empty', 'id record left out: is none']);
  });

  test('with numbers for topics places a service like the others of its topic, where those agree', () => {
    const { content, report } = read({
      data: [
        service('1', 'Führerschein', '7'),
        service('2', 'Fahrerlaubnis', '7'),
        service('3', 'Kennzeichen', '7'),
        service('4', 'Prüfung wiederholen', '7'),
        service('5', 'Führerschein', '8'),
        service('6', 'Geburt', '8'),
        service('7', 'Rente', '8'),
        service('8', 'Etwas', '8'),
        service('9', 'Etwas', '9'),
      ],
    });
    expect([groups(content)['4'], groups(content)['8'], groups(content)['9']]).toEqual([
      ['verkehr'],
      ['weiteres'],
      ['weiteres'],
    ]);
    expect(formatReport(report).join('\n')).toContain('import the file of topics along with them');
  });

  test('is reported with the worst first, and equal findings in one line', () => {
    const empty = Array.from({ length: 1_500 }, (_, at) => ({
      ...service(`s${at}`, 'Name'),
      description: '',
      links: [{ name: 'x', link: '' }],
    }));
    const lines = formatReport(
      read({ data: [...empty, service('kein id', 'x'), 'text', { ...service('eins', 'Name'), leika: '1' }] }).report,
    );
    const at = (words: string): number => lines.findIndex((line) => line.includes(words));
    expect(at('is no object')).toBe(0);
    expect(at('kein id: id: record left out')).toBe(1);
    expect(lines.filter((line) => line.includes('description: is empty'))).toEqual([
      '0.json: 1500 records, as s0, s1, s2: description: is empty',
    ]);
    expect(lines.filter((line) => line.includes('links.*.link'))).toEqual([
      '0.json: 1500 records, as s0, s1, s2: links.*.link: is no address of the web',
    ]);
    expect(at('eins: leika')).toBeLessThan(at('description: is empty'));
    expect(at('eins: leika')).toBeGreaterThan(at('kein id'));
    expect(lines.length).toBeLessThan(15);
    expect(lines.at(-1)).toMatch(/^not understood: 3003 fields in 1503 records$/);
  });
});
