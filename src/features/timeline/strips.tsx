import { strokeFrames } from '../../core/brushStroke.ts';
import type { TimeScale } from '../../core/timeScale.ts';
import type { ObjectView } from '../../state/objectViews.ts';
import { objectName } from '../../state/project.ts';
import { stateAt } from '../../state/result.ts';
import type { OpenClip } from '../../state/sessionStore.ts';
import { cssColour } from '../../ui/Swatch.tsx';
import { drawFilmstrip } from './drawFilmstrip.ts';
import { drawLane } from './drawLane.ts';
import { drawWaveform } from './drawWaveform.ts';
import styles from './Timeline.module.css';
import { useStrip } from './useStrip.ts';

type StripProps = { readonly clip: OpenClip; readonly scale: TimeScale };

export const Filmstrip = ({ clip, scale }: StripProps) => {
  const { thumbnails, fineThumbnails, info } = clip;
  const { durationSeconds } = info;
  const aspectRatio = info.width / info.height;
  const canvas = useStrip(
    (strip) =>
      drawFilmstrip(strip, { thumbnails, fineThumbnails, aspectRatio, scale, durationSeconds }),
    [thumbnails, fineThumbnails, info, scale],
  );
  return <canvas ref={canvas} className={styles['filmstrip']} aria-hidden />;
};

export const Waveform = ({ clip, scale }: StripProps) => {
  const { peaks } = clip;
  const { durationSeconds } = clip.info;
  const canvas = useStrip(
    (strip) => peaks && drawWaveform(strip, { peaks, scale, durationSeconds }),
    [peaks, scale],
  );
  return <canvas ref={canvas} className={styles['waveform']} aria-hidden />;
};

type LaneProps = StripProps & { readonly view: ObjectView; readonly isSelected: boolean };

/** Where one object is there; the text for those who cannot see it stands below the timeline. */
export const Lane = ({ clip, scale, view, isSelected }: LaneProps) => {
  const { object, result, presenceThreshold, colour } = view;
  const { ptsSeconds } = clip.info;
  const canvas = useStrip(
    (strip) =>
      drawLane(strip, {
        ptsSeconds,
        scale,
        present: cssColour(colour),
        corrected: strokeFrames(object.strokes),
        stateOf: (frameIndex) =>
          result ? stateAt(result, frameIndex, presenceThreshold) : 'not-computed',
      }),
    [result, presenceThreshold, colour, ptsSeconds, scale, object.strokes],
  );
  return (
    <div
      className={styles['lane']}
      data-lane={object.id}
      data-selected={isSelected || undefined}
      data-hidden={!view.isShown || undefined}
      aria-hidden
    >
      <canvas ref={canvas} />
      <span className={styles['laneName']}>{objectName(object)}</span>
    </div>
  );
};
