/**
 * What every service passes. Its test calls this with what only it knows: how its machine is walked, and what a visitor
 * may ask the register for.
 */
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { RESOURCES, createTranslate, type Locale } from '../../locales/translate.ts';
import { SERVICE_ROUTES, type Payment } from '../../register/contract/contract.ts';
import { demoCatalogue } from '../../test/harness/catalogue.ts';
import { demoTerms } from '../../test/harness/paths.ts';
import { CANARY } from '../../test/harness/services.ts';
import { done, inServices, ids, plain, snapshot, walk, type Walk } from '../../test/harness/walk.ts';
import { bootDesk } from '../../test/integration/services/desk.ts';
import { problemOf, usualDueOf, useTown, type Town } from '../../test/unit/register/server/services/town.ts';
import type { Path } from '../../test/harness/paths.ts';
import { application } from './application.ts';
import type { ServiceDescription, Words } from './define-service.ts';
import { isChanging, keyOf, ROUTED, SERVICES, type Offered, type Routed, type Service } from './services.ts';

/** A request that the register must do: without the sign-in and the key, which are added. */
export interface AskedFor {
  readonly body: Readonly<Record<string, unknown>>;
  /** Cents that are due for it. */
  readonly due: number;
}

export interface Conformance {
  /** Of a machine of its own; the kit's application needs none. */
  readonly walks?: () => readonly Path[];
  /** What a visitor may ask for; two that differ. The kit's application needs none. `town`: with its people in it. */
  readonly asked?: (town: Town, visit: string) => Promise<readonly [AskedFor, AskedFor]>;
}

const LANGUAGES: readonly Locale[] = ['de', 'en', 'ar'];

export function conforms(given: ServiceDescription, { walks, asked }: Conformance = {}): void {
  const service = SERVICES.find(({ id }) => id === given.id);
  if (service === undefined) throw new Error(`${given.id} is not in services/index.ts`);
  describe(service.id, () => {
    saysItAll(service);
    isOffered(service);
    it('shows every state that its machine can reach, and offers nothing without an effect', () => {
      const paths = walks === undefined ? walkApplication(service) : walks();
      expect(paths.length).toBeGreaterThan(1);
    });
    const routed = ROUTED.find(({ id }) => id === service.id);
    if (routed !== undefined) isDoneOnce(routed, asked ?? plainOrders(routed));
    if (walks === undefined) goesThrough(service);
    if (service.card === 'sign-in') leavesNothing(service);
  });
}

const leaves = (words: Words, before = ''): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [before + key] : leaves(value, `${before}${key}.`),
  );
const withoutPlural = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');

function saysItAll(service: Service): void {
  it('has every sentence in every language, and none that another service has', () => {
    const german = new Set(leaves(service.words.de).map(withoutPlural));
    for (const language of LANGUAGES)
      expect(new Set(leaves(service.words[language]).map(withoutPlural)), language).toEqual(german);
    const others = SERVICES.filter(({ id }) => id !== service.id).flatMap(({ words }) => leaves(words.de));
    expect(others.filter((key) => german.has(withoutPlural(key)))).toEqual([]);
    const translate = createTranslate();
    const ends = [
      ...(service.follows.kind === 'case' ? [service.follows.done.title] : []),
      ...('next' in service.follows ? service.follows.next : []),
    ];
    for (const language of LANGUAGES)
      for (const key of [service.title, service.line, ...service.steps, ...ends])
        expect(translate(language, { key }), `${key} in ${language}`).not.toBe('');
    expect(Object.keys(RESOURCES)).toEqual(LANGUAGES);
  });
}

function isOffered(service: Service): void {
  if (service.card === 'none') return;
  it('is offered on its tile, with the fee of the town', async () => {
    expect(demoCatalogue().offers.find(({ id }) => id === service.id)).toEqual({
      id: service.id,
      minutes: service.minutes,
      fees: service.fees,
    });
    const desk = await bootDesk();
    await desk.harness.enter();
    const tiles = desk.harness.screen('home').groups.flatMap((group) => group.tiles);
    expect(tiles.find(({ id }) => id === service.id)).toMatchObject({
      icon: service.icon,
      title: { key: service.title },
      line: { key: service.line },
    });
    expect(tiles.find(({ id }) => id === service.id)?.unavailable).toBeUndefined();
  });
}

function walkApplication(service: Service): readonly Path[] {
  expect(service.flow).toBe('application');
  return walk<AnyStateMachine>({
    name: service.id,
    screens: { preview: [`${service.id}-preview`], ordering: ['waiting order.sending'] },
    exploration: {
      machine: application,
      input: { service: service.id, ...demoTerms() },
      events: [
        ...ids('act', 'confirm', 'x'),
        ...plain('back', 'home', 'done', 'retry'),
        snapshot('order'),
        ...(['done', 'left', 'signed-out'] as const).map((outcome) => done('order', { outcome, item: null })),
      ],
      abstract: ({ outcome }) => outcome,
      view: (of) => inServices(keyOf(service.id), of, service.id),
    },
  } satisfies Walk<AnyStateMachine>);
}

/** The kit's application says nothing but that it is made: two of them are the same. */
const plainOrders = (service: Routed) => async (): Promise<readonly [AskedFor, AskedFor]> => {
  const one = { body: { order: {} }, due: usualDueOf(service) };
  return [one, one];
};
const paid = (cents: number): Payment | null =>
  cents === 0 ? null : { amountCents: cents, receipt: 47, terminalId: null };

function isDoneOnce(service: Routed, asked: NonNullable<Conformance['asked']>): void {
  const { path } = SERVICE_ROUTES[keyOf(service.id)];
  const ask = (town: Town, visit: string, key: string, { body, due }: AskedFor, more = {}): Promise<Response> =>
    town.send(path, {
      body: JSON.stringify({ visit, key, ...body, ...(isChanging(service) ? {} : { payment: paid(due) }), ...more }),
    });

  it('is done once per key at the register: asked again, the same; with something else, refused', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const [one, other] = await asked(town, visit);
    const key = randomUUID();
    const first = await ask(town, visit, key, one);
    expect(first.status).toBe(200);
    const answer = await first.json();
    expect(answer).toMatchObject({
      reference: expect.stringMatching(`^${service.follows.reference}-\\d{4}-\\d{6}-\\d$`),
    });
    expect(await (await ask(town, visit, key, one)).json()).toMatchObject({ reference: answer.reference });
    if (other !== one)
      expect(await problemOf(await ask(town, visit, key, other))).toMatchObject({ code: 'key-reused' });
    const kept = town.database.db.selectFrom('request').select('route').where('state', '=', 'done');
    expect(await kept.execute()).toEqual([{ route: keyOf(service.id) }]);
  });

  it('is refused without a sign-in, and under a void key', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const [one] = await asked(town, visit);
    expect(await problemOf(await ask(town, 'D'.repeat(43), randomUUID(), one))).toMatchObject({ code: 'signed-out' });
    const key = randomUUID();
    await town.client.call('order', { key });
    expect(await problemOf(await ask(town, visit, key, one))).toMatchObject({ code: 'void' });
  });

  if (!isChanging(service))
    it('costs at the register what the terminal says that it costs', async () => {
      const town = await useTown();
      const visit = await town.signIn('erika');
      for (const one of await asked(town, visit))
        for (const cents of [one.due + 1, ...(one.due === 0 ? [] : [one.due - 1, 0])])
          expect(
            await problemOf(await ask(town, visit, randomUUID(), one, { payment: paid(cents) })),
            `${cents} for ${one.due}`,
          ).toMatchObject({ code: 'fee-differs' });
    });

  it('is refused with any other body, and nothing of it is stored', async () => {
    const town = await useTown();
    const visit = await town.signIn('erika');
    const [{ body, due }] = await asked(town, visit);
    const whole = { visit, key: randomUUID(), ...body, ...(isChanging(service) ? {} : { payment: paid(due) }) };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(whole)), fc.jsonValue(), async (name, value) => {
        const response = await town.send(path, {
          body: JSON.stringify({ ...whole, key: randomUUID(), [name]: value }),
        });
        // What is right by chance is done: a request is only ever answered or refused.
        expect(response.status).toBeLessThan(500);
        if (response.status === 200) return;
        expect((await problemOf(response)).code).toMatch(/^[a-z-]+$/);
      }),
      { numRuns: 40 },
    );
    const cases = await town.database.db.selectFrom('case_record').select('key').execute();
    const requests = await town.database.db.selectFrom('request').select('key').where('state', '=', 'done').execute();
    expect(cases.length).toBeLessThanOrEqual(requests.length);
  });
}

/** The kit's application from its tile to the receipt; a machine of its own is walked, and has tests of its own. */
function goesThrough(service: Service): void {
  it('is done once from its tile to the receipt: paid, in the journal, handed in', async () => {
    if (service.card === 'none') throw new Error('the kit has no application without a card');
    const desk = await bootDesk();
    await desk.begin(service.id);
    desk.page(`${service.id}-preview`);
    await desk.act('confirm');
    desk.page('case-done');
    await desk.harness.touch('done');
    await desk.act('basket');
    const [item] = desk.page('receipt').sections;
    expect(item).toMatchObject({ title: { key: service.title } });
    expect(desk.payment.taken()).toBe(usualDueOf(service));
    expect(desk.register.called.filter(({ route }) => route === keyOf(service.id))).toHaveLength(1);
    await desk.harness.touch('done');
    expect(desk.store.openOrders()).toEqual([]);
  });
}

function leavesNothing(service: Offered): void {
  it('leaves nothing of a person behind when the visit ends', async () => {
    const desk = await bootDesk();
    await desk.begin(service.id);
    expect(desk.eid.begun).toHaveLength(1);
    await desk.reset();
    expect(desk.harness.kiosk.view().screen.kind).toBe('attract');
    for (const kept of [desk.harness.log, desk.harness.view, desk.harness.reports])
      expect(JSON.stringify(kept)).not.toContain(CANARY);
  });
}
