import { expect, test } from 'vitest';
import { sharedRun } from '../../../../../register/server/office/shared-run.ts';
import { held } from '../../../../harness/scripted.ts';

function counted() {
  const runs: ReturnType<typeof held<number>>[] = [];
  const ask = sharedRun(() => {
    const run = held<number>();
    runs.push(run);
    return run.promise;
  });
  return { runs, ask };
}

test('who asks while a run goes on gets the next one, and all of them the same', async () => {
  const { runs, ask } = counted();
  const first = ask();
  const [second, third] = [ask(), ask()];
  expect(runs).toHaveLength(1);
  runs[0]?.resolve(1);
  expect(await first).toBe(1);
  await Promise.resolve();
  expect(runs).toHaveLength(2);
  runs[1]?.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
});

test('a run that failed is told to those who asked for it, and the next one is made', async () => {
  const { runs, ask } = counted();
  const first = ask();
  const second = ask();
  runs[0]?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await Promise.resolve();
  runs[1]?.resolve(2);
  expect(await second).toBe(2);
  const third = ask();
  runs[2]?.resolve(3);
  expect(await third).toBe(3);
});
