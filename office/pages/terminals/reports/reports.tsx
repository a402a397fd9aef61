/** Readiness reports of one terminal: asked for here, made there when nobody is at it. */
import { useState } from 'react';
import type { OfficeTerminal } from '../../../../register/contract/office.ts';
import type { OfficeReport } from '../../../../register/contract/office-terminals.ts';
import { useAction, useOffice } from '../../../context.tsx';
import { useLookedUp } from '../../../data/looked-up.ts';
import { Button } from '../../../parts/button.tsx';
import { Badge, Notice, Problem, type Tone } from '../../../parts/notice.tsx';
import { at } from '../../../parts/time.ts';
import { w } from '../../../words.ts';
import { ReportBody } from './report-body.tsx';

interface ReportsProps {
  readonly terminal: OfficeTerminal;
  readonly now: number;
}

export function Reports({ terminal, now }: ReportsProps) {
  const { may } = useOffice();
  return may('terminalReports') ? <Shown terminal={terminal} now={now} /> : null;
}

function Shown({ terminal, now }: ReportsProps) {
  const { client, feed, may, say } = useOffice();
  const { id, condition, pending, reporting } = terminal;
  const isOpen = pending.includes('readiness-report');
  const reports = useLookedUp(`${id} ${isOpen} ${reporting}`, () => client.lookUp('terminalReports', { id }));
  const { run, busy, failure } = useAction(() =>
    client.ask('orderTerminal', { id, order: { order: 'readiness-report' } }),
  );
  const mayAsk = may('orderTerminal') && condition !== 'revoked' && condition !== 'not-enrolled';
  return (
    <section className="panel columns__whole" aria-labelledby="reports">
      <h2 id="reports">{w('report.title')}</h2>
      <p className="muted">{w('report.lead')}</p>
      {condition === 'silent' && mayAsk ? <p className="muted">{w('action.whenSilent')}</p> : null}
      <Problem failure={failure} />
      {mayAsk ? (
        <div className="actions">
          <Button
            icon="report"
            label={w('report.ask')}
            busy={busy || isOpen}
            onClick={async () => {
              const changed = await run();
              if (changed === null) return;
              feed.takeTerminal(changed);
              say(w('report.asked', { terminal: changed.name }));
            }}
          />
        </div>
      ) : null}
      {reports.value === null ? (
        reports.failure === null ? (
          <p aria-busy="true">{w('do.loading')}</p>
        ) : (
          <Notice tone="warning">
            <p>{w('report.notKnown')}</p>
            <Button label={w('do.again')} onClick={reports.again} />
          </Notice>
        )
      ) : (
        <List reports={reports.value} terminal={terminal} now={now} />
      )}
    </section>
  );
}

function List({ reports, terminal, now }: ReportsProps & { readonly reports: readonly OfficeReport[] }) {
  if (reports.length === 0) return <p>{w('report.none')}</p>;
  const newest = reports.find(({ state }) => state === 'arrived')?.order;
  return (
    <>
      <ul className="reports">
        {reports.map((report) => (
          <li key={report.order}>
            <Report report={report} terminal={terminal} now={now} isNewest={report.order === newest} />
          </li>
        ))}
      </ul>
      <p className="muted">{w('report.kept')}</p>
    </>
  );
}

const RESULT_TONE: Readonly<Record<NonNullable<OfficeReport['content']>['result'], Tone>> = {
  ready: 'success',
  untested: 'info',
  'not-ready': 'danger',
};
const STATE_TONE: Readonly<Record<OfficeReport['state'], Tone>> = {
  asked: 'info',
  waiting: 'warning',
  running: 'info',
  refused: 'danger',
  'too-late': 'danger',
  arrived: 'success',
};
/** Characters of an account's id: enough to find it in the audit. */
const SHORT = 8;

interface ReportProps extends ReportsProps {
  readonly report: OfficeReport;
  readonly isNewest: boolean;
}

function Report({ report, terminal, now, isNewest }: ReportProps) {
  const { order, state, content, askedAt, askedBy } = report;
  // Until somebody opens or closes it: one that arrives while the page is open is what is waited for.
  const [choice, setChoice] = useState<boolean | null>(null);
  const isOpen = choice ?? isNewest;
  const asked = w('report.askedBy', { when: at(Date.parse(askedAt), now), account: askedBy.slice(0, SHORT) });
  if (content === null)
    return (
      <div className="report">
        <p className="report__head">
          <Badge tone={STATE_TONE[state]}>{w(`report.state.${state}`)}</Badge>
          <span className="muted">{asked}</span>
        </p>
        {state === 'arrived' ? null : <p>{w(`report.means.${state}`)}</p>}
      </div>
    );
  return (
    <details className="report" open={isOpen}>
      <summary
        className="report__head"
        onClick={(event) => {
          event.preventDefault();
          setChoice(!isOpen);
        }}
      >
        <Badge tone={RESULT_TONE[content.result]}>{w(`report.result.${content.result}`)}</Badge>
        <span>{at(content.at, now)}</span>
        <span className="muted">{asked}</span>
      </summary>
      {isOpen ? <ReportBody key={order} report={report} content={content} terminal={terminal} now={now} /> : null}
    </details>
  );
}
