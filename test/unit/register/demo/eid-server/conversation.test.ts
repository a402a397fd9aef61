/**
 * An authentication from the server's side: what is asked, in which order, and everything a client or a card may do
 * wrong.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EID_ATTRIBUTES, attributesOf } from '../../../../../register/demo/eid-server/access-rights.ts';
import { createConversation } from '../../../../../register/demo/eid-server/conversation.ts';
import type { ConversationSetUp, Step } from '../../../../../register/demo/eid-server/conversation.ts';
import { newKeyPair } from '../../../../../register/demo/eid-server/cryptography.ts';
import type { ClientMessage } from '../../../../../register/demo/eid-server/paos.ts';
import { sectorPublicKey } from '../../../../../register/demo/eid-server/restricted-identification.ts';
import { find } from '../../../../../register/demo/eid-server/tlv.ts';
import type { Person } from '../../../../interop/eid/card/files.ts';
import { HANNA, LONG } from '../../../../interop/eid/people.ts';
import { chip, everything } from './chip.ts';
import type { ChipOptions } from './chip.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const START: ClientMessage = {
  type: 'StartPAOS',
  session: 's',
  slotHandle: '00',
  cardApplication: 'e80704007f00070302',
  messageId: 'urn:uuid:1',
  relatesTo: null,
};
const MINOR = 'http://www.bsi.bund.de/ecard/api/1.1/resultminor';
const setUp = (more: Partial<ConversationSetUp> = {}): ConversationSetUp => ({
  required: ['GivenNames', 'FamilyNames'],
  optional: ['BirthName'],
  transactionInfo: 'Meldebescheinigung',
  certificateDescription: Buffer.from('300100', 'hex'),
  sectorPublicKey: sectorPublicKey(newKeyPair().point),
  ...more,
});

/** Until the end, or until `stop` messages went to the server. */
function run(
  options: ChipOptions,
  more: Partial<ConversationSetUp> = {},
  change: (message: ClientMessage, step: number) => ClientMessage = (message) => message,
): { steps: readonly Step[]; end: Step['end'] } {
  const conversation = createConversation(setUp(more));
  const answer = chip(options);
  const steps: Step[] = [conversation.take(START, NOW)];
  for (;;) {
    const last = steps.at(-1) as Step;
    if (last.end !== undefined) return { steps, end: last.end };
    steps.push(conversation.take(change(answer(last.send), steps.length), NOW));
  }
}

describe('a conversation with a card', () => {
  it('asks step by step and ends with the data', () => {
    const { steps, end } = run({ person: HANNA });
    expect(steps.map(({ send }) => send.type)).toEqual([
      'InitializeFramework',
      'Eac1',
      'Eac2',
      'Transmit',
      'StartPAOSResponse',
    ]);
    expect(end).toEqual({ ok: true, data: { givenNames: 'HANNA ŁUCJA', familyNames: 'BEISPIEL-GRÖẞER' } });
    expect(steps.at(-1)?.send).toEqual({ type: 'StartPAOSResponse', minor: null });
  });

  it('reads what the holder allows beyond the required', () => {
    expect(run({ person: HANNA, consent: everything }).end).toMatchObject({
      ok: true,
      data: { birthName: 'VON DER PROBE' },
    });
  });

  it('asks for the requested rights with a certificate of two days', () => {
    const eac1 = run({ person: HANNA }).steps[1]?.send;
    if (eac1?.type !== 'Eac1') throw new Error('no EAC1');
    const rights = (template: Uint8Array): readonly string[] => attributesOf(find(template, 0x7f4c, 0x53) as Buffer);
    expect(rights(eac1.input.requiredChat)).toEqual(['GivenNames', 'FamilyNames']);
    expect(rights(eac1.input.optionalChat)).toEqual(['BirthName']);
    const [terminal] = eac1.input.certificates as Buffer[];
    const day = (tag: number): string => (find(terminal as Buffer, 0x7f21, 0x7f4e, tag) as Buffer).toString('hex');
    expect([day(0x5f25), day(0x5f24)]).toEqual(['020601010201', '020601010203']);
  });

  it('reads a file that is longer than an answer in several', () => {
    const { steps, end } = run({ person: LONG }, { required: ['GivenNames', 'DateOfBirth', 'PlaceOfResidence'] });
    expect(end).toEqual({ ok: true, data: { givenNames: LONG.givenNames, dateOfBirth: '1950    ', address: null } });
    expect(steps.filter(({ send }) => send.type === 'Transmit').length).toBeGreaterThan(1);
  });

  it('leaves out what is not on the card', () => {
    const end = run({
      person: HANNA,
      answer: (ins, p1) => (ins === 0xb0 && p1 === 0x84 ? { status: 0x6a82 } : undefined),
    }).end;
    expect(end).toEqual({ ok: true, data: { familyNames: 'BEISPIEL-GRÖẞER' } });
  });

  const identities = new URL('../../../../data/eid/test-identities.json', import.meta.url);
  it('reads the official test identities', () => {
    const all = JSON.parse(readFileSync(identities, 'utf8')) as Record<string, string | undefined>[];
    expect(all.length).toBeGreaterThan(0);
    for (const one of all) {
      const text = (name: string): string => one[name] ?? '';
      const address =
        text('city') === ''
          ? null
          : { street: text('street'), city: text('city'), country: text('country'), zip: text('zip') };
      const person: Person = {
        documentType: 'ID',
        issuingState: 'D',
        dateOfExpiry: text('dateOfExpiry'),
        givenNames: text('givenNames'),
        familyNames: text('familyNames'),
        nomDePlume: text('nomDePlume'),
        academicTitle: text('academicTitle'),
        dateOfBirth: text('dateOfBirth'),
        placeOfBirth: text('placeOfBirth'),
        nationality: text('nationality'),
        birthName: text('birthName'),
        address,
        communityId: text('communityId'),
      };
      const { end } = run(
        { person, consent: everything },
        { required: EID_ATTRIBUTES.filter((attribute) => attribute !== 'RestrictedID'), optional: [] },
      );
      const expected = Object.fromEntries(
        Object.entries({
          givenNames: person.givenNames,
          familyNames: person.familyNames,
          artisticName: person.nomDePlume,
          academicTitle: person.academicTitle,
          dateOfBirth: person.dateOfBirth,
          placeOfBirth: person.placeOfBirth,
          nationality: person.nationality,
          birthName: person.birthName,
          communityId: person.communityId,
        }).filter(([, value]) => value !== ''),
      );
      const data = end?.ok === true ? end.data : {};
      // Names stay out of the report of a failure.
      expect(
        Object.entries(expected)
          .filter(([field, value]) => data[field as keyof typeof data] !== value)
          .map(([field]) => `${one['profile']} ${field}`),
      ).toEqual([]);
      expect(data.address === null).toBe(address === null);
    }
  });

  const failed = (reason: string): unknown => ({ ok: false, reason });
  const flip = (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    changed[changed.length - 4] = (changed[changed.length - 4] ?? 0) ^ 1;
    return changed;
  };

  it.each<[string, ChipOptions]>([
    [
      'a chip that has another key than its file says',
      { person: HANNA, lie: (output) => ({ ...output, EFCardSecurity: replaced(output['EFCardSecurity'] as Buffer) }) },
    ],
    [
      'a token that does not fit',
      { person: HANNA, lie: (output) => ({ ...output, AuthenticationToken: Buffer.alloc(8) }) },
    ],
    [
      'a token cut short',
      {
        person: HANNA,
        lie: (output) => ({ ...output, AuthenticationToken: (output['AuthenticationToken'] as Buffer).subarray(0, 7) }),
      },
    ],
    ['a nonce of somebody else', { person: HANNA, lie: (output) => ({ ...output, Nonce: Buffer.alloc(8) }) }],
    [
      'no key in the file',
      { person: HANNA, lie: (output) => ({ ...output, EFCardSecurity: Buffer.from('3000', 'hex') }) },
    ],
    ['an answer changed on its way', { person: HANNA, tamper: (bytes, index) => (index === 1 ? flip(bytes) : bytes) }],
    ['an answer outside of the channel', { person: HANNA, tamper: () => Buffer.from('9000', 'hex') }],
    ['an answer that is a short nothing', { person: HANNA, tamper: () => Buffer.alloc(0) }],
    [
      'a card without the application',
      { person: HANNA, answer: (ins) => (ins === 0xa4 ? { status: 0x6a82 } : undefined) },
    ],
    ['a card that refuses', { person: HANNA, answer: (ins) => (ins === 0xb0 ? { status: 0x6982 } : undefined) }],
    [
      'a file of another group',
      {
        person: HANNA,
        answer: (ins) => (ins === 0xb0 ? { status: 0x9000, data: Buffer.from('61050c03414243', 'hex') } : undefined),
      },
    ],
    [
      'a file whose end never comes',
      {
        person: HANNA,
        answer: (ins) => (ins === 0xb0 ? { status: 0x9000, data: Buffer.from('6482', 'hex') } : undefined),
      },
    ],
  ])('ends with the card’s failure: %s', (_what, options) => {
    const { steps, end } = run(options);
    expect(end).toEqual(failed('card'));
    expect(steps.at(-1)?.send).toMatchObject({
      type: 'StartPAOSResponse',
      minor: expect.stringContaining('internalError'),
    });
  });

  it('treats a required right that was dropped as a refusal', () => {
    expect(
      run({ person: HANNA, consent: () => Buffer.from('7f4c12060904007f00070301020253050000000000', 'hex') }).end,
    ).toEqual(failed('cancelled'));
  });

  it.each([
    [2, `${MINOR}/sal#cancellationByUser`, 'cancelled'],
    [2, `${MINOR}/ifdl#cancellationByUser`, 'cancelled'],
    [3, `${MINOR}/ifdl#cancellationByUser`, 'card'],
    [2, `${MINOR}/al/common#unknownError`, 'card'],
    [4, `${MINOR}/al/common#unknownError`, 'card'],
    [1, `${MINOR}/al/common#unknownError`, 'client'],
    [2, `${MINOR}/il/signature#invalidCertificatePath`, 'client'],
  ])('ends after an error in answer %i, %s, as %s', (at, minor, reason) => {
    const { end } = run({ person: HANNA }, {}, (message, step) =>
      step === at && 'result' in message ? { ...message, result: { minor } } : message,
    );
    expect(end).toEqual(failed(reason));
  });

  it.each([1, 2, 3, 4])('is ended by an answer without a question, at step %i', (at) => {
    expect(run({ person: HANNA }, {}, (message, step) => (step === at ? START : message)).end).toEqual(
      failed('client'),
    );
  });

  it('yields no data from too few answers', () => {
    const cut = (message: ClientMessage): ClientMessage =>
      message.type === 'TransmitResponse' ? { ...message, outputs: message.outputs.slice(0, -2) } : message;
    expect(run({ person: HANNA }, { required: ['GivenNames', 'RestrictedID'] }, cut).end).toEqual(failed('client'));
    expect(
      run({ person: HANNA }, {}, (message) =>
        message.type === 'TransmitResponse' ? { ...message, outputs: message.outputs.slice(0, -1) } : message,
      ).end,
    ).toEqual(failed('client'));
    expect(
      run({ person: HANNA }, {}, (message) =>
        message.type === 'TransmitResponse' ? { ...message, outputs: [] } : message,
      ).end?.ok,
    ).toBe(false);
    expect(
      run({ person: HANNA }, {}, (message) =>
        message.type === 'DIDAuthenticateResponse' ? { ...message, output: {} } : message,
      ).end,
    ).toEqual(failed('client'));
  });

  it('sends nothing once it is over', () => {
    const conversation = createConversation(setUp());
    conversation.take(
      { ...START, type: 'TransmitResponse', result: { minor: null }, outputs: [] } as ClientMessage,
      NOW,
    );
    expect(conversation.take(START, NOW).end).toEqual(failed('client'));
  });
});

/** The same file with another chip's key. */
function replaced(file: Buffer): Buffer {
  const own = newKeyPair().point;
  const changed = Buffer.from(file);
  own.copy(changed, changed.indexOf(Buffer.of(0x03, 0x42, 0x00, 0x04)) + 3);
  return changed;
}
