/**
 * The register's own lines: where it listens, and its database. Each is private, or the operator says by name that it
 * need not be.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import pg from 'pg';
import { isPrivateLine, isThisMachine } from '../../../base/private-line.ts';
import { RegisterStartError } from '../start-error.ts';

/** Lines that may be named in FOYER_UNPROTECTED. */
export const LINES = ['database', 'listener', 'public-listener', 'office-listener', 'address'] as const;
export type Line = (typeof LINES)[number];

/** From FOYER_UNPROTECTED, with commas. Throws {@link RegisterStartError}. */
export function readUnprotected(text = ''): ReadonlySet<Line> {
  const names = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const strange = names.find((name) => !LINES.includes(name as Line));
  if (strange !== undefined)
    throw new RegisterStartError(`FOYER_UNPROTECTED: "${strange}" is none of ${LINES.join(', ')}.`);
  return new Set(names as Line[]);
}

export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
}

/** Key and certificate (PEM) from the files that two settings name; both or none. Throws {@link RegisterStartError}. */
export function readTls(
  env: NodeJS.ProcessEnv,
  prefix: 'FOYER_REGISTER' | 'FOYER_PUBLIC' | 'FOYER_OFFICE',
): TlsFiles | undefined {
  const [keyName, certName] = [`${prefix}_TLS_KEY`, `${prefix}_TLS_CERTIFICATE`];
  const [keyFile, certFile] = [env[keyName], env[certName]];
  if (!keyFile && !certFile) return undefined;
  if (!keyFile || !certFile)
    throw new RegisterStartError(`${keyFile ? certName : keyName} is missing: key and certificate go together.`);
  const read = (name: string, file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new RegisterStartError(
        `${name}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      );
    }
  };
  const [key, cert] = [read(keyName, keyFile), read(certName, certFile)];
  if ((statSync(keyFile).mode & 0o077) !== 0)
    throw new RegisterStartError(`${keyName}: ${keyFile} can be read by others than its owner. Its mode must be 0600.`);
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      throw new RegisterStartError(`${certName}: the certificate does not belong to the key in ${keyName}.`);
  } catch (error) {
    if (error instanceof RegisterStartError) throw error;
    throw new RegisterStartError(`${keyName} or ${certName} is no PEM file of its kind.`);
  }
  return { key, cert };
}

export interface Lines {
  /** Addresses of the database: its own, and the one past a pooler. */
  readonly databases: readonly string[];
  readonly listener: { readonly host: string; readonly tls: boolean };
  readonly publicListener: { readonly host: string; readonly tls: boolean } | undefined;
  readonly officeListener?: { readonly host: string; readonly tls: boolean } | undefined;
  /** As terminals reach it. */
  readonly addresses: readonly string[];
}

/**
 * Names of the lines that are not private. Throws {@link RegisterStartError} with the setting's name for one that was
 * not allowed.
 */
export function checkLines(
  { databases, listener, publicListener, officeListener, addresses }: Lines,
  unprotected: ReadonlySet<Line>,
): Line[] {
  const open: Line[] = [];
  const check = (line: Line, isPrivate: boolean, sentence: string): void => {
    if (isPrivate) return;
    if (!unprotected.has(line))
      throw new RegisterStartError(
        `${sentence} Where that line is protected by other means, FOYER_UNPROTECTED=${line} says so.`,
      );
    open.push(line);
  };
  const beyond = (name: string, what: string, host: string): string =>
    `${name}_HOST: ${host} is not only this machine, and ${what} would go there in clear. Set ${name}_TLS_KEY and ${name}_TLS_CERTIFICATE, or listen on 127.0.0.1 behind a proxy with TLS.`;
  check(
    'listener',
    listener.tls || isThisMachine(listener.host),
    beyond('FOYER_REGISTER', 'keys and personal data', listener.host),
  );
  if (publicListener !== undefined)
    check(
      'public-listener',
      publicListener.tls || isThisMachine(publicListener.host),
      beyond('FOYER_PUBLIC', 'documents', publicListener.host),
    );
  if (officeListener !== undefined)
    check(
      'office-listener',
      officeListener.tls || isThisMachine(officeListener.host),
      beyond('FOYER_OFFICE', 'passwords and personal data', officeListener.host),
    );
  if (databases.length > 0)
    check(
      'database',
      databases.every(isPrivateDatabase),
      'DATABASE_URL, FOYER_DATABASE_DIRECT_URL: the database is on another machine, and its server need not show who it is. Add sslmode=verify-full, and sslrootcert=FILE where a town’s own authority signed its certificate.',
    );
  const clear = addresses.find((one) => !isPrivateLine(one));
  check('address', clear === undefined, `FOYER_REGISTER_URL: ${clear} is no https address.`);
  return open;
}

/**
 * On this machine, over a socket, or with a certificate that is checked for the server's name. As `pg` itself reads the
 * address, without connecting.
 */
export function isPrivateDatabase(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { host } = new pg.Client({ connectionString: url });
  // The other modes are protected by a version of `pg` or not, by its own account.
  return (
    host.startsWith('/') || isThisMachine(host) || new URL(url).searchParams.getAll('sslmode').join() === 'verify-full'
  );
}
