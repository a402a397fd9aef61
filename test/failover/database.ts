/** Three machines with etcd, Patroni and PostgreSQL, each of which can be killed, frozen and switched on again. */
import { execFile } from 'node:child_process';
import { mkdirSync, chownSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { descendants, Peer, strike } from './peer.ts';
import { place, type Machines } from './settings.ts';

const run = promisify(execFile);
const BIN = '/usr/lib/postgresql/15/bin';
/** Milliseconds between two looks at what a machine says of itself. */
const LOOK_MS = 200;

export class DatabaseMachine {
  readonly name: string;
  readonly address: string;
  readonly #machines: Machines;
  readonly #etcd: Peer;
  readonly #patroni: Peer;
  /** Its folder, with the socket of its database. */
  readonly home: string;
  readonly data: string;
  #frozen: readonly number[] = [];

  constructor(machines: Machines, index: number) {
    this.name = `db${index + 1}`;
    this.address = machines.databases[index] ?? '';
    this.#machines = machines;
    const home = join(machines.folder, this.name);
    this.home = home;
    this.data = join(home, 'data');
    const own = (text: string): string => text.replace('10.20.0.11', `10.20.0.1${index + 1}`);
    const further = (...lines: string[]) => lines.map((line): [string, string] => [line, own(line)]);
    const name: [string, string] = ['name: db1', `name: ${this.name}`];
    const etcd = place(machines, {
      example: 'etcd.yml',
      host: this.name,
      further: [
        name,
        ['/var/lib/etcd/foyer-register', join(home, 'etcd')],
        ...further(
          'listen-client-urls: https://10.20.0.11:2379',
          'advertise-client-urls: https://10.20.0.11:2379',
          'listen-peer-urls: https://10.20.0.11:2380',
          'initial-advertise-peer-urls: https://10.20.0.11:2380',
        ),
      ],
    });
    const patroni = place(machines, {
      example: 'patroni.yml',
      host: this.name,
      further: [
        name,
        ['/var/lib/postgresql/15/foyer-register', this.data],
        ['/var/lib/postgresql/foyer-register.pgpass', join(home, 'pgpass')],
        ['/var/run/postgresql', home],
        ...further('listen: 10.20.0.11:8008', 'connect_address: 10.20.0.11:8008', 'listen: 10.20.0.11:5432'),
        ...further('connect_address: 10.20.0.11:5432'),
      ],
    });
    const { account } = machines;
    const program = (of: string, command: string, args: string[]): Peer =>
      new Peer({ name: of, command, args, log: join(home, `${of}.log`), account, folder: home });
    this.#etcd = program('etcd', '/usr/bin/etcd', ['--config-file', etcd]);
    this.#patroni = program('patroni', '/usr/bin/patroni', [patroni]);
    mkdirSync(home, { recursive: true });
    chownSync(home, account.uid, account.gid);
  }

  /** What its own postmaster.pid says; undefined where there is none. */
  get postmaster(): number | undefined {
    try {
      return Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    } catch {
      return undefined;
    }
  }

  start(): void {
    this.#etcd.start();
    this.#patroni.start();
  }

  /** The whole machine. */
  async kill(): Promise<void> {
    this.thaw();
    const { postmaster } = this;
    if (postmaster !== undefined) strike([postmaster, ...descendants(postmaster)], 'SIGKILL');
    await Promise.all([this.#patroni.kill(), this.#etcd.kill()]);
  }

  /** Only PostgreSQL's first process; the others notice by themselves. */
  killPostmaster(): void {
    const { postmaster } = this;
    if (postmaster !== undefined) strike([postmaster], 'SIGKILL');
  }

  /** Holds everything on it where it is, with its lines open, as a virtual machine that is being moved. */
  freeze(): void {
    const roots = [this.postmaster, this.#patroni.pid, this.#etcd.pid].filter((pid) => pid !== undefined);
    // The first process first: it must not start anew what was stopped.
    this.#frozen = roots.flatMap((pid) => [pid, ...descendants(pid)]);
    strike(this.#frozen, 'SIGSTOP');
  }

  thaw(): void {
    strike(this.#frozen, 'SIGCONT');
    this.#frozen = [];
  }

  /** As Patroni there says it; null where it says nothing. */
  async says(path: string): Promise<unknown> {
    const ca = readFileSync(join(this.#machines.folder, 'tls/authority.pem'));
    return new Promise((resolve) => {
      const asked = request(
        { host: this.address, port: 8008, path, agent: new Agent({ ca }), timeout: 2_000 },
        (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.once('end', () => resolve(JSON.parse(text) as unknown));
          answer.once('error', () => resolve(null));
        },
      );
      asked.once('timeout', () => asked.destroy());
      asked.once('error', () => resolve(null));
      asked.end();
    });
  }
}

interface ClusterAnswer {
  readonly members: readonly { readonly name: string; readonly role: string; readonly state: string }[];
}

export class Databases {
  readonly machines: readonly DatabaseMachine[];
  readonly #drill: Machines;

  constructor(drill: Machines) {
    this.#drill = drill;
    this.machines = drill.databases.map((_, index) => new DatabaseMachine(drill, index));
  }

  /** Seconds that a primary's lease holds, as the example has it. */
  get ttl(): number {
    const text = readFileSync(join(this.#drill.folder, 'db1/patroni.yml'), 'utf8');
    return Number(/^\s+ttl: (\d+)$/m.exec(text)?.[1]);
  }

  /** Runs the example's SQL when all three are there. */
  async start(): Promise<void> {
    for (const machine of this.machines) machine.start();
    await this.whole(120_000);
    const sql = readFileSync(
      place(this.#drill, { example: 'database.sql', host: 'setup', further: [] }),
      'utf8',
    ).replaceAll(/^--.*$/gm, '');
    // `create database` cannot run within a transaction, which several statements in one message are.
    for (const statement of sql.split(/;\s*$/m)) if (statement.trim() !== '') await this.query(statement);
  }

  async stop(): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.kill()));
  }

  /** The cluster as each of them says that it is: one that stood still may say what is over. */
  async #views(): Promise<readonly ClusterAnswer['members'][]> {
    const answers = await Promise.all(this.machines.map((machine) => machine.says('/cluster')));
    return answers.flatMap((answer) => (answer === null ? [] : [(answer as ClusterAnswer).members ?? []]));
  }

  /** Waits for a view of the cluster in which there is one; rejects after so many milliseconds. */
  async withRole(role: 'leader' | 'sync_standby', withinMs = 30_000): Promise<DatabaseMachine> {
    const until = performance.now() + withinMs;
    for (;;) {
      for (const view of await this.#views()) {
        const name = view.find((one) => one.role === role)?.name;
        const machine = this.machines.find((one) => one.name === name);
        if (machine !== undefined) return machine;
      }
      if (performance.now() > until) throw new Error(`nobody is ${role}`);
      await new Promise((next) => setTimeout(next, LOOK_MS));
    }
  }

  /**
   * One primary, one synchronous standby, one more, all of them running, and all three say the same. Rejects after so
   * many milliseconds.
   */
  async whole(withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    for (;;) {
      const views = await this.#views();
      const roles = views.map((view) =>
        ['leader', 'sync_standby', 'replica'].map(
          (role) => view.find((one) => one.role === role && /^(running|streaming)$/.test(one.state))?.name,
        ),
      );
      const isAgreed = new Set(roles.map((names) => names.join())).size === 1;
      if (views.length === this.machines.length && isAgreed && roles[0]?.every((name) => name !== undefined)) return;
      if (performance.now() > until) throw new Error(`not whole after ${withinMs / 1_000} s: ${JSON.stringify(roles)}`);
      await new Promise((next) => setTimeout(next, LOOK_MS));
    }
  }

  /** On the primary, as the superuser, past every pooler. */
  async query<Row extends pg.QueryResultRow>(text: string, database = 'postgres'): Promise<Row[]> {
    const primary = await this.withRole('leader');
    const client = new pg.Client({
      host: primary.home,
      user: 'postgres',
      password: this.#drill.passwords.SUPERUSER,
      database,
      connectionTimeoutMillis: 5_000,
    });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }
}

/** Why the drill cannot run here, or undefined. */
export async function missingPeers(): Promise<string | undefined> {
  const programs = [
    [join(BIN, 'postgres'), 'postgresql-15'],
    ['/usr/bin/patroni', 'patroni'],
    ['/usr/bin/etcd', 'etcd-server'],
    ['/usr/sbin/haproxy', 'haproxy'],
    ['/usr/sbin/pgbouncer', 'pgbouncer'],
  ] as const;
  for (const [program, of] of programs)
    if ((await run('test', ['-x', program]).catch(() => null)) === null) return `${of} is not installed (${program})`;
  return undefined;
}
