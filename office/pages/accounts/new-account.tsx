import { useState } from 'react';
import { OFFICE_API, type OfficeRole } from '../../../register/contract/office.ts';
import { useOffice } from '../../context.tsx';
import type { Answer, Failure } from '../../data/client.ts';
import { Button } from '../../parts/button.tsx';
import { Code } from '../../parts/code.tsx';
import { Field } from '../../parts/field.tsx';
import { useForm } from '../../parts/form.ts';
import { Link } from '../../parts/link.tsx';
import { Problem } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { pathOf } from '../../data/router.ts';
import { w } from '../../words.ts';
import { Roles } from './roles.tsx';

const taken = ({ code }: Failure): string | null => (code === 'conflict' ? w('accounts.taken') : null);

export function NewAccount() {
  const { client } = useOffice();
  const [roles, setRoles] = useState<OfficeRole[]>(['office']);
  const [made, setMade] = useState<Answer<'addAccount'> | null>(null);
  const { wrong, failure, busy, onSubmit } = useForm({
    schema: OFFICE_API.addAccount.request,
    fields: ['name', 'login'],
    request: ({ login = '', name = '' }) => ({ login, name, roles }),
    send: (request) => client.ask('addAccount', request),
    onDone: setMade,
  });
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
      <form className="panel panel--narrow" noValidate onSubmit={onSubmit}>
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
