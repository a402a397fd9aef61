import { useDeferredValue, useMemo, useState } from 'react';
import { useFeed, useOffice } from '../../context.tsx';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Link } from '../../parts/link.tsx';
import { Page } from '../../parts/page.tsx';
import { pathOf, rememberInAddress } from '../../data/router.ts';
import { w } from '../../words.ts';
import { chosen, counts, sorted, SORTS, WORST, type Order } from './rows.ts';
import { conditionWords, type Condition } from './states.ts';
import { Table } from './table.tsx';

/** What a colleague gets with the address; the word is typed anew. */
function fromAddress(): { condition: Condition | null; order: Order } {
  const query = new URLSearchParams(location.search);
  const by = SORTS.find((one) => one === query.get('sort')) ?? 'condition';
  return {
    condition: WORST.find((one) => one === query.get('condition')) ?? null,
    order: { by, descending: query.has('descending') },
  };
}

export function Terminals() {
  const { may } = useOffice();
  const { terminals } = useFeed();
  const [words, setWords] = useState('');
  const [condition, setCondition] = useState(() => fromAddress().condition);
  const [order, setOrder] = useState(() => fromAddress().order);
  // Typing goes on while thousands of rows are looked through.
  const wanted = useDeferredValue(words);
  const all = useMemo(() => [...(terminals?.values() ?? [])], [terminals]);
  const inOrder = useMemo(() => sorted(all, order), [all, order]);
  const rows = useMemo(() => chosen(inOrder, { condition, words: wanted }), [inOrder, condition, wanted]);
  const found = useMemo(() => counts(all), [all]);
  const choose = (next: Condition | null): void => {
    setCondition(next);
    rememberInAddress({ condition: next });
  };
  const sort = (next: Order): void => {
    setOrder(next);
    rememberInAddress({ sort: next.by, descending: next.descending ? '' : null });
  };
  const enrol = may('enrolTerminal') ? (
    <Link to={pathOf({ page: 'enrol' })} className="kern-btn kern-btn--primary button button--primary">
      <Icon name="add" />
      <span className="kern-label">{w('terminals.enrol')}</span>
    </Link>
  ) : undefined;
  return (
    <Page title={w('terminals.title')} actions={enrol}>
      {terminals === null ? (
        <p aria-busy="true">{w('do.loading')}</p>
      ) : all.length === 0 ? (
        <p>{w('terminals.none')}</p>
      ) : (
        <>
          <div className="filter" role="search">
            <Field
              label={w('terminals.search')}
              name="words"
              type="search"
              hint={w('terminals.searchHint')}
              onChange={setWords}
            />
            <div className="filter__conditions" role="group" aria-label={w('terminals.filter')}>
              <Button
                label={w('terminals.all', { count: all.length })}
                pressed={condition === null}
                onClick={() => choose(null)}
              />
              {WORST.map((one) => (
                <Button
                  key={one}
                  label={w('terminals.some', { condition: conditionWords(one), count: found[one] })}
                  pressed={condition === one}
                  onClick={() => choose(condition === one ? null : one)}
                />
              ))}
            </div>
          </div>
          <p role="status" className="muted">
            {rows.length === 0 ? w('terminals.noneFound') : w('terminals.found', { count: rows.length })}
          </p>
          {rows.length === 0 ? (
            <Button
              label={w('terminals.showAll')}
              onClick={() => {
                choose(null);
                setWords('');
                const field = document.querySelector<HTMLInputElement>('[name="words"]');
                if (field !== null) field.value = '';
                field?.focus();
              }}
            />
          ) : (
            <Table rows={rows} order={order} onSort={sort} />
          )}
        </>
      )}
    </Page>
  );
}
