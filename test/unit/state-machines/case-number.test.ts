/** Numbers and secrets of slips: typed in any way, scanned from any text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseSecret, CaseStatusRequest, SubmissionNumber } from '../../../register/contract/contract.ts';
import {
  caseCode,
  groupedReference,
  groupedSecret,
  readCaseCode,
  readReference,
  typedReference,
  typedSecret,
} from '../../../state-machines/parts/case-number.ts';

const BASE_32 = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const base32 = (length: number) =>
  fc.array(fc.constantFrom(...BASE_32), { minLength: length, maxLength: length }).map((letters) => letters.join(''));
const digits = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length }).map((all) => all.join(''));
const number = base32(8).map((all) => `V-${all.slice(0, 4)}-${all.slice(4)}`);
const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const register = fc
  .tuple(
    letter.filter((one) => one !== 'V'),
    letter,
    digits(4),
    digits(6),
    digits(1),
  )
  .map(([a, b, year, count, check]) => `${a}${b}-${year}-${count}-${check}`);
const reference = fc.oneof(number, register);
const secret = base32(12).map((all) => groupedSecret(all));

/** The same as somebody may type it: small, with other signs between, a letter for the digit that it looks like. */
const asTyped = (text: string, kind: number) =>
  fc
    .array(fc.tuple(fc.boolean(), fc.constantFrom('', ' ', '-', '.', '/'), fc.boolean()), {
      minLength: text.length,
      maxLength: text.length,
    })
    .map((ways) =>
      [...text]
        .map((one, at) => {
          const [small, sign, alike] = ways[at] ?? [false, '', false];
          const other = alike && at >= kind ? (one === '0' ? 'O' : one === '1' ? 'L' : one) : one;
          return `${small ? other.toLowerCase() : other}${sign}`;
        })
        .join(''),
    );

describe('a reference', () => {
  it('is read in every usual form, as the register takes it', () => {
    fc.assert(
      fc.property(
        reference.chain((one) => fc.tuple(fc.constant(one), asTyped(one, one.startsWith('V') ? 1 : 2))),
        ([one, typed]) => {
          expect(readReference(typedReference(typed))).toEqual({ ok: true, value: one });
          expect(CaseStatusRequest.shape.reference.safeParse(one).success).toBe(true);
          if (one.startsWith('V')) expect(SubmissionNumber.safeParse(one).success).toBe(true);
        },
      ),
    );
  });

  it('that is incomplete, too long or impossible is never read', () => {
    fc.assert(
      fc.property(reference, fc.nat(), ({ length }, at) => {
        expect(readReference(typedReference('RM-2026-000001-7V-7K3M-9QXT'.slice(0, at % length))).ok).toBe(false);
      }),
    );
    expect([
      readReference('RM20260000017'),
      readReference('RM2026000001'),
      readReference('RM202600000177'),
      readReference('V7K3M9QXU'),
      readReference('123'),
      readReference('1234567890123'),
    ]).toEqual([
      { ok: true, value: 'RM-2026-000001-7' },
      { ok: false, error: 'incomplete' },
      { ok: false, error: 'too-long' },
      { ok: false, error: 'character' },
      { ok: false, error: 'incomplete' },
      { ok: false, error: 'character' },
    ]);
  });

  it('is the same typed letter by letter or at once, and shows each letter', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        const once = typedReference(text);
        expect([...text].reduce((now, one) => typedReference(now + one), '')).toBe(once);
        expect(groupedReference(once).replaceAll('-', '')).toBe(once);
      }),
    );
  });
});

describe('a secret', () => {
  it('is read in every usual form', () => {
    fc.assert(
      fc.property(
        secret.chain((one) => fc.tuple(fc.constant(one), asTyped(one, 0))),
        ([one, typed]) => {
          expect(groupedSecret(typedSecret(typed))).toBe(one);
          expect(CaseSecret.safeParse(one).success).toBe(true);
        },
      ),
    );
  });
});

describe('the code on a slip', () => {
  it('gives reference and secret, alone and inside the text for a phone', () => {
    fc.assert(
      fc.property(
        reference,
        secret,
        fc.constantFrom('', '\r\n', '\nVorgang: ', ' المعاملة: '),
        (one, other, around) => {
          expect(readCaseCode(`${around}${caseCode({ reference: one, secret: other })}${around}`)).toEqual({
            reference: one,
            secret: other,
          });
          expect(readCaseCode(`Musterstadt\nVorgang: ${one}\nKennwort: ${other}\nkostenlos`)).toEqual({
            reference: one,
            secret: other,
          });
          expect(caseCode({ reference: one, secret: other })).toMatch(/^[\x20-\x7e]+$/);
        },
      ),
    );
  });

  it('of several cases, of none, or of anything else gives nothing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(readCaseCode(text)).toBeNull();
      }),
    );
    for (const text of [
      'RM-2026-000001-7',
      'ABCD-EFGH-JKMN',
      'RM-2026-000001-7 FZ-2026-000002-4 ABCD-EFGH-JKMN',
      'RM-2026-000001-7 ABCD-EFGH-JKMN ABCD-EFGH-JKMP',
      'L7MX1P6W8',
      'XRM-2026-000001-7 ABCD-EFGH-JKMN',
      'RM-2026-000001-7 ABCD-EFGH-JKMN-ABCD',
    ]) {
      expect(readCaseCode(text)).toBeNull();
    }
  });
});
