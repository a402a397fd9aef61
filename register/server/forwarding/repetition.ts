/** Calls something again and again; the function that is returned ends it. */
export type Repetition = (task: () => void) => () => void;

/** Milliseconds between two looks for work. */
const EVERY = 15_000;

/** Does not keep the process alive. */
export const everyFifteenSeconds: Repetition = (task) => {
  const timer = setInterval(task, EVERY);
  timer.unref();
  return () => clearInterval(timer);
};
