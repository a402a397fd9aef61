/**
 * One connection to a PostgreSQL server that may be replaced by another one at any time: given up where it hangs or
 * leads to a server that only reads, and never believed where the server itself does not.
 */
import pg from 'pg';
import { NotReplicated } from './unavailable.ts';

/** In PostgreSQL's sources; not its words, which are in the server's language. */
const WAIT_FOR_STANDBY = 'SyncRepWaitForLSN';
/** SQLSTATE read_only_sql_transaction: the primary became a standby. */
const ONLY_READS = '25006';
/** As `pg` says it when `query_timeout` is over; it has no code. */
const NO_ANSWER = 'Query read timeout';

type Callback = (error: Error | null | undefined, result?: unknown) => void;

export class RegisterConnection extends pg.Client {
  #isOnlyHere = false;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('notice', ({ routine }) => {
      // Whoever ends a commit that waits for the synchronous standby, and `statement_timeout` does, is told of success
      // with this warning: it is written on the primary alone, and is lost with it.
      // https://www.postgresql.org/docs/15/warm-standby.html#SYNCHRONOUS-REPLICATION-HA
      if (routine === WAIT_FOR_STANDBY) this.#isOnlyHere = true;
    });
  }

  /** As `pg` has it, with a callback as the last argument (its pool) or without (Kysely). */
  override query(...args: any[]): any {
    const callback: unknown = args.at(-1);
    const ask = super.query.bind(this) as (...given: unknown[]) => unknown;
    if (typeof callback === 'function')
      return ask(...args.slice(0, -1), (error: Error | null, result: unknown) => {
        const failure = this.#failureOf(error);
        (callback as Callback)(failure, failure === null ? result : undefined);
      });
    const answer = ask(...args);
    if (!(answer instanceof Promise)) return answer;
    return answer.then(
      (result: unknown) => {
        const failure = this.#failureOf(null);
        if (failure !== null) throw failure;
        return result;
      },
      (error: Error) => {
        throw this.#failureOf(error) ?? error;
      },
    );
  }

  #failureOf(error: Error | null | undefined): Error | null {
    const isOnlyHere = this.#isOnlyHere;
    this.#isOnlyHere = false;
    if (!error) return isOnlyHere ? new NotReplicated() : null;
    // Back in the pool it would hold the next ones as well, each for the whole time-out.
    if (error.message === NO_ANSWER || (error as { code?: unknown }).code === ONLY_READS)
      void this.end().catch(() => undefined);
    return error;
  }
}
