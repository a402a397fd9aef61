import { useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';

/** How far signing in has come; it stands on all of its pages alike. */
export function Stations() {
  const { view, t, w } = useTerminal();
  if (view.stations === undefined) return null;
  const { names, now } = view.stations;
  return (
    <ol className="stations">
      {names.map((name, at) => {
        const state = at < now ? 'done' : at === now ? 'current' : 'open';
        return (
          <li key={name.key} data-state={state} aria-current={at === now ? 'step' : undefined}>
            <span className="stations__mark" aria-hidden="true">
              {state === 'done' ? <Icon name="check" /> : at + 1}
            </span>
            <span>{t(name)}</span>
            <span className="kern-sr-only">{w(`stage.${state}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
