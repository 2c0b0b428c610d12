import { useEffect, useRef, type RefObject } from 'react';
import { secondsAt, type TimeScale } from '../../../core/time/timeScale.ts';
import { formatTimecode } from '../../../core/time/timecode.ts';
import type { OpenClip } from '../../session/sessionStore.ts';
import { nearestThumbnail } from './drawFilmstrip.ts';
import styles from './Timeline.module.css';

type HoverPreviewProps = {
  readonly clip: OpenClip;
  readonly scale: TimeScale;
  readonly area: RefObject<HTMLElement | null>;
};

/** Thumbnail and timecode under the pointer, written to the DOM on every move without rendering. */
export const HoverPreview = ({ clip, scale, area }: HoverPreviewProps) => {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const time = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const hide = (): void => {
      box.current?.setAttribute('hidden', '');
    };
    const show = ({ clientX, pointerType, buttons }: PointerEvent): void => {
      const rect = area.current?.getBoundingClientRect();
      // Also during a drag: the thumbnail appears before the frame is decoded.
      if (!box.current || !rect || (pointerType === 'touch' && buttons === 0)) {
        hide();
        return;
      }
      const { durationSeconds } = clip.info;
      const x = Math.min(Math.max(clientX - rect.left, 0), rect.width);
      const seconds = secondsAt(scale, x / rect.width);
      const bitmap = nearestThumbnail(seconds, { ...clip, durationSeconds });
      const context = canvas.current?.getContext('2d');
      if (context && bitmap) {
        context.canvas.width = bitmap.width;
        context.canvas.height = bitmap.height;
        context.drawImage(bitmap, 0, 0);
      }
      canvas.current?.toggleAttribute('hidden', !bitmap);
      if (time.current) {
        time.current.textContent = formatTimecode(seconds);
      }
      box.current.removeAttribute('hidden');
      const half = box.current.offsetWidth / 2;
      const left = Math.min(Math.max(x, half), Math.max(half, rect.width - half));
      box.current.style.setProperty('left', `${left}px`);
    };
    area.current?.addEventListener('pointermove', show, { signal });
    area.current?.addEventListener('pointerleave', hide, { signal });
    return () => listening.abort();
  }, [area, clip, scale]);

  return (
    <div ref={box} className={styles['preview']} aria-hidden hidden>
      <canvas ref={canvas} />
      <span ref={time} />
    </div>
  );
};
