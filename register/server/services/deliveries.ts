/**
 * How an issued document reaches its holder: on paper, by an address that gives it once, or by a code at the counter.
 */
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type {
  DocumentContent,
  DownloadLink,
  IssuedDocument,
  LinkState,
  PickUp,
  Redeemed,
} from '../../contract/contract.ts';
import { writeAudit } from '../audit/write.ts';
import type { AuditAction } from '../audit/entry.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { HttpProblem } from '../http/problems.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import { newKey } from '../keys/secrets.ts';
import type { Tables } from '../database/tables.ts';
import type { Terminal } from '../terminals/terminals.ts';
import { openContent } from './certificates.ts';
import { hashOf, newCode } from './codes.ts';
import { LONGEST_OPEN, removeUnneeded } from './purposes.ts';
import { SIGN_IN } from './sign-ins.ts';

/**
 * Milliseconds. `redeemAgain`: an answer may be lost, or the printer empty. `reprint`: from staff's touch to the paper.
 */
export const DELIVERY = {
  link: 30 * 60_000,
  pickUp: 14 * 86_400_000,
  redeemAgain: 60 * 60_000,
  reprint: 10 * 60_000,
} as const;

export interface DeliveryDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  /** Under which the contents are sealed. */
  readonly sealing: SealingKeys;
  /** Throws {@link Refused} with `signed-out` where the visit is over; answers the person. */
  signedIn(terminal: Terminal, visit: string): Promise<string>;
  /**
   * Address under which visitors reach the public listener, without a slash at the end. Not given: nothing is
   * downloaded.
   */
  readonly publicUrl?: string | undefined;
  /** Not given: the eID-Server hands out its TcTokens itself. */
  readonly tcToken?: ((name: string) => string | null) | undefined;
}

/**
 * A document's token, and the sign-in that it goes with; without one, a pick-up code was redeemed or staff print again.
 */
export interface Shown {
  readonly document: string;
  readonly visit?: string | undefined;
}

export interface Deliveries {
  /** The open document of this order, for the person who is signed in. Null: there is none, or its order is over. */
  forVisit(
    terminal: Terminal,
    order: { readonly key: string; readonly visit: string; readonly person: string },
  ): Promise<IssuedDocument | null>;
  content(terminal: Terminal, shown: Shown): Promise<DocumentContent>;
  /** Another link for the same document takes the place of one that was not used. */
  link(terminal: Terminal, shown: Shown): Promise<DownloadLink>;
  linkState(terminal: Terminal, request: { readonly visit: string; readonly link: string }): Promise<LinkState>;
  pickUp(terminal: Terminal, shown: Shown): Promise<PickUp>;
  redeem(terminal: Terminal, code: string): Promise<Redeemed>;
  /** For staff: the printed document of an order that this terminal has not reported the end of. */
  reprint(terminal: Terminal, key: string): Promise<IssuedDocument>;
  /** The holder has it: nothing of it stays. */
  handOver(terminal: Terminal, shown: Shown): Promise<void>;
  /** What the public listener gives out, once: the document, encrypted. Null: never was, is over, or was fetched. */
  fetchOnce(id: string): Promise<Uint8Array | null>;
  /** Also given out there, once: a TcToken, by its name. Null: never was, is over, or was fetched. */
  tcToken(name: string): string | null;
}

/**
 * The token of an order's document for one sign-in: the same order always gives the same one, and the register stores
 * neither. A copy of the database is not enough to make one, because a visit's token (256 random bits) is not in it.
 */
const tokenOf = (visit: string, key: string): string =>
  createHmac('sha256', visit).update(`document\0${key.toLowerCase()}`, 'utf8').digest('base64url');

export function createDeliveries({
  db,
  clock,
  sealing,
  signedIn,
  publicUrl,
  tcToken = () => null,
}: DeliveryDeps): Deliveries {
  /** Throws {@link Refused}: `signed-out`, or `not-found` where this terminal may not have it, or it is gone. */
  async function granted(terminal: Terminal, { document, visit }: Shown) {
    if (visit !== undefined) await signedIn(terminal, visit);
    const row = await db
      .selectFrom('document_grant')
      .innerJoin('issued_document', 'issued_document.id', 'document_grant.document')
      .select(['issued_document.id', 'reference', 'pages', 'content', 'kid', 'proof', 'sign_in'])
      .where('document_grant.token_hash', '=', hashOf(document))
      .where('document_grant.terminal', '=', terminal.id)
      .where('until', '>', new Date(clock.now()))
      .executeTakeFirst();
    if (row === undefined || row.content === null) throw new HttpProblem({ code: 'not-found' });
    const ofVisit = row.sign_in === null || (visit !== undefined && hashOf(visit).equals(row.sign_in));
    if (!ofVisit) throw new HttpProblem({ code: 'signed-out' });
    return { ...row, content: row.content };
  }
  const note = (tx: Transaction<Tables>, terminal: Terminal, action: AuditAction, subject: string): Promise<void> =>
    writeAudit(tx, { at: clock.now(), actor: `terminal:${terminal.id}`, action, subject });
  const inOne = <T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> => db.transaction().execute(work);

  return {
    tcToken,
    async forVisit(terminal, { key, visit, person }) {
      const document = tokenOf(visit, key);
      const until = new Date(clock.now() + SIGN_IN.longest);
      // The sign-in's row is held until it is written: one that ends meanwhile ends this too.
      const {
        rows: [row],
      } = await sql<{ reference: string; pages: number }>`
        with given as (
          insert into document_grant (token_hash, document, terminal, proof, sign_in, until)
            select ${hashOf(document)}, issued.id, mine.terminal, 'sign-in', mine.token_hash, ${until}
              from issued_document as issued, sign_in as mine
              where issued.key = ${key} and issued.terminal = ${terminal.id} and issued.person = ${person}
                and issued.closed_at is null and issued.content is not null and mine.token_hash = ${hashOf(visit)}
              for key share of mine
            on conflict (token_hash) do update set until = excluded.until
            returning document)
        select reference, pages from issued_document where id in (select document from given)`.execute(db);
      return row === undefined ? null : { document, reference: row.reference, pages: row.pages };
    },
    async content(terminal, shown) {
      const row = await granted(terminal, shown);
      const [pdf] = await Promise.all([
        openContent(sealing, row),
        inOne((tx) => note(tx, terminal, 'document-read', row.reference)),
      ]);
      return { pdf: pdf.toString('base64'), pages: row.pages, reference: row.reference };
    },
    async link(terminal, shown) {
      if (publicUrl === undefined)
        throw new HttpProblem({ code: 'not-possible', detail: 'This register has no public address.' });
      const row = await granted(terminal, shown);
      const pdf = await openContent(sealing, row);
      const id = newKey();
      const key = randomBytes(32);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const sealed = Buffer.concat([iv, cipher.update(pdf), cipher.final(), cipher.getAuthTag()]);
      const expiresAt = new Date(clock.now() + DELIVERY.link);
      await inOne(async (tx) => {
        await tx
          .deleteFrom('download_link')
          .where('reference', '=', row.reference)
          .where('cipher', 'is not', null)
          .execute();
        await tx
          .insertInto('download_link')
          .values({
            id_hash: hashOf(id),
            cipher: sealed,
            pages: row.pages,
            expires_at: expiresAt,
            fetched_at: null,
            terminal: terminal.id,
            reference: row.reference,
          })
          .execute();
        await note(tx, terminal, 'link-made', row.reference);
      });
      return { url: `${publicUrl}/d/${id}#${key.toString('base64url')}`, expiresAt: expiresAt.toISOString(), link: id };
    },
    async linkState(terminal, { visit, link }) {
      await signedIn(terminal, visit);
      const row = await db
        .selectFrom('download_link')
        .select(['fetched_at', 'expires_at'])
        .where('id_hash', '=', hashOf(link))
        .where('terminal', '=', terminal.id)
        .executeTakeFirst();
      if (row === undefined) return { state: 'over' };
      if (row.fetched_at !== null) return { state: 'fetched' };
      return { state: row.expires_at.getTime() > clock.now() ? 'waiting' : 'over' };
    },
    async pickUp(terminal, shown) {
      const { id, reference } = await granted(terminal, shown);
      const code = newCode(3);
      const now = new Date(clock.now());
      const expiresAt = new Date(clock.now() + DELIVERY.pickUp);
      await inOne(async (tx) => {
        // One code at a time: two would give the document out twice.
        await tx
          .updateTable('pick_up')
          .set({ expires_at: now })
          .where('document', '=', id)
          .where('redeemed_at', 'is', null)
          .execute();
        await tx
          .insertInto('pick_up')
          .values({
            code_hash: hashOf(code),
            document: id,
            expires_at: expiresAt,
            redeemed_at: null,
            redeemed_by: null,
          })
          .execute();
        await note(tx, terminal, 'pick-up-made', reference);
      });
      return { code, expiresAt: expiresAt.toISOString() };
    },
    async redeem(terminal, code) {
      const now = new Date(clock.now());
      const lately = new Date(clock.now() - DELIVERY.redeemAgain);
      const redeemed = await inOne(async (tx) => {
        // Where the answer was lost, or nothing was printed, the same terminal may ask again for a while: the paper is
        // not out yet.
        const claimed = await tx
          .updateTable('pick_up')
          .set({ redeemed_at: sql`coalesce(redeemed_at, ${now})`, redeemed_by: terminal.id })
          .where('code_hash', '=', hashOf(code))
          .where('expires_at', '>', now)
          .where((where) =>
            where.or([
              where('redeemed_at', 'is', null),
              where.and([where('redeemed_by', '=', terminal.id), where('redeemed_at', '>', lately)]),
            ]),
          )
          .returning('document')
          .executeTakeFirst();
        const row =
          claimed &&
          (await tx
            .selectFrom('issued_document')
            .select(['id', 'reference', 'pages', 'issued_at'])
            .where('id', '=', claimed.document)
            .where('content', 'is not', null)
            .executeTakeFirst());
        if (row === undefined) return null;
        // From here on the document is this terminal's, under a new token; the former tokens are void.
        const token = newKey();
        await tx.deleteFrom('document_grant').where('document', '=', row.id).execute();
        await tx
          .insertInto('document_grant')
          .values({
            token_hash: hashOf(token),
            document: row.id,
            terminal: terminal.id,
            proof: 'redemption',
            sign_in: null,
            until: new Date(clock.now() + DELIVERY.redeemAgain),
          })
          .execute();
        await note(tx, terminal, 'redemption', row.reference);
        return { document: token, reference: row.reference, pages: row.pages, issuedAt: row.issued_at.toISOString() };
      });
      if (redeemed !== null) return redeemed;
      // Who guesses is seen; what was typed is not kept.
      await inOne((tx) => note(tx, terminal, 'redemption-refused', 'pick-up'));
      throw new HttpProblem({ code: 'not-found' });
    },
    reprint: (terminal, key) =>
      inOne(async (tx) => {
        // The row is held: a report that closes the order waits, and takes the grant away again.
        const row = await tx
          .selectFrom('issued_document')
          .select(['id', 'reference', 'pages'])
          .where('key', '=', key)
          .where('terminal', '=', terminal.id)
          .where('delivery', '=', 'printed')
          .where('closed_at', 'is', null)
          .where('issued_at', '>', new Date(clock.now() - LONGEST_OPEN))
          .where('content', 'is not', null)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) throw new HttpProblem({ code: 'not-found' });
        const token = newKey();
        await tx
          .insertInto('document_grant')
          .values({
            token_hash: hashOf(token),
            document: row.id,
            terminal: terminal.id,
            proof: 'reprint',
            sign_in: null,
            until: new Date(clock.now() + DELIVERY.reprint),
          })
          .execute();
        await note(tx, terminal, 'document-reprinted', row.reference);
        return { document: token, reference: row.reference, pages: row.pages };
      }),
    async handOver(terminal, shown) {
      const { id, reference } = await granted(terminal, shown);
      await inOne(async (tx) => {
        await tx
          .updateTable('issued_document')
          .set({ closed_at: sql<Date>`coalesce(closed_at, ${new Date(clock.now())})` })
          .where('id', '=', id)
          .execute();
        await tx.deleteFrom('document_grant').where('document', '=', id).execute();
        await tx.deleteFrom('pick_up').where('document', '=', id).execute();
        await removeUnneeded(tx, clock.now(), [id]);
        await note(tx, terminal, 'handed-over', reference);
      });
    },
    async fetchOnce(id) {
      const now = new Date(clock.now());
      return inOne(async (tx) => {
        const row = await tx
          .selectFrom('download_link')
          .select(['cipher', 'reference'])
          .where('id_hash', '=', hashOf(id))
          .where('expires_at', '>', now)
          .where('fetched_at', 'is', null)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined || row.cipher === null) return null;
        await tx
          .updateTable('download_link')
          .set({ fetched_at: now, cipher: null })
          .where('id_hash', '=', hashOf(id))
          .execute();
        // Links from before have no reference.
        await writeAudit(tx, {
          at: now.getTime(),
          actor: 'visitor',
          action: 'link-fetched',
          subject: row.reference ?? 'link',
        });
        return row.cipher;
      });
    },
  };
}
