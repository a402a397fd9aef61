/** All routes together: what the log may hold, and what the register keeps to itself. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { CARDS } from './cards.ts';
import { useTown, value } from './town.ts';

test("the register's log has nothing of a person, a document or a token", async () => {
  const town = await useTown();
  const tokens: string[] = [];
  const { session } = value(await town.client.call('eidSession', { language: 'de' }));
  town.eid.lay(CARDS.stranger);
  await town.client.call('eidOutcome', { session, nonce: town.eid.nonce() });
  const visit = await town.signIn('erika');
  const { document } = await town.issue(visit);
  const { url } = value(await town.client.call('downloadLink', { document, visit }));
  const { code } = value(await town.client.call('pickUp', { document, visit }));
  const payment = { amountCents: 1300, receipt: 1, terminalId: null };
  const { secret } = value(
    await town.client.call('criminalRecord', {
      visit,
      key: randomUUID(),
      order: {
        type: 'O',
        authority: { name: 'Geheimamt', street: 'Weg 1', postalCode: '12345', city: 'Ort' },
        purpose: 'Geheimzweck',
      },
      payment,
    }),
  );
  const { residences } = value(await town.client.call('resident', { visit }));
  await town.client.call('blocks', { visit, key: randomUUID(), version: 3, changes: [{ id: 'parties', set: true }] });
  await town.client.call('secondaryHome', {
    visit,
    key: randomUUID(),
    version: 0,
    residence: residences[0]?.id ?? '',
    movedOut: '2026-11-20',
  });
  await town.client.call('redeem', { code });
  await town.client.call('redeem', { code });
  for (const body of ['{', '{"visit":"Mustermann"}']) await town.send('/v1/resident', { body });
  tokens.push(
    town.eid.nonce(),
    session,
    visit,
    document,
    new URL(url).hash.slice(1),
    new URL(url).pathname.slice(3),
    code,
    secret,
  );
  const log = JSON.stringify(town.events);
  expect(town.events.map(({ event }) => event)).toContain('refused');
  for (const token of tokens) expect(log.includes(token)).toBe(false);
  expect(log).not.toMatch(/Muster(mann|frau)|Erika|ERIKA|UNBEKANNT|1964|Heidestra|HEIDESTRA|Geheim|%PDF/);
});

test('what the eID-Server or the signer throws is a 500 without its message', async () => {
  const broken = () => Promise.reject(new Error('Mustermann, Erika'));
  const town = await useTown({ eidServer: { createSession: broken, result: broken } });
  const response = await town.send('/v1/eid/sessions', { body: JSON.stringify({ language: 'de' }) });
  expect([
    response.status,
    (await response.text()).includes('Mustermann'),
    JSON.stringify(town.events).includes('Mustermann'),
  ]).toEqual([500, false, false]);
});
