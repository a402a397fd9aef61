/** The people and documents with which an implementation is tried: all invented. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DocumentStatus, DocumentStatusRequest, Home, RELATIONS, ResidentId, ResidentRecord } from './contract.ts';

const Town = z.strictObject({
  /** Transmission blocks that the town knows; after `validUntil` one cannot be set any more. */
  blockKinds: z.array(z.strictObject({ id: z.string(), validUntil: z.iso.date().optional() })),
  people: z.array(
    z.strictObject({
      ...ResidentRecord.omit({ version: true, homes: true }).shape,
      id: ResidentId,
      /** With those that were given up. */
      homes: z.array(z.strictObject({ ...Home.shape, until: z.iso.date().nullable() })),
      family: z.array(z.strictObject({ relation: z.enum(RELATIONS), id: ResidentId })),
    }),
  ),
  documents: z.array(z.strictObject({ ...DocumentStatusRequest.shape, ...DocumentStatus.shape })),
});
export type TestTown = z.infer<typeof Town>;
export type TestPerson = TestTown['people'][number];

export const TEST_TOWN_FILE = join(import.meta.dirname, 'test-town.json');
export const readTown = (file: string): TestTown => Town.parse(JSON.parse(readFileSync(file, 'utf8')));
export const testTown = (): TestTown => readTown(TEST_TOWN_FILE);
