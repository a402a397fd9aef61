import { useState } from 'react';
import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Keyboard } from '../../components/keyboard.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { useTerminal } from '../../context.tsx';
import { OutOfOrderWords } from '../out-of-order.tsx';

type ModeView = ScreenOf<'staff'>['mode'];
const MODES = ['in-service', 'locked', 'out-of-order'] as const;
const ICONS = { 'in-service': 'unlock', locked: 'lock', 'out-of-order': 'warning' } as const;

/** One switch: what is chosen is shown as visitors will see it, and holds with one touch more. */
export function Mode({ mode }: { mode: ModeView }) {
  const [isWriting, setWriting] = useState(false);
  const { preview, text } = mode;
  // Back in service there is nothing to write.
  if (isWriting && preview !== null) return <Writing text={text} onDone={() => setWriting(false)} />;
  return <Choosing mode={mode} onWrite={() => setWriting(true)} />;
}

function Choosing({
  mode: { now, chosen, confirm, text, effects, preview },
  onWrite,
}: {
  mode: ModeView;
  onWrite: () => void;
}) {
  const { send, t, w } = useTerminal();
  return (
    <>
      <div className="mode-switch" role="group" aria-label={w('staff.mode.title')}>
        {MODES.map((mode) => (
          <Button
            key={mode}
            icon={ICONS[mode]}
            label={w(`staff.mode.${mode}`)}
            {...(mode === now ? { line: w('staff.mode.now') } : {})}
            tone={mode === chosen ? 'primary' : 'secondary'}
            pressed={mode === chosen}
            onPress={() => send({ type: 'staff-choose-mode', mode })}
          />
        ))}
      </div>
      <Scroll>
        <div className="mode-page">
          <div className="mode-page__words">
            <ul className="plain">
              {effects.map((line) => (
                <li key={line.key}>{t(line)}</li>
              ))}
            </ul>
            {preview === null ? null : (
              <>
                <h2>{w('staff.text')}</h2>
                <p className="mode-page__text">{text === '' ? w('staff.mode.usual') : text}</p>
              </>
            )}
          </div>
          {preview === null ? null : (
            <figure className="preview">
              <figcaption>{w('staff.mode.preview')}</figcaption>
              <div className="preview__glass" inert>
                <OutOfOrderWords screen={preview} title={<p className="title">{w('outOfOrder.title')}</p>} />
              </div>
            </figure>
          )}
        </div>
      </Scroll>
      <div className="actions">
        {preview === null ? null : <Button icon="write" label={w('staff.mode.write')} onPress={onWrite} />}
        <Button
          tone="primary"
          icon="check"
          label={w(chosen === now && preview !== null ? 'staff.modeConfirm.text' : `staff.modeConfirm.${chosen}`)}
          disabled={!confirm}
          onPress={() => send({ type: 'staff-confirm-mode' })}
        />
      </div>
    </>
  );
}

function Writing({ text, onDone }: { text: string; onDone: () => void }) {
  const { w } = useTerminal();
  return (
    <>
      <div className="page__middle">
        <p>{w('staff.text')}</p>
        <p className="field field--text" role="textbox" aria-readonly="true" aria-label={w('staff.text')}>
          <span className="field__typed">{text}</span>
          <i className="field__caret" aria-hidden="true" />
        </p>
      </div>
      <div className="actions">
        <Button tone="primary" icon="check" label={w('staff.mode.written')} onPress={onDone} />
      </div>
      <Keyboard upper />
    </>
  );
}
