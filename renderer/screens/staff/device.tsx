import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';
import { DeviceLine, Facts, Steps } from './parts.tsx';
import { ReplayPanel } from './replay.tsx';

type DeviceScreen = ScreenOf<'technician-device'>;
const FILTERS = ['all', 'out', 'in', 'steps'] as const;

/** One device: who it is, how it is, its guided test, what can be done to it, and what went over its wire. */
export function Device({ screen }: { screen: DeviceScreen }) {
  const { t } = useTerminal();
  return (
    <div className="page staff">
      <Title>{t(screen.device.title)}</Title>
      <Scroll>
        <section className="panel">
          <DeviceLine device={screen.device} />
          <Facts facts={screen.device.identity} />
        </section>
        <GuidedTest test={screen.test} />
        <Actions actions={screen.actions} />
        {screen.replay === null ? (
          <Frames frames={screen.frames} filter={screen.filter} />
        ) : (
          <ReplayPanel replay={screen.replay} />
        )}
      </Scroll>
    </div>
  );
}

function GuidedTest({ test }: { test: DeviceScreen['test'] }) {
  const { send, t, w } = useTerminal();
  const asks = test?.asks;
  return (
    <section className="panel">
      <h2>{w('technician.test')}</h2>
      {test === null ? null : <Steps steps={test.steps} />}
      {asks === undefined ? null : (
        <div role="status" className="question">
          <p className="lead">{t(asks.text)}</p>
          <div className="actions">
            {asks.answers.map((result) => (
              <Button
                key={result}
                tone={result === 'passed' ? 'primary' : 'secondary'}
                label={w(`technician.answer.${result}`)}
                onPress={() => send({ type: 'test-answer', result })}
              />
            ))}
          </div>
        </div>
      )}
      {test !== null && !test.running ? <p role="status">{w('technician.testDone')}</p> : null}
      {test?.running === true ? null : (
        <div className="actions">
          <Button
            tone="primary"
            label={w(test === null ? 'technician.testStart' : 'technician.testAgain')}
            onPress={() => send({ type: 'test-start' })}
          />
        </div>
      )}
    </section>
  );
}

function Actions({ actions }: { actions: DeviceScreen['actions'] }) {
  const { send, w } = useTerminal();
  return (
    <section className="panel">
      <div className="actions actions--grid">
        {actions.map(({ action, state }) => (
          <Button
            key={action}
            label={w(`technician.action.${action}`)}
            disabled={state === 'running' || state === 'unavailable'}
            onPress={() => send({ type: 'device-action', action })}
          />
        ))}
      </div>
      {actions.map(({ action, state }) =>
        state === 'offered' || state === 'unavailable' ? null : (
          <p key={action} role="status" className={`test test--${state}`}>
            {w(`technician.action.${action}`)}: {w(`technician.actionState.${state}`)}
          </p>
        ),
      )}
    </section>
  );
}

function Frames({ frames, filter }: Pick<DeviceScreen, 'frames' | 'filter'>) {
  const { send, w } = useTerminal();
  return (
    <section className="panel">
      <h2>{w('technician.frames')}</h2>
      {frames.length === 0 ? null : (
        <div className="actions">
          <Button
            icon="eye"
            label={w('technician.replay.start')}
            onPress={() => send({ type: 'frame-replay', step: 'start' })}
          />
        </div>
      )}
      <nav className="tabs">
        {FILTERS.map((one) => (
          <Button
            key={one}
            label={w(`technician.filter.${one}`)}
            pressed={one === filter}
            tone={one === filter ? 'primary' : 'secondary'}
            onPress={() => send({ type: 'show-frames', filter: one })}
          />
        ))}
      </nav>
      {frames.length === 0 ? (
        <p>{w('technician.noFrames')}</p>
      ) : (
        <table className="frames">
          <thead>
            <tr>
              <th>{w('technician.time')}</th>
              <th>{w('technician.direction')}</th>
              <th>{w('technician.meaning')}</th>
              <th>{w('technician.bytes')}</th>
            </tr>
          </thead>
          <tbody>
            {frames.map((frame, at) => (
              <tr key={`${frame.at}.${at}`}>
                <td>{frame.at}</td>
                <td>{w(frame.direction === 'step' ? 'technician.stepFrame' : `technician.${frame.direction}`)}</td>
                <td lang="en">{frame.meaning}</td>
                <td>
                  <code>{frame.hex}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
