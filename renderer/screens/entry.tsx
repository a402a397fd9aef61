import { useCallback } from 'react';
import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { KeyButton, Keyboard, useTypedKeys } from '../components/keyboard.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

/** One question, answered in words or digits. */
export function Entry({ screen }: { screen: ScreenOf<'entry'> }) {
  const { send, t, w } = useTerminal();
  const submit = useCallback(() => send({ type: 'submit' }), [send]);
  const long = screen.long === true;
  const field = (
    <p
      className={`field field--entry${long ? ' field--long' : ''}${screen.problem === undefined ? '' : ' field--wrong'}`}
      role="textbox"
      aria-readonly="true"
      aria-multiline={long}
      aria-label={t(screen.label)}
    >
      <bdi className="field__typed">{screen.value}</bdi>
      <i className="field__caret" aria-hidden="true" />
    </p>
  );
  return (
    <div className={`page page--typing page--entry${long ? ' page--long' : ''}`}>
      <Hero title={t(screen.title)} icon="write" />
      {screen.lead.map((line) => (
        <p key={line.key} className="lead">
          {t(line)}
        </p>
      ))}
      <div className="page__middle">
        <p className="field__label">
          <span>{t(screen.label)}</span>
          {screen.count === undefined ? null : <span className="field__count">{t(screen.count)}</span>}
        </p>
        {long ? (
          <Scroll label={t(screen.label)} follow={screen.value}>
            {field}
          </Scroll>
        ) : (
          field
        )}
        <p className="field__problem" role="alert">
          {screen.problem === undefined ? null : (
            <>
              <Icon name="danger" />
              {t(screen.problem)}
            </>
          )}
        </p>
      </div>
      {screen.layout === 'letters' ? <Keyboard upper clear={!long} onEnter={submit} /> : <Digits onEnter={submit} />}
      <div className="actions">
        <Button tone="primary" icon="next" label={w('do.next')} disabled={!screen.complete} onPress={submit} />
      </div>
    </div>
  );
}

function Digits({ onEnter }: { onEnter: () => void }) {
  const { send, w } = useTerminal();
  useTypedKeys(onEnter);
  const key = (digit: string) => (
    <KeyButton key={digit} label={digit} onPress={() => send({ type: 'key', key: digit })} />
  );
  return (
    <div className="pad pad--pin" dir="ltr">
      {['123', '456', '789'].map((row) => (
        <div key={row} className="keyboard__row">
          {[...row].map(key)}
        </div>
      ))}
      <div className="keyboard__row">
        <KeyButton icon="clear" label={w('search.clear')} onPress={() => send({ type: 'clear' })} />
        {key('0')}
        <KeyButton icon="erase" label={w('search.erase')} onPress={() => send({ type: 'erase' })} />
      </div>
    </div>
  );
}
