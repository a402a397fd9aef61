import { randomUUID } from 'node:crypto';
import { createRegisterClient } from '../../register/client/client.ts';

/** Seconds that a terminal waits for an answer; one that was not heard comes only then. */
const WAIT_SECONDS = 15;
/** Milliseconds after which a question that waits is held open. */
const HELD_MS = 500;
/** Milliseconds until what one register wrote is heard at the other. */
const HEARD_MS = 5_000;

/** Milliseconds in which a line that was lost is there again, and between two attempts: a call for help is dear. */
const THERE_MS = 20_000;
const AGAIN_MS = 2_000;

/** {@link isHeardNow}, when lost lines are back. */
export async function isHeard(...given: Parameters<typeof isHeardNow>): Promise<boolean> {
  const until = performance.now() + THERE_MS;
  while (!(await isHeardNow(...given))) {
    if (performance.now() > until) return false;
    await new Promise((next) => setTimeout(next, AGAIN_MS));
  }
  return true;
}

/**
 * Whether a register hears what another one tells over the database: a call for help is followed at the first and ended
 * at the second one.
 */
async function isHeardNow(registers: readonly { readonly port: number }[], key: string): Promise<boolean> {
  const [one, two] = registers.map(({ port }) =>
    createRegisterClient({ baseUrl: `http://127.0.0.1:${port}`, key, timeoutMs: 12_000 }),
  );
  const call = randomUUID();
  if (one === undefined || two === undefined) return false;
  const called = await one.helpCall({ key: call, screen: 'home' });
  if (!called.ok) return false;
  const following = one.helpAnswer({ key: call, known: 'open', waitSeconds: WAIT_SECONDS });
  // It is held open: what is answered at once was not heard.
  const isHeld = await Promise.race([
    following.then(() => false),
    new Promise<boolean>((held) => setTimeout(() => held(true), HELD_MS)),
  ]);
  if (!isHeld) return false;
  const began = performance.now();
  if (!(await two.endHelp(call)).ok) return false;
  return (await following).ok && performance.now() - began < HEARD_MS;
}
