import { useEffect, useState } from 'react';
import type { Language } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';
import { usePress } from './press.ts';

const ROWS: Record<Language, string[]> = {
  de: ['qwertzuiopü', 'asdfghjklöä', 'yxcvbnmß'],
  en: ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  ar: ['ضصثقفغعهخحج', 'شسيبلاتنمكط', 'ئءؤرىةوزظدذ'],
};
const DIGITS = '1234567890';
/** Beside the letters, where whole sentences are written. */
const MARKS: Record<Language, string> = { de: ',.-:', en: ',.-:', ar: 'أإآ،.-' };
/**
 * What names and addresses have beside the language's own letters: DIN 91379 as marks that join the letter before them,
 * and the letters that no mark makes.
 */
const SYMBOLS = [
  [..."?!@_()/&+';"],
  [...'\u0300\u0301\u0302\u0303\u0308\u030c\u0327\u0328\u030a\u0307\u0304'],
  [...'\u030b\u0306\u0326\u0323\u0331\u0309ơưəʒŋ'],
  [...'æœøłđðþħıŧß'],
];
const isMark = (key: string): boolean => /^\p{M}$/u.test(key);

type Layer = 'own' | 'latin' | 'symbols';
const LAYERS: Record<Language, readonly Layer[]> = {
  de: ['own', 'symbols'],
  en: ['own', 'symbols'],
  ar: ['own', 'latin', 'symbols'],
};
const FACE: Record<Layer, string> = { own: 'abc', latin: 'abc', symbols: '?!é' };

/**
 * The keyboard on the display; a real one works as well. `upper` is for names, addresses and whole sentences. `clear`:
 * all of it can be deleted at once.
 */
export function Keyboard({
  upper = false,
  clear = true,
  onEnter,
}: {
  upper?: boolean;
  clear?: boolean;
  onEnter?: () => void;
}) {
  const { view, send, w } = useTerminal();
  const [shift, setShift] = useState(false);
  const [layer, setLayer] = useState<Layer>('own');
  useTypedKeys(onEnter);
  // A search has no use for symbols, but names of services may be in another script than the visitor's own.
  const layers = LAYERS[view.language].filter((one) => upper || one !== 'symbols');
  // Another language may not have this layer.
  const shown = layers.includes(layer) ? layer : 'own';
  const next = layers[(layers.indexOf(shown) + 1) % layers.length] ?? 'own';
  const symbols = upper && shown === 'symbols';
  const rows = ROWS[shown === 'latin' ? 'en' : view.language];
  const write = (key: string): void => {
    send({ type: 'key', key: shift ? key.toLocaleUpperCase(view.language) : key });
    setShift(false);
  };
  return (
    <div
      className="keyboard"
      role="group"
      aria-label={w('search.letters')}
      lang={shown === 'own' ? view.language : 'de'}
    >
      {symbols ? (
        <p className="keyboard__hint" lang={view.language} dir="auto">
          {w('search.accent')}
        </p>
      ) : null}
      {symbols ? (
        SYMBOLS.map((row) => (
          <div className="keyboard__row" key={row.join('')}>
            {row.map((key) => (
              <KeyButton
                key={key}
                label={isMark(key) ? `\u25cc${key}` : shift ? key.toLocaleUpperCase('de') : key}
                onPress={() => write(key)}
              />
            ))}
          </div>
        ))
      ) : (
        <div className="keyboard__row keyboard__row--digits">
          {[...DIGITS].map((key) => (
            <KeyButton key={key} label={key} onPress={() => write(key)} />
          ))}
        </div>
      )}
      {symbols
        ? null
        : rows.map((row, at) => (
            <div className="keyboard__row" key={row}>
              {at === rows.length - 1 && upper ? (
                <KeyButton icon="shift" label={w('search.shift')} onPress={() => setShift(!shift)} />
              ) : null}
              {[...row].map((key) => (
                <KeyButton
                  key={key}
                  label={shift ? key.toLocaleUpperCase(view.language) : key}
                  onPress={() => write(key)}
                />
              ))}
            </div>
          ))}
      <div className={`keyboard__row${upper ? ' keyboard__row--full' : ''}`}>
        {layers.length > 1 ? (
          <KeyButton
            label={next === 'own' && view.language === 'ar' ? 'أبج' : FACE[next]}
            name={w(next === 'symbols' ? 'search.symbols' : next === 'latin' ? 'search.latin' : 'search.letters')}
            onPress={() => setLayer(next)}
          />
        ) : null}
        {symbols ? <KeyButton icon="shift" label={w('search.shift')} onPress={() => setShift(!shift)} /> : null}
        {upper && !symbols
          ? [...MARKS[shown === 'own' ? view.language : 'de']].map((key) => (
              <KeyButton key={key} label={key} onPress={() => write(key)} />
            ))
          : null}
        <KeyButton space label={w('search.space')} onPress={() => write(' ')} />
        <KeyButton wide icon="erase" label={w('search.erase')} onPress={() => send({ type: 'erase' })} />
        {clear ? (
          <KeyButton wide icon="clear" label={w('search.clear')} onPress={() => send({ type: 'clear' })} />
        ) : null}
      </div>
    </div>
  );
}

/** `name`: what it is, where its face is no word. */
export function KeyButton({
  label,
  name,
  icon,
  onPress,
  wide = false,
  space = false,
  disabled = false,
}: {
  label: string;
  name?: string;
  icon?: string;
  onPress: () => void;
  wide?: boolean;
  space?: boolean;
  disabled?: boolean;
}) {
  const press = usePress(onPress, { again: true, disabled });
  return (
    <button
      type="button"
      className={`key${wide ? ' key--wide' : ''}${space ? ' key--space' : ''}`}
      aria-disabled={disabled}
      {...(icon === undefined && name === undefined
        ? {}
        : { 'aria-label': name === undefined ? label : `${label} ${name}` })}
      {...press}
    >
      {icon === undefined ? label : <Icon name={icon} />}
    </button>
  );
}

/** What is typed on a real keyboard goes the same way as what is typed on the display. */
export function useTypedKeys(onEnter?: () => void): void {
  const { send } = useTerminal();
  useEffect(() => {
    const typed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      const onControl = target instanceof HTMLButtonElement;
      if (event.key === 'Backspace') send({ type: 'erase' });
      else if (event.key === 'Enter' && !onControl) onEnter?.();
      else if ([...event.key].length === 1 && !(event.key === ' ' && onControl)) {
        send({ type: 'key', key: event.key });
        // The control loses the focus while the visitor writes: the next blank is text, and presses nothing.
        if (onControl) target.blur();
      } else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', typed);
    return () => document.removeEventListener('keydown', typed);
  }, [send, onEnter]);
}
