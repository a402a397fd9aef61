import { Link } from '../parts/link.tsx';
import { Page } from '../parts/page.tsx';
import { pathOf } from '../data/router.ts';
import { w } from '../words.ts';

/** `address`: nothing is there. `role`: not for this account. */
export function Missing({ why }: { why: 'address' | 'role' }) {
  return (
    <Page title={w(`missing.${why}.title`)} lead={w(`missing.${why}.lead`)}>
      <p>
        <Link to={pathOf({ page: 'today' })}>{w('missing.today')}</Link>
      </p>
    </Page>
  );
}
