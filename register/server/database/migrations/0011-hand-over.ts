/**
 * A document lives as long as it has a purpose: the visit that ordered it, an order that was not reported as handed
 * over, a pick-up code. Who may have it stands in a table of its own, so that a grant ends with what it was given for;
 * and a sign-in carries a nonce.
 */
export const HAND_OVER: readonly string[] = [
  // JWE for the register's own keys, named by \`kid\`. Without a name: a PDF as it is, from before this migration,
  // until its purpose is over.
  `alter table issued_document rename column pdf to content`,
  `alter table issued_document
     add kid text, add closed_at timestamptz,
     add delivery text not null default 'printed' check (delivery in ('electronic', 'printed'))`,
  `update issued_document set delivery = 'electronic' where amount_cents = 0`,
  `alter table issued_document alter column delivery drop default`,
  `update issued_document set closed_at = report.registered_at from (
     select order_key, min(registered_at) as registered_at from order_report
       where event in ('handed-over', 'left', 'reversed') group by order_key) as report
     where report.order_key = issued_document.key`,
  // The former tokens opened a document without a visit; no terminal keeps one for longer than a visit lasts.
  `alter table issued_document drop column token_hash`,
  `update request set answer = answer - 'document' where route = 'certificate' and jsonb_exists(answer, 'document')`,

  `create table document_grant (
     token_hash bytea primary key check (length(token_hash) = 32),
     document text not null references issued_document (id), terminal text not null references terminal (id),
     proof text not null check (proof in ('sign-in', 'redemption', 'reprint')),
     sign_in bytea references sign_in (token_hash) on delete cascade, until timestamptz not null,
     check ((proof = 'sign-in') = (sign_in is not null)))`,
  `create index document_grant_document on document_grant (document)`,
  `create index document_grant_sign_in on document_grant (sign_in)`,
  `create index document_grant_until on document_grant (until)`,

  // For the audit, and for the terminal that shows whether it was fetched; no name of the document's holder.
  `alter table download_link add terminal text, add reference text`,
  `create index download_link_reference on download_link (reference) where cipher is not null`,

  // Answers to what a signed-in person asked for are cut down to their reference when no sign-in can ask again.
  `create index request_signed on request (at)
     where state = 'done' and route in ('certificate', 'criminalRecord', 'secondaryHome', 'blocks')
       and answer - 'reference' <> '{}'::jsonb`,

  `alter table eid_session add nonce_hash bytea check (length(nonce_hash) = 32)`,
  // Where it stands, in the town's words: shown to the person who is asked to sign in there.
  `alter table terminal add place text`,
];
