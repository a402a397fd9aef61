/** Alarms of a register that starts: what is read before anything is opened, and what begins with it. */
import type { TlsFiles } from '../http/line.ts';
import { officeUrl } from '../office/settings.ts';
import type { Register } from '../register.ts';
import type { Alarms } from './alarms.ts';
import { certificatesIn, heldCertificate, type HeldCertificate } from './certificates.ts';
import { createOpenHours } from './open-hours.ts';
import { openAlarmSettings } from './settings.ts';

export interface AlarmsToStart {
  /** Certificates of the listeners, where they have TLS of their own. */
  readonly tls: Readonly<Partial<Record<'listener' | 'public-listener' | 'office-listener', TlsFiles | undefined>>>;
  /** What else this server holds. */
  readonly held: readonly HeldCertificate[];
  /** Path of `opening-hours/program.ts`, or of its bundle. */
  readonly hoursProgram: string;
}

/** How they begin; with null where nobody is to be told. Throws `RegisterStartError` with the setting's name. */
export async function openAlarms(
  env: NodeJS.ProcessEnv,
): Promise<(register: Register, parts: AlarmsToStart) => Promise<Alarms | null>> {
  const settings = await openAlarmSettings(env);
  if (settings === null) return async () => null;
  const page = officeUrl(env);
  return async ({ database, clock, log, timeZone, server }, { tls, held, hoursProgram }) => {
    const listeners = Object.entries(tls) as [keyof typeof tls, TlsFiles | undefined][];
    // What sends mail takes a while to load: only where somebody is told.
    const { startAlarms } = await import('./alarms.ts');
    return startAlarms({
      db: database.db,
      clock,
      log,
      timeZone,
      settings,
      page,
      held: [
        ...held,
        ...listeners.flatMap(([name, files]) =>
          files === undefined ? [] : [heldCertificate(name, ...certificatesIn(files.cert))],
        ),
      ],
      isOpen: createOpenHours({
        clock,
        timeZone,
        program: hoursProgram,
        catalogue: async () => (await server.catalogue.current()).catalogue,
      }),
    });
  };
}
