/** How somebody gives one's own account a second factor: after the first code, and later on one's own page. */
import { useState } from 'react';
import { OFFICE_API, type OfficeSession } from '../../../register/contract/office.ts';
import { useAction } from '../../context.tsx';
import type { Answer, Client, Failure } from '../../data/client.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { useForm } from '../../parts/form.ts';
import { Problem } from '../../parts/notice.tsx';
import { Qr } from '../../parts/qr.tsx';
import { w } from '../../words.ts';
import { addPasskey, hasPasskeys } from './passkey.ts';
import { PasskeyProblem } from './sign-in.tsx';

interface FactorsProps {
  readonly client: Client;
  readonly onSession: (session: OfficeSession, done: 'passkey' | 'password') => void;
}

export function Factors(props: FactorsProps) {
  return (
    <div className="factors">
      {hasPasskeys() ? <NewPasskey {...props} /> : null}
      <NewPassword {...props} />
    </div>
  );
}

function NewPasskey({ client, onSession }: FactorsProps) {
  const { run, busy, failure } = useAction(() => addPasskey(client));
  const add = async (): Promise<void> => {
    const session = await run();
    if (session !== null) onSession(session, 'passkey');
  };
  return (
    <section className="panel" aria-labelledby="new-passkey">
      <h2 id="new-passkey">{w('factors.passkey.title')}</h2>
      <p>{w('factors.passkey.lead')}</p>
      <PasskeyProblem failure={failure} />
      <div className="actions">
        <Button tone="primary" icon="key" label={w('factors.passkey.do')} busy={busy} onClick={() => void add()} />
      </div>
    </section>
  );
}

function NewPassword({ client, onSession }: FactorsProps) {
  const [totp, setTotp] = useState<Answer<'newTotp'> | null>(null);
  const { run, busy, failure } = useAction(() => client.ask('newTotp'));
  const begin = async (): Promise<void> => setTotp(await run());
  return (
    <section className="panel" aria-labelledby="new-password">
      <h2 id="new-password">{w('factors.password.title')}</h2>
      <p>{w('factors.password.lead')}</p>
      {totp === null ? (
        <>
          <Problem failure={failure} />
          <div className="actions">
            <Button label={w('factors.password.begin')} busy={busy} onClick={() => void begin()} />
          </div>
        </>
      ) : (
        <PasswordForm client={client} totp={totp} onSession={onSession} />
      )}
    </section>
  );
}

const inFours = (text: string): string => text.match(/.{1,4}/g)?.join(' ') ?? text;

function PasswordForm({ client, totp, onSession }: FactorsProps & { totp: Answer<'newTotp'> }) {
  const { wrong, failure, busy, onSubmit } = useForm({
    schema: OFFICE_API.setPassword.request,
    fields: ['password', 'code'],
    request: ({ password = '', code = '' }) => ({ password, code }),
    send: (request) => client.ask('setPassword', request),
    onDone: (session) => onSession(session, 'password'),
  });
  const instead = ({ code, fields }: Failure): string | null => {
    if (code === 'invalid-request' && fields.includes('password')) return w('factors.password.weak');
    return code === 'forbidden' || code === 'not-possible' ? w('factors.password.refused') : null;
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      <ol className="steps">
        <li>
          <p>{w('factors.password.scan')}</p>
          <Qr text={totp.uri} label={w('factors.password.qr')} />
          <p>
            {w('factors.password.secret')} <code className="secret">{inFours(totp.secret)}</code>
          </p>
        </li>
        <li>
          <Field
            label={w('field.newPassword')}
            name="password"
            type="password"
            autoComplete="new-password"
            hint={w('field.newPasswordHint')}
            required
            wrong={wrong.has('password') ? w('wrong.newPassword') : null}
          />
        </li>
        <li>
          <Field
            label={w('field.totp')}
            name="code"
            hint={w('field.totpHint')}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            wrong={wrong.has('code') ? w('wrong.code') : null}
          />
        </li>
      </ol>
      <Problem failure={failure} instead={instead} />
      <div className="actions">
        <Button type="submit" tone="primary" label={w('factors.password.do')} busy={busy} />
      </div>
    </form>
  );
}
