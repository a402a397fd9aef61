import { useState, type FormEvent } from 'react';
import { OFFICE_API } from '../../../register/contract/office.ts';
import { useAction, useFeed, useOffice } from '../../context.tsx';
import type { Answer, Asked } from '../../data/client.ts';
import { Button } from '../../parts/button.tsx';
import { Code } from '../../parts/code.tsx';
import { Field } from '../../parts/field.tsx';
import { Link } from '../../parts/link.tsx';
import { Problem } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { pathOf } from '../../data/router.ts';
import { w } from '../../words.ts';
import { typed, wrongFields } from '../sign-in/wrong.ts';

export function Enrol() {
  const { client } = useOffice();
  const { terminals } = useFeed();
  const [isTaken, setTaken] = useState(false);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [made, setMade] = useState<Answer<'enrolTerminal'> | null>(null);
  const { run, busy, failure } = useAction((request: Asked<'enrolTerminal'>) => client.ask('enrolTerminal', request));
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const { name = '', place = '' } = typed(form, 'name', 'place');
    const request = { name, ...(place === '' ? {} : { place }) };
    const unfit = wrongFields(OFFICE_API.enrolTerminal.request, request);
    setWrong(unfit);
    // The register would give it a fresh code, which is another thing than a new terminal.
    const known = [...(terminals?.values() ?? [])].some((one) => one.name === name);
    setTaken(known);
    const [first] = known ? ['name'] : unfit;
    if (first !== undefined) return form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    setMade(await run(request));
  };
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
      <form className="panel panel--narrow" noValidate onSubmit={(event) => void submit(event)}>
        <Field
          label={w('enrol.name')}
          hint={w('enrol.nameHint')}
          name="name"
          maxLength={64}
          required
          wrong={isTaken ? w('enrol.taken') : wrong.has('name') ? w('wrong.terminalName') : null}
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
