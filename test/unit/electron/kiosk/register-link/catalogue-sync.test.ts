/**
 * The terminal's catalogue, against the real register: whole, in parts, signed, and refused whole where something is
 * wrong with it.
 */
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ManualClock } from '../../../../harness/manual-clock.ts';
import { createLog } from '../../../../../electron/kiosk/log/log.ts';
import { openStore } from '../../../../../electron/kiosk/store/store.ts';
import { createSync } from '../../../../../electron/kiosk/register-link/catalogue-sync.ts';
import { createTrust } from '../../../../../electron/kiosk/register-link/trust.ts';
import type { CatalogueAnswer, RegisterClient } from '../../../../../register/client/client.ts';
import type { Catalogue, SigningKey } from '../../../../../register/contract/contract.ts';
import { err, ok } from '../../../../../base/result.ts';
import { putClosure } from '../../../../../register/server/catalogue/catalogue.ts';
import { signEdition } from '../../../../../register/server/catalogue/edition-statement.ts';
import { detachedSignature } from '../../../../../register/server/keys/signature.ts';
import {
  createSigner,
  openSigner,
  succeedSigner,
  successionFrom,
  temporarySigner,
} from '../../../../../register/server/keys/signing.ts';
import { inProcess } from '../../../../harness/scripted.ts';
import { NOON, startRegister, useRegister } from '../../../register/server/set-up.ts';

/** Musterstadt's own. */
const CLOSURES = 1;

type Register = Awaited<ReturnType<typeof startRegister>>;
type Mangle = (answer: CatalogueAnswer) => CatalogueAnswer;

async function terminal(
  register: Register,
  { signs = true, enrolledWith = null as SigningKey | null, store = openStore(':memory:') } = {},
) {
  const clock = new ManualClock(NOON);
  const client = register.client();
  const answers: string[] = [];
  let mangle: Mangle = (answer) => answer;
  const line: RegisterClient = {
    ...client,
    signingKey: () =>
      signs ? client.signingKey() : Promise.resolve(err({ kind: 'declined' as const, reason: 'not-found' as const })),
    async catalogue(etag, since) {
      const answer = await client.catalogue(etag, since);
      if (answer.ok) answers.push(answer.value.kind);
      return answer.ok ? ok(mangle(answer.value)) : answer;
    },
  };
  const lines: { event: string; reason?: string }[] = [];
  const log = createLog(
    (text) => void lines.push(JSON.parse(text) as { event: string }),
    () => clock.now(),
  );
  const kept = inProcess(store);
  let catalogue: Catalogue | null = null;
  let confirmed: number | null = null;
  let rounds = 0;
  let heard = (): void => undefined;
  const sync = createSync({
    register: {
      ...line,
      heartbeat: async (beat) => {
        const answer = await line.heartbeat(beat);
        rounds += 1;
        heard();
        return answer;
      },
    },
    store: kept,
    trust: createTrust({ register: line, store: kept, clock, log, enrolledWith: () => enrolledWith }),
    clock,
    log,
    everySeconds: 60,
    heartbeat: () => ({ software: '0', mode: 'in-service', catalogue: null, unfinished: 0, devices: [] }),
    onCatalogue: (next) => {
      catalogue = next;
    },
    onReach: () => undefined,
    onConfirmed: (when) => {
      confirmed = when;
    },
  });
  onTestFinished(() => sync.stop());
  const round = async (begin: () => Promise<void>): Promise<void> => {
    const before = rounds;
    const done = new Promise<void>((resolve) => {
      heard = () => {
        if (rounds > before) resolve();
      };
    });
    await begin();
    await done;
    // The heartbeat's own answer, and the timer after it.
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    store,
    answers,
    lines,
    clock,
    confirmed: () => confirmed,
    get catalogue() {
      return catalogue;
    },
    start: () => round(() => sync.start()),
    next: () => round(() => clock.advance(60_000)),
    mangle(how: Mangle) {
      mangle = how;
    },
    refusals: () => lines.filter(({ event }) => event === 'catalogue.refused').map(({ reason }) => reason),
  };
}

async function close(register: Register, office: string): Promise<void> {
  await register.server.catalogue.change((db) =>
    putClosure(db, { office, from: '2026-12-01', to: '2026-12-24', reason: { de: 'Umbau' } }),
  );
  register.advance(2_000);
}

it("the catalogue comes whole first, then as changes, and equals the register's", async () => {
  const register = await useRegister();
  const at = await terminal(register);
  await at.start();
  await at.next();
  await close(register, 'standesamt');
  await at.next();
  expect(at.answers).toEqual(['catalogue', 'unchanged', 'delta']);
  expect(at.catalogue).toEqual((await register.server.catalogue.current()).catalogue);
  expect(at.catalogue?.closures).toHaveLength(CLOSURES + 1);
  expect(JSON.parse(at.store.catalogue()?.json ?? '')).toEqual(at.catalogue);
  expect(at.refusals()).toEqual([]);
  // After a start anew, too, from what was kept.
  const again = await terminal(register, { store: at.store });
  await close(register, 'buergerbuero');
  await again.start();
  expect(again.answers).toEqual(['delta']);
  expect(again.catalogue?.closures).toHaveLength(CLOSURES + 2);
});

it('the catalogue comes whole where its edition was dropped by the register', async () => {
  const register = await useRegister();
  const at = await terminal(register);
  await at.start();
  await register.database.db.deleteFrom('catalogue_edition').execute();
  await close(register, 'standesamt');
  await at.next();
  expect(at.answers).toEqual(['catalogue', 'catalogue']);
});

it.each([
  [
    'with another content than was signed',
    'signature',
    (answer: CatalogueAnswer) =>
      answer.kind === 'unchanged'
        ? answer
        : { ...answer, signed: { ...answer.signed, body: `${answer.signed.body} ` } },
  ],
  [
    'signed by somebody else',
    'signature',
    (answer: CatalogueAnswer) =>
      answer.kind === 'unchanged'
        ? answer
        : {
            ...answer,
            signed: { ...answer.signed, signature: detachedSignature(temporarySigner(), answer.signed.body) },
          },
  ],
  [
    'not signed any more',
    'unsigned',
    (answer: CatalogueAnswer) =>
      answer.kind === 'unchanged' ? answer : { ...answer, signed: { ...answer.signed, signature: null } },
  ],
  [
    'with a signature that is none',
    'signature',
    (answer: CatalogueAnswer) =>
      answer.kind === 'unchanged' ? answer : { ...answer, signed: { ...answer.signed, signature: 'e30..AA' } },
  ],
  [
    'changing another edition',
    'base',
    (answer: CatalogueAnswer) =>
      answer.kind === 'delta' ? { ...answer, delta: { ...answer.delta, base: 'other' } } : answer,
  ],
] as const)(
  'a catalogue %s is refused whole; the last good one stays, and the next good one is taken',
  async (_name, reason, how) => {
    const register = await useRegister();
    const at = await terminal(register);
    await at.start();
    const before = at.catalogue;
    await close(register, 'standesamt');
    at.mangle(how);
    await at.next();
    expect(at.refusals()).toEqual([reason]);
    expect(at.catalogue).toBe(before);
    expect(at.store.catalogue()?.version).toBe(before?.version);
    at.mangle((answer) => answer);
    await at.next();
    expect(at.catalogue?.closures).toHaveLength(CLOSURES + 1);
  },
);

it('a catalogue is believed only from the register of the enrolment, from the first one on', async () => {
  const register = await useRegister();
  const at = await terminal(register, { enrolledWith: temporarySigner().publicKey });
  await at.start();
  expect(at.catalogue).toBeNull();
  expect(at.refusals()).toEqual(['signature']);
});

it('the catalogue of a register one version behind comes unsigned and whole, and signed as soon as it is updated', async () => {
  const before = await startRegister({ contractVersion: 2 });
  onTestFinished(before.close);
  const at = await terminal(before);
  // A register of contract version 2 shows no key and takes no \`since\`.
  at.mangle((answer) =>
    answer.kind === 'unchanged' ? answer : { ...answer, signed: { ...answer.signed, signature: null } },
  );
  await at.start();
  expect(at.answers).toEqual(['catalogue']);
});

/** What a line in between may do: tell again what it once heard. */
function replaying(at: Awaited<ReturnType<typeof terminal>>): {
  readonly heard: CatalogueAnswer[];
  again(index: number): void;
  through(): void;
} {
  const heard: CatalogueAnswer[] = [];
  const listen = (answer: CatalogueAnswer): CatalogueAnswer => {
    heard.push(answer);
    return answer;
  };
  at.mangle(listen);
  return {
    heard,
    through: () => at.mangle(listen),
    again: (index) =>
      at.mangle(() => {
        const answer = heard[index];
        if (answer === undefined) throw new Error('nothing was heard');
        return answer;
      }),
  };
}

it('an earlier edition is refused, though the register signed that too', async () => {
  const register = await useRegister();
  const at = await terminal(register);
  const line = replaying(at);
  await at.start();
  await close(register, 'standesamt');
  await at.next();
  const newest = at.catalogue;
  line.again(0);
  await at.next();
  expect(at.refusals()).toEqual(['older']);
  expect(at.catalogue).toBe(newest);
  // Nor after a start anew.
  const again = await terminal(register, { store: at.store });
  again.mangle(() => line.heard[0] as CatalogueAnswer);
  await again.start();
  expect(again.refusals()).toEqual(['older']);
  expect(again.catalogue).toEqual(newest);
  line.through();
  await at.next();
  expect(at.catalogue).toEqual(newest);
});

it('a replayed answer does not make the catalogue current', async () => {
  const register = await useRegister();
  const at = await terminal(register);
  const line = replaying(at);
  await at.start();
  register.advance(60_000);
  await at.next();
  const said = at.confirmed();
  expect(said).toBe(NOON + 60_000);
  // The last one, which says "unchanged": it changes nothing, and makes nothing newer.
  line.again(1);
  for (let day = 0; day < 3; day += 1) await at.next();
  expect(at.confirmed()).toBe(said);
  // One that is older than that by more than clocks differ is refused.
  register.advance(10 * 60_000);
  line.through();
  await at.next();
  line.again(1);
  await at.next();
  expect(at.refusals()).toEqual(['older']);
  // And none for longer than a week.
  const week = await terminal(register, { store: openStore(':memory:') });
  await week.clock.advance(8 * 86_400_000);
  await week.start();
  expect(week.refusals()).toEqual(['expired']);
  expect(week.catalogue).toBeNull();
});

it.each([
  ['without a word about it', (_: CatalogueAnswer) => null],
  [
    'with a word about another one',
    (_: CatalogueAnswer, register: Register) => signEdition(register.server.signer, 'other', 1e6, NOON),
  ],
  [
    'with somebody else’s word',
    (answer: CatalogueAnswer) =>
      signEdition(temporarySigner(), answer.kind === 'catalogue' ? answer.catalogue.version : '', 1e6, NOON),
  ],
  ['with a word that is none', () => 'a.b.c'],
] as const)('a statement of the edition is refused %s', async (_name, word) => {
  const register = await useRegister();
  const at = await terminal(register);
  at.mangle((answer) => ({ ...answer, edition: word(answer, register) }));
  await at.start();
  expect(at.refusals()).toEqual(['edition']);
  expect(at.catalogue).toBeNull();
});

it('the terminal follows the register’s key to its successors, and to no other key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-signing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const signer = await openSigner(folder);
  const first = { ...signer.publicKey };
  const register = await useRegister({ signer });
  const at = await terminal(register, { enrolledWith: first });
  await at.start();
  expect(at.catalogue).not.toBeNull();
  const asleep = await terminal(register, { enrolledWith: first });
  await succeedSigner(folder, signer, NOON);
  await succeedSigner(folder, signer, NOON);
  expect(signer.publicKey.kid).not.toBe(first.kid);
  await close(register, 'standesamt');
  await at.next();
  expect(at.refusals()).toEqual([]);
  expect(at.catalogue?.closures).toHaveLength(CLOSURES + 1);
  // One that missed both comes after them as well.
  await asleep.start();
  expect(asleep.catalogue).toEqual(at.catalogue);
  // The former key has lost its trust: what it signed is not taken.
  const before = createSigner(signerKeyOf(folder));
  expect(before.publicKey).toEqual(signer.publicKey);
  const again = await terminal(register, { enrolledWith: first, store: at.store });
  again.mangle((answer) => ({ ...answer, edition: signEdition(temporarySigner(), 'x', 1, NOON) }));
  await again.start();
  expect(again.refusals()).toEqual(['edition']);
  // The same files open to the same key, with the same way to it.
  const reopened = await openSigner(folder);
  expect([reopened.publicKey, reopened.succession]).toEqual([signer.publicKey, signer.succession]);
  expect(successionFrom(reopened.succession, first.kid)).toBe(signer.publicKey.kid);
  // A key without an unbroken succession is not followed.
  const stranger = await terminal(register, { enrolledWith: temporarySigner().publicKey });
  await stranger.start();
  expect(stranger.refusals()).toEqual(['signature']);
});

it('a power cut during a succession of keys loses no key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-signing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const signer = await openSigner(folder);
  const former = readFileSync(join(folder, 'signing.key'), 'utf8');
  const first = signer.publicKey.kid;
  await succeedSigner(folder, signer, NOON);
  const next = readFileSync(join(folder, 'signing.key'), 'utf8');
  // After the former one said its word, before the next one is in its place.
  writeFileSync(join(folder, 'signing.key'), former);
  writeFileSync(join(folder, 'signing.key.next'), next);
  expect((await openSigner(folder)).publicKey).toEqual(signer.publicKey);
  expect(readFileSync(join(folder, 'signing.key'), 'utf8')).toBe(next);
  // Before that: the next one was never heard of.
  writeFileSync(join(folder, 'signing.key'), former);
  writeFileSync(join(folder, 'signing.succession'), '');
  writeFileSync(join(folder, 'signing.key.next'), next);
  expect((await openSigner(folder)).publicKey.kid).toBe(first);
});

const signerKeyOf = (folder: string) => createPrivateKey(readFileSync(join(folder, 'signing.key')));
