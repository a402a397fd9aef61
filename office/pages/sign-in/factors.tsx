/** How somebody gives one's own account a second factor: after the first code, and later on one's own page. */
import { useState, type FormEvent } from 'react';
import { OFFICE_API, type OfficeSession } from '../../../register/contract/office.ts';
import type { Answer, Client, Failure } from '../../data/client.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notice.tsx';
import { Qr } from '../../parts/qr.tsx';
import { w } from '../../words.ts';
import { addPasskey, hasPasskeys, type PasskeyFailure } from './passkey.ts';
import { PasskeyProblem } from './sign-in.tsx';
import { typed, wrongFields } from './wrong.ts';

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
  const [failure, setFailure] = useState<PasskeyFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const done = await addPasskey(client);
    setBusy(false);
    if (done.ok) onSession(done.value, 'passkey');
    else setFailure(done.error);
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
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const begin = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const made = await client.ask('newTotp');
    setBusy(false);
    if (made.ok) setTotp(made.value);
    else setFailure(made.error);
  };
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
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    const { password = '', code = '' } = typed(form, 'password', 'code');
    const unfit = new Set(wrongFields(OFFICE_API.setPassword.request, { password, code }));
    setWrong(unfit);
    setFailure(null);
    const [first] = unfit;
    if (first !== undefined) return form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    setBusy(true);
    const done = await client.ask('setPassword', { password, code });
    setBusy(false);
    if (done.ok) return onSession(done.value, 'password');
    setFailure(done.error);
    setWrong(new Set(done.error.fields));
  };
  const instead = ({ code, fields }: Failure): string | null => {
    if (code === 'invalid-request' && fields.includes('password')) return w('factors.password.weak');
    return code === 'forbidden' || code === 'not-possible' ? w('factors.password.refused') : null;
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
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
