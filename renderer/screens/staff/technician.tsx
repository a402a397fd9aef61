import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';
import { DeviceLine, Facts } from './parts.tsx';

export function Technician({ screen }: { screen: ScreenOf<'technician'> }) {
  const { send, t, w } = useTerminal();
  return (
    <div className="page staff">
      <Title>{w('technician.title')}</Title>
      <Scroll>
        <section className="panel">
          <h2>{w('technician.choose')}</h2>
          <div className="actions actions--grid actions--wide">
            {screen.devices.map((device) => (
              <Button
                key={device.name}
                label={t(device.title)}
                onPress={() => send({ type: 'select-device', name: device.name })}
              />
            ))}
          </div>
        </section>
        <section className="panel">
          {screen.devices.map((device) => (
            <DeviceLine key={device.name} device={device} />
          ))}
        </section>
        <section className="panel">
          <Facts facts={screen.facts} />
        </section>
      </Scroll>
      <div className="actions">
        <Button label={w('technician.openLog')} onPress={() => send({ type: 'open-log' })} />
        <Button label={w('technician.openConfig')} onPress={() => send({ type: 'open-config' })} />
        <Button label={w('technician.openOutbox')} onPress={() => send({ type: 'open-outbox' })} />
        {screen.enrolment ? (
          <Button
            icon="unlock"
            label={w('technician.openEnrolment')}
            onPress={() => send({ type: 'open-enrolment' })}
          />
        ) : null}
        <Button
          tone="primary"
          icon="tools"
          label={w('technician.openReport')}
          onPress={() => send({ type: 'open-report' })}
        />
      </div>
    </div>
  );
}
