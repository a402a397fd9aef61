import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acknowledged,
  command,
  ListOfVariables,
  LONGEST_LINE,
  LONGEST_LIST,
  type NutLine,
  NutLines,
  quote,
  type Reply,
  type Variables,
  wordsOf,
} from '../../../../devices/ups/protocol.ts';

const numRuns = process.env['CI'] === undefined ? 500 : 10_000;

const lines = (pieces: readonly Uint8Array[]): NutLine[] => {
  const found: NutLine[] = [];
  const reader = new NutLines((line) => found.push(line));
  for (const piece of pieces) reader.push(piece);
  return found;
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const words = (text: string): (readonly string[])[] =>
  lines([bytes(text)]).map((line) => (line.kind === 'words' ? line.words : [`discarded ${line.count}`]));
const cut = (all: Uint8Array, at: readonly number[]): Uint8Array[] => {
  const points = [...new Set(at.map((point) => point % (all.length + 1)))].sort((a, b) => a - b);
  return [...points, all.length].map((point, index) => all.subarray(index === 0 ? 0 : points[index - 1], point));
};

/** Anything a word can hold, with a preference for what is special in it. */
const word = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('"', '\\', ' ', '\t', '#', '=', 'ä', 'OL'),
      fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' }),
    ),
    maxLength: 40,
  })
  .map((text) => text.replace(/[\n\r]/g, ''));
const cuts = fc.array(fc.nat({ max: 5_000 }), { maxLength: 20 });

describe('a line of the daemon', () => {
  it('is parsed as RFC 9271 shows it', () => {
    expect(words('VAR su700 ups.mfr "APC"\n')).toEqual([['VAR', 'su700', 'ups.mfr', 'APC']]);
    expect(words('VAR su700 ups.model "SMART-UPS \\"700\\" C:\\\\X"\n')).toEqual([
      ['VAR', 'su700', 'ups.model', 'SMART-UPS "700" C:\\X'],
    ]);
    expect(words('BEGIN LIST VAR su700\nOK\r\n\n   \nERR DATA-STALE\n')).toEqual([
      ['BEGIN', 'LIST', 'VAR', 'su700'],
      ['OK'],
      ['ERR', 'DATA-STALE'],
    ]);
    expect(words('VAR ups device.serial ""\n')).toEqual([['VAR', 'ups', 'device.serial', '']]);
  });

  it('ends with LF or CR LF, and keeps the quotes that are escaped in it', () => {
    expect(words('VAR usv ups.model "Back-UPS \\"ES\\" 700"\r\nVAR usv ups.status "OL"\r\n')).toEqual([
      ['VAR', 'usv', 'ups.model', 'Back-UPS "ES" 700'],
      ['VAR', 'usv', 'ups.status', 'OL'],
    ]);
  });

  it('is dropped where a quote or an escape does not end, and the next one is read', () => {
    expect(words('VAR ups a "b\nOK\nVAR ups a b\\\nOK\n')).toEqual([
      ['discarded 12'],
      ['OK'],
      ['discarded 12'],
      ['OK'],
    ]);
  });

  it('is dropped and counted when it is too long, and the next one is read', () => {
    expect(words(`${'x'.repeat(LONGEST_LINE)}\nOK\n`)).toEqual([['x'.repeat(LONGEST_LINE)], ['OK']]);
    expect(words(`${'x'.repeat(LONGEST_LINE + 1)}\nOK\n`)).toEqual([[`discarded ${LONGEST_LINE + 1}`], ['OK']]);
    expect(words(`${'x'.repeat(100_000)}\nOK\n`)).toEqual([['discarded 100000'], ['OK']]);
  });

  it('comes back from its own quoting, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), cuts, (said, at) => {
        const sent = command(...said);
        fc.pre(sent.length <= LONGEST_LINE);
        expect(lines(cut(sent, at))).toEqual([{ kind: 'words', words: said, raw: expect.any(String) as string }]);
      }),
      { numRuns },
    );
  });

  it('a quoted word holds no bare quote and no end of a line', () => {
    fc.assert(
      fc.property(word, (one) => {
        expect(wordsOf(`VAR ${quote(one)} x`)).toEqual(['VAR', one, 'x']);
      }),
      { numRuns },
    );
  });

  it('any bytes, in any pieces, give the same lines; nothing throws; no byte of a line is lost unsaid', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4_000 }), cuts, (all, at) => {
        const whole = lines([all]);
        expect(lines(cut(all, at))).toEqual(whole);
        for (const line of whole) {
          if (line.kind === 'words') expect(line.raw.length).toBeLessThanOrEqual(LONGEST_LINE);
          else expect(line.count).toBeGreaterThan(0);
        }
      }),
      { numRuns },
    );
  });

  it('after any noise that ends its line, the next line is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (noise) => {
        const found = lines([noise, Uint8Array.of(0x0a), bytes('ERR DATA-STALE\n')]);
        expect(found.at(-1)).toEqual({ kind: 'words', words: ['ERR', 'DATA-STALE'], raw: 'ERR DATA-STALE' });
      }),
      { numRuns },
    );
  });
});

describe('a list of variables', () => {
  const take = (text: string, ups = 'ups'): Reply<Variables> | undefined => {
    const list = new ListOfVariables(ups);
    for (const line of lines([bytes(text)])) {
      const reply = list.take(line);
      if (reply !== undefined) return reply;
    }
    return undefined;
  };

  it('is complete at its end, and not before', () => {
    const begun = 'BEGIN LIST VAR ups\nVAR ups ups.status "OL CHRG"\nVAR ups ups.load 12\n';
    expect(take(begun)).toBeUndefined();
    expect(take(`${begun}END LIST VAR ups\n`)).toEqual({
      kind: 'done',
      value: new Map([
        ['ups.status', 'OL CHRG'],
        ['ups.load', '12'],
      ]),
    });
  });

  it('may be refused', () => {
    expect(take('ERR DATA-STALE\n')).toEqual({ kind: 'error', code: 'DATA-STALE' });
    expect(take('ERR ACCESS-DENIED please ask\n')).toEqual({ kind: 'error', code: 'ACCESS-DENIED' });
    expect(take('BEGIN LIST VAR ups\nERR DRIVER-NOT-CONNECTED\n')).toEqual({
      kind: 'error',
      code: 'DRIVER-NOT-CONNECTED',
    });
    expect(take('ERR\n')).toEqual({ kind: 'error', code: '' });
  });

  it('of another UPS, or of something else, is rejected', () => {
    for (const text of [
      'BEGIN LIST VAR other\n',
      'OK\n',
      'VAR ups a b\n',
      'END LIST VAR ups\n',
      'BEGIN LIST VAR ups\nVAR other a b\n',
      'BEGIN LIST VAR ups\nVAR ups a\n',
      'BEGIN LIST VAR ups\nEND LIST VAR other\n',
      'BEGIN LIST RW ups\n',
    ]) {
      expect(take(text), text).toEqual({ kind: 'nonsense' });
    }
  });

  it('is rejected with the end of another list', () => {
    const many = Array.from({ length: LONGEST_LIST + 1 }, (_, at) => `VAR ups n${at} "1"\n`).join('');
    expect(take(`BEGIN LIST VAR ups\n${many}`)).toEqual({ kind: 'nonsense' });
  });

  it('holds every variable that was said, whatever its value', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}(\.[a-z0-9]{1,8}){0,3}$/), word, { maxKeys: 30 }),
        (said) => {
          const text = `BEGIN LIST VAR ups\n${Object.entries(said)
            .map(([name, value]) => `VAR ups ${name} "${value.replace(/["\\]/g, '\\$&')}"\n`)
            .join('')}END LIST VAR ups\n`;
          expect(take(text)).toEqual({ kind: 'done', value: new Map(Object.entries(said)) });
        },
      ),
      { numRuns },
    );
  });
});

it('an acknowledgement is OK with or without words behind it, or ERR', () => {
  const [ok, on, error, other] = lines([bytes('OK\nOK TRACKING 1\nERR INVALID-PASSWORD\nVAR\n')]);
  expect([ok, on, error, other].map((line) => line && acknowledged(line))).toEqual([
    { kind: 'done', value: undefined },
    { kind: 'done', value: undefined },
    { kind: 'error', code: 'INVALID-PASSWORD' },
    { kind: 'nonsense' },
  ]);
});
