import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LARGEST_TAKE_AWAY,
  LONGEST_FRAGMENT,
  TakeAway,
  takeAwayLink,
} from '../../../../register/contract/take-away.ts';
import { readTakeAway } from '../../../harness/take-away-reader.ts';

const PUBLIC = 'https://dokumente.musterstadt.example';
const packed = (content: string | Buffer): string => `1.${deflateRawSync(content).toString('base64url')}`;

/** Signs of all scripts without the ones that a payload refuses. */
const words = (longest: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: longest })
    .map((text) => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/gu, '?').slice(0, longest));
const optional = { requiredKeys: [] };
const content: fc.Arbitrary<TakeAway> = fc
  .record(
    {
      l: fc.constantFrom('de', 'en', 'ar'),
      t: words(200),
      b: fc.array(words(40), { maxLength: 12 }),
      s: fc.array(
        fc.record(
          {
            t: words(20),
            i: fc.array(words(20), { maxLength: 12 }),
            r: fc.array(
              fc.record({ k: words(20), v: words(20), c: fc.constant(1 as const) }, { requiredKeys: ['k', 'v'] }),
              { maxLength: 12 },
            ),
            n: words(20),
          },
          optional,
        ),
        { maxLength: 8 },
      ),
      o: fc.record(
        { n: words(20), a: fc.array(words(20), { maxLength: 4 }), p: fc.constantFrom('115', '+49 (0)30 23125-100') },
        { requiredKeys: ['n', 'a'] },
      ),
    },
    { requiredKeys: ['l', 't'] },
  )
  .filter((one) => TakeAway.safeParse(one).success) as fc.Arbitrary<TakeAway>;

describe('what is taken along', () => {
  it('comes out on the phone as the terminal put it in, or is no link', async () => {
    let links = 0;
    await fc.assert(
      fc.asyncProperty(content, async (one) => {
        const link = takeAwayLink(PUBLIC, one);
        if (link === null) return;
        links += 1;
        const { pathname, search, hash } = new URL(link);
        expect([pathname, search, link.length <= PUBLIC.length + 3 + LONGEST_FRAGMENT]).toEqual(['/t', '', true]);
        expect(await readTakeAway(hash.slice(1))).toEqual(one);
      }),
      { numRuns: 300 },
    );
    expect(links).toBeGreaterThan(50);
  });

  it('is refused as any letters, without throwing', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 1_200 }), async (text) => {
        expect(await readTakeAway(text)).toBeNull();
        expect(await readTakeAway(`1.${text}`)).toBeNull();
      }),
      { numRuns: 300 },
    ));

  it('is refused as any bytes, compressed or not, without throwing', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), async (bytes) => {
        expect(await readTakeAway(`1.${Buffer.from(bytes).toString('base64url')}`)).toBeNull();
        expect(await readTakeAway(packed(Buffer.from(bytes)))).toBeNull();
      }),
      { numRuns: 300 },
    ));

  it('is accepted by the phone exactly where the contract accepts it', () =>
    fc.assert(
      fc.asyncProperty(
        content.filter((one) => JSON.stringify(one).length < 600),
        fc.jsonValue({ maxDepth: 2 }),
        fc.nat(),
        async (one, value, at) => {
          const changed = replaced(one, value, at);
          const fragment = packed(JSON.stringify(changed));
          fc.pre(fragment.length <= LONGEST_FRAGMENT);
          expect((await readTakeAway(fragment)) !== null).toBe(TakeAway.safeParse(changed).success);
        },
      ),
      { numRuns: 500 },
    ));

  const good: TakeAway = { l: 'de', t: 'Bereit', s: [{ r: [{ k: 'Vorgang', v: 'VG-1' }] }] };
  it.each<[string, unknown]>([
    ['a key that nobody knows', { ...good, x: 1 }],
    ['a key that nobody knows, in a row', { ...good, s: [{ r: [{ k: 'a', v: 'b', href: 'c' }] }] }],
    ['another language', { ...good, l: 'fr' }],
    ['no title', { l: 'de' }],
    ['a line break in a value', { ...good, t: 'a\nb' }],
    ['an override of the direction', { ...good, t: 'a\u202eb' }],
    ['a phone that is an address', { ...good, o: { n: 'a', a: [], p: 'javascript:1' } }],
    ['too many sections', { ...good, s: Array.from({ length: 9 }, () => ({})) }],
    ['a list', [good]],
    ['nothing', null],
  ])('is refused with %s, on both sides', async (_, one) => {
    expect(TakeAway.safeParse(one).success).toBe(false);
    expect(await readTakeAway(packed(JSON.stringify(one)))).toBeNull();
    expect(takeAwayLink(PUBLIC, one as TakeAway)).toBeNull();
  });

  it.each([
    ['cut', (fragment: string) => fragment.slice(0, -6)],
    ['of another version', (fragment: string) => fragment.replace(/^1/, '2')],
    ['with something behind it', (fragment: string) => `${fragment}.x`],
    ['without a payload', () => '1.'],
    ['without anything', () => ''],
    ['longer than allowed', (fragment: string) => fragment.padEnd(LONGEST_FRAGMENT + 1, 'A')],
  ])('is refused %s', async (_, change) => {
    const fragment = packed(JSON.stringify(good));
    expect(await readTakeAway(fragment)).toEqual(good);
    expect(await readTakeAway(change(fragment))).toBeNull();
  });

  it('is refused where little becomes much', async () => {
    const blanks = (count: number) => packed(JSON.stringify(good) + ' '.repeat(count));
    expect(await readTakeAway(blanks(100))).toEqual(good);
    const much = blanks(LARGEST_TAKE_AWAY);
    expect(much.length).toBeLessThan(LONGEST_FRAGMENT);
    expect(await readTakeAway(much)).toBeNull();
  });
});

/** The same, with what stands at one of its places replaced. */
function replaced(value: unknown, by: unknown, at: number): unknown {
  const places: (string | number)[][] = [];
  const walk = (one: unknown, path: (string | number)[]): void => {
    places.push(path);
    if (typeof one === 'object' && one !== null)
      for (const [key, inner] of Object.entries(one)) walk(inner, [...path, Array.isArray(one) ? Number(key) : key]);
  };
  walk(value, []);
  const set = (one: unknown, [key, ...rest]: (string | number)[]): unknown => {
    if (key === undefined) return by;
    if (Array.isArray(one)) return one.map((inner: unknown, index) => (index === key ? set(inner, rest) : inner));
    return { ...(one as object), [key]: set((one as Record<string, unknown>)[key], rest) };
  };
  return set(value, places[at % places.length] ?? []);
}
