import { ownOffice } from './office.ts';
import type { AppState } from '../app-state.ts';

/** Whom visitors ring up: the terminal's own office, or else the town hall; null where neither has a number. */
export function phoneOfDesk(appState: AppState): string | null {
  const phone = ownOffice(appState)?.phone ?? appState.config.town.phone;
  return phone === null ? null : groupedPhone(phone);
}

/** A number as it is dialled, in groups: those of who wrote it, or else threes, the last with up to four digits. */
export function groupedPhone(written: string): string {
  const text = written.trim();
  if (/[\s/()-]/.test(text)) return text;
  return text.replace(/(\d{3})(?=\d{3})/g, '$1 ');
}
