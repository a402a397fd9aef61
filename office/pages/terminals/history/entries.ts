/** Entries of a terminal's history in words, and by day. */
import type { OfficeTerminal } from '../../../../register/contract/office.ts';
import { TERMINAL_CONDITIONS } from '../../../../register/contract/office.ts';
import type { HistoryEntry } from '../../../../register/contract/office-terminals.ts';
import type { Tone } from '../../../parts/notice.tsx';
import { dayOf, lasted, timeOf } from '../../../parts/time.ts';
import { w } from '../../../words.ts';
import { CONDITION_TONE, conditionWords, deviceClassWords, deviceTone, deviceWords, modeWords } from '../states.ts';

type Devices = OfficeTerminal['devices'];

/** With its class where the terminal still has it. */
export function deviceName(name: string, devices: Devices): string {
  const kind = devices.find((one) => one.name === name)?.class ?? null;
  return kind === null ? name : w('device.named', { class: deviceClassWords(kind), name });
}

export const isSilence = ({ subject, value }: HistoryEntry): boolean => subject === 'condition' && value === 'silent';

export function entryWords(entry: HistoryEntry, devices: Devices): string {
  const { subject, value, name, says } = entry;
  if (isSilence(entry)) return w('history.silent');
  switch (subject) {
    case 'condition': {
      const known = TERMINAL_CONDITIONS.find((one) => one === value);
      return known === undefined ? (value ?? '') : conditionWords(known);
    }
    case 'mode':
      return w('history.mode', { mode: modeWords(value ?? '') });
    case 'edition':
      return value === null ? w('history.noEdition') : w('history.edition', { edition: value });
    case 'software':
      return w('history.software', { version: value ?? '' });
    case 'device': {
      const device = deviceName(name ?? '', devices);
      return value === null
        ? w('history.deviceGone', { device })
        : w('history.deviceIs', { device, state: deviceWords({ state: value, says }) });
    }
  }
}

/** How good or bad that was; of what is neither, nothing. */
export function entryTone({ subject, value }: HistoryEntry): Tone | 'none' {
  if (subject === 'condition') return CONDITION_TONE[TERMINAL_CONDITIONS.find((one) => one === value) ?? 'attention'];
  if (subject === 'device') return value === null ? 'none' : deviceTone(value);
  if (subject !== 'mode') return 'none';
  return value === 'out-of-order' || value === 'locked' ? 'warning' : 'none';
}

/**
 * How long it lasted. `silentSince`: since when nothing is known of the terminal, milliseconds since 1970: what it said
 * last lasted until then, as far as anybody knows.
 */
export function lastedWords(entry: HistoryEntry, now: number, silentSince: number | null): string {
  const from = Date.parse(entry.at);
  if (entry.until !== null) {
    const until = Date.parse(entry.until);
    return w('history.until', { time: timeOf(until), span: lasted(until - from) });
  }
  if (silentSince === null || isSilence(entry)) return w('history.goesOn', { span: lasted(now - from) });
  return w('history.lastKnown', { span: lasted(silentSince - from) });
}

export interface Day {
  readonly name: string;
  readonly entries: readonly HistoryEntry[];
}

/** The newest first, as they come; each day once. */
export function byDay(entries: readonly HistoryEntry[], now: number): readonly Day[] {
  const days: { name: string; entries: HistoryEntry[] }[] = [];
  for (const entry of entries) {
    const name = dayOf(Date.parse(entry.at), now);
    const last = days.at(-1);
    if (last?.name === name) last.entries.push(entry);
    else days.push({ name, entries: [entry] });
  }
  return days;
}

/** The silence that goes on has no entry yet: it gets one when the terminal speaks again. */
export const goingSilence = (since: string): HistoryEntry => ({
  id: Number.MAX_SAFE_INTEGER,
  subject: 'condition',
  name: null,
  value: 'silent',
  says: null,
  at: since,
  until: null,
  silentMs: 0,
});
