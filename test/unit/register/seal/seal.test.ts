import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeHeader, encodeHeader } from '../../../../register/seal/header.ts';
import { decodeResidence, encodeResidence, fit } from '../../../../register/seal/meldebescheinigung.ts';
import { decodeSeal, encodeSeal } from '../../../../register/seal/seal.ts';
import { readSealCertificate, readSealCertificates, verifySeal } from '../../../../register/seal/verify.ts';
import { FROM, TO, contents, headerOf, newSealer, residences } from './support.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const valueOf = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(String(result.error));
  return result.value;
};

describe('the bytes of a seal', () => {
  test('are decoded as they were encoded', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.uint8Array({ minLength: 64, maxLength: 64 }), async (content, signature) => {
        const bytes = valueOf(await encodeSeal(content, () => signature));
        const seal = valueOf(decodeSeal(bytes));
        expect({ header: seal.header, fields: seal.fields }).toEqual(content);
        expect(seal.signature).toEqual(signature);
        expect(seal.signed).toEqual(bytes.subarray(0, bytes.length - 66));
      }),
    );
  });

  test('never make the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, asSeal) => {
        const result = decodeSeal(
          asSeal ? Uint8Array.of(0xdc, 0x03, 0x6a, 0xbc, 0x6d, 0x38, 0xdb, 0xb5, ...bytes) : bytes,
        );
        expect(typeof result.ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });

  test('that are cut short are refused', async () => {
    const sealer = newSealer();
    const bytes = valueOf(
      await encodeSeal({ header: headerOf(sealer), fields: [{ tag: 4, value: hex('41') }] }, sealer.sign),
    );
    for (let length = 0; length < bytes.length; length += 1)
      expect(decodeSeal(bytes.subarray(0, length)).ok, `${length} bytes`).toBe(false);
    expect(decodeSeal(Uint8Array.of(...bytes, 0))).toEqual({ ok: false, error: 'trailing-bytes' });
  });

  test('are refused with the reason', async () => {
    const sealer = newSealer();
    const header = headerOf(sealer);
    const twice = await encodeSeal(
      {
        header,
        fields: [
          { tag: 4, value: hex('41') },
          { tag: 4, value: hex('42') },
        ],
      },
      sealer.sign,
    );
    expect(twice).toEqual({ ok: false, error: 'malformed-message' });
    expect(await encodeSeal({ header: { ...header, signedOn: '2026-02-30' }, fields: [] }, sealer.sign)).toEqual({
      ok: false,
      error: 'malformed-header',
    });
    expect(await encodeSeal({ header: { ...header, signerId: 'DE' }, fields: [] }, sealer.sign)).toEqual({
      ok: false,
      error: 'malformed-header',
    });
    expect(decodeSeal(hex('dd03'))).toEqual({ ok: false, error: 'not-a-seal' });
    expect(decodeSeal(hex('dc02'))).toEqual({ ok: false, error: 'unsupported-version' });
    const plain = valueOf(encodeHeader(header));
    expect(decodeSeal(plain)).toEqual({ ok: false, error: 'unsigned' });
    // 0x81 before a length that needs no second byte.
    expect(decodeSeal(Uint8Array.of(...plain, 4, 0x81, 1, 0x41, 0xff, 0))).toEqual({
      ok: false,
      error: 'malformed-message',
    });
  });
});

describe('published seals', () => {
  // Test data of the library vdstools (Apache-2.0): a header, a message, and a specimen of the federal administration.
  const HEADER = 'dc036abc6d38dbb519a620372ce13372401c46ad535759e866926d2379b98d7ad88d7ad801c8';
  const SPECIMEN =
    'dc036abc6d38dbdf58c6724b3412777034bb3a2f5834724919da47cb59614e76094e760901c800109a4223406d374ef99e2cf95e31a23846040a4d75737465726d616e6e' +
    '050344722e06054572696b610700080a31312e31322e3139363409104b6f6d6d616e64616e74656e7374722e0a0231380b0531303936390c064265726c696e0d0832303235303431340e0100' +
    '0f083230323530353034ff407b423fbac54a00d992faec76b70966dbfb611f67da6ff83d3bcf8b64ffede2be2201169de7fb866f048df6e2cd1528767d8d633720465396e64681e3a49ec74d';

  test('have the header that we write', () => {
    const header = {
      country: 'D',
      signerId: 'DEZV',
      certificateReference: '00112233445566778899AABBCCDDEEFF',
      issuedOn: '2024-09-27',
      signedOn: '2024-09-27',
      documentType: 0x01c8,
    };
    expect(Buffer.from(valueOf(encodeHeader(header))).toString('hex')).toBe(HEADER);
    expect(valueOf(decodeHeader(hex(HEADER)))).toEqual({ header, length: 38 });
  });

  test('are read like the specimen, whose header has a decimal length', () => {
    const seal = valueOf(decodeSeal(hex(SPECIMEN)));
    expect(seal.header).toMatchObject({
      signerId: 'DEZV',
      certificateReference: 'A41E7E495F0B4DE58AA0FE7C01D7FEA8',
      issuedOn: '2025-05-14',
    });
    expect(seal.signature).toHaveLength(64);
    expect(valueOf(decodeResidence(seal))).toEqual({
      familyName: 'Mustermann',
      doctorate: 'Dr.',
      givenNames: 'Erika',
      usualGivenName: null,
      birthDate: '1964-12-11',
      street: 'Kommandantenstr.',
      houseNumber: '18',
      postalCode: '10969',
      city: 'Berlin',
      since: '2025-04-14',
      housing: 'sole',
      notifiedOn: '2025-05-04',
    });
  });
});

describe("a seal's verification", () => {
  test.each(['prime256v1', 'brainpoolP256r1'])('succeeds with a certificate on %s', async (curve) => {
    const sealer = newSealer('MU', curve);
    const bytes = valueOf(
      await encodeSeal({ header: headerOf(sealer), fields: [{ tag: 4, value: hex('41') }] }, sealer.sign),
    );
    expect(verifySeal(bytes, [newSealer().certificate, sealer.certificate])).toMatchObject({
      ok: true,
      value: { certificate: sealer.certificate },
    });
  });

  test('fails when any byte was changed', async () => {
    const sealer = newSealer();
    const bytes = valueOf(
      await encodeSeal(
        { header: headerOf(sealer), fields: [{ tag: 4, value: hex('4d75737465726d616e6e') }] },
        sealer.sign,
      ),
    );
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const forged = bytes.slice();
        forged[at] = (forged[at] ?? 0) ^ change;
        expect(verifySeal(forged, [sealer.certificate]).ok).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test('fails with another signer, none, or a signature of another length', async () => {
    const sealer = newSealer();
    const other = newSealer();
    const content = { header: headerOf(sealer), fields: [] };
    const bytes = valueOf(await encodeSeal(content, sealer.sign));
    expect(verifySeal(bytes, [])).toEqual({ ok: false, error: 'unknown-signer' });
    expect(verifySeal(bytes, [other.certificate])).toEqual({ ok: false, error: 'unknown-signer' });
    expect(verifySeal(bytes, [{ ...other.certificate, reference: sealer.certificate.reference }])).toEqual({
      ok: false,
      error: 'wrong-signature',
    });
    expect(
      verifySeal(valueOf(await encodeSeal(content, (signed) => sealer.sign(signed).subarray(1))), [sealer.certificate]),
    ).toEqual({ ok: false, error: 'wrong-signature' });
  });

  test('succeeds only for days on which its certificate was valid', async () => {
    const sealer = newSealer();
    const on = async (day: string) =>
      verifySeal(valueOf(await encodeSeal({ header: headerOf(sealer, day), fields: [] }, sealer.sign)), [
        sealer.certificate,
      ]);
    for (const day of ['2026-01-01', '2026-12-31', '2027-01-01']) expect((await on(day)).ok, day).toBe(true);
    for (const day of ['2025-12-30', '2027-01-02', '2036-01-01'])
      expect(await on(day), day).toEqual({ ok: false, error: 'outside-validity' });
  });

  test('ignores leading zeros of a serial number', async () => {
    const sealer = newSealer();
    const header = { ...headerOf(sealer), certificateReference: `00${sealer.certificate.reference}` };
    expect(verifySeal(valueOf(await encodeSeal({ header, fields: [] }, sealer.sign)), [sealer.certificate]).ok).toBe(
      true,
    );
  });
});

describe('certificates for seals', () => {
  test('are read from PEM, several of them', () => {
    const pem = (der: Uint8Array) =>
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
    const [one, two] = [newSealer('MU'), newSealer('M2', 'prime256v1')];
    const read = valueOf(readSealCertificates(`Zwei:\n${pem(one.der)}${pem(two.der)}`));
    expect(
      read.map(({ signerId, organisation, notBefore, notAfter }) => ({ signerId, organisation, notBefore, notAfter })),
    ).toEqual([
      { signerId: 'DEMU', organisation: 'Probestadt', notBefore: FROM, notAfter: TO },
      { signerId: 'DEM2', organisation: 'Probestadt', notBefore: FROM, notAfter: TO },
    ]);
  });

  test('are refused where they are none', () => {
    expect(readSealCertificates('nothing')).toEqual({ ok: false, error: 'no-certificate' });
    expect(readSealCertificate('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toEqual({
      ok: false,
      error: 'unreadable',
    });
    expect(() => newSealer('Bürgeramt')).toThrow('no-signer-id');
    expect(() => newSealer('MU', 'secp384r1')).toThrow('wrong-key');
  });
});

describe('the content of a Meldebescheinigung', () => {
  const header = headerOf(newSealer());

  test('is decoded as it was encoded', () => {
    fc.assert(
      fc.property(residences, (residence) => {
        expect(decodeResidence({ header, fields: encodeResidence(residence) })).toEqual({ ok: true, value: residence });
      }),
    );
  });

  test('is absent where the seal is of another kind', () => {
    const fields = encodeResidence({
      familyName: 'A',
      doctorate: null,
      givenNames: 'B',
      usualGivenName: null,
      birthDate: null,
      street: 'C',
      houseNumber: '1',
      postalCode: '12345',
      city: 'D',
      since: null,
      housing: 'main',
      notifiedOn: null,
    });
    const read = (changed: typeof fields, documentType = header.documentType) =>
      decodeResidence({ header: { ...header, documentType }, fields: changed });
    expect(read(fields).ok).toBe(true);
    expect(read(fields, 0xfd02)).toEqual({ ok: false, error: 'other-document' });
    expect(read(fields.slice(1))).toEqual({ ok: false, error: 'other-document' });
    expect(read([...fields, { tag: 77, value: hex('00') }])).toEqual({ ok: false, error: 'malformed-content' });
    expect(read(fields.map((field) => (field.tag === 4 ? { tag: 4, value: hex('ff') } : field)))).toEqual({
      ok: false,
      error: 'malformed-content',
    });
    expect(read(fields.map((field) => (field.tag === 14 ? { tag: 14, value: hex('07') } : field)))).toEqual({
      ok: false,
      error: 'malformed-content',
    });
    expect(read([...fields, { tag: 8, value: Buffer.from('31.02.1950') }])).toEqual({
      ok: false,
      error: 'malformed-content',
    });
  });

  test('is cut between letters where a text is too long, and marked', () => {
    expect(fit('Ḵam̀'.repeat(3), 20)).toBe('Ḵam̀Ḵam̀Ḵ…');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'm̀', 'c̨̆', 'ẞ'), maxLength: 80 }),
        fc.integer({ min: 3, max: 60 }),
        (text, most) => {
          const cut = fit(text, most);
          expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
          if (cut !== text)
            expect(text.startsWith(cut.slice(0, -1)) && !/^\p{M}/u.test(text.slice(cut.length - 1)), cut).toBe(true);
        },
      ),
    );
  });
});
