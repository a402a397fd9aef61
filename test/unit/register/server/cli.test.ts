import { createServer, type AddressInfo } from 'node:net';
import { execFile, spawn } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { signAssertion } from '../../../../electron/kiosk/identity/assertion.ts';
import { createRegisterClient } from '../../../../register/client/client.ts';
import { createTerminalAccess } from '../../../../register/client/access.ts';
import { fillDemo } from '../../../../register/demo/begin.ts';
import type { Installation } from '../../../../register/server/commands/serve.ts';
import { main } from '../../../../register/server/main.ts';
import { RegisterStartError, openRegister } from '../../../../register/server/register.ts';

const CLI = fileURLToPath(new URL('../../../../register/server/cli.ts', import.meta.url));
const START_MS = 60_000;

interface Ready {
  readonly event: string;
  readonly url: string;
  readonly database: string;
  readonly pid: number;
  readonly demoKeyFile?: string;
}

const environment = (folder: string, more: Record<string, string> = {}) => {
  const { DATABASE_URL: _, ...rest } = process.env;
  return { ...rest, FOYER_DATA: folder, FOYER_OFFICE_PORT: 'off', FOYER_REGISTER_PORT: '0', ...more };
};

const INSTALLATION: Installation = {
  program: 'npm run register',
  demo: () => import('../../../../register/demo/begin.ts'),
  database: 'any',
  hoursProgram: join(import.meta.dirname, '../../../../register/opening-hours/program.ts'),
};

/**
 * One call of the program, to its end, within this process: a process of its own takes a second to begin, and is the
 * same from there on.
 */
async function run(
  folder: string,
  args: string[],
  more: Record<string, string> = {},
  typed = '',
): Promise<{ code: number; out: string; err: string }> {
  vi.stubEnv('DATABASE_URL', undefined);
  for (const [name, value] of Object.entries({
    FOYER_DATA: folder,
    FOYER_OFFICE_PORT: 'off',
    FOYER_REGISTER_PORT: '0',
    ...more,
  }))
    vi.stubEnv(name, value);
  let [out, err] = ['', ''];
  try {
    const code = await main(args, INSTALLATION, {
      out: (text) => (out += text),
      err: (text) => (err += text),
      input: async () => typed,
    });
    return { code, out, err };
  } finally {
    vi.unstubAllEnvs();
  }
}

/** The same as a process of its own. */
function runProcess(
  folder: string,
  args: string[],
  more: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [CLI, ...args],
      { env: environment(folder, more), timeout: START_MS },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });
}

function start(folder: string, args: string[]): Promise<{ ready: Ready; child: ChildProcess; log: () => string }> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve({ ready: JSON.parse(line) as Ready, child, log: () => log }),
    );
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready: ${log}`)));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

describe('npm run register', () => {
  let folder: string;
  let running: Awaited<ReturnType<typeof start>>;
  const mode = (name: string) => statSync(join(folder, name)).mode & 0o777;
  const command = (...args: string[]) => run(folder, args);
  const client = (key: string) => createRegisterClient({ baseUrl: running.ready.url, key, timeoutMs: 10_000 });
  const demoKey = () => readFileSync(running.ready.demoKeyFile ?? '', 'utf8');
  const catalogue = async (key = demoKey()) => {
    const answer = await client(key).catalogue();
    if (!answer.ok || answer.value.kind !== 'catalogue') throw new Error(JSON.stringify(answer));
    return answer.value.catalogue;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-cli-'));
    running = await start(folder, ['--demo']);
  }, START_MS);
  afterAll(async () => {
    if (running && running.child.exitCode === null) await end(running.child, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  test('prints where it listens, and makes its secrets readable by their owner only', async () => {
    expect(running.ready).toMatchObject({
      event: 'ready',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      database: 'pglite',
      pid: running.child.pid,
    });
    expect([mode('admin.sock'), mode('demo-terminal.key'), mode('document-numbers.key')]).toEqual([
      0o600, 0o600, 0o600,
    ]);
    expect((await catalogue()).services).toHaveLength(27);
  });

  test(
    'ends when the port of the office’s page is in use, which it names',
    async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      const port = String((taken.address() as AddressInfo).port);
      const { code, err } = await runProcess(join(folder, 'another'), [], { FOYER_OFFICE_PORT: port });
      taken.close();
      expect(code).toBe(1);
      expect(err).toContain(`Port ${port} on 127.0.0.1 is in use. Set FOYER_OFFICE_PORT to another one`);
    },
    START_MS,
  );

  test(
    'does not start a second time in a folder, which it names',
    async () => {
      const { code, err } = await runProcess(folder, []);
      expect(code).toBe(1);
      expect(err).toContain(`The folder ${folder} is in use by another register (process ${running.child.pid})`);
      expect((await catalogue()).services).toHaveLength(27);
    },
    START_MS,
  );

  test(
    'adds, lists and revokes terminals',
    async () => {
      const added = await command('terminals', 'add', 'halle-1');
      const key = added.out.trim().split('\n').at(-1) ?? '';
      expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect((await catalogue(key)).version).toBe((await catalogue()).version);
      expect((await command('terminals', 'list')).out).toMatch(
        /^halle-1\tactive\tnever seen\tkey until \d{4}-\d\d-\d\dT[\d:.]+Z$/m,
      );
      expect(await command('terminals', 'add', 'halle-1')).toMatchObject({
        code: 2,
        err: expect.stringContaining('NAME is taken.'),
      });
      expect((await command('terminals', 'revoke', 'halle-1')).code).toBe(0);
      expect(await client(key).catalogue()).toEqual({
        ok: false,
        error: { kind: 'refused', reason: 'terminal-revoked' },
      });
      expect((await command('terminals', 'list')).out).toMatch(/^halle-1\trevoked /m);
    },
    START_MS,
  );

  test(
    'enrols terminals by a code that is shown once, and lists their last report',
    async () => {
      const issued = await command('terminals', 'enrol', 'halle-2', '--minutes', '5');
      expect(issued.out).toMatch(/^code for terminal halle-2, until \d{4}-/);
      const code = issued.out.trim().split('\n').at(-1) ?? '';
      expect((await command('terminals', 'list')).out).toMatch(/^halle-2\tnot enrolled\tnever seen$/m);
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const access = createTerminalAccess({ baseUrl: running.ready.url, timeoutMs: 10_000 });
      const { kty, crv, x } = publicKey.export({ format: 'jwk' });
      const enrolled = await access.enrol({ code, key: { kty, crv, x } as never });
      if (!enrolled.ok) throw new Error(enrolled.error.kind);
      // The key with which the register signs is in its folder, and the terminal knows it.
      expect(mode('signing.key')).toBe(0o600);
      expect(createPublicKey(readFileSync(join(folder, 'signing.key'))).export({ format: 'jwk' }).x).toBe(
        enrolled.value.signingKey.x,
      );
      const token = await access.token(
        signAssertion({
          key: privateKey,
          terminal: enrolled.value.terminal,
          audience: access.audience,
          now: Date.now(),
        }),
      );
      if (!token.ok) throw new Error(token.error.kind);
      await client(token.value.access_token).heartbeat({
        software: '1.2.3',
        mode: 'in-service',
        catalogue: null,
        unfinished: 0,
        devices: [],
      });
      expect((await command('terminals', 'list')).out).toMatch(
        /^halle-2\tactive\tseen [^\t]+\tsoftware 1\.2\.3\tin-service$/m,
      );
      expect(running.log()).not.toContain(code);
      expect(await command('terminals', 'enrol', 'halle-2', '--minutes', '9999')).toMatchObject({
        code: 2,
        err: expect.stringContaining('--minutes'),
      });
    },
    START_MS,
  );

  test(
    'closes an office and opens it again',
    async () => {
      const closed = await command(
        'close-office',
        '--office',
        'standesamt',
        '--from',
        '2099-12-24',
        '--to',
        '2099-12-31',
        '--reason',
        'Betriebsferien',
        '--reason-en',
        'Holidays',
        '--phone',
        '030 23125 100',
        '--cut-off',
        '2099-12-20',
        '--restricted-from',
        '2099-12-17',
        '--urgent',
        'Notdienst im Rathaus',
      );
      expect(closed).toMatchObject({ code: 0, err: '' });
      expect((await catalogue()).closures).toContainEqual({
        id: expect.any(String),
        office: 'standesamt',
        from: '2099-12-24',
        to: '2099-12-31',
        reason: { de: 'Betriebsferien', en: 'Holidays' },
        phone: '030 23125 100',
        cutOff: '2099-12-20',
        restrictedFrom: '2099-12-17',
        urgent: { de: 'Notdienst im Rathaus' },
      });
      expect((await command('reopen-office', '--office', 'standesamt')).out).toContain('closures removed: 1');
      expect((await catalogue()).closures.filter(({ office }) => office === 'standesamt')).toEqual([]);
    },
    START_MS,
  );

  test(
    'stops a service by maintenance until that is ended',
    async () => {
      const planned = await command(
        'maintenance',
        '--service',
        'document-status',
        '--from',
        '2020-01-01T00:00',
        '--to',
        '2099-07-01T12:00',
        '--reason',
        'Umbau',
      );
      expect(planned.out).toContain('from 2019-12-31T23:00:00.000Z to 2099-07-01T10:00:00.000Z');
      expect(await client(demoKey()).documentStatus({ type: 'passport', number: 'C4HX1R4M9' })).toEqual({
        ok: false,
        error: { kind: 'maintenance', until: '2099-07-01T10:00:00.000Z' },
      });
      expect((await command('end-maintenance', '--service', 'document-status')).out).toContain('ended');
      expect(await client(demoKey()).documentStatus({ type: 'passport', number: 'C4HX1R4M9' })).toMatchObject({
        ok: true,
      });
    },
    START_MS,
  );

  test(
    'shows calls for help and the state',
    async () => {
      await client(demoKey()).helpCall({ key: '6f0c4f54-2a6a-4c0e-9d7e-0d6f1f2b3c4d', screen: 'document-number' });
      expect((await command('help-calls')).out).toMatch(/^\S+Z\tdemo\tdocument-number$/m);
      expect(JSON.parse((await command('status')).out)).toMatchObject({
        url: running.ready.url,
        database: 'pglite',
        health: 'ok',
        catalogue: { services: 27, offices: 7 },
      });
    },
    START_MS,
  );

  const office = ['--office', 'standesamt', '--from', '2099-01-02', '--to', '2099-01-03', '--reason', 'x'];
  const change = (name: string, value: string) => [
    'close-office',
    ...office.map((part, index) => (office[index - 1] === name ? value : part)),
  ];
  test.each<[string[], string]>([
    [change('--office', 'nirgendwo'), '--office is not in the catalogue.'],
    [change('--from', '2099-02-30'), '--from: "2099-02-30" is no day.'],
    [change('--to', '2099-01-01'), '--to is before the first closed day.'],
    [change('--reason', ' '), '--reason is empty.'],
    [change('--to', 'x'), '--to: "x" is no day.'],
    [['close-office', ...office.slice(2)], '--office is missing.'],
    [['close-office', ...office, '--cut-off', '2099-01-05'], '--cut-off is after'],
    [['close-office', ...office, '--urgent-en', 'x'], '--urgent is missing'],
    [['close-office', ...office, 'more'], '"more" is one argument too many.'],
    [['close-office', ...office, '--untill', 'x'], "'--untill'"],
    [['reopen-office'], '--office is missing.'],
    [
      ['maintenance', '--service', 'x', '--from', '2099-01-01T00:00', '--to', '2099-01-02T00:00', '--reason', 'x'],
      '--service is not in the catalogue.',
    ],
    [
      ['maintenance', '--service', 'reisepass', '--from', 'heute', '--to', '2099-01-02T00:00', '--reason', 'x'],
      '--from: "heute" is no time.',
    ],
    [
      [
        'maintenance',
        '--service',
        'reisepass',
        '--from',
        '2099-01-02T00:00',
        '--to',
        '2099-01-01T00:00',
        '--reason',
        'x',
      ],
      '--to is not after the beginning.',
    ],
    [['terminals'], 'list, enrol, add, revoke or offline-states is missing.'],
    [['terminals', 'drop'], '"drop" is none of'],
    [['terminals', 'add'], 'NAME is missing.'],
    [['terminals', 'add', 'Halle 1'], 'NAME must be'],
    [['terminals', 'revoke', 'none'], 'NAME is no terminal.'],
    [['import-catalogue'], 'FILE is missing.'],
    [['import-catalogue', 'not-there.json'], 'FILE not-there.json cannot be read (ENOENT).'],
  ])(
    'refuses %j by name',
    async ([name = '', ...args], sentence) => {
      expect(await command(name, ...args)).toEqual({ code: 2, out: '', err: expect.stringContaining(sentence) });
    },
    START_MS,
  );

  test.each<[string[], string]>([
    [['nothing'], 'There is no command "nothing".'],
    [['toString'], 'There is no command "toString".'],
    [['--deom'], "'--deom'"],
    [change('--to', 'x'), '--to: "x" is no day.'],
  ])(
    'ends %j with a sentence and code 2',
    async (args, sentence) => {
      const { code, err } = await command(...args);
      expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
      expect(err).not.toMatch(/\n\s+at /);
    },
    START_MS,
  );

  test(
    'changes nothing with a file without a catalogue',
    async () => {
      const file = join(folder, 'other.json');
      await writeFile(file, '{"data":[{"x":1}]}');
      const before = (await catalogue()).version;
      expect(await command('import-catalogue', file)).toMatchObject({
        code: 2,
        out: expect.stringContaining('neither services nor locations'),
      });
      expect((await catalogue()).version).toBe(before);
    },
    START_MS,
  );

  test(
    'loses nothing when it is killed, loads no demo over it, and ends on a signal',
    async () => {
      const { services } = await catalogue();
      const key = demoKey();
      await end(running.child, 'SIGKILL');
      expect(await command('status')).toMatchObject({
        code: 1,
        err: expect.stringContaining(`No register runs in ${folder}`),
      });
      running = await start(folder, ['--demo']);
      expect(demoKey()).toBe(key);
      expect((await catalogue()).services).toEqual(services);
      expect(running.log()).not.toContain('demo-loaded');
      expect(await end(running.child, 'SIGTERM')).toBe(0);
      expect(existsSync(join(folder, 'admin.sock'))).toBe(false);
    },
    START_MS,
  );

  test(
    'refuses to start with another key for document numbers or signatures',
    async () => {
      const signing = join(folder, 'signing.key');
      const known = await readFile(signing, 'utf8');
      await writeFile(signing, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
      expect(await command()).toMatchObject({
        code: 1,
        err: expect.stringContaining('know another key for signatures'),
      });
      await writeFile(signing, known.slice(0, 40));
      expect(await command()).toMatchObject({
        code: 1,
        err: expect.stringContaining('signing.key does not hold a key'),
      });
      await writeFile(signing, known);
      const file = join(folder, 'document-numbers.key');
      const own = await readFile(file, 'utf8');
      await writeFile(file, `${'ab'.repeat(32)}\n`);
      expect(await command()).toMatchObject({
        code: 1,
        err: expect.stringContaining('filled with another key for document numbers'),
      });
      await writeFile(file, 'nonsense');
      expect(await command()).toMatchObject({ code: 1, err: expect.stringContaining('does not hold a key') });
      await writeFile(file, own);
    },
    START_MS,
  );
});

test(
  'the demonstration, which accepts any identity, does not start on data that are not its own',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foyer-cli-'));
    try {
      const register = await openRegister({ folder, log: () => {} });
      expect((await register.server.terminals.add('T01')).ok).toBe(true);
      await expect(fillDemo(register, folder)).rejects.toThrow('these data are not the demonstration’s');
      await expect(fillDemo(register, folder)).rejects.toBeInstanceOf(RegisterStartError);
      await register.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  START_MS,
);

test.each<[Record<string, string>, number, string]>([
  [{ FOYER_PUBLIC_URL: 'dokumente' }, 1, 'FOYER_PUBLIC_URL: "dokumente" is no address.'],
  [{ FOYER_SERVICES: '/nowhere/services.yaml' }, 1, 'FOYER_SERVICES: /nowhere/services.yaml cannot be read (ENOENT).'],
  [{ FOYER_REGISTER_URL: 'register.example' }, 2, 'FOYER_REGISTER_URL: "register.example" is no address.'],
  [{ FOYER_REGISTER_PROXIES: 'proxy' }, 2, 'FOYER_REGISTER_PROXIES: write addresses'],
  [{ FOYER_REGISTER_PORT: '80a' }, 2, 'FOYER_REGISTER_PORT: "80a" is no port.'],
  [{ FOYER_REGISTER_PORT: '65536' }, 2, 'FOYER_REGISTER_PORT'],
  [{ FOYER_OFFICE_PORT: 'none' }, 1, 'FOYER_OFFICE_PORT: write 0 to 65535'],
  [
    { FOYER_OFFICE_PORT: '0', FOYER_OFFICE_URL: 'http://rathaus.example' },
    1,
    'FOYER_OFFICE_URL: "http://rathaus.example" is no origin.',
  ],
  [{ FOYER_OFFICE_PORT: '0', FOYER_OFFICE_URL: 'https://10.1.2.3' }, 1, 'FOYER_OFFICE_URL'],
  [{ FOYER_ALARM_SMTP: 'mail.musterstadt.example' }, 1, 'FOYER_ALARM_SMTP: this is no address.'],
  [{ FOYER_ALARM_QUIET: '18:00-07:00' }, 1, 'FOYER_ALARM_QUIET: nobody is told.'],
  [{ FOYER_OFFICE_PORT: '0', FOYER_OFFICE_HOST: '0.0.0.0' }, 1, 'FOYER_OFFICE_HOST: 0.0.0.0 is not only this machine'],
  [{ FOYER_OFFICE_PORT: '0', FOYER_OFFICE_PROXIES: 'the proxy' }, 1, 'FOYER_OFFICE_PROXIES'],
  [{ DATABASE_URL: 'postgres://someone:sesame@127.0.0.1:1/x' }, 1, 'DATABASE_URL: no PostgreSQL server answers there.'],
])(
  'a start with %j ends with a sentence',
  async (more, code, sentence) => {
    const folder = await mkdtemp(join(tmpdir(), 'foyer-cli-'));
    try {
      const result = await run(folder, [], more);
      expect([result.code, result.err]).toEqual([code, expect.stringContaining(sentence)]);
      expect(result.err).not.toContain('sesame');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  START_MS,
);
