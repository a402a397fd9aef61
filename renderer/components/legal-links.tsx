import type { LegalText } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { usePress } from './press.ts';

const TEXTS = ['privacy', 'imprint', 'accessibility'] as const satisfies readonly LegalText[];

/** Quiet, at the foot: what the law wants to be found from everywhere. */
export function LegalLinks() {
  const { w } = useTerminal();
  return (
    <nav className="legal-links" aria-label={w('legal.title')}>
      {TEXTS.map((text) => (
        <Link key={text} text={text} />
      ))}
    </nav>
  );
}

function Link({ text }: { text: LegalText }) {
  const { send, w } = useTerminal();
  const press = usePress(() => send({ type: 'open-sheet', sheet: text }));
  return (
    <button type="button" className="legal-links__link" {...press}>
      {w(`legal.${text}`)}
    </button>
  );
}
