/** A register with a terminal, a mail server, and alarms that look when a test says so. */
import { onTestFinished } from 'vitest';
import { createRegisterClient } from '../../../../../register/client/client.ts';
import type { HeartbeatRequest } from '../../../../../register/contract/contract.ts';
import { startAlarms, type AlarmOptions } from '../../../../../register/server/alarms/alarms.ts';
import type { MailSettings } from '../../../../../register/server/alarms/mail.ts';
import type { WebhookSettings } from '../../../../../register/server/alarms/webhook.ts';
import type { AlarmSettings } from '../../../../../register/server/alarms/settings.ts';
import { readQuietHours } from '../../../../../register/server/alarms/quiet.ts';
import { startMailServer, readMail, type MailServerOptions } from '../../../../harness/mail-server.ts';
import { useRegister } from '../set-up.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const PAGE = 'https://rathaus.musterstadt.example';
export const CARETAKER = 'hausmeister@musterstadt.example';
export const FROM = 'foyer@musterstadt.example';

export const silent = () => () => undefined;

export interface AlarmBenchOptions extends Partial<Pick<AlarmOptions, 'held' | 'isOpen'>> {
  readonly quiet?: string;
  readonly to?: readonly string[];
  readonly webhook?: WebhookSettings;
  readonly mailServer?: MailServerOptions;
  readonly mail?: Partial<MailSettings>;
}

export async function alarmBench({
  quiet,
  to = [CARETAKER],
  webhook,
  mailServer = {},
  mail = {},
  held = [],
  isOpen = async () => true,
}: AlarmBenchOptions = {}) {
  const at = await useRegister();
  const server = await startMailServer(mailServer);
  onTestFinished(server.close);
  const { db } = at.database;
  const log = (event: (typeof at.events)[number]): void => void at.events.push(event);
  const settings: AlarmSettings = {
    mail: {
      host: 'localhost',
      port: server.port,
      line: 'starttls',
      authorities: server.certificate,
      from: FROM,
      to,
      ...mail,
    },
    ...(webhook === undefined ? {} : { webhook }),
    quiet: quiet === undefined ? null : readQuietHours(quiet),
    silentMs: 15 * MINUTE,
  };
  const options: AlarmOptions = {
    db,
    clock: at.clock,
    log,
    timeZone: 'Europe/Berlin',
    settings,
    page: PAGE,
    held,
    isOpen,
    repetition: silent,
  };
  let alarms = startAlarms(options);
  onTestFinished(() => alarms.stop());
  const word = (more: Partial<HeartbeatRequest> = {}): HeartbeatRequest => ({
    software: '1.0.0',
    mode: 'in-service',
    catalogue: null,
    unfinished: 0,
    devices: [],
    ...more,
  });
  return {
    ...at,
    db,
    register: at.server,
    /** Of mail. */
    server,
    settings,
    options,
    alarms: () => alarms,
    /** As after an end of the process. */
    async restart(more: Partial<AlarmOptions> = {}) {
      await alarms.stop();
      alarms = startAlarms({ ...options, ...more });
    },
    async terminal(name: string, place: string | null = null) {
      const added = await at.server.terminals.add(name);
      if (!added.ok) throw new Error('the name is taken');
      const { id } = added.value.terminal;
      await db.updateTable('terminal').set({ place }).where('id', '=', id).execute();
      const client = createRegisterClient({ baseUrl: at.url, key: added.value.key, timeoutMs: 10_000 });
      return {
        ...client,
        id,
        async says(more: Partial<HeartbeatRequest> = {}) {
          const said = await client.heartbeat(word(more));
          if (!said.ok) throw new Error(`not taken: ${JSON.stringify(said.error)}`);
        },
      };
    },
    /** Lets time pass in steps, and looks after each; terminals say what they said, so that they are not silent. */
    async pass(ms: number, { every = 30 * SECOND, says = async (): Promise<void> => undefined } = {}) {
      for (let left = ms; left > 0; left -= every) {
        at.advance(Math.min(every, left));
        await says();
        await alarms.run();
      }
    },
    mails: () => server.mails.map((mail) => ({ ...readMail(mail), to: mail.to })),
    subjects: () => server.mails.map((mail) => readMail(mail).head.subject),
  };
}

/** A device's part of a terminal's word. */
export const device = (kind: string, state: string, says?: string, name = kind): Partial<HeartbeatRequest> => ({
  devices: [{ name, class: kind, state, ...(says === undefined ? {} : { says }) }],
});
export const PAPER_OUT = device('receipt-printer', 'needs-staff', 'device.receiptPrinter.paperOut', 'beleg');
