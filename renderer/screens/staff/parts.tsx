import type { ReactNode } from 'react';
import type { DeviceView, StepLine, Text } from '../../../electron/ipc/view.ts';
import { Icon } from '../../components/icon.tsx';
import { useTerminal } from '../../context.tsx';

export const sectionId = (id: string): string => `staff-${id}`;

/** A part of a page that something else leads to. */
export const Section = ({ id, heading, children }: { id: string; heading: string; children: ReactNode }) => (
  <section id={sectionId(id)} className="panel">
    <h2 tabIndex={-1}>{heading}</h2>
    {children}
  </section>
);

export function DeviceLine({ device }: { device: DeviceView }) {
  const { t } = useTerminal();
  const icon = { good: 'success', warning: 'warning', bad: 'danger', neutral: 'clock' }[device.tone];
  return (
    <p className={`device device--${device.tone}`}>
      <Icon name={icon} />
      <span>
        <strong>{t(device.title)}</strong> <span>{t(device.text)}</span>
      </span>
    </p>
  );
}

type FactLine = { label: Text; value: string | Text; tone?: 'bad' | undefined };

/** Names and their values side by side; a sentence stands below what it is about. */
export function Facts({ facts }: { facts: readonly FactLine[] }) {
  const { t } = useTerminal();
  const kinds = ({ value, tone }: FactLine): string =>
    [typeof value === 'string' ? '' : 'fact--said', tone === undefined ? '' : `fact--${tone}`].join(' ').trim();
  return (
    <dl className="facts-list">
      {facts.map((fact) => (
        <div key={fact.label.key} className={kinds(fact) || undefined}>
          <dt>
            {fact.tone === undefined ? null : <Icon name="danger" />}
            {t(fact.label)}
          </dt>
          <dd>
            <bdi>{typeof fact.value === 'string' ? fact.value : t(fact.value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const STEP_ICON = { open: 'clock', current: 'clock', passed: 'success', failed: 'danger', skipped: 'warning' } as const;

export function Steps({ steps }: { steps: readonly StepLine[] }) {
  const { t, w } = useTerminal();
  return (
    <ol className="checks">
      {steps.map((step) => (
        <li
          key={step.id}
          className={`check check--${step.state}`}
          aria-current={step.state === 'current' ? 'step' : undefined}
        >
          <Icon name={STEP_ICON[step.state]} />
          <span>{t(step.text)}</span>
          <em>{w(`technician.stepState.${step.state}`)}</em>
        </li>
      ))}
    </ol>
  );
}

/** A code as it is typed; the keys below it take its letters. */
export function TypedCode({ label, typed, isWrong = false }: { label: string; typed: string; isWrong?: boolean }) {
  return (
    <p
      className={`field field--number${isWrong ? ' field--wrong' : ''}`}
      role="textbox"
      aria-readonly="true"
      aria-label={label}
      dir="ltr"
    >
      <span className="field__typed">{typed}</span>
      <i className="field__caret" aria-hidden="true" />
    </p>
  );
}
