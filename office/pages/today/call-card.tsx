import { useId, useRef, useState } from 'react';
import type { OfficeHelpCall } from '../../../register/contract/office.ts';
import type { Asked } from '../../data/client.ts';
import { useAction, useOffice } from '../../context.tsx';
import { Button } from '../../parts/button.tsx';
import { Ask } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useKeptFocus } from '../../parts/kept-focus.ts';
import { Badge, Problem } from '../../parts/notice.tsx';
import { since } from '../../parts/time.ts';
import { w } from '../../words.ts';
import { screenWords } from './screens.ts';

type Answer = Asked<'answerHelp'>['answer'];

interface CallCardProps {
  readonly call: OfficeHelpCall;
  /** The register's time, milliseconds since 1970. */
  readonly now: number;
}

export function CallCard({ call, now }: CallCardProps) {
  const { client, feed, session, say } = useOffice();
  const [asks, setAsks] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const box = useRef<HTMLLIElement>(null);
  useKeptFocus(box, heading);
  const id = useId();
  const { key, terminal, place, state, answeredBy } = call;
  const own = session.account.name;
  const { run, busy, failure } = useAction((answer: Answer) => client.ask('answerHelp', { key, answer }));
  const answer = async (wanted: 'coming' | 'cannot'): Promise<void> => {
    const now = await run(wanted);
    if (now === null) return;
    feed.takeCall(now);
    if (now.state === 'ended') return say(w('help.endedMeanwhile', { terminal }));
    // The first answer counts: it may be somebody else's.
    say(w(now.answeredBy === own ? `help.said.${wanted}` : 'help.faster', { name: now.answeredBy ?? '', terminal }));
  };
  return (
    <li className={`call call--${state}`} aria-labelledby={id} ref={box}>
      <div className="call__head">
        <h3 className="call__terminal" id={id} ref={heading} tabIndex={-1}>
          {terminal}
        </h3>
        <State call={call} own={own} />
      </div>
      {place === null ? null : (
        <p className="call__fact">
          <Icon name="place" /> {place}
        </p>
      )}
      <p className="call__fact">
        <Icon name="help" /> {screenWords(call.screen)}
      </p>
      <p className="call__fact call__since">
        <Icon name="clock" /> {since(now - Date.parse(call.acceptedAt))}
      </p>
      <Problem failure={failure} />
      <div className="actions">
        {state === 'open' || state === 'cannot' ? (
          <Button
            tone="primary"
            large
            label={w('help.coming')}
            name={w('help.of', { action: w('help.coming'), terminal })}
            busy={busy}
            onClick={() => void answer('coming')}
          />
        ) : null}
        {state === 'open' || (state === 'coming' && answeredBy === own) ? (
          <Button
            label={w('help.cannot')}
            name={w('help.of', { action: w('help.cannot'), terminal })}
            busy={busy}
            onClick={() => void answer('cannot')}
          />
        ) : null}
        <Button
          label={w('help.done')}
          name={w('help.of', { action: w('help.done'), terminal })}
          busy={busy}
          onClick={() => setAsks(true)}
        />
      </div>
      {asks ? <AskEnd call={call} onClose={() => setAsks(false)} /> : null}
    </li>
  );
}

/** An ended call cannot be called back, and is gone for everybody. */
function AskEnd({ call, onClose }: Omit<CallCardProps, 'now'> & { readonly onClose: () => void }) {
  const { client, feed, say } = useOffice();
  const { key, terminal } = call;
  return (
    <Ask
      title={w('help.endTitle', { terminal })}
      yes={w('help.endYes')}
      action={() => client.ask('answerHelp', { key, answer: 'done' })}
      onClose={onClose}
      onDone={(ended) => {
        say(w('help.said.done', { terminal }));
        onClose();
        feed.takeCall(ended);
      }}
    >
      <p>{w('help.endWhat')}</p>
    </Ask>
  );
}

function State({ call: { state, answeredBy }, own }: { call: OfficeHelpCall; own: string }) {
  if (state === 'coming')
    return (
      <Badge tone="success">
        {answeredBy === own ? w('help.youCome') : w('help.comes', { name: answeredBy ?? w('help.somebody') })}
      </Badge>
    );
  if (state === 'cannot')
    return <Badge tone="warning">{w('help.cannotCome', { name: answeredBy ?? w('help.somebody') })}</Badge>;
  return <Badge tone="danger">{w('help.open')}</Badge>;
}
