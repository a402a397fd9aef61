import { useId, useLayoutEffect, useRef, type FormEvent, type ReactNode } from 'react';
import type { Result } from '../../base/result.ts';
import { useAction } from '../context.tsx';
import type { Failure } from '../data/client.ts';
import { w } from '../words.ts';
import { Button } from './button.tsx';
import { Problem } from './notice.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser keeps the focus inside, closes on Escape, and gives the focus back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={box}
      className="kern-dialog dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 className="dialog__title" id={id}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

interface AskProps<T> {
  readonly title: string;
  readonly children?: ReactNode;
  /** The action in words: what the button says. */
  readonly yes: string;
  readonly danger?: boolean;
  readonly action: () => Promise<Result<T, Failure>>;
  readonly onDone: (value: T) => void;
  readonly onClose: () => void;
}

/** Asks before a action, with what it needs to know as children. */
export function Ask<T>({ title, children, yes, danger = false, action, onDone, onClose }: AskProps<T>) {
  const { run, busy, failure } = useAction(action);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const done = await run();
    if (done !== null) onDone(done);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <div className="dialog__body">
          {children}
          <Problem failure={failure} />
        </div>
        <div className="actions">
          <Button type="submit" tone={danger ? 'danger' : 'primary'} label={yes} busy={busy} />
          <Button label={w('do.cancel')} onClick={onClose} />
        </div>
      </form>
    </Dialog>
  );
}
