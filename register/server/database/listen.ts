/** `listen` on a PostgreSQL server: a connection of its own, which is made anew for as long as somebody listens. */
import pg from 'pg';

/** Milliseconds until the next attempt to connect. */
const RETRY_MS = 1_000;
/**
 * Milliseconds between two questions whether the other side is there: a line that something between dropped without a
 * word would be deaf for hours.
 */
const ALIVE_MS = 15_000;

/** `channel`: a name of letters and underscores. Resolves when it listens; the answer ends it. */
export async function listenOnPostgres(
  { url, timeoutMs }: { readonly url: string; /** For connecting, and for an answer. */ readonly timeoutMs: number },
  channel: string,
  onPayload: (payload: string | null) => void,
): Promise<() => Promise<void>> {
  if (!/^[a-z_]+$/.test(channel)) throw new RangeError('A channel has letters and underscores.');
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const alive = setInterval(() => {
    const asked = client;
    void asked?.query('select 1').catch(() => asked.end());
  }, ALIVE_MS);

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'foyer-register',
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
    });
    // Only of the line that listens: what fails before is told by the promises below, and by these events as well.
    const lost = (): void => {
      if (client !== next) return;
      client = null;
      connectLater();
    };
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', ({ payload }) => onPayload(payload ?? ''));
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    client = next;
    if (isOver) await next.end();
  };
  const connectLater = (): void => {
    if (isOver) return;
    timer = setTimeout(() => void connect().then(() => onPayload(null), connectLater), RETRY_MS);
  };

  try {
    await connect();
  } catch (error) {
    clearInterval(alive);
    throw error;
  }
  return async () => {
    isOver = true;
    clearTimeout(timer);
    clearInterval(alive);
    await client?.end();
  };
}
