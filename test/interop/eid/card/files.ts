/**
 * The files of an ID card (TR-03110-4, 2; TR-03127): what applications it has, what it can do, and what it says about a
 * person.
 */
import { oid, tlv } from '../../../../register/demo/eid-server/tlv.ts';

/** As the chip has it; a field left out is a file with nothing in it, `address: null` a card without an address. */
export interface Person {
  readonly documentType: string;
  readonly issuingState: string;
  readonly dateOfExpiry: string;
  readonly givenNames: string;
  readonly familyNames: string;
  readonly nomDePlume?: string;
  readonly academicTitle?: string;
  readonly dateOfBirth: string;
  readonly placeOfBirth: string;
  readonly nationality: string;
  readonly birthName?: string;
  readonly address: {
    readonly street: string;
    readonly city: string;
    readonly country: string;
    readonly zip: string;
  } | null;
  readonly communityId: string;
}

/** The chip's key agreement key: named in two files, used by none but the chip. */
export interface ChipKey {
  readonly id: number;
  /** 04 ‖ x ‖ y on brainpoolP256r1. */ readonly point: Uint8Array;
}

export interface CardFile {
  readonly id: number;
  readonly shortId: number;
  readonly content: Buffer;
}

export const EID_APPLICATION = Buffer.from('e80704007f00070302', 'hex');

const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
const printable = (text: string): Buffer => tlv(0x13, Buffer.from(text, 'latin1'));
const numeric = (text: string): Buffer => tlv(0x12, Buffer.from(text, 'latin1'));
const integer = (value: number): Buffer => tlv(0x02, Buffer.of(value));
const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);

/** Every file, the person's data groups under 0101 to 0112. */
export function cardFiles(person: Person, chip: ChipKey): readonly CardFile[] {
  return [
    { id: 0x2f00, shortId: 0x1e, content: tlv(0x61, tlv(0x4f, EID_APPLICATION), tlv(0x50, Buffer.from('eID'))) },
    { id: 0x011c, shortId: 0x1c, content: setOf(securityInfos(chip)) },
    { id: 0x011d, shortId: 0x1d, content: efCardSecurity(chip) },
    ...dataGroups(person),
  ];
}

export function dataGroups(person: Person): readonly CardFile[] {
  const { address } = person;
  const contents: Readonly<Record<number, Buffer>> = {
    1: printable(person.documentType),
    2: printable(person.issuingState),
    3: numeric(person.dateOfExpiry),
    4: utf8(person.givenNames),
    5: utf8(person.familyNames),
    6: utf8(person.nomDePlume ?? ''),
    7: utf8(person.academicTitle ?? ''),
    8: numeric(person.dateOfBirth),
    9: tlv(0xa1, utf8(person.placeOfBirth)),
    10: printable(person.nationality),
    13: utf8(person.birthName ?? ''),
    17:
      address === null
        ? tlv(0xa2, utf8('keine Hauptwohnung in Deutschland'))
        : sequence(
            tlv(0xaa, utf8(address.street)),
            tlv(0xab, utf8(address.city)),
            tlv(0xad, printable(address.country)),
            tlv(0xae, printable(address.zip)),
          ),
    18: tlv(0x04, Buffer.from(person.communityId, 'hex')),
  };
  return Object.entries(contents).map(([group, content]) => ({
    id: 0x0100 | Number(group),
    shortId: Number(group),
    content: tlv(0x60 | Number(group), content),
  }));
}

const PACE = '0.4.0.127.0.7.2.2.4.2.2';
const TERMINAL_AUTHENTICATION = '0.4.0.127.0.7.2.2.2';
const CHIP_AUTHENTICATION = '0.4.0.127.0.7.2.2.3.2';
const CHIP_PUBLIC_KEY = '0.4.0.127.0.7.2.2.1.2';
const STANDARDIZED_DOMAIN = '0.4.0.127.0.7.1.2';
/** brainpoolP256r1 in the table of standardized domain parameters (TR-03110-3, A.2.1.1). */
export const DOMAIN = 13;

function securityInfos({ id }: ChipKey): readonly Buffer[] {
  const domain = sequence(oid(STANDARDIZED_DOMAIN), integer(DOMAIN));
  return [
    sequence(oid(PACE), integer(2), integer(DOMAIN)),
    sequence(oid(TERMINAL_AUTHENTICATION), integer(2)),
    sequence(oid(`${CHIP_AUTHENTICATION}.2`), integer(2), integer(id)),
    sequence(oid(CHIP_AUTHENTICATION), domain, integer(id)),
  ];
}

/** DER orders the members of a set by their bytes. */
const setOf = (members: readonly Buffer[]): Buffer => tlv(0x31, ...members.toSorted(Buffer.compare));

/** The chip's public key in a signed message with an empty signature; a real card's is signed by its producer. */
function efCardSecurity(chip: ChipKey): Buffer {
  const key = sequence(sequence(oid(STANDARDIZED_DOMAIN), integer(DOMAIN)), tlv(0x03, Buffer.of(0), chip.point));
  const infos = setOf([...securityInfos(chip), sequence(oid(CHIP_PUBLIC_KEY), key, integer(chip.id))]);
  const content = sequence(oid('0.4.0.127.0.7.3.2.1'), tlv(0xa0, tlv(0x04, infos)));
  return sequence(oid('1.2.840.113549.1.7.2'), tlv(0xa0, sequence(integer(3), tlv(0x31), content, tlv(0x31))));
}
