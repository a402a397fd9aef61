/**
 * The settings under register/package/high-availability as a drill on one machine reads them: the same files, with
 * addresses of loopback, folders and passwords of its own.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const EXAMPLES = resolve(import.meta.dirname, '../../register/package/high-availability');

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Machines {
  /** Folder of the drill; each machine has one in it. */
  readonly folder: string;
  /** The three databases' addresses, then the two of the registers' machines. */
  readonly databases: readonly string[];
  readonly registers: readonly string[];
  readonly passwords: Readonly<Record<'SUPERUSER' | 'REPLICATION' | 'REWIND' | 'REGISTER', string>>;
  /** Under which the peers run: PostgreSQL refuses to run as root. */
  readonly account: Account;
}

/** `127.x.y.z`, so that everything listens on its usual port, and another drill on its own network. */
export function machinesIn(folder: string, account: Account): Machines {
  const [second = 0, third = 0] = randomBytes(2);
  const network = `127.${64 + (second % 128)}.${third}`;
  const password = (): string => randomBytes(18).toString('base64url');
  mkdirSync(join(folder, 'tls'));
  return {
    folder,
    databases: [11, 12, 13].map((host) => `${network}.${host}`),
    registers: [1, 2].map((host) => `${network}.${host}`),
    passwords: { SUPERUSER: password(), REPLICATION: password(), REWIND: password(), REGISTER: password() },
    account,
  };
}

/** An authority of the databases' own, and a certificate that all of them share here. */
export function makeCertificates({ folder, databases, account }: Machines): void {
  const tls = join(folder, 'tls');
  const openssl = (...args: string[]): void =>
    void execFileSync('openssl', args, { cwd: tls, stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
    '-days',
    '2',
    '-subj',
    '/CN=drill',
  );
  openssl('req', ...key, '-keyout', 'node.key', '-out', 'node.csr', '-subj', '/CN=node');
  // etcd compares the address from which another member calls with its certificate; on loopback that is 127.0.0.1.
  const addresses = [...databases, '127.0.0.1'].map((one) => `IP:${one}`);
  writeFileSync(join(tls, 'node.ext'), `subjectAltName=${addresses.join(',')}\n`);
  const signed = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', 'node.csr', ...signed, '-extfile', 'node.ext', '-out', 'node.pem');
  for (const file of ['node.key', 'node.pem', 'authority.pem']) chownSync(join(tls, file), account.uid, account.gid);
  chmodSync(join(tls, 'node.key'), 0o600);
}

/**
 * Writes one of the examples for a machine, and answers where. Throws where the example lacks what should be replaced:
 * it was changed, and the drill was not.
 *
 * `further`: pairs of what stands in the example and what takes its place.
 */
export function place(
  machines: Machines,
  { example, host, further }: { example: string; host: string; further: readonly (readonly [string, string])[] },
): string {
  const { folder, databases, passwords, account } = machines;
  let text = readFileSync(join(EXAMPLES, example), 'utf8');
  for (const [there, instead] of further) {
    if (!text.includes(there)) throw new Error(`${example} does not hold "${there}"`);
    text = text.replaceAll(there, instead);
  }
  databases.forEach((address, index) => {
    text = text.replaceAll(`10.20.0.1${index + 1}`, address);
  });
  text = text.replaceAll('10.20.0.0/24', '127.0.0.0/8').replaceAll('/etc/foyer-database/', `${folder}/tls/`);
  for (const [name, password] of Object.entries(passwords)) text = text.replaceAll(`PASSWORD-${name}`, password);
  const home = join(folder, host);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = join(home, example);
  writeFileSync(file, text, { mode: 0o600 });
  chownSync(home, account.uid, account.gid);
  chownSync(file, account.uid, account.gid);
  return file;
}
