/** Alarms by mail, at a mail server that others wrote. */
import { expect, test } from 'vitest';
import { CARETAKER, FROM, MINUTE, PAGE, PAPER_OUT, alarmBench } from './bench.ts';

test('an empty paper roll is one mail that says where, since when and what to do, and one when it is mended', async () => {
  const bench = await alarmBench();
  const entrance = await bench.terminal('eingang', 'Rathaus, Eingangshalle');
  await bench.pass(3 * MINUTE, { says: () => entrance.says(PAPER_OUT) });
  expect(bench.subjects()).toEqual(['Papier leer: eingang']);
  console.log(bench.server.mails[0]?.raw, bench.mails()[0]?.text, CARETAKER, FROM, PAGE, bench.server.mails[0]);
  await bench.pass(3 * MINUTE, { says: () => entrance.says() });
  expect(bench.subjects()).toEqual(['Papier leer: eingang', 'Erledigt: Papier leer: eingang']);
  console.log(bench.mails()[1]?.text);
});
