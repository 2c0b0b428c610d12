import { useEffect, useState } from 'react';
import { useEarmark } from '../../session/hooks.ts';
import styles from './DropTarget.module.css';

const hasFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/** Opens files that are dropped or pasted anywhere on the page. */
export const DropTarget = () => {
  const { projects } = useEarmark();
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    // dragenter and dragleave also fire for children, so their balance tells whether the drag is inside.
    let depth = 0;
    const open = (files: FileList | undefined): void => {
      if (files && files.length > 0) {
        void projects.openFiles(Array.from(files));
      }
    };
    const drag = (change: 1 | -1) => (event: DragEvent) => {
      if (hasFiles(event)) {
        depth += change;
        setIsOver(depth > 0);
      }
    };
    window.addEventListener('dragenter', drag(1), { signal });
    window.addEventListener('dragleave', drag(-1), { signal });
    window.addEventListener(
      'dragover',
      (event) => {
        if (hasFiles(event)) {
          event.preventDefault();
        }
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        if (hasFiles(event)) {
          event.preventDefault();
          depth = 0;
          setIsOver(false);
          open(event.dataTransfer?.files);
        }
      },
      { signal },
    );
    window.addEventListener('paste', (event) => open(event.clipboardData?.files), { signal });
    return () => listening.abort();
  }, [projects]);

  return isOver ? (
    <div className={styles['veil']}>
      <p className={styles['text']}>Drop a clip or a project to open it</p>
    </div>
  ) : null;
};
