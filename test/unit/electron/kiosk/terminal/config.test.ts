import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  configFiles,
  describeMistake,
  loadConfig,
  unprotectedLines,
} from '../../../../../electron/kiosk/terminal/config.ts';
import { hashPin } from '../../../../../electron/kiosk/staff/sign-in.ts';

const BASE = `town:
  name: Musterstadt
  land: BE
terminal:
  name: demo
  place: Eingangshalle
register:
  url: http://127.0.0.1:8480
  keyFile: /etc/foyer/key
`;

function layers(...texts: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return texts.map((text, index) => {
    const file = join(folder, `${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
}

/** "key at layer:line" of every mistake. */
function mistakes(...texts: string[]): string[] {
  const files = layers(...texts);
  const loaded = loadConfig(files);
  if (loaded.ok) return [];
  return loaded.error.map(({ key, file, line }) => `${key} at ${files.indexOf(file)}:${line}`);
}

describe('a configuration', () => {
  it('needs little, and the rest has defaults', () => {
    const loaded = loadConfig(layers(BASE));
    if (!loaded.ok) throw new Error(loaded.error.map(describeMistake).join('\n'));
    expect(loaded.value).toMatchObject({
      town: { timeZone: 'Europe/Berlin', phone: null },
      screen: { mode: 'kiosk', heightMm: 532 },
      languages: ['de', 'en', 'ar'],
      register: { timeoutMs: 8_000 },
      staff: { pins: [] },
      devices: [],
    });
  });

  it('has an address for codes to take along that is protected, or of this machine', () => {
    const mistakeOf = (url: string) => {
      const loaded = loadConfig(layers(BASE, `town:\n  publicUrl: "${url}"\n`));
      return loaded.ok ? loaded.value.town.publicUrl : loaded.error.map(describeMistake).join();
    };
    for (const url of ['https://dokumente.neustadt.example/foyer', 'http://127.0.0.1:8481'])
      expect(mistakeOf(url)).toBe(url);
    for (const url of [
      'http://dokumente.neustadt.example',
      'dokumente',
      'https://x.example/?a',
      'https://x.example/#a',
    ])
      expect(mistakeOf(url)).toMatch(/:2: town\.publicUrl: /);
  });

  it('is layered key by key, and lists are replaced whole', () => {
    const loaded = loadConfig(
      layers(
        `${BASE}languages: [de, en]\n`,
        'town:\n  phone: "115"\nlanguages: [ar]\n',
        '',
        'town:\n  name: Neustadt\n',
      ),
    );
    if (!loaded.ok) throw new Error('not read');
    expect(loaded.value).toMatchObject({ town: { name: 'Neustadt', land: 'BE', phone: '115' }, languages: ['ar'] });
  });

  it('names each mistake with its key, its file and its line', () => {
    expect(mistakes(BASE.replace('land: BE', 'land: XX'))).toEqual(['town.land at 0:3']);
    expect(mistakes(BASE.replace('name: demo', 'name: "demo terminal"'))).toEqual(['terminal.name at 0:5']);
    expect(mistakes(BASE.replace('url: http://127.0.0.1:8480', 'url: ftp://x'))).toEqual(['register.url at 0:8']);
    expect(mistakes(BASE.replace('  land: BE\n', '').replace('  place: Eingangshalle\n', ''))).toEqual([
      'town.land at 0:null',
      'terminal.place at 0:null',
    ]);
    expect(mistakes(`${BASE}screen:\n  heightMm: 5\n  mode: tv\n`)).toEqual([
      'screen.heightMm at 0:11',
      'screen.mode at 0:12',
    ]);
    expect(mistakes(`${BASE}languages: [de, xx]\n`)).toEqual(['languages[1] at 0:10']);
  });

  it('says where the parts are on the housing; what it does not name keeps its usual place, and some are not there', () => {
    const placed = loadConfig(layers(`${BASE}screen:\n  parts:\n    reader: { x: 0.5, y: 0.75 }\n    tray: null\n`));
    if (!placed.ok) throw new Error('not read');
    const { reader, tray, slip } = placed.value.screen.parts;
    expect([reader, tray]).toEqual([{ x: 0.5, y: 0.75 }, null]);
    expect(slip).not.toBeNull();
    expect(mistakes(`${BASE}screen:\n  parts:\n    reader: { x: 50, y: 0.75 }\n`)).toEqual([
      'screen.parts.reader.x at 0:12',
    ]);
    expect(mistakes(`${BASE}screen:\n  parts:\n    ashtray: null\n`)).toEqual(['screen.parts.ashtray at 0:12']);
  });

  it('names the layer with the mistake', () => {
    expect(mistakes(BASE, 'town:\n\n  land: XX\n')).toEqual(['town.land at 1:3']);
    expect(mistakes(BASE.replace('BE', 'XX'), 'town:\n  name: Neustadt\n')).toEqual(['town.land at 0:3']);
  });

  it("with an unknown key at any depth is refused with the key's line", () => {
    expect(mistakes(`${BASE}twon:\n  name: x\n`)).toEqual(['twon at 0:10']);
    expect(mistakes(BASE.replace('  land: BE', '  land: BE\n  colour: red'))).toEqual(['town.colour at 0:4']);
    const [first] = mistakes(
      `${BASE}devices:\n  - class: receipt-printer\n    name: receipt\n    link:\n      tcp: { host: printer }\n    timing:\n      polll: 5\n`,
    );
    expect(first).toBe('devices[0].timing.polll at 0:16');
  });

  it("names a device's mistake inside the list", () => {
    expect(
      mistakes(
        `${BASE}devices:\n  - class: receipt-printer\n    name: receipt\n    link:\n      serial: { path: /dev/foyer/receipt, baudRate: 1 }\n`,
      ),
    ).toEqual(['devices[0].link.serial.baudRate at 0:14']);
    expect(mistakes(`${BASE}devices:\n  - class: toaster\n    name: t\n`)).toEqual(['devices[0].class at 0:11']);
  });

  it('that is not YAML is refused with the place', () => {
    expect(mistakes(BASE.replace('  land: BE', '  land: [BE'))).toHaveLength(1);
    expect(mistakes(`${BASE}town:\n  name: twice\n`)).toEqual([' at 0:10']);
    expect(mistakes('- a\n- b\n')).toEqual([' at 0:1']);
  });

  it('that is missing is reported', () => {
    const loaded = loadConfig([join(tmpdir(), 'foyer-no-such-file.yaml')]);
    expect(loaded).toMatchObject({ ok: false, error: [{ key: '', line: null, message: 'cannot be read: ENOENT' }] });
  });

  it('refuses an accent colour on which white is unreadable, and an unknown time zone', () => {
    expect(mistakes(BASE.replace('  land: BE', '  land: BE\n  accent: "#ffcc00"'))).toEqual(['town.accent at 0:4']);
    expect(mistakes(BASE.replace('  land: BE', '  land: BE\n  accent: "#003366"'))).toEqual([]);
  });

  it("knows a town's holidays: where a Land leaves some to its municipalities, the town says which", () => {
    const town = (lines: string): string[] => mistakes(BASE.replace('  land: BE', lines));
    for (const land of ['BY', 'SN', 'TH']) {
      expect(town(`  land: ${land}`)).toEqual(['town.localHolidays at 0:null']);
      expect(town(`  land: ${land}\n  localHolidays: []`)).toEqual([]);
    }
    expect(town('  land: BY\n  localHolidays: [assumption-day, peace-festival]')).toEqual([]);
    expect(town('  land: BY\n  localHolidays: [corpus-christi]')).toEqual(['town.localHolidays at 0:4']);
    expect(town('  land: NW\n  localHolidays: [corpus-christi]')).toEqual(['town.localHolidays at 0:4']);
    expect(town('  land: NW\n  position: { latitude: 51.15, longitude: 6.08 }')).toEqual([]);
    expect(town('  land: NW\n  position: { latitude: 6.08, longitude: 51.15 }')).toEqual([
      'town.position.latitude at 0:4',
      'town.position.longitude at 0:4',
    ]);
    expect(mistakes(BASE.replace('  land: BE', '  land: BE\n  accent: red'))).toEqual(['town.accent at 0:4']);
    expect(mistakes(BASE.replace('  land: BE', '  land: BE\n  timeZone: Europe/Bonn'))).toEqual([
      'town.timeZone at 0:4',
    ]);
  });

  it('refuses an unencrypted connection to another machine unless allowed, and a pinned authority without https', () => {
    const clear = BASE.replace(/url: .*/, 'url: http://register.musterstadt.example');
    expect(mistakes(clear)).toEqual([expect.stringMatching(/^register\.url at 0:/)]);
    expect(mistakes(clear.replace(/(url: .*)/, '$1\n  unprotected: true'))).toEqual([]);
    expect(mistakes(clear.replace(/(url: .*)/, 'url: http://127.0.0.1:8480\n  ca: /etc/foyer/ca.pem'))).toEqual([
      expect.stringMatching(/^register\.ca at 0:/),
    ]);
    const printer = (uri: string, more = '') =>
      `${BASE}devices:\n  - { name: a4, class: document-printer, uri: "${uri}"${more} }\n`;
    expect(mistakes(printer('ipp://drucker.musterstadt.example/ipp/print'))).toEqual([
      expect.stringMatching(/^devices\[0\]\.uri at 0:/),
    ]);
    expect(mistakes(printer('ipp://drucker.musterstadt.example/ipp/print', ', unprotected: true'))).toEqual([]);
    for (const uri of ['ipps://drucker.musterstadt.example/ipp/print', 'ipp://localhost/printers/a4'])
      expect(mistakes(printer(uri)), uri).toEqual([]);
    const named = loadConfig(layers(printer('ipp://drucker/ipp/print', ', unprotected: true')));
    expect(named.ok && unprotectedLines(named.value)).toEqual(['devices: a4.uri']);
  });

  it('accepts hashes of PINs, never PINs', async () => {
    const pins = (hash: string) => `${BASE}staff:\n  pins:\n    - name: A\n      role: staff\n      hash: "${hash}"\n`;
    expect(mistakes(pins('1234'))).toEqual(['staff.pins[0].hash at 0:14']);
    expect(mistakes(pins('scrypt$3$8$1$AAAA$AAAA'))).toEqual(['staff.pins[0].hash at 0:14']);
    // Weak enough to be tried out at once by an attacker with the disk.
    for (const weak of [
      `scrypt$2$8$1$${'A'.repeat(22)}==$${'A'.repeat(43)}=`,
      `scrypt$32768$8$1$AAAA$${'A'.repeat(43)}=`,
      `scrypt$32768$8$1$${'A'.repeat(22)}==$AAAA`,
    ])
      expect(mistakes(pins(weak)), weak).toEqual(['staff.pins[0].hash at 0:14']);
    expect(mistakes(pins(await hashPin('1234')))).toEqual([]);
  });
});

describe('the configuration files', () => {
  it("are those of FOYER_CONFIG, or the system's in the order of their names", () => {
    expect(configFiles({ FOYER_CONFIG: '/a.yaml:/b.yaml' })).toEqual(['/a.yaml', '/b.yaml']);
    const [file = ''] = layers(BASE);
    const folder = join(file, '..');
    mkdirSync(join(folder, 'foyer.d'));
    for (const name of ['20-b.yaml', '10-a.yaml', 'note.txt']) writeFileSync(join(folder, 'foyer.d', name), '');
    expect(configFiles({}, folder)).toEqual([
      join(folder, 'foyer.yaml'),
      join(folder, 'foyer.d', '10-a.yaml'),
      join(folder, 'foyer.d', '20-b.yaml'),
    ]);
  });
});
