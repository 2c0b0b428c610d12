import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import styles from './Splitter.module.css';

type SplitterProps = {
  readonly label: string;
  /** The line's own direction: a horizontal one is moved up and down. */
  readonly orientation: 'horizontal' | 'vertical';
  /** Size in pixels of the part after the splitter, and its bounds. */
  readonly size: () => number;
  readonly min: number;
  readonly max: () => number;
  /** @param pixels null for the default, by a double click. */
  readonly onResize: (pixels: number | null) => void;
};

const STEP_PIXELS = 16;

/** A line between two parts that is dragged or moved by arrow keys; a double click resets it. */
export const Splitter = ({ label, orientation, size, min, max, onResize }: SplitterProps) => {
  const drag = useRef<{ readonly position: number; readonly size: number } | null>(null);
  const positionOf = ({ clientX, clientY }: PointerEvent): number =>
    orientation === 'horizontal' ? clientY : clientX;
  const resize = (pixels: number): void =>
    onResize(Math.round(Math.min(Math.max(pixels, min), Math.max(min, max()))));
  const onKeyDown = (event: KeyboardEvent): void => {
    const [more, less] =
      orientation === 'horizontal' ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isPlain && (event.key === more || event.key === less)) {
      event.preventDefault();
      resize(size() + (event.key === more ? STEP_PIXELS : -STEP_PIXELS));
    }
  };
  return (
    <div
      className={styles['splitter']}
      data-orientation={orientation}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a rule cannot be moved
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation === 'horizontal' ? 'vertical' : 'horizontal'}
      aria-valuemin={min}
      aria-valuemax={Math.max(min, Math.round(max()))}
      aria-valuenow={Math.round(size())}
      aria-valuetext={`${Math.round(size())} pixels`}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onResize(null)}
      onPointerDown={(event) => {
        if (event.button === 0) {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { position: positionOf(event), size: size() };
        }
      }}
      onPointerMove={(event) => {
        if (drag.current && event.currentTarget.hasPointerCapture(event.pointerId)) {
          resize(drag.current.size + drag.current.position - positionOf(event));
        }
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
    />
  );
};
