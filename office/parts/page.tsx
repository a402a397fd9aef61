import { useEffect, useRef, type ReactNode } from 'react';
import { useFeed, useOffice, useTitle } from '../context.tsx';

interface PageProps {
  readonly title: string;
  readonly lead?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One page: its heading is where whoever walks by keys or hears it begins. */
export function Page({ title, lead, actions, children }: PageProps) {
  const { town } = useOffice();
  const { calls } = useFeed();
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title, { town, count: (calls ?? []).filter(({ state }) => state === 'open').length });
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <div className="page__head">
        <div>
          <h1 className="page__title" ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead === undefined ? null : <p className="page__lead">{lead}</p>}
        </div>
        {actions === undefined ? null : <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
