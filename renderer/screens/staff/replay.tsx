import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { useTerminal } from '../../context.tsx';

type Replay = NonNullable<ScreenOf<'technician-device'>['replay']>;
const STEPS = ['first', 'back', 'next', 'last'] as const;

/** One message of those that went over the wire, and the way to the one before and after. */
export function ReplayPanel({ replay: { number, of, frame, since, length } }: { replay: Replay }) {
  const { send, w } = useTerminal();
  const isThere = { first: number > 1, back: number > 1, next: number < of, last: number < of };
  return (
    <section className="panel replay">
      <h2>{w('technician.replay.title', { number, of })}</h2>
      <p className="replay__when">
        {frame.at} ·{' '}
        {since === null ? w('technician.replay.begins') : w('technician.replay.since', { milliseconds: since })} ·{' '}
        {frame.direction === 'step'
          ? w('technician.stepFrame')
          : w('technician.replay.length', { direction: w(`technician.${frame.direction}`), count: length })}
      </p>
      <p lang="en" className="replay__meaning">
        {frame.meaning}
      </p>
      {frame.direction === 'step' ? null : <code className="replay__hex">{frame.hex}</code>}
      <div className="actions">
        {STEPS.map((step) => (
          <Button
            key={step}
            label={w(`technician.replay.${step}`)}
            disabled={!isThere[step]}
            onPress={() => send({ type: 'frame-replay', step })}
          />
        ))}
        <Button
          tone="primary"
          label={w('technician.replay.end')}
          onPress={() => send({ type: 'frame-replay', step: 'end' })}
        />
      </div>
    </section>
  );
}
