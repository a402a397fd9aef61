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

/** From the start page's own offer, and where a language is chosen first. */
const BEGINNINGS = [
  ['from the start page', start, 13],
  ['with a language chosen first', journey, 14],
] as const;
const certificate = async (desk: Desk, by: 'electronic' | 'printed'): Promise<void> => {
  await desk.harness.touch({ type: 'open-tile', id: 'certificate' });
  await desk.signIn();
  await desk.choose(by);
  await desk.act('confirm');
};

it.each(BEGINNINGS)('a certificate on the phone, to its end %s', async (_, begin, most) => {
  const { desk, touches } = await begin();
  await certificate(desk, 'electronic');
  desk.page('linked');
  await desk.act('end');
  expect(desk.at()).toBe('goodbye');
  expect(touches() + PIN).toBeLessThanOrEqual(most);
});

it.each(BEGINNINGS)('a certificate on paper, to its receipt in the hand %s', async (_, begin, most) => {
  const { desk, touches } = await begin();
  await certificate(desk, 'printed');
  expect(desk.payment.asked).toHaveLength(1);
  desk.page('order-done');
  await desk.act('end');
  expect(desk.harness.screen('goodbye')).toMatchObject({ receipt: true });
  expect(touches() + PIN).toBeLessThanOrEqual(most);
});
