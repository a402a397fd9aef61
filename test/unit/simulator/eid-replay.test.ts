/** What AusweisApp2 1.26.2 was heard to say to the same commands, run by run, beside what its simulation says. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IdCard } from '../../../devices/eid/simulator/card.ts';
import { BUILT_IN_PERSON, SECRETS } from '../../../devices/eid/simulator/cards.ts';
import type { EidFault } from '../../../devices/eid/simulator/faults.ts';
import { type EidSimulator, startEidSimulator } from '../../../devices/eid/simulator/simulator.ts';
import { makeTlsIdentity } from '../../../register/demo/eid-server/tls.ts';
import { type Client, connect, type Message } from '../../interop/eid-simulator/client.ts';

const FILE = fileURLToPath(new URL('../../data/eid/ausweisapp-transcripts.jsonl', import.meta.url));
interface Line {
  readonly run: string;
  readonly dir: 'cmd' | 'msg' | 'note';
  readonly data: unknown;
}
const lines = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line.replaceAll('Research PCD', 'Virtual PCD')) as Line);
const runs = [...new Set(lines.map(({ run }) => run))];

/** Where the eID-Server of the recordings was. */
const RECORDED = 'https://localhost:18443';
const READERS = ['Virtual PCD 00 00', 'Virtual PCD 00 01'];
/** What went wrong in a run without anybody's doing. */
const TROUBLE: Readonly<Record<string, EidFault>> = {
  '15-auth-no-developer-mode': { kind: 'card-error', at: 'connect' },
  '15b-auth-no-developer-mode-retry': { kind: 'card-error', at: 'connect' },
  '19-auth-developer-mode-preverification-on': { kind: 'bad-certificate' },
};
/** Runs of the first description that the recordings do not have. */
const ABSENT = [
  '24 (last PIN wrong, PUK)',
  '25 (transport PIN)',
  '27 (PUK used up)',
  '37 (CAN in place of the PIN)',
  '38 (card taken away at the CAN)',
];
process.stdout.write(
  `not compared, for no recording is there: ${ABSENT.join(', ')}; of the talk with the eID-Server only its two ends\n`,
);

const message = (line: Line): Message | null => (line.dir === 'msg' ? (line.data as Message) : null);
const ofReader = ({ msg, name }: Message): boolean => msg === 'READER' && READERS.includes(String(name));
const ends = (one: Message): boolean =>
  (one.msg === 'AUTH' && one['result'] !== undefined) || (one.msg === 'CHANGE_PIN' && one['success'] !== undefined);

/** Something that is done, and all that is said until the next action. */
interface Segment {
  readonly action: Line | 'take' | null;
  readonly said: Message[];
}

function segments(run: readonly Line[]): Segment[] {
  const found: Segment[] = [{ action: null, said: [] }];
  const introduced = new Set<unknown>();
  let [ended, away] = [false, false];
  for (const line of run) {
    const said = message(line);
    if (said === null) {
      if (line.dir === 'cmd' || /^card (inserted|removed)|HTTP 429$/.test(String(line.data)))
        found.push({ action: line, said: [] });
      away ||= line.data === 'card removed';
      continue;
    }
    // Readers at PC/SC are announced some time after the connection, whatever is going on.
    if (ofReader(said) && !introduced.has(said['name'])) {
      introduced.add(said['name']);
      found[0]!.said.push(said);
      continue;
    }
    if (ended && !away && ofReader(said) && said['card'] === null) found.push({ action: 'take', said: [] });
    ended ||= ends(said);
    found.at(-1)!.said.push(said);
  }
  return found;
}

/** At the end, what the reader tells comes before, between or behind the last words, in one run so, in another so. */
const orderly = (said: readonly Message[]): Message[] =>
  said.some(ends)
    ? [...said.filter(({ msg }) => msg === 'READER'), ...said.filter(({ msg }) => msg !== 'READER')]
    : [...said];

describe('a recorded conversation with the AusweisApp', () => {
  const identity = makeTlsIdentity('localhost', Date.now());
  const asked: string[] = [];
  const rights = lines.map(message).find((one) => one?.msg === 'ACCESS_RIGHTS');
  const { description, validity } = lines.map(message).find((one) => one?.msg === 'CERTIFICATE') as {
    description?: object;
    validity?: object;
  };
  let origin = '';
  const server = identity.then(({ key, certificate }) =>
    createServer({ key, cert: certificate }, (request, response) => {
      const { pathname } = new URL(request.url ?? '/', origin);
      asked.push(pathname);
      const chat = rights?.['chat'] as { required: string[]; optional: string[] };
      const bodies: Record<string, string> = {
        '/tc': `<TCTokenType><ServerAddress>${origin}/paos</ServerAddress><SessionIdentifier>42</SessionIdentifier><RefreshAddress>${origin}/refresh?session=42</RefreshAddress></TCTokenType>`,
        '/garbage': 'this is <no token',
        // In another order than it is to be repeated.
        '/simulated-session': JSON.stringify({
          certificate: { ...description, ...validity },
          chat: { required: [...chat.required].reverse(), optional: [...chat.optional].reverse() },
          transactionInfo: rights?.['transactionInfo'],
        }).replaceAll(RECORDED, origin),
        '/simulated-card': JSON.stringify({ refreshUrl: `${origin}/refresh?session=42` }),
        '/simulated-end': JSON.stringify({ refreshUrl: `${origin}/refresh?session=42` }),
      };
      const body = bodies[pathname];
      response.writeHead(body === undefined ? 404 : 200).end(body);
    }),
  );
  beforeAll(async () => {
    const listening = await server;
    await new Promise<void>((resolve) => void listening.listen(0, 'localhost', resolve));
    origin = `https://localhost:${(listening.address() as AddressInfo).port}`;
  });
  afterAll(async () => void (await server).close());

  test.each(runs)('is repeated by the simulator: %s', async (name) => {
    const run = lines.filter((line) => line.run === name);
    const simulator = await startEidSimulator({
      version: '1.26.2',
      levels: [1, 2],
      readers: READERS,
      delays: { readers: 0, recognise: 0, connect: 0, pace: 0, step: 0 },
    });
    try {
      const trouble = TROUBLE[name];
      if (trouble !== undefined) simulator.faults.failNext(trouble);
      const client = await connect(simulator.address);
      let heard = 0;
      for (const [at, { action, said }] of segments(run).entries()) {
        if (action !== null) await act(simulator, client, action, name);
        await client.count(heard + said.length);
        const got = client.heard
          .slice(heard, heard + said.length)
          .map((one) => JSON.parse(JSON.stringify(one).replaceAll(origin, RECORDED)) as Message);
        expect(orderly(got), `step ${at}`).toEqual(orderly(said));
        heard += said.length;
      }
      // And nothing else was said.
      client.send({ cmd: 'GET_INFO' });
      await client.next('INFO', (one) => client.heard.indexOf(one) >= heard);
      expect(client.heard.slice(heard).map(({ msg }) => msg)).toEqual(['INFO']);
      client.close();
    } finally {
      await simulator.stop();
    }
  });

  async function act(simulator: EidSimulator, client: Client, action: Line | 'take', run: string): Promise<void> {
    if (action === 'take') return simulator.actions.take();
    if (action.dir === 'cmd')
      return client.send(
        typeof action.data === 'string' ? action.data : JSON.stringify(action.data).replaceAll(RECORDED, origin),
      );
    if (action.data === 'card inserted into PC/SC reader')
      return simulator.actions.lay(
        new IdCard(BUILT_IN_PERSON.data, SECRETS, { deactivated: run.includes('deactivated') }),
      );
    if (action.data === 'card removed') return simulator.actions.take();
    const headers = String(action.data).includes('Origin') ? { Origin: 'https://example.org' } : undefined;
    await expect(connect(simulator.address, headers)).rejects.toThrow('HTTP 429');
  }

  test('is there for every kind of call to the eID-Server', () => {
    expect(new Set(asked)).toEqual(
      new Set(['/tc', '/notfound', '/garbage', '/simulated-session', '/simulated-card', '/simulated-end']),
    );
  });
});
