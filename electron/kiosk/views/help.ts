import type { Language, Overlay, Text } from '../../ipc/view.ts';
import { officeCard, openNowOf, ownOffice } from '../content/office.ts';
import { phoneOfDesk } from '../content/phone.ts';
import { say } from '../content/wording.ts';
import type { AppState } from '../app-state.ts';

/**
 * What is known of a call for help, and no more: whether the town hall has it, whether anybody is there at this hour,
 * and what works without help. That somebody comes is said only by who comes.
 */
export function helpOverlay(
  state: 'calling' | 'called' | 'coming' | 'cannot' | 'nobody' | 'failed',
  appState: AppState,
  language: Language,
): Extract<Overlay, { kind: 'help' }> {
  const phone = phoneOfDesk(appState);
  const ways: Text[] = [...(phone === null ? [] : [say('help.phone', { phone })]), say('help.nobodyBody')];
  if (state === 'calling') return { kind: 'help', state, body: [] };
  // Somebody said so: whatever the hours are.
  if (state === 'coming') return { kind: 'help', state, body: [say('help.comingBody')] };
  const { closed, hours } = atTheDesk(appState, language);
  if (state === 'cannot') return { kind: 'help', state, body: [...hours, ...ways] };
  if (closed) return { kind: 'help', state: 'closed', body: [...hours, ...ways] };
  switch (state) {
    case 'called':
      return {
        kind: 'help',
        state,
        body: [say('help.calledBody'), ...(phone === null ? [] : [say('help.phone', { phone })])],
      };
    case 'nobody':
      return { kind: 'help', state, body: [...hours, ...ways] };
    case 'failed':
      return { kind: 'help', state, body: [say('help.failedBody'), ...hours, ...ways] };
  }
}

/**
 * The office whose staff are called: whether it is closed now, and its hours in words; nothing where no office is
 * configured.
 */
export function atTheDesk(
  appState: AppState,
  language: Language,
): { readonly closed: boolean; readonly hours: readonly Text[] } {
  const office = ownOffice(appState);
  if (office === undefined) return { closed: false, hours: [] };
  const { name, openNow } = officeCard(office, appState, language);
  return {
    closed: openNowOf(office, appState).state === 'closed',
    hours: [say('help.office', { office: name.text }), openNow.text],
  };
}
