/** What one readiness report says, to be read, printed or taken away. */
import { useState } from 'react';
import { flushSync } from 'react-dom';
import type { ReadinessContent } from '../../../../register/contract/contract.ts';
import { OFFICE_API, type OfficeTerminal } from '../../../../register/contract/office.ts';
import type { OfficeReport, ReportSignature } from '../../../../register/contract/office-terminals.ts';
import { Button } from '../../../parts/button.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { Badge, type Tone } from '../../../parts/notice.tsx';
import { at } from '../../../parts/time.ts';
import { staffSentence, w } from '../../../words.ts';
import { deviceClassWords, deviceWords } from '../states.ts';

interface BodyProps {
  readonly report: OfficeReport;
  readonly content: ReadinessContent;
  readonly terminal: OfficeTerminal;
  readonly now: number;
}
type Device = ReadinessContent['devices'][number];

const SIGNATURE_TONE: Readonly<Record<ReportSignature, Tone>> = {
  'by-terminal': 'success',
  'by-another-key': 'danger',
  'no-key': 'warning',
  broken: 'danger',
};

export function ReportBody({ report, content, terminal, now }: BodyProps) {
  const { order, signature } = report;
  const [isPrinted, setPrinted] = useState(false);
  const print = (): void => {
    // The browser takes what is drawn when it is asked: this report, and nothing around it.
    flushSync(() => setPrinted(true));
    window.print();
    setPrinted(false);
  };
  const file = `${terminal.name}-${new Date(content.at).toISOString().slice(0, 16).replaceAll(':', '')}.json`;
  return (
    <article
      className={`report__body${isPrinted ? ' printed' : ''}`}
      aria-label={w('report.of', { when: at(Date.parse(report.askedAt), now) })}
    >
      <p className="report__name">
        {content.town}, {terminal.name}
      </p>
      <p>
        <strong>{w(`report.result.${content.result}`)}.</strong> {w(`report.resultMeans.${content.result}`)}
      </p>
      <dl className="facts">
        <div>
          <dt>{w('report.made')}</dt>
          <dd>{at(content.at, now)}</dd>
        </div>
        {signature === null ? null : (
          <div>
            <dt>{w('report.signature')}</dt>
            <dd>
              <span className={`signature signature--${SIGNATURE_TONE[signature]}`}>
                <Icon name={signature === 'by-terminal' ? 'good' : 'warning'} />
                {w(`report.signed.${signature}`)}
              </span>
            </dd>
          </div>
        )}
        <div>
          <dt>{w('report.place')}</dt>
          <dd>{content.place}</dd>
        </div>
        <div>
          <dt>{w('report.software')}</dt>
          <dd>{content.software}</dd>
        </div>
      </dl>
      <ul className="devices">
        {content.devices.map((device) => (
          <Tested key={device.name} device={device} />
        ))}
      </ul>
      <Machine content={content} />
      <div className="actions report__do">
        <a
          className="kern-btn kern-btn--secondary button button--secondary"
          href={`${OFFICE_API.reportFile.path}?order=${order}`}
          download={file}
        >
          <Icon name="download" />
          <span className="kern-label">{w('report.download')}</span>
        </a>
        <Button icon="print" label={w('report.print')} onClick={print} />
      </div>
    </article>
  );
}

const STEPS = ['failed', 'passed', 'needs-somebody'] as const;

function Tested({ device }: { device: Device }) {
  const { name, class: kind, state, says, works, steps } = device;
  const failed = steps.some(({ result }) => result === 'failed');
  const tone: Tone = !works || failed ? 'danger' : 'success';
  return (
    <li className="device device--tested">
      <span className="device__name">
        {deviceClassWords(kind)}
        <small className="muted">{name}</small>
      </span>
      <Badge tone={tone}>
        {w(works ? (failed ? 'report.device.failed' : 'report.device.good') : 'report.device.bad')}
      </Badge>
      <div className="device__words">
        <p>{deviceWords({ state, says: says ?? null })}</p>
        {STEPS.map((result) => {
          const named = steps
            .filter((step) => step.result === result)
            .map(({ id }) => staffSentence(`technician.step.${id}`) ?? id);
          return named.length === 0 ? null : (
            <p key={result} className={result === 'failed' ? '' : 'muted'}>
              {w(`report.steps.${result}`, { steps: named.join('; ') })}
            </p>
          );
        })}
      </div>
    </li>
  );
}

/** What somebody should look at; what is good is counted. */
function Machine({ content: { machine = [], unprotected = [], exchanged = [] } }: { content: ReadinessContent }) {
  const good = machine.filter(({ verdict }) => verdict === 'good').length;
  const others = machine.filter(({ verdict }) => verdict !== 'good');
  if (machine.length + unprotected.length + exchanged.length === 0) return null;
  return (
    <>
      <h3>{w('report.machine')}</h3>
      <ul className="report__machine">
        {others.map(({ name, finding, detail }) => (
          <li key={name}>
            <strong>{staffSentence(`technician.machine.${name}.title`) ?? name}:</strong>{' '}
            {staffSentence(`technician.machine.${name}.${finding}`, { detail: detail ?? '' }) ?? finding}
          </li>
        ))}
        {unprotected.length === 0 ? null : <li>{w('report.unprotected', { lines: unprotected.join(', ') })}</li>}
        {exchanged.length === 0 ? null : (
          <li>{w('report.exchanged', { names: exchanged.map(({ name }) => name).join(', ') })}</li>
        )}
        {good === 0 ? null : <li>{w('report.machineGood', { count: good })}</li>}
      </ul>
    </>
  );
}
