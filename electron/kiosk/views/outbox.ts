import type { ScreenOf, Text } from '../../ipc/view.ts';
import { DISCARD_REASONS, type OutboxEntry } from '../store/outbox.ts';
import type { JobFacts } from '../register-link/jobs.ts';
import { moment, say } from '../content/wording.ts';
import type { AppState } from '../app-state.ts';

type OutboxScreen = ScreenOf<'technician-outbox'>;

const JOBS: Readonly<Record<string, Text>> = {
  catalogue: say('technician.outbox.job.catalogue'),
  heartbeat: say('technician.outbox.job.heartbeat'),
  outbox: say('technician.outbox.job.outbox'),
  'status-index': say('technician.outbox.job.statusIndex'),
};

/** What staff see of it beside their unfinished matters; nothing where everything is delivered. */
export function outboxLine({
  registerLink: {
    outbox: { waiting, quarantined },
  },
}: AppState): { outbox: Text } | Record<string, never> {
  if (waiting + quarantined === 0) return {};
  return {
    outbox:
      quarantined === 0
        ? say('staff.outbox.waiting', { count: waiting })
        : say('staff.outbox.quarantined', { count: quarantined, waiting }),
  };
}

/** What waits for the register, what it will not have, and what the terminal does again and again. */
export function outboxScreen({
  registerLink: { outbox, jobs },
  outboxAdmin: { entries, chosen, busy, message },
}: AppState): OutboxScreen {
  return {
    kind: 'technician-outbox',
    busy,
    lead:
      outbox.waiting + outbox.quarantined === 0
        ? say('technician.outbox.empty')
        : say('technician.outbox.lead', { waiting: outbox.waiting, quarantined: outbox.quarantined }),
    items: entries.map((entry) => itemOf(entry, chosen === entry.id)),
    reasons: DISCARD_REASONS.map((reason) => ({ reason, label: say(`technician.outbox.discard.${reason}`) })),
    jobs: jobs.map(jobOf),
    ...(message === null
      ? {}
      : {
          message: {
            text: say(`technician.outbox.${message.kind}`, message.file === null ? {} : { file: message.file }),
            failed: message.kind === 'failed',
          },
        }),
  };
}

function itemOf(
  { id, sequence, kind, at, attempts, state, reason, failure }: OutboxEntry,
  chosen: boolean,
): OutboxScreen['items'][number] {
  const quarantined = state === 'quarantined';
  return {
    id,
    quarantined,
    chosen: quarantined && chosen,
    title: say(`technician.outbox.kind.${kind}`, { sequence }),
    when: moment(new Date(at), 'de'),
    detail: quarantined
      ? say(`technician.outbox.reason.${reason ?? 'unavailable'}`)
      : failure === null
        ? say('technician.outbox.waiting')
        : say('technician.outbox.postponed', { count: attempts }),
  };
}

function jobOf({ name, running, lastAt, ok, nextAt }: JobFacts): OutboxScreen['jobs'][number] {
  return {
    name,
    title: JOBS[name] ?? say('technician.outbox.job.other', { name }),
    tone: ok === null ? 'neutral' : ok ? 'good' : 'bad',
    state: say(
      running
        ? 'technician.outbox.jobState.running'
        : ok === null
          ? 'technician.outbox.jobState.never'
          : ok
            ? 'technician.outbox.jobState.done'
            : 'technician.outbox.jobState.failed',
    ),
    last: lastAt === null ? null : moment(new Date(lastAt), 'de'),
    next: nextAt === null ? null : moment(new Date(nextAt), 'de'),
  };
}
