/**
 * What staff do at the terminal for a visitor who comes back: a code is redeemed once, and its paper is not lost with
 * the printer.
 */
import { describe, expect, it } from 'vitest';
import { err } from '../../../base/result.ts';
import { STAFF_PIN, keysOf } from '../../harness/kiosk-harness.ts';
import { TOKEN } from '../../harness/services.ts';
import { type Desk, bootDesk } from './desk.ts';

async function atCounter(): Promise<Desk> {
  const desk = await bootDesk();
  await desk.harness.signIn(STAFF_PIN);
  await desk.harness.touch({ type: 'staff-tab', tab: 'pick-up' });
  return desk;
}
const pickUp = (desk: Desk) => desk.harness.screen('staff').pickUp;
const redemptions = (desk: Desk) =>
  desk.register.called
    .filter(({ route }) => route === 'redeem')
    .map(({ request }) => (request as { code: string }).code);

describe('a pick-up code', () => {
  it('is typed as it is read aloud, redeemed, and printed', async () => {
    const desk = await atCounter();
    await desk.harness.type('abco-12il-wxyz9');
    expect(pickUp(desk)).toMatchObject({ typed: 'ABC0-1211-WXYZ', complete: true });
    await desk.harness.touch('submit');
    expect([redemptions(desk), desk.paper.printed.length]).toEqual([['ABC0-1211-WXYZ'], 1]);
    // By the token of the code alone, without a sign-in. And the register gets the report that the paper is out.
    const shown = desk.register.called.filter(({ route }) => route === 'document' || route === 'handOver');
    expect(shown).toEqual(['document', 'handOver'].map((route) => ({ route, request: { document: TOKEN.document } })));
    expect(pickUp(desk)).toMatchObject({ typed: '', complete: false });
    expect(keysOf(pickUp(desk))).toEqual(['staff.pickUp.printed']);
  });

  it('can be redeemed once', async () => {
    const desk = await atCounter();
    await desk.harness.type('ABCD1234EFGH');
    await desk.harness.touch('submit');
    desk.register.answers.redeem = () => err({ kind: 'declined', reason: 'not-found' });
    await desk.harness.type('ABCD1234EFGH');
    await desk.harness.touch('submit');
    expect([keysOf(pickUp(desk)), desk.paper.printed.length, pickUp(desk).typed]).toEqual([
      ['staff.pickUp.unknown'],
      1,
      'ABCD-1234-EFGH',
    ]);
    await desk.harness.touch('erase');
    expect(keysOf(pickUp(desk))).toEqual([]);
  });

  it('that is incomplete is not sent', async () => {
    const desk = await atCounter();
    await desk.harness.type('ABCD1234EFG');
    expect(await desk.harness.refuses({ type: 'submit' })).toBe(true);
    expect(redemptions(desk)).toEqual([]);
  });

  it.each(['none', 'unknown'] as const)(
    'whose paper did not come out (%s) prints again without being redeemed again',
    async (paper) => {
      const desk = await atCounter();
      desk.paper.outcomes.push(paper);
      await desk.harness.type('ABCD1234EFGH');
      await desk.harness.touch('submit');
      expect(desk.register.called.map(({ route }) => route)).not.toContain('handOver');
      expect(keysOf(pickUp(desk))).toEqual([paper === 'none' ? 'staff.pickUp.notPrinted' : 'staff.pickUp.unclear']);
      await desk.harness.touch('submit');
      expect([redemptions(desk).length, desk.paper.printed.length, keysOf(pickUp(desk))]).toEqual([
        1,
        2,
        ['staff.pickUp.printed'],
      ]);
    },
  );

  it('whose paper was not counted makes staff look for it, and stays valid here', async () => {
    const desk = await atCounter();
    desk.paper.outcomes.push(Promise.resolve({ ok: true, value: { by: 'uncounted' } }));
    await desk.harness.type('ABCD1234EFGH');
    await desk.harness.touch('submit');
    expect([keysOf(pickUp(desk)), pickUp(desk).typed]).toEqual([['staff.pickUp.uncounted'], 'ABCD-1234-EFGH']);
  });

  it('stays in the field while the register is away', async () => {
    const desk = await atCounter();
    const redeem = desk.register.answers.redeem;
    desk.register.answers.redeem = () => err({ kind: 'unreachable', reason: 'timeout' });
    await desk.harness.type('ABCD1234EFGH');
    await desk.harness.touch('submit');
    expect([keysOf(pickUp(desk)), pickUp(desk).typed]).toEqual([['staff.pickUp.unreachable'], 'ABCD-1234-EFGH']);
    if (redeem !== undefined) desk.register.answers.redeem = redeem;
    await desk.harness.touch('submit');
    expect(desk.paper.printed).toHaveLength(1);
  });
});
