import { useEffect, useState } from 'react';
import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { KeyButton } from '../components/keyboard.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

const DIGITS = ['123', '456', '789'];
/** As the eID's process takes them. */
const BYTE = { digit: (digit: string) => digit.charCodeAt(0), erase: 0x08, clear: 0x18, enter: 0x0d } as const;
const REFUSED = 0xff;

/**
 * PIN, CAN or PUK. The keys stay where they are: shuffled ones would shut out visitors who see badly. Each digit leaves
 * at once and is kept nowhere here; how many there are, the other side says. Nothing is spoken but their number. Only
 * the CAN is shown.
 */
export function Secret({ screen }: { screen: ScreenOf<'secret'> }) {
  const { send, t, w } = useTerminal();
  const [typed, setTyped] = useState(0);
  const [lost, setLost] = useState(false);
  // The access number stands on the card for everybody to see, and six digits from memory are hard to type blind.
  const open = screen.secret === 'can';
  const [shown, setShown] = useState('');
  const press = (byte: number): void => {
    setLost(!window.foyer.secrets.press(byte));
    if (open)
      setShown((digits) =>
        byte === BYTE.erase
          ? digits.slice(0, -1)
          : byte === BYTE.clear || byte === BYTE.enter
            ? ''
            : (digits + String.fromCharCode(byte)).slice(0, screen.digits),
      );
    // A touch keeps the visit alive; it does not say which key was pressed.
    send({ type: 'touch' });
  };
  useEffect(
    () =>
      window.foyer.secrets.onTyped((count) => {
        if (count !== REFUSED) setTyped(count);
      }),
    [],
  );
  useEffect(() => {
    const typing = (event: KeyboardEvent): void => {
      const onControl = event.target instanceof HTMLButtonElement;
      if (screen.keypad || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^\d$/.test(event.key)) press(BYTE.digit(event.key));
      else if (event.key === 'Backspace') press(BYTE.erase);
      else if (event.key === 'Enter' && !onControl) press(BYTE.enter);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', typing);
    return () => document.removeEventListener('keydown', typing);
  });
  const key = (digit: string) => <KeyButton key={digit} label={digit} onPress={() => press(BYTE.digit(digit))} />;
  const problem = lost ? w('secret.lost') : screen.problem === undefined ? null : t(screen.problem);
  return (
    <div className="page page--typing page--secret">
      <Hero title={t(screen.title)} picture={screen.secret === 'can' ? 'can' : screen.keypad ? 'card' : 'guide-pin'} />
      {screen.lead.map((line) => (
        <p key={line.key} className="lead">
          {t(line)}
        </p>
      ))}
      <p className="field__problem" role="alert">
        {problem === null ? null : (
          <>
            <Icon name="danger" />
            {problem}
          </>
        )}
      </p>
      {screen.keypad ? null : (
        <>
          <p
            className="field field--secret"
            role="textbox"
            aria-readonly="true"
            aria-label={w(open ? 'secret.labelOpen' : 'secret.label')}
            dir="ltr"
          >
            {Array.from({ length: screen.digits }, (_, at) => (
              <span
                key={at}
                className={`secret__digit${at < typed ? ' secret__digit--typed' : ''}${open ? ' secret__digit--open' : ''}`}
                aria-hidden="true"
              >
                {open && at < typed ? shown[at] : null}
              </span>
            ))}
            <span className="kern-sr-only" role="status">
              {w('secret.typed', { count: typed })}
            </span>
          </p>
          <div className="pad pad--pin" dir="ltr">
            {DIGITS.map((row) => (
              <div key={row} className="keyboard__row">
                {[...row].map(key)}
              </div>
            ))}
            <div className="keyboard__row">
              <KeyButton icon="clear" label={w('secret.clear')} onPress={() => press(BYTE.clear)} />
              {key('0')}
              <KeyButton icon="erase" label={w('secret.erase')} onPress={() => press(BYTE.erase)} />
            </div>
          </div>
        </>
      )}
      <div className="actions">
        {screen.actions.map(({ id, label, icon, tone }) => (
          <Button key={id} label={t(label)} icon={icon} tone={tone} onPress={() => send({ type: 'act', id })} />
        ))}
        {screen.keypad ? null : (
          <Button
            tone="primary"
            icon="check"
            label={w('secret.enter')}
            disabled={typed !== screen.digits}
            onPress={() => press(BYTE.enter)}
          />
        )}
      </div>
    </div>
  );
}
