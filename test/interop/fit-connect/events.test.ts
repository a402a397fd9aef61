/**
 * What a destination of FIT-Connect says about a case afterwards: believed only where it says so itself, counted once,
 * and in the case's own events.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CaseAnnounced, CaseEvents, CaseReceipt, CaseStatus } from '../../../register/contract/contract.ts';
import { FOLLOWING, createStatusPoller } from '../../../register/server/forwarding/status-poller.ts';
import type { CaseNews, Forwarder } from '../../../register/server/ports/forwarder.ts';
import { answer, seal, sha512, startOffice } from '../../unit/register/server/cases/support.ts';
import type { Office } from '../../unit/register/server/cases/support.ts';
import { DESTINATION, NOON, PHOTO, SCHEMA, aCase, storedState, startBench } from './bench.ts';
import type { Bench } from './bench.ts';
import type { Signing } from './server.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench?.server.stop());

describe('events of a submission', () => {
  async function handed() {
    const one = aCase(storedState(), { attachments: [['image/jpeg', PHOTO]] });
    const forwarder = bench.forwarder();
    expect(await forwarder.forward(one)).toMatchObject({ ok: true });
    const [submission] = bench.server.submitted();
    if (submission === undefined) throw new Error('nothing was submitted');
    const news = async (): Promise<{ types: string[]; over: boolean } | undefined> => {
      const heard = await forwarder.news?.(one);
      return heard?.ok === true
        ? { types: heard.value.news.map(({ type }: CaseNews) => type), over: heard.value.over }
        : undefined;
    };
    return { submission, news };
  }
  const BEFORE = ['other', 'other'];

  test('of announcement and submission are noted; acceptance and rejection are returned', async () => {
    const { submission, news } = await handed();
    expect(await news()).toEqual({ types: BEFORE, over: false });
    await bench.server.serviceSays(submission, 'notify-submission');
    await bench.server.destinationSays(submission, 'accept-submission');
    expect(await news()).toEqual({ types: [...BEFORE, 'other', 'accept'], over: true });
    expect(bench.troubles).toEqual([]);
  });

  test('of one that was not fetched in two weeks: the service rejects it', async () => {
    const { submission, news } = await handed();
    await bench.server.serviceSays(submission, 'reject-submission', { payload: { problems: [] } });
    expect(await news()).toEqual({ types: [...BEFORE, 'return'], over: true });
  });

  test('are read over several pages', async () => {
    const { submission, news } = await handed();
    const [first = ''] = submission.log;
    submission.log.splice(0, 0, ...Array.from({ length: 501 }, () => first));
    await bench.server.destinationSays(submission, 'accept-submission');
    // The same one again and again counts once.
    expect(await news()).toEqual({ types: [...BEFORE, 'accept'], over: true });
  });

  const other = randomUUID();
  test.each<[string, Signing, string]>([
    ['for another submission', { claims: { sub: `submission:${other}` } }, 'event-other-case'],
    ['for another case', { claims: { txn: `case:${other}` } }, 'event-other-case'],
    ['by another destination', { claims: { iss: other } }, 'event-issuer'],
    ['by another service', { claims: { iss: 'https://elsewhere.example' } }, 'event-issuer'],
    ['signed by the service in the destination’s name', { key: 'service' }, 'event-signature'],
    ['signed with the key that is for enciphering', { key: 'destination-encryption', kid: 'enc-1' }, 'event-signature'],
    ['with a key that nobody has', { kid: 'sig-9' }, 'event-signature'],
    ['with a signature that is not allowed', { header: { alg: 'RS512' } }, 'event-malformed'],
    ['as another kind of token', { header: { typ: 'JWT' } }, 'event-malformed'],
    [
      'of a type that there is not',
      { claims: { events: { 'https://schema.fitko.de/fit-connect/events/love-submission': {} } } },
      'event-malformed',
    ],
    ['of two types', { claims: { events: { a: {}, b: {} } } }, 'event-malformed'],
    ['from tomorrow', { claims: { iat: NOON / 1000 + 86_400 } }, 'event-future'],
    [
      'about other content',
      { payload: { authenticationTags: { metadata: 'x', data: 'y', attachments: {} } } },
      'event-tags',
    ],
    ['about nothing', { payload: {} }, 'event-tags'],
  ])('an acceptance %s is ignored', async (_what, signing, trouble) => {
    const { submission, news } = await handed();
    await bench.server.destinationSays(submission, 'accept-submission', signing);
    expect(await news()).toEqual({ types: BEFORE, over: false });
    expect(bench.troubles).toEqual([trouble]);
  });

  test('an acceptance by the service itself, or in a changed token, is ignored', async () => {
    const { submission, news } = await handed();
    await bench.server.serviceSays(submission, 'accept-submission');
    await bench.server.destinationSays(submission, 'accept-submission');
    const [head, body = '', signature] = (submission.log.pop() ?? '').split('.');
    const changed = Buffer.from(
      JSON.stringify({ ...(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as object), jti: randomUUID() }),
    ).toString('base64url');
    submission.log.push(`${head}.${changed}.${signature}`, 'kein.token', '');
    expect(await news()).toEqual({ types: BEFORE, over: false });
    expect(bench.troubles).toEqual(['event-issuer', 'event-signature', 'event-malformed']);
  });

  test('of a destination with an expired certificate are ignored', async () => {
    const { submission, news } = await handed();
    await bench.server.destinationSays(submission, 'accept-submission');
    bench.server.keys.set(
      'sig-1',
      await bench.authority.jwk('destination-signature', 'sig-1', 'verify', { to: new Date('2026-11-20T00:00:00Z') }),
    );
    expect(await news()).toEqual({ types: BEFORE, over: false });
  });

  test('are asked for again later when the log cannot be read', async () => {
    const { news } = await handed();
    bench.server.faults.events = ['server'];
    expect([await news(), bench.troubles]).toEqual([undefined, ['server']]);
    expect(await news()).toMatchObject({ over: false });
  });
});

describe('a register with FIT-Connect behind it', () => {
  let office: Office;
  let service: string;
  let current: Forwarder;
  const relay: Forwarder = {
    name: 'fit-connect',
    forward: (one) => current.forward(one),
    news: async (one) => (await current.news?.(one)) ?? { ok: false, error: 'later' },
  };
  beforeAll(async () => {
    const routes: Record<string, string> = {};
    office = await startOffice({ forwarding: { forwarders: [relay], routes }, repetition: () => () => {} });
    service = (await office.server.catalogue.current()).catalogue.services[0]?.id ?? '';
    routes[service] = 'fit-connect';
    await office.server.caseSchemas.put('alles', { type: 'object' });
  });
  afterAll(() => office?.close());
  beforeEach(() => {
    // Without an identifier: the destination offers another service than the demonstration's.
    current = bench.forwarder({
      clock: office.clock,
      targets: new Map([[service, { destination: DESTINATION, schemaUri: SCHEMA }]]),
    });
  });
  afterEach(async () => {
    await office.db.deleteFrom('forwarding').execute();
  });

  async function forwarded() {
    const attachment = randomUUID();
    const { case: id } = await answer(
      await office.post('/v1/cases', { service, schema: 'alles', attachments: [attachment] }),
      CaseAnnounced,
    );
    await office.ask('PUT', `/v1/cases/${id}/attachments/${attachment}`, {
      body: await seal(PHOTO),
      headers: { 'content-type': 'application/jose' },
    });
    const data = { text: 'Geheim' };
    const body = {
      sealed: await seal(data),
      sha512: sha512(data),
      attachments: [{ attachment, sha512: sha512(PHOTO), mimeType: 'image/jpeg' }],
    };
    const receipt = await answer(
      await office.ask('PUT', `/v1/cases/${id}`, {
        body,
        headers: { 'idempotency-key': randomUUID(), 'if-match': '"2"' },
      }),
      CaseReceipt,
    );
    expect(await office.server.forwardDue()).toBe(1);
    const [submission] = bench.server.submitted();
    if (submission === undefined) throw new Error(`nothing was submitted: ${bench.troubles.join()}`);
    const status = async () =>
      answer(
        await office.ask('POST', '/v1/case-status', { body: { reference: receipt.reference, secret: receipt.secret } }),
        CaseStatus,
      );
    const events = async () => (await answer(await office.ask('GET', `/v1/cases/${id}/events`), CaseEvents)).events;
    return { id, submission, status, events, ...receipt };
  }

  test('forwards a case, and its visitor sees that it is being worked on', async () => {
    const { submission, status, events, reference } = await forwarded();
    expect([submission.opened?.data, submission.rejected]).toEqual([{ text: 'Geheim' }, []]);
    expect(submission.opened?.metadata).toMatchObject({ additionalReferenceInfo: { senderReference: reference } });
    expect((await events()).at(-1)).toMatchObject({
      type: 'forward',
      system: 'fit-connect',
      systemReference: submission.submissionId,
    });
    expect(await office.server.followDue()).toBe(1);
    expect(await status()).toMatchObject({ stage: 'forwarded' });
    await bench.server.destinationSays(submission, 'accept-submission', {
      claims: { iat: Math.floor(office.clock.now() / 1000) },
    });
    // Not before it is time.
    expect(await office.server.followDue()).toBe(0);
    office.advance(FOLLOWING.first);
    expect(await office.server.followDue()).toBe(1);
    expect(await status()).toMatchObject({ stage: 'in-progress' });
    expect((await events()).at(-1)).toMatchObject({ type: 'accept', by: 'register', system: 'fit-connect' });
    expect(office.events).toContainEqual({ event: 'forwarded-news', system: 'fit-connect', reference, type: 'accept' });
    // It is over: it is not asked again.
    office.advance(FOLLOWING.longest);
    expect(await office.server.followDue()).toBe(0);
    expect(JSON.stringify(office.events)).not.toContain('Geheim');
  });

  test('gives a case that the destination rejects back to the office', async () => {
    const { id, submission, status, events } = await forwarded();
    await bench.server.destinationSays(submission, 'reject-submission', {
      payload: { problems: [{ type: 'https://schema.fitko.de/fit-connect/events/problems/encryption-issue' }] },
      claims: { iat: Math.floor(office.clock.now() / 1000) },
    });
    await office.server.followDue();
    expect(await status()).toMatchObject({ stage: 'received' });
    expect((await events()).at(-1)).toMatchObject({ type: 'return', by: 'register', system: 'fit-connect' });
    expect(
      await office.db.selectFrom('forwarding').select(['state', 'over']).where('case_id', '=', id).executeTakeFirst(),
    ).toEqual({ state: 'failed', over: true });
  });

  test('keeps a stage that the office set meanwhile, and adds the event', async () => {
    const { id, submission, status, events } = await forwarded();
    await office.db.updateTable('case_record').set({ stage: 'query' }).where('id', '=', id).execute();
    await bench.server.destinationSays(submission, 'accept-submission', {
      claims: { iat: Math.floor(office.clock.now() / 1000) },
    });
    await office.server.followDue();
    expect([(await status()).stage, (await events()).at(-1)?.type]).toEqual(['query', 'accept']);
  });

  test('asks less and less often while nothing happens', async () => {
    await forwarded();
    const waits: number[] = [];
    for (let count = 0; count < 9; count += 1) {
      expect(await office.server.followDue()).toBe(1);
      const { follow_at: next } = await office.db
        .selectFrom('forwarding')
        .select('follow_at')
        .executeTakeFirstOrThrow();
      const wait = (next?.getTime() ?? 0) - office.clock.now();
      waits.push(wait / 60_000);
      office.advance(wait - 1);
      expect(await office.server.followDue()).toBe(0);
      office.advance(1);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360]);
  });

  test("asks once with two servers, and drops the slow one's late answer", async () => {
    const { submission, events } = await forwarded();
    await bench.server.destinationSays(submission, 'accept-submission', {
      claims: { iat: Math.floor(office.clock.now() / 1000) },
    });
    const statusPoller = () =>
      createStatusPoller({ db: office.db, clock: office.clock, log: () => {}, forwarders: [relay] });
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const slow: Forwarder = {
      ...relay,
      async news(one) {
        const heard = await relay.news?.(one);
        reached.resolve();
        await gate.promise;
        return heard ?? { ok: false, error: 'later' };
      },
    };
    const late = createStatusPoller({ db: office.db, clock: office.clock, log: () => {}, forwarders: [slow] }).run();
    await reached.promise;
    expect(await statusPoller().run()).toBe(0);
    office.advance(FOLLOWING.lease);
    expect(await statusPoller().run()).toBe(1);
    gate.resolve();
    await late;
    expect((await events()).filter(({ type }) => type === 'accept')).toHaveLength(1);
  });
});
