import { Fragment, useCallback } from 'react';
import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { KeyButton, useTypedKeys } from '../components/keyboard.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

const DIGITS = ['123', '456', '789', '0'];
const LETTERS = ['CFGHJ', 'KLMNP', 'RTVWX', 'YZ'];

/** The keypad knows the document's own alphabet; what cannot come next is off. */
export function DocumentNumber({ screen }: { screen: ScreenOf<'document-number'> }) {
  const { send, t, w } = useTerminal();
  const submit = useCallback(() => send({ type: 'submit' }), [send]);
  useTypedKeys(submit);
  const allowed = new Set(screen.keys);
  const shown = screen.type === 'provisional' ? PROVISIONAL : LETTERS;
  const key = (letter: string) => (
    <KeyButton
      key={letter}
      label={letter}
      disabled={!allowed.has(letter)}
      onPress={() => send({ type: 'key', key: letter })}
    />
  );
  return (
    <div className="page page--typing page--number">
      <Hero title={w('number.title')} picture="slip" />
      <p className="lead">
        {t(screen.title)} – {w('number.where')}
      </p>
      <div className="page__middle">
        <p
          className={`field field--number field--slots${screen.problem === undefined ? '' : ' field--wrong'}`}
          role="textbox"
          aria-readonly="true"
          aria-label={w('number.label')}
          dir="ltr"
        >
          {screen.shown === '' ? <span className="kern-sr-only">{w('number.empty')}</span> : null}
          <Slots typed={screen.shown.replaceAll(' ', '')} places={screen.maximum - 1} />
        </p>
        <p className="field__problem" role="alert">
          {screen.problem === undefined ? null : (
            <>
              <Icon name="danger" />
              {t(screen.problem)}
            </>
          )}
        </p>
        {screen.scan ? (
          <p className="number__scan">
            <span className="number__beam" aria-hidden="true">
              <Icon name="qr" />
            </span>
            {w('number.scan')}
          </p>
        ) : null}
      </div>
      <div className="pads" dir="ltr">
        <div className="pad pad--letters">
          {shown.map((row) => (
            <div key={row} className="keyboard__row">
              {[...row].map(key)}
            </div>
          ))}
        </div>
        <div className="pad pad--digits">
          {DIGITS.map((row) => (
            <div key={row} className="keyboard__row">
              {row === '0' ? (
                <KeyButton icon="clear" label={w('search.clear')} onPress={() => send({ type: 'clear' })} />
              ) : null}
              {[...row].map(key)}
              {row === '0' ? (
                <KeyButton icon="erase" label={w('search.erase')} onPress={() => send({ type: 'erase' })} />
              ) : null}
            </div>
          ))}
        </div>
      </div>
      <div className="actions">
        <Button tone="primary" icon="search" label={w('number.submit')} disabled={!screen.complete} onPress={submit} />
      </div>
    </div>
  );
}

/** Three, three and three, as on paper; the check digit, which need not be typed, comes after them. */
function Slots({ typed, places }: { typed: string; places: number }) {
  const slots = [...typed.padEnd(places)].map((character, at) => (
    <span key={at} className="slot" data-state={character !== ' ' ? 'typed' : at === typed.length ? 'next' : 'open'}>
      {character === ' ' ? null : character}
    </span>
  ));
  if (typed.length === places) slots.push(<span key={places} className="slot" data-state="may" />);
  return Array.from({ length: Math.ceil(slots.length / 3) }, (_, group) => (
    <Fragment key={group}>
      {/* Read aloud in groups as well. */ group === 0 ? null : ' '}
      <span className="slots">{slots.slice(group * 3, group * 3 + 3)}</span>
    </Fragment>
  ));
}

/** As wide as the other keypads, so that the last row's keys fit beside the digits. */
const PROVISIONAL = ['ABCDE', 'FGHIJ', 'KLMNP', 'QRSTU', 'VWXYZ'];
