/**
 * A provider that may read with the CAN alone, where staff have compared the face (§ 18a PAuswG), at the simulated
 * AusweisApp.
 */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { CardName } from '../../../devices/eid/simulator/cards.ts';
import { startEidSimulator } from '../../../devices/eid/simulator/simulator.ts';
import { makeTlsIdentity } from '../../../register/demo/eid-server/tls.ts';
import { type Client, connect } from '../../interop/eid-simulator/client.ts';

const certificate = {
  issuerName: 'A',
  issuerUrl: 'https://a.example',
  subjectName: 'B',
  subjectUrl: 'https://b.example',
  termsOfUsage: 'C',
  purpose: 'D',
  effectiveDate: '2026-11-01',
  expirationDate: '2027-01-01',
};

/** Until the provider is known; `cards`: what it was shown. */
async function begin(card: CardName): Promise<{ readonly client: Client; readonly cards: string[] }> {
  const { key, certificate: cert } = await makeTlsIdentity('localhost', Date.now());
  const cards: string[] = [];
  let origin = '';
  const server = createServer({ key, cert }, (request, response) => {
    const answers: Record<string, string> = {
      '/tc': `<TCTokenType><ServerAddress>${origin}/</ServerAddress><SessionIdentifier>7</SessionIdentifier><RefreshAddress>${origin}/refresh</RefreshAddress></TCTokenType>`,
      '/simulated-session': JSON.stringify({
        certificate,
        chat: { required: ['FamilyName', 'CanAllowed'], optional: [] },
      }),
      '/simulated-card': JSON.stringify({ refreshUrl: `${origin}/refresh` }),
    };
    request
      .setEncoding('utf8')
      .on('data', (body: string) => cards.push(body))
      .on('end', () => response.end(answers[new URL(request.url ?? '/', origin).pathname]));
  });
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  const app = await startEidSimulator({
    builtIn: false,
    delays: { readers: 0, recognise: 0, connect: 0, pace: 0, step: 0 },
  });
  onTestFinished(async () => {
    await app.stop();
    server.close();
  });
  app.actions.lay(card);
  const client = await connect(app.address);
  client.send({ cmd: 'RUN_AUTH', tcTokenURL: `${origin}/tc` });
  expect(await client.next('ACCESS_RIGHTS')).toEqual({
    msg: 'ACCESS_RIGHTS',
    chat: { effective: ['FamilyName', 'CanAllowed'], optional: ['CanAllowed'], required: ['FamilyName'] },
  });
  return { client, cards };
}

const OK = { major: 'http://www.bsi.bund.de/ecard/api/1.1/resultmajor#ok' };

// Neither the counter nor the switched-off eID function matter then.
test.each(['erika', 'blocked', 'deactivated'] as const)(
  'reading with the CAN alone (%s) asks for it, again after a wrong one, and succeeds with the right one',
  async (card) => {
    const { client, cards } = await begin(card);
    client.send({ cmd: 'ACCEPT' });
    await client.next('ENTER_CAN');
    client.send({ cmd: 'SET_CAN', value: '000000' });
    await client.next('ENTER_CAN');
    expect(cards).toEqual([]);
    client.send({ cmd: 'SET_CAN', value: '500540' });
    expect(await client.next('AUTH', ({ result }) => result !== undefined)).toMatchObject({ result: OK });
    expect(cards).toHaveLength(1);
  },
);

test('reading with the CAN alone asks for the PIN when it is deselected', async () => {
  const { client } = await begin('erika');
  client.send({ cmd: 'SET_ACCESS_RIGHTS', chat: [] });
  await client.next('ACCESS_RIGHTS');
  client.send({ cmd: 'ACCEPT' });
  await client.next('ENTER_PIN');
});
