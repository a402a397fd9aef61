import type { ReactNode } from 'react';
import type { Failure } from '../data/client.ts';
import { w } from '../words.ts';
import { Icon } from './icon.tsx';

export type Tone = 'info' | 'success' | 'warning' | 'danger';
const ICON = { info: 'info', success: 'good', warning: 'warning', danger: 'bad' } as const;

interface NoticeProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  /** Said at once to those who do not see it. */
  readonly live?: boolean;
}

export function Notice({ tone, children, live = false }: NoticeProps) {
  return (
    <div className={`notice notice--${tone}`} role={live ? 'alert' : undefined}>
      <Icon name={ICON[tone]} />
      <div className="notice__words">{children}</div>
    </div>
  );
}

/**
 * What went wrong and what to do, in the register's own words where it has some. `instead`: the sentence where this
 * page knows better than the code.
 */
export function Problem({
  failure,
  instead,
}: {
  failure: Failure | null;
  instead?: (failure: Failure) => string | null;
}) {
  if (failure === null) return null;
  return (
    <Notice tone="danger" live>
      <p>{failure.detail ?? instead?.(failure) ?? w(`problem.${failure.code}`)}</p>
    </Notice>
  );
}

export function Badge({ tone, children }: { tone: Tone | 'none'; children: ReactNode }) {
  return (
    <span className={`badge badge--${tone}`}>
      {tone === 'none' ? null : <Icon name={ICON[tone]} />}
      {children}
    </span>
  );
}
