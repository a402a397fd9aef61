/** What is done to the machines, one after the other by chance; each tells how to undo what does not end by itself. */
import type { Databases } from './database.ts';
import type { RegisterMachine } from './registers.ts';

export interface Blow {
  readonly name: string;
  /** Chooses what is struck. What it answers strikes at once, and answers what puts back what was struck. */
  aim(): Promise<() => Promise<() => Promise<void>>>;
}

/** `random`: a whole number below. */
export function blows(databases: Databases, registers: readonly RegisterMachine[], random: (below: number) => number) {
  const some = (): RegisterMachine => registers[random(registers.length)] as RegisterMachine;
  const nothing = async (): Promise<void> => undefined;
  const kinds = {
    /** PostgreSQL, Patroni and etcd of the primary, as with its power. */
    async machine() {
      const primary = await databases.withRole('leader');
      return async () => {
        await primary.kill();
        return async () => primary.start();
      };
    },
    /** PostgreSQL's first process alone: Patroni starts it again. */
    async postmaster() {
      const primary = await databases.withRole('leader');
      return async () => {
        primary.killPostmaster();
        return nothing;
      };
    },
    /** The primary stands still with all its lines open, and goes on when another one is in its place. */
    async 'frozen machine'() {
      const primary = await databases.withRole('leader');
      return async () => {
        primary.freeze();
        return async () => primary.thaw();
      };
    },
    /** Commits wait for a standby that says nothing, until another one is in its place. */
    async 'frozen standby'() {
      const standby = await databases.withRole('sync_standby');
      return async () => {
        standby.freeze();
        return async () => standby.thaw();
      };
    },
    async pooler() {
      const { pgbouncer, haproxy } = some();
      const struck = random(2) === 0 ? pgbouncer : haproxy;
      return async () => {
        await struck.kill();
        struck.start();
        return nothing;
      };
    },
    async register() {
      const machine = some();
      return async () => {
        await machine.register.kill();
        return () => machine.startRegister();
      };
    },
  } satisfies Record<string, Blow['aim']>;
  return Object.entries(kinds).map(([name, aim]): Blow => ({ name, aim }));
}
