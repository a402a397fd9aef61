/** The page that checks certificates, with the register's own documents and with what others might send. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDemoAuthority } from '../../../../../register/demo/authority/authority.ts';
import { ADMINISTRATIVE_DOCUMENT } from '../../../../../register/seal/header.ts';
import { encodeResidence } from '../../../../../register/seal/meldebescheinigung.ts';
import { encodeSeal } from '../../../../../register/seal/seal.ts';
import { createDocuments } from '../../../../../register/server/documents/document-signer.ts';
import type { DocumentAuthority, IssuedDocument } from '../../../../../register/server/documents/document-signer.ts';
import { checkPdf } from '../../../../../register/server/public/check-pdf.ts';
import { checkSeal } from '../../../../../register/server/public/check-seal.ts';
import { startPublic } from '../../../../../register/server/public/server.ts';
import type { RegisterEvent } from '../../../../../register/server/log.ts';
import { CLOCK, CONTENT, LONG } from '../documents/sample.ts';

const folders: string[] = [];
async function authority(): Promise<DocumentAuthority> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-public-'));
  folders.push(folder);
  return openDemoAuthority(folder, CLOCK);
}

let own: DocumentAuthority;
let other: DocumentAuthority;
let document: IssuedDocument;
let foreign: IssuedDocument;
let signers: X509Certificate[];
let open: { url: string; stop(): Promise<void> };
const events: RegisterEvent[] = [];
beforeAll(async () => {
  [own, other] = await Promise.all([authority(), authority()]);
  document = await createDocuments({ authority: own, clock: CLOCK }).certificate(CONTENT);
  foreign = await createDocuments({ authority: other, clock: CLOCK }).certificate(CONTENT);
  signers = [new X509Certificate(own.signer.certificate)];
  const deliveries = { fetchOnce: async () => null, tcToken: () => null } as never;
  const limits = { perAddress: { capacity: 1e9, refillPerSecond: 1 }, overall: { capacity: 1e9, refillPerSecond: 1 } };
  open = await startPublic({
    host: '127.0.0.1',
    port: 0,
    url: 'https://x.example',
    deliveries,
    seals: [own.sealer.certificate],
    signers,
    log: (event) => void events.push(event),
    limits,
  });
}, 60_000);
afterAll(async () => {
  await open?.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const seal = (text: string) => checkSeal(text, [own.sealer.certificate]);
const rows = ({ rows: found }: { rows: readonly { label: string; value: string }[] }) =>
  Object.fromEntries(found.map(({ label, value }) => [label, value]));

describe('a checked seal', () => {
  test('of the town is shown with its content', () => {
    const finding = seal(hex(document.seal));
    expect([finding.holds, finding.says]).toEqual([
      true,
      'Das Siegel ist echt und unverändert. Es ist eine Vorführung: Die Bescheinigung ist erfunden und gilt nicht.',
    ]);
    expect(rows(finding)).toEqual({
      'Gesiegelt von': expect.stringContaining('Musterstadt Demo – nicht gültig (DE'),
      'Gesiegelt am': '21.11.2026',
      'Ausgestellt am': '21.11.2026',
      Familienname: 'Ḵam̀-Ḻem̂-Ṁim̆ von Çelik',
      Doktorgrad: 'Dr.',
      Vornamen: 'Ṅun̂ Sofie Łucja',
      'Gebräuchlicher Vorname': 'Sofie',
      Geburtsdatum: '07.1950',
      Hauptwohnung: 'Am Alten Stadtgraben 12 a, 12345 Musterstadt',
      'Eingezogen am': '01.04.2019',
    });
  });

  test('is read in every form in which scanner apps write it', () => {
    const digits = hex(document.seal);
    for (const text of [
      digits.toUpperCase(),
      digits.match(/../g)?.join(' ') ?? '',
      (digits.match(/../g) ?? []).map((byte) => `0x${byte}`).join(', '),
      `${digits.match(/.{32}/g)?.join('\r\n')}\n${digits.slice(digits.length - (digits.length % 32))}`,
      Buffer.from(document.seal).toString('base64'),
      Buffer.from(document.seal).toString('base64url'),
      ` ${Buffer.from(document.seal)
        .toString('base64')
        .match(/.{1,64}/g)
        ?.join('\n')} `,
    ])
      expect(seal(text).holds).toBe(true);
  });

  test('of another town, or changed, is refused without its content', () => {
    expect(seal(hex(foreign.seal))).toMatchObject({
      holds: false,
      says: expect.stringContaining('nicht von dieser Gemeinde'),
      rows: [],
    });
    for (let at = 0; at < document.seal.length; at += 1) {
      const changed = document.seal.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(seal(hex(changed))).toMatchObject({ holds: false, rows: [] });
    }
    for (let length = 0; length < document.seal.length; length += 7)
      expect(seal(hex(document.seal.slice(0, length))).holds).toBe(false);
  });

  test.each(['', ' ', 'Siegel', 'dc0', '***', 'x'.repeat(9000), `dc${'00'.repeat(2000)}`])('is refused: %j', (text) =>
    expect(seal(text)).toMatchObject({ holds: false, rows: [] }),
  );

  test('of any text gets an answer', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.uint8Array({ maxLength: 400 }).map(hex),
          fc.uint8Array({ maxLength: 300 }).map((bytes) => `dc03${hex(bytes)}`),
        ),
        (text) => {
          expect(seal(text)).toMatchObject({ holds: false, rows: [] });
        },
      ),
    );
  });
});

describe('a checked PDF', () => {
  const check = (pdf: Uint8Array) => checkPdf(Buffer.from(pdf), signers);

  test('of the town is shown with its attached data', () => {
    const finding = check(document.pdf);
    expect([finding.holds, finding.says]).toEqual([
      true,
      'Die Datei ist echt und unverändert. Es ist eine Vorführung: Die Bescheinigung ist erfunden und gilt nicht.',
    ]);
    expect(finding.rows).toEqual([
      { label: 'Unterzeichnet mit', value: expect.stringContaining('Musterstadt Demo – nicht gültig') },
      { label: 'Vorgangsnummer', value: 'MB-2026-004711' },
      { label: 'Ausgestellt am', value: '21.11.2026' },
      { label: 'Behörde', value: 'Musterstadt, Bürgeramt' },
      { label: 'Familienname', value: 'Ḵam̀-Ḻem̂-Ṁim̆ von Çelik' },
      { label: 'Doktorgrad', value: 'Dr.' },
      { label: 'Vorname', value: 'Ṅun̂' },
      { label: 'Vorname', value: 'Sofie' },
      { label: 'Vorname', value: 'Łucja' },
      { label: 'Gebräuchlicher Vorname', value: 'Sofie' },
      { label: 'Geburtsdatum', value: '07.1950' },
      {
        label: 'Hauptwohnung',
        value: 'Am Alten Stadtgraben 12 a, Hinterhaus, 3. Obergeschoss, 12345 Musterstadt, seit 01.04.2019',
      },
      { label: 'Nebenwohnung', value: 'Hafenstraße 7, 54321 Beispielhausen' },
    ]);
  });

  test('of many pages is shown too', async () => {
    const { pdf } = await createDocuments({ authority: own, clock: CLOCK }).certificate(LONG);
    expect(check(pdf)).toMatchObject({ holds: true });
    expect(check(pdf).rows.filter(({ label }) => label.startsWith('Weitere Angabe'))).toHaveLength(14);
  });

  test('of another town, changed, or appended to, is refused without its content', () => {
    expect(check(foreign.pdf)).toMatchObject({
      holds: false,
      says: 'Die Datei ist nicht von dieser Gemeinde unterzeichnet.',
      rows: [],
    });
    expect(check(Buffer.concat([document.pdf, Buffer.from('\n1 0 obj\n<<>>\nendobj\n%%EOF\n')]))).toMatchObject({
      holds: false,
      says: 'Die Datei wurde nach dem Unterzeichnen verändert.',
      rows: [],
    });
    const bytes = Buffer.from(document.pdf);
    const contents = bytes.indexOf('/Contents <');
    for (const at of [20, Math.floor(bytes.length / 3), contents - 5, bytes.length - 10]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(check(changed)).toMatchObject({ holds: false, rows: [] });
    }
  });

  test('with another’s signature in place of the town’s is refused', () => {
    const digits = (pdf: Uint8Array) =>
      /\/Contents <([0-9a-f]+)>/i.exec(Buffer.from(pdf).toString('latin1'))?.[1] ?? '';
    const swapped = Buffer.from(
      Buffer.from(document.pdf)
        .toString('latin1')
        .replace(digits(document.pdf), digits(foreign.pdf).padEnd(digits(document.pdf).length, '0')),
      'latin1',
    );
    expect(check(swapped)).toMatchObject({ holds: false, rows: [] });
  });

  test('with bytes behind the signature in its reserved space counts as changed', () => {
    const text = Buffer.from(document.pdf).toString('latin1');
    expect(check(Buffer.from(text.replace(/00>/, '01>'), 'latin1'))).toMatchObject({
      holds: false,
      says: 'Die Datei wurde nach dem Unterzeichnen verändert.',
    });
  });

  test.each([
    ['no PDF', 'GIF89a', 'Das ist keine PDF-Datei.'],
    ['one without a signature', '%PDF-1.7\n%%EOF', 'keine Signatur'],
    ['one with two', '%PDF-1.7 /ByteRange [0 1 2 3] /ByteRange [0 1 2 3]', 'verändert'],
    ['ranges that are none', '%PDF-1.7 /ByteRange [0 20 10 9]', 'verändert'],
    ['digits that are no CMS', '', 'keine Signatur'],
  ])('is refused: %s', (_name, text, says) => {
    const padded = '%PDF-1.7 /ByteRange [0 0040 0048 0010]'.padEnd(40) + '<3003ab>'.padEnd(8) + 'x'.repeat(10);
    const finding = check(Buffer.from(text === '' ? padded : text));
    expect(finding.holds).toBe(false);
    expect(finding.says).toContain(says);
  });

  test('of any bytes gets an answer', () => {
    const pdf = Buffer.from(document.pdf);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(pdf.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 20 }),
        fc.option(fc.nat(pdf.length)),
        (changes, cut) => {
          const changed = Buffer.from(pdf);
          for (const [at, by] of new Map(changes)) changed[at] = (changed[at] ?? 0) ^ by;
          const sent = cut === null ? changed : changed.subarray(0, cut);
          const finding = check(sent);
          // What the signature itself does not cover is its own message: certificates that are not read, and digits
          // written large or small.
          if (finding.holds) expect(finding.rows).toEqual(check(pdf).rows);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the page for checking', () => {
  const post = (path: string, type: string, body: BodyInit) =>
    fetch(open.url + path, { method: 'POST', headers: { 'content-type': type }, body });
  const form = (text: string) =>
    post('/v', 'application/x-www-form-urlencoded', new URLSearchParams({ siegel: text }).toString());

  /** Words in the order of the page, and its labels by the field that they name. */
  function read(page: string) {
    let text = '';
    const ids = new Set<string>();
    const named: string[] = [];
    const tags: string[] = [];
    new Parser(
      {
        onopentag(name, attributes) {
          tags.push(name);
          if (attributes.id !== undefined) ids.add(attributes.id);
          named.push(
            ...[attributes.for, attributes['aria-labelledby'], attributes['aria-describedby']].filter(
              (one) => one !== undefined,
            ),
          );
        },
        ontext: (part) => void (text += part),
      },
      { decodeEntities: true },
    ).end(page);
    return { text, ids, named, tags };
  }

  test('asks for a seal and for a PDF, every field with its label', async () => {
    const { text, ids, named, tags } = read(await (await fetch(`${open.url}/v`)).text());
    expect(text).toContain('Das Siegel auf dem Papier');
    expect(text).toContain('Die PDF-Datei');
    expect(named.filter((one) => !ids.has(one))).toEqual([]);
    expect([tags.filter((tag) => tag === 'h1').length, tags.includes('textarea')]).toEqual([1, true]);
  });

  test('shows the result', async () => {
    const good = read(await (await form(hex(document.seal))).text());
    expect(good.text).toMatch(/Echt/);
    expect(good.text).toContain('Ḵam̀-Ḻem̂-Ṁim̆ von Çelik');
    expect(good.named.filter((one) => !good.ids.has(one))).toEqual([]);
    const bad = read(await (await form(hex(foreign.seal))).text());
    expect(bad.text).toContain('Nicht gültig');
    expect(bad.text).not.toContain('Çelik');
    expect(read(await (await form('')).text()).text).toContain('Nicht gültig');
    const pdf = read(await (await post('/v/pdf', 'application/pdf', Buffer.from(document.pdf))).text());
    expect(pdf.text).toContain('Die Datei ist echt und unverändert.');
    expect(pdf.text).toContain('MB-2026-004711');
  });

  test("shows a seal's content as text, never as markup", async () => {
    const { sealer } = own;
    const sealed = await encodeSeal(
      {
        header: {
          country: 'D',
          signerId: sealer.certificate.signerId,
          certificateReference: sealer.certificate.reference,
          issuedOn: '2026-11-21',
          signedOn: '2026-11-21',
          documentType: ADMINISTRATIVE_DOCUMENT,
        },
        fields: encodeResidence({
          familyName: '<script>alert(1)</script>',
          doctorate: '"\'&amp;',
          givenNames: 'A\u202eB',
          usualGivenName: null,
          birthDate: null,
          street: '</dd><img src=x>',
          houseNumber: '1',
          postalCode: '1',
          city: 'x',
          since: null,
          housing: 'sole',
          notifiedOn: null,
        }),
      },
      (bytes) => sealer.sign(bytes),
    );
    if (!sealed.ok) throw new Error(sealed.error);
    const page = await (await form(hex(sealed.value))).text();
    expect(read(page).tags.filter((tag) => tag === 'script' || tag === 'img')).toEqual(['script']);
    expect(read(page).text).toContain('<script>alert(1)</script>');
    expect(page).not.toContain('\u202e');
  });

  test('leaves nothing of it in the log', async () => {
    await form(hex(document.seal));
    await form('%');
    await post('/v/pdf', 'application/pdf', 'no');
    expect(events).toEqual([]);
  });
});
