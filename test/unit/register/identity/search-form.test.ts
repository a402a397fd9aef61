import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchForm, searchKey } from '../../../../register/server/identity/search-form.ts';

const LIST = new URL('../../../../../shared/data/din91379/latin_list_search_form_1.3.txt', import.meta.url);

describe('search form of names', () => {
  it.skipIf(!existsSync(LIST))(`is the standard's for every letter${existsSync(LIST) ? '' : ' (skipped: the list of DIN 91379 is not here)'}`, () => {
    const lines = readFileSync(LIST, 'utf8').trim().split('\n').map((line) => line.split(';').map((field) => field.trim()));
    expect(lines).toHaveLength(649);
    for (const [, , code, , letter = '', , wanted] of lines) expect({ code, form: searchForm(letter) }).toEqual({ code, form: wanted });
  });

  it('is the same for capitals, small letters, and any way to write the marks', () => {
    for (const name of ['Größer-Weißmüller', 'Şükrü İlhan', 'Æbelø-Bjørnås', 'Příhodová', 'ʿAbd ar-Raḥmān', 'Đặng Nguyễn', 'd’Aubigné-L’Œuvrard']) {
      expect(searchForm(name.toUpperCase())).toBe(searchForm(name));
      expect(searchForm(name.normalize('NFD'))).toBe(searchForm(name));
    }
    expect(searchForm('Größer-Weißmüller')).toBe('GROESSER WEISSMUELLER');
    expect(searchKey('von der Straßen zu Üxheim')).toBe('VONDERSTRASSENZUUEXHEIM');
  });

  it('gives letters of A to Z, digits and single blanks for whatever it is given', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(searchForm(name)).toMatch(/^([A-Z0-9]+( [A-Z0-9]+)*)?$/);
      expect(searchForm(searchForm(name))).toBe(searchForm(name));
    }));
  });
});
