/** How many touches the commonest journeys take, from the start page on: fewer are welcome, more are a fault. */
import { expect, it, vi } from 'vitest';
import { ok } from '../../../base/result.ts';
import { bootDesk, type Desk } from './desk.ts';

/** Typed on the page itself, past the kiosk: the six digits and their confirmation. */
const PIN = 7;

async function journey(): Promise<{ readonly desk: Desk; touches(): number }> {
  const desk = await bootDesk();
  const touch = vi.spyOn(desk.harness, 'touch');
  await desk.harness.touch({ type: 'choose-language', language: 'de' });
  return { desk, touches: () => touch.mock.calls.flat().length };
}

it('the state of an ID document, its number typed: 13', async () => {
  const { desk, touches } = await journey();
  desk.register.status = () => ok({ stage: 'ready', office: 'buergerbuero' });
  await desk.harness.ask('identity-card', 'L7MX1P6W8');
  expect(desk.at()).toBe('document-status');
  expect(touches()).toBeLessThanOrEqual(13);
});

it('when this house is open: 3', async () => {
  const { desk, touches } = await journey();
  await desk.harness.touch({ type: 'open-tile', id: 'information' }, { type: 'open-office', id: 'buergerbuero' });
  expect(desk.harness.screen('office').hours.length).toBeGreaterThan(0);
  expect(touches()).toBeLessThanOrEqual(3);
});

it('a certificate on the phone, to its code: 7 and the PIN, and 4 more to the goodbye', async () => {
  const { desk, touches } = await journey();
  await desk.harness.touch({ type: 'open-tile', id: 'certificate' });
  await desk.signIn();
  await desk.choose('simple', 'electronic');
  await desk.act('confirm');
  desk.page('linked');
  expect(touches() + PIN).toBeLessThanOrEqual(7 + PIN);
  await desk.harness.touch('done', 'done', 'done', 'done');
  expect(desk.at()).toBe('goodbye');
  expect(touches() + PIN).toBeLessThanOrEqual(11 + PIN);
});

it('a certificate on paper, to its payment: 7 and the PIN', async () => {
  const { desk, touches } = await journey();
  await desk.harness.touch({ type: 'open-tile', id: 'certificate' });
  await desk.signIn();
  await desk.choose('simple', 'printed');
  await desk.act('confirm');
  expect(desk.payment.asked).toHaveLength(1);
  expect(touches() + PIN).toBeLessThanOrEqual(7 + PIN);
});
