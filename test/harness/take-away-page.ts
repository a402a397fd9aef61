/** The register's public listener with the page behind a code, and a line in front of it that can be read. */
import type { Language } from '../../electron/ipc/view.ts';
import { takeAway } from '../../electron/kiosk/content/take-away.ts';
import { startPublic } from '../../register/server/public/server.ts';
import type { Deliveries } from '../../register/server/services/deliveries.ts';
import { SOME_ARMS } from './office-page/arms.ts';
import { demoWorld } from './paths.ts';
import { SUBJECTS } from './take-away.ts';
import { tapped } from './wire.ts';

/** Nothing here asks for a document. */
const NO_DELIVERIES = { fetchOnce: async () => null, tcToken: () => null } as unknown as Deliveries;

export interface TakeAwayPage {
  /** As phones reach it. */
  readonly url: string;
  /** What the listener wrote into its log. */
  readonly events: readonly unknown[];
  /** All that phones sent, one byte a letter. */
  sent(): string;
  /** As the terminal writes it into its code. */
  linkTo(subject: keyof typeof SUBJECTS, language: Language): string;
  stop(): Promise<void>;
}

export async function startTakeAwayPage(): Promise<TakeAwayPage> {
  const events: unknown[] = [];
  const open = await startPublic({
    host: '127.0.0.1',
    port: 0,
    url: 'http://127.0.0.1',
    deliveries: NO_DELIVERIES,
    seals: [],
    town: { name: 'Musterstadt', arms: SOME_ARMS, accent: null },
    log: (event) => void events.push(event),
  });
  const wire = await tapped(open.url);
  const world = demoWorld();
  const config = { ...world.config, town: { ...world.config.town, publicUrl: wire.url } };
  return {
    url: wire.url,
    events,
    sent: wire.sent,
    linkTo: (subject, language) => takeAway(SUBJECTS[subject], { ...world, config }, language).data,
    async stop() {
      await wire.stop();
      await open.stop();
    },
  };
}
