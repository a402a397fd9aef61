/** The staff page's head: one line that says whether anybody has to do anything, and where. */
import type { ScreenOf } from '../../../ipc/view.ts';
import { say } from '../../content/wording.ts';
import type { AppState } from '../../app-state.ts';
import { deviceView } from '../device-words.ts';
import { isUrgent } from './help-calls.ts';
import { unfinishedLines } from './unfinished.ts';

type Head = ScreenOf<'staff'>['head'];
type Part = Head['parts'][number];

const RANK = { good: 0, warning: 1, bad: 2 } as const;

/** The worst of its parts decides its colour, its sign and its word. */
export function headOf(appState: AppState): Head {
  const parts = [...conditionOf(appState), unfinishedPart(appState), helpPart(appState)];
  const tone = parts.reduce<Part['tone']>((worst, part) => (RANK[part.tone] > RANK[worst] ? part.tone : worst), 'good');
  return { tone, word: say(`staff.head.${tone}`), parts };
}

/** What keeps the terminal from doing all that it can; that it does, where nothing does. */
function conditionOf(appState: AppState): Part[] {
  const tones = appState.devices.map((device) => deviceView(device).tone);
  const broken = tones.filter((tone) => tone === 'bad').length;
  const noted = tones.filter((tone) => tone === 'warning' || tone === 'neutral').length;
  const { locked, outOfOrder } = appState.block;
  const { quarantined } = appState.registerLink.outbox;
  const toDevices = { tab: 'overview', section: 'devices' } as const;
  const found: Part[] = [
    ...(appState.journal === null
      ? []
      : [{ text: say('staff.head.disk'), tone: 'bad', tab: 'overview', section: 'disk' } as const]),
    ...(outOfOrder || locked
      ? [
          {
            text: say(outOfOrder ? 'staff.mode.out-of-order' : 'staff.mode.locked'),
            tone: 'warning',
            tab: 'mode',
          } as const,
        ]
      : []),
    ...(broken === 0
      ? []
      : [{ text: say('staff.head.broken', { count: broken }), tone: 'bad', ...toDevices } as const]),
    ...(noted === 0
      ? []
      : [{ text: say('staff.head.noted', { count: noted }), tone: 'warning', ...toDevices } as const]),
    ...(appState.register === 'failed'
      ? [{ text: say('staff.head.register'), tone: 'warning', ...toDevices } as const]
      : []),
    ...(quarantined === 0
      ? []
      : [
          {
            text: say('staff.head.quarantined', { count: quarantined }),
            tone: 'warning',
            tab: 'unfinished',
          } as const,
        ]),
  ];
  return found.length > 0 ? found : [{ text: say('staff.head.ready'), tone: 'good', ...toDevices }];
}

function unfinishedPart(appState: AppState): Part {
  const lines = unfinishedLines(appState);
  return {
    text: lines.length === 0 ? say('staff.head.nothingOpen') : say('staff.head.open', { count: lines.length }),
    tone: lines.length === 0 ? 'good' : lines.some(({ urgency }) => urgency === 'money') ? 'bad' : 'warning',
    tab: 'unfinished',
  };
}

function helpPart({ help }: AppState): Part {
  return {
    text: help.length === 0 ? say('staff.head.noHelp') : say('staff.head.help', { count: help.length }),
    tone: help.length === 0 ? 'good' : help.some(isUrgent) ? 'bad' : 'warning',
    tab: 'overview',
    section: 'help',
  };
}
