import { createHash } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test, vi } from 'vitest';
import { createDocuments } from '../../../../../register/server/documents/document-signer.ts';
import { usualPlaces, type CertificateContent } from '../../../../../register/server/documents/content.ts';
import { dataMatrix } from '../../../../../register/server/documents/data-matrix.ts';
import { birthInWords, feeInWords } from '../../../../../register/server/documents/words.ts';
import { contentXml } from '../../../../../register/server/documents/xml.ts';
import { decodeResidence } from '../../../../../register/seal/meldebescheinigung.ts';
import { verifySeal } from '../../../../../register/seal/verify.ts';
import { CLOCK, CONTENT, LONG, demoAuthority } from './sample.ts';

async function issued(content: CertificateContent) {
  const { authority } = await demoAuthority();
  return { authority, ...(await createDocuments({ authority, clock: CLOCK }).certificate(content)) };
}

describe('a Meldebescheinigung', () => {
  test('has the structure of PDF/A-3a', async () => {
    const { pdf, sha256 } = await issued(CONTENT);
    expect(sha256).toBe(createHash('sha256').update(pdf).digest('hex'));
    const file = Buffer.from(pdf).toString('latin1');
    expect(file).toMatch(/^%PDF-1\.7\n%\xff{4}\n/);
    for (const part of [
      '<pdfaid:part>3</pdfaid:part>',
      '<pdfaid:conformance>A</pdfaid:conformance>',
      '/S /GTS_PDFA1',
      '/Marked true',
      '/Lang (de-DE)',
      '/DisplayDocTitle true',
      '/AFRelationship /Data',
      '/Subtype /text#2Fxml',
      '/SubFilter /ETSI.CAdES.detached',
      '/SigFlags 3',
      '/Tabs /S',
    ])
      expect(file, part).toContain(part);
    // What PDF/A forbids.
    for (const part of ['/NeedAppearances', '/Encrypt', '/JavaScript', '/LZWDecode', '/Launch'])
      expect(file, part).not.toContain(part);
    const kinds = [...file.matchAll(/\/S \/(Document|H1|H2|P|Table|TR|TH|TD|Figure)\b/g)].map(([, kind]) => kind);
    const count = (kind: string): number => kinds.filter((one) => one === kind).length;
    expect({
      documents: count('Document'),
      titles: count('H1'),
      sections: count('H2'),
      tables: count('Table'),
      figures: count('Figure'),
    }).toEqual({ documents: 1, titles: 1, sections: 3, tables: 3, figures: 2 });
    expect(count('TH')).toBe(count('TR'));
    expect(count('TD')).toBe(count('TR'));
    expect(file.match(/\/Scope \/Row/g)).toHaveLength(count('TH'));
    expect(file.match(/\/Alt \(/g)).toHaveLength(count('Figure'));
  });

  test("carries a person's name only in its text, its seal and its attachment", async () => {
    const { pdf } = await issued({
      ...CONTENT,
      person: { ...CONTENT.person, familyName: 'Xylophonius', givenNames: ['Quirin'], usualGivenName: 'Quirin' },
    });
    expect(Buffer.from(pdf).toString('latin1')).not.toMatch(/Xylophonius|Quirin/);
  });

  test('is the same but for its random signatures', async () => {
    const { authority } = await demoAuthority();
    const fixed = {
      ...authority,
      signer: { ...authority.signer, sign: () => new Uint8Array(70).fill(1) },
      sealer: { ...authority.sealer, sign: () => new Uint8Array(64).fill(1) },
    };
    const documents = createDocuments({ authority: fixed, clock: CLOCK });
    expect((await documents.certificate(CONTENT)).sha256).toBe((await documents.certificate(CONTENT)).sha256);
    expect((await documents.certificate({ ...CONTENT, reference: 'MB-2' })).sha256).not.toBe(
      (await documents.certificate(CONTENT)).sha256,
    );
    // Whatever was written before it: in a server just started, the glyph without a dot may first have stood for an i
    // with a tilde.
    const dotless = { ...CONTENT, person: { ...CONTENT.person, familyName: 'Yıldız' } };
    vi.resetModules();
    const { createDocuments: started } = await import('../../../../../register/server/documents/document-signer.ts');
    const fresh = started({ authority: fixed, clock: CLOCK });
    await fresh.certificate({ ...CONTENT, person: { ...CONTENT.person, familyName: 'Mi\u0303d' } });
    expect((await fresh.certificate(dotless)).sha256).toBe((await documents.certificate(dotless)).sha256);
  });

  test.each([
    ['as usual', CONTENT],
    ['as long as can be', LONG],
    ['with the main home last', { ...CONTENT, addresses: CONTENT.addresses.toReversed() }],
  ])('has a seal of its own content, %s', async (_what, content) => {
    const { seal, authority } = await issued(content);
    const verified = verifySeal(seal, [authority.sealer.certificate]);
    if (!verified.ok) throw new Error(verified.error);
    const residence = decodeResidence(verified.value.seal);
    if (!residence.ok) throw new Error(residence.error);
    const { person, addresses } = content;
    const address = addresses.find(({ kind }) => kind === 'main');
    expect(residence.value).toMatchObject({
      usualGivenName: person.usualGivenName,
      doctorate: person.doctorate,
      birthDate: person.birthDate,
      postalCode: '12345',
      city: 'Musterstadt',
      since: '2019-04-01',
      housing: 'main',
    });
    for (const [sealed, whole] of [
      [residence.value.familyName, person.familyName],
      [residence.value.givenNames, person.givenNames.join(' ')],
      [residence.value.street, address?.street],
      [residence.value.houseNumber, address?.houseNumber],
    ] as const) {
      expect(sealed === whole || (sealed.endsWith('…') && (whole ?? '').startsWith(sealed.slice(0, -1))), sealed).toBe(
        true,
      );
    }
  });

  test('goes on over as many pages as it needs', async () => {
    const { pdf } = await issued(LONG);
    expect(Number(/\/Count (\d+)/.exec(Buffer.from(pdf).toString('latin1'))?.[1])).toBeGreaterThan(1);
  });

  test('is not made without an address, or with invalid days', async () => {
    await expect(issued({ ...CONTENT, addresses: [] })).rejects.toThrow('address');
    await expect(issued({ ...CONTENT, issuedOn: '2026-02-30' })).rejects.toThrow('malformed-header');
    for (const birthDate of ['1960-00-00', '1960-02-31', '0000'])
      await expect(issued({ ...CONTENT, person: { ...CONTENT.person, birthDate } })).rejects.toThrow('birth date');
  });
});

test('the attached XML has the same content as the page', () => {
  const xml = contentXml({
    ...CONTENT,
    person: { ...CONTENT.person, familyName: 'O’<Neill> & "Söhne"' },
    extended: [{ label: 'Familienstand', value: 'ledig' }],
  });
  const { meldebescheinigung } = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => ['vorname', 'wohnung'].includes(name),
    parseTagValue: false,
  }).parse(xml) as { meldebescheinigung: Record<string, unknown> };
  expect(meldebescheinigung).toMatchObject({
    art: 'einfach',
    vorgang: 'MB-2026-004711',
    ausgestelltAm: '2026-11-21',
    behoerde: { name: 'Bürgeramt', gemeinde: 'Musterstadt' },
    person: {
      familienname: 'O’<Neill> & "Söhne"',
      vorname: ['Ṅun̂', { '#text': 'Sofie', rufname: 'true' }, 'Łucja'],
      geburtsdatum: '1950-07',
    },
    wohnung: [
      { status: 'haupt', hausnummer: '12 a', seit: '2019-04-01' },
      { status: 'neben', strasse: 'Hafenstraße' },
    ],
    weitereAngabe: { '#text': 'ledig', bezeichnung: 'Familienstand' },
  });
});

test('dates and amounts are written in German form', () => {
  expect(['1950', '1950-03', '1950-03-09'].map(birthInWords)).toEqual([
    '1950 (Tag und Monat unbekannt)',
    'März 1950 (Tag unbekannt)',
    '09.03.1950',
  ]);
  expect([0, 5, 750, 123_456].map(feeInWords)).toEqual(['0,00 Euro', '0,05 Euro', '7,50 Euro', '1234,56 Euro']);
});

test('a DataMatrix of the largest seal can still be drawn', () => {
  const { size, runs } = dataMatrix(new Uint8Array(1_555).fill(0xdc));
  expect(size).toBe(144);
  expect(runs.every(([column, row, width]) => column + width <= size && row < size)).toBe(true);
});

describe('the usual given name', () => {
  test.each<[string[], string | null, number[]]>([
    [['Erika', 'Johanna'], 'Johanna', [1]],
    [['Eva', 'Anna', 'Maria'], 'Anna Maria', [1, 2]],
    [['Anna', 'Eva', 'Maria'], 'Anna Maria', []],
    [['Anna'], null, []],
    [[], 'Anna', []],
    [['Anna', 'Anna', 'Maria'], 'Anna Maria', [1, 2]],
  ])('of %j as %j is found at %j', (names, usual, places) => expect([...usualPlaces(names, usual)]).toEqual(places));

  test('of two words is marked in the XML, and a house without a number has no element for one', () => {
    const xml = contentXml({
      ...CONTENT,
      person: { ...CONTENT.person, givenNames: ['Eva', 'Anna', 'Maria'], usualGivenName: 'Anna Maria' },
      addresses: CONTENT.addresses.map((address) => ({ ...address, houseNumber: '' })),
    });
    expect(xml.match(/<vorname.*/g)).toEqual([
      '<vorname>Eva</vorname>',
      '<vorname rufname="true">Anna</vorname>',
      '<vorname rufname="true">Maria</vorname>',
    ]);
    expect(xml).not.toContain('hausnummer');
  });
});
