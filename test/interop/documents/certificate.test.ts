/**
 * A certificate read by programs that others wrote: poppler its signature, text, fonts and picture, OpenSSL its CMS,
 * libdmtx its seal.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSealCertificates, verifySeal } from '../../../register/seal/verify.ts';
import { decodeResidence } from '../../../register/seal/meldebescheinigung.ts';
import type { CertificateContent } from '../../../register/server/documents/content.ts';
import { createDocuments } from '../../../register/server/documents/document-signer.ts';
import { LETTERS } from '../../data/din91379/read.ts';
import { CLOCK, CONTENT, LONG, demoAuthority, emptyFolder } from '../../unit/register/server/documents/sample.ts';

const lacks = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).error !== undefined;
const popplerMissing = ['pdfsig', 'pdftotext', 'pdfinfo', 'pdffonts', 'pdftoppm', 'pdfdetach'].some((program) =>
  lacks(program, '-v'),
);
if (popplerMissing) console.warn('poppler-utils is not installed: no certificate is read by another program');
const readerMissing = popplerMissing || lacks('dmtxread', '--version');
if (readerMissing && !popplerMissing)
  console.warn('dmtx-utils is not installed: the printed seal is not read by another program');
const xmlMissing = popplerMissing || lacks('xmllint', '--version');
if (xmlMissing && !popplerMissing)
  console.warn('xmllint (libxml2-utils) is not installed: metadata are not read by another program');
const trustMissing = popplerMissing || lacks('certutil', '-H');
if (trustMissing && !popplerMissing)
  console.warn('certutil (libnss3-tools) is not installed: whom a signature is by is not checked by another program');
const opensslMissing = lacks('openssl', 'version');
if (opensslMissing) console.warn('openssl is not installed: the signature is not checked by it');

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

async function printed(content: CertificateContent) {
  const { authority, folder: keys } = await demoAuthority();
  const folder = await emptyFolder();
  const { pdf, seal } = await createDocuments({ authority, clock: CLOCK }).certificate(content);
  const file = join(folder, 'certificate.pdf');
  writeFileSync(file, pdf);
  return { file, folder, keys, pdf, seal };
}

/** Two signed stretches of a signed PDF, and the DER between them. */
function partsOf(pdf: Uint8Array): { signed: Uint8Array; cms: Uint8Array } {
  const [, , first, second, rest] = (
    /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]/.exec(Buffer.from(pdf).toString('latin1')) ?? []
  ).map(Number);
  if (first === undefined || second === undefined || rest === undefined) throw new Error('not signed');
  return {
    signed: Buffer.concat([pdf.subarray(0, first), pdf.subarray(second, second + rest)]),
    cms: Buffer.from(Buffer.from(pdf.subarray(first + 1, second - 1)).toString('latin1'), 'hex'),
  };
}

describe.skipIf(popplerMissing)('the signature, by poppler', () => {
  it.each([
    ['as usual', CONTENT],
    ['as long as can be', LONG],
  ])('is valid, covers the whole document, and is PAdES, %s', async (_what, content) => {
    const { file } = await printed(content);
    const said = run('pdfsig', file);
    expect(said).toContain('Signature Validation: Signature is Valid.');
    expect(said).toContain('Total document signed');
    expect(said).toContain('Signature Type: ETSI.CAdES.detached');
    expect(said).toContain('Signing Hash Algorithm: SHA-256');
    expect(said).toContain('Bürgeramt Musterstadt Demo – nicht gültig');
  });

  it.skipIf(trustMissing)('is trusted with the demonstration’s root, and only with it', async () => {
    const { file, folder, keys } = await printed(CONTENT);
    run('certutil', '-N', '-d', `sql:${folder}`, '--empty-password');
    expect(run('pdfsig', '-nssdir', `sql:${folder}`, file)).toContain("Certificate issuer isn't Trusted.");
    run('certutil', '-A', '-d', `sql:${folder}`, '-n', 'demo', '-t', ',C,', '-i', join(keys, 'ca.pem'));
    expect(run('pdfsig', '-nssdir', `sql:${folder}`, file)).toContain(
      'Certificate Validation: Certificate is Trusted.',
    );
  });

  it('is invalid after a change of one byte, or a page appended', async () => {
    const { file, pdf } = await printed(CONTENT);
    const { signed } = partsOf(pdf);
    for (const share of [0.01, 0.3, 0.6, 0.9]) {
      const forged = Buffer.from(pdf);
      // In a stream or a number, never in the signature itself.
      const at = forged.indexOf(
        signed.subarray(Math.floor(signed.length * share), Math.floor(signed.length * share) + 20),
      );
      forged[at] = (forged[at] ?? 0) ^ 1;
      writeFileSync(file, forged);
      expect(spawnSync('pdfsig', [file], { encoding: 'utf8' }).stdout, `${share}`).not.toContain('Signature is Valid');
    }
    writeFileSync(file, Buffer.concat([pdf, Buffer.from('\n1 0 obj\n<< >>\nendobj\n')]));
    expect(spawnSync('pdfsig', [file], { encoding: 'utf8' }).stdout).not.toContain('Total document signed');
  });
});

describe.skipIf(opensslMissing)('the signature, by OpenSSL', () => {
  it('is CAdES, names its certificate, and carries no time of its own', async () => {
    const { folder, keys, pdf } = await printed(CONTENT);
    const { signed, cms } = partsOf(pdf);
    const [content, signature] = [join(folder, 'signed'), join(folder, 'signature')];
    writeFileSync(content, signed);
    writeFileSync(signature, cms);
    const verify = (purpose = keys) =>
      spawnSync(
        'openssl',
        [
          'cms',
          '-verify',
          '-cades',
          '-inform',
          'DER',
          '-in',
          signature,
          '-binary',
          '-content',
          content,
          '-CAfile',
          join(purpose, 'ca.pem'),
          '-purpose',
          'any',
          '-out',
          '/dev/null',
        ],
        { encoding: 'utf8' },
      );
    expect(verify()).toMatchObject({ status: 0, stderr: expect.stringContaining('CAdES Verification successful') });
    expect(verify((await demoAuthority()).folder).status).not.toBe(0);
    const attributes =
      run('openssl', 'cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', signature).split(
        'signedAttrs:',
      )[1] ?? '';
    expect([...attributes.matchAll(/object: ([\w-]+)/g)].map(([, name]) => name)).toEqual([
      'contentType',
      'messageDigest',
      'id-smime-aa-signingCertificateV2',
    ]);
    writeFileSync(content, signed.subarray(1));
    expect(verify().status).not.toBe(0);
  });
});

describe.skipIf(popplerMissing)('the document, by poppler', () => {
  it('has in its text what the register said', async () => {
    const { file } = await printed(CONTENT);
    const text = run('pdftotext', '-layout', file, '-').normalize('NFC');
    for (const words of [
      'Meldebescheinigung',
      'Ḵam̀-Ḻem̂-Ṁim̆ von Çelik',
      'Ṅun̂ Sofie Łucja',
      'Gebräuchlicher Vorname',
      'Juli 1950 (Tag unbekannt)',
      'Am Alten Stadtgraben 12 a',
      'Hauptwohnung',
      'Nebenwohnung',
      'Seite 1 von 1',
      'gebührenfrei',
      'MB-2026-004711',
      'https://musterstadt.example/pruefen',
    ])
      expect(text).toContain(words.normalize('NFC'));
  });

  it('has every letter of DIN 91379 in its extracted text', async () => {
    const letters = LETTERS;
    const { file } = await printed({
      ...CONTENT,
      kind: 'extended',
      extended: letters.map((letter, at) => ({ label: `Zeichen ${at}`, value: `x${letter}x` })),
    });
    const text = run('pdftotext', '-layout', file, '-').normalize('NFC');
    const lost = letters.filter(
      (letter, at) => new RegExp(`Zeichen ${at}\\s+x(.+)x`, 'u').exec(text)?.[1] !== letter.normalize('NFC'),
    );
    expect(lost).toEqual([]);
  });

  it('is tagged, in PDF/A’s structure, with all its fonts', async () => {
    const { file } = await printed(CONTENT);
    const info = run('pdfinfo', file);
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toMatch(/Title: +Meldebescheinigung/);
    expect(info).toMatch(/PDF version: +1\.7/);
    expect(info).toMatch(/Page size: +595\.\d+ x 841\.\d+ pts \(A4\)/);
    const metadata = run('pdfinfo', '-meta', file);
    expect(metadata).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(metadata).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    const fonts = run('pdffonts', file).trim().split('\n').slice(2);
    expect(fonts.length).toBe(2);
    // Embedded, a subset, and with a way back to Unicode.
    for (const font of fonts) expect(font).toMatch(/NotoSans-\w+ +CID TrueType +Identity-H +yes yes yes/);
    const structure = run('pdfinfo', '-struct-text', file);
    // One after the other, as somebody hears it; lines of an address, and names that are underlined or not, in their
    // order.
    const heard = [
      'Document',
      'H1',
      '"Meldebescheinigung"',
      'H2',
      '"Person"',
      'Table',
      'TR',
      'TH',
      '/Scope /Row',
      '"Familienname"',
      'TD',
      '"Ḵam̀-Ḻem̂-Ṁim̆ von Çelik"',
      '"Vornamen"',
      '"Ṅun̂ "',
      '"Sofie"',
      '" Łucja"',
      '"Gebräuchlicher Vorname"',
      '"Sofie"',
      '"Derzeitige Anschriften"',
      '"Hauptwohnung"',
      '"Am Alten Stadtgraben 12 a"',
      '"Hinterhaus, 3. Obergeschoss"',
      '"12345 Musterstadt"',
      '"seit 01.04.2019"',
      '"Nebenwohnung"',
      'Figure',
      '"Elektronisch ausgestellt.',
    ];
    let from = 0;
    for (const part of heard) {
      const at = structure.indexOf(part, from);
      expect(at, part).toBeGreaterThanOrEqual(from);
      from = at + part.length;
    }
    // Feet and rules are no content.
    expect(structure).not.toContain('Seite 1 von 1');
  });

  it.each([
    ['Amt für Ordnung & Sicherheit', 'Groß-Beispielen <Süd>'],
    ['"Bürger"-Amt \'Mitte\'', 'Ḵam̀-Ḻem̂ &amp; ]]>'],
  ])('has XML metadata that agree with its properties, for %s in %s', async (authority, town) => {
    const { file, folder } = await printed({ ...CONTENT, letterhead: { ...CONTENT.letterhead, authority, town } });
    const metadata = join(folder, 'metadata.xml');
    writeFileSync(metadata, run('pdfinfo', '-meta', file));
    const said = xmlMissing
      ? undefined
      : run('xmllint', '--xpath', 'string(//*[local-name()="creator"])', metadata).trim();
    if (said !== undefined) expect(said.normalize('NFC')).toBe(`${town}, ${authority}`.normalize('NFC'));
    expect(run('pdfinfo', file).normalize('NFC')).toContain(`Author:          ${town}, ${authority}`.normalize('NFC'));
    expect(run('pdfsig', file)).toContain('Signature Validation: Signature is Valid.');
  });

  it('has its content attached as XML', async () => {
    const { file, folder } = await printed(CONTENT);
    run('pdfdetach', '-save', '1', '-o', join(folder, 'content.xml'), file);
    if (!xmlMissing) run('xmllint', '--noout', join(folder, 'content.xml'));
    expect(readFileSync(join(folder, 'content.xml'), 'utf8')).toContain(
      '<familienname>Ḵam̀-Ḻem̂-Ṁim̆ von Çelik</familienname>',
    );
  });
});

describe.skipIf(readerMissing)('the printed seal, by libdmtx', () => {
  it.each([
    ['as usual', CONTENT, 1],
    ['as long as can be', LONG, 3],
  ] as const)('is read from the page, %s', async (_what, content, page) => {
    const { file, folder, keys, seal } = await printed(content);
    const picture = join(folder, 'page');
    run('pdftoppm', '-r', '200', '-gray', '-png', '-singlefile', '-f', String(page), file, picture);
    const read = execFileSync('dmtxread', ['-N1', `${picture}.png`], { stdio: ['ignore', 'pipe', 'ignore'] });
    expect(read.equals(seal)).toBe(true);
    const trusted = readSealCertificates(readFileSync(join(keys, 'seal.pem'), 'utf8'));
    if (!trusted.ok) throw new Error(trusted.error);
    const verified = verifySeal(read, trusted.value);
    if (!verified.ok) throw new Error(verified.error);
    expect(decodeResidence(verified.value.seal)).toMatchObject({
      ok: true,
      value: {
        usualGivenName: content.person.usualGivenName,
        birthDate: content.person.birthDate,
        city: 'Musterstadt',
        housing: 'main',
      },
    });
  });
});
