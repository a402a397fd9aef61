import { useState, type FormEvent } from 'react';
import { OFFICE_API, type OfficeRole } from '../../../register/contract/office.ts';
import { useAction, useOffice } from '../../context.tsx';
import type { Answer, Asked, Failure } from '../../data/client.ts';
import { Button } from '../../parts/button.tsx';
import { Code } from '../../parts/code.tsx';
import { Field } from '../../parts/field.tsx';
import { Link } from '../../parts/link.tsx';
import { Problem } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { pathOf } from '../../data/router.ts';
import { w } from '../../words.ts';
import { typed, wrongFields } from '../sign-in/wrong.ts';
import { Roles } from './roles.tsx';

const taken = ({ code }: Failure): string | null => (code === 'conflict' ? w('accounts.taken') : null);

export function NewAccount() {
  const { client } = useOffice();
  const [roles, setRoles] = useState<OfficeRole[]>(['office']);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [made, setMade] = useState<Answer<'addAccount'> | null>(null);
  const { run, busy, failure } = useAction((request: Asked<'addAccount'>) => client.ask('addAccount', request));
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const { login = '', name = '' } = typed(form, 'login', 'name');
    const request = { login, name, roles };
    const unfit = wrongFields(OFFICE_API.addAccount.request, request);
    setWrong(unfit);
    const [first] = unfit;
    if (first !== undefined) return form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    setMade(await run(request));
  };
  if (made !== null)
    return (
      <Page key="made" title={w('accounts.madeTitle', { name: made.account.name })} lead={w('accounts.madeLead')}>
        <Code client={client} code={made.code} expiresAt={made.expiresAt} />
        <p>{w('accounts.madeOnce')}</p>
        <div className="actions">
          <Link to={pathOf({ page: 'accounts' })} className="kern-btn kern-btn--primary button button--primary">
            <span className="kern-label">{w('accounts.toList')}</span>
          </Link>
        </div>
      </Page>
    );
  return (
    <Page key="form" title={w('accounts.add')} lead={w('accounts.addLead')}>
      <form className="panel panel--narrow" noValidate onSubmit={(event) => void submit(event)}>
        <Field
          label={w('accounts.name')}
          hint={w('accounts.nameHint')}
          name="name"
          maxLength={60}
          required
          wrong={wrong.has('name') ? w('wrong.name') : null}
        />
        <Field
          label={w('field.login')}
          hint={w('accounts.loginHint')}
          name="login"
          maxLength={32}
          required
          wrong={wrong.has('login') ? w('wrong.newLogin') : null}
        />
        <Roles roles={roles} wrong={wrong.has('roles')} onChange={setRoles} />
        <Problem failure={failure} instead={taken} />
        <div className="actions">
          <Button type="submit" tone="primary" label={w('accounts.do')} busy={busy} />
          <Link to={pathOf({ page: 'accounts' })}>{w('do.cancel')}</Link>
        </div>
      </form>
    </Page>
  );
}
