import type { ScreenOf } from '../../../electron/bridge.ts';
import { Button } from '../../components/button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';
import { DeviceLine } from './staff.tsx';

export function Technician({ screen }: { screen: ScreenOf<'technician'> }) {
  const { send, t, w } = useTerminal();
  const selected = screen.devices.find((device) => device.name === screen.selected);
  return (
    <div className="page staff">
      <Title>{w('technician.title')}</Title>
      <nav className="tabs" aria-label={w('technician.choose')}>
        {screen.devices.map((device) => <Button key={device.name} label={t(device.title)} pressed={device.name === screen.selected} tone={device.name === screen.selected ? 'primary' : 'secondary'} onPress={() => send({ type: 'select-device', name: device.name })} />)}
      </nav>
      <Scroll>
        <section className="panel">
          {screen.devices.map((device) => <DeviceLine key={device.name} device={device} />)}
          <dl className="facts-list">{[...screen.facts, ...(selected?.identity ?? [])].map((fact) => <div key={fact.label.key}><dt>{t(fact.label)}</dt><dd><bdi>{fact.value}</bdi></dd></div>)}</dl>
        </section>
        {selected === undefined ? null : (
          <section className="panel">
            <div className="actions"><Button icon="print" tone="primary" label={w('technician.testPrint')} disabled={screen.test.state === 'running'} onPress={() => send({ type: 'test-print', name: selected.name })} /></div>
            {screen.test.text === undefined ? null : <p role="status" className={`test test--${screen.test.state}`}>{t(screen.test.text)}</p>}
            <h2>{w('technician.frames')}</h2>
            {screen.frames.length === 0 ? <p>{w('technician.noFrames')}</p> : (
              <table className="frames">
                <thead><tr><th>{w('technician.time')}</th><th>{w('technician.direction')}</th><th>{w('technician.meaning')}</th><th>{w('technician.bytes')}</th></tr></thead>
                <tbody>{screen.frames.map((frame, at) => <tr key={`${frame.at}.${at}`}><td>{frame.at}</td><td>{w(`technician.${frame.direction}`)}</td><td lang="en">{frame.meaning}</td><td><code>{frame.hex}</code></td></tr>)}</tbody>
              </table>
            )}
          </section>
        )}
      </Scroll>
    </div>
  );
}
