import type { Key } from '../../../locales/keys.ts';
import type { SnapshotFrom } from 'xstate';
import type { Frame } from '../../../devices/driver/frames.ts';
import { works } from '../../../devices/driver/status.ts';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import type { ScreenOf, StepLine, Text } from '../../ipc/view.ts';
import { keyPoint } from '../host-machine/key-point.ts';
import { keyOf, verdictOf } from '../host-machine/points.ts';
import { type Readiness, readiness } from '../staff/report.ts';
import type { DeviceAction } from '../staff/device-check.ts';
import type { FrameReplayFacts } from '../staff/frame-replay.ts';
import { enrolmentScreen } from './enrolment.ts';
import { configScreen, logScreen } from './technician-log.ts';
import { outboxScreen } from './outbox.ts';
import { deviceView } from './device-words.ts';
import { unprotectedLines } from '../terminal/config.ts';
import { moment, say } from '../content/wording.ts';
import type { DeviceFacts, AppState } from '../app-state.ts';

type TechnicianScreen = ScreenOf<
  | 'technician'
  | 'technician-device'
  | 'technician-enrolment'
  | 'technician-outbox'
  | 'technician-report'
  | 'technician-log'
  | 'technician-config'
>;

/** Newest frames on the screen; all of them are in the ring. */
const FRAMES_SHOWN = 80;
const ACTIONS: readonly DeviceAction[] = ['restart', 'restart-host', 'loop-back'];
const actionsOf = ({ class: kind }: DeviceFacts): readonly DeviceAction[] =>
  kind === 'payment-terminal' ? [...ACTIONS, 'end-of-day'] : ACTIONS;
/** Made for each View: the town's time zone is set after this file is loaded. */
const precise = () =>
  new Intl.DateTimeFormat('de-DE', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  });

type TechnicianPage = 'report' | 'enrolment' | 'outbox' | 'log' | 'config';

export function presentTechnician(snapshot: SnapshotFrom<typeof kiosk>, appState: AppState): TechnicianScreen {
  const on = (page: TechnicianPage): boolean => snapshot.matches({ operator: { technician: page } });
  const chosen = appState.devices.find((device) => device.name === snapshot.context.device);
  if (chosen !== undefined) return devicePage(chosen, appState);
  if (on('report')) return reportScreen(appState, false);
  if (on('enrolment') && appState.identity !== null) return enrolmentScreen(appState.identity);
  if (on('outbox')) return outboxScreen(appState);
  if (on('log')) return logScreen(appState);
  if (on('config')) return configScreen(appState);
  return {
    kind: 'technician',
    devices: appState.devices.map(deviceView),
    facts: factsOfTerminal(appState),
    enrolment: appState.identity !== null,
  };
}

function devicePage(device: DeviceFacts, { deviceCheck, payments, replay }: AppState): ScreenOf<'technician-device'> {
  const { test, action, filter } = deviceCheck;
  const current = test?.steps.find(({ state }) => state === 'current');
  return {
    kind: 'technician-device',
    device: deviceView(device),
    test:
      test === null
        ? null
        : {
            running: test.state === 'running',
            steps: test.steps.map(({ id, state }) => ({ id, text: stepText(id), state })),
            ...(payments.progress !== null && current?.id === 'test-payment'
              ? { asks: { text: say(`payment.prompt.${payments.progress.prompt}`), answers: [] } }
              : {}),
            ...(current === undefined || test.waits === null
              ? {}
              : {
                  asks: {
                    text: say(`technician.ask.${current.id}` as Key),
                    answers: test.waits === 'answer' ? ['passed', 'failed', 'skipped'] : ['failed', 'skipped'],
                  },
                }),
          },
    actions: actionsOf(device).map((name) => ({
      action: name,
      state:
        action?.name === name
          ? action.state
          : (name === 'loop-back' && !device.serial) || action?.state === 'running' || test?.state === 'running'
            ? 'unavailable'
            : 'offered',
    })),
    filter,
    frames: deviceCheck.frames
      .filter(
        (frame) =>
          filter === 'all' ||
          (filter === 'steps' ? frame.length === 0 : frame.length > 0 && frame.direction === filter),
      )
      .slice(-FRAMES_SHOWN)
      .reverse()
      .map(frameView),
    replay: replay === null ? null : replayView(replay),
  };
}

type FrameView = ScreenOf<'technician-device'>['frames'][number];

const frameView = ({ at, direction, hex, length, meaning }: Frame): FrameView => ({
  at: precise().format(at),
  direction: length === 0 ? 'step' : direction,
  hex: hex === '' && length > 0 ? `(${length})` : hex,
  meaning,
});

function replayView({ frames, at }: FrameReplayFacts): ScreenOf<'technician-device'>['replay'] {
  const [before, frame] = [frames[at - 1], frames[at]];
  if (frame === undefined) return null;
  return {
    number: at + 1,
    of: frames.length,
    frame: frameView(frame),
    since: before === undefined ? null : frame.at - before.at,
    length: frame.length,
  };
}

/** The same on the display, on A4 and in the signed file's words. */
export function reportScreen(appState: AppState, paper: boolean): ScreenOf<'technician-report'> {
  const found = readiness(appState.devices, appState.deviceCheck.records, appState.now.getTime());
  const printer = appState.devices.find((device) => device.class === 'document-printer');
  const { report } = appState.deviceCheck;
  return {
    kind: 'technician-report',
    result: found.result,
    title: say(`technician.result.${found.result}`),
    paper,
    facts: [
      { label: say('technician.town'), value: appState.config.town.name },
      {
        label: say('technician.terminal'),
        value: `${appState.config.terminal.name}, ${appState.config.terminal.place}`,
      },
      { label: say('technician.at'), value: moment(appState.now, 'de') },
      ...factsOfTerminal(appState),
      ...factsOfMachine(appState),
    ],
    devices: appState.devices.map((device, at) => ({
      device: deviceView(device),
      tested: testedText(found.devices[at]),
      steps: (found.devices[at]?.steps ?? []).map(({ id, result }): StepLine => ({
        id,
        text: stepText(id),
        state: result,
      })),
    })),
    print: !paper && printer !== undefined && works(printer.status),
    busy: report.state === 'saving' || report.state === 'printing',
    ...(paper || report.state === 'none'
      ? {}
      : { message: say(`technician.report.${report.state}`, report.file === null ? {} : { file: report.file }) }),
  };
}

const testedText = (one: Readiness['devices'][number] | undefined): Text =>
  one?.tested == null
    ? say('technician.untested')
    : say('technician.tested', { when: moment(new Date(one.tested), 'de') });

const stepText = (id: string): Text => say(`technician.step.${id}` as Key);

const factsOfTerminal = (appState: AppState) => [
  { label: say('technician.software'), value: appState.runtime.software },
  {
    label: say(appState.runtime.kind === 'stand-in' ? 'technician.standIn' : 'technician.runtime'),
    value: `Electron ${appState.runtime.electron}`,
  },
  ...(appState.runtime.exchanged ?? []).map(({ name, sha256 }) =>
    sha256 === null
      ? { label: say('technician.libraryMissing'), value: name }
      : { label: say('technician.libraryExchanged'), value: `${name}, SHA-256 ${sha256}` },
  ),
  { label: say('technician.register'), value: appState.config.register.url },
  ...unprotectedFacts(appState),
  { label: say('technician.catalogue'), value: appState.known?.catalogue.version ?? '–' },
];

/** Before it stands in the lobby: each point with what was found and what to do. */
const factsOfMachine = ({ identity, machine }: AppState) =>
  [...keyPoint(identity), ...machine].map((point) => ({
    label: say(`technician.machine.${point.name}.title`),
    value: say(keyOf(point), point.detail === null ? {} : { detail: point.detail }),
    ...(verdictOf(point) === 'bad' ? { tone: 'bad' as const } : {}),
  }));

const unprotectedFacts = ({ config }: AppState) => {
  const lines = unprotectedLines(config);
  return lines.length === 0
    ? []
    : [{ label: say('technician.unprotected'), value: lines.join(', '), tone: 'bad' as const }];
};
