import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../../../../electron/kiosk/log/catalogue.ts';
import { handbookPage } from '../../../../../electron/kiosk/log/handbook.ts';
import { createLog } from '../../../../../electron/kiosk/log/log.ts';

describe('the log', () => {
  const lines: string[] = [];
  const log = createLog(
    (line) => lines.push(line),
    () => 0,
  );

  it('writes one JSON object a line', () => {
    log.write('staff.signed-in', { role: 'staff', staff: '0a1b2c3d' });
    expect(lines).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"staff.signed-in","role":"staff","staff":"0a1b2c3d"}',
    ]);
  });

  it.each([
    ['a field that the catalogue does not list', { role: 'staff', name: 'Mustermann' }],
    ['a value of another kind', { role: 'Mustermann' }],
    ['no field at all', {}],
  ])('throws for %s, before anything is written', (_, fields) => {
    const before = lines.length;
    expect(() => log.write('staff.signed-in', fields as never)).toThrow();
    expect(lines).toHaveLength(before);
  });

  it('has no field that takes a long text', () => {
    for (const [name, { fields }] of Object.entries(EVENTS)) {
      const long = Object.fromEntries(Object.keys(fields.shape).map((field) => [field, 'x'.repeat(65)]));
      expect(fields.safeParse(long).success && Object.keys(long).length > 0, name).toBe(false);
    }
  });
});

describe("the operator's page", () => {
  it('matches the catalogue of events', () => {
    expect(readFileSync(join(import.meta.dirname, '../../../../../electron/kiosk/log/HANDBUCH.md'), 'utf8')).toBe(
      handbookPage(),
    );
  });

  it('has a line for every event', () => {
    for (const name of Object.keys(EVENTS)) expect(handbookPage()).toContain(`| \`${name}\` |`);
  });
});
