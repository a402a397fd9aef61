import type { ReactNode } from 'react';
import type { Overlay as OverlayView } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Button } from './button.tsx';
import { Cover } from './cover.tsx';
import { DisplaySheet } from './display-sheet.tsx';
import { useHeadingFocus } from './focus.ts';
import { HelpSheet } from './help-sheet.tsx';
import { Icon } from './icon.tsx';
import { LanguageButton } from './language-button.tsx';
import { LegalSheet } from './legal-sheet.tsx';

export function Overlay({ overlay }: { overlay: OverlayView }) {
  const { view, send, t, w } = useTerminal();
  switch (overlay.kind) {
    case 'idle':
      return (
        <Dialog
          icon="clock"
          title={w('idle.title')}
          body={[w('idle.body'), ...overlay.take.map(t)]}
          seconds={overlay.secondsLeft}
        >
          <Button label={w('idle.leave')} onPress={() => send({ type: 'leave' })} />
          <Button tone="primary" label={w('idle.stay')} onPress={() => send({ type: 'stay' })} />
        </Dialog>
      );
    case 'paused':
      return (
        <Dialog icon="eye" opaque title={w('paused.title')} body={[w('paused.body')]} seconds={overlay.secondsLeft}>
          <Button label={w('idle.leave')} onPress={() => send({ type: 'leave' })} />
          <Button tone="primary" label={w('paused.resume')} onPress={() => send({ type: 'resume' })} />
        </Dialog>
      );
    case 'leave':
      return (
        <Dialog icon="cancel" title={w('leave.title')} body={[w('leave.body'), ...overlay.take.map(t)]}>
          <Button label={w('leave.yes')} onPress={() => send({ type: 'leave' })} />
          {view.bar.pause ? (
            <Button icon="pause" label={w('help.away')} onPress={() => send({ type: 'pause' })} />
          ) : null}
          <Button tone="primary" label={w('leave.no')} onPress={() => send({ type: 'stay' })} />
        </Dialog>
      );
    case 'home':
      return (
        <Dialog
          icon="home"
          title={w('goHome.title')}
          body={[w('goHome.open'), ...(overlay.signedIn ? [w('goHome.stays')] : [])]}
        >
          <Button label={w('goHome.yes')} onPress={() => send({ type: 'go-home' })} />
          <Button tone="primary" label={w('goHome.no')} onPress={() => send({ type: 'stay' })} />
        </Dialog>
      );
    case 'languages':
      return (
        <Cover title={w('language.title')} close={w('action.close')} kind="languages">
          <div className="languages languages--sheet">
            {view.languages.map((language) => (
              <LanguageButton key={language} language={language} />
            ))}
          </div>
        </Cover>
      );
    case 'display':
      return <DisplaySheet />;
    case 'help-offers':
      return <HelpSheet overlay={overlay} />;
    case 'legal':
      return <LegalSheet overlay={overlay} />;
    case 'help':
      return (
        <Dialog icon="help" title={w(`help.${overlay.state}`)} body={overlay.body.map(t)}>
          <Button tone="primary" label={w('action.close')} onPress={() => send({ type: 'close-help' })} />
        </Dialog>
      );
  }
}

function Dialog({
  icon,
  title,
  body,
  seconds,
  opaque = false,
  children,
}: {
  icon: string;
  title: string;
  body: string[];
  seconds?: number;
  opaque?: boolean;
  children: ReactNode;
}) {
  const { w } = useTerminal();
  const heading = useHeadingFocus(title);
  return (
    <div className={opaque ? 'overlay overlay--opaque' : 'overlay'}>
      <section className="dialog" role="alertdialog" aria-modal="true" aria-labelledby="dialog-title">
        <span className="dialog__icon">
          <Icon name={icon} />
        </span>
        <h2 id="dialog-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {body.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {seconds === undefined ? null : (
          <p className="dialog__seconds" role="timer">
            {w('idle.seconds', { count: seconds })}
          </p>
        )}
        <div className="dialog__actions">{children}</div>
      </section>
    </div>
  );
}
