import type { View } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';
import { usePress } from './press.ts';

/** The same place on every screen: how to get out at its start, how to see, read and understand better at its end. */
export function Bar() {
  const { view, send, w } = useTerminal();
  const { bar, screen } = view;
  const operator = screen.kind.startsWith('staff') || screen.kind.startsWith('technician');
  return (
    <footer className="bar" inert={view.overlay !== undefined}>
      <nav className="bar__group" aria-label={w('bar.service')}>
        <BarButton icon="back" label={w('bar.back')} disabled={!bar.back} onPress={() => send({ type: 'back' })} />
        {operator ? null : <HomeButton home={bar.home} />}
        <BarButton
          icon={operator ? 'close' : 'cancel'}
          label={operator ? w('staff.close') : w('bar.cancel')}
          disabled={!bar.cancel}
          onPress={() => send({ type: operator ? 'staff-close' : 'cancel' })}
        />
      </nav>
      {operator ? null : (
        <nav className="bar__group" aria-label={w('bar.display')}>
          <BarButton
            icon="language"
            label={w('bar.language')}
            disabled={!bar.languages}
            onPress={() => send({ type: 'open-sheet', sheet: 'languages' })}
          />
          <BarButton
            icon="text-size"
            label={w('display.title')}
            disabled={!bar.settings}
            onPress={() => send({ type: 'open-sheet', sheet: 'display' })}
          />
          <BarButton
            icon="help"
            label={w('help.title')}
            disabled={!bar.help}
            onPress={() => send({ type: 'open-sheet', sheet: 'help' })}
          />
        </nav>
      )}
    </footer>
  );
}

function HomeButton({ home }: { home: View['bar']['home'] }) {
  const { send, w } = useTerminal();
  return (
    <BarButton
      icon="home"
      label={w('bar.home')}
      disabled={home === null}
      onPress={() => {
        if (home !== null) send({ type: home });
      }}
    />
  );
}

function BarButton({
  icon,
  label,
  onPress,
  disabled = false,
}: {
  icon: string;
  label: string;
  onPress: () => void;
  disabled?: boolean;
}) {
  const press = usePress(onPress, { disabled });
  return (
    <button type="button" className="bar__button" aria-disabled={disabled} {...press}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}
