import { useEffect, useRef } from 'react';
import { useSession } from '../../session/hooks.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import styles from './ObjectList.module.css';

/** The object in its best frame, with a swatch of its overlay colour and pattern. */
export const ObjectThumbnail = ({ view }: { readonly view: ObjectView }) => {
  const thumbnail = useSession((state) => state.objectThumbnails[view.result?.id ?? '']);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context && thumbnail) {
      context.canvas.width = thumbnail.bitmap.width;
      context.canvas.height = thumbnail.bitmap.height;
      context.drawImage(thumbnail.bitmap, 0, 0);
    }
  }, [thumbnail]);
  return (
    <span className={styles['thumbnail']} data-frame={thumbnail?.frameIndex} aria-hidden>
      {thumbnail && <canvas ref={canvas} />}
      <Swatch colour={view.colour} pattern={view.pattern} className={styles['swatch']} />
    </span>
  );
};
