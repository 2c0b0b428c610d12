import { useEffect, useState } from 'react';
import { droppedFiles } from '../../bin/binFiles.ts';
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
    const open = async (transfer: DataTransfer | null): Promise<void> => {
      const given = transfer === null ? [] : await droppedFiles(transfer);
      if (given.length > 0) {
        await projects.openFiles(
          given.map(({ file }) => file),
          given.map(({ handle }) => handle),
        );
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
          void open(event.dataTransfer);
        }
      },
      { signal },
    );
    window.addEventListener('paste', (event) => void open(event.clipboardData), { signal });
    return () => listening.abort();
  }, [projects]);

  return isOver ? (
    <div className={styles['veil']}>
      <p className={styles['text']}>
        Drop a clip or a project to open it, several clips to put them in the bin
      </p>
    </div>
  ) : null;
};
