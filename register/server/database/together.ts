/**
 * Questions that are asked at the same time go to the database in one statement: what a statement costs on both sides
 * of the line is then paid once for all of them. Nobody waits for others to come: a question goes with the next turn of
 * the event loop, and while all lines are busy, with what came meanwhile.
 */
import { isUnavailable } from './unavailable.ts';

/**
 * Statements on their way at once. Two, so that the server has one to work on while this process reads the answers of
 * the other one.
 */
const LINES = 2;
/** Questions of one statement. */
const MOST = 64;

interface Waiting<Question, Answer> {
  readonly question: Question;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * `askAll`: as many answers as questions, in their order, by one statement: it is done for all of them or for none.
 * Where it fails and the database is not away, each is asked alone, so that nobody gets the error of somebody else's
 * question.
 */
export function together<Question, Answer>(
  askAll: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let waiting: Waiting<Question, Answer>[] = [];
  let busy = 0;
  let isDue = false;

  async function ask(some: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const answers = await askAll(some.map(({ question }) => question));
      if (answers.length !== some.length) throw new Error('A statement answered another number of questions.');
      some.forEach(({ resolve }, place) => resolve(answers[place] as Answer));
    } catch (error) {
      if (some.length === 1 || isUnavailable(error)) for (const { reject } of some) reject(error);
      else for (const one of some) await ask([one]);
    }
  }

  async function keepAsking(): Promise<void> {
    busy += 1;
    while (waiting.length > 0) {
      const some = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      await ask(some);
    }
    busy -= 1;
  }

  function due(): void {
    isDue = false;
    while (busy < LINES && waiting.length > 0) void keepAsking();
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (isDue || busy >= LINES) return;
      isDue = true;
      setImmediate(due);
    });
}
