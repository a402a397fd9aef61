import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchForm, searchKey } from '../../../../../../register/server/residents/identity/search-form.ts';
import { LETTERS, SEARCH_FORMS } from '../../../../../data/din91379/read.ts';

describe('search form of names', () => {
  it("is the standard's for every one of the 649 letters, in NFC and in NFD", () => {
    expect(SEARCH_FORMS.map(([letter]) => letter.normalize('NFC')).sort()).toEqual([...LETTERS].sort());
    for (const [letter, form] of SEARCH_FORMS) {
      expect({ letter, form: searchForm(letter) }).toEqual({ letter, form });
      expect({ letter, form: searchForm(letter.normalize('NFD')) }).toEqual({ letter, form });
    }
  });

  it('is the same for capitals, small letters, and any way to write the marks', () => {
    for (const name of [
      'Größer-Weißmüller',
      'Şükrü İlhan',
      'Æbelø-Bjørnås',
      'Příhodová',
      'ʿAbd ar-Raḥmān',
      'Đặng Nguyễn',
      'd’Aubigné-L’Œuvrard',
    ]) {
      expect(searchForm(name.toUpperCase())).toBe(searchForm(name));
      expect(searchForm(name.normalize('NFD'))).toBe(searchForm(name));
    }
    expect(searchForm('Größer-Weißmüller')).toBe('GROESSER WEISSMUELLER');
    expect(searchKey('von der Straßen zu Üxheim')).toBe('VONDERSTRASSENZUUEXHEIM');
  });

  it('gives letters of A to Z, digits and single blanks for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(searchForm(name)).toMatch(/^([A-Z0-9]+( [A-Z0-9]+)*)?$/);
        expect(searchForm(searchForm(name))).toBe(searchForm(name));
      }),
    );
  });
});
