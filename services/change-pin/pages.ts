import type { SnapshotFrom } from 'xstate';
import {
  ACTION,
  counter,
  eidFailed,
  page,
  presentCard,
  say,
  type Language,
  type Screen,
  type ServicePage,
  type AppState,
} from '../kit/pages.ts';
import type { changePin } from './machine.ts';

type Snapshot = SnapshotFrom<typeof changePin>;

export const presentChangePin = (snapshot: Snapshot, appState: AppState, language: Language): ServicePage => ({
  screen: screenOf(snapshot, appState, language),
});

function screenOf(snapshot: Snapshot, appState: AppState, language: Language): Screen {
  const { conversation } = snapshot.children;
  if (conversation !== undefined) return presentCard(conversation.getSnapshot(), language);
  const { ended } = snapshot.context;
  switch (snapshot.value) {
    case 'counter':
      return counter(appState, language);
    case 'failed':
      return ended !== null && !ended.ok ? eidFailed(ended.failure) : eidFailed('client');
    case 'changed':
    case 'finished':
      return page({
        id: 'pin-changed',
        back: false,
        tone: 'success',
        picture: 'guide-pin',
        title: say('changePin.done'),
        lead: [say('changePin.doneBody')],
        actions: [
          { ...ACTION.home, label: say('do.more') },
          { ...ACTION.done, label: say('do.end') },
        ],
      });
    default:
      return page({
        id: 'change-pin',
        picture: 'guide-pin',
        title: say('changePin.title'),
        lead: [say('changePin.lead')],
        choices: [
          {
            id: 'transport',
            title: say('changePin.transport'),
            line: say('changePin.transportLine'),
            icon: 'mail',
            state: 'plain',
          },
          { id: 'own', title: say('changePin.own'), line: say('changePin.ownLine'), icon: 'key', state: 'plain' },
        ],
        actions: [ACTION.counter],
      });
  }
}
