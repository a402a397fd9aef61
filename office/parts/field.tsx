import { useId, type ChangeEvent } from 'react';

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly hint?: string | undefined;
  readonly type?: 'text' | 'password' | 'search';
  readonly autoComplete?: string;
  readonly inputMode?: 'numeric' | 'text';
  readonly maxLength?: number;
  readonly required?: boolean;
  /** What is wrong with it and what to do. */
  readonly wrong?: string | null;
  readonly long?: boolean;
  readonly onChange?: (value: string) => void;
}

export function Field({
  label,
  name,
  hint,
  type = 'text',
  autoComplete = 'off',
  inputMode,
  maxLength,
  required = false,
  wrong = null,
  long = false,
  onChange,
}: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? null : `${id}-hint`, wrong === null ? null : `${id}-wrong`]
    .filter((one) => one !== null)
    .join(' ');
  const shared = {
    id,
    name,
    autoComplete,
    maxLength,
    'aria-required': required,
    'aria-invalid': wrong !== null,
    'aria-describedby': described === '' ? undefined : described,
    className: `kern-form-input__input field__input${wrong === null ? '' : ' kern-form-input__input--error'}`,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange?.(event.target.value),
  };
  return (
    <div className="field">
      <label className="kern-label field__label" htmlFor={id}>
        {label}
      </label>
      {hint === undefined ? null : (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {long ? (
        <textarea rows={3} {...shared} />
      ) : (
        <input type={type} inputMode={inputMode} spellCheck={false} {...shared} />
      )}
      {wrong === null ? null : (
        <p className="field__wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly kind: 'checkbox' | 'radio';
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Choice({ kind, name, value, label, hint, checked, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="choice">
      <input
        id={id}
        type={kind}
        name={name}
        value={value}
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {hint === undefined ? null : (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  /** Each with its words. */
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

export function Select({ label, value, options, onChange }: SelectProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="kern-label field__label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="kern-form-input__input field__input"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
