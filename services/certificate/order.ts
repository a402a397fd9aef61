import { z } from 'zod';

/** What an extended certificate may say beyond the simple one, on request (§ 18 (2) BMG). */
export const ExtendedField = z.enum(['birth-name', 'birth-place', 'nationalities', 'marital-status', 'move-in-dates']);
export type ExtendedField = z.infer<typeof ExtendedField>;

export const CertificateOrder = z.object({
  kind: z.enum(['simple', 'extended']),
  /** Empty for a simple one. */
  fields: z.array(ExtendedField).max(5),
  /** Electronic ones are free (§ 18 (3) BMG). */
  delivery: z.enum(['electronic', 'printed']),
});
export type CertificateOrder = z.infer<typeof CertificateOrder>;
