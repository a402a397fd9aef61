/**
 * One run for all who ask before it begins. Who asks while one goes on waits for the next: no answer is older than its
 * question, and there are never more than one run and one that waits.
 */
export function sharedRun<T>(run: () => Promise<T>): () => Promise<T> {
  let going: Promise<unknown> | null = null;
  let next: Promise<T> | null = null;
  const begin = (): Promise<T> => {
    next = null;
    const mine = run();
    going = mine;
    const over = (): void => {
      if (going === mine) going = null;
    };
    mine.then(over, over);
    return mine;
  };
  return () => {
    if (going === null) return begin();
    next ??= going.then(begin, begin);
    return next;
  };
}
