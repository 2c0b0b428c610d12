import { useId, useState, type ReactNode } from 'react';
import styles from './formFields.module.css';

type FieldProps = {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Marks the hint as an error. */
  readonly isInvalid?: boolean;
  readonly children: (ids: {
    readonly id: string;
    readonly describedBy: string | undefined;
  }) => ReactNode;
};

/** A control with its label above and a hint below. */
export const Field = ({ label, hint, isInvalid = false, children }: FieldProps) => {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      {children({ id, describedBy: hint === undefined ? undefined : hintId })}
      {hint !== undefined && (
        <p id={hintId} className={styles['hint']} data-invalid={isInvalid || undefined}>
          {hint}
        </p>
      )}
    </div>
  );
};

type SelectFieldProps<T extends string> = {
  readonly label: string;
  readonly hint?: string;
  readonly value: T;
  readonly choices: readonly (readonly [value: T, text: string])[];
  readonly onChange: (value: T) => void;
};

export const SelectField = <T extends string>({
  label,
  hint,
  value,
  choices,
  onChange,
}: SelectFieldProps<T>) => (
  <Field label={label} hint={hint}>
    {({ id, describedBy }) => (
      <select
        id={id}
        className={styles['control']}
        aria-describedby={describedBy}
        value={value}
        onChange={(event) => {
          const chosen = choices.find(([choice]) => choice === event.target.value);
          if (chosen) {
            onChange(chosen[0]);
          }
        }}
      >
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);

type NumberFieldProps = {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
};

/**
 * An integer field; values outside the limits are not applied. Native, as Base UI's NumberField is
 * a textbox (not a spinbutton), clamps such values on blur and needs as many lines.
 */
export const NumberField = ({ label, value, min, max, onChange }: NumberFieldProps) => {
  /** The text being typed, which may be incomplete; null while not editing. */
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Field label={label}>
      {({ id }) => (
        <input
          id={id}
          className={styles['control']}
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          value={typed ?? value}
          onChange={({ target }) => {
            setTyped(target.value);
            const number = Number(target.value);
            if (target.value !== '' && Number.isInteger(number) && number >= min && number <= max) {
              onChange(number);
            }
          }}
          onBlur={() => setTyped(null)}
        />
      )}
    </Field>
  );
};
