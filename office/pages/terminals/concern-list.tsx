import type { Concern } from './concerns.ts';

/** What is wrong with a terminal, and what to do about it. */
export function ConcernList({ concerns }: { concerns: readonly Concern[] }) {
  return (
    <ul className="concern__list">
      {concerns.map(({ what, toDo }) => (
        <li key={what}>
          <strong>{what}</strong> {toDo}
        </li>
      ))}
    </ul>
  );
}
