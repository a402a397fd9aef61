/** How an issued document reaches its holder: on paper, by an address that gives it once, or by a code at the counter. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DocumentContent, DownloadLink, PickUp, Redeemed } from '../../contract.ts';
import { writeAudit } from '../audit/write.ts';
import type { Clock } from '../clock.ts';
import { Refused } from '../problems.ts';
import { newKey } from '../secrets.ts';
import type { Tables } from '../tables.ts';
import type { Terminal } from '../terminals.ts';
import { documentBy } from './certificates.ts';
import { hashOf, newCode } from './codes.ts';

/** Milliseconds. */
export const DELIVERY = { link: 30 * 60_000, pickUp: 14 * 86_400_000, redeemAgain: 60 * 60_000 } as const;

export interface DeliveryDeps {
  readonly db: Kysely<Tables>;
  readonly clock: Clock;
  /** Address under which visitors reach the public listener, without a slash at the end. Not given: nothing is downloaded. */
  readonly publicUrl?: string | undefined;
  /** Not given: the eID-Server hands out its TcTokens itself. */
  readonly tcToken?: ((name: string) => string | null) | undefined;
}

export interface Deliveries {
  content(terminal: Terminal, token: string): Promise<DocumentContent>;
  link(terminal: Terminal, token: string): Promise<DownloadLink>;
  pickUp(terminal: Terminal, token: string): Promise<PickUp>;
  redeem(terminal: Terminal, code: string): Promise<Redeemed>;
  /** What the public listener gives out, once: the document, encrypted. Null: never was, is over, or was fetched. */
  fetchOnce(id: string): Promise<Uint8Array | null>;
  /** Also given out there, once: a TcToken, by its name. Null: never was, is over, or was fetched. */
  tcToken(name: string): string | null;
}

export function createDeliveries({ db, clock, publicUrl, tcToken = () => null }: DeliveryDeps): Deliveries {
  async function own(terminal: Terminal, token: string) {
    const row = await documentBy(db, token);
    if (row === undefined || row.terminal !== terminal.id || row.pdf === null) throw new Refused({ code: 'not-found' });
    return { ...row, pdf: Buffer.from(row.pdf) };
  }

  return {
    tcToken,
    async content(terminal, token) {
      const { pdf, pages, reference } = await own(terminal, token);
      return { pdf: pdf.toString('base64'), pages, reference };
    },
    async link(terminal, token) {
      if (publicUrl === undefined) throw new Refused({ code: 'not-possible', detail: 'This register has no public address.' });
      const { pdf, pages } = await own(terminal, token);
      const id = newKey();
      const key = randomBytes(32);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([iv, cipher.update(pdf), cipher.final(), cipher.getAuthTag()]);
      const expiresAt = new Date(clock.now() + DELIVERY.link);
      await db.insertInto('download_link').values({ id_hash: hashOf(id), cipher: sealed, pages, expires_at: expiresAt, fetched_at: null }).execute();
      return { url: `${publicUrl}/d/${id}#${key.toString('base64url')}`, expiresAt: expiresAt.toISOString() };
    },
    async pickUp(terminal, token) {
      const { id } = await own(terminal, token);
      const code = newCode(2);
      const expiresAt = new Date(clock.now() + DELIVERY.pickUp);
      // One code at a time: two would give the document out twice.
      await db.updateTable('pick_up').set({ expires_at: new Date(clock.now()) }).where('document', '=', id).where('redeemed_at', 'is', null).execute();
      await db.insertInto('pick_up').values({ code_hash: hashOf(code), document: id, expires_at: expiresAt, redeemed_at: null, redeemed_by: null }).execute();
      return { code, expiresAt: expiresAt.toISOString() };
    },
    async redeem(terminal, code) {
      const now = new Date(clock.now());
      return db.transaction().execute(async (tx) => {
        // Where the answer was lost, or nothing was printed, the same terminal may ask again for a while: the paper is not out yet.
        const claimed = await tx.updateTable('pick_up').set({ redeemed_at: sql`coalesce(redeemed_at, ${now})`, redeemed_by: terminal.id }).where('code_hash', '=', hashOf(code)).where('expires_at', '>', now)
          .where((where) => where.or([where('redeemed_at', 'is', null), where.and([where('redeemed_by', '=', terminal.id), where('redeemed_at', '>', new Date(clock.now() - DELIVERY.redeemAgain))])])).returning('document').executeTakeFirst();
        if (claimed === undefined) throw new Refused({ code: 'not-found' });
        // From here on the document is this terminal's, under a new token: the former is nobody's any more.
        const token = newKey();
        const row = await tx.updateTable('issued_document').set({ token_hash: hashOf(token), terminal: terminal.id }).where('id', '=', claimed.document).where('pdf', 'is not', null)
          .returning(['reference', 'pages', 'issued_at']).executeTakeFirst();
        if (row === undefined) throw new Refused({ code: 'not-found' });
        await writeAudit(tx, { at: now.getTime(), actor: `terminal:${terminal.id}`, action: 'redemption', subject: row.reference });
        return { document: token, reference: row.reference, pages: row.pages, issuedAt: row.issued_at.toISOString() };
      });
    },
    async fetchOnce(id) {
      const now = new Date(clock.now());
      return db.transaction().execute(async (tx) => {
        const row = await tx.selectFrom('download_link').select('cipher').where('id_hash', '=', hashOf(id)).where('expires_at', '>', now).where('fetched_at', 'is', null).forUpdate().executeTakeFirst();
        if (row?.cipher === undefined || row.cipher === null) return null;
        await tx.updateTable('download_link').set({ fetched_at: now, cipher: null }).where('id_hash', '=', hashOf(id)).execute();
        return row.cipher;
      });
    },
  };
}
