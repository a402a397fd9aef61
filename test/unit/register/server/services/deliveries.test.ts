import { createDecipheriv, randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PUBLIC, SEALING, declined, startTown, useTown, value } from './town.ts';
import type { Town } from './town.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

const link = async (town: Town, shown: { document: string; visit: string }) =>
  value(await town.client.call('downloadLink', shown));
const idOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? '';
/** A certificate for Erika, and what she shows for it. */
async function issued(town: Town, more: Parameters<Town['issue']>[1] = {}) {
  const visit = await town.signIn('erika');
  const { document, reference } = await town.issue(visit, more);
  return { shown: { document, visit }, visit, document, reference };
}
const contents = async (town: Town) =>
  (await town.database.db.selectFrom('issued_document').select('content').where('content', 'is not', null).execute())
    .length;

/** What the page in the browser does with what it was given. */
function decrypt(url: string, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv(
    'aes-256-gcm',
    Buffer.from(new URL(url).hash.slice(1), 'base64url'),
    sealed.subarray(0, 12),
  );
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

describe('an issued document', () => {
  test('is given to the person who ordered it, at the terminal of the order', async () => {
    const town = await useTown();
    const { shown, document, reference } = await issued(town);
    const content = value(await town.client.call('document', shown));
    expect(content).toMatchObject({ pages: 1, reference });
    expect(Buffer.from(content.pdf, 'base64').toString()).toBe(`%PDF-1.7 ${reference} 1`);
    const other = await town.terminal('other');
    for (const route of ['document', 'downloadLink', 'pickUp'] as const)
      expect(await other.call(route, shown)).toEqual(declined('signed-out'));
    expect(await town.client.call('document', { ...shown, document: 'C'.repeat(43) })).toEqual(declined('not-found'));
    // Its token alone is nothing, and neither is it with somebody else's visit.
    expect(await town.client.call('document', { document })).toEqual(declined('signed-out'));
    expect(await town.client.call('document', { document, visit: await town.signIn('oneName') })).toEqual(
      declined('signed-out'),
    );
    expect(await town.client.call('document', { document, visit: await town.signIn('erika') })).toEqual(
      declined('signed-out'),
    );
  });

  test('is sealed while it waits, and its token is not stored', async () => {
    const town = await useTown();
    const { document } = await issued(town);
    const row = await town.database.db
      .selectFrom('issued_document')
      .select(['content', 'kid'])
      .executeTakeFirstOrThrow();
    expect(Buffer.from(row.content ?? []).toString('latin1')).toMatch(/^[\w-]+(\.[\w-]+){4}$/);
    expect(row.kid).toBe(SEALING.publicKeys[0]?.kid);
    expect(JSON.stringify(await town.database.db.selectFrom('request').selectAll().execute())).not.toContain(document);
  });

  test('that was stored unsealed is given until its purpose is over', async () => {
    const town = await useTown();
    const { shown } = await issued(town);
    await town.database.db
      .updateTable('issued_document')
      .set({ kid: null, content: Buffer.from('%PDF-1.7 older') })
      .execute();
    expect(Buffer.from(value(await town.client.call('document', shown)).pdf, 'base64').toString()).toBe(
      '%PDF-1.7 older',
    );
  });

  test('is refused by a register without a key to seal with', async () => {
    const town = await startTown({}, undefined, { sealing: undefined });
    onTestFinished(town.close);
    const answer = await town.client.call('certificate', {
      visit: await town.signIn('erika'),
      key: randomUUID(),
      order: {
        kind: 'simple',
        fields: [],
        delivery: 'electronic',
      },
      payment: null,
    });
    expect(answer).toEqual({ ok: false, error: { kind: 'unavailable' } });
  });

  test.each([
    ['is signed out', 0],
    ['stays idle for ten minutes', 10 * MINUTE],
    ['leaves the terminal alone for 45 minutes', 45 * MINUTE],
  ])('of the electronic kind is removed when the visitor %s', async (_name, ms) => {
    const town = await useTown();
    const { shown, visit } = await issued(town);
    if (ms === 0) value(await town.client.call('signOut', { visit }));
    town.advance(ms);
    expect(await town.client.call('document', shown)).toEqual(declined('signed-out'));
    await town.client.call('eidSession', { language: 'de' });
    expect(await contents(town)).toBe(0);
  });

  test('of the electronic kind is removed when it was reported as handed over, or as left', async () => {
    const town = await useTown();
    for (const event of ['handed-over', 'left'] as const) {
      const key = randomUUID();
      const { shown, visit } = await issued(town, { key });
      await town.report(key, 'captured');
      expect((await town.client.call('document', shown)).ok).toBe(true);
      await town.report(key, event);
      expect(await contents(town)).toBe(0);
      expect(await town.client.call('document', shown)).toEqual(declined('not-found'));
      expect(
        await town.client.call('certificate', {
          visit,
          key,
          order: { kind: 'simple', fields: [], delivery: 'electronic' },
          payment: null,
        }),
      ).toEqual(declined('not-found'));
    }
  });

  test('is not removed by the report of another terminal', async () => {
    const town = await useTown();
    const key = randomUUID();
    const { shown } = await issued(town, { key });
    await town.report(key, 'handed-over', await town.terminal('other'));
    expect((await town.client.call('document', shown)).ok).toBe(true);
  });
});

describe('an order that is over', () => {
  test('gives no document by its key or by any token', async () => {
    const town = await useTown();
    const key = randomUUID();
    const { shown, visit, document, reference } = await issued(town, { key, kind: 'extended', printed: true });
    value(await town.client.call('document', shown));
    const { link: id } = await link(town, shown);
    await town.server.deliveries.fetchOnce(id);
    await town.report(key, 'handed-over');
    value(await town.client.call('signOut', { visit }));
    const answers = [
      await town.client.call('order', { key }),
      await town.client.call('order', { key, visit }),
      await town.client.call('reprint', { key }),
      ...(await Promise.all(
        [{ document }, shown, { document: visit }, { document: id }].map((one) => town.client.call('document', one)),
      )),
      ...(await Promise.all(
        [document, visit, id].flatMap((token) =>
          (['downloadLink', 'pickUp'] as const).map((route) => town.client.call(route, { document: token, visit })),
        ),
      )),
      await town.client.call('handOver', shown),
      await town.client.call('linkState', { visit, link: id }),
      await town.client.call('document', { document, visit: await town.signIn('erika') }),
      await town.client.call('order', { key, visit: await town.signIn('erika') }),
    ];
    expect(answers.filter(({ ok }) => ok)).toEqual([
      {
        ok: true,
        value: { state: 'issued', reference, document: null },
      },
      { ok: true, value: { state: 'issued', reference, document: null } },
    ]);
    expect(JSON.stringify(answers)).not.toMatch(/Muster|Erika|Gabler|1964|Heidestra|Mühlenteich|%PDF|JVBERi/);
    expect(await contents(town)).toBe(0);
    expect(
      await town.database.db.selectFrom('request').select('answer').where('key', '=', key).executeTakeFirst(),
    ).toEqual({ answer: { reference } });
  });

  test('which is a case has no stored secret', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const kept = async () =>
      JSON.stringify(
        await town.database.db.selectFrom('request').select('answer').where('route', '=', 'criminalRecord').execute(),
      );
    const order = async (key: string) =>
      value(
        await town.client.call('criminalRecord', {
          visit,
          key,
          order: { type: 'N' },
          payment: { amountCents: 1300, receipt: 1, terminalId: null },
        }),
      );
    const [reported, forgotten] = [randomUUID(), randomUUID()];
    const secrets = [(await order(reported)).secret, (await order(forgotten)).secret];
    await town.report(reported, 'handed-over');
    expect([await kept()].map((text) => secrets.map((secret) => text.includes(secret)))).toEqual([[false, true]]);
    town.advance(45 * MINUTE);
    await town.client.call('eidSession', { language: 'de' });
    expect(await kept()).not.toContain(secrets[1]);
  });
});

describe('an order that is open', () => {
  test('gives its document to the person who ordered it, and not by its key', async () => {
    const town = await useTown();
    const key = randomUUID();
    const { visit, document, reference } = await issued(town, { key });
    expect(value(await town.client.call('order', { key }))).toEqual({ state: 'issued', reference, document: null });
    expect(value(await town.client.call('order', { key, visit }))).toEqual({ state: 'issued', reference, document });
    expect(value(await town.client.call('order', { key, visit: await town.signIn('oneName') }))).toEqual({
      state: 'issued',
      reference,
      document: null,
    });
    expect(await town.client.call('order', { key, visit: 'A'.repeat(43) })).toEqual(declined('signed-out'));
  });

  test('that was paid for can be printed by staff at its terminal after the visit, until its end is reported', async () => {
    const town = await useTown();
    const key = randomUUID();
    const { visit, shown, reference } = await issued(town, { key, printed: true });
    value(await town.client.call('signOut', { visit }));
    expect(await town.client.call('document', shown)).toEqual(declined('signed-out'));
    expect(await (await town.terminal('other')).call('reprint', { key })).toEqual(declined('not-found'));
    expect(await town.client.call('reprint', { key: randomUUID() })).toEqual(declined('not-found'));
    const { document } = value(await town.client.call('reprint', { key }));
    expect(value(await town.client.call('document', { document })).reference).toBe(reference);
    expect(await (await town.terminal('another')).call('document', { document })).toEqual(declined('not-found'));
    // What staff hold for it gives no link and no code.
    expect(await town.client.call('downloadLink', { document, visit })).toEqual(declined('signed-out'));
    town.advance(10 * MINUTE);
    expect(await town.client.call('document', { document })).toEqual(declined('not-found'));
    const again = value(await town.client.call('reprint', { key }));
    await town.report(key, 'handed-over');
    expect(await town.client.call('document', { document: again.document })).toEqual(declined('not-found'));
    expect(await town.client.call('reprint', { key })).toEqual(declined('not-found'));
    expect(await contents(town)).toBe(0);
  });

  test('that is electronic, or was paid back, cannot be printed by staff', async () => {
    const town = await useTown();
    const [electronic, back] = [randomUUID(), randomUUID()];
    await issued(town, { key: electronic });
    const { shown } = await issued(town, { key: back, printed: true });
    const { code } = value(await town.client.call('pickUp', shown));
    await town.report(back, 'reversed');
    for (const key of [electronic, back])
      expect(await town.client.call('reprint', { key })).toEqual(declined('not-found'));
    // A person who got the money back gets no document for it.
    expect(await town.client.call('redeem', { code })).toEqual(declined('not-found'));
  });

  test('without a report is kept for two weeks', async () => {
    const town = await useTown();
    const key = randomUUID();
    await issued(town, { key, printed: true });
    town.advance(14 * DAY - 1);
    expect((await town.client.call('reprint', { key })).ok).toBe(true);
    town.advance(10 * MINUTE);
    expect(await town.client.call('reprint', { key })).toEqual(declined('not-found'));
    await town.client.call('eidSession', { language: 'de' });
    expect(await contents(town)).toBe(0);
  });
});

describe('a download', () => {
  test('is given once, encrypted with the key behind the #', async () => {
    const town = await useTown();
    const { shown, visit, reference } = await issued(town);
    const { url, expiresAt, link: id } = await link(town, shown);
    const state = async () => value(await town.client.call('linkState', { visit, link: id })).state;
    expect(await state()).toBe('waiting');
    expect(expiresAt).toBe(new Date(town.clock.now() + 30 * MINUTE).toISOString());
    expect(url).toMatch(new RegExp(`^${PUBLIC}/d/[\\w-]{43}#[\\w-]{43}$`));
    const sealed = await town.server.deliveries.fetchOnce(idOf(url));
    if (sealed === null) throw new Error('nothing was given');
    expect(Buffer.from(sealed).includes(reference)).toBe(false);
    expect(decrypt(url, sealed).toString()).toBe(`%PDF-1.7 ${reference} 1`);
    expect(await town.server.deliveries.fetchOnce(idOf(url))).toBeNull();
    expect(await state()).toBe('fetched');
    expect(await (await town.terminal('other')).call('linkState', { visit, link: id })).toEqual(declined('signed-out'));
    expect(value(await town.client.call('linkState', { visit, link: 'x'.repeat(43) })).state).toBe('over');
  });

  test('is kept after the document and the visit, until it is fetched', async () => {
    const town = await useTown();
    const key = randomUUID();
    const { shown, visit, reference } = await issued(town, { key });
    const { url } = await link(town, shown);
    await town.report(key, 'handed-over');
    value(await town.client.call('signOut', { visit }));
    expect(await contents(town)).toBe(0);
    const sealed = await town.server.deliveries.fetchOnce(idOf(url));
    expect(decrypt(url, sealed ?? new Uint8Array(28)).toString()).toContain(reference);
  });

  test('is replaced by the next one when it was not used', async () => {
    const town = await useTown();
    const { shown, visit } = await issued(town);
    const [first, second] = [await link(town, shown), await link(town, shown)];
    expect(value(await town.client.call('linkState', { visit, link: first.link })).state).toBe('over');
    expect(await town.server.deliveries.fetchOnce(idOf(first.url))).toBeNull();
    expect(await town.server.deliveries.fetchOnce(idOf(second.url))).not.toBeNull();
  });

  test('is given to one of two simultaneous requests', async () => {
    const town = await useTown();
    const { url } = await link(town, (await issued(town)).shown);
    const given = await Promise.all(Array.from({ length: 5 }, () => town.server.deliveries.fetchOnce(idOf(url))));
    expect(given.filter((one) => one !== null)).toHaveLength(1);
  });

  test('expires, and is then removed', async () => {
    const town = await useTown();
    const { shown, visit } = await issued(town);
    town.advance(5 * MINUTE);
    const { url, link: id } = await link(town, shown);
    for (let quarter = 0; quarter < 4; quarter += 1) {
      expect(value(await town.client.call('linkState', { visit, link: id })).state).toBe('waiting');
      town.advance(7.5 * MINUTE);
    }
    expect(value(await town.client.call('linkState', { visit, link: id })).state).toBe('over');
    expect(await town.server.deliveries.fetchOnce(idOf(url))).toBeNull();
    town.advance(MINUTE);
    await town.client.call('eidSession', { language: 'de' });
    expect(await town.database.db.selectFrom('download_link').selectAll().execute()).toEqual([]);
  });

  test('neither its name nor its key is in the database', async () => {
    const town = await useTown();
    const { url } = await link(town, (await issued(town)).shown);
    const row = await town.database.db.selectFrom('download_link').selectAll().executeTakeFirstOrThrow();
    const stored = Buffer.concat([row.id_hash, row.cipher ?? Buffer.alloc(0)]);
    expect(stored.includes(Buffer.from(new URL(url).hash.slice(1), 'base64url'))).toBe(false);
    expect(stored.includes(Buffer.from(idOf(url)))).toBe(false);
  });

  test('is not possible without a public address', async () => {
    const town = await useTown({ publicUrl: undefined });
    expect(await town.client.call('downloadLink', (await issued(town)).shown)).toEqual(declined('not-possible'));
  });
});

describe('a pick-up code', () => {
  test('is redeemed once at any terminal, and voids the former token', async () => {
    const town = await useTown();
    const { shown, document, reference } = await issued(town);
    const { code, expiresAt } = value(await town.client.call('pickUp', shown));
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(expiresAt).toBe(new Date(town.clock.now() + 14 * DAY).toISOString());
    const counter = await town.terminal('counter');
    const redeemed = value(await counter.call('redeem', { code }));
    expect(redeemed).toEqual({
      document: expect.any(String),
      reference,
      pages: 1,
      issuedAt: new Date(town.clock.now()).toISOString(),
    });
    expect((await counter.call('document', { document: redeemed.document })).ok).toBe(true);
    expect(await town.client.call('document', { document })).toEqual(declined('not-found'));
    expect(await town.client.call('document', shown)).toEqual(declined('not-found'));
    expect(await town.client.call('document', { document: redeemed.document })).toEqual(declined('not-found'));
    // Only where it was redeemed, and for an hour: an answer may be lost, or the printer empty.
    expect(await town.client.call('redeem', { code })).toEqual(declined('not-found'));
    const again = value(await counter.call('redeem', { code }));
    expect(await counter.call('document', { document: redeemed.document })).toEqual(declined('not-found'));
    expect((await counter.call('document', { document: again.document })).ok).toBe(true);
    town.advance(60 * MINUTE);
    expect(await counter.call('redeem', { code })).toEqual(declined('not-found'));
    expect(town.events.filter(({ event }) => event === 'redeemed')).toEqual(
      [1, 2].map(() => ({ event: 'redeemed', terminal: 'counter', reference })),
    );
  });

  test('is valid after visit and order, until the paper is handed over at the counter', async () => {
    const town = await useTown();
    const key = randomUUID();
    const { shown, visit } = await issued(town, { key });
    const { code } = value(await town.client.call('pickUp', shown));
    await town.report(key, 'handed-over');
    value(await town.client.call('signOut', { visit }));
    expect(await contents(town)).toBe(1);
    const counter = await town.terminal('counter');
    const { document } = value(await counter.call('redeem', { code }));
    value(await counter.call('handOver', { document }));
    expect(await contents(town)).toBe(0);
    expect(await counter.call('redeem', { code })).toEqual(declined('not-found'));
    expect(await counter.call('document', { document })).toEqual(declined('not-found'));
    expect(await counter.call('handOver', { document })).toEqual(declined('not-found'));
  });

  test('that was redeemed without a report is removed after an hour', async () => {
    const town = await useTown();
    const { shown, visit } = await issued(town);
    value(await town.client.call('redeem', { code: value(await town.client.call('pickUp', shown)).code }));
    value(await town.client.call('signOut', { visit }));
    expect(await contents(town)).toBe(1);
    town.advance(60 * MINUTE);
    await town.client.call('eidSession', { language: 'de' });
    expect(await contents(town)).toBe(0);
  });

  test('that was not used is removed after its last day', async () => {
    const town = await useTown();
    const { shown } = await issued(town);
    value(await town.client.call('pickUp', shown));
    town.advance(14 * DAY - 1);
    await town.client.call('eidSession', { language: 'de' });
    expect(await contents(town)).toBe(1);
    town.advance(10 * MINUTE);
    await town.client.call('eidSession', { language: 'de' });
    expect(await contents(town)).toBe(0);
  });

  test('is given to one of two simultaneous requests', async () => {
    const town = await useTown();
    const { code } = value(await town.client.call('pickUp', (await issued(town)).shown));
    const counters = await Promise.all(Array.from({ length: 5 }, (_, at) => town.terminal(`counter-${at}`)));
    const answers = await Promise.all(counters.map((counter) => counter.call('redeem', { code })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('is replaced by a newer one', async () => {
    const town = await useTown();
    const { shown } = await issued(town);
    const [first, second] = [
      value(await town.client.call('pickUp', shown)).code,
      value(await town.client.call('pickUp', shown)).code,
    ];
    expect(await town.client.call('redeem', { code: first })).toEqual(declined('not-found'));
    expect((await town.client.call('redeem', { code: second })).ok).toBe(true);
  });

  test('cannot be guessed: after ten wrong ones the terminal has to wait', async () => {
    const town = await useTown();
    for (let time = 0; time < 10; time += 1)
      expect(await town.client.call('redeem', { code: `0000-0000-000${time}` })).toEqual(declined('not-found'));
    expect(await town.client.call('redeem', { code: '0000-0000-000A' })).toMatchObject({
      ok: false,
      error: { kind: 'rate-limited' },
    });
  });

  test('expires after two weeks', async () => {
    const town = await useTown();
    const code = async () => value(await town.client.call('pickUp', (await issued(town)).shown)).code;
    const [one, other] = [await code(), await code()];
    town.advance(14 * DAY - 1);
    expect((await town.client.call('redeem', { code: one })).ok).toBe(true);
    town.advance(1);
    expect(await town.client.call('redeem', { code: other })).toEqual(declined('not-found'));
  });

  test('that was made up is not found, and with other letters is invalid', async () => {
    const town = await useTown();
    expect(await town.client.call('redeem', { code: 'ABCD-1234-EFGH' })).toEqual(declined('not-found'));
    expect(await town.client.call('redeem', { code: 'ILOU-1234-EFGH' })).toEqual({
      ok: false,
      error: { kind: 'invalid-request', fields: ['code'] },
    });
  });
});
