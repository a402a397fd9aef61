import { useCallback, useEffect, useState } from 'react';
import type { Result } from '../../../base/result.ts';
import type { OfficeRole } from '../../../register/contract/office.ts';
import { useNow, useOffice } from '../../context.tsx';
import type { Answer, Failure } from '../../data/client.ts';
import { Button } from '../../parts/button.tsx';
import { Code } from '../../parts/code.tsx';
import { Ask, Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Link } from '../../parts/link.tsx';
import { Badge, Problem } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { pathOf } from '../../data/router.ts';
import { ago } from '../../parts/time.ts';
import { w } from '../../words.ts';
import { Roles } from './roles.tsx';

type Account = Answer<'accounts'>[number];
type Asks = { readonly what: 'roles' | 'code' | 'disable' | 'made'; readonly account: Account };

export function Accounts() {
  const { client, say } = useOffice();
  const now = useNow(client, 60_000);
  const [accounts, setAccounts] = useState<readonly Account[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asks, setAsks] = useState<Asks | null>(null);
  const [code, setCode] = useState<Answer<'accountCode'> | null>(null);
  const show = useCallback((got: Result<Answer<'accounts'>, Failure>): void => {
    if (got.ok) setAccounts(got.value);
    setFailure(got.ok ? null : got.error);
  }, []);
  useEffect(() => void client.ask('accounts').then(show), [client, show]);
  const took = (changed: Account, said: string): void => {
    setAsks(null);
    setAccounts((all) => all?.map((one) => (one.id === changed.id ? changed : one)) ?? null);
    say(said);
  };
  return (
    <Page
      title={w('accounts.title')}
      actions={
        <Link to={pathOf({ page: 'new-account' })} className="kern-btn kern-btn--primary button button--primary">
          <Icon name="add" />
          <span className="kern-label">{w('accounts.add')}</span>
        </Link>
      }
    >
      <Problem failure={failure} />
      {failure === null ? null : (
        <Button label={w('do.again')} onClick={() => void client.ask('accounts').then(show)} />
      )}
      {accounts === null ? (
        failure === null ? (
          <p aria-busy="true">{w('do.loading')}</p>
        ) : null
      ) : (
        <ul className="accounts">
          {accounts.map((account) => (
            <AccountRow key={account.id} account={account} now={now} onAsk={setAsks} onTook={took} />
          ))}
        </ul>
      )}
      {asks?.what === 'roles' ? <AskRoles account={asks.account} onTook={took} onClose={() => setAsks(null)} /> : null}
      {asks?.what === 'disable' ? (
        <AskDisable account={asks.account} onTook={took} onClose={() => setAsks(null)} />
      ) : null}
      {asks?.what === 'code' ? (
        <Ask
          title={w('accounts.codeTitle', { name: asks.account.name })}
          yes={w('accounts.codeYes')}
          action={() => client.ask('accountCode', { id: asks.account.id })}
          onDone={(made) => {
            setCode(made);
            setAsks({ what: 'made', account: asks.account });
          }}
          onClose={() => setAsks(null)}
        >
          <p>{w('accounts.codeWhat')}</p>
        </Ask>
      ) : null}
      {asks?.what === 'made' && code !== null ? (
        <Dialog title={w('accounts.madeTitle', { name: asks.account.name })} onClose={() => setAsks(null)}>
          <p>{w('accounts.madeLead')}</p>
          <Code client={client} code={code.code} expiresAt={code.expiresAt} />
          <div className="actions">
            <Button tone="primary" label={w('do.done')} onClick={() => setAsks(null)} />
          </div>
        </Dialog>
      ) : null}
    </Page>
  );
}

interface AccountRowProps {
  readonly account: Account;
  readonly now: number;
  readonly onAsk: (asks: Asks) => void;
  readonly onTook: (changed: Account, said: string) => void;
}

function AccountRow({ account, now, onAsk, onTook }: AccountRowProps) {
  const { client, session } = useOffice();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { id, name, login, source, roles, disabledAt, lastSeenAt } = account;
  const isOwn = id === session.account.id;
  const enable = async (): Promise<void> => {
    setBusy(true);
    const done = await client.ask('disableAccount', { id, disabled: false });
    setBusy(false);
    setFailure(done.ok ? null : done.error);
    if (done.ok) onTook(done.value, w('accounts.said.enabled', { name }));
  };
  const named = (action: string): string => w('accounts.of', { action, name });
  return (
    <li className="account" aria-label={name}>
      <div className="account__who">
        <h2 className="account__name">{name}</h2>
        <p className="muted">{login === null ? w('accounts.byProvider') : w('accounts.login', { login })}</p>
        {isOwn ? <Badge tone="info">{w('accounts.own')}</Badge> : null}
        {disabledAt === null ? null : <Badge tone="warning">{w('accounts.disabled')}</Badge>}
      </div>
      <div className="account__what">
        <p>{roles.map((role) => w(`role.${role}.name`)).join(', ')}</p>
        <p className="muted">
          {factors(account)}{' '}
          {lastSeenAt === null
            ? w('accounts.neverSeen')
            : w('accounts.seen', { ago: ago(now - Date.parse(lastSeenAt)) })}
        </p>
      </div>
      {isOwn ? (
        <p className="muted">{w('accounts.ownChange')}</p>
      ) : (
        <div className="actions">
          {source === 'local' ? (
            <Button
              label={w('accounts.changeRoles')}
              name={named(w('accounts.changeRoles'))}
              onClick={() => onAsk({ what: 'roles', account })}
            />
          ) : null}
          {source === 'local' && disabledAt === null ? (
            <Button
              label={w('accounts.newCode')}
              name={named(w('accounts.newCode'))}
              onClick={() => onAsk({ what: 'code', account })}
            />
          ) : null}
          {disabledAt === null ? (
            <Button
              tone="danger"
              label={w('accounts.disable')}
              name={named(w('accounts.disable'))}
              onClick={() => onAsk({ what: 'disable', account })}
            />
          ) : (
            <Button
              label={w('accounts.enable')}
              name={named(w('accounts.enable'))}
              busy={busy}
              onClick={() => void enable()}
            />
          )}
        </div>
      )}
      <Problem failure={failure} />
    </li>
  );
}

function factors({ source, hasPassword, passkeys }: Account): string {
  if (source === 'oidc') return w('accounts.providerRoles');
  if (passkeys === 0 && !hasPassword) return w('accounts.factor.none');
  if (passkeys === 0) return w('accounts.factor.password');
  return w(hasPassword ? 'accounts.factor.both' : 'accounts.factor.passkeys', { count: passkeys });
}

interface AskProps {
  readonly account: Account;
  readonly onTook: (changed: Account, said: string) => void;
  readonly onClose: () => void;
}

function AskDisable({ account: { id, name }, onTook, onClose }: AskProps) {
  const { client } = useOffice();
  return (
    <Ask
      title={w('accounts.disableTitle', { name })}
      yes={w('accounts.disable')}
      danger
      action={() => client.ask('disableAccount', { id, disabled: true })}
      onDone={(changed) => onTook(changed, w('accounts.said.disabled', { name }))}
      onClose={onClose}
    >
      <p>{w('accounts.disableWhat')}</p>
    </Ask>
  );
}

function AskRoles({ account, onTook, onClose }: AskProps) {
  const { client } = useOffice();
  const [roles, setRoles] = useState<OfficeRole[]>(account.roles);
  return (
    <Ask
      title={w('accounts.rolesTitle', { name: account.name })}
      yes={w('accounts.rolesYes')}
      action={() => client.ask('setRoles', { id: account.id, roles })}
      onDone={(changed) => onTook(changed, w('accounts.said.roles', { name: changed.name }))}
      onClose={onClose}
    >
      <Roles roles={roles} wrong={roles.length === 0} onChange={setRoles} />
    </Ask>
  );
}
