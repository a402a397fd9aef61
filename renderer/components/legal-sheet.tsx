import type { Overlay } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Cover } from './cover.tsx';
import { RichWords } from './rich-words.tsx';

/** One of the town's own texts. */
export function LegalSheet({ overlay }: { overlay: Extract<Overlay, { kind: 'legal' }> }) {
  const { t, w } = useTerminal();
  const { text, words, ask } = overlay;
  return (
    <Cover title={w(`legal.${text}`)} close={w('action.close')} kind="legal">
      {words === null ? ask.map((line) => <p key={line.key}>{t(line)}</p>) : <RichWords words={words} />}
    </Cover>
  );
}
