import type { OfficeHelpCall, OfficeRole, OfficeTerminal } from '../../../register/contract/office.ts';
import type { HistoryEntry, OfficeReport } from '../../../register/contract/office-terminals.ts';
import type { OfficeResidents } from '../../../register/contract/office-residents.ts';
import type { Account } from './data.ts';

/** What signs in here. */
export const SECRETS = { login: 'm.muster', password: 'vier Wörter am Stück', totp: '123456', code: 'ABCD-EFGH-JKMN' };

/** What the scripted register knows; a test may change it. */
export interface Known {
  readonly calls: Map<string, OfficeHelpCall>;
  readonly terminals: Map<string, OfficeTerminal>;
  /** By the terminal's id. */
  readonly reports: Map<string, OfficeReport[]>;
  readonly histories: Map<string, HistoryEntry[]>;
  readonly accounts: Map<string, Account>;
  /** Who answers for people, and what was delivered. */
  residents: OfficeResidents;
  /** Ids of the passkeys that may come in. */
  readonly passkeys: Set<string>;
  /** How often a session was prolonged, and terminals were asked for. */
  touches: number;
  lookUps: number;
  readonly me: { id: string; name: string; roles: OfficeRole[] };
  ways: {
    oidc: { label: string } | null;
    local: boolean;
    town: string | null;
    arms: string | null;
    accent: string | null;
  };
}
