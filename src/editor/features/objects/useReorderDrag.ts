import type { PointerEvent, PointerEventHandler, RefObject } from 'react';
import { useEarmark } from '../../session/hooks.ts';

/** Rows of the list from top to bottom. */
const findRows = (list: HTMLElement): HTMLElement[] =>
  Array.from(list.querySelectorAll<HTMLElement>('[data-object]'));

/** New index of the dragged row: the number of other rows whose middle is above the pointer. */
const dropIndexAt = (rows: readonly HTMLElement[], dragged: HTMLElement, clientY: number): number =>
  rows.filter((row) => {
    const { top, height } = row.getBoundingClientRect();
    return row !== dragged && top + height / 2 < clientY;
  }).length;

/** Reorders an object by dragging its row's grip; the drop is one undo step. */
export const useReorderDrag = (
  list: RefObject<HTMLElement | null>,
): ((objectId: string) => PointerEventHandler<HTMLElement>) => {
  const { objects } = useEarmark();
  return (objectId) => (event: PointerEvent<HTMLElement>) => {
    const grip: HTMLElement = event.currentTarget;
    const row = grip.closest<HTMLElement>('[data-object]');
    if (!list.current || !row || event.button !== 0) {
      return;
    }
    event.preventDefault();
    const rows = findRows(list.current);
    const startY = event.clientY;
    const dragging = new AbortController();
    const { signal } = dragging;
    grip.setPointerCapture(event.pointerId);
    row.dataset['dragged'] = '';
    const end = (): void => {
      dragging.abort();
      delete row.dataset['dragged'];
      row.style.removeProperty('translate');
    };
    grip.addEventListener(
      'pointermove',
      ({ clientY }) => row.style.setProperty('translate', `0 ${clientY - startY}px`),
      { signal },
    );
    grip.addEventListener(
      'pointerup',
      ({ clientY }) => {
        const place = dropIndexAt(rows, row, clientY);
        end();
        objects.move(objectId, place);
      },
      { signal },
    );
    grip.addEventListener('pointercancel', end, { signal });
  };
};
