import type { View } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';

/** What was got done in this visit, on every page of it, at the lower edge. */
export function Basket({ basket: { done, paid, receipt } }: { basket: NonNullable<View['basket']> }) {
  const { t, w } = useTerminal();
  const parts = [
    { icon: 'check', text: done },
    { icon: 'payment-card', text: paid },
    { icon: 'document', text: receipt },
  ];
  return (
    <aside className="basket" aria-label={w('basket.name')}>
      <ul>
        {parts.map(({ icon, text }) =>
          text === undefined ? null : (
            <li key={icon}>
              <Icon name={icon} />
              {t(text)}
            </li>
          ),
        )}
      </ul>
    </aside>
  );
}
