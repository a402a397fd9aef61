/** A visitor calls at a terminal, a clerk answers on the office's page, and the terminal learns of it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OfficeHelpCall } from '../../../../../register/contract/office.ts';
import { useDesk, value } from './desk.ts';

const call = () => ({ key: randomUUID(), screen: 'home' });
const wait = { known: 'open', waitSeconds: 25 } as const;

describe('a call for help', () => {
  test('is on every open page of the office at once, and its answer at the terminal', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('eingang');
    const [anna, ben] = [await desk.person(['office'], 'Anna'), await desk.person(['office'], 'Ben')];
    const pages = [await anna.page(), await ben.page()];
    const made = call();
    value(await terminal.helpCall(made));
    for (const page of pages)
      expect(await page.event(({ type }) => type === 'help')).toMatchObject({
        call: { key: made.key, terminal: 'eingang', screen: 'home', state: 'open', answeredBy: null },
      });
    const heard = terminal.helpAnswer({ key: made.key, ...wait });
    const answer = await anna.ask('answerHelp', { key: made.key, answer: 'coming' });
    expect(answer).toMatchObject({ status: 200, body: { state: 'coming', answeredBy: 'Anna' } });
    expect(value(await heard)).toBe('coming');
    expect(await pages[1]?.event((event) => event.type === 'help' && event.call.state === 'coming')).toMatchObject({
      call: { answeredBy: 'Anna' },
    });
  });

  test('has one answer: who is second gets that of the first', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('eingang');
    const [anna, ben] = [await desk.person(['office'], 'Anna'), await desk.person(['office'], 'Ben')];
    const { key } = call();
    value(await terminal.helpCall({ key, screen: 'home' }));
    const answers = await Promise.all([
      anna.ask('answerHelp', { key, answer: 'coming' }),
      ben.ask('answerHelp', { key, answer: 'coming' }),
    ]);
    const names = answers.map(({ body }) => (body as OfficeHelpCall).answeredBy);
    expect(new Set(names).size).toBe(1);
    const audit = await desk.database.db
      .selectFrom('audit')
      .select(['actor', 'subject'])
      .where('action', '=', 'help-answered')
      .where('subject', '=', `help:${key}`)
      .execute();
    expect(audit).toEqual([{ actor: `office:${names[0] === 'Anna' ? anna.id : ben.id}`, subject: `help:${key}` }]);
  });

  test('that somebody cannot take may be taken by another, and not be given up by a third', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('eingang');
    const [anna, ben] = [await desk.person(['office'], 'Anna'), await desk.person(['office'], 'Ben')];
    const { key } = call();
    value(await terminal.helpCall({ key, screen: 'home' }));
    await anna.ask('answerHelp', { key, answer: 'cannot' });
    expect(value(await terminal.helpAnswer({ key, ...wait }))).toBe('cannot');
    await ben.ask('answerHelp', { key, answer: 'coming' });
    expect(value(await terminal.helpAnswer({ key, known: 'cannot', waitSeconds: 25 }))).toBe('coming');
    expect((await anna.ask('answerHelp', { key, answer: 'cannot' })).body).toMatchObject({ answeredBy: 'Ben' });
    expect((await ben.ask('answerHelp', { key, answer: 'cannot' })).body).toMatchObject({ state: 'cannot' });
  });

  test('ends with the visit, by the clerk, or by itself after a quarter of an hour', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('eingang');
    const anna = await desk.person(['office']);
    const going = async () => ((await anna.ask('helpCalls')).body as OfficeHelpCall[]).map(({ key }) => key);
    const [left, done, forgotten] = [call(), call(), call()];
    for (const one of [left, done, forgotten]) value(await terminal.helpCall(one));
    expect(new Set(await going())).toEqual(new Set([left.key, done.key, forgotten.key]));
    expect(value(await terminal.endHelp(left.key))).toBe('ended');
    expect(value(await terminal.endHelp(left.key)), 'told twice').toBe('ended');
    await anna.ask('answerHelp', { key: done.key, answer: 'done' });
    expect(value(await terminal.helpAnswer({ key: done.key, ...wait }))).toBe('ended');
    expect(await going()).toEqual([forgotten.key]);
    desk.advance(15 * 60_000);
    expect(await going()).toEqual([]);
  });

  test('is answered after a page slept or its line was cut: it asks anew and sees what goes on', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('eingang');
    const anna = await desk.person(['office']);
    const page = await anna.page();
    page.close();
    await page.over;
    const made = call();
    value(await terminal.helpCall(made));
    const again = await anna.page();
    expect(again.status).toBe(200);
    expect((await anna.ask('helpCalls')).body).toMatchObject([{ key: made.key, state: 'open' }]);
  });

  test('of another terminal is none of its own', async () => {
    const desk = await useDesk();
    const [one, other] = [await desk.terminal('eingang'), await desk.terminal('hof')];
    const made = call();
    value(await one.helpCall(made));
    expect(await other.helpAnswer({ key: made.key, ...wait })).toMatchObject({ error: { reason: 'not-found' } });
    expect(await other.endHelp(made.key)).toMatchObject({ error: { reason: 'not-found' } });
    expect(value(await one.helpAnswer({ key: made.key, known: 'open', waitSeconds: 0 }))).toBe('open');
  });

  test('is not told to people whose work it is not', async () => {
    const desk = await useDesk();
    const terminal = await desk.terminal('eingang');
    const auditor = await desk.person(['auditor']);
    const page = await auditor.page();
    const clerk = await desk.person(['office']);
    const theirs = await clerk.page();
    value(await terminal.helpCall(call()));
    await theirs.event(({ type }) => type === 'help');
    expect(page.told).toEqual([]);
    expect((await auditor.ask('helpCalls')).status).toBe(403);
    expect((await auditor.ask('answerHelp', { key: randomUUID(), answer: 'coming' })).status).toBe(403);
  });

  test('that there is none of is said so', async () => {
    const desk = await useDesk();
    const anna = await desk.person(['office']);
    expect((await anna.ask('answerHelp', { key: randomUUID(), answer: 'coming' })).status).toBe(404);
    expect((await anna.ask('answerHelp', { key: 'none', answer: 'coming' })).status).toBe(400);
  });
});

describe('an open page', () => {
  test('ends when its session does, wherever that was ended', async () => {
    const desk = await useDesk();
    const anna = await desk.person(['office']);
    const page = await anna.page();
    await desk.sessions.endAll(anna.id);
    await page.event(({ type }) => type === 'signed-out');
    await page.over;
    expect((await anna.page()).status).toBe(401);
  });
});
