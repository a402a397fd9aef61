import { describe, expect, test } from 'vitest';
import { Category, DocumentStage, DocumentType, Office, ServiceInfo } from '../../../../register/contract/contract.ts';
import { CATEGORIES } from '../../../../register/demo/categories.ts';
import { DEMO_DOCUMENTS, DEMO_UNKNOWN, withCheckDigit } from '../../../../register/demo/documents.ts';
import { OFFICES } from '../../../../register/demo/offices.ts';
import { LETTER_PEOPLE } from '../../../../register/demo/people-letters.ts';
import { PEOPLE } from '../../../../register/demo/people.ts';
import { SERVICES } from '../../../../register/demo/services.ts';
import { checkHours } from '../../../../register/opening-hours/check.ts';
import { LETTERS, OTHERS } from '../../../data/din91379/read.ts';
import { parseDocumentNumber } from '../../../../register/contract/document-number.ts';

describe('Musterstadt', () => {
  test('fits the contract, and every reference resolves', () => {
    for (const service of SERVICES) ServiceInfo.strict().parse(service);
    for (const office of OFFICES) Office.strict().parse(office);
    for (const category of CATEGORIES) Category.strict().parse(category);
    const offices = new Set(OFFICES.map((office) => office.id));
    const categories = new Map(CATEGORIES.map((category) => [category.id, 0]));
    for (const service of SERVICES) {
      expect(service.offices.length).toBeGreaterThan(0);
      for (const { office } of service.offices) expect(offices).toContain(office);
      for (const category of service.categories) categories.set(category, (categories.get(category) ?? Number.NaN) + 1);
    }
    expect(new Set(SERVICES.map((service) => service.id)).size).toBe(SERVICES.length);
    expect(SERVICES.length).toBeGreaterThanOrEqual(24);
    // As many as a group of the home screen holds, and none empty.
    for (const services of categories.values()) expect(services).toBeGreaterThanOrEqual(3);
    for (const { office } of DEMO_DOCUMENTS) expect(offices).toContain(office);
  });

  test('has German, English and Arabic texts everywhere', () => {
    for (const { name, summary, requirements } of SERVICES) {
      for (const text of [name, summary, requirements]) expect(Object.keys(text ?? {})).toEqual(['de', 'en', 'ar']);
      expect(name.ar).toMatch(/\p{Script=Arabic}/u);
    }
    for (const { name } of [...OFFICES, ...CATEGORIES]) expect(Object.keys(name)).toEqual(['de', 'en', 'ar']);
    expect(Math.max(...SERVICES.map((service) => service.name.de.length))).toBeGreaterThanOrEqual(160);
  });

  test('has opening hours that can be evaluated', () => {
    for (const { openingHours } of OFFICES) {
      const { faults, notes, week } = checkHours(openingHours ?? '', Date.parse('2026-11-23T10:00:00+01:00'));
      expect([faults, notes]).toEqual([[], []]);
      expect(week).toHaveLength(7);
    }
  });

  test('has a document in every stage of every type, with numbers of the right format', () => {
    for (const type of DocumentType.options) {
      const stages = new Set(
        DEMO_DOCUMENTS.filter((document) => document.type === type).map((document) => document.stage),
      );
      expect([...stages].sort()).toEqual(DocumentStage.options.filter((stage) => stage !== 'unknown').sort());
    }
    const unknown = Object.entries(DEMO_UNKNOWN).map(([type, number]) => ({ type: type as DocumentType, number }));
    for (const { type, number } of [...DEMO_DOCUMENTS, ...unknown]) {
      expect(parseDocumentNumber(type, number)).toEqual({ ok: true, value: { number, checked: false } });
      expect(parseDocumentNumber(type, withCheckDigit(number))).toEqual({ ok: true, value: { number, checked: true } });
    }
    const numbers = DEMO_DOCUMENTS.map((document) => `${document.type} ${document.number}`);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const { type, number } of unknown) expect(numbers).not.toContain(`${type} ${number}`);
  });
});

describe('its people', () => {
  test('have names of letters of DIN 91379 only, and of every one of them', () => {
    const letters = new Set(LETTERS);
    const others = new Set(OTHERS);
    const used = new Set<string>();
    for (const [family, given] of [...PEOPLE, ...LETTER_PEOPLE]) {
      const name = `${family} ${given}`;
      expect(name).toBe(name.normalize('NFC'));
      // The longest letter first: K͟h is one letter of four code points.
      for (let at = 0; at < name.length;) {
        const letter = [5, 4, 3, 2, 1]
          .map((length) => name.slice(at, at + length))
          .find((text) => letters.has(text) || others.has(text));
        if (letter === undefined) throw new Error(`no letter of DIN 91379 at ${at} in ${name}`);
        used.add(letter);
        at += letter.length;
      }
    }
    expect([...letters].filter((letter) => !used.has(letter))).toEqual([]);
  });
});
