import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { find, objectLength, oidBytes, parseTlv, tlv } from '../../../../../register/demo/eid-server/tlv.ts';

const tags = fc.constantFrom(0x04, 0x30, 0x7f4c, 0x5f20, 0x7f4e, 0x87, 0x8e, 0x7c);
const content = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 250, maxLength: 700 }));

describe('data objects', () => {
  it.each([
    ['5f200141', 0x5f20, '41'],
    ['7f4c00', 0x7f4c, ''],
    [`0481${'80'}${'aa'.repeat(128)}`, 0x04, 'aa'.repeat(128)],
    [`04820100${'bb'.repeat(256)}`, 0x04, 'bb'.repeat(256)],
  ])('are read with tags and lengths of one byte and more (%#)', (bytes, tag, value) => {
    const parsed = parseTlv(Buffer.from(bytes, 'hex'));
    expect(parsed.ok && parsed.value.map((object) => [object.tag, object.value.toString('hex')])).toEqual([
      [tag, value],
    ]);
  });

  it('are decoded as they were encoded, one after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(tags, content), { maxLength: 5 }), (objects) => {
        const parsed = parseTlv(Buffer.concat(objects.map(([tag, value]) => tlv(tag, value))));
        expect(parsed.ok && parsed.value.map(({ tag, value }) => [tag, value.toString('hex')])).toEqual(
          objects.map(([tag, value]) => [tag, Buffer.from(value).toString('hex')]),
        );
      }),
    );
  });

  it('are refused when they are cut short, and their length is known from their beginning', () => {
    fc.assert(
      fc.property(tags, content, fc.nat(), (tag, value, cut) => {
        const whole = tlv(tag, value);
        const part = whole.subarray(0, 1 + (cut % (whole.length - 1)));
        expect(parseTlv(part)).toEqual({ ok: false, error: 'truncated' });
        const length = objectLength(part);
        expect(length).toEqual(length.ok ? { ok: true, value: whole.length } : { ok: false, error: 'truncated' });
      }),
    );
  });

  it('of any bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const parsed = parseTlv(bytes);
        if (parsed.ok) expect(Buffer.concat(parsed.value.map((object) => object.bytes))).toEqual(Buffer.from(bytes));
        find(bytes, 0x30, 0x31);
      }),
    );
  });

  it.each([
    ['0480', 'malformed'],
    ['0483010000', 'malformed'],
    ['1fffffffff00', 'malformed'],
    ['048201', 'truncated'],
    ['7f', 'truncated'],
  ])('decode %s as %s', (bytes, error) => {
    expect(parseTlv(Buffer.from(bytes, 'hex'))).toEqual({ ok: false, error });
  });

  it.each([
    ['1.2.840.113549.1.7.2', '2a864886f70d010702'],
    ['0.4.0.127.0.7.2.2.4.2.2', '04007f00070202040202'],
    ['1.3.36.3.3.2.8.1.1.7', '2b2403030208010107'],
  ])('encode the object identifier %s', (oid, bytes) => {
    expect(oidBytes(oid).toString('hex')).toBe(bytes);
  });
});
