import type { Ways } from '../data/entrance.ts';
import { w } from '../words.ts';

/** The town's coat of arms, or its first letter in a shield. The town's name stands beside it. */
export function Arms({ town, arms }: Pick<Ways, 'town' | 'arms'>) {
  if (arms !== null)
    // As a picture: nothing in it runs, and it loads nothing.
    return <img className="arms" src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(arms)}`} alt="" />;
  return (
    <span className="arms arms--letter" aria-hidden="true">
      {(town ?? w('head.foyer')).slice(0, 1)}
    </span>
  );
}
