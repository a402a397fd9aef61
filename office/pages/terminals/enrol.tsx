import { useState } from 'react';
import { OFFICE_API } from '../../../register/contract/office.ts';
import { useFeed, useOffice } from '../../context.tsx';
import type { Answer } from '../../data/client.ts';
import { Button } from '../../parts/button.tsx';
import { Code } from '../../parts/code.tsx';
import { Field } from '../../parts/field.tsx';
import { useForm } from '../../parts/form.ts';
import { Link } from '../../parts/link.tsx';
import { Problem } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { pathOf } from '../../data/router.ts';
import { w } from '../../words.ts';

export function Enrol() {
  const { client } = useOffice();
  const { terminals } = useFeed();
  const [made, setMade] = useState<Answer<'enrolTerminal'> | null>(null);
  const { wrong, failure, busy, onSubmit } = useForm({
    schema: OFFICE_API.enrolTerminal.request,
    fields: ['name', 'place'],
    request: ({ name = '', place = '' }) => ({ name, ...(place === '' ? {} : { place }) }),
    // The register would give it a fresh code, which is another thing than a new terminal.
    also: ({ name }) => ([...(terminals?.values() ?? [])].some((one) => one.name === name) ? ['name', 'taken'] : null),
    send: (request) => client.ask('enrolTerminal', request),
    onDone: setMade,
  });
  if (made !== null)
    return (
      <Page key="made" title={w('enrol.madeTitle', { terminal: made.name })} lead={w('enrol.madeLead')}>
        <Code client={client} code={made.code} expiresAt={made.expiresAt} />
        <ol className="steps">
          <li>{w('enrol.step.open')}</li>
          <li>{w('enrol.step.type')}</li>
          <li>{w('enrol.step.look')}</li>
        </ol>
        <div className="actions">
          <Button label={w('enrol.another')} onClick={() => setMade(null)} />
          <Link to={pathOf({ page: 'terminals' })}>{w('terminal.toList')}</Link>
        </div>
      </Page>
    );
  return (
    <Page key="form" title={w('enrol.title')} lead={w('enrol.lead')}>
      <form className="panel panel--narrow" noValidate onSubmit={onSubmit}>
        <Field
          label={w('enrol.name')}
          hint={w('enrol.nameHint')}
          name="name"
          maxLength={64}
          required
          wrong={wrong.has('name') ? w(wrong.get('name') === 'taken' ? 'enrol.taken' : 'wrong.terminalName') : null}
        />
        <Field
          label={w('enrol.place')}
          hint={w('enrol.placeHint')}
          name="place"
          maxLength={60}
          wrong={wrong.has('place') ? w('wrong.place') : null}
        />
        <Problem failure={failure} />
        <div className="actions">
          <Button type="submit" tone="primary" label={w('enrol.do')} busy={busy} />
          <Link to={pathOf({ page: 'terminals' })}>{w('do.cancel')}</Link>
        </div>
      </form>
    </Page>
  );
}
