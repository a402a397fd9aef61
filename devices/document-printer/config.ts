import { z } from 'zod';
import { isPrivateLine } from '../../base/private-line.ts';
import { deviceName, milliseconds } from '../schema.ts';

export const DocumentPrinterConfig = z
  .strictObject({
    class: z.literal('document-printer'),
    name: deviceName,
    /**
     * `ipp://HOST/ipp/print` of the printer, or a queue of CUPS: `ipp://localhost/printers/NAME`. Port 631 unless
     * given.
     */
    uri: z.url({ protocol: /^ipps?$/, error: 'an address that begins with ipp:// or ipps://', abort: true }),
    /**
     * Allows `ipp` to another machine, where the line is protected by other means. The readiness report shows it in
     * red.
     */
    unprotected: z.boolean().default(false),
    /**
     * PEM file with the printer's own certificate, or that of the authority behind it; without it, the system's
     * authorities count. Only with `ipps`.
     */
    certificate: z.string().min(1).optional(),
    /** A paper tray (`media-source`, PWG 5100.7) that holds the terminal's paper: `tray-1`, `main` … */
    tray: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'a keyword such as "tray-1"')
      .optional(),
    /**
     * A print server stands before the printer, and what it says of pages is no proof. CUPS is recognised by itself;
     * for another one (Windows, a printer application, a server for release at the panel) this says so.
     */
    spooler: z.boolean().default(false),
    /**
     * Begins the names and is the user of its jobs, so that several terminals share a queue. The terminal's own name
     * unless given.
     */
    terminal: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,32}$/, 'letters, digits and hyphens, at most 32')
      .optional(),
    /** Milliseconds. */
    timing: z
      .strictObject({
        /** Between two looks at an idle printer. */
        poll: milliseconds(1_000, 120_000, 30_000),
        /** The same while something is the matter. */
        pollHindered: milliseconds(500, 60_000, 5_000),
        /** Between two looks at the job under way. */
        follow: milliseconds(100, 10_000, 1_000),
        /** From a request to its answer. */
        answer: milliseconds(500, 60_000, 10_000),
        /** How long a printer that is busy with somebody else's job is waited for. */
        turn: milliseconds(0, 600_000, 60_000),
        /** How long staff have to put it right before the job is given up. */
        staff: milliseconds(0, 600_000, 90_000),
        /** How long a job may show no progress while nothing is the matter with the printer. */
        stall: milliseconds(5_000, 600_000, 120_000),
      })
      .prefault({}),
  })
  .refine(({ uri, unprotected }) => unprotected || isPrivateLine(uri), {
    path: ['uri'],
    error: 'is no ipps address: documents would go to another machine in clear',
  });
export type DocumentPrinterConfig = z.infer<typeof DocumentPrinterConfig>;
export type DocumentPrinterTiming = DocumentPrinterConfig['timing'];
