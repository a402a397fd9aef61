/** Ends of the certificates that the servers of a database hold. Each server says its own, from files of its own. */
import { X509Certificate } from 'node:crypto';
import type { Kysely } from 'kysely';
import { CERTIFICATES, type CertificateName } from '../../contract/alarms.ts';
import type { Tables } from '../database/tables.ts';

export interface HeldCertificate {
  readonly name: CertificateName;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/** Milliseconds: a server that has said nothing for so long is stopped, or was started anew under another id. */
const SAID_MS = 5 * 60_000;

/** Of several, the first to end: a chain holds no longer than that. */
export const heldCertificate = (name: CertificateName, ...chain: readonly X509Certificate[]): HeldCertificate => ({
  name,
  endsAt: Math.min(...chain.map(({ validTo }) => Date.parse(validTo))),
});

/** All that stand in a PEM file. */
export const certificatesIn = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );

/** `server`: id of this start. Returns the first end of each name, of all servers. */
export async function sayCertificates(
  db: Kysely<Tables>,
  { server, held, now }: { readonly server: string; readonly held: readonly HeldCertificate[]; readonly now: number },
): Promise<HeldCertificate[]> {
  const seen_at = new Date(now);
  await db
    .deleteFrom('alarm_certificate')
    .where('seen_at', '<', new Date(now - SAID_MS))
    .execute();
  for (const { name, endsAt } of held)
    await db
      .insertInto('alarm_certificate')
      .values({ server, name, ends_at: new Date(endsAt), seen_at })
      .onConflict((conflict) => conflict.columns(['server', 'name']).doUpdateSet({ seen_at }))
      .execute();
  const rows = await db
    .selectFrom('alarm_certificate')
    .select(({ fn }) => ['name', fn.min<Date>('ends_at').as('ends_at')])
    .groupBy('name')
    .execute();
  return rows.flatMap(({ name, ends_at }) => {
    const known = CERTIFICATES.find((one) => one === name);
    return known === undefined ? [] : [{ name: known, endsAt: ends_at.getTime() }];
  });
}
