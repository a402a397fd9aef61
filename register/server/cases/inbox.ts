/** What terminals send sealed, at once or after hours without a line: opened, checked and registered once per key. */
import type { Kysely, Transaction } from 'kysely';
import { Feedback, INBOX_CONTENT, OrderReport } from '../../contract/contract.ts';
import type { InboxReceipt, InboxRequest } from '../../contract/contract.ts';
import type { z } from 'zod';
import type { TimeSource } from '../../../base/clock.ts';
import type { RegisterLog } from '../log.ts';
import { HttpProblem, fieldErrors } from '../http/problems.ts';
import { sealContent } from './content.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import { closeOrder } from '../services/purposes.ts';
import { nextReference } from '../services/references.ts';
import { runIdempotent } from '../services/requests.ts';
import type { Tables } from '../database/tables.ts';
import type { Terminal } from '../terminals/terminals.ts';
import { openJson } from './sealed.ts';
import { acceptCase } from './store.ts';
import type { ForwardRoutes } from './store.ts';

export interface InboxDeps {
  readonly db: Kysely<Tables>;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  readonly sealing: SealingKeys;
  readonly routes: ForwardRoutes;
  today(): string;
}

type Content =
  | { readonly kind: 'feedback'; readonly feedback: Feedback; readonly reference: string }
  | { readonly kind: 'report'; readonly report: OrderReport };

export function createInbox({
  db,
  clock,
  log,
  sealing,
  routes,
  today,
}: InboxDeps): (terminal: Terminal, key: string, request: InboxRequest) => Promise<InboxReceipt> {
  return async (terminal, key, request) => {
    const { kind, sequence, at } = request;
    let registered: string | null | undefined;
    const receipt = await runIdempotent<Content, InboxReceipt>(db, {
      key,
      terminal,
      route: 'inbox',
      body: request,
      now: clock.now(),
      whileBusy: 'refuse',
      // A terminal that was away for weeks asks again whether it arrived: it did.
      expired: ({ answer, at: registeredAt }) => ({
        reference: (answer as { reference?: string | null } | null)?.reference ?? null,
        registeredAt: registeredAt.toISOString(),
      }),
      async prepare() {
        const { content } = await openJson(sealing, request.sealed);
        if (kind === 'report') return { kind, report: checked(INBOX_CONTENT.report, content) };
        return {
          kind,
          feedback: checked(INBOX_CONTENT.feedback, content),
          reference: await nextReference(db, 'RM', today()),
        };
      },
      async apply(tx, content) {
        const now = new Date(clock.now());
        await tx
          .insertInto('inbox')
          .values({ key, terminal: terminal.id, sequence, kind, at: new Date(at), registered_at: now })
          .execute();
        const reference =
          content.kind === 'report'
            ? await keepReport(tx, terminal, content.report, now)
            : await openCase(tx, { terminal, key, at: now, ...content });
        registered = reference;
        return { reference, registeredAt: now.toISOString() };
      },
    });
    if (registered !== undefined) log({ event: 'inbox', terminal: terminal.name, kind, reference: registered });
    return receipt;
  };

  async function openCase(
    tx: Transaction<Tables>,
    {
      terminal,
      key,
      at,
      feedback,
      reference,
    }: { terminal: Terminal; key: string; at: Date; feedback: Feedback; reference: string },
  ): Promise<string> {
    const { number, secret, ...body } = feedback;
    const taken = !(await acceptCase(
      tx,
      {
        key,
        terminal: terminal.id,
        reference,
        secret,
        number,
        kind: 'feedback',
        body: await sealContent(sealing, body),
        at,
      },
      routes,
    ));
    if (taken) throw new HttpProblem({ code: 'conflict', detail: 'This number belongs to another case.' });
    return reference;
  }
}

/** A report that is there already, under another key, changes nothing. With the hand-over ends what was kept for it. */
async function keepReport(
  tx: Transaction<Tables>,
  terminal: Terminal,
  { order, event, reference, amountCents, at }: OrderReport,
  now: Date,
): Promise<null> {
  await tx
    .insertInto('order_report')
    .values({
      order_key: order,
      event,
      terminal: terminal.id,
      reference,
      amount_cents: amountCents,
      at: new Date(at),
      registered_at: now,
    })
    .onConflict((conflict) => conflict.columns(['order_key', 'event']).doNothing())
    .execute();
  await closeOrder(tx, { key: order, terminal: terminal.id, event, now: now.getTime() });
  return null;
}

function checked<T extends z.ZodType>(schema: T, content: unknown): z.output<T> {
  const parsed = schema.safeParse(content);
  if (!parsed.success)
    throw new HttpProblem({
      code: 'invalid-request',
      errors: fieldErrors(parsed.error).map(({ field, message }) => ({ field: `sealed.${field}`, message })),
    });
  return parsed.data;
}
