import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { navigate } from '../data/router.ts';

interface LinkProps {
  readonly to: string;
  readonly className?: string;
  readonly current?: boolean;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children: ReactNode;
}

/** Within the page; with a modifier or another button of the mouse the browser does what it always does. */
export function Link({ to, className = 'kern-link', current = false, onKeyDown, children }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a
      href={to}
      className={className}
      aria-current={current ? 'page' : undefined}
      onKeyDown={onKeyDown}
      onClick={follow}
    >
      {children}
    </a>
  );
}
