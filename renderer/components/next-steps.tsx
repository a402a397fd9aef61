import type { Text } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';

/** What happens next, under what was got done or found. */
export function NextSteps({ next }: { next: readonly Text[] }) {
  const { t, w } = useTerminal();
  if (next.length === 0) return null;
  return (
    <section className="next">
      <h2 className="next__title">{w('next.title')}</h2>
      <ol className="next__steps">
        {next.map((line) => (
          <li key={line.key}>
            <span>{t(line)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
