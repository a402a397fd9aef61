import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configOrigins } from '../../../../../electron/kiosk/terminal/config-origin.ts';
import { hashPin } from '../../../../../electron/kiosk/staff/sign-in.ts';

const BASE = `town:
  name: Musterstadt
  land: BE
  timeZone: Europe/Berlin
terminal:
  name: demo
  place: Eingangshalle
register:
  url: http://127.0.0.1:8480
languages: [de, en]
`;

function origins(...texts: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-origin-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = texts.map((text, index) => {
    const file = join(folder, `${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  const found = configOrigins(files)();
  expect(found.files).toEqual(files);
  return found.settings.map(({ key, value, file, line }) => `${key} = ${value} at ${files.indexOf(file)}:${line}`);
}

describe('the origin of settings', () => {
  it('is told of what is not built in, and of what has nothing built in', () => {
    // The time zone is said, and is the built-in one.
    expect(origins(BASE)).toEqual([
      'town.name = Musterstadt at 0:2',
      'town.land = BE at 0:3',
      'terminal.name = demo at 0:6',
      'terminal.place = Eingangshalle at 0:7',
      'register.url = http://127.0.0.1:8480 at 0:9',
      'languages = de, en at 0:10',
    ]);
  });

  it('is the last file that says it, key by key', () => {
    const more = 'town:\n  phone: "115"\nterminal:\n  place: Flur\nlanguages: [de, en, ar]\nscreen:\n  heightMm: 400\n';
    expect(origins(BASE, more).slice(2)).toEqual([
      'town.phone = 115 at 1:2',
      'terminal.name = demo at 0:6',
      'terminal.place = Flur at 1:4',
      'register.url = http://127.0.0.1:8480 at 0:9',
      'screen.heightMm = 400 at 1:7',
    ]);
  });

  it('is one file for a whole list, also where an earlier one is longer', () => {
    const ups = (name: string): string => `  - { class: ups, name: ${name}, ups: ${name} }\n`;
    expect(
      origins(`${BASE}devices:\n${ups('one')}${ups('two')}`, `devices:\n${ups('three')}`).filter((line) =>
        line.startsWith('devices'),
      ),
    ).toEqual(['devices[0].class = ups at 1:2', 'devices[0].name = three at 1:2', 'devices[0].ups = three at 1:2']);
  });

  it('shows no secret and no name of staff', async () => {
    const hash = await hashPin('604917');
    const secret = `staff:
  pins:
    - { name: Erika Beispiel, role: staff, hash: "${hash}", badge: "${hash}" }
devices:
  - { class: ups, name: ups, ups: ups, username: upsmon, password: streng-geheim }
  - { class: document-printer, name: a4, uri: "ipps://drucker:auch-geheim@printer.example/ipp/print" }
`;
    const told = origins(BASE, secret).slice(6);
    expect(told).toEqual([
      'staff.pins = null at 1:2',
      'devices[0].class = ups at 1:5',
      'devices[0].name = ups at 1:5',
      'devices[0].ups = ups at 1:5',
      'devices[0].username = upsmon at 1:5',
      'devices[0].password = null at 1:5',
      'devices[1].class = document-printer at 1:6',
      'devices[1].name = a4 at 1:6',
      'devices[1].uri = ipps://•••@printer.example/ipp/print at 1:6',
    ]);
    expect(told.join()).not.toMatch(/geheim|Erika|scrypt/);
  });

  it('is not known of files that have gone, or that hold a mistake', () => {
    expect(configOrigins([join(tmpdir(), 'foyer-no-such-file.yaml')])().settings).toEqual([]);
    expect(origins(BASE, 'town:\n  land: XX\n')).toEqual([]);
  });
});
