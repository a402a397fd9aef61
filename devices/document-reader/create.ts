import type { Clock } from '../clock.ts';
import type { HotPlug } from '../driver.ts';
import { createLink } from '../link/create.ts';
import { Talker } from '../talker.ts';
import type { DocumentReaderConfig } from './config.ts';
import type { DocumentReader, DocumentReaderStatus, ReadEvent } from './document-reader.ts';
import { type Framing, ZoneFramer } from './framing.ts';
import { readZone } from './zone.ts';

export interface DocumentReaderSurroundings {
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly hotPlug?: HotPlug | undefined;
}

const STX = 0x02;
const ETX = 0x03;
const CR = 0x0d;
/** Control characters that a Desko reader puts around its OCR reader's data (SODO, EODO); set on the device. */
const SOD = 0x01;
const EOD = 0x04;

/** Elyctis IDBOX: continuous reading on. */
const ELYCTIS_CONTINUOUS = Uint8Array.of(0x43, 0x00, 0x01, 0x01);
const ELYCTIS_ZONE = 0x49;
/** Milliseconds. */
const WRITE_LIMIT = 1_000;

export function framingOf({ framing, prefix, separator, suffix }: Pick<DocumentReaderConfig, 'framing' | 'prefix' | 'separator' | 'suffix'>): Framing {
  const usual = { desko: [[SOD, STX], [ETX, EOD]], 'access-is': [[STX], [ETX]], custom: [[], []] } as const;
  if (framing === 'elyctis') return { kind: 'tagged', tag: ELYCTIS_ZONE };
  return { kind: 'delimited', prefix: prefix ?? usual[framing][0], separator: separator ?? CR, suffix: suffix ?? usual[framing][1] };
}

/** The zone's text is personal: of what is read, only lengths are kept in the frames. */
export function createDocumentReader(config: DocumentReaderConfig, around: DocumentReaderSurroundings): DocumentReader {
  const { clock } = around;
  return new Talker<DocumentReaderStatus, ReadEvent>({
    ...around, link: () => createLink(config.link, clock),
    converse({ link, ring, tell }) {
      const framer = new ZoneFramer(framingOf(config));
      return {
        async begin() {
          if (config.framing !== 'elyctis') return null;
          ring.out(clock.now(), ELYCTIS_CONTINUOUS, 'read whenever a document is there');
          return (await link.write(ELYCTIS_CONTINUOUS, WRITE_LIMIT)).ok ? null : 'link';
        },
        receive(bytes) {
          for (const lines of framer.push(bytes)) {
            const event = readZone(lines);
            ring.redacted(clock.now(), 'in', lines.join('').length, `${lines.length} lines: ${event.type === 'document' ? event.kind : event.type}`);
            tell(event);
          }
        },
        end: () => framer.forget(),
      };
    },
  });
}
