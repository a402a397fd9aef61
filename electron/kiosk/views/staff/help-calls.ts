import type { ScreenOf, Text } from '../../../ipc/view.ts';
import { say, time } from '../../content/wording.ts';
import type { AppState } from '../../app-state.ts';
import type { HelpCall } from '../../staff/help-calls.ts';
import { age } from './age.ts';

/** Where help was asked for: names of flows, as the visit's machine tells them. */
const HELP_FROM: Record<
  string,
  'language' | 'home' | 'information' | 'documentStatus' | 'caseStatus' | 'services' | 'cardForgotten' | 'goodbye'
> = {
  language: 'language',
  home: 'home',
  information: 'information',
  'document-status': 'documentStatus',
  services: 'services',
  'case-status': 'caseStatus',
  'card-forgotten': 'cardForgotten',
  goodbye: 'goodbye',
};

export const helpCalls = ({ help, now }: AppState): ScreenOf<'staff'>['help'] =>
  help.map((call) => ({
    id: call.id,
    text: say(`staff.helpFrom.${HELP_FROM[call.screen] ?? 'home'}`, { time: time(new Date(call.at), 'de') }),
    age: age(call.at, now),
    tone: isUrgent(call) ? 'bad' : call.waits ? 'warning' : 'neutral',
    state: stateOf(call),
    come: isUrgent(call),
  }));

/** Somebody waits, and nobody has said that they come. */
export const isUrgent = ({ waits, coming }: HelpCall): boolean => waits && !coming;

function stateOf({ waits, coming }: HelpCall): Text {
  if (!waits) return say('staff.helpState.over');
  return say(coming ? 'staff.helpState.coming' : 'staff.helpState.open');
}
