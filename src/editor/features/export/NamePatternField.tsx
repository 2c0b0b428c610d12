import { useState } from 'react';
import { formatFileName, isNamePattern } from '../../../core/export/namePattern.ts';
import { Field } from './formFields.tsx';
import styles from './formFields.module.css';

type NamePatternFieldProps = {
  readonly value: string;
  readonly onChange: (pattern: string) => void;
};

const EXAMPLE_NAME_FIELDS = { clip: 'clip', object: 'the-dog', frame: 7, number: 7 };

/** How files are named. What is no pattern yet is told, and not taken. */
export const NamePatternField = ({ value, onChange }: NamePatternFieldProps) => {
  const [typed, setTyped] = useState(value);
  const isValid = isNamePattern(typed);
  const hint = isValid
    ? `As ${formatFileName(typed, EXAMPLE_NAME_FIELDS)}.png. Also {number}, {clip}, {object}, {frame:4}.`
    : 'Needs {frame} or {number}; else letters, digits, spaces, points, _ and -.';
  return (
    <Field label="File names" hint={hint} isInvalid={!isValid}>
      {({ id, describedBy }) => (
        <input
          id={id}
          className={styles['control']}
          type="text"
          spellCheck={false}
          autoComplete="off"
          aria-describedby={describedBy}
          aria-invalid={!isValid}
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            if (isNamePattern(target.value)) {
              onChange(target.value);
            }
          }}
          onBlur={() => setTyped(value)}
        />
      )}
    </Field>
  );
};
