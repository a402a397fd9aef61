/**
 * The two addresses that a browser goes to when somebody signs in with the town's identity provider. They are pages,
 * not questions of the page's program, so what they say is HTML.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { networkOf } from '../../../http/rate-limit.ts';
import { SESSION_COOKIE, SESSION_COOKIE_OPTIONS } from '../../sessions.ts';
import type { AccountsDeps } from '../deps.ts';
import { openSecret, sealSecret } from '../sealed-secret.ts';
import { auditRefused } from '../refusals.ts';
import { letIn, type Limiter } from '../sign-in.ts';
import { recogniseOidcPerson } from './people.ts';
import { CALLBACK_PATH, type OidcProvider, type OidcTransaction } from './provider.ts';
import { FIRST_PAGE, wayBack } from './way-back.ts';

const BEGIN_PATH = '/api/sign-in/oidc';
export const TRANSACTION_COOKIE = '__Host-foyer-office-oidc';
/** Seconds that somebody may take at the provider. */
const HOLDS_SECONDS = 10 * 60;
/** `lax`: the provider sends the browser back, which is another site's doing. It opens nothing by itself. */
const COOKIE = { ...SESSION_COOKIE_OPTIONS, sameSite: 'lax' } as const;
const Transaction = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  until: z.number(),
  /** Where the browser goes at the end. */
  to: z.string(),
});
/** What the page asks with: where it is. */
const Query = z.object({ to: z.string().optional().catch(undefined) });

const SENTENCES = {
  away: 'Der Anmeldedienst der Stadt antwortet nicht. Versuchen Sie es in einigen Minuten noch einmal, oder melden Sie sich mit einem örtlichen Konto an.',
  busy: 'Es melden sich gerade sehr viele an. Versuchen Sie es in einer Minute noch einmal.',
  over: 'Diese Anmeldung ist abgelaufen oder wurde in einem anderen Fenster begonnen. Beginnen Sie bitte von vorn.',
  refused: 'Der Anmeldedienst hat die Anmeldung nicht bestätigt. Beginnen Sie bitte von vorn.',
  'no-role': 'Sie sind angemeldet, haben hier aber keine Aufgabe. Bitten Sie den Betrieb um die passende Gruppe.',
  disabled: 'Dieses Konto ist gesperrt. Wenden Sie sich bitte an den Betrieb.',
} as const;
const STATUS = { away: 503, busy: 429, over: 400, refused: 401, 'no-role': 403, disabled: 403 } as const;

export interface OidcRoutesDeps extends Pick<AccountsDeps, 'db' | 'clock' | 'sealingKey'> {
  readonly provider: OidcProvider;
  readonly limiter: Limiter;
}

export function addOidcRoutes(app: FastifyInstance, deps: OidcRoutesDeps): void {
  const { db, clock, sealingKey, provider, limiter } = deps;

  app.get(BEGIN_PATH, async (request, reply) => {
    // Another site's link does not begin a sign-in here.
    if (request.headers['sec-fetch-site'] === 'cross-site') return reply.redirect('/', 303);
    const to = wayBack(Query.parse(request.query).to);
    if (limiter.take(networkOf(request.ip)) > 0) return say(reply, 'busy', to);
    const begun = await provider.begin();
    if (!begun.ok) return say(reply, 'away', to);
    const until = clock.now() + HOLDS_SECONDS * 1000;
    const sealed = sealSecret(
      sealingKey,
      'oidc-transaction',
      '',
      Buffer.from(JSON.stringify({ ...begun.value.transaction, until, to } satisfies z.input<typeof Transaction>)),
    );
    reply.setCookie(TRANSACTION_COOKIE, sealed.toString('base64url'), { ...COOKIE, maxAge: HOLDS_SECONDS });
    return reply.redirect(begun.value.goTo, 303);
  });

  app.get(CALLBACK_PATH, async (request, reply) => {
    const transaction = read(request.cookies[TRANSACTION_COOKIE]);
    const to = transaction?.to ?? FIRST_PAGE;
    // Once, however it ends.
    reply.clearCookie(TRANSACTION_COOKIE, COOKIE);
    if (limiter.take(networkOf(request.ip)) > 0) return say(reply, 'busy', to);
    if (transaction === null) return refused(reply, { why: 'over', account: null, to });
    const [, query = ''] = /(\?.*)$/.exec(request.url) ?? [];
    const person = await provider.finish(query, transaction);
    if (!person.ok)
      return person.error === 'away' ? say(reply, 'away', to) : refused(reply, { why: 'refused', account: null, to });
    const { idToken } = person.value;
    const done = await db.transaction().execute(async (tx) => {
      const known = await recogniseOidcPerson(tx, clock, person.value);
      if (!known.ok) return known;
      const sealed = sealSecret(sealingKey, 'id-token', known.value, Buffer.from(idToken)).toString('base64url');
      return {
        ok: true as const,
        token: await letIn(tx, clock, { account: known.value, before: tokenOf(request), idToken: sealed }),
      };
    });
    if (!done.ok) return refused(reply, { ...done.error, to });
    reply.setCookie(SESSION_COOKIE, done.token, SESSION_COOKIE_OPTIONS);
    return reply.type('text/html; charset=utf-8').send(page('Sie sind angemeldet.', { goesOn: true, to }));
  });

  async function refused(
    reply: FastifyReply,
    {
      why,
      account,
      to,
    }: { readonly why: keyof typeof SENTENCES; readonly account: string | null; readonly to: string },
  ): Promise<FastifyReply> {
    await auditRefused(db, clock, account);
    return say(reply, why, to);
  }

  function read(cookie: string | undefined): (OidcTransaction & { readonly to: string }) | null {
    const opened = openSecret(sealingKey, 'oidc-transaction', '', Buffer.from(cookie ?? '', 'base64url'));
    if (opened === null) return null;
    // One of the version before is none of these: whoever was at the provider meanwhile begins anew.
    const { data } = Transaction.safeParse(JSON.parse(opened.toString('utf8')));
    return data === undefined || data.until <= clock.now() ? null : data;
  }
}

const tokenOf = (request: FastifyRequest): string => request.cookies[SESSION_COOKIE] ?? '';

const say = (reply: FastifyReply, why: keyof typeof SENTENCES, to: string): FastifyReply =>
  reply
    .code(STATUS[why])
    .type('text/html; charset=utf-8')
    .send(page(SENTENCES[why], { goesOn: false, to }));

/**
 * A page of our own goes on to the office's, because what another site sent the browser to is still that site's doing:
 * the session's cookie (`SameSite=Strict`) would not be sent on a redirect (RFC 6265bis, 5.2 and 8.8.2).
 */
function page(sentence: string, { goesOn, to }: { readonly goesOn: boolean; readonly to: string }): string {
  const address = escaped(to);
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">${
    goesOn ? `\n<meta http-equiv="refresh" content="0; url=${address}">` : ''
  }
<title>Anmeldung</title>
</head>
<body>
<p>${sentence}</p>
<p><a href="${address}">${goesOn ? 'Weiter' : 'Zurück zur Anmeldung'}</a></p>
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => ESCAPES[one] ?? one);
