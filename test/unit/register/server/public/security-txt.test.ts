import { expect, onTestFinished, test } from 'vitest';
import { publicListener, startPublic } from '../../../../../register/server/public/server.ts';
import { RegisterStartError } from '../../../../../register/server/start-error.ts';
import { useTown } from '../services/town.ts';

const ENV = { FOYER_PUBLIC_URL: 'https://dokumente.musterstadt.example/foyer', FOYER_PUBLIC_PORT: '0' };
const SECURITY = {
  FOYER_SECURITY_CONTACT: 'mailto:sicherheit@musterstadt.example',
  FOYER_SECURITY_EXPIRES: '2027-05-31',
};

async function listening(env: NodeJS.ProcessEnv) {
  const listener = publicListener(env);
  if (listener === undefined) throw new Error('no listener');
  const town = await useTown();
  const open = await startPublic({
    ...listener,
    deliveries: town.server.deliveries,
    seals: [],
    log: () => undefined,
    clock: town.clock,
  });
  onTestFinished(open.stop);
  return (path: string) => fetch(open.url + path);
}

test('security.txt says what the operator set, at the place of RFC 9116', async () => {
  const at = await listening({ ...ENV, ...SECURITY });
  const answer = await at('/.well-known/security.txt');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(await answer.text()).toBe(
    'Contact: mailto:sicherheit@musterstadt.example\nExpires: 2027-05-31T00:00:00Z\nPreferred-Languages: de, en\nCanonical: https://dokumente.musterstadt.example/.well-known/security.txt\n',
  );
});

test('without a setting there is no security.txt, and no invented contact', async () => {
  const at = await listening(ENV);
  expect((await at('/.well-known/security.txt')).status).toBe(404);
});

test.each([
  ['a contact without its day', { FOYER_SECURITY_EXPIRES: '' }, 'FOYER_SECURITY_EXPIRES'],
  ['a day without a contact', { FOYER_SECURITY_CONTACT: '' }, 'FOYER_SECURITY_CONTACT'],
  [
    'an address without its scheme',
    { FOYER_SECURITY_CONTACT: 'sicherheit@musterstadt.example' },
    'FOYER_SECURITY_CONTACT',
  ],
  [
    'a contact of two lines',
    { FOYER_SECURITY_CONTACT: 'mailto:a@b.example\nContact: mailto:c@d.example' },
    'FOYER_SECURITY_CONTACT',
  ],
  [
    'an address that is not encrypted',
    { FOYER_SECURITY_CONTACT: 'http://musterstadt.example' },
    'FOYER_SECURITY_CONTACT',
  ],
  ['a day that is none', { FOYER_SECURITY_EXPIRES: '2027-02-30' }, 'FOYER_SECURITY_EXPIRES'],
  ['words for a day', { FOYER_SECURITY_EXPIRES: 'next year' }, 'FOYER_SECURITY_EXPIRES'],
])('a security.txt with %s stops the start with the name of the setting', (_what, change, name) => {
  const start = (): unknown => publicListener({ ...ENV, ...SECURITY, ...change });
  expect(start).toThrow(RegisterStartError);
  expect(start).toThrow(name);
});
