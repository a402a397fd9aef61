/** The operator's commands about data, the catalogue and the audit, asked of one running register. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createRegisterClient } from '../../../../../register/client/client.ts';
import { ROUTES } from '../../../../../register/contract/contract.ts';
import { checkDigit } from '../../../../../register/contract/document-number.ts';
import { fillDemo, generate } from '../../../../../register/demo/begin.ts';
import { generatedDocument } from '../../../../../register/demo/generate.ts';
import { ADMIN, SOCKET_FILE } from '../../../../../register/server/admin/contract.ts';
import { sendFile } from '../../../../../register/server/admin/client.ts';
import type { ImportNews } from '../../../../../register/server/admin/contract-data.ts';
import { startAdmin } from '../../../../../register/server/admin/server.ts';
import { UsageError } from '../../../../../register/server/commands/arguments.ts';
import { COMMANDS, CommandFailed } from '../../../../../register/server/commands/commands.ts';
import { openRegister } from '../../../../../register/server/register.ts';
import type { Register } from '../../../../../register/server/register.ts';
import { startPublic } from '../../../../../register/server/public/server.ts';

let folder: string;
let register: Register;
let url: string;
let key: string;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-data-'));
  register = await openRegister({ folder, log: () => {} });
  closers.push(() => register.close());
  key = (await readFile((await fillDemo(register, folder)) ?? '', 'utf8')).trim();
  ({ url } = await register.server.start());
  closers.push((await startAdmin(register, folder, url, generate)).stop);
}, 60_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

async function run(args: string[], typed = ''): Promise<{ code: number; out: string }> {
  const [name = '', ...rest] = args;
  let out = '';
  try {
    const code = await COMMANDS[name]?.({
      folder,
      args: rest,
      print: (line) => (out += `${line}\n`),
      input: async () => typed,
    });
    return { code: code ?? -1, out };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CommandFailed)) throw error;
    return { code: error instanceof UsageError ? 2 : 1, out: `${out}${error.message}` };
  }
}
const db = () => register.database.db;
const status = async (type: 'identity-card' | 'passport', number: string) => {
  const found = await register.residents.documentStatus(type, number);
  return found.ok ? found.value : found.error;
};
const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};
/** As the socket sees who runs this. */
const ME = `operator:uid-${process.getuid?.()}`;
const audited = async () =>
  (
    await db()
      .selectFrom('audit')
      .select(['actor', 'action', 'subject'])
      .orderBy('at', 'desc')
      .orderBy('lane')
      .limit(1000)
      .execute()
  ).map(({ actor, action, subject }) => `${actor} ${action} ${subject}`);

describe('documents set', () => {
  test('takes the number from standard input, with or without its check digit, and does not print it', async () => {
    expect(
      await run(
        [
          'documents',
          'set',
          'identity-card',
          '-',
          'ready',
          '--office',
          'buergerbuero',
          '--since',
          '2026-11-20',
          '--pin-letter',
          'yes',
        ],
        ' l7mx9c4t1\n',
      ),
    ).toEqual({ code: 0, out: 'identity-card: ready since 2026-11-20\n' });
    expect(await status('identity-card', 'L7MX9C4T1')).toEqual({
      stage: 'ready',
      since: '2026-11-20',
      office: 'buergerbuero',
      pinLetter: true,
    });
    expect(
      (await run(['documents', 'set', 'identity-card', `L7MX9C4T1${checkDigit('L7MX9C4T1')}`, 'handed-over'])).code,
    ).toBe(0);
    expect(await status('identity-card', 'L7MX9C4T1')).toMatchObject({ stage: 'handed-over' });
    const entries = await audited();
    expect(
      entries.filter((entry) => /^operator:uid-\d+ document-stage document:[0-9a-f]{24}$/.test(entry)),
    ).toHaveLength(2);
    expect(entries.join()).not.toContain('L7MX9C4T1');
  });
  test.each<[string[], string]>([
    [['visa', 'X', 'ready'], 'TYPE: "visa" is none of'],
    [['passport', 'C4HX0N2P7', 'done'], 'STAGE: "done" is none of'],
    [['passport', 'C4HX0N2P7', 'unknown'], 'STAGE'],
    [['passport', 'L7MX9C4T1', 'ready'], 'NUMBER is no number of such a document (first-letter).'],
    [['passport', 'C4HX0N2P79', 'ready'], '(check-digit)'],
    [['passport', 'C4HX0N2P7', 'ready', '--office', 'nowhere'], '--office is not in the catalogue.'],
    [['passport', 'C4HX0N2P7', 'ready', '--since', '2026-13-01'], '--since: "2026-13-01" is no day.'],
    [['passport', 'C4HX0N2P7', 'ready', '--pin-letter', 'ja'], '--pin-letter: write yes or no.'],
  ])('refuses %j', async (args, sentence) => {
    expect(await run(['documents', 'set', ...args])).toEqual({ code: 2, out: expect.stringContaining(sentence) });
  });
});

describe('documents import', () => {
  const good =
    'type,number,stage,since,office,pin_letter\nidentity-card,L7MXC1111,sent,2026-11-01,buergerbuero,no\n"passport","C4HX11111",ready,2026-11-02,,\n';
  test('inserts and updates, and does not touch unchanged documents', async () => {
    const name = await file('good.csv', good);
    expect(await run(['documents', 'import', name])).toEqual({
      code: 0,
      out: 'imported: 2 documents, new or changed: 2\n',
    });
    expect(await status('identity-card', 'L7MXC1111')).toEqual({
      stage: 'sent',
      since: '2026-11-01',
      office: 'buergerbuero',
      pinLetter: false,
    });
    expect(await status('passport', 'C4HX11111')).toEqual({ stage: 'ready', since: '2026-11-02' });
    expect((await run(['documents', 'import', name])).out).toContain('new or changed: 0');
    await file('good.csv', `\ufeff${good.replaceAll(',', ';').replace('sent', 'ready')}`);
    expect((await run(['documents', 'import', name])).out).toContain('new or changed: 1');
    expect(await status('identity-card', 'L7MXC1111')).toMatchObject({ stage: 'ready' });
    expect(await audited()).toContain(`${ME} documents-imported documents:2`);
  });
  const bad =
    `${good}identity-card,L7MXA2222,sent,2026-11-01,buergerbuero,no\nidentity-card,L7MX22222,lost,2026-02-30,buergerbuero,no\nidentity-card,L7MX33333,sent\npassport,C4HX33333,sent,2026-11-01,nowhere,vielleicht\npassport,C4HX33333,sent,2026-11-01,nowhere,\n`.replaceAll(
      '1111',
      '4444',
    );
  test('applies nothing of a file with bad lines; each is named by line, column and reason, without a value', async () => {
    const { code, out } = await run(['documents', 'import', await file('bad.csv', bad)]);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'line 4\tnumber\tis no number of such a document',
      expect.stringMatching(/^line 5\tstage\tInvalid option/),
      'line 5\tsince\tmust be a day: 2026-11-21',
      'line 6\t(line)\thas 3 cells, not 6',
      expect.stringMatching(/^line 7\tpin_letter\tInvalid input/),
      'line 8\toffice\tis not in the catalogue',
      '5 of 7 lines are bad; nothing was imported. Leave them out with --skip-bad.',
    ]);
    expect(await status('passport', 'C4HX44441')).toEqual({ stage: 'unknown' });
  });
  test('applies the good lines when bad ones are to be skipped', async () => {
    expect((await run(['documents', 'import', join(folder, 'bad.csv'), '--skip-bad'])).out).toContain(
      'imported: 2 documents, new or changed: 2, left out: 5\n',
    );
    expect(await status('passport', 'C4HX44441')).toMatchObject({ stage: 'ready' });
  });
  test.each<[string, number, string]>([
    ['', 1, 'is empty'],
    ['type,number,stage,since,colour\n', 2, 'FILE has a column that is not known.'],
    ['type,number\n', 2, 'FILE lacks the columns stage, since.'],
    ['type,type,number,stage,since\n', 2, 'FILE has a column twice.'],
    ['type,number,stage,since\nidentity-card,"L7MX,sent,2026-11-01\n', 1, 'is no CSV'],
  ])('refuses a file like %j', async (text, code, sentence) => {
    expect(await run(['documents', 'import', await file('no.csv', text)])).toEqual({
      code,
      out: expect.stringContaining(sentence),
    });
  });
  test('uses the last line of a number that occurs twice', async () => {
    await run([
      'documents',
      'import',
      await file(
        'twice.csv',
        'type,number,stage,since\npassport,C4HX55555,sent,2026-11-01\npassport,C4HX55555,ready,2026-11-05\n',
      ),
    ]);
    expect(await status('passport', 'C4HX55555')).toMatchObject({ stage: 'ready', since: '2026-11-05' });
  });
  test('uses the last line of a number also where others by the thousand stand between', async () => {
    const line = (stage: string, day: string): string => `passport,C4HX66666,${stage},2026-11-${day}\n`;
    const others = Array.from({ length: 12_000 }, (_, index) => {
      const { type, number } = generatedDocument(index, 99, '2026-11-21');
      return `${type},${number},sent,2026-11-01\n`;
    }).join('');
    const text = `type,number,stage,since\n${line('sent', '01')}${others}${line('in-production', '03')}${others}${line('ready', '05')}`;
    expect(await run(['documents', 'import', await file('far.csv', text)])).toEqual({
      code: 0,
      out: expect.stringMatching(/^imported: 24003 documents, new or changed: \d+\n$/),
    });
    expect(await status('passport', 'C4HX66666')).toMatchObject({ stage: 'ready', since: '2026-11-05' });
  });
});

describe('a file that is still coming in', () => {
  const header = 'type,number,stage,since\n';
  /** Sends a good line, and leaves the file open until it is told how it ends. */
  async function begun(number: string) {
    const bytes = new PassThrough();
    const heard: ImportNews[] = [];
    const sent = sendFile(
      folder,
      'importDocuments',
      { bytes, query: { 'skip-bad': 'false' } },
      (news) => void heard.push(news),
    );
    bytes.write(`${header}passport,${number},ready,2026-11-05\n`);
    // Its begin has been seen when the key is refused.
    const rotated = async () => run(['keys', 'rotate', 'document-numbers']);
    await vi.waitUntil(async () => (await rotated()).out.includes('being imported'), { timeout: 10_000 });
    return { bytes, heard, sent, rotated };
  }
  test('lets no other key for document numbers come in', async () => {
    const { bytes, heard, sent, rotated } = await begun('C4HX77777');
    expect((await rotated()).code).toBe(2);
    bytes.end('passport,C4HX88888,ready,2026-11-05');
    expect(await sent).toEqual({ ok: true, value: undefined });
    expect(heard.at(-1)).toEqual({ what: 'imported', lines: 2, written: 2 });
    expect((await rotated()).code).toBe(0);
    expect(await status('passport', 'C4HX88888')).toMatchObject({ stage: 'ready' });
  });
  test('changes nothing where the command is interrupted', async () => {
    const { bytes, heard, sent, rotated } = await begun('C4HX99999');
    bytes.destroy();
    expect(await sent).toEqual({ ok: true, value: undefined });
    expect(heard).toEqual([]);
    await vi.waitUntil(async () => (await rotated()).code === 0, { timeout: 10_000 });
    expect(await status('passport', 'C4HX99999')).toEqual({ stage: 'unknown' });
  });
});

describe('people import', () => {
  const header =
    'id;family_name;given_names;birth_date;street;house_number;postal_code;city;since;birth_name;nationalities;marital_status\n';
  const people = () =>
    db()
      .selectFrom('person')
      .innerJoin('residence', 'residence.person', 'person.id')
      .select([
        'external_id',
        'family_name',
        'family_search',
        'birth_search',
        'version',
        'street',
        'nationalities',
        'marital_status',
      ])
      .where('external_id', 'in', ['a-1', 'a-2'])
      .orderBy('external_id')
      .execute();
  test('enters people with their home, and a change of either raises the version that a visitor has seen', async () => {
    const lines = (street: string, name: string) =>
      `${header}a-1;${name};Jörg Änne;1951-02-28;${street};7a;12345;Musterstadt;2001-05-01;Weiß;deutsch/polnisch;married\na-2;Łęcki;;1950;Hauptstr.;1;12345;Musterstadt;;;;\n`;
    expect(await run(['people', 'import', await file('people.csv', lines('Lindenstr.', 'Größer'))])).toEqual({
      code: 0,
      out: 'imported: 2 people, new or changed: 2\n',
    });
    expect(await people()).toMatchObject([
      {
        external_id: 'a-1',
        family_name: 'Größer',
        family_search: 'GROESSER',
        birth_search: 'WEISS',
        version: 0,
        street: 'Lindenstr.',
        nationalities: ['deutsch', 'polnisch'],
        marital_status: 'married',
      },
      {
        external_id: 'a-2',
        family_search: 'LECKI',
        birth_search: null,
        version: 0,
        nationalities: ['deutsch'],
        marital_status: 'unknown',
      },
    ]);
    await run(['people', 'import', join(folder, 'people.csv')]);
    expect((await people()).map(({ version }) => version)).toEqual([0, 0]);
    await run(['people', 'import', await file('people.csv', lines('Am Bach', 'Größer'))]);
    expect((await people()).map(({ version, street }) => [version, street])).toEqual([
      [1, 'Am Bach'],
      [0, 'Hauptstr.'],
    ]);
    await run(['people', 'import', await file('people.csv', lines('Am Bach', 'Kleiner'))]);
    expect((await people()).map(({ version, family_name: name }) => [version, name])).toEqual([
      [2, 'Kleiner'],
      [0, 'Łęcki'],
    ]);
    expect(await audited()).toContain(`${ME} people-imported people:2`);
  });
  test('names each bad line', async () => {
    expect(
      (
        await run([
          'people',
          'import',
          await file('people.csv', `${header}a 3;Größer;;31.12.1950;Lindenstr.;7;1234;Musterstadt;;;;ledig\n`),
        ])
      ).out.split('\n'),
    ).toEqual([
      expect.stringMatching(/^line 2\tid\t/),
      'line 2\tbirth_date\tmust be a day that there is, or what is known of it: 1950, 1950-07 or 1950-07-31',
      expect.stringMatching(/^line 2\tmarital_status\tInvalid option/),
      'line 2\tpostal_code\tmust be five digits',
      '1 of 1 lines are bad; nothing was imported. Leave them out with --skip-bad.',
    ]);
  });
});

describe('generate', () => {
  test('makes the same documents for the same seed, each with a number of its own that can be looked up', async () => {
    const { code, out } = await run(['documents', 'generate', '3000', '--seed', '7']);
    expect(code).toBe(0);
    expect(out).toContain('generated: 3000 documents\n');
    const [, type = '', number = ''] = /^(identity-card)\t(\S+)\t/m.exec(out) ?? [];
    expect(
      await createRegisterClient({ baseUrl: url, key, timeoutMs: 10_000 }).documentStatus({
        type: type as 'identity-card',
        number: number.slice(0, -1),
      }),
    ).toMatchObject({ ok: true, value: { stage: expect.stringMatching(/^(?!unknown)/) } });
    expect((await run(['documents', 'generate', '3000', '--seed', '7'])).out).toContain(
      'generated: 0 documents; 3000 were there already',
    );
    expect((await run(['documents', 'generate', '3500', '--seed', '7'])).out).toContain('generated: 500 documents');
    const numbers = new Set(
      Array.from({ length: 200_000 }, (_, index) => generatedDocument(index * 47, 7, '2026-11-21')).map(
        (one) => `${one.type} ${one.number}`,
      ),
    );
    expect(numbers.size).toBe(200_000);
  });
  test('makes people who can all be found by the search form of the name', async () => {
    expect((await run(['people', 'generate', '2000'])).out).toContain('generated: 2000 people');
    expect((await run(['people', 'generate', '2000'])).out).toContain('generated: 0 people; 2000 were there already');
    const { searchKey } = await import('../../../../../register/server/residents/identity/search-form.ts');
    const rows = await db()
      .selectFrom('person')
      .select(['family_name', 'family_search', 'birth_date'])
      .where('external_id', 'like', 'gen-%')
      .execute();
    expect(rows).toHaveLength(2000);
    for (const row of rows) expect(row.family_search).toBe(searchKey(row.family_name));
  });
  test.each([['0'], ['x'], ['10000001'], ['-1']])('refuses to generate %s', async (count) => {
    expect((await run(['documents', 'generate', '--', count])).out).toContain('COUNT');
  });
});

describe('catalogue', () => {
  test('can be exported and published again unchanged, as JSON and as YAML', async () => {
    const before = (await register.server.catalogue.current()).catalogue.version;
    expect((await run(['catalogue', 'export', join(folder, 'catalogue.json')])).code).toBe(0);
    expect(await run(['catalogue', 'publish', join(folder, 'catalogue.json')])).toEqual({
      code: 0,
      out: expect.stringContaining(`catalogue ${before}`),
    });
    const { stringify } = await import('yaml');
    await file('catalogue.yaml', stringify(JSON.parse(await readFile(join(folder, 'catalogue.json'), 'utf8'))));
    expect((await run(['catalogue', 'publish', join(folder, 'catalogue.yaml')])).out).toContain(`catalogue ${before}`);
    expect(await audited()).toContain(`${ME} catalogue-published catalogue`);
    expect(await run(['catalogue', 'export', join(folder, 'catalogue.json')])).toMatchObject({
      code: 2,
      out: expect.stringContaining('EEXIST'),
    });
  });
  test('takes the privacy notice, imprint and accessibility statement from a file, and leaves them where it has none', async () => {
    const legal = async () => (await register.server.catalogue.current()).catalogue.legal;
    const before = await legal();
    expect(before.map(({ id }) => id)).toEqual(['privacy', 'imprint', 'accessibility']);
    const whole = JSON.parse((await run(['catalogue', 'export'])).out) as { legal: unknown };
    const publish = async (name: string, changed: unknown) =>
      (await run(['catalogue', 'publish', await file(name, JSON.stringify(changed))])).code;
    const { legal: _legal, ...without } = whole;
    expect(await publish('without.json', without)).toBe(0);
    expect(await legal()).toEqual(before);
    const imprint = [
      { id: 'imprint', text: { de: [{ kind: 'paragraph', runs: [{ text: 'Stadt Musterstadt, Rathaus' }] }] } },
    ];
    expect(await publish('imprint.json', { ...whole, legal: imprint })).toBe(0);
    expect(await legal()).toEqual(imprint);
    expect(await publish('whole.json', whole)).toBe(0);
    expect(await legal()).toEqual(before);
  });
  test('stays as it is with an invalid file, whose fields are named', async () => {
    const whole = JSON.parse((await run(['catalogue', 'export'])).out) as {
      services: { id: string; name: unknown; offices: unknown[] }[];
      closures: { office: string }[];
      legal: unknown[];
      version?: string;
    };
    const before = (await register.server.catalogue.current()).catalogue.version;
    const refused = async (change: (copy: typeof whole) => void): Promise<string> => {
      const copy = structuredClone(whole);
      change(copy);
      const { code, out } = await run(['catalogue', 'publish', await file('other.json', JSON.stringify(copy))]);
      expect(code).toBe(2);
      return out;
    };
    expect(await refused((copy) => Object.assign(copy.services[3] ?? {}, { name: 'text' }))).toContain(
      'services.3.name',
    );
    expect(await refused((copy) => copy.services.push(...copy.services.slice(0, 1)))).toContain(
      'services.27.id is there twice.',
    );
    expect(await refused((copy) => copy.services[1]?.offices.push({ office: 'nowhere', appointment: 'none' }))).toMatch(
      /services\.1\.offices\.\d+\.office leads nowhere\./,
    );
    expect(await refused((copy) => Object.assign(copy.closures[0] ?? {}, { office: 'nowhere' }))).toContain(
      'closures.0.office leads nowhere.',
    );
    expect(await refused((copy) => copy.legal.push(...copy.legal.slice(0, 1)))).toContain('legal.3.id is there twice.');
    expect(await refused((copy) => void (copy.version = '1'))).toContain('unknown fields');
    expect(await run(['catalogue', 'publish', await file('broken.yaml', 'a: [1\n')])).toEqual({
      code: 2,
      out: expect.stringContaining('does not hold YAML'),
    });
    expect((await register.server.catalogue.current()).catalogue.version).toBe(before);
  });
});

test('status-index rotate begins an epoch', async () => {
  const number = async () => Number(/epoch (\d+) began/.exec((await run(['status-index', 'rotate'])).out)?.[1]);
  const first = await number();
  expect(await number()).toBe(first + 1);
  expect(await audited()).toContain(`${ME} status-index-rotated epoch:${first + 1}`);
});

describe('audit', () => {
  test('verifies, also with saved heads, and names what was changed', async () => {
    const heads = await file('heads', (await run(['audit', 'heads'])).out);
    expect((await run(['terminals', 'enrol', 'halle-7'])).code).toBe(0);
    expect(await run(['audit', 'verify', '--heads', heads])).toEqual({
      code: 0,
      out: expect.stringMatching(/^verified: \d+ entries, and the heads in the file$/m),
    });
    const {
      rows: [one],
    } = await sql<{
      lane: number;
      position: string;
      subject: string;
    }>`select lane, position, subject from audit order by at desc, position desc limit 1`.execute(db());
    await sql`update audit set subject = 'nobody' where lane = ${one?.lane} and position = ${one?.position}`.execute(
      db(),
    );
    const { code, out } = await run(['audit', 'verify']);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining(
        `lane ${one?.lane}\tentry ${one?.position}\tnot what was written after the entry before it`,
      ),
    ]);
    expect(await run(['audit', 'drop', '--before', '2020-01'])).toMatchObject({
      code: 2,
      out: expect.stringContaining('does not verify'),
    });
    await sql`update audit set subject = ${one?.subject} where lane = ${one?.lane} and position = ${one?.position}`.execute(
      db(),
    );
    expect((await run(['audit', 'verify'])).code).toBe(0);
    expect(await run(['audit', 'drop', '--before', '2020-01'])).toEqual({ code: 0, out: 'nothing before 2020-01\n' });
  });
  test.each<[string[], string]>([
    [['audit'], 'verify, heads, drop is missing'],
    [['audit', 'erase'], '"erase" is none of'],
    [['audit', 'drop'], '--before is missing.'],
    [['audit', 'drop', '--before', '2026-13'], '--before must be a month'],
    [['audit', 'drop', '--before', '2099-01'], 'names a month that is not over'],
    [['audit', 'verify', '--heads', '/nowhere'], 'cannot be read (ENOENT)'],
  ])('refuses %j', async (args, sentence) => {
    expect(await run(args)).toEqual({ code: 2, out: expect.stringContaining(sentence) });
  });
});

test('no command can be reached from the terminals’ address or the public one, and no route of those from the socket', async () => {
  const open = await startPublic({
    host: '127.0.0.1',
    port: 0,
    url: 'http://127.0.0.1',
    deliveries: register.server.deliveries,
    seals: [],
    log: () => {},
  });
  try {
    for (const { path } of Object.values(ADMIN)) {
      const headers = { authorization: `Bearer ${key}`, 'foyer-contract': '3', 'content-type': 'application/json' };
      expect([path, (await fetch(url + path, { method: 'POST', headers, body: '{}' })).status]).toEqual([path, 404]);
      expect([path, (await fetch(open.url + path, { method: 'POST', headers, body: '{}' })).status]).toEqual([
        path,
        404,
      ]);
    }
  } finally {
    await open.stop();
  }
  const overSocket = (path: string, method: string): Promise<number> =>
    new Promise((resolve, reject) => {
      request({ socketPath: join(folder, SOCKET_FILE), path, method }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .once('error', reject)
        .end();
    });
  for (const { path } of Object.values(ROUTES))
    expect([path, await overSocket(path, 'GET'), await overSocket(path, 'POST')]).toEqual([path, 404, 404]);
});
