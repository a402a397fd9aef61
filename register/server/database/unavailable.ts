/**
 * SQLSTATE classes of a mistake in our statement or data: a bug, not a database that is away. 25006 is none: that
 * server became a standby, and another one is the primary.
 */
const OUR_FAULT = /^(0A|21|22|23|25(?!006)|26|2F|34|3B|3D|3F|42|44)/;

/** It is written on one server, and the standby that must have it as well did not say that it does. */
export class NotReplicated extends Error {
  constructor() {
    super('The synchronous standby did not confirm what was written.');
  }
}

/**
 * Whether an error of a query says that the database cannot be used now: connection refused or lost, shutting down, out
 * of resources, too slow, no primary. https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NotReplicated) return true;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return !OUR_FAULT.test(code);
  if (typeof code === 'string') return /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_|NOTFOUND)/.test(code);
  // pg, PGlite and Kysely (its driver after closing) give these no code.
  return /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|PGlite is closed|driver has already been destroyed)/i.test(
    error.message,
  );
}
