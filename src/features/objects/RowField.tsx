import { useEffect, useRef } from 'react';
import { MAX_EXPRESSION_LENGTH } from '../../core/expression.ts';
import { useEarmark } from '../../state/hooks.ts';
import { MAX_NAME_LENGTH } from '../../state/objects.ts';
import { objectName, type ProjectObject } from '../../state/project.ts';
import type { Editing } from '../../state/viewStore.ts';
import styles from './ObjectList.module.css';

type RowFieldProps = { readonly object: ProjectObject; readonly field: Editing['field'] };

const LABELS = { name: 'Name', expression: 'Sentence' } as const;
const LIMITS = { name: MAX_NAME_LENGTH, expression: MAX_EXPRESSION_LENGTH } as const;

/** Writes the name or the sentence anew, in its place: Enter takes it, Escape leaves it. */
export const RowField = ({ object, field }: RowFieldProps) => {
  const { view, objects } = useEarmark();
  const input = useRef<HTMLInputElement>(null);
  const { id } = object;

  useEffect(() => {
    const focusedBefore = document.activeElement;
    input.current?.select();
    return () => {
      if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) {
        focusedBefore.focus();
      }
    };
  }, []);

  const close = (): void => view.setState({ editing: null });
  const take = (): void => {
    // Closing takes the focus away, which must not take the text once more.
    if (view.getState().editing === null) {
      return;
    }
    const text = input.current?.value ?? '';
    close();
    if (field === 'name') {
      objects.rename(id, text);
    } else {
      void objects.revise(id, text);
    }
  };
  return (
    <input
      ref={input}
      type="text"
      className={styles['field']}
      aria-label={`${LABELS[field]} of ${objectName(object)}`}
      autoComplete="off"
      maxLength={LIMITS[field]}
      defaultValue={field === 'name' ? objectName(object) : object.expression}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
          take();
        } else if (event.key === 'Escape') {
          // Escape also stops what runs; here it only leaves the field.
          event.stopPropagation();
          close();
        }
      }}
    />
  );
};
