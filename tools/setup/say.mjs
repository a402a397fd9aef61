/** One line of progress; set-up speaks to the person at the shell. */
export const say = (text) => process.stderr.write(`set-up: ${text}\n`);

/** What the person can mend is thrown as this and shown without a stack. */
export class Obstacle extends Error {}

export function fail(error) {
  say(error instanceof Obstacle ? error.message : (error?.stack ?? String(error)));
  process.exit(1);
}
