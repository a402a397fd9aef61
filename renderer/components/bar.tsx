import { useState } from 'react';
import type { Language } from '../../electron/ipc/view.ts';
import { useTerminal, inLanguage } from '../context.tsx';
import { Icon } from './icon.tsx';
import { usePress } from './press.ts';

/** The same place on every screen: how to get out on one side, how to see better on the other. */
export function Bar() {
  const { view, send, w } = useTerminal();
  const { bar, settings, screen } = view;
  const [choosing, setChoosing] = useState(false);
  const operator = screen.kind.startsWith('staff') || screen.kind.startsWith('technician');
  const large = settings.textSize === 'large';
  const high = settings.contrast === 'high';
  return (
    <footer className="bar">
      {choosing ? <LanguageMenu onClose={() => setChoosing(false)} /> : null}
      <nav className="bar__group" aria-label={w('bar.service')}>
        <BarButton icon="back" label={w('bar.back')} disabled={!bar.back} onPress={() => send({ type: 'back' })} />
        <BarButton
          icon={operator ? 'close' : 'cancel'}
          label={operator ? w('staff.close') : w('bar.cancel')}
          disabled={!bar.cancel}
          onPress={() => send({ type: operator ? 'staff-close' : 'cancel' })}
        />
        {operator ? null : (
          <BarButton icon="help" label={w('bar.help')} disabled={!bar.help} onPress={() => send({ type: 'help' })} />
        )}
        {operator ? null : (
          <BarButton
            icon="pause"
            label={w('bar.pause')}
            disabled={!bar.pause}
            onPress={() => send({ type: 'pause' })}
          />
        )}
      </nav>
      {bar.settings ? (
        <nav className="bar__group" aria-label={w('bar.display')}>
          <BarButton
            icon="language"
            label={w('bar.language')}
            pressed={choosing}
            onPress={() => setChoosing(!choosing)}
          />
          <BarButton
            icon="text-size"
            label={w(large ? 'bar.textNormal' : 'bar.textLarge')}
            pressed={large}
            onPress={() => send({ type: 'set-text-size', size: large ? 'normal' : 'large' })}
          />
          <BarButton
            icon="contrast"
            label={w(high ? 'bar.contrastNormal' : 'bar.contrastHigh')}
            pressed={high}
            onPress={() => send({ type: 'set-contrast', contrast: high ? 'normal' : 'high' })}
          />
          <BarButton
            icon={settings.lowReach ? 'high-reach' : 'low-reach'}
            label={w(settings.lowReach ? 'bar.lowReachOff' : 'bar.lowReachOn')}
            pressed={settings.lowReach}
            onPress={() => send({ type: 'set-low-reach', on: !settings.lowReach })}
          />
        </nav>
      ) : null}
    </footer>
  );
}

function BarButton({
  icon,
  label,
  onPress,
  disabled = false,
  pressed,
}: {
  icon: string;
  label: string;
  onPress: () => void;
  disabled?: boolean;
  pressed?: boolean;
}) {
  const press = usePress(onPress, { disabled });
  return (
    <button type="button" className="bar__button" aria-disabled={disabled} aria-pressed={pressed} {...press}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}

function LanguageMenu({ onClose }: { onClose: () => void }) {
  const { view } = useTerminal();
  return (
    <div className="language-menu">
      {view.languages.map((language) => (
        <LanguageButton key={language} language={language} onChosen={onClose} />
      ))}
    </div>
  );
}

/** `chosen`: false where no language is chosen yet. */
export function LanguageButton({
  language,
  chosen,
  onChosen,
}: {
  language: Language;
  chosen?: false;
  onChosen?: () => void;
}) {
  const { view, send, w } = useTerminal();
  const press = usePress(() => {
    send({ type: 'choose-language', language });
    onChosen?.();
  });
  return (
    <button
      type="button"
      className="language"
      aria-pressed={chosen ?? view.language === language}
      {...inLanguage(language)}
      {...press}
    >
      {w(`language.${language}`)}
    </button>
  );
}
