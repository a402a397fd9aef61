import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps {
  readonly label: string;
  /** Where several buttons have the same label: what it is called in full. Begins with the label. */
  readonly name?: string;
  readonly onClick?: () => void;
  readonly type?: 'button' | 'submit';
  readonly icon?: IconName;
  readonly tone?: 'primary' | 'secondary' | 'tertiary' | 'danger';
  /** Its action is being done: it stays where it is, and does nothing. */
  readonly busy?: boolean;
  readonly pressed?: boolean;
  readonly large?: boolean;
  readonly describedBy?: string;
  readonly children?: ReactNode;
}

export function Button({
  label,
  name,
  onClick,
  type = 'button',
  icon,
  tone = 'secondary',
  busy = false,
  pressed,
  large = false,
  describedBy,
}: ButtonProps) {
  const kind = tone === 'danger' ? 'secondary' : tone;
  return (
    <button
      type={type}
      className={`kern-btn kern-btn--${kind} button button--${tone}${large ? ' button--large' : ''}`}
      aria-disabled={busy}
      aria-pressed={pressed}
      aria-label={name}
      aria-describedby={describedBy}
      onClick={(event) => {
        if (busy) return event.preventDefault();
        onClick?.();
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span className="kern-label">{label}</span>
    </button>
  );
}
