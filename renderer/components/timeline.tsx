import type { TimelineStep } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';

/** How far something has come, from above to below. */
export function Timeline({ title, steps }: { title: string; steps: readonly (TimelineStep & { id: string })[] }) {
  const { t, w } = useTerminal();
  return (
    <>
      <h2 className="subtitle">{title}</h2>
      <ol className="timeline">
        {steps.map((step) => (
          <li key={step.id} data-state={step.state} aria-current={step.state === 'current' ? 'step' : undefined}>
            <span className="timeline__mark" aria-hidden="true">
              {step.state === 'done' ? <Icon name="check" /> : null}
            </span>
            <span className="timeline__label">
              {t(step.label)}
              {step.on === undefined ? null : <span className="timeline__day">{t(step.on)}</span>}
            </span>
            <span className="timeline__state">{w(`stage.${step.state}`)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
