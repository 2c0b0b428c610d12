import { useEffect, useRef } from 'react';
import { MAX_QUERY_LENGTH } from '../../../core/limits.ts';
import { useEarmark } from '../../session/hooks.ts';
import { MAX_OBJECT_NAME_LENGTH } from '../../document/objectListCommands.ts';
import { objectName, type ProjectObject } from '../../document/projectDocument.ts';
import type { InlineEdit } from '../../session/viewStore.ts';
import styles from './ObjectList.module.css';

type ObjectTextFieldProps = { readonly object: ProjectObject; readonly field: InlineEdit['field'] };

const FIELD_LABELS = { name: 'Name', expression: 'Sentence' } as const;
const MAX_FIELD_LENGTHS = { name: MAX_OBJECT_NAME_LENGTH, expression: MAX_QUERY_LENGTH } as const;

/** Inline editor of an object's name or sentence. Enter commits, Escape cancels. */
export const ObjectTextField = ({ object, field }: ObjectTextFieldProps) => {
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
  const commit = (): void => {
    // Closing blurs the field, which must not commit a second time.
    if (view.getState().editing === null) {
      return;
    }
    const text = input.current?.value ?? '';
    close();
    if (field === 'name') {
      objects.rename(id, text);
    } else {
      void objects.editQuery(id, text);
    }
  };
  return (
    <input
      ref={input}
      type="text"
      className={styles['field']}
      aria-label={`${FIELD_LABELS[field]} of ${objectName(object)}`}
      autoComplete="off"
      maxLength={MAX_FIELD_LENGTHS[field]}
      defaultValue={field === 'name' ? objectName(object) : object.expression}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
          commit();
        } else if (event.key === 'Escape') {
          // Escape must not reach the action that cancels the search.
          event.stopPropagation();
          close();
        }
      }}
    />
  );
};
