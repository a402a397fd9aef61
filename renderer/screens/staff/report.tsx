import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';
import { DeviceLine, Facts, Steps } from './parts.tsx';

type ReportScreen = ScreenOf<'technician-report'>;
const RESULT_ICON = { ready: 'success', untested: 'warning', 'not-ready': 'danger' } as const;

/** The readiness report: on the display with its controls, on A4 the same without them. */
export function Report({ screen }: { screen: ReportScreen }) {
  const { send, t, w } = useTerminal();
  const content = (
    <>
      <p className={`verdict verdict--${screen.result}`}>
        <Icon name={RESULT_ICON[screen.result]} />
        <strong>{t(screen.title)}</strong>
      </p>
      <section className="panel">
        <Facts facts={screen.facts} />
      </section>
      {screen.devices.map(({ device, tested, steps }) => (
        <section key={device.name} className="panel">
          <DeviceLine device={device} />
          <Facts facts={device.identity} />
          <p>{t(tested)}</p>
          {steps.length === 0 ? null : <Steps steps={steps} />}
        </section>
      ))}
    </>
  );
  if (screen.paper)
    return (
      <main className="paper">
        <h1>{w('technician.openReport')}</h1>
        {content}
      </main>
    );
  return (
    <div className="page staff">
      <Title>{w('technician.openReport')}</Title>
      <Scroll>{content}</Scroll>
      <p role="status">{screen.message === undefined ? null : t(screen.message)}</p>
      <div className="actions">
        <Button
          icon="print"
          label={w('technician.reportPrint')}
          disabled={!screen.print || screen.busy}
          onPress={() => send({ type: 'report-print' })}
        />
        <Button
          tone="primary"
          label={w('technician.reportSave')}
          disabled={screen.busy}
          onPress={() => send({ type: 'report-save' })}
        />
      </div>
    </div>
  );
}
