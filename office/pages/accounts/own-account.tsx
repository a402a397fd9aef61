import { useOffice } from '../../context.tsx';
import { Page } from '../../parts/page.tsx';
import { w } from '../../words.ts';
import { Factors } from '../sign-in/factors.tsx';

/** `local`: this register has accounts of its own, to which a factor can be given here. */
export function OwnAccount({ local }: { local: boolean }) {
  const { client, session, takeSession, say } = useOffice();
  const { name, roles } = session.account;
  return (
    <Page title={w('own.title')} lead={name}>
      <section className="panel" aria-labelledby="own-roles">
        <h2 id="own-roles">{w('own.roles')}</h2>
        <ul>
          {roles.map((role) => (
            <li key={role}>
              <strong>{w(`role.${role}.name`)}:</strong> {w(`role.${role}.what`)}
            </li>
          ))}
        </ul>
      </section>
      {local ? (
        <Factors
          client={client}
          onSession={(next, done) => {
            takeSession(next);
            say(w(`own.said.${done}`));
          }}
        />
      ) : (
        <p>{w('own.byProvider')}</p>
      )}
    </Page>
  );
}
