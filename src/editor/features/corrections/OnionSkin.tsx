import { useCanvas } from '../../session/hooks.ts';
import { cssTransformOf } from '../../session/viewport.ts';
import styles from './OnionSkin.module.css';
import { ONION_SIDES, useOnionFrames, useOnionOutline } from './useOnionSkin.ts';

const SIDE_TEXTS = { before: 'Before', after: 'After' } as const;

type OutlineProps = {
  readonly side: (typeof ONION_SIDES)[number];
  readonly frameIndex: number | null;
};

const OnionOutline = ({ side, frameIndex }: OutlineProps) => {
  const onion = useOnionOutline(frameIndex);
  return onion === null ? null : (
    <svg
      viewBox={`0 0 ${onion.width} ${onion.height}`}
      preserveAspectRatio="none"
      data-testid={`onion-${side}`}
    >
      <path className={styles['halo']} d={onion.path} />
      <path className={styles['outline']} data-side={side} d={onion.path} />
    </svg>
  );
};

/**
 * Outlines of the masks of the neighbouring frames, beneath the brush. It renders when the frame, the
 * object or a neighbour's mask changes, never while a stroke is drawn.
 */
export const OnionSkin = () => {
  const zoom = useCanvas((state) => state.zoom);
  const frames = useOnionFrames();
  return (
    <div className={styles['onion']} style={{ transform: cssTransformOf(zoom) }} aria-hidden>
      {ONION_SIDES.map((side) => (
        <OnionOutline key={side} side={side} frameIndex={frames[side]} />
      ))}
    </div>
  );
};

/** Which colour is which frame. */
export const OnionLegend = () => {
  const frames = useOnionFrames();
  const shown = ONION_SIDES.filter((side) => frames[side] !== null);
  return (
    <p className={styles['legend']} data-testid="onion-legend">
      {shown.map((side) => (
        <span key={side} className={styles['entry']}>
          <svg viewBox="0 0 20 8" aria-hidden>
            <path className={styles['outline']} data-side={side} d="M0 4H20" />
          </svg>
          {SIDE_TEXTS[side]}: {(frames[side] ?? 0) + 1}
        </span>
      ))}
      {shown.length === 0 && 'No other frame has a mask.'}
    </p>
  );
};
