import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Apdu, encodeApdu } from '../../../../devices/payment-terminal/apdu.ts';
import { llvar, toBcd } from '../../../../devices/payment-terminal/bmp.ts';
import {
  authorization,
  CODE,
  codeOf,
  describe as describeApdu,
  ends,
  enquired,
  intermediateStatus,
  isAnswer,
  password,
  printBlock,
  printLine,
  registered,
  registration,
  repeatReceipt,
  reversal,
  statusInformation,
} from '../../../../devices/payment-terminal/messages.ts';
import { encodeTlv } from '../../../../devices/payment-terminal/tlv.ts';
import * as says from '../../../../devices/payment-terminal/simulator/messages.ts';
import { bytes, hex, numRuns } from './vectors.ts';

const apdu = (code: number, data: string | ArrayLike<number>): Apdu => ({
  code,
  data: typeof data === 'string' ? bytes(data) : Uint8Array.from(data),
});
const compact = (spaced: string): string => spaced.replaceAll(' ', '').toLowerCase();
const latin = (text: string): number[] => [...Buffer.from(text, 'latin1')];

describe('a message that we send', () => {
  it.each([
    [
      'registration: receipts and texts to us, intermediate status, its menus locked, euro, texts as blocks',
      CODE.registration,
      registration('123456'),
      '06 00 0E 123456 BE 0978 06 06 26 04 0A 02 06 D3',
    ],
    ['authorization of 12.50', CODE.authorization, authorization(1_250), '06 01 0A 04 000000001250 49 0978'],
    [
      'authorization of the largest amount',
      CODE.authorization,
      authorization(99_999_999),
      '06 01 0A 04 000099999999 49 0978',
    ],
    [
      'question after the newest receipt, printing nothing',
      CODE.repeatReceipt,
      repeatReceipt('000000'),
      '06 20 05 000000 03 03',
    ],
    [
      'reversal of receipt 42',
      CODE.reversal,
      reversal('123456', 42, 1_250),
      '06 30 10 123456 87 0042 04 000000001250 49 0978',
    ],
    ['end of day', CODE.endOfDay, password('012345'), '06 50 03 012345'],
    ['status enquiry', CODE.statusEnquiry, password('123456'), '05 01 03 123456'],
    ['abort', CODE.abortByUs, [], '06 B0 00'],
    ['positive acknowledgement', CODE.acknowledge, [], '80 00 00'],
  ])('is encoded: %s', (_, code, data, expected) => {
    expect(hex(encodeApdu(code, data))).toBe(compact(expected));
  });

  it('carries every amount in cents, twelve digits long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (cents) => {
        expect(hex(authorization(cents))).toBe(`04${String(cents).padStart(12, '0')}490978`);
      }),
      { numRuns },
    );
  });
});

describe('answers and ends', () => {
  it('are distinguished by class and instruction', () => {
    expect([CODE.acknowledge, 0x8400, 0x849c, 0x84ff].map(isAnswer)).toEqual([true, true, true, true]);
    expect([CODE.completion, CODE.statusInformation, 0x8300, 0x8001].map(isAnswer)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([CODE.completion, CODE.abort, CODE.statusInformation].map(ends)).toEqual([true, true, false]);
    expect(codeOf(apdu(CODE.abort, '6c'))).toBe(0x6c);
    expect(codeOf(apdu(CODE.abort, ''))).toBeNull();
  });

  it('of a registration and a status enquiry are read', () => {
    expect(registered(apdu(CODE.completion, '19 00 29 12345678 49 0978'))).toEqual({
      status: 0,
      terminalId: '12345678',
      characters: null,
    });
    expect(registered(apdu(CODE.completion, ''))).toEqual({ status: 0, terminalId: null, characters: null });
    expect(registered(apdu(CODE.completion, '19 00 06 03 14 01 0f')).characters).toBe('iso-8859-15');
    expect(enquired(apdu(CODE.completion, 'f0f0f7 322e31342e3135 00'))).toEqual({ version: '2.14.15', status: 0 });
    expect(enquired(apdu(CODE.completion, 'f0f0f7 322e31342e3135 f0'))).toEqual({ version: '2.14.15', status: 0xf0 });
    expect(enquired(apdu(CODE.completion, 'dc'))).toEqual({ version: null, status: 0xdc });
    expect(enquired(apdu(CODE.completion, says.enquired('1.0', 0x9c)))).toEqual({ version: '1.0', status: 0x9c });
  });
});

describe('04 0F, the status information', () => {
  const sold =
    '27 00 04 000000001250 0b 000123 0c 142301 0d 1121 0e 2812 17 0001 19 70 22 f1f0 672672eeeeeeeeee1234 29 12345678 2a 313233343536373839202020202020 3b 4142313233343536 3c f0f0f2 4f4b 49 0978 87 0042 88 000123 8a 05 8b f0f9 6769726f6361726400';

  it('of a booked payment is read', () => {
    expect(statusInformation(apdu(CODE.statusInformation, sold))).toEqual({
      code: 0,
      unreadable: null,
      totals: null,
      cardName: 'girocard',
      maskedPan: '672672••••••••••1234',
      booking: { receipt: 42, amountCents: 1_250, trace: 123, terminalId: '12345678', date: '1121', time: '142301' },
    });
  });

  it('of a declined payment is read', () => {
    expect(
      statusInformation(
        apdu(CODE.statusInformation, '27 6c 29 28004869 3c f0f1f9 4162627275636820647572636820 4b756e6465'),
      ),
    ).toEqual({ code: 0x6c, booking: null, cardName: null, maskedPan: null, totals: null, unreadable: null });
  });

  it('without its fields yields none of their values', () => {
    expect(statusInformation(apdu(CODE.statusInformation, ''))).toEqual({
      code: null,
      booking: null,
      cardName: null,
      maskedPan: null,
      totals: null,
      unreadable: null,
    });
    expect(statusInformation(apdu(CODE.statusInformation, '27 00 87 ffff 04 000000001250')).booking).toBeNull();
    expect(statusInformation(apdu(CODE.statusInformation, '27 00 87 0042 04 00000000125a')).booking).toBeNull();
    expect(statusInformation(apdu(CODE.statusInformation, '27 00 87 0042 04 000000001250')).booking).toMatchObject({
      trace: null,
      terminalId: null,
      date: null,
      time: null,
    });
  });

  it('with a bitmap of another revision is read up to it', () => {
    expect(statusInformation(apdu(CODE.statusInformation, '27 00 87 0042 04 000000001250 fe 01'))).toMatchObject({
      code: 0,
      unreadable: 0xfe,
      booking: { receipt: 42 },
    });
  });

  it('of an end of day is read with counts and amounts of all kinds of cards', () => {
    const block = [
      0x27,
      0x00,
      0x60,
      0xf0,
      0xf5,
      0xf3,
      0x00,
      0x01,
      0x00,
      0x07,
      ...[3, 0, 1, 0, 2, 0, 1].flatMap((count, at) => [count, ...toBcd((at + 1) * 100, 6)]),
    ];
    expect(statusInformation(apdu(CODE.statusInformation, block)).totals).toEqual({
      firstReceipt: 1,
      lastReceipt: 7,
      count: 7,
      amountCents: 2_800,
    });
  });

  it('of an end of day with an invalid amount has no total, rather than a wrong one', () => {
    const block = [0x60, 0xf0, 0xf1, 0xf8, 0x00, 0x01, 0x00, 0x02, 1, ...toBcd(100, 6), 1, 0, 0, 0, 0, 0x1a, 0];
    expect(statusInformation(apdu(CODE.statusInformation, block)).totals).toBeNull();
  });

  it('is read as the simulated terminal means it', () => {
    const sale = fc.record({
      receipt: fc.integer({ min: 1, max: 9_999 }),
      trace: fc.integer({ min: 1, max: 999_999 }),
      amountCents: fc.integer({ min: 1, max: 99_999_999 }),
      terminalId: fc.integer({ min: 0, max: 99_999_999 }),
      at: fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2040, 0, 1) }),
      state: fc.constant('stored' as const),
    });
    fc.assert(
      fc.property(sale, fc.integer({ min: 0, max: 0xff }), (of, code) => {
        const read = statusInformation(apdu(CODE.statusInformation, says.statusOfSale(of, code, of.amountCents)));
        const now = new Date(of.at);
        const two = (value: number): string => String(value).padStart(2, '0');
        expect(read).toMatchObject({
          code,
          unreadable: null,
          cardName: 'girocard',
          booking: {
            receipt: of.receipt,
            trace: of.trace,
            amountCents: of.amountCents,
            terminalId: String(of.terminalId).padStart(8, '0'),
            date: `${two(now.getMonth() + 1)}${two(now.getDate())}`,
            time: [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(''),
          },
        });
      }),
      { numRuns },
    );
  });
});

describe('04 FF, the intermediate status', () => {
  const display = encodeTlv(
    0x06,
    encodeTlv(0x24, [...encodeTlv(0x07, latin('EUR 1.23')), ...encodeTlv(0x07, latin('Bitte warten'))]),
  );

  it.each([
    ['its code alone', [0x0a], { code: 0x0a, minutes: null, text: null }],
    ['a T4 of ten minutes', [0x17, 0x10], { code: 0x17, minutes: 10, text: null }],
    [
      "a T4 of six minutes, which is a container's bitmap as well",
      [0x17, 0x06],
      { code: 0x17, minutes: 6, text: null },
    ],
    ['a T4 of nought, which changes nothing', [0x17, 0x00], { code: 0x17, minutes: null, text: null }],
    ['a T4 that is no number', [0x17, 0x1f], { code: 0x17, minutes: null, text: null }],
    ['words', [0xff, ...display], { code: 0xff, minutes: null, text: 'EUR 1.23 Bitte warten' }],
    ['a T4 and words', [0xff, 0x10, ...display], { code: 0xff, minutes: 10, text: 'EUR 1.23 Bitte warten' }],
    [
      'a T4 of six minutes and words',
      [0xff, 0x06, ...display],
      { code: 0xff, minutes: 6, text: 'EUR 1.23 Bitte warten' },
    ],
  ])('is read as %s', (_, data, expected) => {
    expect(intermediateStatus(apdu(CODE.intermediateStatus, data))).toEqual(expected);
  });

  it('says minutes and words of any length together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99 }),
        fc.string({
          unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
          minLength: 1,
          maxLength: 300,
        }),
        (minutes, text) => {
          const read = intermediateStatus(apdu(CODE.intermediateStatus, says.intermediate(0x0e, minutes, text)));
          expect(read).toEqual({ code: 0x0e, minutes: minutes === 0 ? null : minutes, text });
        },
      ),
      { numRuns },
    );
  });

  it("says its words in the terminal's own characters", () => {
    expect(
      intermediateStatus(apdu(CODE.intermediateStatus, says.intermediate(0x0e, 0, 'Vorgang läuft, größer als üblich')))
        .text,
    ).toBe('Vorgang läuft, größer als üblich');
  });
});

describe('texts to print', () => {
  it('as blocks are assigned to the receipt that they name', () => {
    for (const [type, name] of [
      [1, 'merchant'],
      [2, 'customer'],
      [3, 'administration'],
    ] as const) {
      expect(
        printBlock(apdu(CODE.printBlock, says.printBlock(type, ['Kundenbeleg', '', 'Betrag EUR  12,50']))),
      ).toEqual({ type: name, lines: ['Kundenbeleg', '', 'Betrag EUR  12,50'] });
    }
  });

  it('as blocks without a type belong to neither receipt', () => {
    expect(printBlock(apdu(CODE.printBlock, encodeTlv(0x06, encodeTlv(0x25, encodeTlv(0x07, latin('x'))))))).toEqual({
      type: 'administration',
      lines: ['x'],
    });
    expect(printBlock(apdu(CODE.printBlock, ''))).toEqual({ type: 'administration', lines: [] });
  });

  it('line by line have an attribute before the text, and feeds in its place', () => {
    expect(printLine(apdu(CODE.printLine, says.printLine('Händlerbeleg', false)))).toEqual({
      text: 'Händlerbeleg',
      of: null,
      last: false,
    });
    expect(printLine(apdu(CODE.printLine, [0xc0, ...latin('  mitte  ')]))).toEqual({
      text: '  mitte',
      of: null,
      last: true,
    });
    expect(printLine(apdu(CODE.printLine, [0xff, 3]))).toEqual({ text: '', of: null, last: false });
    expect(printLine(apdu(CODE.printLine, []))).toEqual({ text: '', of: null, last: false });
  });

  it('line by line may have a container behind the text that says whose they are', () => {
    const container = (type: number): number[] => [0x06, 0x04, 0x1f, 0x07, 0x01, type];
    for (const [type, of] of [
      [1, 'merchant'],
      [2, 'customer'],
      [3, 'administration'],
      [9, null],
    ] as const) {
      expect(printLine(apdu(CODE.printLine, [0x40, ...latin('VERKAUF'), ...container(type)]))).toEqual({
        text: 'VERKAUF',
        of,
        last: false,
      });
    }
    expect(printLine(apdu(CODE.printLine, [0x80, ...container(2)]))).toEqual({ text: '', of: 'customer', last: true });
    expect(printLine(apdu(CODE.printLine, [0xff, 2, ...container(1)]))).toEqual({
      text: '',
      of: 'merchant',
      last: false,
    });
    // What does not fill the line to its end is no container.
    expect(printLine(apdu(CODE.printLine, [0x40, ...latin('VERKAUF'), 0x06, 0x20, 0x1f, 0x07, 0x01, 1]))).toMatchObject(
      { of: null },
    );
  });

  it('are in the character set that they name themselves', () => {
    const lines = encodeTlv(0x25, encodeTlv(0x07, latin('Händler')));
    expect(
      printBlock(
        apdu(CODE.printBlock, encodeTlv(0x06, [...encodeTlv(0x14, [1]), ...encodeTlv(0x1f07, [1]), ...lines])),
      ),
    ).toEqual({ type: 'merchant', lines: ['Händler'] });
    expect(
      printBlock(apdu(CODE.printBlock, encodeTlv(0x06, [...encodeTlv(0x1f07, [1]), ...lines])), 'iso-8859-1'),
    ).toEqual({ type: 'merchant', lines: ['Händler'] });
    expect(
      printLine(apdu(CODE.printLine, [0x40, ...latin('HÄNDLERBELEG'), 0x06, 0x03, 0x14, 0x01, 0x01])),
    ).toMatchObject({ text: 'HÄNDLERBELEG' });
  });
});

describe('the frame that a technician reads', () => {
  it('names the message and its result', () => {
    expect(describeApdu(apdu(0x849c, '')).meaning).toBe('refused: 9C');
    expect(describeApdu(apdu(CODE.intermediateStatus, '0a')).meaning).toBe('intermediate status 0A');
    expect(describeApdu(apdu(CODE.statusInformation, '27 00 87 0042 04 000000001250')).meaning).toBe(
      'status information, result 00, receipt 42',
    );
    expect(describeApdu(apdu(CODE.statusInformation, 'fe')).meaning).toBe(
      'status information, result –, bitmap fe not read',
    );
    expect(describeApdu(apdu(0x0799, '')).meaning).toBe('command 0799');
  });

  it('holds no card data from any message, and no password', () => {
    const card = [0x22, ...llvar(bytes('4012888888881881'))];
    const carries = [
      CODE.statusInformation,
      CODE.completion,
      CODE.abort,
      CODE.printLine,
      CODE.printBlock,
      0x06c0,
      0x0799,
    ];
    for (const code of carries)
      expect(describeApdu(apdu(code, card)), code.toString(16)).toMatchObject({
        secret: true,
        meaning: expect.not.stringMatching(/4012|1881/),
      });
    for (const code of [
      CODE.registration,
      CODE.repeatReceipt,
      CODE.reversal,
      CODE.endOfDay,
      CODE.initialisation,
      CODE.statusEnquiry,
    ])
      expect(describeApdu(apdu(code, password('123456')))).toMatchObject({ secret: true });
  });
});

describe('a data block', () => {
  it('of any bytes is read without throwing', () => {
    const data = fc.array(
      fc.oneof(
        fc.constantFrom(0x06, 0x27, 0x87, 0x04, 0x24, 0x25, 0x60, 0x8b, 0xf0, 0xf1, 0xff),
        fc.integer({ min: 0, max: 0xff }),
      ),
      { maxLength: 200 },
    );
    const code = fc.oneof(fc.constantFrom(...Object.values(CODE)), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(code, data, (of, content) => {
        const message = apdu(of, content);
        for (const read of [
          statusInformation,
          intermediateStatus,
          registered,
          enquired,
          printLine,
          printBlock,
          codeOf,
          describeApdu,
        ])
          read(message);
      }),
      { numRuns },
    );
  });
});
