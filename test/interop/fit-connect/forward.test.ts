/**
 * Cases on their way to a destination of FIT-Connect, over a line and with a service that do what lines and services
 * do.
 */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AdapterStateStore } from '../../../register/server/ports/forwarder.ts';
import { privateKey } from './authority.ts';
import { DESTINATION, IDENTIFIER, NOTE, PHOTO, SCHEMA, aCase, storedState, startBench } from './bench.ts';
import type { Bench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench?.server.stop());

const LATER = { ok: false, error: 'later' };
const count = (request: string): number => bench.server.requests.filter((one) => one === request).length;
const ANNOUNCE = 'POST /v2/submissions';
const SUBMIT = 'PUT /v2/submissions/:id';
const ATTACH = 'PUT /v2/submissions/:id/attachments/:id';

describe('a case at its destination', () => {
  test('is deciphered with its data, attachments and matching metadata', async () => {
    const adapterState = storedState();
    const answer = await bench.forwarder().forward(aCase(adapterState));
    expect(bench.troubles).toEqual([]);
    const [submission, ...more] = bench.server.submitted();
    expect(more).toEqual([]);
    expect(answer).toEqual({ ok: true, value: { reference: submission?.submissionId } });
    expect(submission?.rejected).toEqual([]);
    expect(submission?.announcement).toMatchObject({
      destinationId: DESTINATION,
      publicService: { identifier: IDENTIFIER, name: 'Baumfällung' },
    });
    expect(submission?.opened?.data).toEqual({ text: 'Geheim: die Linde ist morsch', wo: 'Am Markt 1' });
    expect([...(submission?.opened?.attachments.values() ?? [])].map((one) => new Uint8Array(one))).toEqual([
      PHOTO,
      NOTE,
    ]);
    expect(submission?.opened?.metadata).toEqual({
      $schema: 'https://schema.fitko.de/fit-connect/metadata/2.1.0/metadata.schema.json',
      contentStructure: {
        data: {
          hash: { type: 'sha512', content: expect.stringMatching(/^[0-9a-f]{128}$/) },
          submissionSchema: { schemaUri: SCHEMA, mimeType: 'application/json' },
        },
        attachments: [
          {
            attachmentId: submission?.announced[0],
            purpose: 'attachment',
            filename: 'anlage-1.jpg',
            mimeType: 'image/jpeg',
            hash: { type: 'sha512', content: createHash('sha512').update(PHOTO).digest('hex') },
          },
          expect.objectContaining({
            attachmentId: submission?.announced[1],
            filename: 'anlage-2.txt',
            mimeType: 'text/plain',
          }),
        ],
      },
      publicServiceType: { identifier: IDENTIFIER, name: 'Baumfällung' },
      additionalReferenceInfo: { senderReference: 'VG-2026-000042-7', applicationDate: '2026-11-21' },
    });
    // What is noted beside the case has no word of it.
    expect(JSON.stringify(adapterState.written)).not.toMatch(/Geheim|Linde|Markt/);
  });

  test.each([
    ['2026-11-21T23:30:00Z', '2026-11-22'],
    ['2026-06-30T22:30:00Z', '2026-07-01'],
    ['2026-12-31T23:05:00Z', '2027-01-01'],
    ['2026-11-21T22:59:00Z', '2026-11-21'],
  ])('that was accepted at %s bears the town’s day, %s', async (at, day) => {
    await bench.forwarder().forward(aCase(storedState(), { attachments: [], acceptedAt: new Date(at) }));
    expect(bench.server.submitted()[0]?.opened?.metadata).toMatchObject({
      additionalReferenceInfo: { applicationDate: day },
    });
  });

  test('with many repeated words arrives compressed', async () => {
    await bench.forwarder().forward(aCase(storedState()));
    const [, note = ''] = [...(bench.server.submitted()[0]?.attachments.values() ?? [])];
    expect(note.length).toBeLessThan(2_000);
    expect(NOTE.length).toBeGreaterThan(17_000);
  });

  test('without a service’s identifier names none', async () => {
    const forwarder = bench.forwarder({
      targets: new Map([['baum', { destination: DESTINATION, schemaUri: SCHEMA }]]),
    });
    expect(await forwarder.forward(aCase(storedState(), { attachments: [] }))).toMatchObject({ ok: true });
    const [submission] = bench.server.submitted();
    expect([submission?.announcement.publicService, submission?.opened?.metadata.publicServiceType]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('is sent with one token for many requests, renewed shortly before its end', async () => {
    const forwarder = bench.forwarder();
    await forwarder.forward(aCase(storedState()));
    await forwarder.forward(aCase(storedState()));
    expect(count('POST /token')).toBe(1);
    bench.advance(1800_000 - 30_000);
    await forwarder.forward(aCase(storedState()));
    expect(count('POST /token')).toBe(2);
  });

  test('is enciphered for the only encryption key where the destination names none', async () => {
    bench.server.destination.encryptionKid = undefined;
    expect(await bench.forwarder().forward(aCase(storedState()))).toMatchObject({ ok: true });
  });
});

describe('a case arrives once', () => {
  test('when the answer to the submission is lost: the event log shows that it arrived', async () => {
    bench.server.faults.submit = ['lost'];
    const one = aCase(storedState());
    expect(await bench.forwarder().forward(one)).toEqual(LATER);
    expect(await bench.forwarder().forward(one)).toEqual({
      ok: true,
      value: { reference: bench.server.submitted()[0]?.submissionId },
    });
    expect([bench.server.submitted().length, count(ANNOUNCE), count(SUBMIT), count(ATTACH)]).toEqual([1, 1, 1, 2]);
  });

  test('when the submission was lost: it is sent again, into the same one', async () => {
    bench.server.faults.submit = ['cut'];
    const one = aCase(storedState());
    expect(await bench.forwarder().forward(one)).toEqual(LATER);
    expect(await bench.forwarder().forward(one)).toMatchObject({ ok: true });
    expect([bench.server.submissions.size, count(ATTACH), bench.server.submitted()[0]?.rejected]).toEqual([1, 2, []]);
  });

  test('when the answer to the announcement is lost: that one stays empty, and another is begun', async () => {
    bench.server.faults.announce = ['lost'];
    const one = aCase(storedState());
    expect(await bench.forwarder().forward(one)).toEqual(LATER);
    expect(await bench.forwarder().forward(one)).toMatchObject({ ok: true });
    expect([bench.server.submissions.size, bench.server.submitted().length]).toEqual([2, 1]);
  });

  test('when the connection ends between two attachments: only what is missing is sent', async () => {
    bench.server.faults.attach = [undefined, 'cut'];
    const one = aCase(storedState());
    expect(await bench.forwarder().forward(one)).toEqual(LATER);
    expect(await bench.forwarder().forward(one)).toMatchObject({ ok: true });
    expect([count(ANNOUNCE), count(ATTACH), bench.server.submitted()[0]?.rejected]).toEqual([1, 3, []]);
  });

  test('when a server ends at any moment: the next one goes on, and the destination gets one case', async () => {
    // Whatever is written last before the end is what the next one finds.
    for (let dies = 0; ; dies += 1) {
      const kept = storedState();
      let writes = 0;
      const dying: AdapterStateStore = {
        read: kept.read,
        async write(value) {
          if (writes === dies) throw new Error('The process ends.');
          writes += 1;
          await kept.write(value);
        },
      };
      const before = bench.server.submitted().length;
      const one = aCase(dying);
      const ended = await bench
        .forwarder()
        .forward(one)
        .then(
          () => false,
          () => true,
        );
      expect(await bench.forwarder().forward({ ...one, adapterState: kept })).toMatchObject({ ok: true });
      expect([bench.server.submitted().length - before, bench.server.submitted().at(-1)?.rejected]).toEqual([1, []]);
      if (!ended) return;
    }
  });

  test('when the service removed the submission meanwhile: another is begun', async () => {
    bench.server.faults.submit = ['cut'];
    const one = aCase(storedState());
    await bench.forwarder().forward(one);
    bench.server.submissions.clear();
    expect(await bench.forwarder().forward(one)).toEqual(LATER);
    expect(await bench.forwarder().forward(one)).toMatchObject({ ok: true });
    expect(bench.server.submitted()).toHaveLength(1);
  });
});

describe('an error of the service or the destination', () => {
  test('a token that expires during the submission is replaced, and the submission goes on', async () => {
    const forwarder = bench.forwarder();
    const one = aCase(storedState());
    const [first, second] = one.attachments;
    if (first === undefined || second === undefined) throw new Error('no attachments');
    const read = async () => {
      bench.server.tokens.clear();
      return second.read();
    };
    expect(await forwarder.forward({ ...one, attachments: [first, { ...second, read }] })).toMatchObject({ ok: true });
    expect([count('POST /token'), bench.server.submitted().length]).toEqual([2, 1]);
  });

  test('429 stops all requests until its time', async () => {
    const forwarder = bench.forwarder();
    bench.server.faults.announce = ['rate-limited'];
    const one = aCase(storedState());
    expect(await forwarder.forward(one)).toEqual(LATER);
    const asked = bench.server.requests.length;
    bench.advance(119_000);
    expect(await forwarder.forward(one)).toEqual(LATER);
    expect([bench.server.requests.length, bench.troubles]).toEqual([asked, ['rate-limited', 'rate-limited']]);
    bench.advance(1_000);
    expect(await forwarder.forward(one)).toMatchObject({ ok: true });
  });

  test.each([
    ['token', 'cut', 'connection'],
    ['token', 'server', 'server'],
    ['destination', 'server', 'server'],
    ['announce', 'redirect', 'answer'],
    ['attach', 'server', 'server'],
    ['submit', 'server', 'server'],
  ] as const)('%s %s is tried again later', async (kind, fault, code) => {
    bench.server.faults[kind] = [fault];
    const one = aCase(storedState());
    const forwarder = bench.forwarder();
    expect([await forwarder.forward(one), bench.troubles]).toEqual([LATER, [code]]);
    expect(await forwarder.forward(one)).toMatchObject({ ok: true });
  });

  test('a wrong client secret is tried again later', async () => {
    expect(await bench.forwarder({ clientSecret: 'falsch' }).forward(aCase(storedState()))).toEqual(LATER);
    expect(bench.troubles).toEqual(['unauthorized']);
  });

  test('a destination that is inactive, unknown, or lacks the service or the schema is tried again later', async () => {
    const to = (target: Partial<{ destination: string; schemaUri: string; identifier: string }>) =>
      bench
        .forwarder({
          targets: new Map([
            ['baum', { destination: DESTINATION, schemaUri: SCHEMA, identifier: IDENTIFIER, ...target }],
          ]),
        })
        .forward(aCase(storedState()));
    expect(await to({ destination: '00000000-0000-4000-8000-000000000000' })).toEqual(LATER);
    expect(await to({ schemaUri: 'https://schema.example.org/other' })).toEqual(LATER);
    expect(await to({ identifier: 'urn:de:fim:leika:leistung:99050012104000' })).toEqual(LATER);
    bench.server.destination.status = 'decommissioned';
    expect(await to({})).toEqual(LATER);
    expect(bench.troubles).toEqual(['gone', 'destination-service', 'destination-service', 'destination-inactive']);
    expect(bench.server.submissions.size).toBe(0);
  });

  test('a damaged attachment gives the case to the office, and nothing is submitted', async () => {
    const one = aCase(storedState());
    const [first, second] = one.attachments;
    if (first === undefined || second === undefined) throw new Error('no attachments');
    expect(
      await bench.forwarder().forward({ ...one, attachments: [first, { ...second, read: async () => PHOTO }] }),
    ).toEqual({ ok: false, error: 'rejected' });
    expect(bench.server.submitted()).toEqual([]);
  });
});

describe('nothing is enciphered for a key that is not the destination’s', () => {
  const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
  const given = async (jwk: Record<string, unknown>) => {
    bench.server.keys.set('enc-1', { ...bench.server.keys.get('enc-1'), ...jwk } as never);
    const answer = await bench.forwarder().forward(aCase(storedState()));
    return [answer.ok, bench.troubles.at(-1), bench.server.submissions.size];
  };
  const wished = (wishes: object) => bench.authority.jwk('destination-encryption', 'enc-1', 'wrapKey', wishes);

  test('expired, or not valid yet', async () => {
    expect(await given(await wished({ to: day('2026-11-20') }))).toEqual([false, 'key-expired', 0]);
    expect(await given(await wished({ from: day('2026-11-22') }))).toEqual([false, 'key-expired', 0]);
  });
  test('no certificates, or others', async () => {
    const own = bench.server.keys.get('enc-1')?.x5c ?? [];
    expect(await given({ x5c: undefined })).toEqual([false, 'key-untrusted', 0]);
    expect(await given({ x5c: [own[0]] })).toEqual([false, 'key-untrusted', 0]);
    expect(await given({ x5c: ['AAAA'] })).toEqual([false, 'key-untrusted', 0]);
    // The root need not come along; it is in the settings.
    expect((await given({ x5c: own.slice(0, 2) }))[0]).toBe(true);
  });
  test('a chain that leads to somebody else of the same name', async () => {
    const { testAuthority } = await import('./authority.ts');
    expect(await given(await (await testAuthority()).jwk('destination-encryption', 'enc-1', 'wrapKey'))).toEqual([
      false,
      'key-untrusted',
      0,
    ]);
  });
  test('a certificate of another key, or one that is for something else', async () => {
    expect(await given(await wished({ certified: 'service' }))).toEqual([false, 'key-untrusted', 0]);
    expect(await given(await wished({ usage: 1 }))).toEqual([false, 'key-unfit', 0]);
  });
  test('issued by somebody who is no authority', async () => {
    expect(await given(await wished({ authority: false }))).toEqual([false, 'key-untrusted', 0]);
  });
  test('below a root that allows no authority below it', async () => {
    const { readRoots } = await import('../../../register/server/forwarding/fit-connect/keys.ts');
    const strict = bench.forwarder({ roots: readRoots(await bench.authority.root(0)) });
    expect(await strict.forward(aCase(storedState()))).toEqual(LATER);
    expect(bench.troubles).toEqual(['key-untrusted']);
  });
  test('too short, or for signatures', async () => {
    expect(await given(await bench.authority.jwk('too-short', 'enc-1', 'wrapKey'))).toEqual([false, 'key-unfit', 0]);
    expect(await given({ ...(await wished({})), key_ops: ['verify'] })).toEqual([false, 'key-unfit', 0]);
    expect(await given({ ...(await wished({})), alg: 'RSA-OAEP' })).toEqual([false, 'key-unfit', 0]);
  });
  test('the fixtures are what they say', () => {
    expect(
      (['destination-encryption', 'destination-signature', 'service', 'too-short'] as const).map(
        (name) => privateKey(name).asymmetricKeyDetails?.modulusLength,
      ),
    ).toEqual([4096, 4096, 4096, 2048]);
  });
});
