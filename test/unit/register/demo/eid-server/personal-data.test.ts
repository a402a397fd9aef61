import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EID_ATTRIBUTES } from '../../../../../register/demo/eid-server/access-rights.ts';
import type { EidAttribute } from '../../../../../register/demo/eid-server/access-rights.ts';
import { readDataGroup } from '../../../../../register/demo/eid-server/personal-data.ts';
import type { EidData } from '../../../../../register/demo/eid-server/personal-data.ts';
import { tlv } from '../../../../../register/demo/eid-server/tlv.ts';

const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
function read(attribute: EidAttribute, file: Buffer): EidData | false {
  const data: EidData = {};
  return readDataGroup(data, attribute, file) && data;
}

describe('a data group', () => {
  it.each<[string, EidAttribute, Buffer, EidData]>([
    ['a text', 'GivenNames', tlv(0x64, utf8('ÁŊOT')), { givenNames: 'ÁŊOT' }],
    ['an empty one', 'ArtisticName', tlv(0x66, utf8('')), {}],
    ['a date with blanks', 'DateOfBirth', tlv(0x68, tlv(0x12, Buffer.from('1950    '))), { dateOfBirth: '1950    ' }],
    ['a place in words', 'PlaceOfBirth', tlv(0x69, tlv(0xa1, utf8('Łódź'))), { placeOfBirth: 'Łódź' }],
    [
      'a place in parts',
      'PlaceOfBirth',
      tlv(0x69, tlv(0x30, tlv(0xab, utf8('PARIS')), tlv(0xad, tlv(0x13, Buffer.from('F'))))),
      { placeOfBirth: 'PARIS, F' },
    ],
    ['no place', 'PlaceOfBirth', tlv(0x69, tlv(0xa2, utf8('UNBEKANNT'))), { placeOfBirth: 'UNBEKANNT' }],
    [
      'an address in parts',
      'PlaceOfResidence',
      tlv(
        0x71,
        tlv(
          0x30,
          tlv(0xaa, utf8('WEG 1')),
          tlv(0xab, utf8('ORT')),
          tlv(0xac, utf8('LAND')),
          tlv(0xad, tlv(0x13, Buffer.from('D'))),
          tlv(0xae, tlv(0x13, Buffer.from('12345'))),
        ),
      ),
      { address: { street: 'WEG 1', city: 'ORT', state: 'LAND', country: 'D', zipCode: '12345' } },
    ],
    [
      'an address in some parts',
      'PlaceOfResidence',
      tlv(0x71, tlv(0x30, tlv(0xab, utf8('ORT')))),
      { address: { city: 'ORT' } },
    ],
    [
      'an address in words',
      'PlaceOfResidence',
      tlv(0x71, tlv(0xa1, utf8('Weg 1, Ort'))),
      { address: { street: 'Weg 1, Ort' } },
    ],
    ['no address', 'PlaceOfResidence', tlv(0x71, tlv(0xa2, utf8('keine'))), { address: null }],
    [
      'a community',
      'CommunityID',
      tlv(0x72, tlv(0x04, Buffer.from('02760503150000', 'hex'))),
      { communityId: '02760503150000' },
    ],
  ])('is read: %s', (_what, attribute, file, data) => {
    expect(read(attribute, file)).toEqual(data);
  });

  it("is refused when it is another group's, or empty", () => {
    expect(read('GivenNames', tlv(0x65, utf8('A')))).toBe(false);
    expect(read('GivenNames', tlv(0x64))).toBe(false);
    expect(read('RestrictedID', tlv(0x64, utf8('A')))).toBe(false);
  });

  it('of any bytes never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EID_ATTRIBUTES),
        fc.constantFrom(0x61, 0x64, 0x69, 0x71, 0x72),
        fc.uint8Array({ maxLength: 60 }),
        (attribute, tag, bytes) => {
          read(attribute, Buffer.from(bytes));
          read(attribute, tlv(tag, bytes));
        },
      ),
    );
  });
});
