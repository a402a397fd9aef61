/** When what the servers hold ends: of a chain the first to end, of several servers as well. */
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { makeTlsIdentity } from '../../../../../register/demo/eid-server/tls.ts';
import { openAlarms } from '../../../../../register/server/alarms/open.ts';
import {
  certificatesIn,
  heldCertificate,
  sayCertificates,
} from '../../../../../register/server/alarms/certificates.ts';
import { NOON, useRegister } from '../set-up.ts';
import { HOUR, MINUTE } from './bench.ts';

const DAY = 24 * HOUR;
/** It holds for two years from the day before. */
const madeAt = async (now: number) => {
  const { key, certificate } = await makeTlsIdentity('localhost', now);
  return { key, cert: certificate };
};
const endOf = (now: number): number => new Date(now - DAY).setUTCFullYear(new Date(now - DAY).getUTCFullYear() + 2);

test('a chain ends with the first of its certificates', async () => {
  const [late, early] = [await madeAt(NOON), await madeAt(NOON - 300 * DAY)];
  const chain = certificatesIn(`# ours\n${late.cert}\n# the issuer's\n${early.cert}\n`);
  expect(chain).toHaveLength(2);
  expect(heldCertificate('listener', ...chain)).toEqual({ name: 'listener', endsAt: endOf(NOON - 300 * DAY) });
});

test('of several servers the first end counts, until that one is renewed or gone', async () => {
  const {
    database: { db },
  } = await useRegister();
  const held = (endsAt: number) => [{ name: 'listener' as const, endsAt }];
  const [one, two] = [randomUUID(), randomUUID()];
  expect(await sayCertificates(db, { server: one, held: held(NOON + DAY), now: NOON })).toEqual(held(NOON + DAY));
  expect(await sayCertificates(db, { server: two, held: held(NOON + 9 * DAY), now: NOON })).toEqual(held(NOON + DAY));
  // The first one was started anew, with another certificate: what its former start said holds for some minutes.
  const again = { server: randomUUID(), held: held(NOON + 99 * DAY) };
  expect(await sayCertificates(db, { ...again, now: NOON + MINUTE })).toEqual(held(NOON + DAY));
  const later = NOON + 5 * MINUTE + 1;
  await sayCertificates(db, { ...again, now: later - MINUTE });
  expect(await sayCertificates(db, { server: two, held: held(NOON + 9 * DAY), now: later })).toEqual(
    held(NOON + 9 * DAY),
  );
});

test('a register that starts watches its listeners’ certificates and what else it holds', async () => {
  const register = await useRegister();
  const [soon, late] = [await madeAt(NOON - 715 * DAY), await madeAt(NOON)];
  const begin = await openAlarms({
    FOYER_ALARM_SMTP: 'smtp://127.0.0.1:9',
    FOYER_ALARM_FROM: 'foyer@musterstadt.example',
    FOYER_ALARM_TO: 'it@musterstadt.example',
  });
  const alarms = await begin(
    {
      ...register,
      folder: '',
      timeZone: 'Europe/Berlin',
      log: (event) => void register.events.push(event),
    },
    {
      tls: { listener: soon, 'public-listener': late, 'office-listener': undefined },
      held: [heldCertificate('document-seal', ...certificatesIn(soon.cert))],
      hoursProgram: '',
    },
  );
  onTestFinished(async () => alarms?.stop());
  await alarms?.run();
  const rows = await register.database.db.selectFrom('alarm').select(['kind', 'part']).orderBy('part').execute();
  expect(rows).toEqual([
    { kind: 'certificate', part: 'document-seal' },
    { kind: 'certificate', part: 'listener' },
  ]);
});

test('where nothing is set nothing begins', async () => {
  const register = await useRegister();
  const begin = await openAlarms({});
  const whole = { ...register, folder: '', timeZone: 'Europe/Berlin', log: () => undefined };
  expect(await begin(whole, { tls: {}, held: [], hoursProgram: '' })).toBeNull();
});
