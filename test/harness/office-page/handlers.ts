/** The scripted answers of the office's listener. */
import { randomUUID } from 'node:crypto';
import type { OfficeEvent } from '../../../register/contract/office.ts';
import { HttpProblem } from '../../../register/server/http/problems.ts';
import type { Caller, OfficeHandlers } from '../../../register/server/office/listener.ts';
import { shownSession, type Sessions } from '../../../register/server/office/sessions.ts';
import { anAccount } from './data.ts';
import { HISTORY_PAGE, aReport } from './terminal-data.ts';
import { SECRETS, type Known } from './known.ts';

interface Deps {
  readonly known: Known;
  readonly sessions: Sessions;
  readonly tell: (event: OfficeEvent) => void;
  /** Where orders to terminals are noted. */
  readonly orders: unknown[];
}

/** Whether a signature is right is the register's to find out, not the page's. */
const CHALLENGE = 'c2NyaXB0ZWQtY2hhbGxlbmdl';
const newPasskeyOptions = ({ me }: Known) => ({
  challenge: CHALLENGE,
  rp: { id: 'localhost', name: 'Musterstadt' },
  user: { id: Buffer.from(me.id).toString('base64url'), name: me.name, displayName: me.name },
  pubKeyCredParams: [-7, -257].map((alg) => ({ alg, type: 'public-key' })),
  authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
});
const idOf = (response: unknown): string => (response as { id: string }).id;

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const refuse = (code: 'forbidden' | 'not-found' | 'conflict' | 'not-possible' | 'enrolment-refused'): never => {
  throw new HttpProblem({ code });
};
const found = <T>(value: T | undefined): T => value ?? refuse('not-found');

export function createHandlers({ known, sessions, tell, orders }: Deps): OfficeHandlers {
  const { calls, terminals, accounts } = known;
  const begin = async ({ signIn }: Caller, { setUp }: { setUp: boolean }) => {
    const token = await sessions.begin(known.me.id, { setUp });
    signIn(token);
    const session = await sessions.find(token, false);
    return session === null ? refuse('forbidden') : shownSession(session);
  };
  const own = ({ session }: Caller) => (session === null ? refuse('forbidden') : shownSession(session));
  return {
    ways: async () => known.ways,
    residents: async () => known.residents,
    session: async (_asked, caller) => own(caller),
    async signOut(_asked, { token, signOut }) {
      await sessions.end(token);
      signOut();
      return { goTo: null };
    },
    signInPassword: async ({ login, password, code }, caller) =>
      login === SECRETS.login && password === SECRETS.password && code === SECRETS.totp
        ? begin(caller, { setUp: false })
        : refuse('forbidden'),
    signInCode: async ({ code }, caller) =>
      code === SECRETS.code ? begin(caller, { setUp: true }) : refuse('enrolment-refused'),
    passkeyOptions: async () => ({
      id: 'once',
      options: { challenge: CHALLENGE, rpId: 'localhost', userVerification: 'required' },
    }),
    signInPasskey: async ({ response }, caller) =>
      known.passkeys.has(idOf(response)) ? begin(caller, { setUp: false }) : refuse('forbidden'),
    newPasskey: async () => ({ options: newPasskeyOptions(known) }),
    async addPasskey({ response }, caller) {
      known.passkeys.add(idOf(response));
      return begin(caller, { setUp: false });
    },
    newTotp: async () => ({
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/Musterstadt:m.muster?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Musterstadt',
    }),
    async setPassword({ password, code }, caller) {
      if (password.length < 12)
        throw new HttpProblem({ code: 'invalid-request', errors: [{ field: 'password', message: 'is too short' }] });
      if (code !== SECRETS.totp) return refuse('forbidden');
      return begin(caller, { setUp: false });
    },
    accounts: async () => [...accounts.values()],
    async addAccount({ login, name, roles }) {
      if ([...accounts.values()].some((one) => one.login === login)) return refuse('conflict');
      const account = anAccount({
        id: randomUUID(),
        login,
        name,
        roles,
        hasPassword: false,
        passkeys: 0,
        lastSeenAt: null,
      });
      accounts.set(account.id, account);
      return { account, code: 'K7QX-2M9F-TR4W', expiresAt: inMinutes(60 * 24) };
    },
    async accountCode({ id }) {
      found(accounts.get(id));
      return { code: 'P3ND-8VXH-6JZC', expiresAt: inMinutes(60 * 24) };
    },
    async setRoles({ id, roles }) {
      const changed = { ...found(accounts.get(id)), roles };
      accounts.set(id, changed);
      return changed;
    },
    async disableAccount({ id, disabled }) {
      const changed = { ...found(accounts.get(id)), disabledAt: disabled ? inMinutes(0) : null };
      accounts.set(id, changed);
      return changed;
    },
    helpCalls: async () => [...calls.values()].filter(({ state }) => state !== 'ended'),
    async answerHelp({ key, answer }) {
      const call = found(calls.get(key));
      const isOwn = call.answeredBy === known.me.name;
      const counts =
        answer === 'done' ||
        (answer === 'coming' && call.state !== 'coming') ||
        (answer === 'cannot' && (call.state === 'open' || isOwn));
      if (!counts || call.state === 'ended') return call;
      const changed =
        answer === 'done'
          ? { ...call, state: 'ended' as const }
          : { ...call, state: answer, answeredBy: known.me.name, answeredAt: inMinutes(0) };
      calls.set(key, changed);
      tell({ type: 'help', call: changed });
      return changed;
    },
    async terminals() {
      known.lookUps += 1;
      return [...terminals.values()];
    },
    async orderTerminal({ id, order }) {
      orders.push(order);
      const before = found(terminals.get(id));
      const changed = { ...before, pending: [...before.pending, order.order] };
      terminals.set(id, changed);
      if (order.order === 'readiness-report')
        known.reports.set(id, [aReport({ state: 'asked' }), ...(known.reports.get(id) ?? [])]);
      tell({ type: 'terminal', terminal: changed });
      return changed;
    },
    terminalReports: async ({ id }) => known.reports.get(id) ?? [],
    reportFile: async ({ order }) => ({
      payload: 'e30',
      protected: 'e30',
      signature: Buffer.from(order).toString('base64url'),
    }),
    async terminalHistory({ id, device, before }) {
      const all = known.histories.get(id) ?? [];
      const wanted = all.filter(
        (one) =>
          (before === undefined || one.id < Number(before)) &&
          (device === undefined || one.name === device || one.value === 'silent'),
      );
      const entries = wanted.slice(0, HISTORY_PAGE);
      const { condition, lastSeenAt } = found(terminals.get(id));
      return {
        entries,
        before: wanted.length > HISTORY_PAGE ? String(entries.at(-1)?.id) : null,
        recordedSince: all.at(-1)?.at ?? null,
        devices: [...new Set(all.flatMap(({ name }) => (name === null ? [] : [name])))].sort(),
        silentSince: condition === 'silent' ? lastSeenAt : null,
      };
    },
    enrolTerminal: async ({ name }) => ({ name, code: '4TZK-9RWM-2HXC', expiresAt: inMinutes(30) }),
    async revokeTerminal({ id }) {
      const changed = { ...found(terminals.get(id)), condition: 'revoked' as const, revokedAt: inMinutes(0) };
      terminals.set(id, changed);
      tell({ type: 'terminal', terminal: changed });
      return changed;
    },
  };
}
