import { useRef } from 'react';
import { useObjectViews } from '../../session/hooks.ts';
import styles from './ObjectList.module.css';
import { ObjectRow } from './ObjectRow.tsx';
import { useReorderDrag } from './useReorderDrag.ts';

/** The project's objects. The order of the rows is the order of the overlays, first on top. */
export const ObjectList = () => {
  const views = useObjectViews();
  const list = useRef<HTMLUListElement>(null);
  const drag = useReorderDrag(list);
  if (views.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="objects-title">
      <h2 id="objects-title" className={styles['heading']}>
        Objects
      </h2>
      <ul ref={list} className={styles['list']}>
        {views.map((view) => (
          <ObjectRow key={view.object.id} view={view} onGripPointerDown={drag(view.object.id)} />
        ))}
      </ul>
    </section>
  );
};
