import type { Overlay } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Button } from './button.tsx';
import { Cover } from './cover.tsx';
import { Icon } from './icon.tsx';
import { Illustration } from './illustration.tsx';
import { LegalLinks } from './legal-links.tsx';

/** What helps on this page, whom one calls and whom one rings up. Only its own button calls somebody. */
export function HelpSheet({ overlay }: { overlay: Extract<Overlay, { kind: 'help-offers' }> }) {
  const { view, send, t, w } = useTerminal();
  const { page, picture, desk, called, phone } = overlay;
  return (
    <Cover title={w('help.title')} close={w('action.close')} kind="help">
      {page.length === 0 ? null : (
        <section className="offers">
          <h3 className="offers__title">{w('help.page')}</h3>
          <div className="help__page">
            {picture === 'none' ? null : <Illustration picture={picture} />}
            {page.map((line) => (
              <p key={line.key}>{t(line)}</p>
            ))}
          </div>
        </section>
      )}
      <section className="offers">
        <h3 className="offers__title">{w('help.staff')}</h3>
        {called ? null : <p>{w('help.staffLine')}</p>}
        {desk.length === 0 ? null : (
          <p className="help__desk">
            <Icon name={called ? 'person' : 'clock'} />
            <span>{desk.map(t).join(': ')}</span>
          </p>
        )}
        <Button
          icon="person"
          label={w(called ? 'help.seeCall' : 'help.staff')}
          onPress={() => send({ type: 'help' })}
        />
      </section>
      {phone === null ? null : (
        <section className="offers">
          <h3 className="offers__title">{w('help.ring')}</h3>
          <p className="help__phone">
            <Icon name="phone" />
            <bdi dir="ltr">{phone}</bdi>
          </p>
        </section>
      )}
      {view.bar.pause ? <Button icon="pause" label={w('help.away')} onPress={() => send({ type: 'pause' })} /> : null}
      <LegalLinks />
    </Cover>
  );
}
