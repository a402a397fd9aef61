import type { ScreenOf, Text } from '../../ipc/view.ts';
import { moment, say } from '../content/wording.ts';
import type { AppState } from '../app-state.ts';

type KnownIdentity = NonNullable<AppState['identity']>;

/** Who this terminal is to the register, and the field for a new code. */
export function enrolmentScreen(identity: KnownIdentity): ScreenOf<'technician-enrolment'> {
  const { typed, complete, busy, message, failed } = identity.enrolling;
  return {
    kind: 'technician-enrolment',
    facts: facts(identity),
    warnings: warnings(identity),
    typed,
    complete,
    busy,
    ...(busy
      ? { message: { text: say('technician.enrolment.busy'), failed: false } }
      : message === null
        ? {}
        : { message: { text: say(message), failed } }),
  };
}

const KEY_PLACE = {
  machine: 'technician.enrolment.inMachine',
  system: 'technician.enrolment.inSystem',
  file: 'technician.enrolment.inFile',
} as const;

function facts({
  state,
  name,
  terminal,
  enrolledAt,
  keyStore,
  fingerprint,
}: KnownIdentity): { label: Text; value: string }[] {
  if (state !== 'enrolled') return [];
  return [
    { label: say('technician.enrolment.name'), value: name ?? '–' },
    { label: say('technician.enrolment.terminal'), value: terminal ?? '–' },
    { label: say('technician.enrolment.since'), value: enrolledAt === null ? '–' : moment(new Date(enrolledAt), 'de') },
    { label: say(KEY_PLACE[keyStore ?? 'file']), value: fingerprint ?? '–' },
  ];
}

function warnings({ state, trouble, skew }: KnownIdentity): Text[] {
  return [
    ...(state === 'none'
      ? [say('technician.enrolment.none')]
      : state === 'unreadable'
        ? [say('technician.enrolment.unreadable')]
        : state === 'key-file'
          ? [say('technician.enrolment.keyFile')]
          : []),
    ...(state === 'enrolled' && trouble !== null ? [say(`technician.enrolment.${trouble}`)] : []),
    ...(skew === null
      ? []
      : [say(skew > 0 ? 'technician.enrolment.behind' : 'technician.enrolment.ahead', { count: Math.abs(skew) })]),
  ];
}
