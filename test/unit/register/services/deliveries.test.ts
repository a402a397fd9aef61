import { createDecipheriv, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { PUBLIC, declined, useTown, value } from './town.ts';
import type { Town } from './town.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

const link = async (town: Town, document: string) => value(await town.client.call('downloadLink', { document }));
const idOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? '';

/** What the page in the browser does with what it was given. */
function decrypt(url: string, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(new URL(url).hash.slice(1), 'base64url'), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

describe('a document', () => {
  test('is its terminal’s, also after the sign-in', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const { document, reference } = await town.issue(visit);
    const content = value(await town.client.call('document', { document }));
    expect(content).toMatchObject({ pages: 1, reference });
    expect(Buffer.from(content.pdf, 'base64').toString()).toBe(`%PDF-1.7 ${reference} 1`);
    const other = await town.terminal('other');
    for (const route of ['document', 'downloadLink', 'pickUp'] as const) expect(await other.call(route, { document })).toEqual(declined('not-found'));
    expect(await town.client.call('document', { document: 'C'.repeat(43) })).toEqual(declined('not-found'));
    await town.client.call('signOut', { visit });
    expect((await town.client.call('document', { document })).ok).toBe(true);
  });

  test('is kept for two weeks, or as long as somebody may still pick it up; then also the answers to its order are gone', async () => {
    const town = await useTown();
    const key = randomUUID();
    const { document, reference } = await town.issue(await town.signIn('erika'), { key });
    const awaited = await town.issue(await town.signIn('erika'));
    town.advance(13 * DAY);
    const { code } = value(await town.client.call('pickUp', { document: awaited.document }));
    town.advance(DAY);
    await town.client.call('eidSession', { language: 'de' });
    expect(await town.client.call('document', { document })).toEqual(declined('not-found'));
    expect(value(await town.client.call('order', { key }))).toEqual({ state: 'issued', reference, document: null });
    const visit = await town.signIn('erika');
    expect(await town.client.call('certificate', { visit, key, order: { kind: 'simple', fields: [], delivery: 'electronic' }, payment: null })).toEqual(declined('not-found'));
    expect(JSON.stringify(await town.database.db.selectFrom('request').selectAll().execute())).not.toContain(document);
    expect(value(await town.client.call('redeem', { code })).reference).toBe(awaited.reference);
  });
});

describe('a download', () => {
  test('is given once, encrypted with the key behind the #', async () => {
    const town = await useTown();
    const { document, reference } = await town.issue(await town.signIn('erika'));
    const { url, expiresAt } = await link(town, document);
    expect(expiresAt).toBe(new Date(town.clock.now() + 30 * MINUTE).toISOString());
    expect(url).toMatch(new RegExp(`^${PUBLIC}/d/[\\w-]{43}#[\\w-]{43}$`));
    const sealed = await town.server.deliveries.fetchOnce(idOf(url));
    if (sealed === null) throw new Error('nothing was given');
    expect(Buffer.from(sealed).includes(reference)).toBe(false);
    expect(decrypt(url, sealed).toString()).toBe(`%PDF-1.7 ${reference} 1`);
    expect(await town.server.deliveries.fetchOnce(idOf(url))).toBeNull();
  });

  test('at the same moment: one gets it', async () => {
    const town = await useTown();
    const { url } = await link(town, (await town.issue(await town.signIn('erika'))).document);
    const given = await Promise.all(Array.from({ length: 5 }, () => town.server.deliveries.fetchOnce(idOf(url))));
    expect(given.filter((one) => one !== null)).toHaveLength(1);
  });

  test('expires, and is then removed', async () => {
    const town = await useTown();
    const { document } = await town.issue(await town.signIn('erika'));
    const { url } = await link(town, document);
    town.advance(30 * MINUTE);
    expect(await town.server.deliveries.fetchOnce(idOf(url))).toBeNull();
    await town.client.call('eidSession', { language: 'de' });
    expect(await town.database.db.selectFrom('download_link').selectAll().execute()).toEqual([]);
  });

  test('neither its name nor its key is in the database', async () => {
    const town = await useTown();
    const { url } = await link(town, (await town.issue(await town.signIn('erika'))).document);
    const row = await town.database.db.selectFrom('download_link').selectAll().executeTakeFirstOrThrow();
    const stored = Buffer.concat([row.id_hash, row.cipher ?? Buffer.alloc(0)]);
    expect(stored.includes(Buffer.from(new URL(url).hash.slice(1), 'base64url'))).toBe(false);
    expect(stored.includes(Buffer.from(idOf(url)))).toBe(false);
  });

  test('is not possible without a public address', async () => {
    const town = await useTown({ publicUrl: undefined });
    const { document } = await town.issue(await town.signIn('erika'));
    expect(await town.client.call('downloadLink', { document })).toEqual(declined('not-possible'));
  });
});

describe('a pick-up', () => {
  test('by its code at any terminal, once; from then on the former token is nobody’s', async () => {
    const town = await useTown();
    const { document, reference } = await town.issue(await town.signIn('erika'));
    const { code, expiresAt } = value(await town.client.call('pickUp', { document }));
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(expiresAt).toBe(new Date(town.clock.now() + 14 * DAY).toISOString());
    const counter = await town.terminal('counter');
    const redeemed = value(await counter.call('redeem', { code }));
    expect(redeemed).toEqual({ document: expect.any(String), reference, pages: 1, issuedAt: new Date(town.clock.now()).toISOString() });
    expect((await counter.call('document', { document: redeemed.document })).ok).toBe(true);
    expect(await town.client.call('document', { document })).toEqual(declined('not-found'));
    expect(await town.client.call('document', { document: redeemed.document })).toEqual(declined('not-found'));
    // Only where it was redeemed, and for an hour: an answer may be lost, or the printer empty.
    expect(await town.client.call('redeem', { code })).toEqual(declined('not-found'));
    const again = value(await counter.call('redeem', { code }));
    expect(await counter.call('document', { document: redeemed.document })).toEqual(declined('not-found'));
    expect((await counter.call('document', { document: again.document })).ok).toBe(true);
    town.advance(60 * MINUTE);
    expect(await counter.call('redeem', { code })).toEqual(declined('not-found'));
    expect(town.events.filter(({ event }) => event === 'redeemed')).toEqual([1, 2].map(() => ({ event: 'redeemed', terminal: 'counter', reference })));
  });

  test('at the same moment: one gets it', async () => {
    const town = await useTown();
    const { code } = value(await town.client.call('pickUp', { document: (await town.issue(await town.signIn('erika'))).document }));
    const counters = await Promise.all(Array.from({ length: 5 }, (_, at) => town.terminal(`counter-${at}`)));
    const answers = await Promise.all(counters.map((counter) => counter.call('redeem', { code })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('a newer code takes the place of the former', async () => {
    const town = await useTown();
    const { document } = await town.issue(await town.signIn('erika'));
    const [first, second] = [value(await town.client.call('pickUp', { document })).code, value(await town.client.call('pickUp', { document })).code];
    expect(await town.client.call('redeem', { code: first })).toEqual(declined('not-found'));
    expect((await town.client.call('redeem', { code: second })).ok).toBe(true);
  });

  test('cannot be guessed: after ten a counter has to wait', async () => {
    const town = await useTown();
    for (let time = 0; time < 10; time += 1) expect(await town.client.call('redeem', { code: `0000-000${time}` })).toEqual(declined('not-found'));
    expect(await town.client.call('redeem', { code: '0000-000A' })).toMatchObject({ ok: false, error: { kind: 'rate-limited' } });
  });

  test('expires after two weeks', async () => {
    const town = await useTown();
    const code = async () => value(await town.client.call('pickUp', { document: (await town.issue(await town.signIn('erika'))).document })).code;
    const [one, other] = [await code(), await code()];
    town.advance(14 * DAY - 1);
    expect((await town.client.call('redeem', { code: one })).ok).toBe(true);
    town.advance(1);
    expect(await town.client.call('redeem', { code: other })).toEqual(declined('not-found'));
  });

  test('a code that was made up is nobody’s, and one with other letters is none', async () => {
    const town = await useTown();
    expect(await town.client.call('redeem', { code: 'ABCD-1234' })).toEqual(declined('not-found'));
    expect(await town.client.call('redeem', { code: 'ILOU-1234' })).toEqual({ ok: false, error: { kind: 'invalid-request', fields: ['code'] } });
  });
});
