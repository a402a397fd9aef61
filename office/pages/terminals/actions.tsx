/** What the office tells a terminal to do. It does so with its next word, and until then it can be seen as pending. */
import { useState } from 'react';
import type { Result } from '../../../base/result.ts';
import type { TerminalOrder } from '../../../register/contract/contract.ts';
import type { OfficeTerminal } from '../../../register/contract/office.ts';
import { useAction, useOffice } from '../../context.tsx';
import type { Answer, Failure } from '../../data/client.ts';
import { Button } from '../../parts/button.tsx';
import { Code } from '../../parts/code.tsx';
import { Ask, Dialog } from '../../parts/dialog.tsx';
import { Choice, Field } from '../../parts/field.tsx';
import { Problem } from '../../parts/notice.tsx';
import { w } from '../../words.ts';

/** Why a visit is ended from the desk. Words of a list: a free one could name the visitor. */
const REASONS = ['visitor-left', 'visitor-asked', 'stuck', 'other'] as const;
/** A report is asked for beside the reports. */
type SteeringOrder = Exclude<TerminalOrder['order'], 'readiness-report'>;
type Asks = 'block' | 'end-visit' | 'restart-tonight' | 'code' | 'revoke';

export function Actions({ terminal }: { terminal: OfficeTerminal }) {
  const { client, feed, may, say } = useOffice();
  const [asks, setAsks] = useState<Asks | null>(null);
  const { id, condition, mode, pending } = terminal;
  const order = (what: TerminalOrder) => client.ask('orderTerminal', { id, order: what });
  const { run, busy, failure } = useAction(order);
  const took = (changed: OfficeTerminal, done: SteeringOrder): void => {
    setAsks(null);
    feed.takeTerminal(changed);
    say(w(`action.said.${done}`, { terminal: changed.name }));
  };
  const at = async (what: Extract<TerminalOrder, { order: SteeringOrder }>): Promise<void> => {
    const changed = await run(what);
    if (changed !== null) took(changed, what.order);
  };
  const takesOrders = may('orderTerminal') && condition !== 'revoked' && condition !== 'not-enrolled';
  const managed = may('enrolTerminal') && may('revokeTerminal');
  if (!takesOrders && !managed) return null;
  const last = pending.findLast((one) => one === 'block' || one === 'unblock');
  const isLocked = last === undefined ? mode === 'locked' : last === 'block';
  return (
    <section className="panel" aria-labelledby="actions">
      <h2 id="actions">{w('action.title')}</h2>
      {takesOrders ? (
        <>
          <p className="muted">{w(condition === 'silent' ? 'action.whenSilent' : 'action.when')}</p>
          <Problem failure={failure} />
          <div className="chores">
            {isLocked || mode === 'out-of-order' ? (
              <Button
                icon="unlock"
                label={w('action.unblock')}
                busy={busy}
                onClick={() => void at({ order: 'unblock' })}
              />
            ) : null}
            {isLocked ? null : <Button icon="lock" label={w('action.block')} onClick={() => setAsks('block')} />}
            <Button icon="leave" label={w('action.endVisit')} onClick={() => setAsks('end-visit')} />
            <Button icon="night" label={w('action.restart')} onClick={() => setAsks('restart-tonight')} />
          </div>
        </>
      ) : null}
      {managed ? (
        <div className="chores chores--grave">
          <Button icon="key" label={w('action.code')} onClick={() => setAsks('code')} />
          {condition === 'revoked' ? null : (
            <Button icon="revoke" tone="danger" label={w('action.revoke')} onClick={() => setAsks('revoke')} />
          )}
        </div>
      ) : null}
      {asks === 'block' ? <AskBlock order={order} onDone={took} onClose={() => setAsks(null)} /> : null}
      {asks === 'end-visit' ? <AskEnd order={order} onDone={took} onClose={() => setAsks(null)} /> : null}
      {asks === 'restart-tonight' ? (
        <Ask
          title={w('action.restartTitle', { terminal: terminal.name })}
          yes={w('action.restart')}
          action={() => order({ order: 'restart-tonight' })}
          onDone={(changed) => took(changed, 'restart-tonight')}
          onClose={() => setAsks(null)}
        >
          <p>{w('action.restartWhat')}</p>
        </Ask>
      ) : null}
      {asks === 'code' ? <AskCode terminal={terminal} onClose={() => setAsks(null)} /> : null}
      {asks === 'revoke' ? <AskRevoke terminal={terminal} onClose={() => setAsks(null)} /> : null}
    </section>
  );
}

/** A terminal that works goes on working until the new code is used. */
function AskCode({ terminal: { name }, onClose }: { terminal: OfficeTerminal; onClose: () => void }) {
  const { client } = useOffice();
  const [made, setMade] = useState<Answer<'enrolTerminal'> | null>(null);
  if (made === null)
    return (
      <Ask
        title={w('action.codeTitle', { terminal: name })}
        yes={w('enrol.do')}
        action={() => client.ask('enrolTerminal', { name })}
        onDone={setMade}
        onClose={onClose}
      >
        <p>{w('action.codeWhat')}</p>
      </Ask>
    );
  return (
    <Dialog title={w('enrol.madeTitle', { terminal: name })} onClose={onClose}>
      <p>{w('enrol.madeLead')}</p>
      <Code client={client} code={made.code} expiresAt={made.expiresAt} />
      <div className="actions">
        <Button tone="primary" label={w('do.done')} onClick={onClose} />
      </div>
    </Dialog>
  );
}

function AskRevoke({ terminal: { id, name }, onClose }: { terminal: OfficeTerminal; onClose: () => void }) {
  const { client, feed, say } = useOffice();
  return (
    <Ask
      title={w('action.revokeTitle', { terminal: name })}
      yes={w('action.revokeYes')}
      danger
      action={() => client.ask('revokeTerminal', { id })}
      onDone={(changed) => {
        onClose();
        feed.takeTerminal(changed);
        say(w('action.said.revoke', { terminal: name }));
      }}
      onClose={onClose}
    >
      <p>{w('action.revokeWhat')}</p>
    </Ask>
  );
}

interface AskOrderProps {
  readonly order: (what: TerminalOrder) => Promise<Result<OfficeTerminal, Failure>>;
  readonly onDone: (changed: OfficeTerminal, done: SteeringOrder) => void;
  readonly onClose: () => void;
}

/** As many letters as the contract has. */
const LONGEST = 200;

function AskBlock({ order, onDone, onClose }: AskOrderProps) {
  const [text, setText] = useState('');
  return (
    <Ask
      title={w('action.blockTitle')}
      yes={w('action.block')}
      action={() => order({ order: 'block', text })}
      onDone={(changed) => onDone(changed, 'block')}
      onClose={onClose}
    >
      <p>{w('action.blockWhat')}</p>
      <Field
        label={w('action.blockText')}
        hint={w('action.blockTextHint')}
        name="text"
        maxLength={LONGEST}
        long
        onChange={setText}
      />
    </Ask>
  );
}

function AskEnd({ order, onDone, onClose }: AskOrderProps) {
  const [reason, setReason] = useState<(typeof REASONS)[number]>('visitor-left');
  return (
    <Ask
      title={w('action.endTitle')}
      yes={w('action.endVisit')}
      danger
      action={() => order({ order: 'end-visit', reason: w(`reason.${reason}`) })}
      onDone={(changed) => onDone(changed, 'end-visit')}
      onClose={onClose}
    >
      <p>{w('action.endWhat')}</p>
      <fieldset className="fieldset">
        <legend>{w('action.endReason')}</legend>
        {REASONS.map((one) => (
          <Choice
            key={one}
            kind="radio"
            name="reason"
            value={one}
            label={w(`reason.${one}`)}
            checked={reason === one}
            onChange={() => setReason(one)}
          />
        ))}
      </fieldset>
    </Ask>
  );
}
