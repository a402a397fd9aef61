import type { DriverSurroundings } from '../driver/driver.ts';
import type { EndReason } from '../driver/connection.ts';
import { createLink } from '../link/create.ts';
import { EventDevice } from '../driver/event-device.ts';
import type { DocumentReaderConfig } from './config.ts';
import type { DocumentReader, DocumentReaderStatus, ReadEvent } from './document-reader.ts';
import { type Framing, ZoneFramer } from './framing.ts';
import { readZone } from './zone.ts';

const STX = 0x02;
const ETX = 0x03;
const CR = 0x0d;
/** Control characters that a Desko reader puts around its OCR reader's data (SODO, EODO); set on the device. */
const SOD = 0x01;
const EOD = 0x04;

/**
 * Elyctis IDBOX: continuous reading on. It ends with each document that was read (Scanner Command Set 1.7); one that
 * still lies there is not read twice.
 */
const ELYCTIS_CONTINUOUS = Uint8Array.of(0x43, 0x00, 0x01, 0x01);
const ELYCTIS_ZONE = 0x49;
/** Milliseconds. */
const WRITE_LIMIT = 1_000;
/**
 * Milliseconds after which continuous reading is asked for again: a document whose answer was lost has ended it unseen.
 */
const ASK_AGAIN = 3_000;

export function framingOf({
  framing,
  prefix,
  separator,
  suffix,
}: Pick<DocumentReaderConfig, 'framing' | 'prefix' | 'separator' | 'suffix'>): Framing {
  const usual = {
    desko: [
      [SOD, STX],
      [ETX, EOD],
    ],
    'access-is': [[STX], [ETX]],
    custom: [[], []],
  } as const;
  if (framing === 'elyctis') return { kind: 'tagged', tag: ELYCTIS_ZONE };
  return {
    kind: 'delimited',
    prefix: prefix ?? usual[framing][0],
    separator: separator ?? CR,
    suffix: suffix ?? usual[framing][1],
  };
}

/** The zone's text is personal: of what is read, only lengths are kept in the frames. */
export function createDocumentReader(config: DocumentReaderConfig, around: DriverSurroundings): DocumentReader {
  const { clock } = around;
  return new EventDevice<DocumentReaderStatus, ReadEvent>({
    ...around,
    link: () => createLink(config.link, clock),
    createProtocol({ link, ring, tell }) {
      const framer = new ZoneFramer(framingOf(config));
      const elyctis = config.framing === 'elyctis';
      let ended = false;
      let wake = (): void => undefined;
      const listen = async (): Promise<EndReason | null> =>
        (await link.write(ELYCTIS_CONTINUOUS, WRITE_LIMIT)).ok ? null : 'link';
      return {
        async begin() {
          if (!elyctis) return null;
          ring.out(clock.now(), ELYCTIS_CONTINUOUS, 'read whenever a document is there');
          return listen();
        },
        ...(elyctis && {
          async run(): Promise<EndReason> {
            while (!ended) {
              await new Promise<void>((resolve) => {
                const cancel = clock.after(ASK_AGAIN, resolve);
                wake = () => {
                  cancel();
                  resolve();
                };
              });
              const lost = ended ? null : await listen();
              if (lost !== null) return lost;
            }
            return 'link';
          },
        }),
        receive(bytes) {
          for (const lines of framer.push(bytes)) {
            const event = readZone(lines);
            ring.redacted(
              clock.now(),
              'in',
              lines.join('').length,
              `${lines.length} lines: ${event.type === 'document' ? event.kind : event.type}`,
            );
            tell(event);
            wake();
          }
        },
        quiet() {
          const length = framer.forget();
          if (length === 0) return;
          ring.redacted(clock.now(), 'in', length, 'zone without its end: dropped');
          wake();
        },
        end() {
          ended = true;
          framer.forget();
          wake();
        },
      };
    },
  });
}
