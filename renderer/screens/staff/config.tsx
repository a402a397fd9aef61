import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Scroll } from '../../components/scroll.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';
import { Facts } from './parts.tsx';

/** Which settings are not the built-in ones, and which file says so. */
export function Config({ screen: { layers, settings } }: { screen: ScreenOf<'technician-config'> }) {
  const { t, w } = useTerminal();
  return (
    <div className="page staff">
      <Title>{w('technician.openConfig')}</Title>
      <Scroll>
        <section className="panel">
          <p>{w('technician.config.lead')}</p>
          <Facts facts={layers} />
        </section>
        {settings.length === 0 ? <p className="lead">{w('technician.config.unknown')}</p> : null}
        <dl className="settings">
          {settings.map(({ name, value, origin }) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                <bdi>{typeof value === 'string' ? value : t(value)}</bdi>
                <small>
                  <bdi>{origin}</bdi>
                </small>
              </dd>
            </div>
          ))}
        </dl>
      </Scroll>
    </div>
  );
}
