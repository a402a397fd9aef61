/** A room is read from its folders: at most eight files lie loose in it. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const LOOSE = 8;
const ROOMS = ['base', 'devices', 'electron', 'electron/kiosk', 'locales', 'register', 'register/server', 'renderer'];
const MORE_ROOMS = ['office', 'services', 'state-machines', 'tools', 'test'];

export function roomProblems(): string[] {
  return [...ROOMS, ...MORE_ROOMS].flatMap((room) => {
    const loose = readdirSync(join(ROOT, room), { withFileTypes: true }).filter((one) => one.isFile()).length;
    return loose > LOOSE ? [`${room}/ has ${loose} loose files, at most ${LOOSE}`] : [];
  });
}
