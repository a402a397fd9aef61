import { expect, test } from 'vitest';
import { together } from '../../../../../register/server/database/together.ts';
import { held } from '../../../../harness/scripted.ts';

/** The next turns of the event loop, in which what waits is asked. */
async function turns(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await new Promise((resolve) => void setImmediate(resolve));
}

test('questions of one turn are one statement, and each gets its own answer', async () => {
  const statements: (readonly number[])[] = [];
  const double = together<number, number>(async (numbers) => {
    statements.push(numbers);
    return numbers.map((one) => 2 * one);
  });
  expect(await Promise.all([double(1), double(2), double(3)])).toEqual([2, 4, 6]);
  expect(await double(4)).toBe(8);
  expect(statements).toEqual([[1, 2, 3], [4]]);
});

test('what comes while two statements are on their way waits, and goes with one of them that comes back', async () => {
  const statements: { readonly numbers: readonly number[]; answer(): void }[] = [];
  const same = together<number, number>(async (numbers) => {
    const answered = held<void>();
    statements.push({ numbers, answer: () => answered.resolve() });
    await answered.promise;
    return numbers;
  });
  const answers: Promise<number>[] = [];
  const asked = (): (readonly number[])[] => statements.map(({ numbers }) => numbers);
  for (const one of [1, 2, 3, 4]) {
    answers.push(same(one));
    await turns();
  }
  expect(asked()).toEqual([[1], [2]]);
  statements[1]?.answer();
  await turns();
  expect(asked()).toEqual([[1], [2], [3, 4]]);
  statements[0]?.answer();
  statements[2]?.answer();
  expect(await Promise.all(answers)).toEqual([1, 2, 3, 4]);
});

test('no statement has more than 64 questions', async () => {
  const sizes: number[] = [];
  const same = together<number, number>(async (numbers) => {
    sizes.push(numbers.length);
    return numbers;
  });
  await Promise.all(Array.from({ length: 150 }, (_, one) => same(one)));
  expect(sizes.toSorted((a, b) => b - a)).toEqual([64, 64, 22]);
});

test('a question that fails does so alone', async () => {
  const same = together<number, number>(async (numbers) => {
    if (numbers.includes(2)) throw Object.assign(new Error('invalid text'), { code: '22P05' });
    return numbers;
  });
  expect(await Promise.allSettled([same(1), same(2), same(3)])).toMatchObject([
    { value: 1 },
    { reason: { code: '22P05' } },
    { value: 3 },
  ]);
});

test('a database that is away is asked once, and all hear of it', async () => {
  let statements = 0;
  const same = together<number, number>(async (numbers) => {
    statements += 1;
    if (statements === 1) throw Object.assign(new Error('terminated'), { code: '57P01' });
    return numbers;
  });
  expect(await Promise.allSettled([same(1), same(2)])).toMatchObject([
    { reason: { code: '57P01' } },
    { reason: { code: '57P01' } },
  ]);
  expect(await same(3)).toBe(3);
});
