import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Keyboard } from '../../components/keyboard.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';
import { DeviceLine } from './parts.tsx';

type StaffScreen = ScreenOf<'staff'>;
const REASONS = ['visitor-left', 'visitor-asked', 'stuck', 'other'] as const;
const TABS = [
  ['overview', 'staff.overview'],
  ['unfinished', 'staff.unfinished'],
  ['pick-up', 'staff.pickUp.tab'],
  ['out-of-order', 'staff.outOfOrder'],
] as const;

export function Staff({ screen }: { screen: StaffScreen }) {
  const { send, w } = useTerminal();
  return (
    <div className="page staff">
      <Title>{w('staff.title')}</Title>
      <nav className="tabs">
        {TABS.map(([tab, key]) => (
          <Button
            key={tab}
            label={tab === 'unfinished' ? `${w(key)} (${screen.unfinished.length})` : w(key)}
            tone={screen.tab === tab ? 'primary' : 'secondary'}
            pressed={screen.tab === tab}
            onPress={() => send({ type: 'staff-tab', tab })}
          />
        ))}
        {screen.technician ? (
          <Button label={w('staff.technician')} icon="tools" onPress={() => send({ type: 'open-technician' })} />
        ) : null}
      </nav>
      {screen.tab === 'overview' ? (
        <Overview screen={screen} />
      ) : screen.tab === 'unfinished' ? (
        <Unfinished screen={screen} />
      ) : screen.tab === 'pick-up' ? (
        <PickUp screen={screen} />
      ) : (
        <OutOfOrderText screen={screen} />
      )}
    </div>
  );
}

function Overview({ screen }: { screen: StaffScreen }) {
  const { send, t, w } = useTerminal();
  return (
    <Scroll>
      {screen.journal === undefined ? null : (
        <p className="lead" role="alert">
          {t(screen.journal)}
        </p>
      )}
      <section className="panel">
        <h2>{w(screen.visitRunning ? 'staff.visit' : 'staff.noVisit')}</h2>
        {screen.visitRunning ? (
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
      </section>
      <section className="panel">
        <h2>{w(screen.lockedNow ? 'staff.locked' : 'staff.unlocked')}</h2>
        <div className="actions">
          <Button
            icon={screen.lockedNow ? 'unlock' : 'lock'}
            label={w(screen.lockedNow ? 'staff.unlock' : 'staff.lock')}
            onPress={() => send({ type: 'staff-lock', on: !screen.lockedNow })}
          />
        </div>
      </section>
      <section className="panel">
        <h2>{w('staff.devices')}</h2>
        {screen.devices.map((device) => (
          <DeviceLine key={device.name} device={device} />
        ))}
      </section>
      <section className="panel">
        <h2>{w('staff.help')}</h2>
        {screen.help.length === 0 ? (
          <p>{w('staff.noHelp')}</p>
        ) : (
          <ul className="plain">
            {screen.help.map((call) => (
              <li key={call.id} className="row">
                <span>{t(call.text)}</span>
                <Button
                  label={w('staff.helped')}
                  icon="check"
                  onPress={() => send({ type: 'staff-helped', id: call.id })}
                />
              </li>
            ))}
          </ul>
        )}
      </section>
    </Scroll>
  );
}

function Unfinished({ screen }: { screen: StaffScreen }) {
  const { send, t, w } = useTerminal();
  return (
    <Scroll>
      {screen.outbox === undefined ? null : <p className="lead">{t(screen.outbox)}</p>}
      {screen.unfinished.length === 0 ? <p className="lead">{w('staff.noUnfinished')}</p> : null}
      {screen.unfinished.map((one) => (
        <section key={one.id} className="panel">
          <h2>{t(one.title)}</h2>
          <p>
            {one.when} – {t(one.detail)}
          </p>
          <div className="actions actions--grid">
            {one.settle.map((outcome) => (
              <Button
                key={outcome}
                label={w(`staff.settle.${outcome}`)}
                disabled={one.busy}
                onPress={() => send({ type: 'staff-settle', id: one.id, outcome })}
              />
            ))}
          </div>
        </section>
      ))}
    </Scroll>
  );
}

/** A visitor at the counter brings the code of a document that the terminal could not hand over. */
function PickUp({
  screen: {
    pickUp: { typed, complete, busy, message },
  },
}: {
  screen: StaffScreen;
}) {
  const { send, t, w } = useTerminal();
  const submit = (): void => send({ type: 'submit' });
  return (
    <>
      <p className="lead">{w('staff.pickUp.hint')}</p>
      <div className="page__middle">
        <p>{w('staff.pickUp.label')}</p>
        <p
          className="field field--number"
          role="textbox"
          aria-readonly="true"
          aria-label={w('staff.pickUp.label')}
          dir="ltr"
        >
          <span className="field__typed">{typed}</span>
          <i className="field__caret" aria-hidden="true" />
        </p>
        <p className="field__problem" role="status">
          {message === undefined ? null : t(message)}
        </p>
      </div>
      <div className="actions">
        <Button
          tone="primary"
          icon="print"
          label={w('staff.pickUp.submit')}
          disabled={!complete || busy}
          onPress={submit}
        />
      </div>
      <Keyboard />
    </>
  );
}

function OutOfOrderText({ screen }: { screen: StaffScreen }) {
  const { send, w } = useTerminal();
  return (
    <>
      <p className="lead">{w('staff.textHint')}</p>
      <div className="page__middle">
        <p>{w('staff.text')}</p>
        <p className="field field--text" role="textbox" aria-readonly="true" aria-label={w('staff.text')}>
          <span className="field__typed">{screen.outOfOrderText}</span>
          <i className="field__caret" aria-hidden="true" />
        </p>
      </div>
      <div className="actions">
        <Button
          tone="primary"
          label={w(screen.outOfOrder ? 'staff.blockedOff' : 'staff.blockedOn')}
          onPress={() => send({ type: 'staff-out-of-order', on: !screen.outOfOrder })}
        />
      </div>
      <Keyboard upper />
    </>
  );
}
