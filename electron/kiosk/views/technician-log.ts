import type { ScreenOf, Text } from '../../ipc/view.ts';
import { EVENTS } from '../log/catalogue.ts';
import type { LogLine } from '../log/history.ts';
import { say } from '../content/wording.ts';
import type { AppState } from '../app-state.ts';
import { deviceView } from './device-words.ts';

type LogScreen = ScreenOf<'technician-log'>;

/** Newest lines on the screen; all of them are in the file. */
const SHOWN = 150;
const TONES = { info: 'neutral', warning: 'warning', error: 'bad' } as const;

/** The newest lines of this terminal's log: as they come, or standing still to be read. */
export function logScreen({ logReading: { viewer }, devices }: AppState): LogScreen {
  const { level, device, paused, lines } = viewer;
  const clock = new Intl.DateTimeFormat('de-DE', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return {
    kind: 'technician-log',
    level,
    device,
    devices: devices.map(deviceView).map(({ name, title }) => ({ name, title })),
    paused,
    lines: lines
      .slice(-SHOWN)
      .reverse()
      .map((line) => ({
        at: clock.format(line.at),
        tone: TONES[line.level],
        event: line.event,
        meaning: EVENTS[line.event].meaning,
        fields: fieldsOf(line),
      })),
    left: Math.max(0, lines.length - SHOWN),
  };
}

const fieldsOf = ({ fields }: LogLine): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ← ') : String(value)}`)
    .join(' · ');

/** Where the settings come from that are not the built-in ones. */
export function configScreen(appState: AppState): ScreenOf<'technician-config'> {
  const { files, settings } = appState.origins();
  const layers: { label: Text; value: string }[] = files.map((file, index) => ({
    label: say('technician.config.layer', { number: index + 1 }),
    value: file,
  }));
  return {
    kind: 'technician-config',
    layers,
    settings: settings.map(({ key, value, file, line }) => ({
      name: key,
      value: value ?? say('technician.config.masked'),
      origin: line === null ? file : `${file}:${line}`,
    })),
  };
}
