/**
 * What the register writes to its log. A closed list with allow-listed fields: no request body, no document number, no
 * name and no message of a database error (which may quote a value) can get there.
 */
export type RegisterEvent =
  | { event: 'started'; url: string; database: 'pglite' | 'postgresql' }
  | { event: 'stopped' }
  | { event: 'migrated'; migrations: readonly string[] }
  | { event: 'demo-loaded'; services: number; offices: number; documents: number }
  | { event: 'catalogue-replaced'; version: string; services: number; offices: number }
  /** A request was answered with a problem. `route` is the route's pattern. */
  | { event: 'refused'; route: string; code: string; status: number; terminal?: string }
  /** A bug, or a database that is away. `at` are the stack's frames, without the message. */
  | { event: 'failed'; route: string; name: string; code?: string; at: readonly string[] }
  /** A pick-up code was redeemed by staff. `reference` is the document's own number. */
  | { event: 'redeemed'; terminal: string; reference: string }
  /** A terminal is known by a new key of its own. */
  | { event: 'enrolled'; terminal: string }
  | { event: 'help-called'; terminal: string; screen: string }
  /** A readiness report arrived; `order` is the number of the office's order. */
  | { event: 'readiness-reported'; terminal: string; order: number }
  /** A sealed request was registered; `reference` where it became a case. */
  | { event: 'inbox'; terminal: string; kind: string; reference: string | null }
  /** A case for a service of the catalogue was handed in. */
  | { event: 'case-submitted'; terminal: string; service: string; reference: string }
  /** The office worked on a case. */
  | { event: 'case-changed'; reference: string; stage: string }
  /**
   * What became of handing a case to another system. `later`: it is tried again. `gave-up`: it was tried for too long.
   * `unconfirmed`: the other system said that it has it, but it cannot be found there.
   */
  | {
      event: 'forwarded';
      system: string;
      reference: string;
      outcome: 'done' | 'later' | 'rejected' | 'unconfirmed' | 'gave-up';
    }
  /** Another system said something about a case that it has. */
  | { event: 'forwarded-news'; system: string; reference: string; type: string }
  /** Somebody has to see to something, or need not any more. `terminal`: its id; null for the register itself. */
  | { event: 'alarm'; alarm: string; change: 'began' | 'over' | 'withdrawn'; kind: string; terminal: string | null }
  /** What was told of alarms is there. `recipient`: its place in the setting, from 1; null for the webhook. */
  | { event: 'alarm-sent'; way: string; recipient: number | null; message: string }
  /** `later`: it is tried again. `rejected`: the mail server will not have this recipient. */
  | {
      event: 'alarm-not-sent';
      way: string;
      recipient: number | null;
      message: string;
      code: string;
      outcome: 'later' | 'rejected' | 'gave-up';
    }
  /** A line leaves this machine in clear, because the operator allowed it. */
  | { event: 'unprotected-line'; line: string }
  /**
   * A proxy stands in front, and the setting does not name it: all clients behind it count as one. Once for each start.
   */
  | { event: 'proxies-unknown'; setting: string }
  /** Somebody asked at the local socket. `by`: an operator's name, or a user id. */
  | { event: 'admin'; action: string; by: string }
  | { event: 'admin-refused'; action: string; by: string };

export type RegisterLog = (event: RegisterEvent) => void;

/** One JSON line per event on standard error; standard output is for what was asked. */
export const logLines: RegisterLog = (event) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
};
