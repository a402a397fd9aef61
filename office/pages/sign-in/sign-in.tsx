import { useEffect, useRef, useState } from 'react';
import { OFFICE_API, type OfficeSession } from '../../../register/contract/office.ts';
import type { Client, Failure } from '../../data/client.ts';
import type { Ways, Why } from '../../data/entrance.ts';
import { useAction } from '../../context.tsx';
import { Arms } from '../../parts/arms.tsx';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { useForm } from '../../parts/form.ts';
import { Notice, Problem } from '../../parts/notice.tsx';
import { w } from '../../words.ts';
import { hasPasskeys, signInByPasskey, type PasskeyFailure } from './passkey.ts';

/** Where the identity provider's sign-in begins; it leads back to the page that is asked for here. */
const oidcStart = (): string =>
  `/api/sign-in/oidc?${new URLSearchParams({ to: location.pathname + location.search }).toString()}`;

interface SignInProps {
  readonly client: Client;
  readonly ways: Ways;
  readonly why: Why;
  readonly onSession: (session: OfficeSession) => void;
}

/** A wrong name, password or code is told as one: nobody learns which of them was right. */
const refused = ({ code }: Failure): string | null =>
  code === 'forbidden' || code === 'signed-out' || code === 'not-found' || code === 'enrolment-refused'
    ? w('signIn.refused')
    : null;
const codeRefused = (failure: Failure): string | null => (refused(failure) === null ? null : w('signIn.codeRefused'));

export function SignIn({ client, ways, why, onSession }: SignInProps) {
  const [form, setForm] = useState<'password' | 'code'>('password');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${w(why === 'ended' ? 'signIn.endedTitle' : 'signIn.title')} – ${ways.town ?? w('head.foyer')}`;
    heading.current?.focus();
  }, [why, ways.town]);
  return (
    <main className="entry" id="main">
      <p className="entry__town">
        <Arms {...ways} /> {ways.town ?? w('head.foyer')}
      </p>
      <h1 className="page__title" ref={heading} tabIndex={-1}>
        {w('signIn.title')}
      </h1>
      {why === 'ended' ? (
        <Notice tone="warning" live>
          <p>{w('signIn.ended')}</p>
        </Notice>
      ) : null}
      {why === 'left' ? (
        <Notice tone="success">
          <p>{w('signIn.left')}</p>
        </Notice>
      ) : null}
      {ways.oidc === null ? null : (
        <a
          className="kern-btn kern-btn--primary button button--primary button--large entry__provider"
          href={oidcStart()}
        >
          <span className="kern-label">{ways.oidc.label}</span>
        </a>
      )}
      {ways.local && hasPasskeys() ? <ByPasskey client={client} onSession={onSession} /> : null}
      {ways.local && form === 'password' ? <ByPassword client={client} onSession={onSession} /> : null}
      {ways.local && form === 'code' ? <ByCode client={client} onSession={onSession} /> : null}
      {ways.local ? (
        <Button
          tone="tertiary"
          label={w(form === 'password' ? 'signIn.haveCode' : 'signIn.havePassword')}
          onClick={() => setForm(form === 'password' ? 'code' : 'password')}
        />
      ) : null}
      {ways.oidc === null && !ways.local ? (
        <Notice tone="warning">
          <p>{w('signIn.noWay')}</p>
        </Notice>
      ) : null}
    </main>
  );
}

type WayProps = Pick<SignInProps, 'client' | 'onSession'>;

function ByPasskey({ client, onSession }: WayProps) {
  const { run, busy, failure } = useAction(() => signInByPasskey(client));
  const signIn = async (): Promise<void> => {
    const session = await run();
    if (session !== null) onSession(session);
  };
  return (
    <section className="entry__way" aria-labelledby="by-passkey">
      <h2 id="by-passkey">{w('signIn.passkey.title')}</h2>
      <p>{w('signIn.passkey.lead')}</p>
      <PasskeyProblem failure={failure} refusedAs={() => w('signIn.passkey.refused')} />
      <Button icon="key" label={w('signIn.passkey.do')} busy={busy} onClick={() => void signIn()} />
    </section>
  );
}

export function PasskeyProblem({
  failure,
  refusedAs,
}: {
  failure: PasskeyFailure | null;
  refusedAs?: (failure: Failure) => string | null;
}) {
  if (failure === null) return null;
  if (typeof failure !== 'string')
    return <Problem failure={failure} instead={(one) => (refused(one) === null ? null : (refusedAs?.(one) ?? null))} />;
  return (
    <Notice tone="danger" live>
      <p>{w(`passkey.${failure}`)}</p>
    </Notice>
  );
}

function ByPassword({ client, onSession }: WayProps) {
  const { wrong, failure, busy, onSubmit } = useForm({
    schema: OFFICE_API.signInPassword.request,
    fields: ['login', 'password', 'code'],
    request: ({ login = '', password = '', code = '' }) => ({ login, password, code }),
    send: (request) => client.ask('signInPassword', request),
    onDone: onSession,
    // A code of an authenticator app counts once.
    once: 'code',
  });
  return (
    <section className="entry__way" aria-labelledby="by-password">
      <h2 id="by-password">{w('signIn.password.title')}</h2>
      <form noValidate onSubmit={onSubmit}>
        <Field
          label={w('field.login')}
          name="login"
          autoComplete="username"
          required
          wrong={wrong.has('login') ? w('wrong.login') : null}
        />
        <Field
          label={w('field.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          wrong={wrong.has('password') ? w('wrong.password') : null}
        />
        <Field
          label={w('field.totp')}
          name="code"
          hint={w('field.totpHint')}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          wrong={wrong.has('code') ? w('wrong.code') : null}
        />
        <Problem failure={failure} instead={refused} />
        <div className="actions">
          <Button type="submit" tone="primary" icon="sign-in" label={w('signIn.do')} busy={busy} />
        </div>
      </form>
    </section>
  );
}

function ByCode({ client, onSession }: WayProps) {
  const { wrong, failure, busy, onSubmit } = useForm({
    schema: OFFICE_API.signInCode.request,
    fields: ['code'],
    request: ({ code = '' }) => ({ code }),
    send: (request) => client.ask('signInCode', request),
    onDone: onSession,
    once: 'code',
  });
  return (
    <section className="entry__way" aria-labelledby="by-code">
      <h2 id="by-code">{w('signIn.code.title')}</h2>
      <p>{w('signIn.code.lead')}</p>
      <form noValidate onSubmit={onSubmit}>
        <Field
          label={w('field.firstCode')}
          name="code"
          required
          wrong={wrong.has('code') ? w('wrong.firstCode') : null}
        />
        <Problem failure={failure} instead={codeRefused} />
        <div className="actions">
          <Button type="submit" tone="primary" icon="sign-in" label={w('signIn.code.do')} busy={busy} />
        </div>
      </form>
    </section>
  );
}
