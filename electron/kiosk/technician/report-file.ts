import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../present/world.ts';
import { readiness, type Readiness } from './report.ts';
import { fingerprint, signFile, terminalKey } from './sign.ts';

/** What a signed readiness report says. Nothing in it is about a visitor. */
export interface ReadinessFile extends Readiness {
  readonly type: 'foyer-readiness-1';
  readonly town: string;
  readonly terminal: string;
  readonly place: string;
  readonly software: string;
  readonly runtime: string;
}

export interface ReportKeeping {
  /** Keeps the report as a signed file; the file's name, or null where it could not be written. */
  save(content: ReadinessFile): Promise<string | null>;
}

export const readinessFile = (world: World): ReadinessFile => ({
  type: 'foyer-readiness-1', town: world.config.town.name, terminal: world.config.terminal.name, place: world.config.terminal.place,
  software: world.runtime.software, runtime: `electron ${world.runtime.electron} (${world.runtime.kind})`,
  ...readiness(world.devices, world.workshop.records, world.now.getTime()),
});

/** Keeps reports in the terminal's data folder, `reports/`, with the key beside the journal. */
export function keepReports(data: string): ReportKeeping & { fingerprint(): string } {
  const key = () => terminalKey(join(data, 'terminal-key.pem'));
  return {
    async save(content) {
      const folder = join(data, 'reports');
      const file = join(folder, `${content.terminal}-${new Date(content.at).toISOString().slice(0, 19).replaceAll(':', '')}.json`);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(file, JSON.stringify(signFile(content, key()), null, 2), { mode: 0o600 });
        return file;
      } catch {
        return null;
      }
    },
    fingerprint: () => fingerprint(key()),
  };
}
