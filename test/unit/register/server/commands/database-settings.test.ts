import { expect, test } from 'vitest';
import { readDatabase } from '../../../../../register/server/commands/database-settings.ts';

const URL = 'postgres://foyer-register@127.0.0.1:6432/foyer-register';

test('without settings there is the database in the folder, which the installed package must be asked for', () => {
  expect(readDatabase({}, 'any')).toEqual({});
  expect(() => readDatabase({}, 'postgresql')).toThrow('DATABASE_URL is missing');
  expect(readDatabase({ FOYER_REGISTER_DATABASE: 'embedded' }, 'postgresql')).toEqual({});
});

test('a server without a pooler needs its address alone', () => {
  expect(readDatabase({ DATABASE_URL: URL }, 'postgresql')).toEqual({ databaseUrl: URL, pooling: 'none' });
});

test('a pooler that shares connections by transactions needs a way past it', () => {
  const settings = { DATABASE_URL: URL, FOYER_DATABASE_POOLING: 'transaction' };
  expect(() => readDatabase(settings, 'any')).toThrow('FOYER_DATABASE_DIRECT_URL is missing');
  expect(readDatabase({ ...settings, FOYER_DATABASE_DIRECT_URL: `${URL}-direct` }, 'any')).toEqual({
    databaseUrl: URL,
    pooling: 'transaction',
    directUrl: `${URL}-direct`,
  });
  expect(readDatabase({ ...settings, FOYER_DATABASE_POOLING: 'session' }, 'any')).toMatchObject({ pooling: 'session' });
});

test('a word that is no kind of pooling is refused by its setting', () => {
  expect(() => readDatabase({ DATABASE_URL: URL, FOYER_DATABASE_POOLING: 'statement' }, 'any')).toThrow(
    'FOYER_DATABASE_POOLING: "statement"',
  );
});
