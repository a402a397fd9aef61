import type { ReactNode } from 'react';
import type { Settings } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Cover } from './cover.tsx';
import { usePress } from './press.ts';

const SIZES = ['normal', 'large', 'largest'] as const satisfies readonly Settings['textSize'][];
const CONTRASTS = ['normal', 'dark', 'high', 'yellow'] as const satisfies readonly Settings['contrast'][];

/** How the screen looks; each offer is drawn as what it offers, and is in force at once. */
export function DisplaySheet() {
  const { view, send, w } = useTerminal();
  const { textSize, contrast, lowReach } = view.settings;
  return (
    <Cover title={w('display.title')} close={w('action.done')} kind="display">
      <Offers title={w('display.size')} className="samples samples--size">
        {SIZES.map((size) => (
          <Sample
            key={size}
            label={w(`display.sizeOf.${size}`)}
            chosen={size === textSize}
            className={`sample sample--${size}`}
            onPress={() => send({ type: 'set-text-size', size })}
          />
        ))}
      </Offers>
      <Offers title={w('display.contrast')} className="samples samples--contrast">
        {CONTRASTS.map((one) => (
          <Sample
            key={one}
            label={w(`display.contrastOf.${one}`)}
            chosen={one === contrast}
            className="sample"
            colours={one}
            onPress={() => send({ type: 'set-contrast', contrast: one })}
          />
        ))}
      </Offers>
      <Offers title={w('display.reach')} className="samples samples--reach">
        {(['normal', 'low'] as const).map((reach) => (
          <Sample
            key={reach}
            label={w(`display.reachOf.${reach}`)}
            chosen={lowReach === (reach === 'low')}
            className={`sample sample--reach sample--reach-${reach}`}
            onPress={() => send({ type: 'set-low-reach', on: reach === 'low' })}
          />
        ))}
      </Offers>
    </Cover>
  );
}

function Offers({ title, className, children }: { title: string; className: string; children: ReactNode }) {
  return (
    <section className="offers" aria-label={title}>
      <h3 className="offers__title">{title}</h3>
      <div className={className}>{children}</div>
    </section>
  );
}

function Sample({
  label,
  chosen,
  className,
  colours,
  onPress,
}: {
  label: string;
  chosen: boolean;
  className: string;
  colours?: Settings['contrast'];
  onPress: () => void;
}) {
  const { w } = useTerminal();
  const press = usePress(onPress, { again: true });
  return (
    <button
      type="button"
      className={className}
      aria-pressed={chosen}
      {...(colours === undefined ? {} : { 'data-contrast': colours, 'data-kern-theme': themeOf(colours) })}
      {...press}
    >
      <span className="sample__drawn" aria-hidden="true">
        {className.includes('reach') ? <i /> : w('display.sample')}
      </span>
      <span className="sample__label">{label}</span>
    </button>
  );
}

/** KERN's theme below these colours. */
export const themeOf = (contrast: Settings['contrast']): 'light' | 'dark' =>
  contrast === 'dark' || contrast === 'yellow' ? 'dark' : 'light';
