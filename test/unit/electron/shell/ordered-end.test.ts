import { expect, it } from 'vitest';
import { orderedEnd } from '../../../../electron/shell/ordered-end.ts';
import { ManualClock, settle } from '../../../harness/manual-clock.ts';

function ending() {
  const clock = new ManualClock();
  const seen: string[] = [];
  const end = orderedEnd(clock, (part) => seen.push(`${part} is late`));
  const add = (part: string, close: () => unknown = () => seen.push(part)) => end.add(part, close);
  return { clock, seen, end, add };
}

it('ends what was started last first, each after the one before it', async () => {
  const { clock, seen, end, add } = ending();
  add('window');
  add('store', async () => {
    await settle();
    seen.push('store');
  });
  add('devices');
  await end.run();
  expect(seen).toEqual(['devices', 'store', 'window']);
  expect(clock.pending).toBe(0);
});

it('leaves behind a part that does not end, names it, and ends the others', async () => {
  const { clock, seen, end, add } = ending();
  add('window');
  add('devices', () => new Promise(() => undefined));
  const over = end.run();
  await clock.advance(9_999);
  expect(seen).toEqual([]);
  await clock.advance(1);
  await over;
  expect(seen).toEqual(['devices is late', 'window']);
});

it('goes on after a part that throws, at once or later', async () => {
  const { seen, end, add } = ending();
  add('window');
  add('store', () => Promise.reject(new Error('the process is gone')));
  add('devices', () => {
    throw new Error('never started');
  });
  await end.run();
  expect(seen).toEqual(['window']);
});

it('ends each part once, however often it is asked', async () => {
  const { seen, end, add } = ending();
  add('window');
  await Promise.all([end.run(), end.run()]);
  expect(seen).toEqual(['window']);
});
