import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Surface } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useTerminal } from '../../context.tsx';

type HeadView = ScreenOf<'staff'>['head'];
const TONE_ICON = { good: 'success', warning: 'warning', bad: 'danger' } as const;

/** One line that says all: its colour, sign and word by the worst, and each part leads to where it is dealt with. */
export function Head({
  head: { tone, word, parts },
  onGo,
}: {
  head: HeadView;
  onGo: (part: HeadView['parts'][number]) => void;
}) {
  const { t } = useTerminal();
  return (
    <section className={`staff-head staff-head--${tone}`} role="status">
      <p className="staff-head__word">
        <Icon name={TONE_ICON[tone]} />
        <strong>{t(word)}</strong>
      </p>
      <div className="staff-head__parts">
        {parts.map((part) => (
          <Surface
            key={part.text.key}
            label=""
            className={`staff-part staff-part--${part.tone}`}
            onPress={() => onGo(part)}
          >
            <Icon name={TONE_ICON[part.tone]} />
            <span>{t(part.text)}</span>
          </Surface>
        ))}
      </div>
    </section>
  );
}
