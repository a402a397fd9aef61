/**
 * Who asks at the register's local socket: seen by the owner of a file, named by the operator's list, held in the
 * audit.
 */
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { keepAuditHeads } from '../../../../../electron/kiosk/staff/audit-heads.ts';
import { ADMIN_FILES } from '../../../../../register/server/admin/contract-data.ts';
import { askAdmin, sendFile } from '../../../../../register/server/admin/client.ts';
import { ADMIN } from '../../../../../register/server/admin/contract.ts';
import {
  MAY,
  PROOF_FOLDER,
  PROOF_HEADER,
  makeProof,
  readOperators,
  uidOf,
} from '../../../../../register/server/admin/operators.ts';
import type { Operators, Role } from '../../../../../register/server/admin/operators.ts';
import { startAdmin } from '../../../../../register/server/admin/server.ts';
import { readSignedHeads } from '../../../../../register/server/audit/signed-heads.ts';
import { succeedSigner, temporarySigner } from '../../../../../register/server/keys/signing.ts';
import { startRegister } from '../set-up.ts';

const ME = process.getuid?.() ?? -1;
let register: Awaited<ReturnType<typeof startRegister>>;
beforeAll(async () => {
  register = await startRegister();
});
afterAll(() => register?.close());

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'foyer-operators-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}
async function admin(operators?: Operators): Promise<string> {
  const place = folder();
  const running = await startAdmin(
    { ...register, folder: place, timeZone: 'Europe/Berlin', log: (event) => void register.events.push(event) },
    place,
    null,
    undefined,
    operators,
  );
  onTestFinished(running.stop);
  return place;
}
const named = (name: string, ...roles: Role[]): Operators => new Map([[ME, { name, roles: new Set(roles) }]]);
const actors = async (action: string) =>
  (
    await register.database.db
      .selectFrom('audit')
      .select('actor')
      .where('action', '=', action as never)
      .orderBy('at', 'desc')
      .execute()
  ).map(({ actor }) => actor);

describe('a proof of the user id', () => {
  function proofs(): string {
    const place = folder();
    mkdirSync(join(place, PROOF_FOLDER));
    return place;
  }
  test('gives its owner once, and is then deleted', () => {
    const place = proofs();
    const { name } = makeProof(place);
    expect(uidOf(place, name, Date.now())).toBe(ME);
    expect(uidOf(place, name, Date.now())).toBeNull();
    expect(readdirSync(join(place, PROOF_FOLDER))).toEqual([]);
  });
  test('is refused by another path to a file, when old, or under another name', () => {
    const place = proofs();
    const others = join(place, 'file');
    writeFileSync(others, '');
    const names = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
    symlinkSync(others, join(place, PROOF_FOLDER, names[0] ?? ''));
    linkSync(others, join(place, PROOF_FOLDER, names[1] ?? ''));
    mkdirSync(join(place, PROOF_FOLDER, names[2] ?? ''));
    for (const name of [...names, '../file', `../${PROOF_FOLDER}/${'d'.repeat(32)}`, '', undefined, 'x'.repeat(32)])
      expect(uidOf(place, name, Date.now()), String(name)).toBeNull();
    const { name, path } = makeProof(place);
    utimesSync(path, new Date(0), new Date(0));
    expect(uidOf(place, name, Date.now())).toBeNull();
    expect(statSync(others).size).toBe(0);
  });
  test.runIf(ME === 0)('counts for its owner, whoever shows it', () => {
    const place = proofs();
    const { name, path } = makeProof(place);
    chownSync(path, 4242, 4242);
    expect(uidOf(place, name, Date.now())).toBe(4242);
  });
});

describe('at the socket', () => {
  test('every action is in the audit with its operator, also without a list', async () => {
    expect((await askAdmin(await admin(), 'enrolTerminal', { name: 'halle-7' })).ok).toBe(true);
    expect((await actors('enrolment-code'))[0]).toBe(`operator:uid-${ME}`);
    expect((await askAdmin(await admin(named('anna', 'operator')), 'enrolTerminal', { name: 'halle-7' })).ok).toBe(
      true,
    );
    expect(await actors('enrolment-code')).toContain('operator:anna');
    expect(register.events.filter(({ event }) => event === 'admin')).toContainEqual({
      event: 'admin',
      action: 'enrolTerminal',
      by: 'operator:anna',
    });
  });
  test("an action without its role is refused, and logged with the operator's name", async () => {
    const place = await admin(named('bernd', 'office'));
    const ask = (name: 'enrolTerminal' | 'auditHeads' | 'importPeople') =>
      name === 'importPeople'
        ? sendFile(place, name, { bytes: Readable.from([]), query: { 'skip-bad': 'false' } }, () => undefined)
        : askAdmin(place, name, { name: '' });
    for (const name of ['enrolTerminal', 'auditHeads', 'importPeople'] as const) {
      expect(await ask(name), name).toEqual({
        ok: false,
        error: {
          kind: 'invalid',
          fields: [{ field: 'operator', message: expect.stringContaining('needs the role') as string }],
        },
      });
      expect(register.events).toContainEqual({ event: 'admin-refused', action: name, by: 'bernd' });
    }
    expect((await askAdmin(place, 'helpCalls', {})).ok).toBe(true);
    const strangers = await admin(new Map());
    expect((await askAdmin(strangers, 'status', {})).ok).toBe(false);
    expect(register.events).toContainEqual({ event: 'admin-refused', action: 'status', by: `uid-${ME}` });
  });
  test('a request without a proof is refused', async () => {
    const place = await admin();
    const answer = await new Promise<number>((resolve, reject) => {
      request(
        {
          socketPath: join(place, 'admin.sock'),
          path: ADMIN.status.path,
          method: 'POST',
          headers: { 'content-type': 'application/json', [PROOF_HEADER]: '0'.repeat(32) },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      )
        .on('error', reject)
        .end('{}');
    });
    expect(answer).toBe(403);
    // Not to be listed by others, and open to them only where there is a list.
    expect([
      statSync(join(place, PROOF_FOLDER)).mode & 0o7777,
      statSync(join(place, 'admin.sock')).mode & 0o777,
    ]).toEqual([0o1733, 0o600]);
    expect(statSync(join(await admin(new Map()), 'admin.sock')).mode & 0o777).toBe(0o666);
  });
  test('every command has roles that may ask it', () => {
    expect(Object.keys(MAY).sort()).toEqual(Object.keys({ ...ADMIN, ...ADMIN_FILES }).sort());
    for (const roles of Object.values(MAY)) expect(roles.length).toBeGreaterThan(0);
  });
});

describe('the list of operators', () => {
  const list = (text: string, mode = 0o644): string => {
    const path = join(folder(), 'operators');
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  test('is read, remarks and blank lines too', () => {
    expect(readOperators(list('# wer\n1001 anna office,operator\n\n 1002  bernd auditor # Prüfung\n'))).toEqual(
      new Map([
        [1001, { name: 'anna', roles: new Set(['office', 'operator']) }],
        [1002, { name: 'bernd', roles: new Set(['auditor']) }],
      ]),
    );
  });
  test.each([
    ['anna office', 'line 1: a user id comes first'],
    ['1001 anna', 'line 1: roles are'],
    ['1001 anna chief', 'line 1: roles are'],
    ['1001 anna office extra', 'line 1: roles are'],
    ['1001 an/na office', 'line 1: the name needs'],
    ['1001 anna office\n1001 bernd office', 'line 2: this user id or name is there twice'],
    ['1001 anna office\n1002 anna office', 'line 2: this user id or name'],
  ])('%j is refused by its line', (text, sentence) => expect(() => readOperators(list(text))).toThrow(sentence));
  test('is used only where no other user can write it', () => {
    expect(() => readOperators(list('1001 anna office', 0o666))).toThrow('can be changed by others');
    expect(() => readOperators('/nowhere/operators')).toThrow('cannot be read (ENOENT)');
  });
});

describe('the audit’s heads', () => {
  test('are given to terminals with their sign of life, stored there, and show what was done to the database since', async () => {
    const beat = await register
      .client()
      .heartbeat({ software: '1', mode: 'in-service', catalogue: null, unfinished: 0, devices: [] });
    if (!beat.ok || beat.value.audit === undefined) throw new Error('no heads came');
    const data = folder();
    const keep = keepAuditHeads(data);
    keep(beat.value.audit, Date.parse('2026-11-21T12:00:00Z'));
    keep('later the same day', Date.parse('2026-11-21T13:00:00Z'));
    keep(beat.value.audit, Date.parse('2026-11-22T12:00:00Z'));
    expect(readdirSync(join(data, 'audit-heads')).sort()).toEqual(['2026-11-21.jws', '2026-11-22.jws']);
    const place = await admin();
    const verify = (signed: string) => askAdmin(place, 'auditVerify', { heads: [], signed });
    expect(await verify(beat.value.audit)).toMatchObject({ ok: true, value: { findings: [] } });
    // A database that was written anew from an earlier state does not end where the terminal saw it end.
    const heads = await readSignedHeads(register.server.signer, beat.value.audit);
    const told = heads.ok ? heads.value.find(({ position }) => position > 0) : undefined;
    if (told === undefined) throw new Error('nothing was written down yet');
    await register.database.db.deleteFrom('audit').where('lane', '=', told.lane).execute();
    await register.database.db
      .updateTable('audit_lane')
      .set({ position: 0, hash: Buffer.alloc(32) })
      .where('lane', '=', told.lane)
      .execute();
    expect(await verify(beat.value.audit)).toMatchObject({
      ok: true,
      value: { findings: [expect.objectContaining({ lane: told.lane, kind: 'head' })] },
    });
    expect(await verify(beat.value.audit.replace(/.{4}$/, 'AAAA'))).toMatchObject({
      ok: false,
      error: { kind: 'invalid' },
    });
  });
  test("verify also after a change of the register's key, but not by a stranger’s key", async () => {
    const beat = await register
      .client()
      .heartbeat({ software: '1', mode: 'in-service', catalogue: null, unfinished: 0, devices: [] });
    const signed = beat.ok ? (beat.value.audit ?? '') : '';
    expect(await readSignedHeads(temporarySigner(), signed)).toEqual({ ok: false, error: 'unknown-key' });
    await succeedSigner(folder(), register.server.signer, Date.now());
    expect((await readSignedHeads(register.server.signer, signed)).ok).toBe(true);
    expect(await readSignedHeads(register.server.signer, 'a.b.c')).toEqual({ ok: false, error: 'none' });
  });
});
