import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { useTerminal } from '../../context.tsx';
import { DeviceLine, Section } from './parts.tsx';

type StaffScreen = ScreenOf<'staff'>;
const REASONS = ['visitor-left', 'visitor-asked', 'stuck', 'other'] as const;
const CALL_ICON = { bad: 'danger', warning: 'help', neutral: 'clock' } as const;

/** Who needs somebody now, then whose visit it is, then what the terminal is made of. */
export function Overview({ screen }: { screen: StaffScreen }) {
  const { t, w } = useTerminal();
  return (
    <Scroll>
      {screen.journal === undefined ? null : (
        <Section id="disk" heading={w('staff.head.disk')}>
          <p role="alert">{t(screen.journal)}</p>
        </Section>
      )}
      <Section id="help" heading={w('staff.help')}>
        {screen.help.length === 0 ? <p>{w('staff.noHelp')}</p> : null}
        {screen.help.map((call) => (
          <Call key={call.id} call={call} />
        ))}
      </Section>
      <Visit running={screen.visitRunning} />
      <Section id="devices" heading={w('staff.devices')}>
        {screen.register === undefined ? null : (
          <p className="device device--warning">
            <Icon name="warning" />
            <span>{t(screen.register)}</span>
          </p>
        )}
        {screen.devices.map((device) => (
          <DeviceLine key={device.name} device={device} />
        ))}
      </Section>
    </Scroll>
  );
}

function Call({ call: { id, text, age, state, tone, come } }: { call: StaffScreen['help'][number] }) {
  const { send, t, w } = useTerminal();
  return (
    <div className={`call call--${tone}`}>
      <p className={`device device--${tone}`}>
        <Icon name={CALL_ICON[tone]} />
        <span>
          <strong>{t(text)}</strong>{' '}
          <span>
            {t(age)} · {t(state)}
          </span>
        </span>
      </p>
      <div className="actions">
        {come ? (
          <Button
            tone="primary"
            icon="person"
            label={w('staff.come')}
            onPress={() => send({ type: 'staff-come', id })}
          />
        ) : null}
        <Button icon="check" label={w('staff.helped')} onPress={() => send({ type: 'staff-helped', id })} />
      </div>
    </div>
  );
}

function Visit({ running }: { running: boolean }) {
  const { send, w } = useTerminal();
  return (
    <Section id="visit" heading={w(running ? 'staff.visit' : 'staff.noVisit')}>
      {running ? (
        <>
          <p>{w('staff.resetReason')}</p>
          <div className="actions actions--grid">
            {REASONS.map((reason) => (
              <Button
                key={reason}
                label={w(`staff.reason.${reason}`)}
                onPress={() => send({ type: 'staff-reset', reason })}
              />
            ))}
          </div>
        </>
      ) : null}
    </Section>
  );
}
