import { useCallback } from 'react';
import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { KeyButton, useTypedKeys } from '../components/keyboard.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

const ROWS = ['1234567890', 'ABCDEFGHI', 'JKLMNOPQR', 'STUVWXYZ'];

/** Letters and digits of a slip, in their groups; what cannot come next is off. */
export function Code({ screen }: { screen: ScreenOf<'code'> }) {
  const { send, t, w } = useTerminal();
  const submit = useCallback(() => send({ type: 'submit' }), [send]);
  useTypedKeys(submit);
  const allowed = new Set(screen.keys);
  const key = (letter: string) => (
    <KeyButton
      key={letter}
      label={letter}
      disabled={!allowed.has(letter)}
      onPress={() => send({ type: 'key', key: letter })}
    />
  );
  return (
    <div className="page page--typing page--entry">
      <Hero title={t(screen.title)} picture="slip" />
      <p className="lead">{screen.lead.map((line) => t(line)).join(' ')}</p>
      <div className="page__middle">
        <p
          className={`field field--number field--code${screen.problem === undefined ? '' : ' field--wrong'}`}
          role="textbox"
          aria-readonly="true"
          aria-label={t(screen.label)}
          dir="ltr"
        >
          {screen.shown === '' ? (
            <span className="kern-sr-only">{w('number.empty')}</span>
          ) : (
            <span className="field__typed">{screen.shown}</span>
          )}
          <i className="field__caret" aria-hidden="true" />
        </p>
        <p className="field__problem" role="alert">
          {screen.problem === undefined ? null : (
            <>
              <Icon name="danger" />
              {t(screen.problem)}
            </>
          )}
        </p>
      </div>
      <div className="keyboard" role="group" aria-label={w('search.letters')} lang="de" dir="ltr">
        {ROWS.map((row) => (
          <div key={row} className="keyboard__row">
            {[...row].map(key)}
            {row === ROWS.at(-1) ? (
              <>
                <KeyButton wide icon="erase" label={w('search.erase')} onPress={() => send({ type: 'erase' })} />
                <KeyButton wide icon="clear" label={w('search.clear')} onPress={() => send({ type: 'clear' })} />
              </>
            ) : null}
          </div>
        ))}
      </div>
      <div className="actions">
        <Button tone="primary" icon="next" label={t(screen.submit)} disabled={!screen.complete} onPress={submit} />
      </div>
    </div>
  );
}
