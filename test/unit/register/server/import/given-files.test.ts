/**
 * Files that an operator gives: their encoding, their characters, and what is said of them. Whatever is wrong, nothing
 * of the file is applied.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fillDemo } from '../../../../../register/demo/begin.ts';
import { startAdmin } from '../../../../../register/server/admin/server.ts';
import { runCommand } from '../../../../harness/operator.ts';
import { openRegister } from '../../../../../register/server/register.ts';
import type { Register } from '../../../../../register/server/register.ts';
import { configuredParts } from '../../../../../register/server/services/configured.ts';
import { textPieces } from '../../../../../register/server/files/text-file.ts';

let folder: string;
let register: Register;
let stop: () => Promise<void>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-files-'));
  register = await openRegister({ folder, log: () => {} });
  await fillDemo(register, folder);
  const { url } = await register.server.start();
  ({ stop } = await startAdmin(register, folder, url, undefined));
}, 60_000);
afterAll(async () => {
  await stop();
  await register.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  const imported = await register.database.db
    .selectFrom('person')
    .select('id')
    .where('external_id', 'not like', 'musterstadt-%')
    .execute();
  if (imported.length > 0)
    await register.database.db
      .deleteFrom('residence')
      .where(
        'person',
        'in',
        imported.map(({ id }) => id),
      )
      .execute();
  await register.database.db.deleteFrom('person').where('external_id', 'not like', 'musterstadt-%').execute();
});

const run = (...args: string[]) => runCommand(folder, ...args);
const file = async (name: string, content: string | Buffer): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const utf16 = (text: string, order: 'le' | 'be'): Buffer =>
  order === 'le' ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

const HEADER = 'id;family_name;given_names;birth_date;street;house_number;postal_code;city;addition;usual_given_name';
const GOOD = `${HEADER}\na3;Mühlbäcker;Jörg;1964-08-12;Schloßstraße;17;51147;Köln;;\n`;
const people = () =>
  register.database.db
    .selectFrom('person')
    .innerJoin('residence', 'residence.person', 'person.id')
    .select(['external_id', 'family_name', 'given_names', 'birth_date', 'street', 'house_number', 'city'])
    .where('external_id', 'not like', 'musterstadt-%')
    .orderBy('person.id')
    .execute();
const importPeople = async (content: string | Buffer, ...more: string[]) =>
  run('people', 'import', await file('people.csv', content), ...more);
const cell = (column: string, value: string): string => {
  const cells: Record<string, string> = {
    id: 'a3',
    family_name: 'Mühlbäcker',
    given_names: 'Jörg',
    birth_date: '1964',
    street: 'Schloßstraße',
    house_number: '17',
    postal_code: '51147',
    city: 'Köln',
    [column]: value,
  };
  return `${HEADER}\n${HEADER.split(';')
    .map((name) => cells[name] ?? '')
    .join(';')}\n`;
};

describe('a file of people is read', () => {
  test.each<[string, string | Buffer]>([
    ['from UTF-8', GOOD],
    ['with a byte order mark', `\ufeff${GOOD}`],
    ['from UTF-16, the lower byte first', utf16(GOOD, 'le')],
    ['from UTF-16, the higher byte first', utf16(GOOD, 'be')],
    ['with returns alone', GOOD.replaceAll('\n', '\r')],
    ['with returns and line feeds', GOOD.replaceAll('\n', '\r\n')],
    ['with commas', GOOD.replaceAll(';', ',')],
    ['with letters and marks apart', GOOD.normalize('NFD')],
    ['with empty rows of a spreadsheet behind', `${GOOD}${';'.repeat(9)}\n${';'.repeat(9)}\n\n`],
  ])('with %s', async (_how, content) => {
    expect(await importPeople(content)).toEqual({ code: 0, out: 'imported: 1 people, new or changed: 1\n' });
    expect(await people()).toEqual([
      {
        external_id: 'a3',
        family_name: 'Mühlbäcker',
        given_names: 'Jörg',
        birth_date: '1964-08-12',
        street: 'Schloßstraße',
        house_number: '17',
        city: 'Köln',
      },
    ]);
  });

  test('with line numbers that count a line break in a cell, and an empty row', async () => {
    const { out } = await importPeople(
      `${HEADER}\n;;;;;;;;;\n"a4";Weiß;Ida;1950;"Am\nHof";1;12345;Köln;;\na5;Weiß;Ida;1950-13;Am Hof;1;12345;Köln;;\n`,
    );
    expect(out).toContain('line 3\tstreet\thas a line break or a tabulator\nline 5\tbirth_date\t');
  });

  test('with a house without a number and a person without given names', async () => {
    expect((await importPeople(`${HEADER}\nb1;Łęcki;;1950;Auf'm Berg;;12345;Köln;;\n`)).code).toBe(0);
    expect(await people()).toMatchObject([{ given_names: '', street: "Auf'm Berg", house_number: '' }]);
  });

  test.each([
    ['1960-00-00', '1960'],
    ['1960-07-00', '1960-07'],
    ['1960', '1960'],
    ['2000-02-29', '2000-02-29'],
  ])('with birth date %s as %s', async (given, kept) => {
    expect((await importPeople(cell('birth_date', given))).code).toBe(0);
    expect(await people()).toMatchObject([{ birth_date: kept }]);
  });
});

describe('a file of people is refused without applying anything or quoting a value', () => {
  test.each<[string, string | Buffer, string]>([
    [
      'Windows-1252',
      Buffer.from(GOOD, 'latin1'),
      'people.csv: line 2, column family_name: is not UTF-8, perhaps Windows-1252; save the file as UTF-8 (in Excel: "CSV UTF-8") and give it again. Nothing was imported.',
    ],
    [
      'Windows-1252 behind quoted cells',
      Buffer.from(
        `${HEADER}\na1;"A;B";Ida;1950;Hof;1;12345;Bonn;;\na2;"A;B";J\xf6rg;1950;Hof;1;12345;Bonn;;\n`,
        'latin1',
      ),
      'line 3, column given_names: is not UTF-8',
    ],
    ['UTF-16 without its mark', Buffer.from(GOOD, 'utf16le'), 'line 1, character 2: is a zero byte'],
    [
      'an end in the middle of a letter',
      Buffer.from(GOOD).subarray(0, Buffer.from(GOOD).lastIndexOf(Buffer.from('öln')) + 1),
      'line 2, column city: is not UTF-8',
    ],
    [
      'UTF-16 with half of a pair',
      Buffer.concat([utf16(GOOD, 'le'), Buffer.of(0x00, 0xd8, 0x41, 0x00)]),
      'line 3, column id: is not UTF-8',
    ],
  ])('for %s', async (_what, content, sentence) => {
    for (const more of [[], ['--skip-bad']]) {
      const { code, out } = await importPeople(content, ...more);
      expect([code, out]).toEqual([1, expect.stringContaining(sentence)]);
      expect(out).not.toMatch(/M.hlb|J.rg|Bonn/);
      expect(await people()).toEqual([]);
    }
  });

  test.each([
    ['family_name', 'M\ufffdhlb\ufffdcker', 'U+FFFD'],
    ['given_names', 'J\u200borg', 'no width (U+200B)'],
    ['street', 'Schloß\u00adstraße', 'soft hyphen'],
    ['family_name', 'M\u202eller', 'U+202E'],
    ['city', 'K\u0007ln', 'control character (U+0007)'],
    ['family_name', 'MÃ¼hlbÃ¤cker', 'encoded twice'],
    ['street', 'SchloÃŸstraÃŸe', 'encoded twice'],
    ['family_name', 'Ka7mann', 'names of people do not have'],
    ['usual_given_name', '日', 'U+65E5'],
    ['birth_date', '0000-00-00', 'must be a day that there is'],
    ['birth_date', '1960-02-31', 'must be'],
    ['birth_date', '1960-13', 'must be'],
    ['birth_date', '1900-02-29', 'must be'],
    ['birth_date', '1960-06-31', 'must be'],
    ['birth_date', '1960-07-31x', 'must be'],
  ])('for %s: %j', async (column, value, reason) => {
    const { code, out } = await importPeople(cell(column, value));
    expect([code, out]).toEqual([1, expect.stringMatching(new RegExp(`^line 2\\t${column}\\t`))]);
    expect(out).toContain(reason);
    expect(out).not.toContain(value);
    expect(await people()).toEqual([]);
  });
});

test('a file read in pieces of any size gives the same as in one', async () => {
  const text = Array.from({ length: 30_000 }, (_, at) => `${at} ž̦ßé€👩 Köln`).join('\r\n');
  for (const content of [Buffer.from(text), utf16(text, 'le'), utf16(text, 'be')]) {
    const pieces: string[] = [];
    for await (const piece of textPieces(await file('long.txt', content))) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('') === text).toBe(true);
  }
  const late = Buffer.concat([Buffer.from(text), Buffer.of(0xe4)]);
  const name = await file('long.txt', late);
  await expect(
    (async () => {
      for await (const _piece of textPieces(name));
    })(),
  ).rejects.toMatchObject({ line: 30_000, before: '29999 ž̦ßé€👩 Köln' });
});

describe('a catalogue file', () => {
  const dldb = '{"data":[{"id":"1","name":"Führungszeugnis für Ämter","description":"<p>x\u200by</p>","fees":"13 €"}]}';
  const imported = async (content: string | Buffer) => run('import-catalogue', await file('feed.json', content));
  test.each<[string, string | Buffer]>([
    ['with a byte order mark', `\ufeff${dldb}`],
    ['in UTF-16', utf16(dldb, 'be')],
    ['as it is', dldb],
  ])('of another system is read %s', async (_how, content) => {
    expect((await imported(content)).code).toBe(0);
    const [service] = (await register.server.catalogue.current()).catalogue.services;
    expect([service?.name.de, service?.fee.kind]).toEqual(['Führungszeugnis für Ämter', 'fee']);
  });

  test.each<[string, Buffer, string]>([
    [
      'Windows-1252',
      Buffer.from(dldb.replace('€', 'Euro').replace('\u200b', ''), 'latin1'),
      'line 1, character 29: is not UTF-8',
    ],
    ['lost letters', Buffer.from(dldb.replaceAll('ü', '\ufffd')), 'line 1, character 29: has U+FFFD'],
    [
      'letters encoded twice',
      Buffer.from(dldb.replaceAll('ü', 'Ã¼')),
      'line 1, character 29: has letters that were encoded twice',
    ],
  ])('of another system with %s is refused', async (_what, content, sentence) => {
    const before = (await register.server.catalogue.current()).catalogue.version;
    expect(await imported(content)).toEqual({ code: 2, out: expect.stringContaining(sentence) });
    expect((await register.server.catalogue.current()).catalogue.version).toBe(before);
  });

  test('of the town is published from every form, its letters put together', async () => {
    const exported = JSON.parse((await run('catalogue', 'export')).out) as Record<string, unknown>;
    const whole = {
      ...exported,
      offices: [],
      closures: [],
      maintenance: [],
      services: [
        {
          id: 'x',
          name: { de: 'Gewerbe für Große', ar: 'مكتب\u200f (2)' },
          description: { de: [] },
          fee: { kind: 'unknown' },
          forms: [],
          offices: [],
          categories: [],
          keywords: [],
        },
      ],
    };
    const json = JSON.stringify(whole, null, 1);
    const { stringify } = await import('yaml');
    for (const [name, content] of [
      ['town.json', `\ufeff${json}`],
      ['town.json', utf16(json, 'le')],
      ['town.json', json.replace('für', 'fu\\u0308r')],
      ['town.json', json.normalize('NFD')],
      ['town.yaml', `\ufeff${stringify(whole)}`],
      ['town.yaml', utf16(stringify(whole), 'be')],
    ] as const) {
      expect((await run('catalogue', 'publish', await file(name, content))).out, name).toMatch(/^published: /);
      expect((await register.server.catalogue.current()).catalogue.services.map((one) => one.name.de)).toContain(
        'Gewerbe für Große',
      );
    }
    const before = (await register.server.catalogue.current()).catalogue.version;
    const lines = json.slice(0, json.indexOf('Gewerbe für')).split('\n').length;
    for (const [content, sentence] of [
      [Buffer.from(json, 'latin1'), 'is not UTF-8'],
      [json.replace('für', 'f\u00adür'), `line ${lines}, character`],
      [json.replace('für', 'f\\u0007ür'), 'services.0.name.de has a control character (U+0007).'],
      [json.replace('für', 'f\\ufffdr'), 'services.0.name.de has U+FFFD'],
    ] as const)
      expect(await run('catalogue', 'publish', await file('town.json', content))).toEqual({
        code: 2,
        out: expect.stringContaining(sentence),
      });
    expect((await register.server.catalogue.current()).catalogue.version).toBe(before);
  });
});

test("files of schemas, audit heads and a town's services are read in the same way", async () => {
  const schema = '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","title":"Größe"}';
  expect((await run('schemas', 'put', 'größe'.slice(0, 2), await file('schema.json', `\ufeff${schema}`))).code).toBe(0);
  expect(await run('schemas', 'put', 'gr', await file('schema.json', Buffer.from(schema, 'latin1')))).toEqual({
    code: 2,
    out: expect.stringContaining('character 86: is not UTF-8'),
  });
  const heads = (await run('audit', 'heads')).out;
  expect((await run('audit', 'verify', '--heads', await file('heads.txt', utf16(heads, 'le')))).code).toBe(0);
  const services = await file('services.yaml', Buffer.from('letterhead:\n  town: K\xf6ln\n', 'latin1'));
  await expect(configuredParts(services)).rejects.toThrow(
    `FOYER_SERVICES: ${services}: line 2, character 10: is not UTF-8`,
  );
  expect((await readFile(services)).length).toBeGreaterThan(0);
});

test('a letterhead with an escaped character or a second line is refused', async () => {
  const yaml = (town: string) =>
    `letterhead: { town: ${town}, authority: Amt, address: [Markt 1], accent: "#1d4f91" }\nauthority: keys\n`;
  await expect(configuredParts(await file('services.yaml', yaml('"K\\u0007ln"')))).rejects.toThrow(
    'letterhead.town has a control character (U+0007).',
  );
  await expect(configuredParts(await file('services.yaml', yaml('"Neu\\nstadt"')))).rejects.toThrow(
    'letterhead.town must be one line.',
  );
});
