import type { ActorRefFrom } from 'xstate';
import type { caseStatus } from '../../../state-machines/flows/case-status.ts';
import type { documentStatus } from '../../../state-machines/flows/document-status.ts';
import type { information } from '../../../state-machines/flows/information.ts';
import type { Language, Screen, View } from '../../ipc/view.ts';
import type { AppState } from '../app-state.ts';
import { presentCaseStatus } from './case-status.ts';
import { presentDocumentStatus } from './document-status.ts';
import { presentInformation } from './information.ts';

/** The flows that look something up: by themselves, or while somebody is signed in. */
export interface LookingUp {
  readonly information?: ActorRefFrom<typeof information> | undefined;
  readonly documentStatus?: ActorRefFrom<typeof documentStatus> | undefined;
  readonly caseStatus?: ActorRefFrom<typeof caseStatus> | undefined;
}

/** What the one of them shows that runs; null where none does. */
export function lookedUp(
  { information, documentStatus, caseStatus }: LookingUp,
  appState: AppState,
  language: Language,
): ({ screen: Screen } & Pick<View, 'step'>) | null {
  if (information !== undefined) return { screen: presentInformation(information.getSnapshot(), appState, language) };
  if (documentStatus !== undefined) return presentDocumentStatus(documentStatus.getSnapshot(), appState, language);
  return caseStatus === undefined ? null : presentCaseStatus(caseStatus.getSnapshot(), appState, language);
}
