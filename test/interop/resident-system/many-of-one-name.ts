/** More people of one name than an answer holds: too many for the test town. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MOST_CANDIDATES } from '../../../register/resident-system/contract.ts';
import type { TestPerson, TestTown } from '../../../register/resident-system/test-town.ts';
import { startAdapter } from './adapters.ts';

const person = (id: string, birthDate: string): TestPerson => ({
  id,
  familyName: 'Vielfach',
  givenNames: ['Kim'],
  usualGivenName: null,
  doctorate: null,
  birthName: null,
  birthDate,
  birthPlace: null,
  nationalities: ['deutsch'],
  maritalStatus: 'unknown',
  blocks: [],
  family: [],
  homes: [],
});
const people = (count: number, birthDate: string): TestPerson[] =>
  Array.from({ length: count }, (_, index) => person(`p-${birthDate}-${index}`, birthDate));

export function manyOfOneName(name: string, command: readonly string[]): void {
  test(`${name} names ${MOST_CANDIDATES} people of one name and year, and nobody of more`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'foyer-town-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const town: TestTown = {
      blockKinds: [],
      people: [...people(MOST_CANDIDATES, '1970-01-01'), ...people(MOST_CANDIDATES + 1, '1971-01-01')],
      documents: [],
    };
    const file = join(folder, 'town.json');
    writeFileSync(file, JSON.stringify(town));
    const adapter = await startAdapter(command, { town: file });
    onTestFinished(() => adapter.remove());
    const ask = async (birthYear: string): Promise<unknown> => {
      const answer = await adapter.line.ask('/v1/candidates', { familyName: 'VIELFACH', birthYear });
      return answer.ok ? JSON.parse(answer.value.text) : answer;
    };
    expect(await ask('1970')).toMatchObject({ complete: true, candidates: { length: MOST_CANDIDATES } });
    expect(await ask('1971')).toEqual({ complete: false, candidates: [] });
  });
}
