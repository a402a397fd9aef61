/** `listen` on a PostgreSQL server: a connection of its own, which is made anew for as long as somebody listens. */
import pg from 'pg';

/** Milliseconds until the next attempt to connect. */
const RETRY_MS = 1_000;

/** `channel`: a name of letters and underscores. Resolves when it listens; the answer ends it. */
export async function listenOnPostgres(
  url: string,
  channel: string,
  onPayload: (payload: string | null) => void,
): Promise<() => Promise<void>> {
  if (!/^[a-z_]+$/.test(channel)) throw new RangeError('A channel has letters and underscores.');
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'foyer-register', keepAlive: true });
    // Also while it connects: without a listener an error of the line would end the process.
    let isLost = false;
    const lost = (): void => {
      if (isLost) return;
      isLost = true;
      client = null;
      if (!isOver) timer = setTimeout(again, RETRY_MS);
    };
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', ({ payload }) => onPayload(payload ?? ''));
    await next.connect();
    await next.query(`listen ${channel}`);
    client = next;
    if (isOver) await next.end();
  };
  const again = (): void =>
    void connect().then(
      () => onPayload(null),
      // A connection that was refused tells it here and by no event.
      () => {
        if (!isOver) timer = setTimeout(again, RETRY_MS);
      },
    );

  await connect();
  return async () => {
    isOver = true;
    clearTimeout(timer);
    await client?.end();
  };
}
