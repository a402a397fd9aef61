/** How many touches the commonest journeys take, from the start page on: fewer are welcome, more are a fault. */
import { expect, it, vi } from 'vitest';
import { ok } from '../../../base/result.ts';
import { bootDesk, type Desk } from './desk.ts';

/** Typed on the page itself, past the kiosk: the six digits and their confirmation. */
const PIN = 7;

interface Journey {
  readonly desk: Desk;
  touches(): number;
}
/** At the start page. */
async function start(): Promise<Journey> {
  const desk = await bootDesk();
  const touch = vi.spyOn(desk.harness, 'touch');
  return { desk, touches: () => touch.mock.calls.flat().length };
}
/** A language was chosen. */
async function journey(): Promise<Journey> {
  const begun = await start();
  await begun.desk.harness.touch({ type: 'choose-language', language: 'de' });
  return begun;
}
async function typed(desk: Desk): Promise<void> {
  await desk.harness.touch(
    { type: 'choose-document', document: 'identity-card' },
    ...[...'L7MX1P6W8'].map((key) => ({ type: 'key' as const, key })),
    'submit',
  );
  expect(desk.at()).toBe('document-status');
}

it('the state of an ID document, its number typed: 12, and 13 where a language is chosen first', async () => {
  const fromStart = await start();
  fromStart.desk.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
  await fromStart.desk.harness.touch({ type: 'open-tile', id: 'document-status' });
  await typed(fromStart.desk);
  expect(fromStart.touches()).toBeLessThanOrEqual(12);

  const { desk, touches } = await journey();
  desk.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
  await desk.harness.touch({ type: 'open-tile', id: 'document-status' });
  await typed(desk);
  expect(touches()).toBeLessThanOrEqual(13);
});

it('when this house is open: 3', async () => {
  const { desk, touches } = await journey();
  await desk.harness.touch({ type: 'open-tile', id: 'information' }, { type: 'open-office', id: 'buergerbuero' });
  expect(desk.harness.screen('office').hours.length).toBeGreaterThan(0);
  expect(touches()).toBeLessThanOrEqual(3);
});

it('a certificate on the phone: 13 to its end from the start page, 14 where a language is chosen first', async () => {
  for (const [begin, most] of [
    [start, 13],
    [journey, 14],
  ] as const) {
    const { desk, touches } = await begin();
    await desk.harness.touch({ type: 'open-tile', id: 'certificate' });
    await desk.signIn();
    await desk.choose('electronic');
    await desk.act('confirm');
    desk.page('linked');
    await desk.act('end');
    expect(desk.at()).toBe('goodbye');
    expect(touches() + PIN).toBeLessThanOrEqual(most);
  }
});

it('a certificate on paper, paid: 13 to its receipt in the hand, 14 where a language is chosen first', async () => {
  for (const [begin, most] of [
    [start, 13],
    [journey, 14],
  ] as const) {
    const { desk, touches } = await begin();
    await desk.harness.touch({ type: 'open-tile', id: 'certificate' });
    await desk.signIn();
    await desk.choose('printed');
    await desk.act('confirm');
    expect(desk.payment.asked).toHaveLength(1);
    desk.page('order-done');
    await desk.act('end');
    expect(desk.harness.screen('goodbye')).toMatchObject({ receipt: true });
    expect(touches() + PIN).toBeLessThanOrEqual(most);
  }
});
