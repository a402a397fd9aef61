/**
 * Cases that other systems take over: each once, late where it must be, and never forgotten. Also what the office does
 * with a case.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CaseAnnounced, CaseEvents, CaseReceipt, CaseStatus } from '../../../../../register/contract/contract.ts';
import { startAdmin } from '../../../../../register/server/admin/server.ts';
import { COMMANDS } from '../../../../../register/server/commands/commands.ts';
import type { ForwardFailure, ForwardedCase, Forwarder } from '../../../../../register/server/ports/forwarder.ts';
import { FORWARDING, createForwardingWorker } from '../../../../../register/server/forwarding/worker.ts';
import { err, ok } from '../../../../../base/result.ts';
import type { Result } from '../../../../../base/result.ts';
import { answer, ownKey, seal, sha512, startOffice } from './support.ts';
import type { Office } from './support.ts';

const PHOTO = new Uint8Array([0xff, 0xd8, 9]);
const MINUTE = 60_000;
const DAY = 86_400_000;

/** Another system that stores cases by their id and answers as scripted. */
function scriptedForwarder(name = 'maengelmelder') {
  const got: ForwardedCase[] = [];
  const kept = new Map<string, string>();
  const answers: (ForwardFailure | 'throw')[] = [];
  let gate: { reached(): void; readonly open: Promise<void> } | undefined;
  const forwarder: Forwarder = {
    name,
    async forward(forwarded): Promise<Result<{ reference: string }, ForwardFailure>> {
      got.push(forwarded);
      const waiting = gate;
      gate = undefined;
      waiting?.reached();
      await waiting?.open;
      const next = answers.shift();
      if (next === 'throw') throw new Error(`Geheim: ${JSON.stringify(forwarded.data)}`);
      if (next !== undefined) return err(next);
      const reference = kept.get(forwarded.id) ?? `M-${kept.size + 1}`;
      kept.set(forwarded.id, reference);
      return ok({ reference });
    },
  };
  return {
    forwarder,
    got,
    kept,
    answers,
    /** The next case is on its way until `release`. */
    hold() {
      const open = Promise.withResolvers<void>();
      const reached = Promise.withResolvers<void>();
      gate = { reached: reached.resolve, open: open.promise };
      return { reached: reached.promise, release: open.resolve };
    },
  };
}

let office: Office;
let service: string;
let system: ReturnType<typeof scriptedForwarder>;
/** What the server gives its cases to; the system is another one for each test. */
const relay: Forwarder = { name: 'maengelmelder', forward: (one) => system.forwarder.forward(one) };
beforeAll(async () => {
  const routes: Record<string, string> = { feedback: 'maengelmelder' };
  office = await startOffice({ forwarding: { forwarders: [relay], routes }, repetition: () => () => {} });
  service = (await office.server.catalogue.current()).catalogue.services[0]?.id ?? '';
  routes[service] = 'maengelmelder';
  await office.server.caseSchemas.put('alles', { type: 'object' });
});
afterAll(() => office?.close());
beforeEach(() => {
  system = scriptedForwarder();
});
afterEach(async () => {
  await office.db.deleteFrom('forwarding').execute();
});

async function submitted(data: object = { text: 'Geheim' }) {
  const attachment = randomUUID();
  const { case: id } = await answer(
    await office.post('/v1/cases', { service, schema: 'alles', attachments: [attachment] }),
    CaseAnnounced,
  );
  await office.ask('PUT', `/v1/cases/${id}/attachments/${attachment}`, {
    body: await seal(PHOTO),
    headers: { 'content-type': 'application/jose' },
  });
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
  return { id, attachment, ...receipt };
}
const statusOf = async ({ reference, secret }: { reference: string; secret: string }) =>
  answer(await office.ask('POST', '/v1/case-status', { body: { reference, secret } }), CaseStatus);
const lastEvent = async (id: string) =>
  (await answer(await office.ask('GET', `/v1/cases/${id}/events`), CaseEvents)).events.at(-1);
/** A server of its own on the same database. */
const worker = () =>
  createForwardingWorker({
    db: office.db,
    clock: office.clock,
    log: (event) => void office.events.push(event),
    sealing: ownKey().keys,
    forwarders: [relay],
  });

describe('a case for another system', () => {
  test('is handed over with data, schema, service and attachments deciphered, and the visitor sees it', async () => {
    const one = await submitted({ text: 'Schlagloch' });
    expect(await office.server.forwardDue()).toBe(1);
    const [forwarded] = system.got;
    expect(forwarded).toMatchObject({
      id: one.id,
      reference: one.reference,
      kind: service,
      service: { id: service },
      schema: { id: 'alles', version: 1, body: { type: 'object' } },
      data: { text: 'Schlagloch' },
    });
    expect(forwarded?.attachments).toEqual([
      { id: one.attachment, mimeType: 'image/jpeg', sha512: sha512(PHOTO), read: expect.any(Function) },
    ]);
    expect(await forwarded?.attachments[0]?.read()).toEqual(PHOTO);
    expect(await statusOf(one)).toMatchObject({ stage: 'forwarded' });
    expect(await lastEvent(one.id)).toMatchObject({
      type: 'forward',
      by: 'register',
      system: 'maengelmelder',
      systemReference: 'M-1',
    });
    expect(office.events).toContainEqual({
      event: 'forwarded',
      system: 'maengelmelder',
      reference: one.reference,
      outcome: 'done',
    });
    expect(await office.server.forwardDue()).toBe(0);
  });

  test('is handed over also when it is feedback, where the town wants that', async () => {
    const sealed = await seal({
      topic: 'idea',
      text: 'Bank',
      contact: null,
      language: 'de',
      number: 'V-7K3M-0001',
      secret: 'ABCD-EFGH-JKMN',
    });
    await office.post('/v1/inbox', { kind: 'feedback', sequence: 1, at: '2026-11-21T09:00:00Z', sealed });
    expect(await office.server.forwardDue()).toBe(1);
    expect(system.got[0]).toMatchObject({
      kind: 'feedback',
      service: null,
      schema: null,
      data: { topic: 'idea', text: 'Bank' },
      attachments: [],
    });
  });

  test('is tried after growing pauses while the system is away, and then arrives', async () => {
    const one = await submitted();
    system.answers.push('later', 'throw', 'later');
    for (const [wait, before] of [
      [0, 0],
      [MINUTE, 1],
      [2 * MINUTE, 2],
      [4 * MINUTE, 3],
    ] as const) {
      if (wait > 0) {
        office.advance(wait - 1);
        expect([await office.server.forwardDue(), system.got.length]).toEqual([0, before]);
        office.advance(1);
      }
      expect(await office.server.forwardDue()).toBe(1);
    }
    expect(await statusOf(one)).toMatchObject({ stage: 'forwarded' });
    // What broke is in the log, and nothing of the case.
    expect(office.events.filter(({ event }) => event === 'failed').at(-1)).toMatchObject({
      route: 'forwarding maengelmelder',
      name: 'Error',
    });
    expect(JSON.stringify(office.events)).not.toContain('Geheim');
  });

  test('is tried at least once an hour, and given to the office after some two weeks', async () => {
    const one = await submitted();
    await office.db
      .updateTable('forwarding')
      .set({ attempts: FORWARDING.attempts - 2 })
      .where('case_id', '=', one.id)
      .execute();
    system.answers.push('later', 'later');
    await office.server.forwardDue();
    office.advance(60 * MINUTE - 1);
    expect(await office.server.forwardDue()).toBe(0);
    office.advance(1);
    expect(await office.server.forwardDue()).toBe(1);
    expect(office.events.at(-1)).toEqual({
      event: 'forwarded',
      system: 'maengelmelder',
      reference: one.reference,
      outcome: 'gave-up',
    });
    expect(await lastEvent(one.id)).toMatchObject({ type: 'return', system: 'maengelmelder' });
    office.advance(DAY);
    expect(await office.server.forwardDue()).toBe(0);
  });

  test('comes back to the office when it is rejected, and stays received', async () => {
    const one = await submitted();
    system.answers.push('rejected');
    await office.server.forwardDue();
    expect(await statusOf(one)).toMatchObject({ stage: 'received' });
    expect(await lastEvent(one.id)).toMatchObject({ type: 'return', by: 'register', system: 'maengelmelder' });
    office.advance(DAY);
    expect(await office.server.forwardDue()).toBe(0);
  });

  test('keeps a stage that the office set meanwhile', async () => {
    const one = await submitted();
    await office.db.updateTable('case_record').set({ stage: 'query' }).where('id', '=', one.id).execute();
    await office.server.forwardDue();
    expect(await statusOf(one)).toMatchObject({ stage: 'query' });
    expect(await lastEvent(one.id)).toMatchObject({ type: 'forward' });
  });
});

describe('two servers', () => {
  test('hand no case over twice', async () => {
    for (let count = 0; count < 6; count += 1) await submitted();
    const tried = await Promise.all([worker().run(), worker().run()]);
    expect(tried[0] + tried[1]).toBe(6);
    expect(new Set(system.got.map(({ id }) => id)).size).toBe(6);
  });

  test('take over the claims of an ended server after the lease; a server that was too slow changes nothing', async () => {
    const one = await submitted();
    const held = system.hold();
    const slow = worker().run();
    await held.reached;
    office.advance(FORWARDING.lease - 1);
    expect(await worker().run()).toBe(0);
    office.advance(1);
    expect(await worker().run()).toBe(1);
    const { version } = await office.db
      .selectFrom('case_record')
      .select('version')
      .where('id', '=', one.id)
      .executeTakeFirstOrThrow();
    held.release();
    expect(await slow).toBe(1);
    expect(
      await office.db.selectFrom('case_record').select('version').where('id', '=', one.id).executeTakeFirstOrThrow(),
    ).toEqual({ version });
    expect([system.got.map(({ id }) => id), system.kept.size]).toEqual([[one.id, one.id], 1]);
  });

  test("ignore the slow one's result while the other works on the case", async () => {
    const one = await submitted();
    const first = system.hold();
    const slow = worker().run();
    await first.reached;
    office.advance(FORWARDING.lease);
    const next = system.hold();
    const quick = worker().run();
    await next.reached;
    system.answers.push('rejected');
    first.release();
    await slow;
    expect(await lastEvent(one.id)).toMatchObject({ type: 'submit' });
    next.release();
    await quick;
    expect(await lastEvent(one.id)).toMatchObject({ type: 'forward' });
  });

  test('end what they began when stopped, and begin nothing more', async () => {
    const [first, second] = [await submitted(), await submitted()];
    const held = system.hold();
    const stopping = worker();
    const run = stopping.run();
    await held.reached;
    const stopped = stopping.stop();
    held.release();
    await stopped;
    expect(await run).toBe(1);
    expect([(await statusOf(first)).stage, (await statusOf(second)).stage].sort()).toEqual(['forwarded', 'received']);
  });
});

test('names and routes that cannot work are refused at the start', () => {
  const make =
    (forwarders: Forwarder[], routes = {}) =>
    () =>
      createForwardingWorker({
        db: office.db,
        clock: office.clock,
        log: () => {},
        sealing: ownKey().keys,
        forwarders,
        routes,
      });
  expect(make([relay, relay])).toThrow(RangeError);
  expect(make([{ ...relay, name: 'Mängel' }])).toThrow(RangeError);
  expect(make([relay], { feedback: 'fit-connect' })).toThrow('feedback go to fit-connect');
});

describe('the office', () => {
  let folder: string;
  let admin: { stop(): Promise<void> };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-office-'));
    admin = await startAdmin(
      { ...office, folder, timeZone: 'Europe/Berlin', log: (event) => void office.events.push(event) },
      folder,
      null,
    );
  });
  afterAll(async () => {
    await admin?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  async function command(name: 'cases' | 'schemas', ...args: string[]) {
    const lines: string[] = [];
    await COMMANDS[name]?.({ folder, args, print: (line) => void lines.push(line) });
    return lines;
  }

  test('lists cases page by page, without those that were only announced', async () => {
    const [one, two] = [await submitted(), await submitted()];
    await office.post('/v1/cases', { service, schema: 'alles', attachments: [] });
    const before =
      (
        await office.db
          .selectFrom('case_record')
          .select('reference')
          .where('stage', '<>', 'announced')
          .orderBy('seq')
          .execute()
      ).at(-3)?.reference ?? '';
    const first = await command('cases', 'list', '--after', before, '--limit', '1');
    expect(first).toEqual([
      expect.stringContaining(`\t${one.reference}\t${service}\treceived\tversion 3`),
      `more: cases list --after ${one.reference}`,
    ]);
    expect(await command('cases', 'list', '--after', one.reference)).toEqual([
      expect.stringContaining(`\t${two.reference}\t`),
    ]);
    await expect(command('cases', 'list', '--after', 'VG-0')).rejects.toThrow('--after is no case.');
  });

  test('shows one with its content, its events and where it is going, and its attachments as files', async () => {
    const one = await submitted({ text: 'Schlagloch' });
    const [text = ''] = await command('cases', 'show', one.reference.toLowerCase());
    const shown = JSON.parse(text) as Record<string, unknown>;
    expect(shown).toMatchObject({
      reference: one.reference,
      stage: 'received',
      version: 3,
      content: { text: 'Schlagloch' },
      person: null,
      forwarding: [{ system: 'maengelmelder', state: 'waiting' }],
      attachments: [{ attachment: one.attachment, mimeType: 'image/jpeg' }],
    });
    expect((shown.events as { type: string }[]).map(({ type }) => type)).toEqual(['create', 'attach', 'submit']);
    expect(text).not.toContain(one.secret);
    const file = join(folder, 'foto.jpg');
    expect(await command('cases', 'attachment', one.reference, one.attachment, file)).toEqual([`${file}: image/jpeg`]);
    expect(new Uint8Array(await readFile(file))).toEqual(PHOTO);
    await expect(command('cases', 'attachment', one.reference, one.attachment, file)).rejects.toThrow(
      'cannot be written (EEXIST)',
    );
    await expect(command('cases', 'attachment', one.reference, randomUUID(), file)).rejects.toThrow(
      'ATTACHMENT is none of this case.',
    );
    await expect(command('cases', 'show', 'VG-0')).rejects.toThrow('REFERENCE is no case.');
  });

  test('asks for what is missing, finishes the case, and each step is in the events', async () => {
    const one = await submitted();
    await command(
      'cases',
      'set',
      one.reference,
      'query',
      '--missing',
      'Lageplan',
      '--missing',
      'Foto',
      '--note',
      'Bitte nachreichen.',
    );
    expect(await statusOf(one)).toMatchObject({
      stage: 'query',
      missing: [{ de: 'Lageplan' }, { de: 'Foto' }],
      note: { de: 'Bitte nachreichen.' },
    });
    expect(await command('cases', 'set', one.reference, 'in-progress')).toEqual([
      `case ${one.reference}: in-progress, version 5`,
    ]);
    expect(await statusOf(one)).toMatchObject({ stage: 'in-progress', missing: [], note: null });
    office.advance(MINUTE);
    const { since } = await statusOf(one);
    await command('cases', 'set', one.reference, 'in-progress', '--note', 'Wir sind dran.');
    // Other words are no other stage.
    expect((await statusOf(one)).since).toBe(since);
    await command('cases', 'set', one.reference, 'done');
    await command('cases', 'set', one.reference, 'received');
    await command('cases', 'set', one.reference, 'rejected');
    const { events } = await answer(await office.ask('GET', `/v1/cases/${one.id}/events?after=3`), CaseEvents);
    expect(events.map(({ type, by }) => `${type} ${by}`)).toEqual([
      'query office',
      'accept office',
      'note office',
      'finish office',
      'reopen office',
      'reject office',
    ]);
    // Of the words, which may say anything, nothing is in a log.
    expect(JSON.stringify([events, office.events])).not.toMatch(/Lageplan|nachreichen/);
  });

  test('shows a conflict to the second of two people at one case', async () => {
    const one = await submitted();
    await command('cases', 'set', one.reference, 'in-progress', '--version', '3');
    await expect(command('cases', 'set', one.reference, 'done', '--version', '3')).rejects.toThrow(
      'The case was changed meanwhile.',
    );
    expect(await statusOf(one)).toMatchObject({ stage: 'in-progress' });
  });

  test.each([
    [['set', 'VG-0', 'done'], 'REFERENCE is no case.'],
    [['set', 'VG-0', 'announced'], 'STAGE: "announced" is none of'],
    [['set', 'VG-0'], 'STAGE is missing.'],
    [['weg'], '"weg" is none of'],
    [[], 'one of them is missing'],
    [['list', '--limit', 'x'], '--limit: "x" is no number.'],
  ])('gets a sentence for cases %j', async (args, sentence) => {
    await expect(command('cases', ...args)).rejects.toThrow(sentence);
  });

  test('can name what is missing with the stage query only', async () => {
    const { reference } = await submitted();
    await expect(command('cases', 'set', reference, 'query')).rejects.toThrow('--missing is empty');
    await expect(command('cases', 'set', reference, 'done', '--missing', 'x')).rejects.toThrow(
      '--missing goes with the stage query only',
    );
  });

  test('adds schemas, and gets the reason where one is invalid', async () => {
    const file = join(folder, 'schema.json');
    const put = async (text: string) => {
      await writeFile(file, text);
      return command('schemas', 'put', 'parken', file);
    };
    expect(await put('{"type":"object","required":["plate"],"properties":{"plate":{"type":"string"}}}')).toEqual([
      'schema parken: version 1',
    ]);
    expect(await put('{"properties":{"plate":{"type":"string"}},"type":"object","required":["plate"]}')).toEqual([
      'schema parken: unchanged, version 1',
    ]);
    expect(await put('{"type":"object"}')).toEqual(['schema parken: version 2']);
    await expect(put('{"type":"objekt"}')).rejects.toThrow('FILE is no JSON Schema');
    await expect(put('{"requird":["a"]}')).rejects.toThrow('unknown keyword: "requird"');
    await expect(put('{"$ref":"https://elsewhere.example/schema"}')).rejects.toThrow('FILE is no JSON Schema');
    await expect(put('[]')).rejects.toThrow('an object is expected');
    await expect(put('nein')).rejects.toThrow('does not hold JSON');
    await expect(command('schemas', 'put', 'parken', join(folder, 'weg.json'))).rejects.toThrow(
      'cannot be read (ENOENT)',
    );
  });

  test('the content of a case that was over for 90 days is removed, and its entry stays', async () => {
    const [over, open] = [await submitted(), await submitted()];
    await command('cases', 'set', over.reference, 'done');
    const beat = () =>
      office.ask('POST', '/v1/heartbeat', {
        body: { software: '1', mode: 'in-service', catalogue: null, unfinished: 0, devices: [] },
      });
    office.advance(90 * DAY - MINUTE);
    await beat();
    expect(JSON.parse((await command('cases', 'show', over.reference)).join('')) as object).toMatchObject({
      content: { text: 'Geheim' },
    });
    office.advance(60 * MINUTE);
    await beat();
    expect(JSON.parse((await command('cases', 'show', over.reference)).join('')) as object).toMatchObject({
      content: null,
      attachments: [],
      stage: 'done',
    });
    expect(await lastEvent(over.id)).toMatchObject({ type: 'delete', by: 'register' });
    expect(await statusOf(over)).toMatchObject({ stage: 'done' });
    expect(JSON.parse((await command('cases', 'show', open.reference)).join('')) as object).toMatchObject({
      content: { text: 'Geheim' },
      stage: 'received',
    });
  });
});
