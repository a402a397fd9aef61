/** What the packages bring to harden the machine, judged by the programs that read it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../../tools/setup/paths.mjs';

const TREE = join(ROOT, 'tools/package/tree');
const EXAMPLES = join(TREE, 'usr/share/doc/foyer/examples');
const UNITS = join(TREE, 'usr/lib/systemd/system');
const REGISTER = join(ROOT, 'register/package/tree/usr/lib/systemd/system/foyer-register.service');
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'foyer-hardening-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const analyzable = has('systemd-analyze');
const root = process.getuid?.() === 0;
if (!analyzable) process.stdout.write('skipped: the units: systemd-analyze is not installed\n');
if (!has('nft') || !root)
  process.stdout.write('skipped: the packet filter: nft is not installed, or this is not root\n');
if (!has('usbguard-rule-parser'))
  process.stdout.write('note: usbguard-rule-parser is not installed; the policy is judged by its text alone\n');

describe.skipIf(!analyzable)('the units', () => {
  // systemd's own measure, 0 to 10. What stands open has its reason in the unit; a line that goes is seen here.
  test.each([
    [join(UNITS, 'foyer.service'), 2.7],
    [join(UNITS, 'foyer-seal-key.service'), 1.2],
    [REGISTER, 1.3],
  ])('%s leaves open what it needs, and no more', (unit, most) => {
    const judged = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', `--threshold=${Math.round(most * 10)}`, unit],
      { encoding: 'utf8' },
    );
    expect(Number(/exposure level for \S+: ([\d.]+)/.exec(judged.stdout)?.[1])).toBeLessThanOrEqual(most);
    expect(judged.status).toBe(0);
  });

  test.each(['foyer.service', 'foyer-seal-key.service'])('%s keeps its memory off the disk', (name) => {
    const lines = readFileSync(join(UNITS, name), 'utf8').split('\n');
    expect(lines).toEqual(
      expect.arrayContaining(['LimitCORE=0', 'MemorySwapMax=0', 'UMask=0077', 'KeyringMode=private']),
    );
  });

  test('the example of whom the terminal may reach is read by systemd without a complaint', () => {
    const work = folder();
    const unit = join(work, 'probe.service');
    writeFileSync(unit, '[Service]\nExecStart=/bin/true\nIPAddressDeny=any\nIPAddressAllow=localhost\n');
    mkdirSync(`${unit}.d`);
    const example = readFileSync(join(EXAMPLES, 'network.conf'), 'utf8');
    writeFileSync(join(`${unit}.d`, 'network.conf'), example.replaceAll(/^#(?=IPAddress)/gm, ''));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    expect([status, stderr.split('\n').filter((line) => /probe|network\.conf/.test(line))]).toEqual([0, []]);
  });
});

describe("the kernel's settings", () => {
  const text = readFileSync(join(TREE, 'usr/lib/sysctl.d/60-foyer.conf'), 'utf8');
  const settings = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  test('are settings, each once, each in a paragraph that says why', () => {
    expect(settings.length).toBeGreaterThan(30);
    expect(settings.filter((line) => !/^[a-z0-9_.-]+ = \S+$/.test(line))).toEqual([]);
    const keys = settings.map((line) => line.split(' = ')[0]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(text.split('\n\n').filter((paragraph) => !paragraph.startsWith('#'))).toEqual([]);
    expect(settings).toEqual(
      expect.arrayContaining(['kernel.sysrq = 0', 'kernel.yama.ptrace_scope = 2', 'kernel.core_pattern = |/bin/false']),
    );
  });

  test("leave user namespaces alone, of which Chromium's sandbox is made", () => {
    expect(settings.filter((line) => /userns|user_namespaces/.test(line))).toEqual([]);
  });
});

describe.skipIf(!has('nft') || !root)('the packet filter', () => {
  const check = (text: string) => spawnSync('nft', ['--check', '--file', '-'], { input: text, encoding: 'utf8' });
  const example = readFileSync(join(EXAMPLES, 'nftables.conf'), 'utf8');

  test('is accepted by nft, and lets through only what it names', () => {
    expect(check(example)).toMatchObject({ status: 0, stderr: '' });
    expect(check(example.replace('policy drop', 'policy dorp')).status).not.toBe(0);
    expect(example.match(/hook (input|forward|output) .*policy drop;/g)).toHaveLength(3);
    expect(example.match(/policy accept/g)).toBeNull();
  });
});

describe('the policy for USBGuard', () => {
  const SCRIPT = join(TREE, 'usr/libexec/foyer/usbguard-policy');
  function policy(rules: string, also?: string) {
    const work = folder();
    const [file, more] = [join(work, 'rules'), join(work, 'also')];
    writeFileSync(file, rules);
    if (also !== undefined) writeFileSync(more, also);
    const made = spawnSync(SCRIPT, [file, more], { encoding: 'utf8' });
    return { ...made, lines: made.stdout.split('\n').filter((line) => line.startsWith('allow')) };
  }
  const HUB = 'allow with-interface match-all { 09:*:* }';

  test("made of the rules' examples is read by USBGuard, with serial number or port in each line", () => {
    const examples = readFileSync(join(TREE, 'etc/udev/rules.d/60-foyer.rules'), 'utf8').replaceAll(
      /^#(?=SUBSYSTEM)/gm,
      '',
    );
    const { status, lines, stdout } = policy(examples);
    expect([status, lines[0]]).toEqual([0, HUB]);
    expect(lines.length).toBeGreaterThanOrEqual(7);
    const told =
      /^allow id [0-9a-f]{4}:[0-9a-f]{4} (serial|via-port) "[^"]+" with-interface match-all \{( \w\w:\*:\*)+ \}$/;
    expect(lines.slice(1).filter((line) => !told.test(line))).toEqual([]);
    if (!has('usbguard-rule-parser')) return;
    const file = join(folder(), 'rules.conf');
    writeFileSync(file, stdout);
    expect(spawnSync('usbguard-rule-parser', ['-f', file])).toMatchObject({ status: 0 });
  });

  test('allows a device the interfaces that its names need together, and no keyboard or network card', () => {
    const { lines } = policy(
      [
        'SUBSYSTEM=="tty", ATTRS{idVendor}=="04b8", ATTRS{idProduct}=="0202", SYMLINK+="foyer/receipt-printer"',
        'SUBSYSTEM=="usbmisc", ATTRS{idVendor}=="04b8", ATTRS{idProduct}=="0202", MODE="0660"',
        'SUBSYSTEM=="hidraw", ATTRS{idVendor}=="0c2e", SYMLINK+="foyer/scanner"',
        '',
      ].join('\n'),
    );
    expect(lines).toEqual([
      HUB,
      'allow id 04b8:0202 with-interface match-all { 02:*:* 0a:*:* ff:*:* 07:*:* }',
      'allow id 0c2e:* with-interface match-all { 03:*:* }',
    ]);
  });

  test('leaves out what is no USB device, copies given lines for devices without a name, and reports missing ones', () => {
    const soldered = '# a comment\n\nSUBSYSTEM=="tty", KERNEL=="ttyS1", SYMLINK+="foyer/payment-terminal"\n';
    expect(policy(soldered)).toMatchObject({ status: 0, lines: [HUB], stderr: expect.stringContaining('touch panel') });
    const panel = 'allow id 222a:0001 with-interface equals { 03:00:00 }';
    expect(policy(soldered, `${panel}\n`)).toMatchObject({ status: 0, lines: [HUB, panel], stderr: '' });
  });

  test.each([
    ['any device would fit', 'SUBSYSTEM=="tty", KERNEL=="ttyUSB0", SYMLINK+="foyer/scanner"'],
    ['four hexadecimal digits', 'SUBSYSTEM=="tty", ATTRS{idVendor}=="09D8", SYMLINK+="foyer/badge-reader"'],
    [
      'four hexadecimal digits',
      'SUBSYSTEM=="tty", ATTRS{idVendor}=="09d8", ATTRS{idProduct}=="04*", SYMLINK+="foyer/badge-reader"',
    ],
    [
      'knows no patterns',
      'SUBSYSTEM=="tty", ATTRS{idVendor}=="09d8", ATTRS{serial}=="A1*", SYMLINK+="foyer/badge-reader"',
    ],
    ['not known here', 'SUBSYSTEM=="net", ATTRS{idVendor}=="09d8", SYMLINK+="foyer/x"'],
  ])('is not written where a line cannot be derived (%s)', (what, line) => {
    const good = 'SUBSYSTEM=="hidraw", ATTRS{idVendor}=="0c2e", SYMLINK+="foyer/scanner"';
    expect(policy(`${good}\n${line}\n`)).toMatchObject({
      status: 65,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`line 2 of the rules: .*${what}`)),
    });
  });
});
