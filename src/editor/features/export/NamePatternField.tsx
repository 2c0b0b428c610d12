import { useState } from 'react';
import { formatFileName, isNamePattern } from '../../../core/export/namePattern.ts';
import { Field } from './formFields.tsx';
import styles from './formFields.module.css';

type NamePatternFieldProps = {
  readonly value: string;
  /** Index of the first frame that is exported, and the number that its file has. */
  readonly frameIndex: number;
  readonly frameNumber: number;
  readonly onChange: (pattern: string) => void;
};

/** The pattern of the file names. An invalid pattern is marked and not applied. */
export const NamePatternField = ({
  value,
  frameIndex,
  frameNumber,
  onChange,
}: NamePatternFieldProps) => {
  const [typed, setTyped] = useState(value);
  const isValid = isNamePattern(typed);
  const example = { clip: 'clip', object: 'the-dog', frame: frameNumber, number: frameNumber };
  const hint = isValid
    ? `Frame ${frameIndex + 1} becomes ${formatFileName(typed, example)}.png. Fields: {frame}, {frame:4}, {number}, {clip}, {object}.`
    : 'Must contain {frame} or {number}; allowed are letters, digits, spaces, dots, _ and -.';
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
