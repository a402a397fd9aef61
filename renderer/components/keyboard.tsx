import { useEffect, useState } from 'react';
import type { Language } from '../../electron/bridge.ts';
import { useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';
import { usePress } from './press.ts';

const ROWS: Record<Language, string[]> = {
  de: ['qwertzuiopü', 'asdfghjklöä', 'yxcvbnmß'],
  en: ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  ar: ['ضصثقفغعهخحج', 'شسيبلاتنمكط', 'ئءؤرىةوزظدذ'],
};
const DIGITS = '1234567890';

/** The keyboard on the glass; a real one works as well. `upper` is for text that staff write. */
export function Keyboard({ upper = false, onEnter }: { upper?: boolean; onEnter?: () => void }) {
  const { view, send, w } = useTerminal();
  const [shift, setShift] = useState(false);
  useTypedKeys(onEnter);
  const rows = ROWS[view.language];
  const write = (key: string): void => {
    send({ type: 'key', key: shift ? key.toLocaleUpperCase(view.language) : key });
    setShift(false);
  };
  return (
    <div className="keyboard" role="group" aria-label={w('search.letters')} lang={view.language}>
      <div className="keyboard__row keyboard__row--digits">{[...DIGITS].map((key) => <KeyButton key={key} label={key} onPress={() => write(key)} />)}</div>
      {rows.map((row, at) => (
        <div className="keyboard__row" key={row}>
          {at === rows.length - 1 && upper ? <KeyButton icon="shift" label={w('search.shift')} onPress={() => setShift(!shift)} /> : null}
          {[...row].map((key) => <KeyButton key={key} label={shift ? key.toLocaleUpperCase(view.language) : key} onPress={() => write(key)} />)}
        </div>
      ))}
      <div className="keyboard__row">
        {upper ? [',', '.', '-', ':'].map((key) => <KeyButton key={key} label={key} onPress={() => write(key)} />) : null}
        <KeyButton space label={w('search.space')} onPress={() => write(' ')} />
        <KeyButton wide icon="erase" label={w('search.erase')} onPress={() => send({ type: 'erase' })} />
        <KeyButton wide icon="clear" label={w('search.clear')} onPress={() => send({ type: 'clear' })} />
      </div>
    </div>
  );
}

export function KeyButton({ label, icon, onPress, wide = false, space = false, disabled = false }: { label: string; icon?: string; onPress: () => void; wide?: boolean; space?: boolean; disabled?: boolean }) {
  const press = usePress(onPress, { again: true, disabled });
  return (
    <button type="button" className={`key${wide ? ' key--wide' : ''}${space ? ' key--space' : ''}`} aria-disabled={disabled} {...(icon === undefined ? {} : { 'aria-label': label })} {...press}>
      {icon === undefined ? label : <Icon name={icon} />}
    </button>
  );
}

/** What is typed on a real keyboard goes the same way as what is typed on the glass. */
export function useTypedKeys(onEnter?: () => void): void {
  const { send } = useTerminal();
  useEffect(() => {
    const typed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const onControl = event.target instanceof HTMLButtonElement;
      if (event.key === 'Backspace') send({ type: 'erase' });
      else if (event.key === 'Enter' && !onControl) onEnter?.();
      else if ([...event.key].length === 1 && !(event.key === ' ' && onControl)) send({ type: 'key', key: event.key });
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', typed);
    return () => document.removeEventListener('keydown', typed);
  }, [send, onEnter]);
}
