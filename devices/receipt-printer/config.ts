import { z } from 'zod';
import { PrinterLinkConfig } from '../link/config.ts';
import { PROFILE_NAMES, PROFILES } from './profiles.ts';
import { deviceName, milliseconds } from '../schema.ts';

/**
 * Code pages the printer is trusted with, and their numbers for ESC t. Only pages that practically every ESC/POS model
 * has under the same number; what they cannot say is drawn as an image.
 */
export const CODE_PAGES = { cp858: 19, windows1252: 16, cp852: 18, cp866: 17 } as const;
export type CodePage = keyof typeof CODE_PAGES;

const Presenter = z.strictObject({
  /** How far the ticket looks out, in steps of about 7 mm. */
  steps: z.number().int().min(1).max(30).default(8),
  /** Milliseconds until a ticket that is not taken is retracted: what stands on it is not for the next visitor. */
  retractAfter: milliseconds(5_000, 300_000, 45_000),
});

export const ReceiptPrinterConfig = z
  .strictObject({
    class: z.literal('receipt-printer'),
    name: deviceName,
    link: PrinterLinkConfig,
    /** The model; the keys below need to be given only where this printer differs from it. */
    profile: z.enum(PROFILE_NAMES).default('epson-tm-t88vi'),
    /** Printable dots across the paper: 576 on 80 mm (TM-T88: 512), 384 on 58 mm. A multiple of 8. */
    widthDots: z.number().int().min(256).max(832).multipleOf(8).optional(),
    /** Characters of font A (12 dots) in a line: 42 for 512 dots, 48 for 576, 32 for 384. */
    columns: z.literal([32, 42, 48]).optional(),
    codePages: z.array(z.enum(['cp858', 'windows1252', 'cp852', 'cp866'])).optional(),
    cut: z.enum(['partial', 'full', 'none']).optional(),
    /** QR codes by the printer's own command; otherwise they are drawn. */
    qr: z.boolean().optional(),
    /** It has a Kanji character mode, as models for Asia and most imitators do: ended with FS . after every ESC @. */
    kanji: z.boolean().optional(),
    /**
     * A presenter holds the ticket in the slot until it is taken, and takes it back otherwise. Models that have one
     * bring it with them; `false` for the variant without.
     */
    presenter: z.union([z.literal(false), Presenter]).optional(),
    /** How the printer proves that it has printed; `auto` asks it for process ids and falls back to GS r. */
    confirm: z.enum(['auto', 'process-id', 'gs-r']).default('auto'),
    /** Milliseconds. */
    timing: z
      .strictObject({
        poll: milliseconds(1_000, 60_000, 10_000),
        pollHindered: milliseconds(200, 10_000, 2_000),
        realTime: milliseconds(100, 5_000, 1_000),
        queued: milliseconds(100, 10_000, 1_500),
        stall: milliseconds(500, 60_000, 10_000),
        proof: milliseconds(1_000, 120_000, 20_000),
        staff: milliseconds(0, 600_000, 90_000),
        reopen: milliseconds(0, 120_000, 15_000),
      })
      .prefault({}),
  })
  .transform((printer) => {
    // What is given wins over the model's, key by key.
    const { widthDots, columns, codePages, cut, qr, kanji, presenter } = PROFILES[printer.profile];
    return {
      ...printer,
      widthDots: printer.widthDots ?? widthDots,
      columns: printer.columns ?? columns,
      codePages: printer.codePages ?? [...codePages],
      cut: printer.cut ?? cut,
      qr: printer.qr ?? qr,
      kanji: printer.kanji ?? kanji,
      presenter: printer.presenter ?? (presenter ? Presenter.parse({}) : (false as const)),
    };
  })
  .refine((printer) => printer.columns * 12 <= printer.widthDots, {
    path: ['columns'],
    message: 'columns of 12 dots must fit into widthDots',
  });

export type ReceiptPrinterConfig = z.infer<typeof ReceiptPrinterConfig>;
