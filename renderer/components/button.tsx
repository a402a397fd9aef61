import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { usePress } from './press.ts';

interface ButtonProps {
  readonly label: string;
  /** What it is called where its label is no word. */
  readonly name?: string;
  readonly onPress: () => void;
  readonly icon?: string;
  readonly tone?: 'primary' | 'secondary' | 'tertiary';
  readonly disabled?: boolean;
  readonly className?: string;
  readonly children?: ReactNode;
  readonly pressed?: boolean | undefined;
}

export function Button({
  label,
  name,
  line,
  onPress,
  icon,
  tone = 'secondary',
  disabled = false,
  className = '',
  pressed,
  again,
}: ButtonProps & { readonly again?: boolean | undefined; /** Said below, smaller. */ readonly line?: string }) {
  const press = usePress(onPress, { disabled, again: again ?? false });
  return (
    <button
      type="button"
      className={`kern-btn kern-btn--${tone} button ${className}`}
      aria-disabled={disabled}
      aria-pressed={pressed}
      {...(name === undefined ? {} : { 'aria-label': name })}
      {...press}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span className="kern-label">
        {label}
        {line === undefined ? null : <small className="button__line">{line}</small>}
      </span>
    </button>
  );
}

/** A whole surface that can be pressed: a tile, a row of a list. */
export function Surface({ label, onPress, disabled = false, className = '', pressed, children }: ButtonProps) {
  const press = usePress(onPress, { disabled });
  return (
    <button
      type="button"
      className={`surface ${className}`}
      aria-disabled={disabled}
      aria-pressed={pressed}
      {...(label === '' ? {} : { 'aria-label': label })}
      {...press}
    >
      {children}
    </button>
  );
}
